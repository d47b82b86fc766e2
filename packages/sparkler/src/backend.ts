/** Which engine runs: loading it, its name, its threads. */
import { loadAddon } from './addon';
import { addMethods } from './chain';
import { core, isLoaded, useCore } from './core';
import { state } from './engine';
import { isNode } from './env';
import { TABLE_VERSION } from './generated/table';
import { type LoadOptions, loadNative } from './load';
import type { Native } from './native';

/** How the engines are loaded, by name. */
const loaders: Record<string, (options: LoadOptions) => Promise<Native>> = {
  wasm: loadNative,
  node: loadAddon,
};

const options: LoadOptions = {};
let name = '';
let loading: Promise<boolean> | null = null;

function load(wanted: string): Promise<boolean> {
  const loader = loaders[wanted];
  if (!loader) throw new Error(`Backend name '${wanted}' not found in registry`);
  return (loading = loader(options).then((native) => {
    if (native.tableVersion() !== TABLE_VERSION) {
      throw new Error('The engine and its JavaScript are of different versions: fetch both from the same package.');
    }
    useCore(native);
    addMethods();
    name = wanted;
    return true;
  }).catch((error) => {
    loading = null;
    throw error;
  }));
}

/** The engine that the environment asks for; in Node the addon, if there is one; WebAssembly otherwise. */
async function loadBest(): Promise<boolean> {
  const wanted = (globalThis as any).process?.env?.SPARKLER_BACKEND;
  if (wanted || !isNode()) return load(wanted || 'wasm');
  return load('node').catch(() => load('wasm'));
}

/** Loads the engine, unless it is loaded. Nothing can be computed before it has been awaited. */
export async function ready(): Promise<void> {
  if (!isLoaded()) await (loading ?? loadBest());
}

/** Chooses an engine and loads it. Tensors of another one are lost. */
export async function setBackend(backendName: string): Promise<boolean> {
  if (backendName === name) return true;
  return load(backendName);
}

/** The engine's name, once it is loaded. */
export const getBackend = (): string => name;

/** Sets how many threads loops use, this one included. Results do not depend on it. */
export function setThreadsCount(count: number): void {
  options.threads = count;
  if (isLoaded()) core.setThreads(count);
}
/** How many threads loops use. */
export const getThreadsCount = (): number => core.threads();

/** Names the folder that the engine's files are fetched from, before it is loaded. */
export function setWasmPaths(prefix: string): void {
  options.base = prefix;
}

/** What specs and libraries ask of a backend. */
export const backend = () => ({
  floatPrecision: () => 32 as const,
  epsilon: () => 1e-7,
  numDataIds: () => state.numDataBuffers,
});
