/** The workers that share the core's memory. */
import { type Helper, startWorker } from './host';

/** What a worker is sent when it is to begin. */
export interface Start {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  stack: number;
}

/** How long to wait for workers to start, in milliseconds; those that come later help later. */
const PATIENCE = 3000;

/**
 * Workers, as many as were asked for or as the host allows. The core's loops count on none of
 * them: whoever has started takes part, and a worker that ends leaves its part to the others.
 */
export class Crew {
  private readonly helpers: Helper[] = [];
  private readonly starting = new Set<Helper>();
  private start: Start | undefined;
  private whenAllStarted: (() => void) | undefined;

  constructor(readonly script: URL) {}

  /** Starts workers until there are so many. */
  grow(count: number) {
    while (this.helpers.length < count) {
      let helper: Helper;
      try {
        helper = startWorker(this.script, {
          message: () => this.settled(helper),
          failed: () => this.settled(helper),
        });
      } catch {
        return; // The host allows no more.
      }
      this.helpers.push(helper);
      this.starting.add(helper);
      if (this.start) helper.post(this.start);
    }
  }

  /** Lets all workers begin; comes back when they have, or have failed, or after a while. */
  async begin(start: Start): Promise<void> {
    this.start = start;
    for (const helper of this.helpers) helper.post(start);
    if (this.starting.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.whenAllStarted = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends all workers. */
  stop() {
    for (const helper of this.helpers) helper.stop();
    this.helpers.length = 0;
  }

  private settled(helper: Helper) {
    this.starting.delete(helper);
    if (this.starting.size === 0) this.whenAllStarted?.();
  }
}
