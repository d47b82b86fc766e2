// Makes small layers models with stock TensorFlow.js, with an input and its output.
//
//   node make_models.mjs OUT_DIR
//
// Each model becomes a folder with model.json, weights.bin and case.json ({"inputs", "outputs"}).
// Weights come from a fixed stream of numbers, so the files are the same each time. The outputs
// are in fixtures/, where the tests of reading find them without Node.

import fs from 'node:fs';
import path from 'node:path';
import { tf, saveTo, toJson } from './io.mjs';
import { train } from './train.mjs';

/** Uniform numbers of [low, high) with three decimals (the generator mulberry32). */
function stream(seed) {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const unit = ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    return Math.round((low + unit * (high - low)) * 1000) / 1000;
  };
}

function random(next, shape, low = -1, high = 1) {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => next(low, high)), shape);
}

const { layers } = tf;

const models = {
  /** Dense layers with every common activation, and dropout. */
  mlp() {
    return tf.sequential({
      name: 'mlp',
      layers: [
        layers.dense({ inputShape: [6], units: 8, activation: 'relu', name: 'hidden' }),
        layers.dropout({ rate: 0.2, name: 'dropout' }),
        layers.dense({ units: 5, activation: 'tanh', useBias: false, name: 'narrow' }),
        layers.dense({ units: 3, activation: 'softmax', name: 'output' }),
      ],
    });
  },

  /** Convolutions, batch normalization, both kinds of pooling, flatten. */
  cnn() {
    return tf.sequential({
      name: 'cnn',
      layers: [
        layers.conv2d({ inputShape: [9, 8, 1], filters: 4, kernelSize: 3, padding: 'same', useBias: false, name: 'conv_a' }),
        layers.batchNormalization({ name: 'norm' }),
        layers.activation({ activation: 'relu', name: 'relu' }),
        layers.maxPooling2d({ poolSize: 2, name: 'max' }),
        layers.conv2d({ filters: 3, kernelSize: [2, 3], strides: [1, 1], activation: 'relu', name: 'conv_b' }),
        layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same', name: 'average' }),
        layers.flatten({ name: 'flatten' }),
        layers.dense({ units: 4, activation: 'sigmoid', name: 'output' }),
      ],
    });
  },

  /** Depthwise and separable convolution, relu6, global pooling, reshape. */
  mobile() {
    return tf.sequential({
      name: 'mobile',
      layers: [
        layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same', name: 'stem' }),
        layers.reLU({ maxValue: 6, name: 'relu6' }),
        layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'depthwise' }),
        layers.leakyReLU({ alpha: 0.1, name: 'leaky' }),
        layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'valid', name: 'separable' }),
        layers.globalAveragePooling2d({ name: 'pool' }),
        layers.dense({ units: 6, name: 'logits' }),
        layers.reshape({ targetShape: [2, 3], name: 'reshape' }),
        layers.softmax({ axis: -1, name: 'softmax' }),
      ],
    });
  },

  /** A functional model of two branches that are added and concatenated. */
  branches() {
    const input = tf.input({ shape: [5], name: 'input' });
    const left = layers.dense({ units: 4, activation: 'relu', name: 'left' }).apply(input);
    const right = layers.dense({ units: 4, activation: 'elu', name: 'right' }).apply(input);
    const sum = layers.add({ name: 'add' }).apply([left, right]);
    const both = layers.concatenate({ name: 'concatenate' }).apply([sum, left, right]);
    const output = layers.dense({ units: 2, name: 'output' }).apply(both);
    return tf.model({ inputs: input, outputs: output, name: 'branches' });
  },

  /** Two inputs, two outputs, and one layer that is applied twice. */
  shared() {
    const a = tf.input({ shape: [4], name: 'a' });
    const b = tf.input({ shape: [4], name: 'b' });
    const tower = layers.dense({ units: 3, activation: 'tanh', name: 'tower' });
    const [first, second] = [tower.apply(a), tower.apply(b)];
    const product = layers.multiply({ name: 'multiply' }).apply([first, second]);
    const score = layers.dense({ units: 1, activation: 'sigmoid', name: 'score' }).apply(product);
    const mean = layers.average({ name: 'average' }).apply([first, second]);
    return tf.model({ inputs: [a, b], outputs: [score, mean], name: 'shared' });
  },

  /** Recurrent layers, an embedding, and wrappers. */
  text() {
    return tf.sequential({
      name: 'text',
      layers: [
        layers.embedding({ inputDim: 7, outputDim: 4, inputLength: 5, name: 'words' }),
        layers.bidirectional({ layer: layers.lstm({ units: 3, returnSequences: true, name: 'memory' }), mergeMode: 'sum', name: 'both' }),
        layers.timeDistributed({ layer: layers.dense({ units: 4, activation: 'relu', name: 'inner' }), name: 'each' }),
        layers.gru({ units: 3, recurrentActivation: 'sigmoid', returnSequences: true, goBackwards: true, name: 'gates' }),
        layers.maxPooling1d({ poolSize: 2, strides: 1, name: 'pool' }),
        layers.simpleRNN({ units: 2, name: 'plain' }),
        layers.repeatVector({ n: 2, name: 'repeat' }),
      ],
    });
  },

  /** Images that grow, with regularizers, constraints and learned slopes. */
  up() {
    return tf.sequential({
      name: 'up',
      layers: [
        layers.conv2dTranspose({ inputShape: [3, 4, 2], filters: 3, kernelSize: [3, 2], strides: [2, 1], kernelRegularizer: tf.regularizers.l1l2({ l1: 0.1, l2: 0.2 }), name: 'grow' }),
        layers.prelu({ sharedAxes: [1, 2], alphaConstraint: tf.constraints.nonNeg(), name: 'slopes' }),
        layers.upSampling2d({ size: [1, 2], name: 'larger' }),
        layers.cropping2D({ cropping: [[1, 1], [0, 2]], name: 'cut' }),
        layers.thresholdedReLU({ theta: 0.2, name: 'threshold' }),
        layers.globalAveragePooling2d({ name: 'pool' }),
        layers.dense({ units: 2, kernelConstraint: tf.constraints.maxNorm({ maxValue: 3, axis: 0 }), name: 'output' }),
      ],
    });
  },
};

