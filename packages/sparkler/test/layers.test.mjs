// Layers, models, training, saving and loading. SPARKLER_BACKEND chooses the engine.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import * as tf from '../dist/index.js';

/** A layer in JavaScript: multiplies by a weight and a number. */
class Scale extends tf.layers.Layer {
  static className = 'Scale';
  constructor(config = {}) {
    super(config);
    this.factor = config.factor ?? 2;
  }
  build(shape) {
    this.w = this.addWeight('w', [shape[shape.length - 1]], 'float32', tf.initializers.ones());
  }
  call(inputs) {
    return tf.tidy(() => inputs.mul(this.w.read()).mul(this.factor));
  }
  computeOutputShape(shape) {
    return shape;
  }
  getConfig() {
    return { ...super.getConfig(), factor: this.factor };
  }
}

let xs, ys;
before(async () => {
  await tf.ready();
  tf.serialization.registerClass(Scale);
  xs = tf.randomNormal([96, 4], 0, 1, 'float32', 1);
  ys = tf.tidy(() => tf.oneHot(xs.slice([0, 0], [96, 3]).argMax(1), 3).toFloat());
});

function classifier(...between) {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
  for (const layer of between) model.add(layer);
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

test('a model learns, and its history says how', async () => {
  const model = classifier();
  const { history, epoch } = await model.fit(xs, ys, { epochs: 15, batchSize: 16, validationSplit: 0.25 });
  assert.deepEqual(Object.keys(history), ['loss', 'acc', 'val_loss', 'val_acc']);
  assert.equal(epoch.length, 15);
  assert.ok(history.loss[14] < history.loss[0] / 2);
  const [loss, accuracy] = model.evaluate(xs, ys).map((t) => t.dataSync()[0]);
  assert.ok(loss < 0.6 && accuracy > 0.8);
  assert.deepEqual(model.predict(xs).shape, [96, 3]);
  model.dispose();
});

test('callbacks hear of everything in order, and can stop', async () => {
  const model = classifier();
  const heard = [];
  const hear = (name) => (at, logs) => {
    heard.push(typeof at === 'number' ? `${name} ${at}` : name);
    if (name === 'onBatchEnd') assert.deepEqual(Object.keys(logs), ['batch', 'size', 'loss', 'acc']);
    if (name === 'onEpochEnd' && at === 1) model.stopTraining = true;
  };
  const names = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'];
  await model.fit(xs, ys, { epochs: 9, batchSize: 48, callbacks: Object.fromEntries(names.map((n) => [n, hear(n)])) });
  const batches = [0, 1].flatMap((b) => [`onBatchBegin ${b}`, `onBatchEnd ${b}`]);
  assert.deepEqual(heard, ['onTrainBegin', ...[0, 1].flatMap((e) => [`onEpochBegin ${e}`, ...batches, `onEpochEnd ${e}`]), 'onTrainEnd']);
  model.dispose();
});

test('training lets others work', async () => {
  const model = classifier();
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await model.fit(xs, ys, { epochs: 40, batchSize: 4, yieldEvery: 'batch' });
  clearInterval(timer);
  assert.ok(turns > 5);
  model.dispose();
});

test('early stopping gives back the best weights', async () => {
  const model = classifier();
  const losses = [];
  const callbacks = [tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 2, restoreBestWeights: true }),
    new tf.CustomCallback({ onEpochEnd: (_, logs) => { losses.push(logs.val_loss); } })];
  // Labels that mean nothing: the loss on others soon rises.
  const noise = tf.oneHot(tf.randomUniformInt([96], 0, 3, 5), 3).toFloat();
  await model.fit(xs, noise, { epochs: 200, validationSplit: 0.5, callbacks });
  assert.ok(losses.length < 200);
  const [x, y] = [xs, noise].map((t) => t.slice([48, 0], [48, -1]));
  const [loss] = model.evaluate(x, y).map((t) => t.dataSync()[0]);
  assert.ok(Math.abs(loss - Math.min(...losses)) < 1e-4);
  model.dispose();
});

test('the same seed trains the same weights', async () => {
  const trained = async () => {
    const model = classifier();
    model.setWeights(model.getWeights().map((w, i) => tf.randomNormal(w.shape, 0, 0.3, 'float32', i)));
    await model.fit(xs, ys, { epochs: 2, seed: 3 });
    return model.getWeights().flatMap((w) => [...w.dataSync()]);
  };
  assert.deepEqual(await trained(), await trained());
});

