#!/usr/bin/env python3
"""Times Sparkler and its peers side by side and writes a Markdown table.

    cargo build --release -p sparkler-bench && python benches/compare.py
    python benches/compare.py --work mlp_step --threads 1 --rounds 3 --output target/benchmarks.md

Each round runs the peer and then Sparkler, so that drift of the machine hits both; of the rounds'
medians the median counts. The peer runs in a virtual environment under `target/`, which is built
from `crates/testkit/references/requirements.txt` if it is not there (or give `--python`). The
Sparkler side is `target/release/sparkler-bench WORK --threads N --json`, which prints JSON lines
of the same form as the peers' scripts.

The table goes between the marks `<!-- compare -->` and `<!-- /compare -->` of the output file, or
makes up the file if it is new.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- compare -->", "<!-- /compare -->"
GEMM_SIZES = (256, 512, 1024, 2048)

# work: (title, script of the peer, work of the peer, field)
WORKS = {
    "mlp_step": ("MLP 784-128-10, Adam, batch 32: a step of `fit`",
                 "keras_steps.py", "mlp_step", "median_ms"),
    "cnn_step": ("CNN conv32-pool-conv64-pool-dense, Adam, batch 128: a step of `fit`",
                 "keras_steps.py", "cnn_step", "median_ms"),
    **{f"gemm_{n}": (f"f32 GEMM {n} x {n} x {n}", "tensorflow_gemm.py", f"gemm_{n}", "gflops")
       for n in GEMM_SIZES},
    "scalar_add": ("one eager addition of scalars", "tensorflow_gemm.py", "scalar_add",
                   "median_ms"),
}


def parse_arguments():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", action="append", choices=WORKS)
    parser.add_argument("--threads", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", help="an interpreter that has the peers")
    parser.add_argument("--sparkler", default=str(ROOT / "target/release/sparkler-bench"))
    parser.add_argument("--output", default=str(ROOT / "docs/benchmarks.md"))
    return parser.parse_args()


def peer_python():
    """The interpreter of the virtual environment with the peers, built if it is not there."""
    folder = ROOT / "target" / "peers"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = (ROOT / "crates/testkit/references/requirements.txt").read_text(encoding="utf-8")
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"building {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r",
                        ROOT / "crates/testkit/references/requirements.txt"], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def run(command):
    """The JSON lines that a program prints."""
    # A forced core type would make a peer slower than it is.
    environment = {k: v for k, v in os.environ.items()
                   if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def machine():
    """The processor, in words."""
    name = platform.processor() or platform.machine()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def compare(arguments, python):
    """One row for each work and number of threads."""
    rows = []
    for work in arguments.work or WORKS:
        title, script, peer_work, field = WORKS[work]
        for threads in arguments.threads or sorted({1, os.cpu_count()}):
            theirs, ours, peer = [], [], ""
            for _ in range(arguments.rounds):
                line, = [r for r in run([python, str(ROOT / "benches" / script), "--work",
                                         peer_work, "--threads", str(threads)])
                         if r["work"] == peer_work]
                theirs.append(line[field])
                peer = line["peer"]
                line, = [r for r in run([arguments.sparkler, work, "--threads", str(threads),
                                         "--json"]) if r["work"] == work]
                ours.append(line[field])
            their, our = statistics.median(theirs), statistics.median(ours)
            ratio = our / their if field == "gflops" else their / our
            rows.append((title, threads, peer, field, their, our, ratio))
            print(f"{work} threads={threads} {peer}: {their:.4g}, Sparkler: {our:.4g} "
                  f"({ratio:.2f} times as fast)", file=sys.stderr)
    return rows


def amount(field, value):
    """A figure with its unit."""
    if field == "gflops":
        return f"{value:.0f} GFLOP/s"
    return f"{value:.3g} ms" if value >= 0.1 else f"{1e3 * value:.3g} µs"


def table(rows, rounds):
    """The Markdown of the rows."""
    peers = ", ".join(sorted({row[2] for row in rows}))
    lines = [
        f"{datetime.date.today().isoformat()}, {machine()}. Peers: {peers}. Medians of {rounds} "
        "alternating rounds; above 1 Sparkler is the faster.", "",
        "| work | threads | peer | Sparkler | times as fast |", "|---|--:|--:|--:|--:|",
    ]
    for title, threads, _, field, their, our, ratio in rows:
        lines.append(f"| {title} | {threads} | {amount(field, their)} | {amount(field, our)} "
                     f"| {ratio:.2f} |")
    return "\n".join(lines)


def main():
    """Measures, then writes."""
    arguments = parse_arguments()
    if not os.path.exists(arguments.sparkler):
        sys.exit(f"{arguments.sparkler} is not there: cargo build --release -p sparkler-bench")
    rows = compare(arguments, arguments.python or peer_python())
    block = f"{BEGIN}\n{table(rows, arguments.rounds)}\n{END}"
    output = pathlib.Path(arguments.output)
    text = output.read_text(encoding="utf-8") if output.exists() else f"{BEGIN}{END}\n"
    if BEGIN not in text or END not in text:
        sys.exit(f"{output} has no {BEGIN} ... {END} to fill")
    head, rest = text.split(BEGIN, 1)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(head + block + rest.split(END, 1)[1], encoding="utf-8")
    print(output)


if __name__ == "__main__":
    main()
