/**
 * The package in Chromium without a page of ours around it: on a page's own thread, where nothing may
 * block, and in a worker.
 */
import assert from 'node:assert/strict';
import { after, before, test as nodeTest } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, serve } from '../browser.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
/** The longest that anything may take; a slow machine is no failure. */
const PATIENCE = 300_000;
const test = (name, run) => nodeTest(name, { timeout: 2 * PATIENCE }, run);
const BLANK = '<!doctype html><title>package</title><canvas id="canvas"></canvas>';

let browser;
let isolated;
let plain;

before(async () => {
  const pages = { '/': BLANK };
  isolated = await serve({ '/sparkler/': dist }, { pages });
  plain = await serve({ '/sparkler/': dist }, { pages, isolated: false });
  browser = await launch({ args: ['--js-flags=--expose-gc'] });
});
after(async () => {
  await browser?.close();
  await isolated?.close();
  await plain?.close();
});

/** Runs a function in a new page, after another one that comes before anything of the page. */
async function inPage(t, body, { url = isolated.url, first, argument } = {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  if (first) await page.addInitScript(first);
  await page.goto(url);
  return page.evaluate(body, argument);
}

/** The product of two matrices on one and on all threads, in the global scope of a page or worker. */
const products = async () => {
  const tf = await import('/sparkler/index.js');
  await tf.ready();
  const most = tf.getThreadsCount();
  const [a, b] = [1, 2].map((seed) => tf.randomNormal([300, 300], 0, 1, 'float32', seed));
  const many = a.matMul(b).dataSync();
  tf.setThreadsCount(1);
  const one = a.matMul(b).dataSync();
  return { most, backend: tf.getBackend(), cores: navigator.hardwareConcurrency, same: many.every((x, i) => x === one[i]) };
};

test('on the page\'s own thread, with the threads that there are', async (t) => {
  const { most, backend, cores, same } = await inPage(t, products);
  assert.deepEqual([most, backend, same], [Math.min(cores, 16), 'wasm', true]);
});

test('on one thread where memory is not shared', async (t) => {
  const { most, same } = await inPage(t, products, { url: plain.url });
  assert.deepEqual([most, same], [1, true]);
});

test('in a worker of the page, with threads of its own', async (t) => {
  const { most, cores, same } = await inPage(t, (source) => {
    const body = source.replaceAll('/sparkler/', `${location.origin}/sparkler/`);
    const script = new Blob([`(${body})().then(postMessage, (e) => postMessage(String(e)))`], { type: 'text/javascript' });
    const worker = new Worker(URL.createObjectURL(script), { type: 'module' });
    return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
  }, { argument: products.toString() });
  assert.deepEqual([most, same], [Math.min(cores, 16), true]);
});

test('a browser without SIMD gets one sentence', async (t) => {
  const message = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    return tf.ready().then(() => 'ready', (error) => error.message);
  }, { first: () => { WebAssembly.validate = () => false; } });
  assert.match(message, /^Sparkler needs WebAssembly with SIMD, [^.]*: [^:]*Safari 16\.4 and Node 16\.4 on\.$/);
});

test('workers that cannot be started are done without', async (t) => {
  const { most, same } = await inPage(t, products, { first: () => {
    window.Worker = class { constructor() { throw new Error('not allowed'); } };
  } });
  assert.ok(most >= 1);
  assert.equal(same, true);
});

test('where memory ends that is an error, and the engine goes on', async (t) => {
  const found = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    await tf.ready();
    const messages = new Set();
    const failing = (body) => {
      try {
        body();
        messages.add('none');
      } catch (error) {
        messages.add(`${error.constructor.name}: ${error.message.replace(/\d+/g, 'n')}`);
      }
    };
    const start = tf.memory();
    const held = [];
    const tall = tf.ones([1 << 16, 1]);
    failing(() => { for (;;) held.push(tf.zeros([1 << 22])); });
    failing(() => tf.tidy(() => tall.mul(tall.transpose())));
    failing(() => tf.zeros([1 << 20, 1 << 20]));
    failing(() => tf.tensor1d(new Float32Array(2 ** 27)));
    held.pop().dispose();
    const tight = tf.tidy(() => tf.tensor1d([1, 2, 3]).sum().dataSync()[0]);
    tf.dispose([held, tall]);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [x, y] = [tf.ones([8, 4]), tf.zeros([8, 3])];
    const { history } = await model.fit(x, y, { epochs: 2 });
    model.dispose();
    tf.dispose([x, y]);
    return { messages: [...messages], count: held.length, tight, losses: history.loss, start, end: tf.memory() };
  }, { first: () => {
    const { Memory } = WebAssembly;
    WebAssembly.Memory = class extends Memory {
      constructor(options) { super({ ...options, maximum: Math.min(options.maximum, 4096) }); }
    };
  } });
  assert.ok(found.count > 2);
  for (const message of found.messages) {
    assert.match(message, /^Error: .*(out of memory|more elements than memory)/);
  }
  assert.equal(found.tight, 6);
  assert.ok(found.losses[1] < found.losses[0]);
  assert.deepEqual(found.end, found.start);
});

