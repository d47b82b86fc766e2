// The package as somebody finds it who installs it: its files, its types, bundled, and required.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as tf from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
let project;

/** A project that has the package installed. */
before(() => {
  project = mkdtempSync(join(tmpdir(), 'sparkler-package-'));
  const installed = join(project, 'node_modules/@sparkler/sparkler');
  mkdirSync(installed, { recursive: true });
  for (const name of ['package.json', 'dist']) cpSync(root + name, join(installed, name), { recursive: true });
});
after(() => rmSync(project, { recursive: true }));

test('it is complete, and installs nothing else', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'],
    { cwd: root, encoding: 'utf8' }));
  const names = files.map((file) => file.path);
  const wanted = ['package.json', 'README.md', 'dist/LICENSE-MIT', 'dist/LICENSE-APACHE', 'dist/worker.js',
    'dist/types/index.d.ts', 'dist/types/ambient.d.ts', 'dist/types/learn/index.d.ts', 'dist/types/digits.d.ts'];
  for (const module of ['simd', 'relaxed', 'simd-threads', 'relaxed-threads', 'learn-simd']) {
    wanted.push(`dist/sparkler.${module}.js`, `dist/sparkler.${module}.wasm`);
  }
  for (const one of Object.values(manifest.exports)) {
    for (const path of typeof one === 'string' ? [one] : Object.values(one)) {
      if (!path.includes('*')) wanted.push(path.slice(2));
    }
  }
  for (const name of wanted) assert.ok(names.includes(name), `${name} is missing`);
  assert.deepEqual(names.filter((name) => !name.startsWith('dist/')), ['README.md', 'package.json']);
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies']) assert.equal(manifest[field], undefined);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(manifest.scripts[script], undefined);
});

/** A program that uses what there is, with types that are held to it. */
const CONSUMER = `
import * as tf from '@sparkler/sparkler';
import { loadDigits } from '@sparkler/sparkler/digits.js';
import { Ridge } from '@sparkler/sparkler/learn';

export async function program(): Promise<number> {
  await tf.ready();
  const model: tf.LayersModel = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
  const optimizer: tf.Optimizer = tf.train.adam(0.1);
  optimizer.learningRate = 0.2;
  model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['accuracy'] });
  const { history } = await model.fit(tf.ones([8, 4]), tf.zeros([8, 1]), {
    epochs: 1, callbacks: { onEpochEnd: (epoch, logs) => void (epoch.toFixed() + logs!.loss!.toFixed()) },
  });
  const losses: number[] = history.loss!;
  const [loss] = model.evaluate(tf.ones([1, 4]), tf.ones([1, 1])) as tf.Scalar[];
  const x: tf.Tensor2D = tf.tensor2d([[1, 2]]);
  const same: tf.Tensor2D = x.square().add(1).relu();
  const numbers: Float32Array = await same.data<'float32'>();
  const first: number = same.dataSync()[0]!;
  const rows: number[][] = await x.array();
  const wide: BigInt64Array = x.cast('int64').dataSync<'int64'>();
  const slope: tf.Tensor = tf.grad((t) => t.square().sum())(x);
  const best = x.topk(1).values.shape;
  const kept: tf.Tensor = tf.tidy(() => x.matMul(tf.ones([2, 2])));
  using gone = tf.scalar(3);
  const variable: tf.Variable = tf.variable(tf.zeros([2]));
  variable.assign(gone.mul([1, 1]));
  class Twice extends tf.layers.Layer {
    static className = 'Twice';
    override call(inputs: tf.Tensor) { return inputs.mul(2); }
  }
  tf.serialization.registerClass(Twice);
  // @ts-expect-error a shape is made of numbers
  tf.zeros('a');
  // @ts-expect-error there is no such option
  model.compile({ optimiser: 'adam', loss: 'meanSquaredError' });
  // @ts-expect-error there is no such method
  x.relu7();
  const { train } = await loadDigits();
  const ridge = await new Ridge({ alpha: 1 }).fit([[1], [2]], [1, 2]);
  return losses.length + numbers.length + first + rows.length + wide.length + train.shape[0]! + tf.memory().numBytes
    + [loss, slope, best, kept, ridge].length;
}
`;

