/** What happens during training. */
import { dispose, keep } from '../engine';
import { nextFrame } from '../globals';
import type { Tensor } from '../tensor';
import { assert } from '../util';

/** Loss and metrics by name. */
export type Logs = Record<string, number>;
type Hook<A extends unknown[]> = (...args: A) => void | Promise<void>;

/** Functions that training calls. */
export interface CustomCallbackArgs {
  onTrainBegin?: Hook<[logs?: Logs]>;
  onTrainEnd?: Hook<[logs?: Logs]>;
  onEpochBegin?: Hook<[epoch: number, logs?: Logs]>;
  onEpochEnd?: Hook<[epoch: number, logs?: Logs]>;
  onBatchBegin?: Hook<[batch: number, logs?: Logs]>;
  onBatchEnd?: Hook<[batch: number, logs?: Logs]>;
  onYield?: Hook<[epoch: number, batch: number, logs: Logs]>;
  nowFunc?: () => number;
  nextFrameFunc?: () => Promise<void>;
}

/** What a callback sees of a model. */
export interface Trained {
  stopTraining: boolean;
  getWeights(): Tensor[];
  setWeights(weights: Tensor[]): void;
}

/** Something that is told how training goes. Subclasses define what they want to hear of. */
export class BaseCallback implements CustomCallbackArgs {
  protected model!: Trained;
  params: Record<string, unknown> = {};
  setParams(params: Record<string, unknown>): void {
    this.params = params;
  }
  setModel(model: any): void {
    this.model = model;
  }
  async onTrainBegin(_logs?: Logs): Promise<void> {}
  async onTrainEnd(_logs?: Logs): Promise<void> {}
  async onEpochBegin(_epoch: number, _logs?: Logs): Promise<void> {}
  async onEpochEnd(_epoch: number, _logs?: Logs): Promise<void> {}
  async onBatchBegin(_batch: number, _logs?: Logs): Promise<void> {}
  async onBatchEnd(_batch: number, _logs?: Logs): Promise<void> {}
}
/** A callback with the model that is trained. */
export class Callback extends BaseCallback {}

/** A callback made of functions. */
export class CustomCallback extends BaseCallback {
  constructor(args: CustomCallbackArgs, _yieldEvery?: YieldEvery) {
    super();
    Object.assign(this, args);
  }
}
/** Several callbacks as one. */
export class CallbackList {
  constructor(public callbacks: BaseCallback[] = [], public queueLength = 10) {}
  append(callback: BaseCallback): void {
    this.callbacks.push(callback);
  }
  setParams(params: Record<string, unknown>): void {
    for (const c of this.callbacks) c.setParams?.(params);
  }
  setModel(model: unknown): void {
    for (const c of this.callbacks) c.setModel?.(model);
  }
  /** Tells all of them. */
  async tell(hook: keyof CustomCallbackArgs, ...args: unknown[]): Promise<void> {
    for (const c of this.callbacks) await (c as any)[hook]?.(...args);
  }
  has(hook: keyof CustomCallbackArgs): boolean {
    return this.callbacks.some((c) => c[hook as 'onBatchEnd'] && c[hook as 'onBatchEnd'] !== BaseCallback.prototype[hook as 'onBatchEnd']);
  }
}
/** Loss and metrics of all epochs. */
export class History extends BaseCallback {
  epoch: number[] = [];
  history: Record<string, number[]> = {};
  override async onTrainBegin(): Promise<void> {
    this.epoch = [];
    this.history = {};
  }
  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.epoch.push(epoch);
    for (const name in logs) (this.history[name] ??= []).push(logs[name]);
  }
  /** The numbers are there already. */
  async syncData(): Promise<void> {}
}

/** What `EarlyStopping` takes. */
export interface EarlyStoppingCallbackArgs {
  monitor?: string;
  minDelta?: number;
  patience?: number;
  verbose?: number;
  mode?: 'auto' | 'min' | 'max';
  baseline?: number;
  restoreBestWeights?: boolean;
}
/** Stops training when a number gets no better. */
export class EarlyStopping extends Callback {
  private best = 0;
  private wait = 0;
  private stoppedEpoch = 0;
  private kept: Tensor[] = [];
  private rising: boolean;

  constructor(private args: EarlyStoppingCallbackArgs = {}) {
    super();
    const { monitor = 'val_loss', mode = 'auto' } = args;
    this.rising = mode === 'max' || (mode !== 'min' && /acc/.test(monitor));
  }
  override async onTrainBegin(): Promise<void> {
    this.wait = this.stoppedEpoch = 0;
    this.best = this.args.baseline ?? (this.rising ? -Infinity : Infinity);
  }
  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const { monitor = 'val_loss', minDelta = 0, patience = 0, restoreBestWeights } = this.args;
    const current = logs[monitor];
    if (current === undefined) {
      console.warn(`EarlyStopping: ${monitor} is not among ${Object.keys(logs)}`);
      return;
    }
    const gain = this.rising ? current - this.best : this.best - current;
    if (gain > Math.abs(minDelta)) {
      this.best = current;
      this.wait = 0;
      if (restoreBestWeights) {
        dispose(this.kept);
        this.kept = this.model.getWeights().map((w) => keep(w.clone()));
      }
    } else if (++this.wait >= patience) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }
  override async onTrainEnd(): Promise<void> {
    if (this.kept.length && this.stoppedEpoch) this.model.setWeights(this.kept);
    dispose(this.kept);
    this.kept = [];
    if (this.stoppedEpoch > 0 && this.args.verbose) console.log(`Epoch ${this.stoppedEpoch}: early stopping.`);
  }
}
/** Makes callbacks, public as `tf.callbacks`. */
export const callbacks = { earlyStopping: (args?: EarlyStoppingCallbackArgs) => new EarlyStopping(args) };

/** When training lets the page work: by itself, after each batch or epoch, after so many milliseconds, or not. */
export type YieldEvery = 'auto' | 'batch' | 'epoch' | 'never' | number;

const later = (): Promise<void> => {
  const { setImmediate: immediate } = globalThis as any;
  return new Promise((resolve) => {
    if (immediate) return immediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
};
/** Milliseconds of work before the page has its turn. */
const SLICE = 20;

/** Lets the page work from time to time. */
export class Yielder {
  private last = performance.now();
  constructor(private every: YieldEvery = 'auto', private frame?: () => Promise<void>) {
    assert(/^(auto|batch|epoch|never|[\d.]+)$/.test(`${every}`), `yieldEvery cannot be ${every}`);
  }
  /** Waits if it is time to, after a batch or an epoch. Says whether it did. */
  async turn(after: 'batch' | 'epoch'): Promise<boolean> {
    const { every } = this;
    const due = every === 'auto' || typeof every === 'number'
      ? performance.now() - this.last >= (every === 'auto' ? SLICE : every) : every === after || (every === 'batch' && after === 'epoch');
    if (due) {
      await (this.frame ? this.frame() : every === 'epoch' ? nextFrame() : later());
      this.last = performance.now();
    }
    return due;
  }
}
/** Callbacks as a list. */
export function standardizeCallbacks(given: unknown): BaseCallback[] {
  return ([] as unknown[]).concat(given ?? []).map((c: any) =>
    c instanceof BaseCallback ? c : new CustomCallback(c as CustomCallbackArgs));
}
