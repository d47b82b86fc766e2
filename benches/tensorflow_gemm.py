#!/usr/bin/env python3
"""Times single-precision square matrix products, and the addition of scalars, in TensorFlow.

    python benches/tensorflow_gemm.py --threads 2

One JSON object a line: `{"work": "gemm_1024", "gflops": ...}`, the best and the median of several
repeats over tensors that are made beforehand. `scalar_add` is what one eager call costs.
"""

import argparse
import json
import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SIZES = (256, 512, 1024, 2048)


def main():
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", action="append",
                        choices=[f"gemm_{n}" for n in SIZES] + ["scalar_add"])
    parser.add_argument("--repeats", type=int, default=9)
    arguments = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)  # before TensorFlow starts its threads
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    common = {"peer": f"tensorflow {tf.__version__}", "threads": arguments.threads}

    def measure(call, count):
        """Milliseconds of a call, for each repeat of `count` calls."""
        for _ in range(max(3, count // 4)):
            result = call()
        result.numpy()
        times = []
        for _ in range(arguments.repeats):
            start = time.perf_counter()
            for _ in range(count):
                result = call()
            result.numpy()
            times.append(1e3 * (time.perf_counter() - start) / count)
        return times

    rng = np.random.default_rng(0)
    for n in SIZES:
        if arguments.work and f"gemm_{n}" not in arguments.work:
            continue
        a = tf.constant(rng.random((n, n), np.float32))
        b = tf.constant(rng.random((n, n), np.float32))
        # A repeat is some 100 ms of work on one core.
        times = measure(lambda: tf.linalg.matmul(a, b), max(2, round(8e9 / (2 * n ** 3))))
        flops = 2e-6 * n ** 3
        median = statistics.median(times)
        print(json.dumps({"work": f"gemm_{n}", **common, "median_ms": round(median, 4),
                          "min_ms": round(min(times), 4), "gflops": round(flops / median, 1),
                          "best_gflops": round(flops / min(times), 1)}), flush=True)
    if not arguments.work or "scalar_add" in arguments.work:
        a, b = tf.constant(1.0), tf.constant(2.0)
        times = measure(lambda: tf.add(a, b), 5000)
        print(json.dumps({"work": "scalar_add", **common,
                          "median_ms": round(statistics.median(times), 6),
                          "min_ms": round(min(times), 6)}), flush=True)


if __name__ == "__main__":
    main()
