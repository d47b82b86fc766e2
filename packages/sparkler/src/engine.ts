/** What is alive and who ends it: scopes, counts, variables by name. */
import { bytesOf, core } from './core';
import { ENV } from './env';
import { Tensor, type Variable } from './tensor';
import type { TensorContainer } from './types';
import { assert, isFunction, isString } from './util';

/** Elements that several tensors may share. `refs` counts those tensors. */
export class DataId {
  refs = 0;
  /** Bytes of the strings that it holds. */
  bytes = 0;
}

interface Scope {
  id: number;
  name: string;
  track: Tensor[];
}

/** The counts and lists that everything here keeps. */
export class EngineState {
  registeredVariables: Record<string, Variable> = {};
  numTensors = 0;
  numStringTensors = 0;
  numDataBuffers = 0;
  numBytes = 0;
  gradientDepth = 0;
  scopeStack: Scope[] = [];
  nextScopeId = 0;
  activeScope: Scope | null = null;
  /** What `profile` listens to. */
  activeProfile: ProfileInfo | null = null;
}

/** What one call of an operation did. */
export interface KernelInfo {
  name: string;
  bytesAdded: number;
  totalBytesSnapshot: number;
  tensorsAdded: number;
  totalTensorsSnapshot: number;
  inputShapes: number[][];
  outputShapes: number[][];
  kernelTimeMs: number | { error: string };
  extraInfo: string;
}
/** What `profile` gives. */
export interface ProfileInfo {
  newBytes: number;
  newTensors: number;
  peakBytes: number;
  kernels: KernelInfo[];
  result: TensorContainer;
  kernelNames: string[];
}

export let state: EngineState = /* @__PURE__ */ new EngineState();
/** Forgets every tensor; `engine().reset()` does it. */
export function resetState() {
  state = new EngineState();
}

/** What a forgotten tensor leaves behind. */
type Remains = [handle: number, dataId: DataId, bytes: number, of: EngineState];

const forgotten = /* @__PURE__ */ makeRegistry();
function makeRegistry(): FinalizationRegistry<Remains> | null {
  return typeof FinalizationRegistry === 'undefined' ? null : new FinalizationRegistry<Remains>(
    ([handle, dataId, bytes, of]) => {
      core.release(handle);
      uncount(of, dataId, bytes);
    });
}

function uncount(of: EngineState, dataId: DataId, bytes: number) {
  of.numTensors--;
  of.numBytes -= bytes;
  if (--dataId.refs === 0) of.numDataBuffers--;
}

const bytesIn = (t: Tensor) =>
  t.dtype === 'string' ? t.dataId.bytes : t.dtype === 'complex64' ? 0 : t.size * bytesOf(t.dtype);

/** Counts a new tensor, and lets the current scope end it. */
export function trackTensor(t: Tensor) {
  const s = state;
  s.numTensors++;
  s.numBytes += bytesIn(t);
  if (t.dataId.refs++ === 0) s.numDataBuffers++;
  if (t.dtype === 'string') s.numStringTensors++;
}

/** Lets the current scope end a tensor; outside of scopes the garbage collector does. */
export function track<T extends Tensor>(t: T): T {
  const scope = state.activeScope;
  if (scope !== null) {
    t.scopeId = scope.id;
    scope.track.push(t);
  } else {
    guard(t);
  }
  return t;
}

function guard(t: Tensor) {
  if (forgotten && !t.guarded) {
    t.guarded = true;
    forgotten.register(t, [t.handle, t.dataId, bytesIn(t), state], t);
  }
}

/** Gives back what a tensor holds. */
export function releaseTensor(t: Tensor) {
  if (t.guarded) {
    forgotten!.unregister(t);
    t.guarded = false;
  }
  if (t.dtype === 'string') state.numStringTensors--;
  uncount(state, t.dataId, bytesIn(t));
  core.release(t.handle);
}

/** Ends a variable and frees its name. */
export function releaseVariable(v: Variable) {
  if (!v.isDisposedInternal) releaseTensor(v);
  if (state.registeredVariables[v.name] === v) delete state.registeredVariables[v.name];
}

/** Begins a scope. Tensors made in it go when it ends. */
export function startScope(name?: string) {
  state.activeScope = { id: state.nextScopeId++, name: name || 'unnamed scope', track: [] };
  state.scopeStack.push(state.activeScope);
}

