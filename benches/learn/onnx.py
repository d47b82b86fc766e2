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


def worst(got, want, relative):
    got, want = numpy.asarray(got, dtype=numpy.float64).reshape(-1), numbers(want)
    if len(got) != len(want) or numpy.any(numpy.isnan(got) != numpy.isnan(want)):
        return numpy.inf
    scale = numpy.maximum(1, numpy.abs(want)) if relative else 1
    # Missing values that a model passes on are the same.
    return numpy.nanmax(numpy.append(numpy.abs(got - want) / scale, 0))


folder = pathlib.Path(sys.argv[1])
data = {
    name: numbers(json.loads((folder / f"{name}.data").read_text())).reshape(-1, columns)
    for name, columns in (("missing", 5), ("complete", 5), ("counts", 5), ("one", 1), ("positive", 5))
}
inputs = {"plain": "complete", "counts": "counts", "one": "one", "positive": "positive"}
checked, failed, kinds = 0, 0, set()
for path in sorted(folder.glob("*.onnx")):
    expected = json.loads(path.with_suffix(".json").read_text())
    x = data[inputs.get(path.stem.rsplit("-", 1)[1], "missing")].astype(numpy.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, {"X": x})))
    problems = []

    def compare(output, of, relative):
        error = worst(outputs[output], expected[of], relative)
        if not error <= TOLERANCE:
            problems.append(f"{output} differ by {error:.1e}")

    kind = path.stem.split("-")[0]
    if "variable" in outputs:
        compare("variable", "transform" if expected["predict"] is None else "predict", True)
    else:
        # Labels are compared as they are: both start from the same floats. Rows that a judge of
        # outliers scores at 0 to within the tolerance may be either: support vectors lie there.
        unlike = outputs["label"] != numbers(expected["predict"])
        if "scores" in outputs and outputs["scores"].shape[1] == 1:
            unlike &= numpy.abs(outputs["scores"][:, 0]) > TOLERANCE
        if "probabilities" in outputs and outputs["probabilities"].shape[1] > 1:
            # Nor is there a best class where two are as probable.
            best = numpy.sort(outputs["probabilities"], axis=1)
            unlike &= best[:, -1] - best[:, -2] > TOLERANCE
        wrong = int(numpy.sum(unlike))
        if wrong:
            problems.append(f"{wrong} of {len(x)} labels differ")
        if "probabilities" in outputs:
            compare("probabilities", "probabilities", False)
        elif "scores" in outputs and expected["decision"] is not None:
            scores = outputs["scores"]
            if len(scores[0]) == 2 and len(expected["decision"]) == len(x):
                outputs["scores"] = scores[:, 1]
            compare("scores", "decision", True)
        elif "scores" in outputs and expected["transform"] is not None and kind != "VotingClassifier":
            # (What a vote makes of rows is what each member says; its scores are counts.)
            compare("scores", "transform", True)
    checked += 1
    kinds.add(kind)
    failed += bool(problems)
    print(path.stem, "; ".join(problems) or "ok")
print(f"{checked} models of {len(kinds)} kinds, {failed} differ (onnxruntime {onnxruntime.__version__})")
sys.exit(1 if failed or not checked else 0)
