// What the README shows is what the example is (its Rust program is a documentation test).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('the README shows the JavaScript examples', () => {
  const shown = [...read('README.md').matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code.trim());
  for (const name of ['mnist', 'learners']) {
    // Without the comment that the file begins with.
    const body = read(`packages/sparkler/examples/${name}.mjs`).replace(/^(\/\/.*\n)+\n/, '').trim();
    assert.ok(shown.includes(body), name);
  }
});
