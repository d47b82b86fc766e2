/** How the core is loaded, and its threads, in Node. Browsers: `page/package.test.mjs`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { bestModule, loadNative } from '../dist/load.js';
import { call, numbersOf, operationNumbers, product, values } from './core.mjs';

const numbers = operationNumbers(readFileSync(new URL('../src/generated/table.ts', import.meta.url), 'utf8'));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** Runs a program of JavaScript in a Node of its own; gives what it printed, as JSON. */
function program(source, { flags = [], environment = {} } = {}) {
  const here = JSON.stringify(new URL('./', import.meta.url).href);
  const text = `
    const numbers = ${JSON.stringify(numbers)};
    const { bestModule, loadNative } = await import(${here} + '../dist/load.js');
    const { call, numbersOf, product, values } = await import(${here} + 'core.mjs');
    const show = (value) => console.log(JSON.stringify(value));
    ${source}`;
  const { status, stdout, stderr } = spawnSync(process.execPath,
    [...flags, '--input-type=module', '--eval', text],
    { encoding: 'utf8', env: { ...process.env, ...environment }, timeout: 120_000 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('the best module for this Node is one with threads', () => {
  assert.match(bestModule(true), /^(simd|relaxed)-threads$/);
  assert.match(bestModule(false), /^(simd|relaxed)$/);
});

test('each module computes', async (t) => {
  for (const module of ['simd', 'simd-threads']) {
    await t.test(module, async () => {
      const core = await loadNative({ module, threads: 2 });
      const x = numbersOf(core, [3], (i) => i + 1);
      assert.deepEqual([...values(core, call(core, numbers.mul, x, x))], [1, 4, 9]);
      assert.equal(core.threads(), module === 'simd' ? 1 : 2);
    });
  }
});

test('threads do not change a bit of a result', async () => {
  const alone = product(await loadNative({ module: 'simd' }), numbers);
  const core = await loadNative({ module: 'simd-threads', threads: 2 });
  for (const threads of [1, 2, 3, 4]) {
    core.setThreads(threads);
    for (let i = 0; i < 20; i++) assert.deepEqual(product(core, numbers), alone);
  }
});

test('all workers that were asked for have begun when the core is loaded', () => {
  const result = program(`
    const core = await loadNative({ threads: 4 });
    show([core.threads(), core.workersReady()]);`);
  assert.deepEqual(result, [4, 3]);
});

test('the environment names a number of threads', () => {
  const source = 'const core = await loadNative(); show([core.threads(), !!core.workersReady])';
  assert.deepEqual(program(source, { environment: { SPARKLER_THREADS: '3' } }), [3, true]);
  assert.deepEqual(program(source, { environment: { SPARKLER_THREADS: '1' } }), [1, false]);
});

test('threads beyond those of the beginning are started when they are asked for', () => {
  const result = program(`
    const core = await loadNative({ threads: 2 });
    core.setThreads(4);
    while (core.workersReady() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const four = product(core, numbers);
    core.setThreads(1);
    show(product(core, numbers).every((x, i) => x === four[i]));`);
  assert.equal(result, true);
});

test('a program that has used threads comes to its end', () => {
  const result = program(`
    const core = await loadNative({ threads: 3 });
    show(product(core, numbers).length);`);
  assert.equal(result, 256 * 256);
});

test('a worker that is gone leaves its part to the others', () => {
  const result = program(`
    const threads = process.getBuiltinModule('node:worker_threads');
    const started = [];
    threads.Worker = class extends threads.Worker {
      constructor(...args) { super(...args); started.push(this); }
    };
    const core = await loadNative({ module: 'simd-threads', threads: 3 });
    const before = product(core, numbers);
    await started[0].terminate();
    const between = product(core, numbers);
    await started[1].terminate();
    const after = product(core, numbers);
    const same = (y) => y.every((x, i) => x === before[i]);
    show([started.length, same(between), same(after)]);`);
  assert.deepEqual(result, [2, true, true]);
});

test('a worker that is ended in the middle of a loop is noticed soon, and the engine goes on', (t) => {
  // Who computes waits in the core, so the workers are those of another thread, which ends them.
  // It cannot see whether a worker is in a loop or between two: it tries until one was.
  const { message, waited, same } = program(`
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const here = ${JSON.stringify(new URL('./', import.meta.url).href)};
    const computing = \`
      const threads = process.getBuiltinModule('node:worker_threads');
      const port = threads.parentPort;
      threads.Worker = class {
        constructor(url) { port.postMessage({ start: url.href }); }
        on(event, listener) { if (event === 'message') port.once('message', listener); }
        postMessage(post) { port.postMessage({ post }); }
        unref() {}
      };
      (async () => {
        const { loadNative } = await import('\${here}../dist/load.js');
        const { call, numbersOf, product } = await import('\${here}core.mjs');
        const numbers = \${JSON.stringify(numbers)};
        const core = await loadNative({ module: 'simd-threads', threads: 2 });
        const before = product(core, numbers);
        const x = numbersOf(core, [1536, 1536], (i) => Math.sin(i));
        const loop = () => core.release(call(core, numbers.matMul, x, x));
        let message = '';
        try {
          loop();
          port.postMessage({ busy: true });
          while (!Atomics.load(threads.workerData, 0)) loop();
          loop();
        } catch (error) {
          message = error.message;
        }
        const at = Date.now();
        const after = product(core, numbers);
        port.postMessage({ result: { message, at, same: after.every((y, i) => y === before[i]) } });
      })();\`;
    const attempt = (delay) => new Promise((resolve, reject) => {
      const over = new Int32Array(new SharedArrayBuffer(4));
      const thread = new Worker(computing, { eval: true, workerData: over });
      let helper, ended;
      thread.on('error', reject);
      thread.on('message', async ({ start, post, busy, result }) => {
        if (start) {
          helper = new Worker(new URL(start), { execArgv: [] });
          helper.on('message', (data) => thread.postMessage(data));
        }
        if (post) helper.postMessage(post);
        if (busy) {
          await new Promise((later) => setTimeout(later, delay));
          ended = Date.now();
          await helper.terminate();
          Atomics.store(over, 0, 1);
        }
        if (result) resolve({ ...result, waited: result.at - ended });
      });
    });
    let result;
    for (let i = 0; i < 10 && !result?.message; i++) result = await attempt(30 + 17 * i);
    show(result);
    process.exit();`);
  t.diagnostic(`noticed after ${waited} ms, the rest of the loop included`);
  assert.match(message, /worker did not finish/);
  assert.ok(waited < 20_000, `${waited} ms`);
  assert.equal(same, true);
});

test('workers that do not start are done without', () => {
  const result = program(`
    const threads = process.getBuiltinModule('node:worker_threads');
    threads.Worker = class { constructor() { throw new Error('not allowed'); } };
    const core = await loadNative({ module: 'simd-threads', threads: 3 });
    show([core.workersReady(), product(core, numbers).length]);`);
  assert.deepEqual(result, [0, 256 * 256]);
});

test('where memory ends that is an error, and the engine goes on', () => {
  for (const threads of [1, 2]) {
    const result = program(`
      const Memory = WebAssembly.Memory;
      WebAssembly.Memory = class extends Memory {
        constructor(descriptor) { super({ ...descriptor, maximum: Math.min(descriptor.maximum, 2048) }); }
      };
      const core = await loadNative({ module: 'simd-threads', threads: ${threads} });
      const failure = (body) => {
        try {
          body();
          return 'none';
        } catch (error) {
          return error instanceof WebAssembly.RuntimeError ? 'trap' : error.message;
        }
      };
      const x = numbersOf(core, [1024, 1024], (i) => Math.sin(i));
      const multiply = () => call(core, numbers.matMul, x, x);
      const squared = () => {
        const y = multiply();
        const result = values(core, y);
        core.release(y);
        return result;
      };
      // Data that is larger than all memory.
      const large = failure(() => numbersOf(core, [1 << 25], () => 0));
      // What there is goes into tensors of smaller and smaller size.
      const filling = [];
      const full = [];
      for (let size = 1 << 20; size >= 1; size >>= 1) {
        full.push(failure(() => { for (;;) filling.push(numbersOf(core, [size], () => 0)); }));
      }
      // No kernel has run yet: its result, its working memory and lists are new.
      const failed = [failure(multiply), failure(multiply)];
      // Room for the result, and none but what is held back for the working memory.
      core.release(filling.shift());
      core.release(filling.shift());
      const tight = squared();
      for (const tensor of filling) core.release(tensor);
      const after = squared();
      const fresh = numbersOf(core, [1 << 22], (i) => i);
      show([large, [...new Set(full.concat(failed).map((text) => text.replace(/\\d+/g, 'n')))],
        tight.every((value, i) => value === after[i]), after[5],
        values(core, fresh)[4_000_000], core.threads(), filling.length]);`);
    assert.match(result[0], /out of memory/);
    for (const message of result[1]) assert.match(message, /out of memory/);
    let expected = 0;
    for (let i = 0; i < 1024; i++) {
      expected += Math.fround(Math.sin(i)) * Math.fround(Math.sin(1024 * i + 5));
    }
    assert.ok(Math.abs(result[3] - expected) < 1e-3, `${result[3]} and ${expected}`);
    assert.deepEqual([result[2], ...result.slice(4, 6)], [true, 4_000_000, threads]);
    assert.ok(result[6] > 5, `${result[6]} tensors filled the memory`);
  }
});

test('files are found in the folder that is named', () => {
  const result = program(`
    const base = new URL(${JSON.stringify(`file://${dist}`)});
    const core = await loadNative({ base, threads: 2 });
    show([core.workersReady(), product(core, numbers).length]);`);
  assert.deepEqual(result, [1, 256 * 256]);
});

test('a file that is missing is an error that names it', () => {
  const result = program(`
    const message = await loadNative({ base: 'file:///nowhere/' }).catch((error) => error.message);
    show(message);`);
  assert.match(result, /no such file.*nowhere/);
});

test('a host without SIMD gets one sentence', () => {
  const result = program(`
    WebAssembly.validate = () => false;
    show(await loadNative().catch((error) => error.message));`);
  assert.equal(result, 'Sparkler needs WebAssembly with SIMD, which this browser or Node lacks: '
    + 'it is there from Chrome 91, Firefox 89, Safari 16.4 and Node 16.4 on.');
});

test('a host that does not share memory gets a module without threads', () => {
  const result = program(`
    delete globalThis.SharedArrayBuffer;
    const core = await loadNative({ threads: 4 });
    show([bestModule(true).includes('threads'), core.threads(), product(core, numbers).length]);`);
  assert.deepEqual(result, [false, 1, 256 * 256]);
});

test('the library works in a worker thread of Node, with threads of its own', () => {
  const result = program(`
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const here = ${JSON.stringify(new URL('./', import.meta.url).href)};
    const worker = new Worker(\`
      (async () => {
        const { loadNative } = await import('\${here}../dist/load.js');
        const { product } = await import('\${here}core.mjs');
        const core = await loadNative({ threads: 3 });
        const y = product(core, \${JSON.stringify(numbers)});
        const { parentPort } = process.getBuiltinModule('node:worker_threads');
        parentPort.postMessage([core.workersReady(), y.length]);
      })();\`, { eval: true });
    worker.once('message', show);`);
  assert.deepEqual(result, [2, 256 * 256]);
});
