/**
 * Fits one estimator to a table in WebAssembly on one thread, and prints what it took;
 * `benches/learn/wasm.py` runs it.
 *
 * `node wasm.mjs ESTIMATOR PARAMS TABLE OUT`: as the example `trees` of `crates/learn`, which
 * describes the files. Times are CPU seconds of the process, compiling of the module included:
 * `first` of the first fit, `fit` and `predict` of the best of REPEATS in the same process.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as learn from '../../packages/sparkler/dist/learn.js';

const [name, params, table, out] = process.argv.slice(2);
const bytes = readFileSync(table).buffer;
const [rows, columns, testRows] = [...new BigUint64Array(bytes, 0, 3)].map(Number);
const data = new Float32Array(bytes, 24, (rows + testRows) * columns);
const y = new Float64Array(bytes.slice(24 + data.byteLength));
const x = { data: data.subarray(0, rows * columns), shape: [rows, columns] };
const test = { data: data.subarray(rows * columns), shape: [testRows, columns] };

const worked = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const timed = async (body) => {
  const start = worked();
  return [await body(), worked() - start];
};
await learn.ready({ threads: 1 });
const estimator = new learn[name](JSON.parse(params));
const fits = [];
const predictions = [];
let scores;
for (let i = 0; i < Number(process.env.REPEATS ?? 3); i++) {
  const [model, fit] = await timed(() => estimator.fit(x, y));
  fits.push(fit);
  const [found, predict] = await timed(() => model.predict_proba(test).data);
  predictions.push(predict);
  scores = found;
  model.dispose();
}
writeFileSync(out, scores);
console.log(JSON.stringify({ first: fits[0], fit: Math.min(...fits), predict: Math.min(...predictions) }));
