/** The README's ten lines of JavaScript: the same file in Node, on both engines, and in a page. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from '../browser.mjs';

const example = fileURLToPath(new URL('../../examples/mnist.mjs', import.meta.url));
const page = fileURLToPath(new URL('../../../../examples/web/hello', import.meta.url));
const accuracy = (text) => Number(/accuracy (0\.\d+)/.exec(text)?.[1]);

for (const backend of ['wasm', 'node']) {
  test(`in Node on ${backend}`, () => {
    const printed = execFileSync(process.execPath, [example],
      { encoding: 'utf8', env: { ...process.env, SPARKLER_BACKEND: backend } });
    assert.ok(accuracy(printed) > 0.93, printed);
  });
}

test('in a page', async () => {
  const server = spawn(process.env.SPARKLER, ['serve', page, '--port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await launch();
  try {
    const [line] = await once(server.stdout, 'data');
    const tab = await browser.newPage();
    await tab.goto(JSON.parse(line).url);
    await tab.waitForFunction(() => document.querySelector('#output').textContent.includes('accuracy'),
      null, { timeout: 300_000 });
    const printed = await tab.textContent('#output');
    assert.ok(accuracy(printed) > 0.93, printed);
  } finally {
    await browser.close();
    server.kill('SIGINT');
  }
});
