"""Recommendations, ratings and baskets against implicit and mlxtend.

Peer and Sparkler alternate in one run, on the same files; times are processor seconds on one
thread or, with `--threads 2`, seconds of the clock on two; the best of the repeats. Usage:

    cargo build --release -p sparkler-learn --example associations
    python benches/learn/associations.py RATINGS.csv GROCERIES.csv [target dir] [--threads 2]

RATINGS.csv is MovieLens-small's, with columns user, item, rating, time; GROCERIES.csv has one basket
a line.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("ratings")
parser.add_argument("groceries")
parser.add_argument("target", nargs="?", default="target")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=8)
args = parser.parse_args()
# Where implicit uses threads of its own, OpenBLAS must have one.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
clock, key = (time.process_time, "cpu") if args.threads == 1 else (time.perf_counter, "wall")

import implicit
import mlxtend
import numpy as np
import pandas as pd
import scipy.sparse as sp
from mlxtend.frequent_patterns import association_rules, fpgrowth
from mlxtend.preprocessing import TransactionEncoder

ratings_file, groceries_file = args.ratings, args.groceries
driver = os.path.join(args.target, "release", "examples", "associations")
folder = tempfile.mkdtemp()
ROUNDS = args.rounds


def sparkler(*arguments, **env):
    env = {**os.environ, "SPARKLER_THREADS": str(args.threads), **env}
    out = subprocess.run([driver, *map(str, arguments)], env=env, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    return json.loads(out.stdout)


def ratio(name, ours, theirs, more=""):
    print(f"{name}: {ours * 1e3:.1f} ms, peer {theirs * 1e3:.1f} ms, ratio {ours / theirs:.3f} {more}")


print("load", os.getloadavg(), "threads", args.threads, "implicit", implicit.__version__, "mlxtend", mlxtend.__version__)
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
        ours_time.append(sparkler("als", path("train"), out, factors, 0.01, alpha, 15, seed)[key])
        lists = json.load(open(out)).items()
        ours_scores.append(precision({int(k): set(map(int, v)) for k, v in lists}))
        model = implicit.als.AlternatingLeastSquares(
            factors=factors, regularization=0.01, alpha=alpha, iterations=15, num_threads=args.threads, random_state=seed
        )
        start = clock()
        model.fit(matrix, show_progress=False)
        peer_time.append(clock() - start)
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
        start = clock()
        sets = fpgrowth(table, min_support=support, use_colnames=True)
        middle = clock()
        rules = association_rules(sets, metric="confidence", min_threshold=0.2)
        peer.append((middle - start, clock() - middle))
    best = lambda name: min(run[name][key] for run in ours)
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
