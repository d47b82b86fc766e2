/** Sparse features, progress and cancelling, recommendations, baskets and tables of the learners. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import * as learn from '../dist/learn.js';

const reference = (name) =>
  JSON.parse(readFileSync(new URL(`../../../crates/learn/tests/reference/${name}.json`, import.meta.url), 'utf8'));
const near = (found, expected, tolerance, what) =>
  assert.ok(Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${found} and ${expected}`);

/** The rows of a dense matrix as compressed rows. */
function sparse(rows) {
  const [data, indices, indptr] = [[], [], [0]];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value !== 0) {
        data.push(value);
        indices.push(column);
      }
    });
    indptr.push(data.length);
  }
  return { data, indices, indptr, shape: [rows.length, rows[0].length] };
}

test('compressed rows mean the same as all numbers', async () => {
  const rows = Array.from({ length: 120 }, (_, i) => Array.from({ length: 9 }, (_, j) => (i * j + i) % 4 === 0 ? (i % 7) + j : 0));
  const y = rows.map((row, i) => Number(row[1] + row[4] > i % 5));
  for (const [estimator, method] of [
    [new learn.MultinomialNB(), 'predict_proba'],
    [new learn.LogisticRegression({ max_iter: 500 }), 'predict_proba'],
    [new learn.LinearSVC(), 'decision_function'],
    [new learn.SVC(), 'decision_function'],
    [new learn.RandomForestClassifier({ n_estimators: 5 }), 'predict_proba'],
    [new learn.Ridge(), 'predict'],
    [new learn.TruncatedSVD({ n_components: 3 }), 'transform'],
    [new learn.MaxAbsScaler(), 'transform'],
  ]) {
    const dense = await estimator.fit(rows, y);
    const from = await estimator.fit(sparse(rows), y);
    const flat = (found) => method === 'predict' ? found : found.data;
    const [expected, found] = [flat(dense[method](rows)), flat(from[method](sparse(rows)))];
    assert.equal(found.length, expected.length);
    found.forEach((value, i) => near(value, expected[i], 1e-6, `${estimator.estimator} at ${i}`));
  }
  const wrong = (x) => new learn.MultinomialNB().fit(x, [0, 1]).then(() => 'none', (error) => error.message);
  const ok = { data: [1, 2], indices: [0, 1], indptr: [0, 1, 2], shape: [2, 2] };
  assert.equal(await wrong(ok), 'none');
  assert.match(await wrong({ ...ok, indptr: [0, 1] }), /number of row starts is 2, expected 2 \+ 1/);
  assert.match(await wrong({ ...ok, indices: [0, 2] }), /column/);
  assert.match(await wrong({ ...ok, indices: [-1, 1] }), /column/);
  assert.match(await wrong({ ...ok, indices: [0] }), /number of column indices is 1, expected 2/);
  assert.match(await wrong({ ...ok, shape: [2] }), /X has the shape \[2\]/);
});

const X = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 5]);
const y = X.map(([a, b, c]) => Number(a + b * c > 1));

test('a fit tells how far it is, and can be ended', async () => {
  const steps = [];
  await new learn.HistGradientBoostingClassifier({ max_iter: 7, early_stopping: true }).fit(X, y, { progress: (step) => { steps.push(step); } });
  assert.deepEqual(steps.map(({ done, total }) => [done, total]), [1, 2, 3, 4, 5, 6, 7].map((n) => [n, 7]));
  assert.ok(steps.every(({ score }) => Number.isFinite(score)));

  const boosting = new learn.HistGradientBoostingClassifier({ max_iter: 500 });
  let seen = 0;
  await assert.rejects(boosting.fit(X, y, { progress: ({ done }) => (seen = done) < 5 }), /cancelled/);
  assert.equal(seen, 5);
  await assert.rejects(boosting.fit(X, y, { progress: () => { throw new RangeError('enough'); } }), { name: 'RangeError', message: 'enough' });

  const controller = new AbortController();
  const ended = boosting.fit(X, y, {
    signal: controller.signal,
    progress: ({ done }) => { if ((seen = done) === 3) controller.abort(); },
  });
  await assert.rejects(ended, { name: 'AbortError' });
  assert.equal(seen, 3);
  const reason = new Error('changed my mind');
  await assert.rejects(boosting.fit(X, y, { signal: AbortSignal.abort(reason) }), reason);

  // Steps on workers are not told, but end with the rest.
  const bagging = new learn.BaggingClassifier({ n_estimators: 30 });
  assert.equal((await bagging.fit(X, y, { progress: () => true })).estimator, 'BaggingClassifier');
  assert.equal((await boosting.set_params({ max_iter: 3 }).fit(X, y)).predict(X).length, 300);
});

