// What the README shows is what the example is (its Rust program is a documentation test).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('the README shows the JavaScript example', () => {
  // Without the comment that the file begins with.
  const body = read('packages/sparkler/examples/mnist.mjs').replace(/^(\/\/.*\n)+\n/, '').trim();
  const shown = [...read('README.md').matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code.trim());
  assert.ok(shown.includes(body));
});
