// Times Sparkler against stock TensorFlow.js in one Node process and prints a table.
//
//   cargo xtask web && cargo xtask node && cargo build --release -p sparkler-bench
//   npm ci --prefix benches/javascript
//   node benches/javascript/compare.mjs [--rounds 5] [--json]
//
// Each row first holds both libraries' outputs against each other and says how far they differ;
// then their turns alternate, so that drift of the machine hits both, and the medians count. The
// CNN step has no peer in Node worth waiting for (stock wasm cannot train convolutions, plain CPU
// takes minutes): it is held against the command line's own step on one thread.

import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import path from 'node:path';
import os from 'node:os';
import {parseArgs} from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const {values: options} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    json: {type: 'boolean', default: false},
    backend: {type: 'string', default: 'wasm'},
  },
});
const rounds = Number(options.rounds);
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

const stock = (await import('@tensorflow/tfjs')).default ?? (await import('@tensorflow/tfjs'));
const stockWasm = await import('@tensorflow/tfjs-backend-wasm');
stockWasm.setThreadsCount(1);
await stock.setBackend('wasm');
const sparkler = await import(path.join(root, 'packages/sparkler/dist/index.js'));
await sparkler.setBackend(options.backend);
await sparkler.ready();

const rows = [];
function report(row) {
  rows.push(row);
  if (options.json) console.log(JSON.stringify(row));
  else console.log(Object.entries(row).map(([k, v]) => `${k}: ${typeof v === 'number' ? +v.toPrecision(4) : v}`).join(', '));
}

/** Numbers that both libraries get, the same in each run (a linear congruential generator). */
function noise(count, seed) {
  let state = seed >>> 0;
  return Float32Array.from({length: count}, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function largestDifference(a, b) {
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

function mlp(tf) {
  const model = tf.sequential();
  model.add(tf.layers.dense({units: 128, activation: 'relu', inputShape: [784]}));
  model.add(tf.layers.dense({units: 10, activation: 'softmax'}));
  return model;
}

function cnn(tf) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1]}));
  model.add(tf.layers.maxPooling2d({poolSize: 2}));
  model.add(tf.layers.conv2d({filters: 64, kernelSize: 3, activation: 'relu'}));
  model.add(tf.layers.maxPooling2d({poolSize: 2}));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({rate: 0.5}));
  model.add(tf.layers.dense({units: 10, activation: 'softmax'}));
  return model;
}

function examples(tf, count, shape) {
  const size = shape.reduce((a, b) => a * b, 1);
  const labels = new Float32Array(count * 10);
  for (let i = 0; i < count; i++) labels[i * 10 + (i * 7) % 10] = 1;
  return [tf.tensor(noise(count * size, 1), [count, ...shape]), tf.tensor2d(labels, [count, 10])];
}

