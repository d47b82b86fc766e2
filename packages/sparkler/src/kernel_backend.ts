/** Classes that third-party backends of TensorFlow.js extend. The engine here is its own backend. */

const METHODS = ['refCount', 'incRef', 'time', 'read', 'readSync', 'readToGPU', 'numDataIds', 'disposeData', 'write',
  'move', 'createTensorFromGPUData', 'memory', 'floatPrecision', 'dispose'] as const;

/** What a backend has to offer; what it does not define throws. */
export class KernelBackend {
  [method: string]: any;
  constructor() {
    for (const name of METHODS) {
      this[name] ??= () => {
        throw new Error(`'${name}' not yet implemented or not found in the registry.`);
      };
    }
  }
  timerAvailable(): boolean {
    return true;
  }
  epsilon(): number {
    return this.floatPrecision() === 32 ? 1e-7 : 1e-4;
  }
}

/** Data by the objects that stand for it. */
export class DataStorage<T> extends WeakMap<object, T> {
  private count = 0;
  constructor(private backend: unknown, private mover: { moveData(backend: unknown, dataId: object): void }) {
    super();
  }
  override get(dataId: object): T {
    if (!this.has(dataId)) this.mover.moveData(this.backend, dataId);
    return super.get(dataId)!;
  }
  override set(dataId: object, value: T): this {
    this.count++;
    return super.set(dataId, value);
  }
  override delete(dataId: object): boolean {
    this.count--;
    return super.delete(dataId);
  }
  numDataIds(): number {
    return this.count;
  }
}