test('what is forgotten is given back', async (t) => {
  const { before, made, after } = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    await tf.ready();
    const before = tf.memory();
    (() => {
      for (let i = 0; i < 50; i++) tf.zeros([1000]).add(1);
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
      model.predict(tf.ones([1, 3]));
    })();
    const made = tf.memory();
    for (let i = 0; i < 100 && tf.memory().numTensors > before.numTensors; i++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { before, made, after: tf.memory() };
  });
  assert.ok(made.numTensors >= before.numTensors + 100);
  // The names of weights are kept with weak references, which may live a little longer.
  assert.ok(after.numTensors <= before.numTensors + 2, `${after.numTensors} of ${made.numTensors} tensors are left`);
});

test('models go into the browser\'s stores, downloads and the network, and come back', async (t) => {
  const found = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    await tf.ready();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
    const x = tf.randomNormal([5, 4]);
    const expected = [...model.predict(x).dataSync()];
    const same = async (source) => [...(await tf.loadLayersModel(source)).predict(x).dataSync()].every((v, i) => v === expected[i]);
    const answers = {};
    for (const place of ['indexeddb://a', 'localstorage://b']) {
      await model.save(place);
      answers[place] = await same(place);
    }
    answers.listed = Object.keys(await tf.io.listModels()).sort();
    await tf.io.copyModel('indexeddb://a', 'localstorage://c');
    await tf.io.moveModel('localstorage://b', 'indexeddb://b');
    await tf.io.removeModel('indexeddb://a');
    answers.later = Object.keys(await tf.io.listModels()).sort();
    answers.copy = await same('localstorage://c');

    // Downloads are links that are clicked.
    const files = [];
    const keep = async (link) => new File([await (await fetch(link.href)).arrayBuffer()], link.download);
    const { dispatchEvent } = EventTarget.prototype;
    EventTarget.prototype.dispatchEvent = function (event) {
      if (this instanceof HTMLAnchorElement) return files.push(keep(this)), true;
      return dispatchEvent.call(this, event);
    };
    await model.save('downloads://mine');
    EventTarget.prototype.dispatchEvent = dispatchEvent;
    const [json, weights] = await Promise.all(files);
    answers.names = [json.name, weights.name];
    answers.files = await same(tf.io.browserFiles([json, weights]));

    // The network, there and back.
    const own = globalThis.fetch;
    let posted;
    globalThis.fetch = async (url, options) => {
      if (options?.method === 'POST') {
        posted = options.body;
        return new Response('{}');
      }
      const name = String(url).split('/').pop();
      return name === 'model.json' || name === 'model.weights.bin' ? new Response(posted.get(name)) : own(url, options);
    };
    await model.save('http://localhost/model.json');
    answers.network = await same('http://localhost/model.json');
    globalThis.fetch = own;
    return answers;
  });
  assert.deepEqual(found, {
    'indexeddb://a': true,
    'localstorage://b': true,
    listed: ['indexeddb://a', 'localstorage://b'],
    later: ['indexeddb://b', 'localstorage://c'],
    copy: true,
    names: ['mine.json', 'mine.weights.bin'],
    files: true,
    network: true,
  });
});

test('a saved model that is broken is reported and left alone', async (t) => {
  const found = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    await tf.ready();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
    await model.save('indexeddb://m');
    await model.save('localstorage://m');
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open('tensorflowjs'));
    const store = () => database.transaction('models_store', 'readwrite').objectStore('models_store');
    const whole = await asked(store().get('m'));
    const messages = [];
    const changes = [
      (one) => { one.modelArtifacts.weightData = one.modelArtifacts.weightData.slice(0, 7); },
      (one) => { delete one.modelArtifacts.weightData; },
      (one) => { one.modelArtifacts.weightSpecs = 'none'; },
      (one) => { one.modelArtifacts.weightSpecs[0].shape = [2, 2]; },
      (one) => { one.modelArtifacts.modelTopology = { class_name: 'Nothing' }; },
      (one) => { delete one.modelArtifacts; },
    ];
    const start = tf.memory().numTensors;
    let untouched = true;
    for (const change of changes) {
      const broken = structuredClone(whole);
      change(broken);
      await asked(store().put(broken));
      messages.push(await tf.loadLayersModel('indexeddb://m').then(() => 'opened', (error) => error.message));
      const now = await asked(store().get('m'));
      untouched &&= JSON.stringify(now) === JSON.stringify(broken);
    }
    localStorage.setItem('tensorflowjs_models/m/weight_data', 'AAAA');
    messages.push(await tf.loadLayersModel('localstorage://m').then(() => 'opened', (error) => error.message));
    localStorage.setItem('tensorflowjs_models/m/weight_data', '#');
    messages.push(await tf.loadLayersModel('localstorage://m').then(() => 'opened', (error) => error.message));
    localStorage.setItem('tensorflowjs_models/m/model_topology', '{');
    messages.push(await tf.loadLayersModel('localstorage://m').then(() => 'opened', (error) => error.message));
    messages.push(await tf.loadLayersModel('indexeddb://other').then(() => 'opened', (error) => error.message));
    return { messages, untouched, left: tf.memory().numTensors - start };
  });
  t.diagnostic(found.messages.join('\n'));
  for (const message of found.messages) assert.doesNotMatch(message, /opened|undefined|unreachable/);
  assert.deepEqual([found.untouched, found.left], [true, 0]);
});