test('item neighbours and factors are those of implicit', async () => {
  const { shape, entries, als, ...others } = reference('decomposition').recommend;
  // Users and items come in order, so that names are numbers.
  const met = entries.map(([user, item, value]) => [user, `i${item}`, value]);
  for (const name of ['CosineRecommender', 'TfidfRecommender', 'Bm25Recommender']) {
    const { recommended } = others[name];
    const model = await new learn[name]().fit(met);
    assert.equal(model.estimator, name);
    assert.deepEqual([model.users.length, model.items.length], shape);
    const found = model.recommend(3, 5);
    found.forEach(({ score }, i) => near(score, recommended[i][1], 1e-9, `${name} at ${i}`));
    const why = model.explain(3, found[0].item, 100);
    near(why.score, found[0].score, 1e-9, name);
    near(why.contributions.reduce((sum, { score }) => sum + score, 0), why.score, 1e-9, name);
    assert.throws(() => model.similar_users(0), /similar_users/);
    const again = await learn.loadRecommender(model.save());
    assert.deepEqual(again.recommend(3, 5), found);
    assert.deepEqual([again.users, again.items], [model.users, model.items]);
  }
  const learner = new learn.AlternatingLeastSquares({ factors: 3, regularization: 0.5, alpha: 2, iterations: 3000 });
  const model = await learner.fit(met);
  als.forEach((row, user) => row.forEach((expected, item) => near(model.predict(user, `i${item}`), expected, 2e-3, `${user} ${item}`)));
});

test('recommenders learn tastes', async () => {
  const list = [];
  let state = 5;
  const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let user = 0; user < 200; user++) {
    for (let item = 0; item < 40; item++) {
      const fits = user % 4 === item % 4;
      if (next() < (fits ? 0.6 : 0.05)) list.push([`u${user}`, `i${item}`, fits ? 5 : 2]);
    }
  }
  const columns = { users: list.map((row) => row[0]), items: list.map((row) => row[1]), values: list.map((row) => row[2]) };
  const fits = (user, { item }) => Number(user.slice(1)) % 4 === Number(item.slice(1)) % 4;
  for (const recommender of [
    new learn.AlternatingLeastSquares({ factors: 8, alpha: 5 }),
    new learn.BayesianPersonalizedRanking({ factors: 8, learning_rate: 0.05 }),
    new learn.CosineRecommender(),
  ]) {
    const steps = [];
    const model = await recommender.fit(columns, { progress: ({ done }) => { steps.push(done); } });
    assert.equal(steps.length > 0, recommender.estimator !== 'CosineRecommender');
    const right = model.users.filter((user) => fits(user, model.recommend(user, 1)[0])).length;
    assert.ok(right > 150, `${recommender.estimator}: ${right}`);
    const known = new Set(list.filter(([user]) => user === 'u7').map((row) => row[1]));
    assert.ok(model.recommend('u7', 40).every(({ item }) => !known.has(item)));
    assert.equal(model.recommend('u7', 40, { filter_already_liked_items: false }).length, 40);
    assert.ok(model.similar_items('i0', 3).filter((one) => fits('u0', one)).length >= 2, recommender.estimator);
    const fresh = model.recommend_for([1, 5, 9, 13, 17, 21].map((item) => [`i${item}`, 5]), 3);
    assert.ok(fresh.filter((one) => fits('u1', one)).length >= 2, `${recommender.estimator}: ${JSON.stringify(fresh)}`);
  }
  for (const recommender of [new learn.MatrixFactorization({ n_epochs: 30 }), new learn.SvdPlusPlus({ n_epochs: 30 })]) {
    const model = await recommender.fit(list);
    let error = 0;
    for (const [user, item, value] of list) error += (model.predict(user, item) - value) ** 2;
    assert.ok(Math.sqrt(error / list.length) < 0.6, `${recommender.estimator}: ${Math.sqrt(error / list.length)}`);
  }
  const model = await new learn.CosineRecommender({ k: 5 }).fit([['a', 1], ['a', 2], ['b', 2]]);
  assert.throws(() => model.recommend('c'), /no user is called "c"; there are 2, such as "a", "b"/);
  assert.throws(() => model.similar_items(7), /no item is called "7"/);
  assert.equal((await new learn.CosineRecommender().get_params()).k, 20);
  const fails = (recommender, met, message) => assert.rejects(recommender.fit(met), { message });
  await fails(new learn.CosineRecommender({ K: 5 }), [['a', 'b']], /CosineRecommender: .*K/);
  await fails(new learn.CosineRecommender(), [], /without an interaction|at least one/);
  await fails(new learn.CosineRecommender(), 7, /interactions are 7/);
  await fails(new learn.CosineRecommender(), [['a', null]], /the item at row 0 is null/);
  await fails(new learn.CosineRecommender(), [['a', 'b', 'c']], /the value at row 0 is "c"/);
  await fails(new learn.CosineRecommender(), [['a', 'b', NaN]], /NaN/);
  await fails(new learn.CosineRecommender(), { users: ['a'], items: [] }, /0 items; expected 1/);
  await assert.rejects(learn.loadRecommender(model.save().subarray(0, 60)), /broken|ends/);
});

