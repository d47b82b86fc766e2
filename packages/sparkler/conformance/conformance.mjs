/**
 * Runs the specs of @tensorflow/tfjs-core against the package.
 *
 *   node conformance.mjs [--replacement stock | PATH] [--backend NAME] [--only REGEX]
 *                        [--json FILE] [--report] [--accept]
 *
 * The replacement is the package's own build unless said otherwise. `--only` runs the spec files
 * that match. `--report` writes docs/conformance.md, `--accept` writes passing.txt, the list of what
 * passes. Without it, a spec that passed and does not any more is an error.
 */
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {passingText, compare, readPassing} from './passing.mjs';
import {bundle, specFiles} from './bundle.mjs';
import {runSpecs} from './harness.mjs';
import {reportText} from './report.mjs';

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../../..');
const PASSING = path.join(HERE, 'passing.txt');
const REPORT = path.join(ROOT, 'docs/conformance.md');

/** Specs that stock TensorFlow.js passes when it is its own replacement. */
const FULL_MARK = 4124;
/** Fewer passes than this are an error whatever the list says. */
const LEAST = 2500;

const {values: options} = parseArgs({
  options: {
    replacement: {type: 'string', default: path.join(HERE, '../dist/index.js')},
    backend: {type: 'string'},
    only: {type: 'string'},
    json: {type: 'string'},
    report: {type: 'boolean', default: false},
    accept: {type: 'boolean', default: false},
  },
});

const stockIsTested = options.replacement === 'stock';
// Inside node_modules, where the bundle finds what it requires.
const folder = fs.mkdtempSync(path.join(HERE, 'node_modules', 'specs-'));
let failures;
try {
  failures = await main();
} finally {
  fs.rmSync(folder, {recursive: true});
}
for (const line of failures) console.error(line);
// Specs may leave timers behind.
process.exit(failures.length === 0 ? 0 : 1);

async function main() {
  const stock = await quietly(() => import('@tensorflow/tfjs')).then(module => module.default ?? module);
  const tf = stockIsTested ? stock : await replacement();
  await tf.ready();
  const backend = stockIsTested ? 'cpu' : tf.getBackend();

  const only = options.only === undefined ? undefined : new RegExp(options.only);
  const files = specFiles().filter(file => only === undefined || only.test(file));
  const file = path.join(folder, 'specs.cjs');
  await bundle(files, backend, file);
  const result = await quietly(() => runSpecs(tf, stock, file));

  const count = status => result.specs.filter(spec => spec.status === status).length;
  const passed = count('passed');
  console.log(`conformance (${backend}): ${passed} passed, ${count('failed')} failed, ` +
    `${count('pending')} pending, ${result.notLoaded.length} files not loaded; ` +
    `full mark ${FULL_MARK}`);
  if (options.json) fs.writeFileSync(options.json, JSON.stringify(result, null, 1));
  if (stockIsTested) {
    if (only !== undefined || passed === FULL_MARK) return [];
    return [`stock TensorFlow.js passes ${passed} specs, expected ${FULL_MARK}`];
  }
  if (options.report) fs.writeFileSync(REPORT, reportText(result, FULL_MARK));
  if (options.accept) {
    fs.writeFileSync(PASSING, passingText(result));
    return [];
  }
  const failures = compare(result, readPassing(PASSING, only));
  if (only === undefined && passed < LEAST) {
    failures.push(`${passed} specs pass, expected at least ${LEAST}`);
  }
  return failures;
}

/** The package under test, on the backend that was asked for. */
async function replacement() {
  const file = path.resolve(options.replacement);
  if (options.backend !== undefined) process.env.SPARKLER_BACKEND = options.backend;
  const tf = await import(pathToFileURL(file).href);
  if (options.backend !== undefined) {
    await tf.ready();
    if (tf.getBackend() !== options.backend) {
      throw new Error(`${file} runs on ${tf.getBackend()}, not on ${options.backend}`);
    }
  }
  return tf;
}

/** Runs something without what it writes to the console; specs provoke many warnings. */
async function quietly(action) {
  const kept = {};
  for (const name of ['log', 'warn', 'error', 'info', 'debug']) {
    kept[name] = console[name];
    console[name] = () => {};
  }
  try {
    return await action();
  } finally {
    Object.assign(console, kept);
  }
}
