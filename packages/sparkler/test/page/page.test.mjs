/**
 * The page `examples/web/digits` in a real browser, as a person uses it, served by `sparkler
 * serve`. `SPARKLER` names the program; `TFJS_MODULES` a `node_modules` with stock TensorFlow.js,
 * which then must open what the page wrote. With `SCREENSHOT` a picture of the page goes there.
 *
 * `cargo xtask test` runs this.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from '../browser.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const checkout = fileURLToPath(new URL('../../../..', import.meta.url));
const program = process.env.SPARKLER;
const folder = join(checkout, 'examples/web/digits');
/** How many of the test digits are read right in the end, at least. */
const GOAL = 0.95;
/** The longest that anything may take; a slow machine is no failure. */
const PATIENCE = 300_000;

/** A test that ends at some time, whatever hangs. */
const test = (name, run) => nodeTest(name, { timeout: 4 * PATIENCE }, run);

let server;
let browser;
let scratch;

/** Starts `sparkler serve` on the page. */
async function startServer() {
  const args = ['serve', folder, '--port', '0', '--json'];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return {
    url: JSON.parse(line).url,
    /** Ends it as Ctrl-C does; gives the exit code. */
    async stop() {
      child.kill('SIGINT');
      return child.exitCode ?? (await once(child, 'exit'))[0];
    },
  };
}

before(async () => {
  assert.ok(program, 'SPARKLER names the program');
  scratch = mkdtempSync(join(tmpdir(), 'sparkler-page-'));
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (scratch) rmSync(scratch, { recursive: true });
});

/** A person who opens the page for the first time. What goes wrong on the page fails the test. */
async function visit(t, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !options.errors) wrong.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, [], 'errors on the page');
  });
  await page.goto(options.url ?? server.url);
  return page;
}

/** The text of an element by its id. */
const text = async (page, id) => (await page.textContent(`#${id}`)).trim();

/** Waits until an element says something. Trouble that the page tells of meanwhile fails the test. */
async function says(page, id, pattern) {
  const answer = await page.waitForFunction(([id, source]) => {
    const text = document.getElementById(id).textContent;
    if (new RegExp(source).test(text)) return { text };
    const trouble = document.getElementById('trouble');
    return trouble.hidden ? null : { trouble: trouble.textContent };
  }, [id, pattern.source]);
  const { text, trouble } = await answer.jsonValue();
  assert.equal(trouble, undefined, `waiting for ${id} to say ${pattern}`);
  return text;
}

/** The page is ready: it has loaded engine and digits. */
const ready = (page) => says(page, 'learn', /Learn|Go on/);

/** It is kept for use without a network. */
const kept = (page) => says(page, 'offline', /Works without/);

/** Presses the button, and waits until it has learned and was tested. Gives what it reads right. */
async function learn(page) {
  await ready(page);
  await page.click('#learn');
  await says(page, 'learn', /Go on/);
  return tested(page);
}

/** What the page says that it reads right, from 0 to 1. */
async function tested(page) {
  await says(page, 'mistakes-text', /test digits are read wrong/);
  return parseFloat(await text(page, 'accuracy')) / 100;
}

/** Learns until the goal is reached: the page's seed is new each time. */
async function learnWell(page) {
  const first = await learn(page);
  return first >= GOAL ? first : learn(page);
}

const SEVEN = [[[0.28, 0.22], [0.72, 0.22], [0.45, 0.85]]];
const THREE = [[[0.3, 0.25], [0.5, 0.15], [0.68, 0.3], [0.48, 0.47], [0.7, 0.66], [0.5, 0.85], [0.28, 0.74]]];

/** Draws by mouse: strokes of points from 0 to 1. */
async function draw(page, strokes) {
  await page.locator('#pad').scrollIntoViewIfNeeded();
  const box = await page.locator('#pad').boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps: 6 });
    await page.mouse.up();
  }
}

/** Drops files, given as `{name, data}`, onto the page. */
async function drop(page, files) {
  const list = files.map(({ name, data }) => ({ name, data: Buffer.from(data).toString('base64') }));
  const transfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, data } of list) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, list);
  for (const event of ['dragover', 'drop']) {
    await page.dispatchEvent('#drop', event, { dataTransfer: transfer });
  }
}

