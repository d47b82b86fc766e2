/**
 * Builds the package's JavaScript from `src` into `dist`: bundles by esbuild, types by tsc. Then
 * prints the sizes of all that is shipped and holds them against `budget.json`.
 *
 * `cargo xtask web` runs this after it has put the WebAssembly modules into `dist`.
 */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { writeClasses } from './learn.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist/`;

/** Files in `dist` that come from elsewhere: modules, the JavaScript of wasm-bindgen, the addon. */
const fromRust = /^sparkler\./;
/** Those of the learners. */
const ofLearners = /^sparkler\.learn-|^learn\.js/;
/** What is a module of its own, which a page loads only if it asks for it. */
const apart = ['digits.js', 'load.js'];
/** The types that programs begin with. */
const ENTRIES = ['index.d.ts', 'digits.d.ts', 'learn/index.d.ts'];

/**
 * Makes the types readable for all: Node's way of finding modules wants whole names of files, and
 * what the types mention of the host must be there.
 */
function completeTypes() {
  const types = `${dist}types/`;
  cpSync(`${root}src/ambient.d.ts`, `${types}ambient.d.ts`);
  for (const name of readdirSync(types, {recursive: true}).filter((name) => name.endsWith('.d.ts'))) {
    const whole = (path) => {
      const file = join(types, dirname(name), path);
      if (existsSync(`${file}.d.ts`)) return `${path}.js`;
      if (existsSync(`${file}/index.d.ts`)) return `${path}/index.js`;
      throw new Error(`${name}: there is no ${path}`);
    };
    const text = readFileSync(types + name, 'utf8')
      .replace(/((?:from|import|declare module) \(?['"])(\.[^'"]+)(?=['"])/g, (_, before, path) => before + whole(path))
      .replace(/(import\(['"])(\.[^'"]+)(?=['"])/g, (_, before, path) => before + whole(path));
    const ambient = ENTRIES.includes(name) ? `/// <reference path="${'../'.repeat(name.split('/').length - 1)}ambient.d.ts" />\n` : '';
    writeFileSync(types + name, ambient + text);
  }
}

for (const name of readdirSync(dist)) {
  if (!fromRust.test(name)) rmSync(dist + name, {recursive: true});
}

await writeClasses();

execFileSync(process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '--project', root, '--emitDeclarationOnly'],
    {stdio: 'inherit', cwd: root});
completeTypes();

await build({
  absWorkingDir: root,
  entryPoints: {
    index: 'src/index.ts', load: 'src/load/index.ts', worker: 'src/load/worker.ts',
    digits: 'src/digits.ts', learn: 'src/learn/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  external: ['./sparkler.*.js'],
  // The rest is left to the second pass, which keeps what bundlers read: see `shakeable`.
  minifySyntax: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
});

/**
 * Has bundlers see that what is made at the beginning can be left out where nobody uses it. esbuild
 * fills the object of a namespace like `tf.util` by a call that would keep all of it. No line is added
 * or taken, so that source maps stay right.
 */
function shakeable(text) {
  return text
    .replace(/var (\w+) = \{\};\n__export\(\1, \{/g, 'var $1 =\n/* @__PURE__ */ __export({}, {')
    .replace(/(var __export = \(target, \w+\) => \{\n[^}]+\}\);)\n\};/, '$1 return target;\n};')
    // They know these by themselves, or they are too small to matter.
    .replace(/\/\* @__PURE__ \*\/ (?=op\(|new (Map|Set|Date|Float64Array|Proxy)\b|Object|Symbol)/g, '');
}

/** Private names that mean nothing to anybody else: they may become short. */
const PRIVATE = new RegExp(`^(${['activeProfile', 'activeScope', 'adoptState', 'checkCompiled', 'derive',
  'dropGroup', 'forgetOptimizer', 'gradientDepth', 'guarded', 'handle_', 'helpers', 'isBuilt',
  'model_', 'newGroup', 'nextScopeId', 'numStringTensors', 'optimizer_', 'outputs_',
  'scopeStack', 'setInitialWeights', 'settled', 'stoppedEpoch', 'variables_', 'whenAllStarted'].join('|')})$`);

// A second pass makes names that compress better, a thirtieth of the whole.
for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
  const ours = !fromRust.test(name);
  const text = readFileSync(dist + name, 'utf8');
  const {code, map} = await minify(ours ? shakeable(text) : text, {
    module: true,
    ecma: 2020,
    compress: {passes: 3, unsafe_arrows: true},
    mangle: {properties: name === 'index.js' && {regex: PRIVATE}},
    format: {preserve_annotations: true},
    sourceMap: ours && {content: readFileSync(`${dist}${name}.map`, 'utf8'), url: `${name}.map`},
  });
  writeFileSync(dist + name, code);
  if (ours) writeFileSync(`${dist}${name}.map`, map);
}

// For pages that are served from here.
cpSync(`${root}examples`, `${dist}examples`, {recursive: true});
const digits = `${root}../../crates/data/assets/digits/`;
for (const name of readdirSync(digits).filter((name) => /\.(gz|md)$/.test(name))) {
  cpSync(digits + name, `${dist}digits/${name}`);
}

// For those who get the package alone.
for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(`${root}../../${name}`, dist + name);

/** Bytes of a file as it is, after gzip and after brotli. */
function sizes(name) {
  const bytes = readFileSync(dist + name);
  const brotli = brotliCompressSync(bytes, {params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_LGWIN]: 22,
  }});
  return [bytes.length, gzipSync(bytes, {level: 9}).length, brotli.length];
}

