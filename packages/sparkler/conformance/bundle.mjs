/**
 * Bundles the specs of @tensorflow/tfjs-core so that they test another package: every import that
 * a spec makes of one of tfjs-core's own modules is answered by `surface.mjs` instead.
 */
import {build} from 'esbuild';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const CORE = path.join(path.dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist');

/** Modules that belong to the suite, not to what it tests. */
const SUITE = /(_test|^jasmine_util|^test_util|^image_test_util)$/;

/** Helpers of the suite that live beside what it tests. */
const HELPERS = {
  'ops/rand_util': ['expectArrayInMeanStdRange', 'jarqueBeraNormalityTest'],
  'io/local_storage': ['purgeLocalStorageArtifacts'],
  'tensor_util_env': ['inferShape'],
  'types': ['isWebGLData', 'isWebGPUData'],
};

/** The spec files in the order in which tfjs-core runs them. */
export function specFiles() {
  const list = fs.readFileSync(path.join(CORE, 'tests.js'), 'utf8');
  return [...list.matchAll(/^import '\.\/([^']+)'/gm)].map(match => match[1]);
}

/** Writes the bundle of those spec files to `outfile`. */
export async function bundle(files, backendName, outfile) {
  await build({
    stdin: {contents: entry(files, backendName), resolveDir: import.meta.dirname},
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
    external: ['jasmine-core/*', 'worker_threads'],
    plugins: [redirect],
  });
}

/** A program that loads the spec files one by one; one that fails to load does not stop the rest. */
function entry(files, backendName) {
  const module = name => JSON.stringify(path.join(CORE, `${name}.js`));
  const env = JSON.stringify({name: 'tf', backendName, isDataSync: true});
  return [
    `require(${module('jasmine_util')}).setTestEnvs([${env}]);`,
    ...files.map(name =>
      `conformance.load(${JSON.stringify(name)}, () => require(${module(name)}));`),
  ].join('\n');
}

const redirect = {
  name: 'redirect',
  setup(build) {
    build.onResolve({filter: /^\./}, ({path: relative, importer}) => {
      if (!importer.startsWith(CORE)) return undefined;
      const file = resolveModule(path.resolve(path.dirname(importer), relative));
      const name = path.relative(CORE, file).replace(/\.js$/, '');
      return SUITE.test(name) ? {path: file} : {path: name, namespace: 'surface'};
    });
    build.onResolve({filter: /^@tensorflow\//}, ({importer}) =>
      importer.startsWith(CORE) ? {path: 'index', namespace: 'surface'} : undefined);
    build.onLoad({filter: /.*/, namespace: 'surface'}, ({path: name}) => {
      const helpers = HELPERS[name] ?? [];
      const own = helpers.map(helper =>
        `${helper}: (...args) => require(${JSON.stringify(path.join(CORE, `${name}.js`))}).${helper}(...args)`);
      const contents = `module.exports = conformance.module(${JSON.stringify(name)}, {${own}});`;
      return {contents, resolveDir: CORE};
    });
  },
};

function resolveModule(base) {
  const file = [`${base}.js`, path.join(base, 'index.js')].find(fs.existsSync);
  if (file === undefined) throw new Error(`${base}: no such module in tfjs-core`);
  return file;
}
