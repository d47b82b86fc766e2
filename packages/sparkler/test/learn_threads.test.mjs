/** The learners' modules in Node: which one is loaded, its threads, and the end of its memory. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

/** Runs a program of JavaScript in a Node of its own; gives what it printed, as JSON. */
function program(source, { environment = {} } = {}) {
  const text = `
    const system = process.getBuiltinModule('node:worker_threads');
    /** All workers that are started. */
    const started = [];
    system.Worker = class extends system.Worker {
      constructor(...args) { super(...args); started.push(this); }
    };
    const { createHash } = process.getBuiltinModule('node:crypto');
    const learn = await import(${JSON.stringify(new URL('../dist/learn.js', import.meta.url).href)});
    const show = (value) => console.log(JSON.stringify(value));
    const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
    /** Rows of numbers from 0 to 1 and their classes, always the same. */
    function data(rows, columns) {
      let state = 1;
      const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
      const x = Float64Array.from({ length: rows * columns }, next);
      const y = Float64Array.from({ length: rows }, (_, i) =>
        x[i * columns] + x[i * columns + 1] * x[i * columns + 2] > 0.75 ? 1 : 0);
      return [{ data: x, shape: [rows, columns] }, y];
    }
    /** What several learners learn and predict, bit by bit. */
    async function everything() {
      const [X, y] = data(4000, 8);
      const found = {};
      for (const [estimator, method] of [
        [new learn.RandomForestClassifier({ n_estimators: 20, random_state: 1 }), 'predict_proba'],
        [new learn.HistGradientBoostingClassifier({ max_iter: 20 }), 'predict_proba'],
        [new learn.KMeans({ n_clusters: 5, random_state: 1 }), 'transform'],
        [new learn.KNeighborsClassifier({ algorithm: 'brute' }), 'predict_proba'],
        [new learn.KNeighborsClassifier(), 'predict_proba'],
        [new learn.PCA({ n_components: 4 }), 'transform'],
        [new learn.SVC({ max_iter: 200 }), 'decision_function'],
      ]) {
        const model = await estimator.fit(X, y);
        const answers = model[method](X).data;
        found[estimator.estimator + Object.keys(found).length] =
          [hash(model.save()), hash(new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength))];
      }
      return found;
    }
    ${source}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', text],
    { encoding: 'utf8', env: { ...process.env, ...environment }, timeout: 240_000 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('threads do not change a bit of what is learnt and predicted', () => {
  const alone = program(`
    await learn.ready({ threads: 1 });
    show([learn.getThreadsCount(), started.length, await everything()]);`);
  assert.deepEqual(alone.slice(0, 2), [1, 0]);
  const many = program(`
    await learn.ready({ threads: 2 });
    const results = [];
    for (const threads of [1, 2, 3]) {
      learn.setThreadsCount(threads);
      results.push([learn.getThreadsCount(), await everything()]);
    }
    show([started.length, results]);`);
  assert.equal(many[0], 2);
  many[1].forEach(([threads, found], i) => {
    assert.equal(threads, i + 1);
    assert.deepEqual(found, alone[2], `${threads} threads`);
  });
});

test('the number of threads is that of the environment, of the options, of setThreadsCount', () => {
  const source = 'await learn.ready(); show([learn.getThreadsCount(), started.length]);';
  const environment = (threads) => ({ environment: { SPARKLER_THREADS: threads } });
  assert.deepEqual(program(source, environment('3')), [3, 2]);
  assert.deepEqual(program(source, environment('1')), [1, 0]);
  assert.deepEqual(program(`learn.setThreadsCount(2); ${source}`, environment('4')), [2, 1]);
  assert.deepEqual(program(`
    await learn.ready({ threads: 1 });
    learn.setThreadsCount(4);
    show([learn.getThreadsCount(), started.length]);`), [1, 0]);
});

test('without threads the learners do with one, and say nothing', () => {
  const forest = `
    const [X, y] = data(500, 4);
    const model = await new learn.RandomForestClassifier({ n_estimators: 5 }).fit(X, y);
    show([learn.getThreadsCount(), started.length, hash(model.save())]);`;
  const expected = program(`await learn.ready({ threads: 2 }); ${forest}`);
  assert.deepEqual(expected.slice(0, 2), [2, 1]);
  const not = program(`delete globalThis.SharedArrayBuffer; await learn.ready({ threads: 4 }); ${forest}`);
  assert.deepEqual(not, [1, 0, expected[2]]);
  const refused = program(`
    const Memory = WebAssembly.Memory;
    WebAssembly.Memory = class {
      constructor(descriptor) {
        if (descriptor.shared) throw new RangeError('no addresses');
        return new Memory(descriptor);
      }
    };
    await learn.ready({ threads: 2 }); ${forest}`);
  assert.deepEqual(refused, [1, 0, expected[2]]);
  const forbidden = program(`
    system.Worker = class { constructor() { throw new Error('not allowed'); } };
    await learn.ready({ threads: 3 }); ${forest}`);
  assert.deepEqual(forbidden.slice(1), [0, expected[2]]);
  const gone = program(`
    await learn.ready({ threads: 2 });
    await started[0].terminate();
    ${forest}`);
  assert.deepEqual(gone.slice(1), [1, expected[2]]);
});

/** Little memory to share: so many pages of 64 KiB. */
const little = (pages) => `
  const Memory = WebAssembly.Memory;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) { super({ ...descriptor, maximum: Math.min(descriptor.maximum, ${pages}) }); }
  };
  const failure = (promise) => promise.then(() => 'none',
    (error) => error instanceof WebAssembly.RuntimeError ? 'trap' : error.message);`;

test('where memory ends that is an error; models and the module go on', () => {
  for (const threads of [1, 2]) {
    const [messages, same, models, count] = program(`
      ${little(1600)}
      // The module for several threads, also for one: only its memory can be made small here.
      await learn.ready({ threads: 2 });
      learn.setThreadsCount(${threads});
      const [X, y] = data(2000, 8);
      const fit = () => new learn.RandomForestClassifier({ n_estimators: 10 }).fit(X, y);
      const forest = await fit();
      const gone = await fit();
      const met = [['ann', 'jazz'], ['ann', 'blues'], ['bob', 'jazz'], ['bob', 'blues'], ['cid', 'jazz']];
      const recommender = await new learn.CosineRecommender().fit(met);
      const rows = Array.from({ length: 100 }, (_, i) => ({ age: i, sure: i % 3 ? 'yes' : 'no', old: i > 50 }));
      const table = await learn.train(rows, { target: 'old', model: 'tree' });
      const ask = (model) => JSON.stringify([Array.from(model.predict(X)), recommender.recommend('cid', 2),
        table.predict(rows)]);
      const before = ask(forest);
      gone.dispose();
      const messages = [];
      const same = [];
      const large = data(60_000, 100)[0];
      const classes = data(60_000, 3)[1];
      for (let round = 0; round < 2; round++) {
        // More than all memory; more than what is left; more than what is left in some task.
        messages.push(await failure(new learn.StandardScaler().fit({ data: new Float64Array(2e7), shape: [1e6, 20] })));
        messages.push(await failure(new learn.KNeighborsClassifier().fit(large, classes)));
        const neighbors = await new learn.KNeighborsClassifier({ n_neighbors: 400, algorithm: 'brute' })
          .fit({ data: large.data.subarray(0, 24_000), shape: [6000, 4] }, classes.subarray(0, 6000));
        const many = { data: large.data.subarray(0, 120_000), shape: [30_000, 4] };
        messages.push(await failure((async () => neighbors.predict(many))()));
        messages.push(await failure((async () => forest.predict({ data: new Float64Array(1.6e7), shape: [2e6, 8] }))()));
        same.push(ask(forest) === before, ask(await fit()) === before);
      }
      const again = await learn.load(forest.save());
      show([messages, same, [ask(again) === before, forest.classes_, table.scores, recommender.items],
        learn.getThreadsCount()]);`);
    assert.equal(messages.length, 8);
    messages.forEach((message, i) => assert.match(message, /out of memory/, `call ${i}: ${message}`));
    assert.deepEqual(same, [true, true, true, true]);
    assert.deepEqual(models.slice(0, 2), [true, [0, 1]]);
    assert.deepEqual(models[3], ['jazz', 'blues']);
    assert.equal(count, threads);
  }
});

test('what addresses of 32 bits cannot hold is such an error too, without threads as well', () => {
  for (const threads of [1, 2]) {
    const result = program(`
      ${little(65536)}
      await learn.ready({ threads: ${threads} });
      const model = await new learn.StandardScaler().fit([[1, 2], [3, 4]]);
      // A matrix of columns x columns has more than 2 GiB.
      const wide = { data: Float64Array.from({ length: 4 * 17000 }, (_, i) => Math.sin(i)), shape: [4, 17000] };
      const first = await failure(new learn.PCA({ svd_solver: 'covariance_eigh', n_components: 2 }).fit(wide));
      const small = await new learn.StandardScaler().fit([[1], [3]]);
      show([first, [...small.transform([[2], [3]]).data], [...model.transform([[1, 4]]).data]]);`);
    assert.match(result[0], /out of memory/);
    assert.deepEqual(result.slice(1), [[0, 1], [-1, 1]]);
  }
});

test('a program that has used threads comes to its end', () => {
  assert.equal(program(`
    await learn.ready({ threads: 3 });
    const [X, y] = data(1000, 4);
    await new learn.RandomForestClassifier({ n_estimators: 5 }).fit(X, y);
    show(started.length);`), 2);
});
