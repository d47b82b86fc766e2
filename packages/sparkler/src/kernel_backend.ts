/** Classes that third-party backends of TensorFlow.js extend. The engine here is its own backend. */

const METHODS = ['refCount', 'incRef', 'time', 'read', 'readSync', 'readToGPU', 'numDataIds', 'disposeData', 'write',
  'move', 'createTensorFromGPUData', 'memory', 'floatPrecision', 'dispose'] as const;

/** What a backend has to offer; what it does not define throws. */
export class KernelBackend {
  [method: string]: any;
  constructor() {
    for (const name of METHODS) {
      this[name] ??= () => {
        throw new Error(`'${name}' not yet implemented or not found in the registry. This kernel may not be supported by ` +
          'the tfjs backend you have chosen');
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
export class DataStorage<T> {
  private data = new WeakMap<object, T>();
  private count = 0;

  constructor(_backend: unknown, private mover: { moveData(backend: unknown, dataId: object): void }) {
    this.backend = _backend;
  }
  private backend: unknown;

  get(dataId: object): T {
    if (!this.data.has(dataId)) this.mover.moveData(this.backend, dataId);
    return this.data.get(dataId)!;
  }
  set(dataId: object, value: T): void {
    this.count++;
    this.data.set(dataId, value);
  }
  has(dataId: object): boolean {
    return this.data.has(dataId);
  }
  delete(dataId: object): boolean {
    this.count--;
    return this.data.delete(dataId);
  }
  numDataIds(): number {
    return this.count;
  }
}