const [out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node make_models.mjs OUT_DIR');
  process.exit(2);
}
for (const [index, [name, make]] of Object.entries(models).entries()) {
  const next = stream(index + 1);
  const model = make();
  model.setWeights(model.weights.map((weight) => {
    const positive = weight.name.includes('variance');
    return random(next, weight.shape, positive ? 0.5 : -0.6, positive ? 1.5 : 0.6);
  }));
  const isText = model.layers[0].getClassName() === 'Embedding';
  const inputs = model.inputs.map((input) => {
    const shape = [3, ...input.shape.slice(1)];
    return isText ? random(next, shape, 0, 6).round() : random(next, shape);
  });
  const outputs = [model.predict(inputs.length === 1 ? inputs[0] : inputs)].flat();
  const folder = path.join(out, name);
  await model.save(saveTo(folder));
  const example = { inputs: inputs.map(toJson), outputs: outputs.map(toJson) };
  write(path.join(folder, 'case.json'), example);
}

/** Optimizers whose state TensorFlow.js saves. */
const optimizers = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9, true),
  adam: () => tf.train.adam(0.05),
  // Its centered form has a fault: it subtracts epsilon.
  rmsprop: () => tf.train.rmsprop(0.01, 0.8, 0.5),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5),
};

// Models that were trained for some steps, and where three more lead.
for (const [index, [name, make]] of Object.entries(optimizers).entries()) {
  const next = stream(100 + index);
  const model = tf.sequential({
    name: `after_${name}`,
    layers: [
      layers.dense({ inputShape: [4], units: 3, activation: 'tanh', name: 'hidden' }),
      layers.dense({ units: 1, name: 'output' }),
    ],
  });
  model.setWeights(model.weights.map((weight) => random(next, weight.shape)));
  model.compile({ optimizer: make(), loss: 'meanSquaredError' });
  const data = { x: toJson(random(next, [8, 4])), y: toJson(random(next, [8, 1])), steps: 3 };
  await train(model, data);
  const folder = path.join(out, '..', 'trained', name);
  await model.save(saveTo(folder), { includeOptimizer: true });
  const weights = await train(model, data);
  write(path.join(folder, 'case.json'), { ...data, weights: weights.map(toJson) });
}

function write(file, value) {
  // A tfjs tensor holds singles: print no more digits than they have.
  const short = (_, v) => (typeof v === 'number' ? Number(v.toPrecision(9)) : v);
  fs.writeFileSync(file, JSON.stringify(value, short) + '\n');
}
