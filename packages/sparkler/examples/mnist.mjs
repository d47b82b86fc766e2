// The hello world: a network learns to read handwritten digits. The same file runs in Node,
//
//     node packages/sparkler/examples/mnist.mjs
//
// and in a browser (examples/web/hello).

import * as tf from '@sparkler/sparkler';
import { loadDigits } from '@sparkler/sparkler/digits.js';

await tf.ready();
const { train, test } = await loadDigits();
const model = tf.sequential();
model.add(tf.layers.rescaling({ scale: 1 / 255, inputShape: [28, 28] }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 128, activation: 'relu' }));
model.add(tf.layers.dropout({ rate: 0.2 }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(tf.tensor(train.images, train.shape), tf.tensor(train.labels), { epochs: 5 });
const [, accuracy] = model.evaluate(tf.tensor(test.images, test.shape), tf.tensor(test.labels));
console.log(`accuracy ${accuracy.dataSync()[0].toFixed(3)}`);
