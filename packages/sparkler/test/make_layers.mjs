// Computes with stock TensorFlow.js what layers, regularizers and constraints give, for
// layers_stock.test.mjs, into layers_stock.json:
//
//   TFJS_MODULES=target/tfjs/node_modules node packages/sparkler/test/make_layers.mjs
//
// crates/import/tests/tfjs/README.md says how to install it. Inputs and weights are numbers that
// both sides work out (layers_stock.mjs).
import { writeFileSync } from 'node:fs';
import { tf } from '../../../crates/import/tests/tfjs/io.mjs';
import { CASES, CONSTRAINTS, REGULARIZERS, run, step } from './layers_stock.mjs';

const short = (list) => Array.from(list, (v) => Number(v.toPrecision(7)));
const lines = (list) => `[\n${list.map((c) => JSON.stringify(c)).join(',\n')}\n]`;
const layers = CASES.map(([name, args, shape]) => {
  const { weights, y } = run(tf, name, args, shape);
  return { weights: weights.map((w) => w.shape), shape: y.shape, data: short(y.dataSync()) };
});
const steps = async (list, kind) => {
  const out = [];
  for (const option of list) {
    const { loss, kernel } = await step(tf, option, kind);
    out.push({ ...(kind === 'Regularizer' && { loss: short([loss])[0] }), kernel: short(kernel) });
  }
  return out;
};
const regularizers = await steps(REGULARIZERS, 'Regularizer');
const constraints = await steps(CONSTRAINTS, 'Constraint');
writeFileSync(new URL('layers_stock.json', import.meta.url),
  `{"layers": ${lines(layers)},\n"regularizers": ${lines(regularizers)},\n"constraints": ${lines(constraints)}}\n`);