test('a model with branches', async () => {
  const input = tf.input({ shape: [4] });
  const [a, b] = ['a', 'b'].map((name) => tf.layers.dense({ units: 5, name }).apply(input));
  const model = tf.model({ inputs: input, outputs: tf.layers.add().apply([a, b]) });
  assert.deepEqual(model.layers.map((l) => l.name).slice(1, 3), ['a', 'b']);
  assert.deepEqual(model.getLayer('a').output.shape, [null, 5]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [w] = model.getLayer('a').getWeights();
  const first = w.dataSync();
  await model.trainOnBatch(xs, tf.zeros([96, 5]));
  assert.notDeepEqual(w.dataSync(), first);
  model.dispose();
});

test('layers of layers read sequences, and are saved with what is in them', async () => {
  const model = tf.sequential();
  model.add(tf.layers.bidirectional({
    layer: tf.layers.lstm({ units: 3, returnSequences: true }), mergeMode: 'concat', inputShape: [5, 4],
  }));
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }));
  model.add(tf.layers.gru({ units: 3, returnSequences: true }));
  model.add(tf.layers.simpleRNN({ units: 2, activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([12, 5, 4], 0, 1, 'float32', 3);
  const y = tf.tidy(() => tf.oneHot(x.sum([1, 2]).greater(0).toInt(), 2).toFloat());
  const { history } = await model.fit(x, y, { epochs: 8, batchSize: 4, seed: 1 });
  assert.ok(history.loss.at(-1) < history.loss[0], `${history.loss}`);
  let saved;
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  const again = await tf.loadLayersModel(tf.io.fromMemory(saved));
  const [before, after] = [model, again].map((one) => one.predict(x).dataSync());
  assert.deepEqual(after, before);
});

test('frozen layers stay as they are', async () => {
  const model = classifier();
  model.layers[0].trainable = false;
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const [frozen, , trained] = model.layers.flatMap((l) => l.getWeights()).map((w) => w.dataSync());
  await model.fit(xs, ys, { epochs: 1 });
  const after = model.layers.flatMap((l) => l.getWeights()).map((w) => w.dataSync());
  assert.deepEqual(after[0], frozen);
  assert.notDeepEqual(after[2], trained);
});

test('a model that is saved with its optimizer trains on as if it had not been', async () => {
  const model = classifier();
  const config = { epochs: 2, batchSize: 32, shuffle: false };
  await model.fit(xs, ys, config);
  let saved;
  const keep = tf.io.withSaveHandler(async (artifacts) => ((saved = artifacts), { modelArtifactsInfo: {} }));
  await model.save(keep);
  assert.equal(saved.trainingConfig, undefined);
  const plain = await tf.loadLayersModel(tf.io.fromMemory(saved));
  assert.throws(() => plain.evaluate(xs, ys), /compiled/);
  await model.save(keep, { includeOptimizer: true });
  assert.equal(saved.trainingConfig.optimizer_config.class_name, 'Adam');
  assert.ok(saved.weightSpecs.some((spec) => spec.group === 'optimizer'));
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
  for (const m of [model, loaded]) await m.fit(xs, ys, config);
  model.getWeights().forEach((w, i) => assert.deepEqual(loaded.getWeights()[i].dataSync(), w.dataSync()));
});

test('a layer in JavaScript is trained, saved and loaded with the others', async () => {
  const model = classifier(new Scale({ factor: 3 }));
  const before = model.layers[1].getWeights()[0].dataSync();
  await model.fit(xs, ys, { epochs: 2 });
  assert.notDeepEqual(model.layers[1].getWeights()[0].dataSync(), before);
  let saved;
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
  assert.ok(loaded.layers[1] instanceof Scale && loaded.layers[1].factor === 3);
  assert.deepEqual(loaded.predict(xs).dataSync(), model.predict(xs).dataSync());
});

test('errors in a layer in JavaScript come out as they were', () => {
  class Broken extends tf.layers.Layer {
    static className = 'Broken';
    call() {
      throw new RangeError('mine');
    }
  }
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] }), new Broken()] });
  assert.throws(() => model.predict(xs), RangeError);
});

