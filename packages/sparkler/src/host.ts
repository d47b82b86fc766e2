/** Functions of JavaScript's that the core calls. */
import { core, scratch } from './core';
import { DTYPE_NAMES } from './native';
import { adopt, type Tensor } from './tensor';

/** Finds handles that are its own to release; gives handles that are the core's from then on. */
type Entry = (handles: number[]) => number[];

interface Callback {
  entries: Entry[];
  /** Called when the core will not call any more. */
  gone?: () => void;
}

const callbacks = new Map<number, Callback>();
let next = 0;
let named: unknown;
/** What went wrong in the last call back. */
let failure: { error: unknown } | null = null;

function host(number: number, count: number): number {
  const base = number - (number % 4);
  const callback = callbacks.get(base);
  if (count < 0) {
    callbacks.delete(base);
    callback?.gone?.();
    return 0;
  }
  try {
    const results = callback!.entries[number - base](Array.from(scratch().subarray(0, count)));
    const s = scratch();
    results.forEach((handle, i) => (s[i] = handle));
    return results.length;
  } catch (error) {
    failure ??= { error };
    return -1;
  }
}

/** Gives functions a number by which the core calls them. */
export function addCallback(entries: Entry[], gone?: () => void): number {
  if (named !== core) {
    core.setHost(host);
    named = core;
  }
  const number = (next += 4);
  callbacks.set(number, { entries, gone });
  return number;
}

/** Throws an error whose stack is that of the caller, not cut off before it comes to the user's code. */
export function fail(e: any): never {
  const E = Error as any;
  const { stackTraceLimit } = E;
  E.stackTraceLimit = 50;
  if (!e.stack) e = Error(e);
  E.captureStackTrace?.(e, fail);
  E.stackTraceLimit = stackTraceLimit;
  throw e;
}

/** Makes a call in which the core may call back; an error of the function that it called comes out as it was. */
export function calling<T>(body: () => T): T {
  const outer = failure;
  failure = null;
  try {
    return body();
  } catch (e) {
    if (failure) throw (failure as { error: unknown }).error;
    fail(e);
  } finally {
    failure = outer;
  }
}

/** A tensor object for a handle whose type and shape only the core knows. */
export function adoptUnknown(handle: number): Tensor {
  core.describe(handle);
  const s = scratch();
  return adopt(handle, DTYPE_NAMES[s[0]], Array.from(s.subarray(2, 2 + s[1])));
}