test('its types suit strict programs, whichever way they find modules and whatever the host has', () => {
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'consumer.ts'), CONSUMER);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  for (const [module, resolution] of [['esnext', 'bundler'], ['node16', 'node16'], ['nodenext', 'nodenext']]) {
    for (const lib of ['es2022,dom', 'es2022', 'es2022,webworker', 'esnext,dom,dom.iterable']) {
      const { stdout, status } = spawnSync(process.execPath, [compiler, '--noEmit', '--strict', '--noUncheckedIndexedAccess',
        '--target', 'es2022', '--types', '', '--lib', lib, '--module', module, '--moduleResolution', resolution, 'consumer.ts'],
      { cwd: project, encoding: 'utf8' });
      assert.equal(status, 0, `${module}, ${resolution}, ${lib}: ${stdout}`);
    }
  }
});

/** The bytes of a bundled program's own chunk. */
async function bundled(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: project }, outdir: 'out', bundle: true, splitting: true, minify: true,
    format: 'esm', target: 'es2022', write: false, logLevel: 'error',
  });
  return outputFiles.find((file) => /stdin\.js$/.test(file.path)).contents.length;
}

test('bundlers leave out what is not used', async () => {
  const whole = readFileSync(`${root}dist/index.js`).length;
  assert.equal(await bundled("import '@sparkler/sparkler';"), 0);
  const few = await bundled("import { add, ready } from '@sparkler/sparkler'; await ready(); console.log(add(1, 2).dataSync());");
  assert.ok(few < whole / 2, `${few} of ${whole} bytes`);
  const named = await bundled("import * as tf from '@sparkler/sparkler'; await tf.ready(); console.log(tf.add(1, 2).dataSync());");
  assert.ok(named < whole / 2, `${named} of ${whole} bytes`);
});

/** What a program in the project prints. */
function prints(name, source, environment = { SPARKLER_BACKEND: '' }) {
  writeFileSync(join(project, name), source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [name],
    { cwd: project, encoding: 'utf8', env: { ...process.env, ...environment } });
  assert.equal(status, 0, stderr.slice(-2000));
  return stdout.trim().split('\n');
}

test('modules of either kind use it, on either engine', () => {
  const body = 'tf.ready().then(() => console.log(tf.getBackend(), tf.add(1, 2).dataSync()[0]))';
  for (const engine of ['node', 'wasm']) {
    const environment = { SPARKLER_BACKEND: engine };
    assert.deepEqual(prints('one.mjs', `import * as tf from '@sparkler/sparkler'; ${body}`, environment), [`${engine} 3`]);
    assert.deepEqual(prints('two.cjs', `import('@sparkler/sparkler').then((tf) => ${body})`, environment), [`${engine} 3`]);
    // Since Node 20.19 without a flag.
    if (process.features.require_module) {
      assert.deepEqual(prints('three.cjs', `const tf = require('@sparkler/sparkler'); ${body}`, environment), [`${engine} 3`]);
    }
  }
  // Without the addon that is no question.
  const addon = join(project, 'node_modules/@sparkler/sparkler/dist/sparkler.node');
  rmSync(addon);
  assert.deepEqual(prints('one.mjs', `import * as tf from '@sparkler/sparkler'; ${body}`), ['wasm 3']);
  const refused = prints('four.mjs', "import * as tf from '@sparkler/sparkler'; await tf.ready().catch((e) => console.log(e.message))",
    { SPARKLER_BACKEND: 'webgl' });
  assert.match(refused[0], /'webgl'/);
});

test('each operation of the table is a function with types, a comment and a method', async () => {
  await tf.ready();
  const table = readFileSync(`${root}src/generated/table.ts`, 'utf8');
  const names = /enum Op \{([^}]+)\}/.exec(table)[1].match(/\w+/g);
  assert.ok(names.length > 200);
  const spaces = [tf, tf.linalg, tf.image, tf.signal, tf.spectral, tf.sparse, tf.string, tf.losses, tf.math, tf.fused];
  const generated = readFileSync(`${root}dist/types/generated/ops.d.ts`, 'utf8');
  for (const name of names) {
    assert.equal(typeof tf.Tensor.prototype[name], 'function', `${name} as a method`);
    // Rows that gradients are made of, which TensorFlow.js has no functions for.
    if (/Grad$|Backprop|^maxPool3dWithArgmax$/.test(name)) continue;
    assert.ok(spaces.some((space) => typeof space[name] === 'function'), name);
    assert.match(generated, new RegExp(`\\*/\\nexport declare const ${name}\\b`), `${name} has a comment`);
  }
});
