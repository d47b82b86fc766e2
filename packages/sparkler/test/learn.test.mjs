/**
 * The learners in Node: they learn what native code learns, open its files, and say what is wrong.
 *
 * `crates/learn/tests/saved.rs` describes the files. With SPARKLER_WRITE_SAVED this one writes
 * those of the module anew.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import * as learn from '../dist/learn.js';
import * as tf from '../dist/index.js';

const saved = new URL('../../../crates/learn/tests/saved/', import.meta.url);
const { rows, columns, every, x, classes, numbers, texts, cases } =
  JSON.parse(readFileSync(new URL('cases.json', saved), 'utf8'));
const X = { data: Float64Array.from(x), shape: [rows, columns] };
const rowsOf = ({ data, shape: [n, width] }) =>
  Array.from({ length: n }, (_, row) => Array.from(data.slice(row * width, (row + 1) * width)));
const few = rowsOf(X).filter((_, row) => row % every === 0);
const targets = { classes, numbers, texts: classes.map((c) => texts[c]), '': undefined };

await Promise.all([learn.ready(), tf.ready()]);

/** Holds everything that a model says against what is known of it, to 1e-6. */
function requireAnswers(model, { answers, estimator }, names) {
  for (const method of ['predict', 'predict_proba', 'decision_function', 'transform']) {
    if (!(method in answers)) {
      assert.throws(() => model[method](few), /has no/, `${estimator}.${method}`);
      continue;
    }
    const found = model[method](few);
    const flat = method === 'predict' ? found : found.data;
    assert.equal(flat.length, answers[method].length, `${estimator}.${method}`);
    answers[method].forEach((expected, i) => {
      if (method === 'predict' && names) {
        assert.equal(flat[i], names[expected]);
      } else {
        const near = Math.abs(flat[i] - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
        assert.ok(near, `${estimator}.${method}: ${flat[i]} and ${expected} at ${i}`);
      }
    });
  }
}

for (const one of cases) {
  test(`${one.estimator} learns what native code learns, and models go both ways`, async () => {
    const names = one.learns === 'texts' ? texts : undefined;
    const model = await new learn[one.estimator](one.params).fit(X, targets[one.learns]);
    assert.equal(model.estimator, one.estimator);
    assert.equal(model.n_features_in_, columns);
    requireAnswers(model, one, names);
    const file = new URL(`wasm/${one.estimator}.model`, saved);
    if (process.env.SPARKLER_WRITE_SAVED) {
      mkdirSync(new URL('.', file), { recursive: true });
      writeFileSync(file, model.save());
    }
    const native = readFileSync(new URL(`native/${one.estimator}.model`, saved));
    for (const bytes of [model.save(), native, readFileSync(file)]) {
      const again = await learn.load(bytes);
      assert.deepEqual(again.classes_, model.classes_);
      requireAnswers(again, one, names);
    }
  });
}

test('there is a class for each estimator, and its defaults are those of the list', async () => {
  const list = await learn.estimators();
  assert.ok(list.length > 70, `${list.length} estimators`);
  for (const { name, params } of list) {
    const estimator = new learn[name]();
    assert.equal(estimator.estimator, name);
    assert.deepEqual(await estimator.get_params(), params);
  }
});

test('features come in many forms', async () => {
  const model = await new learn.GaussianNB().fit(X, classes);
  const expected = [...model.predict(few)];
  const flat = { data: few.flat(), shape: [few.length, columns] };
  const tensor = tf.tensor2d(few);
  const forms = [flat, { ...flat, data: Float64Array.from(flat.data) }, few.map((row) => Float64Array.from(row)),
    new learn.Matrix(Float64Array.from(flat.data), flat.shape), tensor];
  for (const form of forms) assert.deepEqual([...model.predict(form)], expected);
  tensor.dispose();

  const numbers = tf.tensor1d([1, 2, 3, 4]);
  const line = await new learn.LinearRegression().fit([[1], [2], [3], [4]], numbers);
  assert.ok(Math.abs(line.predict([[10]])[0] - 10) < 1e-9);
  const tree = await new learn.DecisionTreeClassifier().fit([[false], [true]], [false, true]);
  assert.deepEqual([...tree.predict([[true], [false]])], [1, 0]);
});

test('missing values are what trees take and others refuse', async () => {
  const holes = rowsOf(X).map((row, i) => row.map((value, j) => (i + j) % 9 ? value : null));
  const model = await new learn.HistGradientBoostingClassifier({ max_iter: 5 }).fit(holes, classes);
  const right = [...model.predict(holes)].filter((c, i) => c === classes[i]).length;
  assert.ok(right > 0.8 * rows, `${right} of ${rows}`);
  await assert.rejects(new learn.GaussianNB().fit(holes, classes),
    /GaussianNB: X holds NaN at row 0, column 0; expected finite numbers/);
});

test('parts of other estimators, weights, importances and labels', async () => {
  const y = classes.map((c) => texts[c]);
  const pipeline = new learn.Pipeline({ steps: [
    ['scale', new learn.ColumnTransformer({ transformers: [['some', new learn.MinMaxScaler(), [0, 1]]] })],
    ['forest', new learn.RandomForestClassifier({ n_estimators: 5 })],
  ] });
  pipeline.set_params({ forest__max_depth: 3 });
  const model = await pipeline.fit(X, y);
  assert.deepEqual(model.classes_, texts);
  assert.deepEqual(model.predict_proba(few).shape, [few.length, 3]);
  const proba = model.predict_proba(few).toArray();
  for (const row of proba) assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-12);

  const forest = await new learn.ExtraTreesClassifier({ n_estimators: 5 }).fit(X, y);
  assert.ok(Math.abs(forest.feature_importances_.reduce((a, b) => a + b) - 1) < 1e-9);
  assert.equal((await new learn.KMeans({ n_clusters: 3 }).fit(X)).labels_.length, rows);

  const weights = classes.map((c) => c === 2 ? 0 : 1);
  const two = await new learn.DummyClassifier().fit(X, y, { sample_weight: weights });
  assert.equal(two.predict_proba(few).data[2], 0);
  const reds = async (params) =>
    (await new learn.LogisticRegression(params).fit(X, y)).predict(X).filter((c) => c === 'red').length;
  const [plain, heavy] = [await reds({}), await reds({ class_weight: { red: 1000 } })];
  assert.ok(heavy > plain, `${heavy} and ${plain}`);

  const groups = Array(rows / 10).fill(10);
  const ranker = await new learn.HistGradientBoostingRanker({ max_iter: 3 }).fit(X, classes, { groups });
  assert.equal(ranker.predict(few).length, few.length);
});