test('itemsets and rules are those of mlxtend', async () => {
  const { baskets, itemsets, rules } = reference('baskets');
  const key = (items) => [...items].sort().join(' ');
  for (const find of [learn.fpgrowth, learn.apriori]) {
    const sets = await find(baskets, { min_support: 0.1 });
    assert.equal(sets.length, itemsets.length);
    const found = new Map(sets.toArray().map(({ itemset, support }) => [key(itemset), support]));
    for (const [items, support] of itemsets) assert.equal(found.get(key(items)), support, key(items));
    const all = await learn.association_rules(sets, { min_threshold: 0.6 });
    assert.equal(all.length, rules.length);
    const of = new Map(all.map((rule) => [`${key(rule.antecedents)}: ${key(rule.consequents)}`, rule]));
    for (const [antecedents, consequents, values] of rules) {
      const name = `${key(antecedents)}: ${key(consequents)}`;
      const rule = of.get(name);
      ['antecedent_support', 'consequent_support', 'support', 'confidence', 'lift', 'leverage', 'conviction',
        'zhangs_metric', 'jaccard', 'certainty', 'kulczynski'].forEach((metric, i) => {
        const expected = values[i] ?? Infinity;
        assert.ok(rule[metric] === expected || Math.abs(rule[metric] - expected) < 1e-12, `${name}: ${metric}`);
      });
    }
    assert.ok((await find(baskets, { min_support: 0.1, max_len: 1 })).toArray().every(({ itemset }) => itemset.length === 1));
    const lift = await learn.association_rules(sets, { metric: 'lift', min_threshold: 1.5 });
    assert.ok(lift.length > 0 && lift.every((rule) => rule.lift >= 1.5));
  }
  await assert.rejects(learn.fpgrowth(baskets, { min_support: 0 }), /min_support = 0: expected a share/);
  await assert.rejects(learn.fpgrowth([]), /0 transactions/);
  await assert.rejects(learn.fpgrowth(['bread']), /basket 0 is "bread"; expected a list of items/);
  await assert.rejects(learn.fpgrowth([['bread', {}]]), /an item of basket 0 is/);
  await assert.rejects(learn.association_rules(await learn.fpgrowth([['a']]), { metric: 'luck' }), /luck/);
  await assert.rejects(learn.association_rules([]), /expected what fpgrowth gave/);
});

/** A table of people, some of whose cells are missing. */
const people = Array.from({ length: 240 }, (_, i) => {
  const [age, city] = [20 + (i * 7) % 50, ['Rome', 'Oslo', 'Lima'][(i * i) % 3]];
  return { age: i % 11 ? age : null, city, paid: i % 2 === 0, since: `20${10 + i % 9}-03-0${1 + i % 9}`,
    buys: (age > 45) !== (city === 'Oslo') ? 'yes' : 'no', spends: age * 2 + (city === 'Rome' ? 30 : 0) };
});
const csv = (rows) => [Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map((v) => v ?? ''))].map((r) => r.join(',')).join('\n');

