"""Recommendations, ratings and baskets against implicit and mlxtend.

Peer and Sparkler alternate in one run, on the same files; times are processor seconds on one
thread, the best of the repeats. Usage:

    cargo build --release -p sparkler-learn --example associations
    OMP_NUM_THREADS=1 python benches/learn/associations.py RATINGS.csv GROCERIES.csv [target dir]

RATINGS.csv is MovieLens-small's, with columns user, item, rating, time; GROCERIES.csv has one basket
a line.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import implicit
import mlxtend
import numpy as np
import pandas as pd
import scipy.sparse as sp
from mlxtend.frequent_patterns import association_rules, fpgrowth
from mlxtend.preprocessing import TransactionEncoder

ratings_file, groceries_file = sys.argv[1:3]
target = sys.argv[3] if len(sys.argv) > 3 else "target"
driver = os.path.join(target, "release", "examples", "associations")
folder = tempfile.mkdtemp()
ROUNDS = 8


def sparkler(*arguments, **env):
    env = {**os.environ, "SPARKLER_THREADS": "1", **env}
    out = subprocess.run([driver, *map(str, arguments)], env=env, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    return json.loads(out.stdout)


def ratio(name, ours, theirs, more=""):
    print(f"{name}: {ours * 1e3:.1f} ms, peer {theirs * 1e3:.1f} ms, ratio {ours / theirs:.3f} {more}")


print("load", os.getloadavg(), "implicit", implicit.__version__, "mlxtend", mlxtend.__version__)
ratings = pd.read_csv(ratings_file)
ratings.columns = ["user", "item", "rating", "time"]

# Random hold-out of a fifth of the ratings, seed 0.
held = np.zeros(len(ratings), bool)
held[np.random.default_rng(0).permutation(len(ratings))[: len(ratings) // 5]] = True
train, test = ratings[~held], ratings[held]
path = lambda name: os.path.join(folder, name)
for name, part in (("train", train), ("test", test)):
    part[["user", "item", "rating"]].to_csv(path(name), index=False, header=False)
print("ratings, a fifth held out at random:", sparkler("ratings", path("train"), path("test"), "{}", "{}"))

# ALS: the same split, ratings as strengths.
users, items = pd.factorize(ratings.user)[1], pd.factorize(ratings.item)[1]
u, i = users.get_indexer(train.user), items.get_indexer(train.item)
matrix = sp.csr_matrix((train.rating.astype("float32"), (u, i)), (len(users), len(items)))
relevant = {user: set(part.item) for user, part in test.groupby("user")}


def precision(lists):
    return np.mean([len(relevant[user] & set(lists.get(user, []))) / 10 for user in relevant])


for factors, alpha in ((64, 1.0), (100, 10.0)):
    ours_time, peer_time, ours_scores, peer_scores = [], [], [], []
    for seed in range(ROUNDS):
        out = path("lists.json")
        ours_time.append(sparkler("als", path("train"), out, factors, 0.01, alpha, 15, seed)["cpu"])
        lists = json.load(open(out)).items()
        ours_scores.append(precision({int(k): set(map(int, v)) for k, v in lists}))
        model = implicit.als.AlternatingLeastSquares(
            factors=factors, regularization=0.01, alpha=alpha, iterations=15, num_threads=1, random_state=seed
        )
        start = time.process_time()
        model.fit(matrix, show_progress=False)
        peer_time.append(time.process_time() - start)
        ids, _ = model.recommend(np.arange(len(users)), matrix, N=10, filter_already_liked_items=True)
        peer_scores.append(precision({users[k]: set(items[row]) for k, row in enumerate(ids)}))
    ratio(
        f"ALS, {factors} factors, alpha {alpha:g}",
        min(ours_time),
        min(peer_time),
        f"precision@10 {np.mean(ours_scores):.4f} ({min(ours_scores):.4f} to {max(ours_scores):.4f}), peer {np.mean(peer_scores):.4f} "
        f"({min(peer_scores):.4f} to {max(peer_scores):.4f} over seeds)",
    )

# Baskets.
baskets = [line.rstrip("\n").split(",") for line in open(groceries_file)]
encoder = TransactionEncoder()
table = pd.DataFrame(encoder.fit_transform(baskets), columns=encoder.columns_)
for support in (0.001, 0.01):
    ours, peer = [], []
    for _ in range(3):
        ours.append(sparkler("baskets", groceries_file, support, 50, OUT=path("sets.json")))
        start = time.process_time()
        sets = fpgrowth(table, min_support=support, use_colnames=True)
        middle = time.process_time()
        rules = association_rules(sets, metric="confidence", min_threshold=0.2)
        peer.append((middle - start, time.process_time() - middle))
    best = lambda name: min(run[name]["cpu"] for run in ours)
    found = json.load(open(path("sets.json")))
    mine = {frozenset(s): v for s, v in found["sets"]}
    theirs = dict(zip(sets.itemsets, sets.support))
    same = mine == theirs
    columns = ["antecedent support", "consequent support", "support", "confidence", "lift", "leverage",
               "conviction", "zhangs_metric", "jaccard", "certainty", "kulczynski"]
    mine = {(frozenset(a), frozenset(c)): v for a, c, v in found["rules"]}
    theirs = {
        (a, c): row for a, c, row in zip(rules.antecedents, rules.consequents, rules[columns].to_numpy())
    }
    worst = max(
        (np.max(np.abs(np.array(v, float) - theirs[k])[np.isfinite(theirs[k])]) for k, v in mine.items()),
        default=0.0,
    ) if mine.keys() == theirs.keys() else float("nan")
    more = f"{len(sets)} itemsets, equal: {same}; {len(rules)} rules, equal: {mine.keys() == theirs.keys()}, largest difference {worst:.1e}"
    ratio(f"FP-growth, support {support}", best("fpgrowth"), min(p[0] for p in peer), more)
    ratio(f"rules, support {support}", best("rules"), min(p[1] for p in peer))
    print(f"  Eclat {best('eclat') * 1e3:.1f} ms, Apriori {best('apriori') * 1e3:.1f} ms")