/** Ends a scope: its tensors go, but for those that were kept and those in the result. */
export function endScope(result?: TensorContainer) {
  const s = state;
  const scope = s.scopeStack.pop()!;
  const stay = getTensorsInContainer(result);
  const ids = stay.length > 4 ? new Set(stay) : null;
  for (const t of scope.track) {
    if (!t.kept && !(ids ? ids.has(t) : stay.includes(t))) t.dispose();
  }
  s.activeScope = s.scopeStack[s.scopeStack.length - 1] ?? null;
  for (const t of stay) {
    if (!t.kept && t.scopeId === scope.id && !t.isDisposedInternal) track(t);
  }
}

/** Runs a function and ends all tensors that it made, but for what it returns. */
export function tidy<T extends TensorContainer>(nameOrFn: string | (() => T), fn?: () => T): T {
  if (fn == null) {
    assert(typeof nameOrFn === 'function', 'Please provide a function to tidy()');
    fn = nameOrFn;
    nameOrFn = '';
  } else {
    assert(isString(nameOrFn) && isFunction(fn), 'tidy(name, fn) takes a string and a function');
  }
  startScope(nameOrFn as string);
  let result: T | undefined;
  try {
    result = fn();
    if ((result as unknown) instanceof Promise) console.error('Cannot return a Promise inside of tidy.');
    return result;
  } finally {
    endScope(result);
  }
}

/** Keeps a tensor beyond its scope. */
export function keep<T extends Tensor>(result: T): T {
  result.kept = true;
  if (!result.isDisposedInternal) guard(result);
  return result;
}

/** Ends all tensors in arrays and objects. */
export function dispose(container: TensorContainer) {
  for (const t of getTensorsInContainer(container)) t.dispose();
}

/** Ends all variables. */
export function disposeVariables() {
  for (const v of Object.values(state.registeredVariables)) v.dispose();
}

/** All tensors in arrays and objects, at any depth. */
export function getTensorsInContainer(result: TensorContainer): Tensor[] {
  if (result instanceof Tensor) return [result];
  const list: Tensor[] = [];
  if (typeof result === 'object' && result !== null) walk(result, list, new Set());
  return list;
}
function walk(container: any, list: Tensor[], seen: Set<unknown>) {
  if (container instanceof Tensor) {
    list.push(container);
  } else if (typeof container === 'object' && container !== null && !ArrayBuffer.isView(container)) {
    for (const k in container) {
      const value = container[k];
      if (typeof value === 'object' && !seen.has(value)) {
        seen.add(value);
        walk(value, list, seen);
      }
    }
  }
}

/** How much there is. */
export interface MemoryInfo {
  numTensors: number;
  numDataBuffers: number;
  numBytes: number;
  unreliable?: boolean;
  reasons: string[];
}
/** How many tensors are alive, and the bytes of their elements. */
export function memory(): MemoryInfo {
  const { numTensors, numDataBuffers, numBytes, numStringTensors } = state;
  const strings = numStringTensors > 0;
  return {
    unreliable: strings,
    reasons: strings ? ['Memory usage by string tensors is approximate (2 bytes per character)'] : [],
    numTensors, numDataBuffers, numBytes,
  };
}

/** Runs a function and says what it made and which operations it called. */
export async function profile(f: () => TensorContainer | Promise<TensorContainer>): Promise<ProfileInfo> {
  const { numBytes, numTensors } = state;
  const info: ProfileInfo = {
    newBytes: 0, newTensors: 0, peakBytes: 0, kernels: [], result: null as any,
    get kernelNames() {
      return [...new Set(this.kernels.map((k) => k.name))];
    },
  };
  state.activeProfile = info;
  try {
    info.result = await f();
  } finally {
    state.activeProfile = null;
  }
  info.peakBytes = Math.max(...info.kernels.map((k) => k.totalBytesSnapshot));
  info.newBytes = state.numBytes - numBytes;
  info.newTensors = state.numTensors - numTensors;
  return info;
}

/** How long something took. */
export interface TimingInfo {
  kernelMs: number;
  wallMs: number;
}
/** Runs a function and says how long it took. */
export async function time(f: () => unknown): Promise<TimingInfo> {
  const start = ENV.platform.now();
  await f();
  const wallMs = ENV.platform.now() - start;
  return { kernelMs: wallMs, wallMs };
}
