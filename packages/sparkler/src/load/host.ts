/** What differs between a page, a worker and Node: reading files and starting workers. */

/** A module of Node's own, or nothing elsewhere. No `import`, which bundlers would follow. */
function nodeModule<T>(name: string): T | undefined {
  const node = globalThis as { process?: { getBuiltinModule?(name: string): T | undefined } };
  return node.process?.getBuiltinModule?.(name);
}

type Files = typeof import('node:fs/promises');
type Threads = typeof import('node:worker_threads');
type System = typeof import('node:os');

/** Fetches and compiles a module. */
export async function compile(url: URL): Promise<WebAssembly.Module> {
  const files = url.protocol === 'file:' ? nodeModule<Files>('node:fs/promises') : undefined;
  if (files) {
    return WebAssembly.compile(new Uint8Array(await files.readFile(url)));
  }
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) {
    throw new Error(`cannot load ${url}: the server answered ${answer.status}`);
  }
  // Compiling while the bytes arrive wants a server that knows the type of the file.
  return /^application\/wasm\b/i.test(answer.headers.get('content-type') ?? '')
    ? WebAssembly.compileStreaming(answer)
    : WebAssembly.compile(await answer.arrayBuffer());
}

/** How many threads the machine runs at a time. */
export function processors(): number {
  return nodeModule<System>('node:os')?.availableParallelism()
    ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** A worker, as much as is needed of it. */
export interface Helper {
  post(message: unknown): void;
  /** Ends it. */
  stop(): void;
}

/** What happens to a worker. */
export interface Events {
  message(data: unknown): void;
  /** It has ended, or could not be started. */
  failed(): void;
}

/** Starts a worker. Throws where the host does not allow it. */
export function startWorker(url: URL, events: Events): Helper {
  const threads = url.protocol === 'file:' ? nodeModule<Threads>('node:worker_threads') : undefined;
  if (threads) {
    // Not the options that Node itself was started with: some are not for workers, and the script
    // needs none.
    const worker = new threads.Worker(url, { execArgv: [] });
    worker.on('message', events.message);
    worker.on('error', events.failed);
    worker.on('exit', events.failed);
    // A program that is done must not wait for workers that wait for work. (Last, since a listener
    // of messages would make it wait again.)
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      stop: () => void worker.terminate(),
    };
  }
  // A page may only start scripts of its own origin, but these may import others.
  const foreign = url.origin !== globalThis.location.origin;
  const script = foreign
    ? URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`],
      { type: 'text/javascript' }))
    : url;
  const worker = new Worker(script, { type: 'module', name: 'sparkler' });
  worker.onmessage = (event) => events.message(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    events.failed();
  };
  worker.onmessageerror = () => events.failed();
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
}
