// Tensors, scopes, errors, gradients and optimizers. SPARKLER_BACKEND chooses the engine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import * as tf from '../dist/index.js';

before(() => tf.ready());

const close = (actual, expected, tolerance = 1e-6) => {
  const [a, e] = [actual.dataSync(), expected.flat(Infinity)];
  assert.equal(a.length, e.length);
  e.forEach((x, i) => assert.ok(Math.abs(a[i] - x) <= tolerance, `element ${i}: ${a[i]}, expected ${x}`));
};

test('the package says which version it is', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(tf.version.sparkler, version);
});

test('nested arrays, typed arrays, numbers and strings become tensors', async () => {
  const matrix = tf.tensor([[1, 2], [3, 4]]);
  assert.deepEqual([matrix.shape, matrix.dtype], [[2, 2], 'float32']);
  assert.deepEqual(await matrix.array(), [[1, 2], [3, 4]]);
  assert.deepEqual(tf.tensor1d([true, false]).dataSync(), new Uint8Array([1, 0]));
  assert.equal(tf.tensor(new Int32Array([1, 2])).dtype, 'int32');
  assert.deepEqual(tf.tensor(['å', 'b']).dataSync(), ['å', 'b']);
  assert.equal(tf.scalar(3).rank, 0);
});

test('types that TensorFlow.js lacks are there', () => {
  const halves = tf.tensor1d([0.5, 1.5]).cast('float16');
  assert.equal(halves.dtype, 'float16');
  assert.deepEqual(halves.add(halves).dataSync(), new Float32Array([1, 3]));
  assert.deepEqual(tf.tensor1d([2 ** 40]).cast('int64').dataSync(), new BigInt64Array([1n << 40n]));
});

test('memory counts tensors, data and bytes', () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  const a = tf.zeros([3, 4]);
  const b = a.reshape([12]);
  assert.equal(tf.memory().numTensors, numTensors + 2);
  assert.equal(tf.memory().numDataBuffers, numDataBuffers + 1);
  a.dispose();
  assert.deepEqual([...b.dataSync()], new Array(12).fill(0));
  b.dispose();
  assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers, tf.memory().numBytes], [numTensors, numDataBuffers, numBytes]);
});

test('tidy ends what it does not return or keep', () => {
  const start = tf.memory().numTensors;
  let kept;
  const y = tf.tidy(() => {
    const x = tf.ones([2]);
    kept = tf.keep(x.mul(3));
    return { list: [x.add(1)] };
  });
  assert.equal(tf.memory().numTensors, start + 2);
  close(y.list[0], [2, 2]);
  tf.dispose([y, kept]);
  assert.equal(tf.memory().numTensors, start);
});

test('an error in tidy ends all that was made', () => {
  const start = tf.memory().numTensors;
  assert.throws(() => tf.tidy(() => tf.ones([2]).matMul(tf.ones([3, 3]))));
  assert.equal(tf.memory().numTensors, start);
});

test('errors have the engine\'s message and begin where the operation was called', () => {
  const caller = () => tf.matMul(tf.ones([2, 3]), tf.ones([4, 5]));
  assert.throws(caller, (error) => {
    assert.match(error.message, /^matMul: .*\[2, 3\].*\[4, 5\]/);
    assert.match(error.stack, /at caller/);
    return true;
  });
});

test('use after dispose says so', () => {
  const x = tf.ones([2]);
  x.dispose();
  x.dispose();
  assert.throws(() => x.dataSync(), /Tensor is disposed/);
  assert.throws(() => tf.add(x, 1), /Tensor is disposed/);
  assert.throws(() => x.add(1), /Tensor is disposed/);
});

test('arguments that are no tensors are named', () => {
  assert.throws(() => tf.abs({}), /Argument 'x' passed to 'abs' must be a Tensor or TensorLike, but got 'Object'/);
  assert.throws(() => tf.sin(tf.tensor1d([1], 'int32')), /must be float32 tensor, but got int32 tensor/);
  assert.throws(() => tf.concat([[1], {}]), /Argument 'tensors\[1\]' passed to 'concat'/);
});

test('attributes are checked by the engine', () => {
  assert.throws(() => tf.argMax(tf.ones([2]), 1.5), /argMax.*axis/);
  assert.throws(() => tf.gather(tf.ones([2]), [5]), /gather.*5/);
});