test('gradients flow through layers to their weights', () => {
  const model = classifier();
  const { grads } = tf.variableGrads(() => model.apply(xs).square().sum(), model.trainableWeights.map((w) => w.read()));
  assert.equal(Object.keys(grads).length, 4);
  const optimizer = tf.train.sgd(0.1);
  const first = model.getWeights()[0].dataSync();
  optimizer.minimize(() => tf.losses.softmaxCrossEntropy(ys, model.apply(xs)));
  assert.notDeepEqual(model.getWeights()[0].dataSync(), first);
});

test('models in files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparkler-'));
  try {
    const model = classifier();
    await model.save(`file://${folder}/m`);
    const loaded = await tf.loadLayersModel(`file://${folder}/m/model.json`);
    assert.deepEqual(loaded.predict(xs).dataSync(), model.predict(xs).dataSync());
    const file = `${folder}/m/weights.bin`;
    writeFileSync(file, readFileSync(file).subarray(0, 20));
    await assert.rejects(tf.loadLayersModel(`file://${folder}/m/model.json`), /weight|byte/);
    await assert.rejects(tf.loadLayersModel(`file://${folder}/nothing.json`), /nothing\.json/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('predictions and trainings leave nothing behind', async () => {
  const model = classifier();
  await model.fit(xs, ys, { epochs: 1 });
  const start = tf.memory();
  for (let i = 0; i < 20; i++) tf.tidy(() => void model.predict(xs));
  for (let i = 0; i < 3; i++) await model.fit(xs, ys, { epochs: 1 });
  tf.dispose(model.evaluate(xs, ys));
  assert.deepEqual(tf.memory(), start);
});

test('an optimizer that was passed outlives the models it trained, and they leave nothing in it', async () => {
  for (const make of [() => 'adam', () => tf.train.adam()]) {
    const start = tf.memory();
    for (let i = 0; i < 20; i++) {
      const model = classifier();
      model.compile({ optimizer: make(), loss: 'categoricalCrossentropy' });
      await model.fit(xs, ys, { epochs: 1 });
      // Once more, with another optimizer.
      model.compile({ optimizer: make(), loss: 'categoricalCrossentropy' });
      await model.fit(xs, ys, { epochs: 1 });
      model.dispose();
    }
    // What earlier tests forgot may be collected meanwhile.
    assert.ok(tf.memory().numTensors <= start.numTensors);
  }
  const start = tf.memory().numTensors;
  const optimizer = tf.train.adam(0.1);
  const x = tf.tidy(() => tf.variable(tf.scalar(2)));
  optimizer.minimize(() => x.square());
  const [first, second] = [classifier(), classifier()];
  for (const model of [first, second]) model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await first.fit(xs, ys, { epochs: 1 });
  first.dispose();
  const { history } = await second.fit(xs, ys, { epochs: 3 });
  assert.ok(history.loss[2] < history.loss[0]);
  // The state of its own variable is still there.
  const weights = await optimizer.getWeights();
  assert.equal(weights.length, 3);
  weights[0].tensor.dispose();
  optimizer.minimize(() => x.square());
  assert.ok(x.dataSync()[0] < 1.85);
  optimizer.dispose();
  second.dispose();
  x.dispose();
  assert.ok(tf.memory().numTensors <= start);
});

test('classWeight weighs each example by its class, as in Keras', async () => {
  const x = tf.tensor2d([[1, 2], [-1, 0.5], [0.5, -2], [2, 1], [0, 1]]);
  const near = (actual, expected) => expected.forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < 1e-5, `${actual}`));
  const start = tf.memory();
  const classes = [0, 1, 2, 1, 0];
  const oneHot = tf.tensor2d(classes.map((c) => [0, 1, 2].map((i) => Number(i === c))));
  for (const [y, loss] of [[tf.tensor1d(classes), 'sparseCategoricalCrossentropy'], [oneHot, 'categoricalCrossentropy']]) {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [2] })] });
    const weights = [tf.tensor2d([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]), tf.zeros([3])];
    model.setWeights(weights);
    model.compile({ optimizer: tf.train.sgd(0.1), loss });
    const { history } = await model.fit(x, y, { epochs: 3, batchSize: 2, shuffle: false, classWeight: { 0: 1, 1: 3, 2: 0.5 } });
    // Keras 3 on TensorFlow.
    near(history.loss, [1.6926425695419312, 1.4927723407745361, 1.3818918466567993]);
    near(model.getWeights()[0].dataSync(), [-0.06686163693666458, 0.07527471333742142, 0.1915869265794754,
      0.5090242624282837, 0.586702823638916, -0.7957271337509155]);
    await assert.rejects(model.fit(x, y, { classWeight: { 0: 1, 1: 3 } }), /lacks 2/);
    model.dispose();
    tf.dispose([y, weights]);
  }
  assert.ok(tf.memory().numTensors <= start.numTensors);
  x.dispose();
});

