// Predicts with a layers model from disk, in stock TensorFlow.js.
//
//   node predict.mjs MODEL_DIR INPUT.json
//
// INPUT.json is {"inputs": [{"dtype", "shape", "data"}, ...]}, one per input of the model; so the
// case.json next to a fixture will do. Prints {"outputs": [...]} of the same form.

import fs from 'node:fs';
import { tf, fromJson, loadFrom, toJson } from './io.mjs';

const [folder, input] = process.argv.slice(2);
if (!folder || !input) {
  console.error('usage: node predict.mjs MODEL_DIR INPUT.json');
  process.exit(2);
}
const model = await tf.loadLayersModel(loadFrom(folder));
const inputs = JSON.parse(fs.readFileSync(input, 'utf8')).inputs.map(fromJson);
const outputs = model.predict(inputs.length === 1 ? inputs[0] : inputs);
console.log(JSON.stringify({ outputs: [outputs].flat().map(toJson) }));
