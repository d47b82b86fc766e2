// Goes on to train a layers model from disk, in stock TensorFlow.js.
//
//   node train.mjs MODEL_DIR DATA.json
//
// DATA.json is {"x", "y", "steps"}: one batch, and how many steps to take on it. Prints
// {"weights": [...]}, the model's weights after that.

import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { tf, fromJson, loadFrom, toJson } from './io.mjs';

/** Takes steps on one batch; gives the weights then. */
export async function train(model, { x, y, steps }) {
  const batch = [fromJson(x), fromJson(y)];
  for (let step = 0; step < steps; step++) await model.trainOnBatch(...batch);
  return model.getWeights();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, file] = process.argv.slice(2);
  if (!folder || !file) {
    console.error('usage: node train.mjs MODEL_DIR DATA.json');
    process.exit(2);
  }
  const model = await tf.loadLayersModel(loadFrom(folder));
  const weights = await train(model, JSON.parse(fs.readFileSync(file, 'utf8')));
  console.log(JSON.stringify({ weights: weights.map(toJson) }));
}
