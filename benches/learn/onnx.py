"""Has onnxruntime run the models that `cargo run --release -p sparkler-learn --example onnx_models
FOLDER` wrote, and compares its predictions with Sparkler's.

    python benches/learn/onnx.py FOLDER

Needs numpy and onnxruntime.
"""

import json
import pathlib
import sys

import numpy
import onnxruntime

TOLERANCE = 1e-5


def numbers(values):
    return numpy.array([numpy.nan if v is None else v for v in values], dtype=numpy.float64)


folder = pathlib.Path(sys.argv[1])
data = {
    name: numbers(json.loads((folder / f"{name}.data").read_text())).reshape(-1, 5)
    for name in ("missing", "complete")
}
checked, failed = 0, 0
for path in sorted(folder.glob("*.onnx")):
    expected = json.loads(path.with_suffix(".json").read_text())
    x = data["complete" if path.stem.endswith("plain") else "missing"].astype(numpy.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, {"X": x})))
    problems = []
    if "variable" in outputs:
        want = numbers(expected["predict"])
        got = outputs["variable"].reshape(-1)
        error = numpy.max(numpy.abs(got - want) / numpy.maximum(1, numpy.abs(want)))
        if not error <= TOLERANCE:
            problems.append(f"predictions differ by {error:.1e}")
    else:
        wrong = int(numpy.sum(outputs["label"] != numbers(expected["predict"])))
        if wrong:
            problems.append(f"{wrong} of {len(x)} labels differ")
        if expected["probabilities"] is not None:
            want = numbers(expected["probabilities"]).reshape(len(x), -1)
            error = numpy.max(numpy.abs(outputs["probabilities"] - want))
            if not error <= TOLERANCE:
                problems.append(f"probabilities differ by {error:.1e}")
    checked += 1
    failed += bool(problems)
    print(path.stem, "; ".join(problems) or "ok")
print(f"{checked} models, {failed} differ (onnxruntime {onnxruntime.__version__})")
sys.exit(1 if failed or not checked else 0)