function compiled(tf, model) {
  model.compile({optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
  return model;
}

async function epoch(model, x, y, batchSize) {
  const start = performance.now();
  const history = await model.fit(x, y, {epochs: 1, batchSize, shuffle: false, verbose: 0, yieldEvery: 'never'});
  const loss = history.history.loss[0];
  return {ms: performance.now() - start, loss: typeof loss === 'number' ? loss : loss.dataSync()[0]};
}

// --- the hello world's step ------------------------------------------------------------------
{
  const steps = 64;
  const [a, b] = [stock, sparkler].map((tf) => {
    const model = compiled(tf, mlp(tf));
    model.setWeights([
      tf.tensor2d(noise(784 * 128, 2).map((v) => v * 0.08), [784, 128]), tf.zeros([128]),
      tf.tensor2d(noise(128 * 10, 3).map((v) => v * 0.2), [128, 10]), tf.zeros([10]),
    ]);
    return {model, data: examples(tf, 32 * steps, [784]), times: []};
  });
  const [la, lb] = [await epoch(a.model, ...a.data, 32), await epoch(b.model, ...b.data, 32)];
  const difference = Math.max(...a.model.getWeights().map((w, i) =>
    largestDifference(w.dataSync(), b.model.getWeights()[i].dataSync())));
  for (let i = 0; i < rounds; i++) {
    for (const side of [a, b]) side.times.push((await epoch(side.model, ...side.data, 32)).ms / steps);
  }
  const [peer, own] = [median(a.times), median(b.times)];
  report({
    work: 'MLP 784-128-10 step, Adam, batch 32', peer: 'tfjs-wasm', peer_ms: peer, sparkler_ms: own,
    ratio: own / peer, loss_difference: Math.abs(la.loss - lb.loss), weight_difference: difference,
  });
}

// --- the CNN's step, against the command line's own on one thread ------------------------------
// The same work on both sides: numbers from 0 to 1 (how many gradients are 0 depends on them),
// labels as numbers, no metrics, 30 steps an epoch.
{
  const steps = 30;
  const model = cnn(sparkler);
  model.compile({optimizer: sparkler.train.adam(0.001), loss: 'sparseCategoricalCrossentropy'});
  const count = 128 * steps;
  const x = sparkler.tensor(noise(count * 784, 1).map((v) => (v + 1) / 2), [count, 28, 28, 1]);
  const y = sparkler.tensor1d(Int32Array.from({length: count}, (_, i) => (i * 7) % 10), 'int32');
  const threads = [];
  for (const count of [1, 2]) {
    sparkler.setThreadsCount(count);
    if (sparkler.getThreadsCount() !== count) continue;
    await epoch(model, x, y, 128);
    const [times, native] = [[], []];
    for (let i = 0; i < rounds; i++) {
      times.push((await epoch(model, x, y, 128)).ms / steps);
      if (count === 1) native.push(nativeStep());
    }
    threads.push(median(times));
    if (count === 1) {
      const peer = median(native);
      report({
        work: 'CNN step, Adam, batch 128, 1 thread', peer: 'native, 1 thread', peer_ms: peer,
        sparkler_ms: threads[0], ratio: threads[0] / peer,
      });
    }
  }
  if (threads.length === 2) {
    report({
      work: 'CNN step, 2 threads', peer: 'itself, 1 thread', peer_ms: threads[0],
      sparkler_ms: threads[1], speedup: threads[0] / threads[1],
    });
  } else {
    report({work: 'CNN step, 2 threads', result: 'this artefact has one thread here'});
  }
  sparkler.setThreadsCount(1);
}

function nativeStep() {
  const program = path.join(root, 'target/release/sparkler-bench');
  const found = spawnSync(program, ['cnn_step', '--threads', '1', '--repeats', '3', '--json'], {encoding: 'utf8'});
  if (found.status !== 0) throw new Error(`${program}: ${found.stderr || found.error}`);
  return JSON.parse(found.stdout.trim().split('\n').at(-1)).median_ms;
}

// --- matrix products ---------------------------------------------------------------------------
for (const n of [256, 512]) {
  const sides = [stock, sparkler].map((tf) => ({
    tf, a: tf.tensor2d(noise(n * n, 4), [n, n]), b: tf.tensor2d(noise(n * n, 5), [n, n]), times: [],
  }));
  const [p, q] = sides.map(({tf, a, b}) => tf.matMul(a, b).dataSync());
  const calls = Math.ceil(3e8 / n ** 3);
  for (let i = 0; i < rounds + 1; i++) {
    for (const {tf, a, b, times} of sides) {
      const start = performance.now();
      for (let k = 0; k < calls; k++) tf.matMul(a, b).dispose();
      if (i > 0) times.push((performance.now() - start) / calls);
    }
  }
  const [peer, own] = sides.map(({times}) => 2e-6 * n ** 3 / median(times));
  report({
    work: `matMul ${n} x ${n} x ${n}, 1 thread`, peer: 'tfjs-wasm', peer_gflops: peer,
    sparkler_gflops: own, ratio: own / peer, difference: largestDifference(p, q),
  });
}

// --- one eager addition --------------------------------------------------------------------------
{
  const sides = [stock, sparkler].map((tf) => ({tf, a: tf.scalar(2), b: tf.scalar(3), times: []}));
  const sums = sides.map(({tf, a, b}) => tf.add(a, b).dataSync()[0]);
  const calls = 50_000;
  for (let i = 0; i < rounds + 1; i++) {
    for (const {tf, a, b, times} of sides) {
      const start = performance.now();
      for (let k = 0; k < calls; k++) tf.add(a, b).dispose();
      if (i > 0) times.push(1e3 * (performance.now() - start) / calls);
    }
  }
  const [peer, own] = sides.map(({times}) => median(times));
  report({
    work: 'eager add of two scalars', peer: 'tfjs-wasm', peer_us: peer, sparkler_us: own,
    ratio: own / peer, difference: Math.abs(sums[0] - sums[1]),
  });
}

if (!options.json) {
  console.log(`\n${os.cpus()[0].model}, Node ${process.version}, tfjs ${stock.version_core ?? '4.22'}, backend ${sparkler.getBackend()}`);
}
process.exit(0);
