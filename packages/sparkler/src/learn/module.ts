/** The module: loaded when it is first needed, and begun anew when a call has used it up. */
import { Crew } from '../load/crew';
import {
  type Beginning, type Files, type LoadOptions, loadModule, manyThreads, sharedMemory, STACK,
} from '../load/module';
import type { Native } from './native';

/** How to load the learners. */
export type LearnOptions = Pick<LoadOptions, 'base' | 'threads'>;

/** Makes the calls for another instance: what a module's script gives. */
type Make = () => Native;

/** What the last script that was loaded makes, and what that was begun with. */
let last: { make: Make; beginning: Beginning };

/** The calls of a module; what it is begun with is kept, so that there can be another like it. */
async function calls(script: Promise<{ default: Make }>): Promise<Native> {
  const make = (await script).default;
  const native = make();
  return {
    ...native,
    initSync(beginning) {
      last = { make, beginning };
      return native.initSync(beginning);
    },
  };
}

// Each file is named in full, so that bundlers find it. TypeScript cannot know the scripts: they
// are written when the package is built.
const one: Files['simd'] = [
  // @ts-ignore
  () => calls(import('./sparkler.learn-simd.js')),
  () => new URL('./sparkler.learn-simd.wasm', import.meta.url),
];
const many: Files['simd-threads'] = [
  // @ts-ignore
  () => calls(import('./sparkler.learn-simd-threads.js')),
  () => new URL('./sparkler.learn-simd-threads.wasm', import.meta.url),
];
/** One for hosts that share memory, one for the others: both learn the same bits. */
const files: Files = { 'simd': one, 'relaxed': one, 'simd-threads': many, 'relaxed-threads': many };

/** What lives in the memory of an instance. */
interface Guest {
  /** Goes on in another instance. Throws if that cannot be. */
  move(to: Home): void;
}

const options: LearnOptions = {};
let loading: Promise<Home> | undefined;
let current: Home | undefined;

/** An instance of the module, its workers, and what lives in its memory. */
export class Home {
  private readonly guests = new Set<WeakRef<Guest>>();
  private readonly gone = new FinalizationRegistry<WeakRef<Guest>>((ref) => this.guests.delete(ref));
  private readonly origin = last;
  private depth = 0;

  constructor(readonly native: Native, private readonly crew: Crew | undefined) {}

  /** Takes note of what lives here. */
  welcome(guest: Guest) {
    const ref = new WeakRef(guest);
    this.guests.add(ref);
    this.gone.register(guest, ref);
  }

  /**
   * Calls the module. Where a call was broken off, as at the end of memory, what it held stays
   * taken: so another instance takes over, with all that lives here.
   */
  call<T>(body: (native: Native, home: Home) => T): T {
    this.depth++;
    try {
      return body(this.native, this);
    } catch (error) {
      // Inside another call, that one goes on here first.
      if (this.depth === 1 && (error instanceof WebAssembly.RuntimeError || this.native.brokenOff())) {
        this.leave();
      }
      throw error;
    } finally {
      this.depth--;
    }
  }

  threads(): number {
    return this.crew ? this.native.threads() : 1;
  }

  setThreads(count: number) {
    const some = manyThreads(count);
    this.crew?.grow(some - 1);
    this.native.setThreads(this.crew ? some : 1);
  }

  private leave() {
    if (current !== this) return;
    current = loading = undefined;
    let next: Home;
    try {
      next = this.another();
    } catch {
      // The next call loads the module again; until then, all that lives here stays.
      return;
    }
    current = next;
    loading = Promise.resolve(next);
    this.native.releaseReserve();
    for (const ref of this.guests) {
      try {
        ref.deref()?.move(next);
      } catch {
        // It stays where it is, and works as far as there is memory for it.
      }
    }
    this.crew?.stop();
  }

  /** Another instance of the same module, with as many threads. */
  private another(): Home {
    const { make, beginning } = this.origin;
    const native = make();
    let crew: Crew | undefined;
    if (beginning.memory) {
      const memory = sharedMemory();
      if (!memory) throw new Error('the host has no memory to share');
      crew = new Crew(this.crew!.script);
      native.initSync({ ...beginning, memory });
      // Whoever has begun takes part: nobody needs to wait.
      void crew.begin({ module: beginning.module, memory, stack: STACK });
    } else {
      native.initSync(beginning);
    }
    last = this.origin;
    const home = new Home(native, crew);
    home.setThreads(this.threads());
    return home;
  }
}

async function start(): Promise<Home> {
  const { glue, threads, crew } = await loadModule<Native>(files, options);
  current = new Home(glue, crew);
  current.setThreads(options.threads ?? threads);
  return current;
}

/** The module, once it is loaded. */
export function module(): Promise<Home> {
  loading ??= start().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the module. `fit` and `load` do this by themselves; call it before them to name the folder
 * of the files or the number of threads, or to have the waiting done. Once it is loaded, options
 * change nothing.
 *
 * Throws an `Error` if the host lacks SIMD or a file cannot be had.
 */
export async function ready(wanted: LearnOptions = {}): Promise<void> {
  if (!loading) Object.assign(options, wanted);
  await module();
}

/**
 * Sets how many threads the learners use, this one included (1 to 16). Results do not depend on it.
 * At first it is what `SPARKLER_THREADS` says in Node, else the number of processors. A host that
 * shares no memory with workers, such as a page that is not cross-origin isolated, has one thread;
 * so has a module that was loaded for one.
 */
export function setThreadsCount(count: number): void {
  options.threads = count;
  current?.setThreads(count);
}

/** How many threads the learners use, once they are loaded. */
export const getThreadsCount = (): number => current?.threads() ?? 1;
