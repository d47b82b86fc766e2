/** The one instance of the module, loaded when it is first needed. */
import { type Files, type LoadOptions, loadModule } from '../load/module';
import type { Native } from './native';

// Each file is named in full, so that bundlers find it. TypeScript cannot know the scripts: they
// are written when the package is built.
const files = {
  // @ts-ignore
  alone: [() => import('./sparkler.learn-simd.js'), () => new URL('./sparkler.learn-simd.wasm', import.meta.url)],
  // @ts-ignore
  threads: [() => import('./sparkler.learn-simd-threads.js'), () => new URL('./sparkler.learn-simd-threads.wasm', import.meta.url)],
} satisfies Record<string, Files['simd']>;

/** Relaxed instructions are no gain to learners that would be worth two more modules. */
const modules: Files = {
  'simd': files.alone,
  'relaxed': files.alone,
  'simd-threads': files.threads,
  'relaxed-threads': files.threads,
};

let loading: Promise<Native> | undefined;

async function start(options: LoadOptions): Promise<Native> {
  const { glue, threads, crew } = await loadModule<Native>(modules, options);
  glue.setThreads(crew ? threads : 1);
  return glue;
}

/** The module, once it is loaded. */
export function module(options: LoadOptions = {}): Promise<Native> {
  loading ??= start(options).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the module. `fit` and `load` do this by themselves; call it before them to name a folder,
 * a number of threads, or to have the waiting done. Once it is loaded, options change nothing.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function ready(options: LoadOptions = {}): Promise<void> {
  await module(options);
}
