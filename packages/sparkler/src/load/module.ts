/** Loads one of the WebAssembly modules of a kind, and starts its workers. */
import { Crew } from './crew';
import { compile, processors } from './host';
import { bestModule, hasThreads, type ModuleName } from './probe';

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

/** What a module begins with. */
export interface Beginning {
  module: WebAssembly.Module;
  memory?: WebAssembly.Memory;
  thread_stack_size?: number;
}

/** What wasm-bindgen writes for any module. */
export interface Glue {
  initSync(options: Beginning): { memory: WebAssembly.Memory };
}

/** For each module its script and its code. */
export type Files = Record<ModuleName, [script: () => Promise<unknown>, code: () => URL]>;

/** A module that is loaded. */
export interface Loaded<G> {
  glue: G;
  memory: WebAssembly.Memory;
  /** How many threads it is to use, the caller's included. */
  threads: number;
  /** The workers, in a module with threads. */
  crew: Crew | undefined;
}

/** Bytes of a worker's stack. */
export const STACK = 1 << 20;
/** Pages of 64 KiB that shared memory begins with; modules are linked to want no more, see `cargo xtask web`. */
const FIRST_PAGES = 320;
/** More threads than this gain little, and each costs memory. */
const MOST_THREADS = 16;

const workerScript = () => new URL('./worker.js', import.meta.url);

/**
 * Memory that workers can share. Some hosts, phones above all, refuse to set aside addresses for
 * the 4 GiB that a module could use, so it asks for less then. Nothing, if they refuse that too.
 */
export function sharedMemory(): WebAssembly.Memory | undefined {
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

/** A number of threads that makes sense. */
export const manyThreads = (wanted: number) =>
  Math.min(Math.max(Math.floor(wanted) || 1, 1), MOST_THREADS);

/**
 * Loads a module.
 *
 * Where the host allows no threads, or a worker does not start, it uses those there are: one at
 * least. That is not an error.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function loadModule<G extends Glue>(files: Files, options: LoadOptions): Promise<Loaded<G>> {
  const threads = manyThreads(options.threads ?? threadsWanted() ?? processors());
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
      files[name][0]() as Promise<G>,
      compile(inFolder(files[name][1]())),
    ]);
    const { memory: used } = glue.initSync(
      memory ? { module, memory, thread_stack_size: STACK } : { module });
    if (crew) {
      await crew.begin({ module, memory: used, stack: STACK });
    }
    return { glue, memory: used, threads, crew };
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