/** Presses the button that downloads; gives the files by name. */
async function download(page) {
  const files = {};
  const both = new Promise((done) => {
    page.on('download', async (one) => {
      files[one.suggestedFilename()] = readFileSync(await one.path());
      if (Object.keys(files).length === 2) done();
    });
  });
  await page.click('#download');
  await both;
  return files;
}

/** Calls the page's own learner, the module that its parts share. */
const learner = (page, what, ...args) => page.evaluate(
  async ([what, args]) => (await import('./learner.js')).learner[what](...args), [what, args]);

const sparkler = (...args) => execFileSync(program, args, { encoding: 'utf8' });

test('it learns to read digits, and reads drawn ones', async (t) => {
  const page = await visit(t);
  await ready(page);
  assert.match(await text(page, 'accuracy'), /–/);
  assert.ok(await learnWell(page) >= GOAL, await text(page, 'accuracy'));
  assert.match(await text(page, 'epoch'), /^(\d+) of \1$/);
  assert.match(await text(page, 'speed'), /^[\d,]+$/);
  assert.match(await text(page, 'say'), /It reads [\d.]+ % of the test digits right/);
  for (const chart of ['loss-chart', 'accuracy-chart']) {
    for (const curve of ['training', 'test']) {
      const path = await page.getAttribute(`#${chart} .curve.${curve}`, 'd');
      assert.ok(path.split('L').length > 2, `${chart} ${curve}: ${path}`);
    }
  }
  const wrong = parseInt((await text(page, 'mistakes-text')).replace(',', ''));
  assert.equal(await page.locator('#mistakes-grid li').count(), Math.min(wrong, 48));
  if (wrong > 48) await page.click('#mistakes-more');
  assert.equal(await page.locator('#mistakes-grid li').count(), wrong);
  assert.match(await page.locator('#mistakes-grid li').first().textContent(), /said \d, is \d/);

  for (const [strokes, digit] of [[SEVEN, /7/], [THREE, /3/]]) {
    await page.click('#clear');
    await says(page, 'answer', /\?/);
    await draw(page, strokes);
    await says(page, 'answer', digit);
    const sum = await page.$$eval('#scores .score', (all) =>
      all.reduce((sum, one) => sum + parseFloat(one.textContent), 0));
    assert.ok(Math.abs(sum - 100) <= 5, `scores add up to ${sum} %`);
    await says(page, 'say', new RegExp(`It reads ${digit.source}`));
  }

  if (process.env.SCREENSHOT) {
    await page.click('#draw-title');
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: process.env.SCREENSHOT });
  }

  // Start over: nothing of this is left.
  await page.click('#reset');
  await says(page, 'learn', /^Learn$/);
  assert.match(await text(page, 'accuracy'), /–/);
  assert.equal(await page.locator('#mistakes-grid li').count(), 0);
});

test('what is downloaded opens natively, in stock TensorFlow.js, and here', async (t) => {
  const page = await visit(t);
  const accuracy = await learn(page);
  const files = await download(page);
  assert.deepEqual(Object.keys(files).sort(), ['model.json', 'weights.bin']);
  const saved = join(scratch, 'saved');
  execFileSync('mkdir', [saved]);
  for (const [name, data] of Object.entries(files)) writeFileSync(join(saved, name), data);

  const result = JSON.parse(sparkler('evaluate', saved, 'mnist', '--json'));
  assert.ok(Math.abs(result.accuracy - accuracy) < 0.0011, `${result.accuracy} and ${accuracy}`);

  // The same drawing is read the same, natively from a picture of it.
  await draw(page, SEVEN);
  await says(page, 'answer', /\d/);
  const picture = join(scratch, 'seven.png');
  await page.click('#draw-title');
  await page.locator('#pad').screenshot({ path: picture });
  const native = JSON.parse(sparkler('predict', saved, picture, '--json'));
  const shown = await page.$$eval('#scores .score', (all) => all.map((s) => parseFloat(s.textContent) / 100));
  assert.equal(native.class, await text(page, 'answer'));
  native.scores.forEach((score, i) => {
    assert.ok(Math.abs(score - shown[i]) < 0.1, `score of ${i}: ${score} natively, ${shown[i]} here`);
  });

  if (process.env.TFJS_MODULES) {
    const zeros = { dtype: 'float32', shape: [1, 28, 28], data: Array(784).fill(0) };
    const input = join(scratch, 'input.json');
    writeFileSync(input, JSON.stringify({ inputs: [zeros] }));
    const predict = join(checkout, 'crates/import/tests/tfjs/predict.mjs');
    const output = execFileSync(process.execPath, [predict, saved, input], { encoding: 'utf8' });
    const [{ data }] = JSON.parse(output).outputs;
    const here = await page.evaluate(async () =>
      (await import('./learner.js')).learner.read(new ImageData(28, 28)));
    here.forEach((score, i) => assert.ok(Math.abs(score - data[i]) < 1e-5, `${score} and ${data[i]}`));
  }

  const other = await visit(t);
  await ready(other);
  await drop(other, Object.entries(files).map(([name, data]) => ({ name, data })));
  assert.equal(await tested(other), accuracy);
  assert.equal(await text(other, 'trouble'), '');
});

