/** Runs a bundle of specs with Jasmine and gives what became of each. */
import {createRequire} from 'node:module';
import {Surface} from './surface.mjs';

const require = createRequire(import.meta.url);

/**
 * @typedef {object} Outcome
 * @property {string} file the spec file, as `ops/abs_test`
 * @property {string} name the full name of the spec
 * @property {'passed' | 'failed' | 'pending'} status
 * @property {string[]} messages of the failed expectations
 * @property {string[]} missing public names that the spec used and the package lacks
 * @property {boolean} memory whether the spec counted tensors or bytes
 *
 * @typedef {object} Result
 * @property {Outcome[]} specs
 * @property {{file: string, message: string, missing: string[]}[]} notLoaded
 */

/**
 * @param {object} tf the package under test
 * @param {object} stock stock TensorFlow.js
 * @param {string} file the bundle
 * @returns {Promise<Result>}
 */
export async function runSpecs(tf, stock, file) {
  const jasmineCore = require('jasmine-core');
  const jasmine = jasmineCore.boot(jasmineCore);
  const env = jasmine.getEnv();
  env.configure({random: false, stopSpecOnExpectationFailure: false});

  const result = {specs: [], notLoaded: []};
  const fileOf = new Map();
  let loading = null;
  let missing = new Set();
  let memory = false;

  for (const name of ['it', 'xit', 'fit']) {
    const define = globalThis[name];
    globalThis[name] = (...args) => {
      const spec = define(...args);
      fileOf.set(spec.id, loading);
      return spec;
    };
  }

  const surface = new Surface(tf, stock, name => missing.add(name), () => { memory = true; });
  globalThis.conformance = {
    module: (name, helpers) => surface.module(name, helpers),
    load(name, run) {
      loading = name;
      missing = new Set();
      try {
        run();
      } catch (error) {
        result.notLoaded.push({file: name, message: error.message, missing: [...missing]});
      }
    },
  };

  const counted = new Map();
  env.addReporter({
    specStarted() {
      missing = new Set();
      memory = false;
    },
    specDone({id, fullName, status, failedExpectations}) {
      const file = fileOf.get(id);
      // The name of the test environment and its flags are the same everywhere.
      let name = fullName.replaceAll(' tf {}', '');
      const times = (counted.get(`${file} ${name}`) ?? 0) + 1;
      counted.set(`${file} ${name}`, times);
      if (times > 1) name += ` (${times})`;
      const messages = failedExpectations.map(expectation => expectation.message ?? '');
      result.specs.push({file, name, status, messages, missing: [...missing], memory});
    },
  });

  require(file);
  await env.execute();
  return result;
}
