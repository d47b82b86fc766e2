/**
 * What a worker does: it takes part in the core's loops. This file imports nothing, so that it can
 * be served and copied as it is.
 */

/** What the starter sends: the module, the memory that all share, and the size of a stack. */
interface Start {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  stack: number;
}

/** Exports of the module that a worker calls. */
interface Exports {
  /** Gives this thread its stack and thread-local variables. */
  __wbindgen_start(stack: number): void;
  /** Counts this thread among the workers. */
  workerReady(): void;
  /** Works, for as long as the thread lives. */
  workerEntry(): void;
  /** Says that the last call of this worker was cut off. */
  workerFailed(): void;
}

interface Port {
  postMessage(message: unknown): void;
  once?(event: 'message', listener: (data: Start) => void): void;
  onmessage: ((event: { data: Start }) => void) | null;
}

const scope = globalThis as unknown as Port & {
  process?: { getBuiltinModule?(name: string): { parentPort: Port } | undefined };
};
const port = scope.process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? scope;

function work({ module, memory, stack }: Start) {
  // Loops touch numbers in memory and nothing of JavaScript, so what the module imports is never
  // called while it works, except for things of the host's that a thread sets up at its start.
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = kind === 'memory' ? memory : () => undefined;
  }
  const instance = new WebAssembly.Instance(module, imports);
  const exports = instance.exports as unknown as Exports;
  exports.__wbindgen_start(stack);
  exports.workerReady();
  port.postMessage('ready');
  try {
    exports.workerEntry();
  } catch (error) {
    exports.workerFailed();
    throw error;
  }
}

if (port.once) {
  port.once('message', work);
} else {
  port.onmessage = (event) => {
    port.onmessage = null;
    work(event.data);
  };
}
