/** Progress and cancellation of what takes long. */
import type { Watcher } from './native';

/** How far a fit has come. */
export interface Progress {
  /** Steps done: trees, iterations, rounds. */
  done: number;
  /** Steps there will be at most. */
  total: number;
  /** The loss or score so far, where there is one. */
  score?: number;
}

/** How to follow a fit, and to end it early. */
export interface Watching {
  /**
   * Called after each step that the estimator tells of (not all do); `false` ends the fit, which
   * then rejects, and so does an error that it throws.
   */
  progress?: (progress: Progress) => boolean | void;
  /**
   * Ends the fit: it is looked at before the first step and after each. A fit leaves its thread no
   * time for anything else, so it is `progress` that can abort it; a fit in a worker can also be
   * ended with the worker.
   */
  signal?: AbortSignal;
}

/** Does something that tells of its steps. */
export function watching<T>({ progress, signal }: Watching, body: (watcher?: Watcher) => T): T {
  signal?.throwIfAborted();
  if (!progress && !signal) return body();
  let failure: { error: unknown } | undefined;
  try {
    return body((done, total, score) => {
      try {
        const told = Number.isNaN(score) ? { done, total } : { done, total, score };
        return progress?.(told) !== false && !signal?.aborted;
      } catch (error) {
        failure = { error };
        return false;
      }
    });
  } catch (error) {
    if (failure) throw failure.error;
    signal?.throwIfAborted();
    throw error;
  }
}
