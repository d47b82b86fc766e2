#!/usr/bin/env python3
"""Computes the reference cases of the ops with NumPy, TensorFlow and Keras.

    python crates/testkit/references/make_ops.py            # all families
    python crates/testkit/references/make_ops.py conv pool  # some of them

Each family of `families/` becomes one file of `ops/`. The output depends on nothing but the
versions in README.md: run it again and `git diff` is empty.
"""

import collections
import importlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FAMILIES = ["unary", "binary", "complex", "reduce", "matmul", "conv", "pool", "array", "nn", "image",
            "signal", "loss", "sparse", "more"]


def main(names):
    """Writes the files of the families of those names."""
    folder = os.path.join(HERE, "ops")
    os.makedirs(folder, exist_ok=True)
    for name in names:
        family = importlib.import_module(f"families.{name}").build()
        path = family.write(folder)
        counts = collections.Counter(case["op"] for case in family.cases)
        print(f"{name}: {len(family.cases)} cases, {os.path.getsize(path) // 1000} kB")
        print("  " + " ".join(f"{op}:{n}" for op, n in counts.items()))


if __name__ == "__main__":
    main(sys.argv[1:] or FAMILIES)