test('a reload keeps the model that was saved', async (t) => {
  const page = await visit(t);
  const accuracy = await learn(page);
  await page.click('#save');
  await says(page, 'saved', /is saved in this browser since/);
  await page.reload();
  assert.equal(await tested(page), accuracy);
  await says(page, 'saved', /is saved in this browser since/);
  assert.ok(await learn(page) > accuracy - 0.05, 'it goes on from there');
  await page.click('#forget');
  await says(page, 'saved', /Nothing is saved/);
  await page.reload();
  await says(page, 'learn', /^Learn$/);
});

test('a saved model that is broken is reported and left alone', async (t) => {
  const page = await visit(t, { errors: true });
  await ready(page);
  await page.click('#save');
  await says(page, 'saved', /is saved in this browser since/);
  // All that is kept of the model, with half its weights.
  const change = () => page.evaluate(async () => {
    const seen = [];
    for (const { name } of await indexedDB.databases()) {
      const open = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const database = await open(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const access = database.transaction(store, 'readwrite').objectStore(store);
        for (const entry of await open(access.getAll())) {
          const data = entry.modelArtifacts?.weightData;
          if (!data) continue;
          const length = [data].flat().reduce((sum, part) => sum + part.byteLength, 0);
          seen.push(length);
          if (length > 200_000) {
            entry.modelArtifacts.weightData = [data].flat()[0].slice(0, 100_000);
            await open(access.put(entry));
          }
        }
      }
      database.close();
    }
    return seen;
  });
  assert.ok((await change()).some((length) => length > 200_000));
  await page.reload();
  await says(page, 'trouble', /saved in this browser cannot be opened: .+ It is left as it is/);
  await says(page, 'learn', /^Learn$/);
  assert.deepEqual(await change(), [100_000], 'it is still there');
  await says(page, 'saved', /is saved in this browser since/);
  // It can be replaced.
  await page.click('#save');
  await page.reload();
  await tested(page);
  assert.equal(await text(page, 'trouble'), '');
});

test('nothing is asked of the network once the page is there', async (t) => {
  const page = await visit(t);
  await ready(page);
  await kept(page);
  const asked = [];
  page.context().on('request', (request) => asked.push(request.url()));
  await learn(page);
  await draw(page, SEVEN);
  await says(page, 'answer', /\d/);
  assert.deepEqual(asked, []);
});

test('it works with the network off, and without the server', async (t) => {
  const own = await startServer();
  const page = await visit(t, { url: own.url, errors: true });
  await ready(page);
  const online = await text(page, 'machine');
  await kept(page);
  await page.context().setOffline(true);
  assert.equal(await own.stop(), 0);
  await page.reload();
  await ready(page);
  assert.equal(await text(page, 'machine'), online, 'with threads, if there were');
  assert.ok(await learn(page) > 0.8 * GOAL);
  await draw(page, SEVEN);
  await says(page, 'answer', /\d/);
  assert.equal(await text(page, 'trouble'), '');
});

