"""Values of mlxtend for baskets: python baskets.py > baskets.json

60 baskets of 9 items, some of which like to come together; `packages/sparkler/test` reads them.
"""

import json
import math

import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import association_rules, fpgrowth

random = np.random.default_rng(3)
items = ["bread", "butter", "jam", "milk", "tea", "eggs", "rice", "beans", "salt"]
share = [0.6, 0.4, 0.2, 0.5, 0.3, 0.3, 0.2, 0.1, 0.1]
baskets = []
for _ in range(60):
    basket = {item for item, p in zip(items, share) if random.random() < p}
    if "butter" in basket and random.random() < 0.7:
        basket.add("jam")
    if "rice" in basket:
        basket.add("beans")
    baskets.append(sorted(basket))

table = pd.DataFrame([[item in basket for item in items] for basket in baskets], columns=items)
sets = fpgrowth(table, min_support=0.1, use_colnames=True)
rules = association_rules(sets, metric="confidence", min_threshold=0.6)
columns = [
    "antecedent support", "consequent support", "support", "confidence", "lift", "leverage",
    "conviction", "zhangs_metric", "jaccard", "certainty", "kulczynski"]
print(json.dumps({
    "baskets": baskets,
    "itemsets": [[sorted(s), p] for s, p in zip(sets["itemsets"], sets["support"])],
    "rules": [
        [sorted(row["antecedents"]), sorted(row["consequents"]),
         # JSON has no infinity.
         [None if math.isinf(row[c]) else row[c] for c in columns]]
        for _, row in rules.iterrows()],
}, separators=(",", ":")))
