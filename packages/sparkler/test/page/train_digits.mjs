// Trains one of the small networks for an epoch, as `sparkler train mnist` does, and prints the loss
// and where the weights went, as one line of JSON:
//     node train_digits.mjs mlp|cnn seed weights.bin
import { writeFileSync } from 'node:fs';
import * as tf from '../../dist/index.js';
import { loadDigits } from '../../dist/digits.js';

const [kind, seed, file] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
await tf.ready();
const { train } = await loadDigits();
const { layers } = tf;
const convolutions = () => [
  layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 2 }),
];
const mlp = kind === 'mlp';
const model = tf.sequential({
  name: kind, seed,
  layers: [
    layers.rescaling({ scale: 1 / 255, inputShape: mlp ? [28, 28] : [28, 28, 1] }),
    ...(mlp ? [] : convolutions()),
    layers.flatten(),
    ...(mlp ? [layers.dense({ units: 128, activation: 'relu' })] : []),
    layers.dropout({ rate: mlp ? 0.2 : 0.5 }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.001), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const x = tf.tensor(train.images, mlp ? train.shape : [...train.shape, 1]);
const y = tf.tensor(train.labels);
const history = await model.fit(x, y, { epochs: 1, batchSize: mlp ? 32 : 128, seed, verbose: 0 });
const weights = model.getWeights().map((w) => w.dataSync());
writeFileSync(file, Buffer.concat(weights.map((w) => Buffer.from(w.buffer, w.byteOffset, w.byteLength))));
console.log(JSON.stringify({
  backend: tf.getBackend(), threads: tf.getThreadsCount(), loss: history.history.loss[0],
}));
process.exit(0);
