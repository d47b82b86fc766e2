/** The one instance of the module, loaded when it is first needed. */
import { type Files, type LoadOptions, loadModule } from '../load/module';
import type { Native } from './native';

// The file is named in full, so that bundlers find it. TypeScript cannot know the script: it is
// written when the package is built.
const only: Files['simd'] = [
  // @ts-ignore
  () => import('./sparkler.learn-simd.js'),
  () => new URL('./sparkler.learn-simd.wasm', import.meta.url),
];
/** One module for all hosts, without threads. */
const files: Files = { 'simd': only, 'relaxed': only, 'simd-threads': only, 'relaxed-threads': only };

/** How to load the learners. */
export type LearnOptions = Pick<LoadOptions, 'base'>;

let loading: Promise<Native> | undefined;

async function start(options: LearnOptions): Promise<Native> {
  return (await loadModule<Native>(files, { ...options, threads: 1 })).glue;
}

/** The module, once it is loaded. */
export function module(options: LearnOptions = {}): Promise<Native> {
  loading ??= start(options).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the module. `fit` and `load` do this by themselves; call it before them to name the folder
 * of the file, or to have the waiting done. Once it is loaded, options change nothing.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function ready(options: LearnOptions = {}): Promise<void> {
  await module(options);
}