test('pictures of every kind become tensors, and tensors pictures', async (t) => {
  const found = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    await tf.ready();
    // Left red, right a blue that is half transparent for those who ask.
    const data = new ImageData(new Uint8ClampedArray([255, 0, 0, 255, 0, 0, 128, 255]), 2, 1);
    const canvas = Object.assign(document.createElement('canvas'), { width: 2, height: 1 });
    canvas.getContext('2d').putImageData(data, 0, 0);
    const offscreen = new OffscreenCanvas(2, 1);
    offscreen.getContext('2d').putImageData(data, 0, 0);
    const image = new Image();
    image.src = canvas.toDataURL();
    await image.decode();
    const sources = { data, canvas, offscreen, image, bitmap: await createImageBitmap(data), plain: { data: data.data, width: 2, height: 1 } };
    const answers = {};
    for (const [name, source] of Object.entries(sources)) {
      const pixels = tf.browser.fromPixels(source);
      answers[name] = [pixels.shape, [...pixels.dataSync()], pixels.dtype].flat();
    }
    answers.grey = [...tf.browser.fromPixels(data, 1).dataSync()];
    answers.all = [...(await tf.browser.fromPixelsAsync(data, 4)).dataSync()];
    const read = (one) => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data];
    const shown = document.getElementById('canvas');
    await tf.browser.toPixels(tf.tensor3d([[[1, 0, 0]], [[0, 0, 1]]]), shown);
    answers.shown = [shown.width, shown.height, ...read(shown)];
    tf.browser.draw(tf.tensor2d([[0, 255]], [1, 2], 'int32'), shown);
    answers.drawn = [shown.width, shown.height, ...read(shown)];
    const failing = [() => tf.browser.fromPixels('picture.png'), () => tf.browser.fromPixels(null)];
    answers.errors = failing.map((body) => { try { body(); return 'none'; } catch (error) { return error.message; } });
    return answers;
  });
  const expected = [1, 2, 3, 255, 0, 0, 0, 0, 128, 'int32'];
  for (const name of ['data', 'canvas', 'offscreen', 'image', 'bitmap', 'plain']) assert.deepEqual(found[name], expected, name);
  assert.deepEqual(found.grey, [255, 0]);
  assert.deepEqual(found.all, [255, 0, 0, 255, 0, 0, 128, 255]);
  assert.deepEqual(found.shown, [1, 2, 255, 0, 0, 255, 0, 0, 255, 255]);
  assert.deepEqual(found.drawn, [2, 1, 0, 0, 0, 255, 255, 255, 255, 255]);
  for (const message of found.errors) assert.match(message, /fromPixels takes ImageData/);
});

test('training on the page\'s own thread lets the page work', async (t) => {
  const found = await inPage(t, async () => {
    const tf = await import('/sparkler/index.js');
    const { loadDigits } = await import('/sparkler/digits.js');
    await tf.ready();
    const { train } = await loadDigits();
    const networks = {
      dense: () => [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 128, activation: 'relu' })],
      convolution: () => [tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }), tf.layers.flatten()],
    };
    const labels = tf.tensor(train.labels.slice(0, 2048));
    const images = tf.tidy(() => tf.tensor(train.images.slice(0, 2048 * 784), [2048, 28, 28, 1]).toFloat().div(255));
    const answers = {};
    for (const [name, layers] of Object.entries(networks)) {
      const model = tf.sequential({ layers: [...layers(), tf.layers.dense({ units: 10, activation: 'softmax' })] });
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
      const tasks = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => Math.round(entry.duration))));
      observer.observe({ type: 'longtask' });
      let turns = 0;
      const timer = setInterval(() => { turns++; }, 0);
      let yields = 0;
      await model.fit(images, labels, { epochs: 2, validationSplit: 0.1, callbacks: { onYield: () => { yields++; } } });
      clearInterval(timer);
      await new Promise((resolve) => setTimeout(resolve, 50));
      observer.disconnect();
      answers[name] = { turns, yields, tasks };
      model.dispose();
    }
    return answers;
  });
  for (const [name, { turns, yields, tasks }] of Object.entries(found)) {
    assert.ok(turns > 3 && yields > 3, `${name}: the page had ${turns} turns, ${yields} yields`);
    // A machine under load may be slow at anything, so this is told and not judged.
    t.diagnostic(`${name}: ${yields} yields, tasks above 50 ms: ${tasks.join(', ') || 'none'}`);
  }
});