test('data sets train as arrays do', async () => {
  const model = classifier();
  const rows = xs.arraySync().map((x, i) => ({ xs: x, ys: ys.arraySync()[i] }));
  const batches = tf.data.array(rows).shuffle(50).batch(20);
  assert.equal(batches.size, 5);
  const start = tf.memory().numTensors;
  const { history } = await model.fitDataset(batches, { epochs: 3, validationData: [xs, ys] });
  assert.deepEqual(Object.keys(history), ['loss', 'acc', 'val_loss', 'val_acc']);
  assert.equal(tf.memory().numTensors, start);
});

test('wrong arguments are named', async () => {
  const model = classifier();
  await assert.rejects(model.fit(xs, tf.zeros([96, 4])), /\[.*4\].*\[.*3\]/);
  await assert.rejects(model.fit(xs, ys, { epochs: 0 }), /epochs/);
  assert.throws(() => tf.layers.dense({ units: -1 }), /units/);
  assert.throws(() => tf.layers.densee({ units: 1 }), /Densee/);
  assert.throws(() => tf.sequential().add(tf.layers.dense({ units: 1 })), /inputShape/);
  await assert.rejects(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }).fit(xs, ys), /compiled/);
});

test('the summary is printed line by line', () => {
  const lines = [];
  classifier().summary(undefined, undefined, (line) => lines.push(line));
  assert.match(lines.join('\n'), /Trainable params: 67/);
});

test('layers without a name get one with the model, and stay the objects that they were', () => {
  const [first, second] = [3, 2].map((units) => tf.layers.dense({ units, inputShape: [4] }));
  const twice = new Scale();
  const row = tf.sequential({ layers: [first, twice, second] });
  assert.deepEqual(row.layers.map((layer) => layer.name), ['dense', 'scale', 'dense_1']);
  assert.ok(row.getLayer('dense_1') === second && row.getLayer('scale') === twice);
  const input = tf.input({ shape: [4] });
  const [a, b] = [tf.layers.dense({ units: 3 }), new Scale()];
  const graph = tf.model({ inputs: input, outputs: b.apply(a.apply(input)) });
  assert.ok(graph.layers[1] === a && graph.layers[2] === b);
  row.dispose();
  graph.dispose();
});

test('a model that is disposed of leaves nothing, and says so when it is used', async () => {
  const start = tf.memory();
  const shared = tf.layers.dense({ units: 3, inputShape: [4] });
  const models = [1, 2].map(() => tf.sequential({ layers: [shared, tf.layers.dense({ units: 3 })] }));
  for (const model of models) {
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.fit(xs, ys, { epochs: 1 });
  }
  for (const model of models) model.dispose();
  assert.deepEqual(tf.memory(), start);
  assert.throws(() => models[0].predict(xs), /disposed/);
  await assert.rejects(models[0].fit(xs, ys), /disposed/);
  assert.throws(() => shared.apply(xs), /disposed/);
});

test('tensors that are disposed of are no examples, targets or weights', async () => {
  const model = classifier();
  const gone = tf.ones([96]);
  gone.dispose();
  for (const [x, y, config] of [[gone, ys], [xs, gone], [xs, ys, { sampleWeight: gone }], [xs, ys, { validationData: [xs, gone] }]]) {
    await assert.rejects(model.fit(x, y, config), /Tensor is disposed/);
  }
  assert.throws(() => model.evaluate(xs, ys, { sampleWeight: gone }), /Tensor is disposed/);
  model.dispose();
});

test('errors of models have the caller\'s stack', async () => {
  const model = classifier();
  const wrong = tf.ones([96, 7]);
  const has = (error) => /at (async )?caller/.test(error.stack) && /7/.test(error.message);
  assert.throws(function caller() { model.predict(wrong); }, has);
  assert.throws(function caller() { model.evaluate(wrong, ys); }, has);
  await assert.rejects(async function caller() { await model.fit(wrong, ys); }, has);
  wrong.dispose();
  model.dispose();
});
