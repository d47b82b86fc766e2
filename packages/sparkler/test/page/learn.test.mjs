/** The learners in Chromium. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, serve } from '../browser.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const saved = new URL('../../../../crates/learn/tests/saved/', import.meta.url);
const known = JSON.parse(readFileSync(new URL('cases.json', saved), 'utf8'));

test('a forest learns in a page, which opens a native model', async () => {
  const server = await serve({ '/sparkler/': dist, '/saved/': fileURLToPath(saved) },
    { pages: { '/': '<!doctype html><title>learners</title>' } });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const found = await page.evaluate(async ({ rows, columns, every, x, classes, texts, cases }) => {
      const learn = await import('/sparkler/learn.js');
      const X = { data: Float64Array.from(x), shape: [rows, columns] };
      const few = Array.from({ length: rows / every }, (_, i) =>
        x.slice(i * every * columns, (i * every + 1) * columns));
      const { params } = cases.find((one) => one.estimator === 'RandomForestClassifier');
      const model = await new learn.RandomForestClassifier(params).fit(X, classes.map((c) => texts[c]));
      const file = await (await fetch('/saved/native/RandomForestClassifier.model')).arrayBuffer();
      const native = await learn.load(file);
      const wrong = await new learn.Ridge({ alpha: -1 }).fit([[1]], [1]).catch((error) => error.message);
      return { predicted: model.predict(few), again: native.predict(few), wrong };
    }, known);
    const { answers } = known.cases.find((one) => one.estimator === 'RandomForestClassifier');
    const expected = answers.predict.map((code) => known.texts[code]);
    assert.deepEqual(found.predicted, expected);
    assert.deepEqual(found.again, expected);
    assert.match(found.wrong, /Ridge: alpha/);
    const modules = server.requests.filter((path) => path.endsWith('.wasm'));
    assert.deepEqual(modules, ['/sparkler/sparkler.learn-simd.wasm']);
  } finally {
    await browser.close();
    await server.close();
  }
});
