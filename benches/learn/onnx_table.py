"""Has onnxruntime run a model that `sparkler export MODEL FILE.onnx` wrote on a table, and compares
its labels and probabilities with those of `sparkler predict MODEL TABLE.csv > PREDICTIONS.csv`.

    python benches/learn/onnx_table.py FILE.onnx TABLE.csv PREDICTIONS.csv

Needs numpy, pandas and onnxruntime.
"""

import sys

import numpy
import onnxruntime
import pandas

file, table, predictions = sys.argv[1:4]
rows = pandas.read_csv(table, skipinitialspace=True, dtype=str, na_values=["?"])
expected = pandas.read_csv(predictions, dtype={0: str})
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
feeds = {}
for value in session.get_inputs():
    column = rows[value.name]
    if value.type == "tensor(string)":
        array = column.fillna("").to_numpy(dtype=object)
    else:
        array = pandas.to_numeric(column).to_numpy(dtype=numpy.float32)
    feeds[value.name] = array.reshape(-1, 1)
outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
if "label" in outputs:
    wrong = int(numpy.sum(outputs["label"] != expected.iloc[:, 0].to_numpy()))
    error = numpy.max(numpy.abs(outputs["probabilities"] - expected.iloc[:, 1:].to_numpy()))
    print(f"{len(rows)} rows, {wrong} labels differ, probabilities differ by {error:.1e} at most")
else:
    wrong = 0
    want = pandas.to_numeric(expected.iloc[:, 0]).to_numpy()
    error = numpy.max(numpy.abs(outputs["variable"].reshape(-1) - want) / numpy.maximum(1, numpy.abs(want)))
    print(f"{len(rows)} rows, predictions differ by {error:.1e} at most")
sys.exit(1 if wrong or not error <= 1e-5 else 0)
