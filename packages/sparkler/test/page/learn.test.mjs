/** The learners in Chromium. `SPARKLER` names the native program. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, serve } from '../browser.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const saved = new URL('../../../../crates/learn/tests/saved/', import.meta.url);
const known = JSON.parse(readFileSync(new URL('cases.json', saved), 'utf8'));
const folders = { '/sparkler/': dist, '/saved/': fileURLToPath(saved) };
const pages = { '/': '<!doctype html><title>learners</title>' };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens a page; gives what a function returns there, and the modules that it fetched. */
async function inPage(isolated, body, argument) {
  const server = await serve(folders, { pages, isolated });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const found = await page.evaluate(body, argument);
    await page.close();
    return [found, server.requests.filter((path) => path.endsWith('.wasm'))];
  } finally {
    await server.close();
  }
}

/** What a forest and others learn in a page, where the main thread must not wait. */
async function learnHere({ rows, columns, every, x, classes, texts, cases, threads }) {
  const learn = await import('/sparkler/learn.js');
  await learn.ready({ threads });
  const X = { data: Float64Array.from(x), shape: [rows, columns] };
  const few = Array.from({ length: rows / every }, (_, i) =>
    x.slice(i * every * columns, (i * every + 1) * columns));
  const { params } = cases.find((one) => one.estimator === 'RandomForestClassifier');
  const model = await new learn.RandomForestClassifier(params).fit(X, classes.map((c) => texts[c]));
  const file = await (await fetch('/saved/native/RandomForestClassifier.model')).arrayBuffer();
  const native = await learn.load(file);
  const wrong = await new learn.Ridge({ alpha: -1 }).fit([[1]], [1]).catch((error) => error.message);
  // Enough rows for several threads.
  const many = { data: Float64Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i)), shape: [8000, 5] };
  const y = Float64Array.from({ length: 8000 }, (_, i) => Number(many.data[5 * i] > many.data[5 * i + 1]));
  const bits = [];
  for (const estimator of [
    new learn.RandomForestClassifier({ n_estimators: 8 }), new learn.HistGradientBoostingClassifier({ max_iter: 8 }),
    new learn.KMeans({ n_clusters: 4 }), new learn.KNeighborsClassifier(),
  ]) {
    const one = await estimator.fit(many, y);
    bits.push(Array.from(one.predict(many)).join(''), Array.from(one.save().subarray(-2000)).join(' '));
  }
  return { predicted: model.predict(few), again: native.predict(few), wrong, threads: learn.getThreadsCount(), bits };
}

test('a forest learns in a page, on several threads where it may, and opens a native model', async () => {
  const { answers } = known.cases.find((one) => one.estimator === 'RandomForestClassifier');
  const expected = answers.predict.map((code) => known.texts[code]);
  const bits = [];
  for (const [isolated, module, threads] of [
    [true, 'learn-simd-threads', 3], [false, 'learn-simd', 1],
  ]) {
    const [found, modules] = await inPage(isolated, learnHere, { ...known, threads: 3 });
    assert.deepEqual(found.predicted, expected);
    assert.deepEqual(found.again, expected);
    assert.match(found.wrong, /Ridge: alpha/);
    assert.deepEqual(modules, [`/sparkler/sparkler.${module}.wasm`]);
    assert.equal(found.threads, threads);
    bits.push(found.bits);
  }
  assert.deepEqual(bits[0], bits[1]);
});

test('learners work in a worker of a page, with threads of their own', async () => {
  const [found, modules] = await inPage(true, () => new Promise((resolve, reject) => {
    const code = `
      const learn = await import('${location.origin}/sparkler/learn.js');
      await learn.ready({ threads: 2 });
      const X = Array.from({ length: 3000 }, (_, i) => [Math.sin(i), Math.cos(i)]);
      const model = await new learn.RandomForestClassifier({ n_estimators: 8 }).fit(X, X.map(([a, b]) => Number(a > b)));
      postMessage([learn.getThreadsCount(), [...model.predict(X)].filter((c, i) => c === Number(X[i][0] > X[i][1])).length]);`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  }));
  assert.deepEqual(modules, ['/sparkler/sparkler.learn-simd-threads.wasm']);
  assert.equal(found[0], 2);
  assert.ok(found[1] > 2990, `${found[1]}`);
});

test('where memory ends in a page, that is an error, and the page goes on', async () => {
  const [found] = await inPage(true, async () => {
    const Memory = WebAssembly.Memory;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor) { super({ ...descriptor, maximum: Math.min(descriptor.maximum, 1600) }); }
    };
    const learn = await import('/sparkler/learn.js');
    await learn.ready({ threads: 2 });
    const X = Array.from({ length: 500 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const y = X.map(([a, b]) => Number(a > b));
    const model = await new learn.RandomForestClassifier({ n_estimators: 8 }).fit(X, y);
    const before = [...model.predict(X)];
    const failures = [];
    for (let i = 0; i < 3; i++) {
      const large = { data: new Float64Array(2e7), shape: [1e6, 20] };
      failures.push(await new learn.StandardScaler().fit(large).catch((error) => error.message));
    }
    const fresh = await new learn.RandomForestClassifier({ n_estimators: 8 }).fit(X, y);
    return { failures, same: [model, fresh].map((one) => one.predict(X).every((c, i) => c === before[i])) };
  });
  for (const failure of found.failures) assert.match(failure, /out of memory/);
  assert.deepEqual(found.same, [true, true]);
});

test('a page and the native program learn the same from a table, and open each other\'s models', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sparkler-learn-'));
  try {
    const rows = Array.from({ length: 300 }, (_, i) => {
      const [age, city] = [20 + (i * 7) % 50, ['Rome', 'Oslo', 'Lima'][(i * i) % 3]];
      return [i % 11 ? age : '', city, i % 2 ? 'true' : 'false', (age > 45) !== (city === 'Oslo') ? 'yes' : 'no'];
    });
    const csv = [['age', 'city', 'paid', 'buys'], ...rows].map((row) => row.join(',')).join('\n') + '\n';
    const file = (name) => join(scratch, name);
    writeFileSync(file('people.csv'), csv);
    const program = (...args) => execFileSync(process.env.SPARKLER, args, { encoding: 'utf8', cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const model of ['forest', 'boosting', 'logistic']) {
      program('train', 'people.csv', '--target', 'buys', '--model', model, '--seed', '3', '--folds', '2', '--out', model);
      const native = readFileSync(file(`${model}/model.sparkler`)).toString('base64');
      const [found] = await inPage(true, async ({ csv, model, native }) => {
        const learn = await import('/sparkler/learn.js');
        const own = await learn.train(csv, { target: 'buys', model, seed: 3 });
        const theirs = await learn.loadTable(Uint8Array.from(atob(native), (c) => c.charCodeAt(0)));
        const numbers = (one) => Array.from(one.predict_proba(csv).data);
        return { own: numbers(own), theirs: numbers(theirs), accuracy: [own, theirs].map((one) => one.scores.accuracy),
          classes: own.predict(csv), file: Array.from(own.save()) };
      }, { csv, model, native });
      found.own.forEach((p, i) => assert.ok(Math.abs(p - found.theirs[i]) < 1e-6, `${model} at ${i}: ${p} and ${found.theirs[i]}`));
      assert.equal(found.accuracy[0], found.accuracy[1]);
      writeFileSync(file('page.sparkler'), Uint8Array.from(found.file));
      const lines = program('predict', 'page.sparkler', 'people.csv').trim().split('\n').slice(1);
      assert.deepEqual(lines.map((line) => line.split(',')[0]), found.classes);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