test('threads on and off', async (t) => {
  const page = await visit(t);
  await ready(page);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  assert.ok(await page.evaluate(() => crossOriginIsolated), 'the page may share memory');
  if (cores === 1) return t.diagnostic('this machine has one core');
  assert.match(await text(page, 'threads-text'), new RegExp(`Threads \\(${Math.min(cores, 16)} of ${cores}\\)`));
  await page.click('#threads');
  await says(page, 'threads-text', /Threads \(1 of/);
  const one = await learn(page);
  assert.ok(one > 0.8 * GOAL);
  // What was chosen holds after a reload.
  await page.reload();
  await ready(page);
  assert.match(await text(page, 'threads-text'), /Threads \(1 of/);
  assert.equal(await page.isChecked('#threads'), false);
  // In the middle of a training.
  await page.click('#learn');
  await says(page, 'epoch', /[1-9]/);
  await page.click('#threads');
  await says(page, 'threads-text', /Threads \([2-9]\d* of/);
  await says(page, 'learn', /Go on/);
  assert.ok(await tested(page) > 0.8 * GOAL);
});

test('a server that does not isolate the page: one thread, and it says so', async (t) => {
  const page = await visit(t, { url: 'about:blank', serviceWorkers: 'block' });
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await page.goto(server.url);
  await ready(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), false);
  assert.match(await text(page, 'threads-text'), /not here/);
  assert.ok(await page.isDisabled('#threads'));
  assert.match(await text(page, 'machine'), /one thread/);
  assert.ok(await learn(page) > 0.8 * GOAL);
});

test('stop, go on, choose the other network', async (t) => {
  const page = await visit(t);
  await ready(page);
  await page.check('input[value=cnn]');
  await says(page, 'learn', /^Learn$/);
  await page.click('#learn');
  await says(page, 'epoch', /^1 of 5$/);
  assert.ok(await page.$eval('#networks', (fieldset) => fieldset.disabled));
  // A drawing is read while it learns.
  await draw(page, SEVEN);
  await says(page, 'answer', /\d/);
  await page.click('#learn');
  await says(page, 'learn', /Go on/);
  assert.match(await text(page, 'say'), /Stopped|learn/);
  await tested(page);
  const curve = () => page.getAttribute('#loss-chart .curve.training', 'd');
  const before = await curve();
  await page.click('#learn');
  await page.waitForFunction((before) =>
    document.querySelector('#loss-chart .curve.training').getAttribute('d') !== before, before);
  await page.click('#learn');
  await says(page, 'learn', /Go on/);
  const { network } = await learner(page, 'reset', 'cnn');
  assert.equal(network, 'cnn');
});

test('files that are no model say what was expected, and change nothing', async (t) => {
  const page = await visit(t);
  const accuracy = await learn(page);
  const files = await download(page);
  const json = files['model.json'];
  const bin = files['weights.bin'];
  const changed = (change) => {
    const model = JSON.parse(json);
    change(model);
    return JSON.stringify(model);
  };
  const layers = (model) => (model.modelTopology.model_config ?? model.modelTopology).config.layers;
  const large = changed((model) => { layers(model)[0].config.batch_input_shape = [null, 4, 4]; });
  const cases = [
    [[['notes.txt', 'Dear diary']], /notes\.txt: not a model; expected model\.json together with its weights/],
    [[['model.json', 'Dear diary'], ['weights.bin', bin]], /Cannot open model\.json, weights\.bin: .+/],
    [[['model.json', '{}'], ['weights.bin', bin]], /Cannot open model\.json, weights\.bin: .+/],
    [[['model.json', json]], /the weights are missing/],
    [[['weights.bin', bin]], /the weights alone/],
    [[['a.json', json], ['b.json', json], ['weights.bin', bin]], /more than one model/],
    [[['model.json', json], ['weights.bin', bin.subarray(0, 1000)]], /Cannot open .+/],
    [[['model.json', large], ['weights.bin', bin]], /Cannot open .+/],
    [[], /That was no file/],
  ];
  for (const [list, expected] of cases) {
    await page.evaluate(() => { document.getElementById('trouble').hidden = true; });
    await drop(page, list.map(([name, data]) => ({ name, data })));
    await page.waitForFunction(() => !document.getElementById('trouble').hidden);
    assert.match(await text(page, 'trouble'), expected);
    assert.ok(await page.isVisible('#trouble'));
  }
  const { wrong, count } = await learner(page, 'test');
  assert.ok(Math.abs(1 - wrong.length / count - accuracy) < 0.0011, 'the model is still there');
});

test('an engine that cannot be loaded is said, and nothing hangs', async (t) => {
  const page = await visit(t, { url: 'about:blank', errors: true, serviceWorkers: 'block' });
  await page.route('**/sparkler/index.js', (route) => route.abort());
  await page.goto(server.url);
  await says(page, 'trouble', /This page cannot learn/);
});

test('by keyboard alone', async (t) => {
  const page = await visit(t);
  await ready(page);
  const focused = () => page.evaluate(() => document.activeElement.id);
  const tabTo = async (id) => {
    for (let i = 0; i < 40 && await focused() !== id; i++) await page.keyboard.press('Tab');
    assert.equal(await focused(), id);
  };
  await tabTo('learn');
  await page.keyboard.press('Enter');
  await says(page, 'learn', /Go on/);
  await tested(page);
  await tabTo('pad');
  // A one, from above the middle down.
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press(' ');
  await says(page, 'say', /Pen down/);
  for (let i = 0; i < 18; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await says(page, 'answer', /1/);
  await page.keyboard.press('Delete');
  await says(page, 'answer', /\?/);
});

test('by finger, on a phone', async (t) => {
  const page = await visit(t, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  await learn(page);
  for (const width of [320, 360, 768]) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `at ${width} pixels nothing sticks out, ${wide} do`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await page.locator('#pad').scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => scrollY);
  const box = await page.locator('#pad').boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...points) => session.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: points.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height })),
  });
  const [corners] = SEVEN;
  await touch('touchStart', corners[0]);
  for (let i = 1; i < corners.length; i++) {
    for (let part = 0; part <= 1; part += 0.1) {
      const [from, to] = [corners[i - 1], corners[i]];
      await touch('touchMove', [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
    }
  }
  await touch('touchEnd');
  await says(page, 'answer', /7/);
  assert.equal(await page.evaluate(() => scrollY), scrolled, 'drawing does not scroll the page');
});

