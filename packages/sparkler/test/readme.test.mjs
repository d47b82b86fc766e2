// What the README shows is what the examples are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const read = (name) => readFileSync(new URL(name, root), 'utf8');
/** A file without the comment that it begins with. */
const body = (name) => read(name).replace(/^(\/\/.*\n)+\n/, '').trim();

for (const name of ['packages/sparkler/examples/mnist.mjs', 'examples/mnist.rs']) {
  test(`the README shows ${name}`, () => {
    const shown = [...read('README.md').matchAll(/```(?:js|rust)\n([^]*?)```/g)];
    assert.ok(shown.some(([, code]) => code.trim() === body(name)), `${name} is not in the README`);
  });
}