test('a table becomes one model of preparation and learner', async () => {
  for (const model of ['boosting', 'forest', 'logistic', 'svm', 'knn']) {
    const options = { target: 'buys', model, ignore: ['spends'], seed: 1 };
    const one = await learn.train(csv(people), options);
    assert.deepEqual([one.model, one.target, one.task, one.classes_], [model, 'buys', 'classification', ['no', 'yes']]);
    assert.deepEqual(one.columns.map(({ name, type }) => [name, type]),
      [['age', 'number'], ['city', 'category'], ['paid', 'boolean'], ['since', 'date']]);
    assert.equal(one.rows, 192);
    assert.ok(one.scores.accuracy > (model === 'boosting' ? 0.85 : 0.55), `${model}: ${one.scores.accuracy}`);
    const found = one.predict(people);
    assert.deepEqual(one.predict(csv(people)), found);
    const proba = model === 'svm' ? undefined : one.predict_proba(people);
    proba?.toArray().forEach((row, i) => {
      assert.ok(Math.abs(row[0] + row[1] - 1) < 1e-12);
      if (model !== 'knn') assert.equal(row[1] > row[0] ? 'yes' : 'no', found[i]);
    });
    const again = await learn.loadTable(one.save());
    assert.deepEqual(again.predict(people), found);
    assert.deepEqual([again.scores, again.columns, again.ignored], [one.scores, one.columns, one.ignored]);
    // The order of columns does not matter, nor do others.
    const turned = people.map(({ age, city, paid, since }) => ({ since, other: 1, city, paid, age }));
    assert.deepEqual(one.predict(turned), found);
  }
  const numbers = await learn.train(people, { target: 'spends', model: 'ridge', ignore: ['buys'] });
  assert.deepEqual([numbers.task, numbers.classes_], ['regression', []]);
  assert.ok(numbers.scores.r2 > 0.8 && numbers.scores.rmse < 20, JSON.stringify(numbers.scores));
  assert.ok(numbers.predict(people) instanceof Float64Array);
  assert.throws(() => numbers.predict_proba(people), /ridge: has no probabilities/);
  const all = await learn.train(people, { target: 'buys', model: 'tree', test_size: 0, params: { max_depth: 2 } });
  assert.deepEqual([all.rows, all.scores], [240, {}]);
  assert.ok((await learn.learners('regression')).includes('lasso'));
  const tabs = csv(people).replaceAll(',', '\t');
  assert.deepEqual((await learn.train(tabs, { target: 'buys', model: 'tree', format: 'tsv' })).classes_, ['no', 'yes']);
});

test('what is wrong with a table is said with its line and column', async () => {
  const fails = (table, options, message) => assert.rejects(learn.train(table, options), { message });
  const target = 'buys';
  await fails('a,b\n1\n', { target: 'a' }, /table\.csv:2/);
  await fails('a,b\n1,2\n3,4\n', { target: 'c' }, /no column is called "c".*a, b/);
  await fails(people, { target, model: 'magic' }, /no magic for classification: expected auto, .*boosting/);
  await fails(people, { target, test_size: 1 }, /test_size = 1: expected from 0 to below 1/);
  await fails(people, { target, sead: 1 }, /sead/);
  await fails(people, { target, model: 'tree', params: { depth: 1 } }, /has no parameter depth/);
  await fails(people.map((row) => ({ ...row, buys: 'yes' })), { target }, /has one class only, yes/);
  await fails(7, { target }, /the table is 7/);
  await fails('', { target }, /table\.csv/);
  const model = await learn.train(people, { target, model: 'tree', ignore: ['spends'] });
  assert.throws(() => model.predict('age,city\n1,Rome\n'), /no columns paid, since/);
  assert.throws(() => model.predict('age,city,paid,since\nold,Rome,true,2010-01-01\n'), /:2.*age.*old/);
  const { unknown, values } = model.predictions('age,city,paid,since\n33,Paris,true,2010-01-01\n');
  assert.deepEqual(unknown, [{ column: 'city', rows: 1, examples: ['Paris'] }]);
  assert.equal(values.length, 1);
  await assert.rejects(learn.loadTable(model.save().subarray(0, 80)), Error);
  let steps = 0;
  await assert.rejects(learn.train(people, { target, progress: () => ++steps < 4 }), /cancelled/);
  assert.equal(steps, 4);
});

test('the example of the README runs', () => {
  const example = fileURLToPath(new URL('../examples/learners.mjs', import.meta.url));
  const printed = execFileSync(process.execPath, [example], { encoding: 'utf8' });
  assert.match(printed, /'left', 'right'[^]*accuracy[^]*item: 'blues'[^]*antecedents: \[ 'butter' \]/);
});
