// Layers to compare with stock TensorFlow.js: what make_layers.mjs and layers_stock.test.mjs share.

/** As many numbers between -1 and 1, the same each time. */
export const numbers = (shape, start) => Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) },
  (_, i) => Math.round(1000 * Math.sin(1.7 * (i + 1) + start)) / 1000);

/** The layer inside a wrapper is written as a list of its function's name and arguments. */
const make = (tf, name, { layer, ...args }) => tf.layers[name](layer ? { ...args, layer: make(tf, ...layer) } : args);

/** What a layer gives in a model, with weights that are set. */
export function run(tf, name, args, shapes) {
  const several = Array.isArray(shapes[0]);
  const list = several ? shapes : [shapes];
  const isNumbers = name === 'embedding';
  const inputs = list.map((shape) => tf.input({ batchShape: shape, dtype: isNumbers ? 'int32' : 'float32' }));
  const layer = make(tf, name, args);
  const model = tf.model({ inputs, outputs: layer.apply(several ? inputs : inputs[0]) });
  const weights = layer.getWeights();
  // A variance is not below 0.
  const fit = name === 'batchNormalization' ? Math.abs : (v) => v;
  layer.setWeights(weights.map((w, i) => tf.tensor(numbers(w.shape, i).map(fit), w.shape)));
  const xs = list.map((shape, i) => (isNumbers ? tf.tensor(Array.from(numbers(shape, i), (v) => Math.round(2 + 2 * v)), shape, 'int32')
    : tf.tensor(numbers(shape, 10 + i), shape)));
  return { layer, weights, y: model.predict(several ? xs : xs[0]) };
}

/** Function, arguments, shape of the input or shapes of the inputs. */
export const CASES = [
  ['embedding', { inputDim: 5, outputDim: 3 }, [2, 3]],
  ['simpleRNN', { units: 3 }, [2, 4, 2]],
  ['simpleRNN', { units: 2, returnSequences: true, activation: 'relu' }, [2, 3, 2]],
  ['lstm', { units: 3 }, [2, 4, 2]],
  ['lstm', { units: 2, returnSequences: true, recurrentActivation: 'sigmoid', goBackwards: true }, [2, 3, 2]],
  ['gru', { units: 3 }, [2, 4, 2]],
  ['gru', { units: 2, useBias: false, recurrentActivation: 'sigmoid', activation: 'softsign' }, [2, 3, 2]],
  ['bidirectional', { layer: ['lstm', { units: 2, returnSequences: true }], mergeMode: 'sum' }, [2, 3, 2]],
  ['bidirectional', { layer: ['gru', { units: 2 }] }, [2, 3, 2]],
  ['timeDistributed', { layer: ['dense', { units: 2, activation: 'tanh' }] }, [2, 3, 4]],
  ['conv2dTranspose', { filters: 2, kernelSize: 3, strides: 2, padding: 'same' }, [1, 3, 3, 2]],
  ['conv3d', { filters: 2, kernelSize: 2, activation: 'relu' }, [1, 3, 3, 3, 1]],
  ['depthwiseConv2d', { kernelSize: 2, depthMultiplier: 2 }, [1, 3, 4, 2]],
  ['separableConv2d', { filters: 2, kernelSize: 2, padding: 'same' }, [1, 3, 4, 2]],
  ['maxPooling1d', { poolSize: 2 }, [2, 5, 2]],
  ['averagePooling1d', { poolSize: 3, strides: 2, padding: 'same' }, [1, 6, 2]],
  ['maxPooling3d', { poolSize: 2 }, [1, 4, 2, 3, 2]],
  ['averagePooling3d', { poolSize: 2, strides: 1 }, [1, 3, 2, 3, 1]],
  ['avgPool2d', { poolSize: [2, 1] }, [1, 4, 3, 2]],
  ['globalAveragePooling1d', {}, [2, 4, 3]],
  ['globalMaxPooling1d', {}, [2, 4, 3]],
  ['globalMaxPool2d', {}, [2, 2, 3, 2]],
  ['permute', { dims: [2, 1] }, [2, 3, 4]],
  ['repeatVector', { n: 3 }, [2, 4]],
  ['dot', { axes: -1 }, [[2, 3], [2, 3]]],
  ['dot', { axes: [1, 2], normalize: true }, [[2, 3, 4], [2, 5, 3]]],
  ['add', {}, [[2, 3], [2, 3], [2, 3]]],
  ['concatenate', { axis: 1 }, [[2, 3, 2], [2, 1, 2]]],
  ['minimum', {}, [[2, 3], [2, 3]]],
  ['prelu', { sharedAxes: [1] }, [2, 3, 2]],
  ['leakyReLU', {}, [2, 4]],
  ['elu', {}, [2, 4]],
  ['thresholdedReLU', { theta: 0.4 }, [2, 4]],
  ['reLU', { maxValue: 0.5 }, [2, 4]],
  ['softmax', {}, [2, 4]],
  ['activation', { activation: 'hardSigmoid' }, [2, 4]],
  ['activation', { activation: 'swish' }, [2, 4]],
  ['gaussianNoise', { stddev: 1 }, [2, 3]],
  ['gaussianDropout', { rate: 0.5 }, [2, 3]],
  ['alphaDropout', { rate: 0.5 }, [2, 3]],
  ['spatialDropout1d', { rate: 0.5 }, [2, 3, 2]],
  ['upSampling2d', { size: [2, 3] }, [1, 2, 3, 2]],
  ['cropping2D', { cropping: [[1, 0], [0, 2]] }, [1, 3, 4, 2]],
  ['zeroPadding2d', { padding: [[1, 0], [2, 1]] }, [1, 2, 3, 2]],
  ['layerNormalization', { epsilon: 0.01 }, [2, 5]],
  ['batchNormalization', { scale: false, momentum: 0.9 }, [2, 4]],
  ['rescaling', { scale: 0.5, offset: 1 }, [2, 3]],
];

/** Regularizers of a kernel: the function, or a name, and its arguments. */
export const REGULARIZERS = [['l1', { l1: 0.3 }], ['l2', { l2: 0.5 }], ['l1l2', { l1: 0.1 }], ['l1l2'], ['l2'], 'l1l2'];
/** Constraints of a kernel. */
export const CONSTRAINTS = [['maxNorm', { maxValue: 0.5 }], ['minMaxNorm', { minValue: 1.2, maxValue: 2, axis: 0 }], ['nonNeg'],
  ['unitNorm', { axis: 0 }], 'nonNeg'];

/**
 * The loss of one step of a model whose dense kernel has that option, and the kernel after the step. For constraints the step
 * is none: TensorFlow.js applies them where weights are set, not after a step as Keras and Sparkler do.
 */
export async function step(tf, option, kind) {
  const value = typeof option === 'string' ? option : tf[`${kind.toLowerCase()}s`][option[0]](option[1]);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], useBias: false, [`kernel${kind}`]: value })] });
  model.setWeights([tf.tensor(numbers([3, 2], 0), [3, 2])]);
  model.compile({ optimizer: tf.train.sgd(kind === 'Constraint' ? 0 : 0.1), loss: 'meanSquaredError' });
  const [x, y] = [tf.tensor(numbers([4, 3], 1), [4, 3]), tf.tensor(numbers([4, 2], 2), [4, 2])];
  const { history } = await model.fit(x, y, { epochs: 1, batchSize: 4, shuffle: false });
  return { loss: history.loss[0], kernel: Array.from(model.getWeights()[0].dataSync()) };
}