test('by stylus', async (t) => {
  const page = await visit(t);
  await learn(page);
  await page.locator('#pad').scrollIntoViewIfNeeded();
  const box = await page.locator('#pad').boundingBox();
  const session = await page.context().newCDPSession(page);
  const kinds = await page.evaluateHandle(() => {
    const kinds = new Set();
    document.getElementById('pad').addEventListener('pointermove', (event) => kinds.add(event.pointerType));
    return kinds;
  });
  const pen = (type, [x, y], buttons) => session.send('Input.dispatchMouseEvent', {
    type, x: box.x + x * box.width, y: box.y + y * box.height, button: 'left', buttons, clickCount: 1, pointerType: 'pen', force: 0.4,
  });
  const [corners] = SEVEN;
  await pen('mousePressed', corners[0], 1);
  for (let i = 1; i < corners.length; i++) {
    for (let part = 0.1; part < 1.05; part += 0.1) {
      const [from, to] = [corners[i - 1], corners[i]];
      await pen('mouseMoved', [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])], 1);
    }
  }
  await pen('mouseReleased', corners.at(-1), 0);
  await says(page, 'answer', /7/);
  assert.deepEqual(await kinds.evaluate((kinds) => [...kinds]), ['pen']);
});

test('every control is reached by the Tab key, is seen there, and has a name', async (t) => {
  const page = await visit(t);
  await learn(page);
  const wanted = await page.$$eval('button, input, a[href], canvas[tabindex]', (all) =>
    all.filter((one) => !one.disabled && one.getClientRects().length && (one.type !== 'radio' || one.checked))
      .map((one) => one.id || one.textContent.trim() || one.value));
  const seen = new Set();
  for (let i = 0; i < 2 * wanted.length; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const one = document.activeElement;
      // What is hidden from the eye shows where the focus is on its label.
      const shown = one.matches('.unseen') || one.type === 'radio' || one.type === 'checkbox'
        ? one.closest('label') ?? document.querySelector(`label[for="${one.id}"]`) : one;
      const { outlineStyle, boxShadow } = getComputedStyle(shown);
      const inner = one.nextElementSibling && getComputedStyle(one.nextElementSibling);
      return { id: one.id || one.textContent.trim() || one.value,
        visible: [outlineStyle, boxShadow, getComputedStyle(one).outlineStyle, inner?.outlineStyle].some((x) => x && x !== 'none') };
    });
    if (wanted.includes(found.id)) {
      seen.add(found.id);
      assert.ok(found.visible, `${found.id} shows that it has the focus`);
    }
  }
  assert.deepEqual(wanted.filter((id) => !seen.has(id)), []);
});

test('axe-core finds nothing to object to', async (t) => {
  const page = await visit(t);
  const check = async (when) => {
    await page.addScriptTag({ content: axe });
    const { violations, passes } = await page.evaluate(() => window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(found, [], when);
    assert.ok(passes.length > 20, when);
  };
  await ready(page);
  await check('before anything is learned');
  await learn(page);
  await draw(page, SEVEN);
  await says(page, 'answer', /\d/);
  await drop(page, [{ name: 'notes.txt', data: 'text' }]);
  await says(page, 'trouble', /expected/);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await check(`${colorScheme}, ${width} pixels`);
    }
  }
  assert.equal(await page.$eval('.bar span', (bar) => getComputedStyle(bar).transitionDuration), '0s');
});

