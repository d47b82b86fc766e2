/** Loads the WebAssembly module that suits the host, and starts its workers. */
import type { Native } from '../native';
import { compile, processors } from './host';
import { bestModule, hasThreads, type ModuleName } from './probe';
import { Crew } from './crew';

export { bestModule, hasThreads, type ModuleName } from './probe';

/** How to load. Everything has a sensible default. */
export interface LoadOptions {
  /** Which module, instead of the best one that the host can run. */
  module?: ModuleName;
  /**
   * The folder that the `.wasm` files and `worker.js` are fetched from, as a URL that ends in a
   * slash; without it they lie beside this script. They must be of the very same version.
   */
  base?: string | URL;
  /** How many threads loops use, the caller's included. 1 loads a module without threads. */
  threads?: number;
}

/** What wasm-bindgen writes for a module: the calls of the core, and how to begin. */
interface Glue extends Omit<Native, 'scratch' | 'memory'> {
  initSync(options: {
    module: WebAssembly.Module;
    memory?: WebAssembly.Memory;
    thread_stack_size?: number;
  }): { memory: WebAssembly.Memory };
  scratchPointer(): number;
  scratchLength(): number;
  memoryUse(): void;
  /** The number of workers that have begun; only modules with threads have it. */
  workersReady(): number;
}

/** Bytes of a worker's stack. */
const STACK = 1 << 20;
/** Pages of 64 KiB that shared memory begins with; modules are linked to want no more, see `cargo xtask web`. */
const FIRST_PAGES = 320;
/** More threads than this gain little, and each costs memory. */
const MOST_THREADS = 16;

// Each file is named in full, so that bundlers find it. TypeScript cannot know the scripts: they
// are written when the package is built.
const scripts: Record<ModuleName, () => Promise<unknown>> = {
  // @ts-ignore
  'simd': () => import('./sparkler.simd.js'),
  // @ts-ignore
  'relaxed': () => import('./sparkler.relaxed.js'),
  // @ts-ignore
  'simd-threads': () => import('./sparkler.simd-threads.js'),
  // @ts-ignore
  'relaxed-threads': () => import('./sparkler.relaxed-threads.js'),
};
const modules: Record<ModuleName, () => URL> = {
  'simd': () => new URL('./sparkler.simd.wasm', import.meta.url),
  'relaxed': () => new URL('./sparkler.relaxed.wasm', import.meta.url),
  'simd-threads': () => new URL('./sparkler.simd-threads.wasm', import.meta.url),
  'relaxed-threads': () => new URL('./sparkler.relaxed-threads.wasm', import.meta.url),
};
const workerScript = () => new URL('./worker.js', import.meta.url);

/**
 * Memory that workers can share. Some hosts, phones above all, refuse to set aside addresses for
 * the 4 GiB that a module could use, so it asks for less then. Nothing, if they refuse that too.
 */
function sharedMemory(): WebAssembly.Memory | undefined {
  for (let maximum = 65536; maximum >= 4096; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared: true });
    } catch {
      // Half of it may go.
    }
  }
  return undefined;
}

/** The number of threads that the environment asks for, in Node. */
function threadsWanted(): number | undefined {
  const node = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const wanted = Number(node.process?.env?.SPARKLER_THREADS);
  return wanted >= 1 ? wanted : undefined;
}

/**
 * Loads the core.
 *
 * Where the host allows no threads, or a worker does not start, the core uses those there are: one
 * at least. That is not an error.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function loadNative(options: LoadOptions = {}): Promise<Native> {
  const wanted = Math.floor(options.threads ?? threadsWanted() ?? processors());
  const threads = Math.min(Math.max(wanted || 1, 1), MOST_THREADS);
  let name = options.module ?? bestModule(threads > 1);
  let memory: WebAssembly.Memory | undefined;
  if (name.endsWith('-threads')) {
    memory = hasThreads() ? sharedMemory() : undefined;
    if (!memory) {
      if (options.module) {
        throw new Error(`the module ${name} needs shared memory, which this host does not allow`);
      }
      name = name.replace('-threads', '') as ModuleName;
    }
  }
  const inFolder = (url: URL) =>
    options.base === undefined ? url : new URL(fileName(url), new URL(options.base, baseURL()));
  // Workers start while the module is fetched and compiled.
  const crew = memory ? new Crew(inFolder(workerScript())) : undefined;
  crew?.grow(threads - 1);
  try {
    const [glue, module] = await Promise.all([
      scripts[name]() as Promise<Glue>,
      compile(inFolder(modules[name]())),
    ]);
    const { memory: used } = glue.initSync(
      memory ? { module, memory, thread_stack_size: STACK } : { module });
    if (crew) {
      await crew.begin({ module, memory: used, stack: STACK });
    }
    return native(glue, used, threads, crew);
  } catch (error) {
    crew?.stop();
    throw error;
  }
}

/** The last part of a URL's path; bundlers may have put a hash into it. */
const fileName = (url: URL) => url.pathname.slice(url.pathname.lastIndexOf('/') + 1);

/** What a relative base is relative to. */
const baseURL = () => (globalThis as { location?: { href: string } }).location?.href
  ?? import.meta.url;

/** The core's calls, with what JavaScript has to add to them. */
function native(glue: Glue, memory: WebAssembly.Memory, threads: number, crew?: Crew): Native {
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
      const some = Math.min(Math.max(Math.floor(count) || 1, 1), MOST_THREADS);
      crew?.grow(some - 1);
      glue.setThreads(crew ? some : 1);
    },
  };
  core.setThreads(threads);
  return core;
}
