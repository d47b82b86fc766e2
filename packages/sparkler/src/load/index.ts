/** Loads the WebAssembly module that suits the host, and starts its workers. */
import type { Native } from '../native';
import { type Files, type Glue as AnyGlue, type LoadOptions, loadModule, manyThreads } from './module';

export { bestModule, hasThreads, type ModuleName } from './probe';
export type { LoadOptions } from './module';

/** What wasm-bindgen writes for a module: the calls of the core, and how to begin. */
interface Glue extends AnyGlue, Omit<Native, 'scratch' | 'memory'> {
  scratchPointer(): number;
  scratchLength(): number;
  memoryUse(): void;
  /** The number of workers that have begun; only modules with threads have it. */
  workersReady(): number;
  threads(): number;
  setThreads(count: number): void;
}

// Each file is named in full, so that bundlers find it. TypeScript cannot know the scripts: they
// are written when the package is built.
const files: Files = {
  // @ts-ignore
  'simd': [() => import('./sparkler.simd.js'), () => new URL('./sparkler.simd.wasm', import.meta.url)],
  // @ts-ignore
  'relaxed': [() => import('./sparkler.relaxed.js'), () => new URL('./sparkler.relaxed.wasm', import.meta.url)],
  // @ts-ignore
  'simd-threads': [() => import('./sparkler.simd-threads.js'), () => new URL('./sparkler.simd-threads.wasm', import.meta.url)],
  // @ts-ignore
  'relaxed-threads': [() => import('./sparkler.relaxed-threads.js'), () => new URL('./sparkler.relaxed-threads.wasm', import.meta.url)],
};

/**
 * Loads the core.
 *
 * Where the host allows no threads, or a worker does not start, the core uses those there are: one
 * at least. That is not an error.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function loadNative(options: LoadOptions = {}): Promise<Native> {
  const { glue, memory, threads, crew } = await loadModule<Glue>(files, options);
  const pointer = glue.scratchPointer();
  const length = glue.scratchLength();
  let view = new Float64Array(0);
  const core: Native = {
    ...glue,
    memory: glue.memoryUse,
    scratch() {
      if (view.buffer !== memory.buffer) {
        view = new Float64Array(memory.buffer, pointer, length);
      }
      return view;
    },
    threads: () => crew ? glue.threads() : 1,
    setThreads(count) {
      const some = manyThreads(count);
      crew?.grow(some - 1);
      glue.setThreads(crew ? some : 1);
    },
  };
  core.setThreads(threads);
  return core;
}