test('bad input is an error that says what is wrong', async () => {
  const fails = (estimator, x, y, message, options) =>
    assert.rejects(estimator.fit(x, y, options), { message });
  const tree = new learn.DecisionTreeClassifier();
  const ok = [[1], [2]];
  await fails(tree, [[1], [2, 3]], [0, 1], /X: row 1 has 2 columns; expected 1/);
  await fails(tree, [[1], ['red']], [0, 1], /X: "red" at row 1, column 0; expected a number/);
  await fails(tree, [1, 2], [0, 1], /X: its first row is 1; expected an array of rows/);
  await fails(tree, 'x', [0, 1], /X is "x"/);
  await fails(tree, { data: [1, 2, 3], shape: [2, 1] }, [0, 1], /X has 3 numbers; expected 2 rows x 1 columns/);
  await fails(tree, { data: [1, 2], shape: [2] }, [0, 1], /X has the shape \[2\]/);
  await fails(tree, [], [], /at least one row|0 rows|fewer|class/);
  await fails(tree, ok, [0], /the length of y is 1, expected 2/);
  await fails(tree, ok, undefined, /the length of y is 0, expected 2/);
  await fails(tree, ok, ['a', 3], /y: 3 at row 1; expected a text/);
  await fails(tree, ok, [3, 'a'], /y: "a" at row 1; expected a number/);
  await fails(tree, ok, 7, /y is 7; expected an array/);
  await fails(tree, [[Infinity], [1]], [0, 1], /inf/);
  await fails(new learn.Ridge(), ok, ['a', 'b'], /Ridge predicts numbers/);
  await fails(new learn.Ridge({ alpha: 'x' }), ok, [0, 1], /Ridge/);
  await fails(new learn.Ridge({ beta: 1 }), ok, [0, 1], /has no parameter beta; there are alpha/);
  await fails(new learn.Ridge(), ok, [0, 1], /sample_weight of row 0 is -1/, { sample_weight: [-1, 1] });
  await fails(new learn.LogisticRegression({ class_weight: { c: 1 } }), ok, ['a', 'b'], /class_weight names "c"; y has "a", "b"/);
  const model = await tree.fit(ok, [0, 1]);
  assert.throws(() => model.predict([[1, 2]]), /the number of columns is 2, expected 1/);
  assert.throws(() => model.transform(ok), /DecisionTreeClassifier: has no transform/);
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode('nonsense'), model.save().subarray(0, 50)]) {
    await assert.rejects(learn.load(bytes), Error);
  }
  model.dispose();
  assert.throws(() => model.predict(ok), Error);
});
