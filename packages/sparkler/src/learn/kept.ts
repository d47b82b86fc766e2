/** What lives in the module's memory and moves with it. */
import type { Home } from './module';
import type { Kept, Native } from './native';

/** Something learnt: in the module's memory, or in a file. */
export abstract class Saved<K extends Kept> {
  /** @internal */
  constructor(protected home: Home, protected kept: K) {
    home.welcome(this);
  }

  /** How its file is opened. @internal */
  protected abstract open(native: Native, bytes: Uint8Array): K;

  /** @internal */
  move(to: Home): void {
    this.kept = this.open(to.native, this.kept.save());
    this.home = to;
    to.welcome(this);
  }

  /** Asks the module. @internal */
  protected ask<T>(question: (kept: K, native: Native) => T): T {
    return this.home.call((native) => question(this.kept, native));
  }

  /** Its file, which Sparkler opens everywhere. */
  save(): Uint8Array<ArrayBuffer> {
    return this.ask((kept) => kept.save());
  }

  /** Gives its memory back now; otherwise that happens when nothing refers to it any more. */
  dispose(): void {
    this.kept.free();
  }
}

/** Bytes of a file. */
export const bytesOf = (bytes: Uint8Array | ArrayBuffer): Uint8Array =>
  bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