test('a dispose at the end of a block', () => {
  const start = tf.memory().numTensors;
  const x = tf.ones([2]);
  x[Symbol.dispose]();
  assert.equal(tf.memory().numTensors, start);
});

test('gradients of gradients', () => {
  const cube = (x) => x.mul(x).mul(x);
  close(tf.grad(cube)(tf.tensor1d([1, 2])), [3, 12]);
  close(tf.grad((x) => tf.grad(cube)(x))(tf.tensor1d([1, 2])), [6, 12]);
});

test('a gradient of one\'s own', () => {
  const clipped = tf.customGrad((x, save) => {
    save([x]);
    return { value: x.square(), gradFunc: (dy, [saved]) => dy.mul(saved.abs()) };
  });
  const start = tf.memory().numTensors;
  const x = tf.tensor1d([-2, 3]);
  const dx = tf.grad((t) => clipped(t).sum())(x);
  close(dx, [2, 3]);
  assert.equal(tf.memory().numTensors, start + 2);
  const times = tf.customGrad((a, save) => {
    save([a]);
    return { value: a.pow(3), gradFunc: (dy, [saved]) => dy.mul(saved.square()) };
  });
  close(tf.grad(tf.grad((a) => times(a)))(tf.scalar(4)), [8]);
});

test('errors in a gradient come out as they were', () => {
  const broken = tf.customGrad((x) => ({ value: x.square(), gradFunc: () => { throw new RangeError('mine'); } }));
  assert.throws(() => tf.grad((x) => broken(x))(tf.scalar(1)), RangeError);
});

test('optimizers lower a function and leave nothing behind but their state', async () => {
  for (const [make, slots] of [[() => tf.train.sgd(0.1), 0], [() => tf.train.momentum(0.1, 0.9), 1], [() => tf.train.adam(0.1), 2]]) {
    const start = tf.memory().numTensors;
    const optimizer = make();
    const x = tf.variable(tf.tensor1d([2, -3]));
    const loss = () => x.square().sum();
    const first = optimizer.minimize(loss, true).dataSync()[0];
    const after = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) optimizer.minimize(loss);
    assert.equal(tf.memory().numTensors, after);
    assert.ok(loss().dataSync()[0] < first);
    assert.equal(optimizer.iterations, 21);
    assert.equal((await optimizer.getWeights()).length, 1 + slots);
    optimizer.dispose();
    x.dispose();
    assert.ok(tf.memory().numTensors < after + 4);
    assert.ok(tf.memory().numTensors >= start);
  }
});

test('a step that fails leaves nothing behind', () => {
  class Failing extends tf.SGDOptimizer {
    applyGradients() { throw new RangeError('no step'); }
  }
  const x = tf.variable(tf.tensor1d([2, -3]));
  const start = tf.memory();
  for (const returnCost of [false, true]) {
    assert.throws(() => new Failing(0.1).minimize(() => x.square().sum(), returnCost), RangeError);
  }
  assert.deepEqual(tf.memory(), start);
  x.dispose();
});

test('an optimizer goes on from its saved state', async () => {
  const run = async (interrupt) => {
    const x = tf.variable(tf.tensor1d([2, -3]), true, `x${interrupt}`);
    let optimizer = tf.train.adam(0.1);
    for (let i = 0; i < 6; i++) {
      if (i === interrupt) {
        const weights = await optimizer.getWeights();
        const next = tf.train.adam(0.1);
        await next.setWeights(weights);
        optimizer = next;
      }
      optimizer.minimize(() => x.square().sum());
    }
    return x;
  };
  close(await run(3), [...(await run(-1)).dataSync()]);
});

test('the same seed gives the same numbers', () => {
  assert.deepEqual(tf.randomNormal([5], 0, 1, 'float32', 7).dataSync(), tf.randomNormal([5], 0, 1, 'float32', 7).dataSync());
  assert.notDeepEqual(tf.randomNormal([5]).dataSync(), tf.randomNormal([5]).dataSync());
});

test('pixels become tensors and tensors pixels', async () => {
  const pixels = { data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), width: 2, height: 1 };
  const t = tf.browser.fromPixels(pixels);
  assert.deepEqual([t.shape, t.dtype, [...t.dataSync()]], [[1, 2, 3], 'int32', [1, 2, 3, 5, 6, 7]]);
  assert.deepEqual([...await tf.browser.toPixels(t)], [1, 2, 3, 255, 5, 6, 7, 255]);
});