/**
 * A visit whose worker that learns runs a function of ours first. Its script is changed for that on
 * the way, which a service worker would not see. Gives the page and that worker.
 */
async function visitWith(t, prelude) {
  const page = await visit(t, { url: 'about:blank', serviceWorkers: 'block' });
  const script = new URL('worker.js', server.url).href;
  await page.route(script, async (route) => {
    const response = await route.fetch();
    // The length is another one.
    const { 'content-length': _, ...headers } = response.headers();
    await route.fulfill({ response, headers, body: `(${prelude})();\n${await response.text()}` });
  });
  await page.goto(server.url);
  await ready(page);
  const worker = page.workers().find((one) => one.url() === script);
  assert.ok(worker, 'the worker that learns');
  return { page, worker };
}

test('memory does not grow', async (t) => {
  // The engine's memory is its own affair, so the worker that loads it notes what it makes.
  const { page, worker } = await visitWith(t, () => {
    const seen = globalThis.wasmMemories = [];
    const { Memory, Instance } = WebAssembly;
    WebAssembly.Memory = class extends Memory {
      constructor(options) {
        super(options);
        seen.push(this);
      }
    };
    WebAssembly.Instance = class extends Instance {
      constructor(...args) {
        super(...args);
        seen.push(...Object.values(this.exports).filter((one) => one instanceof Memory));
      }
    };
  });
  const wasm = () => worker.evaluate(() =>
    [...new Set(globalThis.wasmMemories)].reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
  const use = (readings, trainings) => page.evaluate(async ([readings, trainings]) => {
    const { learner } = await import('./learner.js');
    for (let i = 0; i < trainings; i++) {
      await learner.reset('mlp');
      await learner.learn(1);
      await learner.test();
    }
    const image = new ImageData(28, 28);
    for (let i = 0; i < readings; i++) {
      image.data.fill(255, 4 * 28 * 4, 4 * 28 * (5 + i % 10));
      await learner.read(image);
    }
    return learner.memory();
  }, [readings, trainings]);
  // Whatever is set up by the first uses.
  const early = await use(50, 3);
  const bytes = await wasm();
  const late = await use(1000, 20);
  assert.equal(late.numTensors, early.numTensors, 'tensors');
  assert.equal(late.numBytes, early.numBytes, 'bytes of tensors');
  assert.equal(await wasm(), bytes, 'WebAssembly memory');
  t.diagnostic(`${late.numTensors} tensors, ${late.numBytes} bytes, WebAssembly ${bytes} bytes`);
  assert.ok(bytes > 0);
});

test('workers that die do not hang the page', async (t) => {
  const { page, worker } = await visitWith(t, () => {
    const started = globalThis.startedWorkers = [];
    globalThis.Worker = class extends Worker {
      constructor(...args) {
        super(...args);
        started.push(this);
      }
    };
  });
  const { threads, canThread } = await page.evaluate(async () =>
    ({ threads: navigator.hardwareConcurrency, canThread: crossOriginIsolated }));
  if (!canThread || threads === 1) return t.diagnostic('this machine has one core');
  const kill = () => worker.evaluate(() => {
    for (const one of globalThis.startedWorkers) one.terminate();
    return globalThis.startedWorkers.length;
  });
  assert.ok(await kill() > 0);
  // The others do what those would have done: here the learner alone.
  const { examples } = await learner(page, 'learn', 1);
  assert.ok(examples > 0);
  const { accuracy } = await learner(page, 'test');
  assert.ok(accuracy > 0.8 * GOAL, `${accuracy}`);
  assert.equal(await text(page, 'trouble'), '');
});

test('the page answers while it learns', async (t) => {
  // A machine under load may be slow at anything, so the longest task is told and not judged; that
  // the engine is not on the page's own thread is what keeps it short.
  const page = await visit(t);
  await ready(page);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: 'longtask' });
  });
  await learn(page);
  await draw(page, THREE);
  await says(page, 'answer', /\d/);
  t.diagnostic(`longest task of the page above 50 ms: ${await page.evaluate(() => window.longest)} ms`);
  assert.equal(page.workers().length > 0, true);
});