function row(name, [raw, gzip, brotli], note = '') {
  const cells = [raw, gzip, brotli].map((n) => n.toLocaleString('en').padStart(12));
  console.log(name.padEnd(32) + cells.join('') + note);
}

const budget = JSON.parse(readFileSync(`${root}budget.json`, 'utf8'));
const over = [];
function hold(name, all, most) {
  const tooLarge = all[2] > most;
  if (tooLarge) over.push(`${name} has ${all[2]} bytes, ${most} are allowed`);
  row(name, all, tooLarge ? '  OVER BUDGET' : '');
}

console.log('bytes'.padEnd(32) + ['raw', 'gzip', 'brotli'].map((s) => s.padStart(12)).join(''));
const files = readdirSync(dist).filter((name) => /\.(wasm|js)$/.test(name)).sort();
for (const name of files.filter((name) => name.endsWith('.wasm'))) {
  hold(name, sizes(name), ofLearners.test(name) ? budget.learn.wasm[name.split('.')[1]] : budget.wasm);
}

// A page loads everything but three of the four files of glue; the largest counts. What belongs to
// the learners is a program of its own, which shares with the rest the script of workers.
const scripts = files.filter((name) => name.endsWith('.js')).map((name) => [name, sizes(name)]);
for (const [name, all] of scripts) row(name, all);
function holdScripts(label, ours, most) {
  const total = [0, 0, 0];
  const add = ([, all]) => all.forEach((n, i) => total[i] += n);
  const mine = scripts.filter(([name]) => ours(name) && !apart.includes(name));
  mine.filter(([name]) => !fromRust.test(name)).forEach(add);
  const glue = mine.filter(([name]) => fromRust.test(name)).sort((a, b) => b[1][2] - a[1][2]);
  if (glue.length > 0) add(glue[0]);
  hold(label, total, most);
}
holdScripts('JavaScript', (name) => !ofLearners.test(name), budget.javascript);
holdScripts('JavaScript of the learners', (name) => ofLearners.test(name) || name === 'worker.js',
    budget.learn.javascript);

if (over.length > 0) {
  console.error(`over budget: ${over.join('; ')}`);
  process.exit(1);
}
