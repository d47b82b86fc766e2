// Layers, regularizers and constraints give what stock TensorFlow.js gives, within 1e-5, and seeds
// decide initial weights. make_layers.mjs has computed layers_stock.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import * as tf from '../dist/index.js';
import { CASES, CONSTRAINTS, REGULARIZERS, run, step } from './layers_stock.mjs';

const stock = JSON.parse(readFileSync(new URL('layers_stock.json', import.meta.url), 'utf8'));
const close = (found, expected, what) => {
  assert.equal(found.length, expected.length, what);
  expected.forEach((e, i) => assert.ok(Math.abs(found[i] - e) <= 1e-5 * Math.max(1, Math.abs(e)),
    `${what}: ${found[i]} at ${i}, ${e} expected`));
};
before(() => tf.ready());

CASES.forEach(([name, args, shape], i) => {
  test(`layers.${name}(${JSON.stringify(args)}) gives what TensorFlow.js gives`, () => {
    const { layer, weights, y } = run(tf, name, args, shape);
    assert.deepEqual(weights.map((w) => w.shape), stock.layers[i].weights);
    assert.deepEqual(y.shape, stock.layers[i].shape);
    close(y.dataSync(), stock.layers[i].data, name);
    // Its configuration says all that it is.
    const again = tf.layers[name](layer.getConfig());
    assert.deepEqual(again.getConfig(), layer.getConfig());
  });
});

test('regularizers and constraints train as in TensorFlow.js', async () => {
  for (const [kind, options] of [['Regularizer', REGULARIZERS], ['Constraint', CONSTRAINTS]]) {
    for (const [i, option] of options.entries()) {
      const { loss, kernel } = await step(tf, option, kind);
      const expected = stock[`${kind.toLowerCase()}s`][i];
      const what = `${kind} ${JSON.stringify(option)}`;
      close(kernel, expected.kernel, what);
      if (kind === 'Regularizer') close([loss], [expected.loss], what);
    }
  }
});

test('a weight of a layer in JavaScript has regularizer and constraint', async () => {
  class Weighted extends tf.layers.Layer {
    static className = 'Weighted';
    build() {
      this.w = this.addWeight('w', [3], 'float32', 'ones', tf.regularizers.l2({ l2: 0.5 }), true, tf.constraints.maxNorm({ maxValue: 0.1 }));
    }
    call(inputs) {
      return tf.mul(inputs, this.w.read());
    }
  }
  const model = tf.sequential({ layers: [new Weighted({ inputShape: [3] })] });
  model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  const x = tf.ones([2, 3]);
  const { history } = await model.fit(x, x, { epochs: 1 });
  close(history.loss, [1.5], 'loss');
  close(model.getWeights()[0].dataSync(), Array(3).fill(0.1 / Math.sqrt(3)), 'weight');
});

test('the seed of a model, or of an initializer, decides its initial weights', () => {
  const first = (config, kernelInitializer) => {
    const dense = tf.layers.dense({ units: 3, inputShape: [4], kernelInitializer });
    const model = tf.sequential({ ...config, layers: [dense] });
    return Array.from(model.getWeights()[0].dataSync());
  };
  assert.deepEqual(first({ seed: 7 }), first({ seed: 7 }));
  assert.notDeepEqual(first({ seed: 7 }), first({ seed: 8 }));
  assert.deepEqual(first({}), first({ seed: 0 }));
  assert.notDeepEqual(first({ seed: -1 }), first({ seed: 1 }));
  const graph = (seed) => {
    const x = tf.input({ shape: [4] });
    const model = tf.model({ inputs: x, outputs: tf.layers.dense({ units: 3 }).apply(x), seed });
    return Array.from(model.getWeights()[0].dataSync());
  };
  assert.deepEqual(graph(7), first({ seed: 7 }));
  const own = (seed) => tf.initializers.heNormal({ seed });
  assert.deepEqual(first({ seed: 1 }, own(5)), first({ seed: 2 }, own(5)));
  assert.notDeepEqual(first({ seed: 1 }, own(5)), first({ seed: 1 }, own(6)));
  assert.equal(tf.layers.dense({ units: 1, kernelInitializer: own(5) }).getConfig().kernelInitializer.config.seed, 5);
  assert.throws(() => first({ seed: 0.5 }), /seed is 0.5, expected a whole number/);
});
