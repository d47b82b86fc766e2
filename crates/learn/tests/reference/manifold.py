"""Digits and how well scikit-learn's t-SNE and umap-learn place them.

    python crates/learn/tests/reference/manifold.py

writes manifold.json beside this file. The digits are those of scikit-learn (UCI, CC BY 4.0), pixels
0 to 16 as letters from a.
"""

import json
from pathlib import Path

import numpy as np
import umap
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, trustworthiness

x = load_digits().data[:500]
out = {
    "digits": ["".join(chr(ord("a") + int(v)) for v in row) for row in x],
    "pca_like": trustworthiness(x, x[:, [20, 43]], n_neighbors=5),
    "tsne": [trustworthiness(x, TSNE(random_state=seed).fit_transform(x), n_neighbors=5) for seed in (0, 1)],
    "umap": [
        trustworthiness(x, umap.UMAP(random_state=seed, n_jobs=1).fit_transform(x), n_neighbors=5)
        for seed in (0, 1)
    ],
}
# The method that adds up all pairs, of few rows: (trustworthiness, divergence), in 2 and 4 columns.
few = x[:200]
for columns in (2, 4):
    model = TSNE(columns, method="exact", random_state=0)
    places = model.fit_transform(few)
    out[f"exact{columns}"] = trustworthiness(few, places, n_neighbors=5), float(model.kl_divergence_)
path = Path(__file__).with_name("manifold.json")
path.write_text(json.dumps(out, separators=(",", ":")))
print({k: v for k, v in out.items() if k != "digits"}, path.stat().st_size)
