// The two networks, the same as those of `sparkler train`: a model saved here is read there, and
// the other way round. They take pixels from 0 to 255 and divide by themselves.

/** How many images a step of training takes, and how often one goes through all of them. */
export const TRAINING = {
  mlp: { batchSize: 32, epochs: 12 },
  cnn: { batchSize: 128, epochs: 5 },
};

const kernelInitializer = 'glorotUniform';

/** Dense layers on flat pixels: quick, and good enough for digits. */
function mlp(tf) {
  const { rescaling, flatten, dense, dropout } = tf.layers;
  const layers = [
    rescaling({ name: 'rescaling', scale: 1 / 255, inputShape: [28, 28] }),
    flatten({ name: 'flatten' }),
    dense({ name: 'dense', units: 128, activation: 'relu', kernelInitializer }),
    dropout({ name: 'dropout', rate: 0.2 }),
    dense({ name: 'dense_1', units: 10, activation: 'softmax', kernelInitializer }),
  ];
  return tf.sequential({ name: 'mlp', layers });
}

/** Two convolutions with pooling: slower, and better. */
function cnn(tf) {
  const { rescaling, conv2d, maxPooling2d, flatten, dense, dropout } = tf.layers;
  const convolution = { kernelSize: 3, activation: 'relu', kernelInitializer };
  const layers = [
    rescaling({ name: 'rescaling', scale: 1 / 255, inputShape: [28, 28, 1] }),
    conv2d({ name: 'conv2d', filters: 32, ...convolution }),
    maxPooling2d({ name: 'max_pooling2d', poolSize: 2 }),
    conv2d({ name: 'conv2d_1', filters: 64, ...convolution }),
    maxPooling2d({ name: 'max_pooling2d_1', poolSize: 2 }),
    flatten({ name: 'flatten' }),
    dropout({ name: 'dropout', rate: 0.5 }),
    dense({ name: 'dense', units: 10, activation: 'softmax', kernelInitializer }),
  ];
  return tf.sequential({ name: 'cnn', layers });
}

/** The network of that name, ready to be trained. */
export function build(tf, name) {
  const model = name === 'cnn' ? cnn(tf) : mlp(tf);
  prepare(tf, model);
  return model;
}

/** Makes a model ready to be trained on digits. */
export function prepare(tf, model) {
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
}
