/**
 * Builds the package's JavaScript from `src` into `dist`: bundles by esbuild, types by tsc. Then
 * prints the sizes of all that is shipped and holds them against `budget.json`.
 *
 * `cargo xtask web` runs this after it has put the WebAssembly modules into `dist`.
 */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

for (const name of readdirSync(dist)) {
  if (!fromRust.test(name)) rmSync(dist + name, {recursive: true});
}

await writeClasses();

execFileSync(process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '--project', root, '--emitDeclarationOnly'],
    {stdio: 'inherit', cwd: root});

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
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
});

// A second pass makes names that compress better, a thirtieth of the whole.
for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
  const ours = !fromRust.test(name);
  const {code, map} = await minify(readFileSync(dist + name, 'utf8'), {
    module: true,
    ecma: 2020,
    compress: {passes: 2, unsafe_arrows: true},
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
