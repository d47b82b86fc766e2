/** Tensors, variables and buffers of elements. */
import { core, DTYPE_CODES, scratch } from './core';
import { DataId, keep, releaseTensor, releaseVariable, state, track, trackTensor } from './engine';
import { DTYPE_NAMES } from './native';
import { tensorToString } from './format';
import type { ArrayMap, DataType, DataTypeMap, NumericDataType, Rank, ShapeMap } from './types';
import { arrayType, assert, assertNonNegativeIntegerDimensions, bytesFromStringArray, computeStrides,
  decodeString, encodeString, getArrayFromDType, indexToLoc, locToIndex, sizeFromShape, toNestedArray } from './util';

let nextTensorId = 0;
let nextVariableName = 0;

/**
 * An array of elements of one type, of any rank, that does not change.
 *
 * Its elements are in the engine's memory: `dispose` or `tidy` gives it back at once, otherwise it
 * goes some time after the last reference to the object.
 */
export class Tensor<R extends Rank = Rank> {
  /** A number of its own. */
  readonly id = nextTensorId++;
  /** What holds its elements; tensors that share them share this. */
  declare dataId: DataId;
  declare readonly shape: ShapeMap[R];
  declare readonly dtype: DataType;
  /** The number of elements. */
  declare readonly size: number;
  /** Does it outlive its scope? */
  kept = false;
  scopeId = -1;
  isDisposedInternal = false;
  /** Is it known to the registry of what may be forgotten? */
  guarded = false;
  /** The engine's name for it. */
  declare handle: number;
  declare kerasMask?: Tensor;

  constructor(shape: number[], dtype: DataType, dataId: DataId, handle: number) {
    this.shape = shape as ShapeMap[R];
    this.dtype = dtype;
    this.size = sizeFromShape(shape);
    this.dataId = dataId;
    this.handle = handle;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }
  get rankType(): R {
    return (this.rank < 5 ? `${this.rank}` : 'higher') as R;
  }
  /** How many elements apart neighbours lie, for each axis but the last. */
  get strides(): number[] {
    return computeStrides(this.shape);
  }

  /** A copy of the elements. */
  dataSync<D extends DataType = NumericDataType>(): DataTypeMap[D] {
    this.throwIfDisposed();
    if (this.dtype !== 'string') return readNumbers(this) as DataTypeMap[D];
    try {
      return readStrings(this).map((b) => decodeString(b)) as DataTypeMap[D];
    } catch {
      throw new Error('The strings are not UTF-8; tensor.bytes() gives their bytes.');
    }
  }
  /** A copy of the elements. */
  async data<D extends DataType = NumericDataType>(): Promise<DataTypeMap[D]> {
    return this.dataSync<D>();
  }
  /** The bytes of the elements; of strings a list. */
  async bytes(): Promise<Uint8Array[] | Uint8Array> {
    this.throwIfDisposed();
    if (this.dtype === 'string') return readStrings(this);
    return new Uint8Array((readNumbers(this) as Float32Array).buffer);
  }
  /** The elements in nested arrays. */
  arraySync(): ArrayMap[R] {
    return toNestedArray(this.shape, this.dataSync(), this.dtype === 'complex64');
  }
  /** The elements in nested arrays. */
  async array(): Promise<ArrayMap[R]> {
    return this.arraySync();
  }
  /** The elements in a buffer that can be written to. */
  bufferSync<D extends DataType = 'float32'>(): TensorBuffer<R, D> {
    return new TensorBuffer<R, D>(this.shape, this.dtype as D, this.dataSync<D>());
  }
  /** The elements in a buffer that can be written to. */
  async buffer<D extends DataType = 'float32'>(): Promise<TensorBuffer<R, D>> {
    return this.bufferSync<D>();
  }

  /** Gives back the memory. The tensor is of no use afterwards. */
  dispose(): void {
    if (this.isDisposedInternal) return;
    this.kerasMask?.dispose();
    releaseTensor(this);
    this.isDisposedInternal = true;
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
  get isDisposed(): boolean {
    return this.isDisposedInternal;
  }
  throwIfDisposed(): void {
    if (this.isDisposedInternal) throw new Error('Tensor is disposed.');
  }

  /** The tensor as text; with `verbose` its type and shape too. */
  toString(verbose = false): string {
    return tensorToString(this.dataSync(), this.shape, this.dtype, verbose);
  }
  /** Prints the tensor to the console. */
  print(verbose = false): void {
    console.log(this.toString(verbose));
  }

  /** A variable that begins with this value. */
  variable(trainable = true, name?: string, dtype?: DataType): Variable<R> {
    this.throwIfDisposed();
    return makeVariable<R>(this, trainable, name, dtype);
  }
}

// Older hosts lack the symbol.
(Symbol as any).dispose ??= Symbol.for('Symbol.dispose');

/** A tensor of rank 0. */
export type Scalar = Tensor<'R0'>;
/** A tensor of rank 1. */
export type Tensor1D = Tensor<'R1'>;
/** A tensor of rank 2. */
export type Tensor2D = Tensor<'R2'>;
/** A tensor of rank 3. */
export type Tensor3D = Tensor<'R3'>;
/** A tensor of rank 4. */
export type Tensor4D = Tensor<'R4'>;
/** A tensor of rank 5. */
export type Tensor5D = Tensor<'R5'>;
/** A tensor of rank 6. */
export type Tensor6D = Tensor<'R6'>;

/** A tensor whose value can be replaced. */
export class Variable<R extends Rank = Rank> extends Tensor<R> {
  private declare trained: boolean;

  constructor(shape: number[], dtype: DataType, dataId: DataId, handle: number, trainable: boolean,
    readonly name: string) {
    super(shape, dtype, dataId, handle);
    this.trained = trainable;
  }

  /** Does training change it? */
  get trainable(): boolean {
    return this.trained;
  }
  set trainable(trainable: boolean) {
    this.trained = trainable;
    core.setTrainable(this.handle, trainable);
  }

  /** Gives it a new value of the same type and shape. */
  assign(newValue: Tensor<R>): void {
    for (const key of ['dtype', 'shape'] as const) {
      assert(`${newValue[key]}` === `${this[key]}`, () =>
        `${key} of the new value (${newValue[key]}) and previous value (${this[key]}) must match`);
    }
    this.throwIfDisposed();
    newValue.throwIfDisposed();
    core.variableAssign(this.handle, newValue.handle);
    if (--this.dataId.refs === 0) state.numDataBuffers--;
    this.dataId = newValue.dataId;
    if (this.dataId.refs++ === 0) state.numDataBuffers++;
  }

  override dispose(): void {
    releaseVariable(this);
    this.isDisposedInternal = true;
  }
}

/** A variable, counted and known by its name. */
export function makeVariable<R extends Rank>(initialValue: Tensor<R>, trainable = true, name?: string,
  dtype?: DataType): Variable<R> {
  name = name || `${nextVariableName++}`;
  if (dtype != null && dtype !== initialValue.dtype) initialValue = (initialValue as any).cast(dtype);
  if (state.registeredVariables[name] != null) throw new Error(`Variable with name ${name} was already registered`);
  initialValue.throwIfDisposed();
  const v = new Variable<R>(initialValue.shape.slice(), initialValue.dtype, initialValue.dataId,
    core.variable(initialValue.handle, name, trainable), trainable, name);
  state.registeredVariables[name] = v as unknown as Variable;
  trackTensor(v);
  return v;
}

/** A variable that the engine has made, counted as long as the object lives. */
export function adoptVariable(handle: number, name: string, trainable: boolean): Variable {
  core.describe(handle);
  const s = scratch();
  const v = new Variable(Array.from(s.subarray(2, 2 + s[1])), DTYPE_NAMES[s[0]], new DataId(), handle, trainable, name);
  trackTensor(v);
  return keep(v);
}

/** A new tensor with elements of its own. Strings may be given as text or as bytes. */
export function makeTensor(values: any, shape: number[], dtype: DataType = 'float32'): Tensor {
  if (values == null) throw new Error('Values passed to engine.makeTensor() are null');
  const dataId = new DataId();
  const s = scratch();
  let handle: number;
  shape = shape.slice();
  for (let i = 0; i < shape.length; i++) s[i] = shape[i];
  if (dtype === 'string') {
    const bytes: Uint8Array[] = values.map((v: string | Uint8Array) => (typeof v === 'string' ? encodeString(v) : v));
    dataId.bytes = bytesFromStringArray(bytes);
    const all = new Uint8Array(dataId.bytes);
    let at = 0;
    bytes.forEach((b, i) => {
      all.set(b, at);
      at += b.length;
      s[shape.length + i] = b.length;
    });
    handle = core.createStrings(shape.length, all);
  } else {
    if (dtype === 'float16' || dtype === 'bfloat16') {
      const wide = makeTensor(values, shape, 'float32');
      const t = (wide as any).cast(dtype);
      wide.dispose();
      return t;
    }
    // No call takes more bytes than this.
    assert(values.byteLength < 2 ** 31, 'out of memory');
    handle = core.create(DTYPE_CODES[dtype], shape.length,
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return adopt(handle, dtype, shape, dataId);
}

/** A tensor object for a handle that the engine gave. */
export function adopt(handle: number, dtype: DataType, shape: number[], dataId = new DataId()): Tensor {
  const t = new Tensor(shape, dtype, dataId, handle);
  trackTensor(t);
  return track(t);
}

function readNumbers(t: Tensor): DataTypeMap[NumericDataType] {
  if (t.dtype === 'float16' || t.dtype === 'bfloat16') {
    const wide = (t as any).cast('float32');
    const values = readNumbers(wide);
    wide.dispose();
    return values;
  }
  const type = arrayType(t.dtype === 'complex64' ? 'float32' : t.dtype);
  let bytes = core.read(t.handle);
  if (bytes.byteOffset % type.BYTES_PER_ELEMENT || bytes.byteLength !== bytes.buffer.byteLength) bytes = bytes.slice();
  return new type(bytes.buffer, bytes.byteOffset, bytes.byteLength / type.BYTES_PER_ELEMENT);
}

function readStrings(t: Tensor): Uint8Array[] {
  const bytes = core.readStrings(t.handle);
  const s = scratch();
  let at = 0;
  return Array.from({ length: t.size }, (_, i) => bytes.slice(at, (at += s[i])));
}

/** Elements in a plain array, to be read and written one by one before they become a tensor. */
export class TensorBuffer<R extends Rank = Rank, D extends DataType = 'float32'> {
  size: number;
  shape: ShapeMap[R];
  strides: number[];
  values: DataTypeMap[D];

  constructor(shape: ShapeMap[R] | number[], public dtype: D, values?: DataTypeMap[D]) {
    this.shape = shape.slice() as ShapeMap[R];
    this.size = sizeFromShape(shape);
    if (values != null) {
      assert(values.length === this.size, () => `buffer: ${values.length} values do not fill the shape [${shape}]`);
    }
    assert((dtype as string) !== 'complex64', 'complex64 TensorBuffers are not supported; use tf.complex(real, imag).');
    this.values = values ?? getArrayFromDType(dtype, this.size);
    this.strides = computeStrides(shape as number[]);
  }

  get rank(): number {
    return this.shape.length;
  }
  /** Writes one element. */
  set(value: any, ...locs: number[]): void {
    if (locs.length === 0) locs = [0];
    assert(locs.length === this.rank || this.rank === 0, () => `set: ${locs.length} coordinates for rank ${this.rank}`);
    (this.values as any[])[this.locToIndex(locs)] = value;
  }
  /** Reads one element. */
  get(...locs: number[]): any {
    if (locs.length === 0) locs = [0];
    locs.forEach((loc, i) => {
      if (loc < 0 || loc >= this.shape[i]!) {
        throw new Error(`Requested out of range element at ${locs}.   Buffer shape=${this.shape}`);
      }
    });
    return this.values[this.locToIndex(locs)];
  }
  locToIndex(locs: number[]): number {
    return locToIndex(locs, this.rank, this.strides);
  }
  indexToLoc(index: number): number[] {
    return indexToLoc(index, this.rank, this.strides);
  }
  /** The elements as a tensor. */
  toTensor(): Tensor<R> {
    return makeTensor(this.values, this.shape, this.dtype) as Tensor<R>;
  }
}

/** A buffer to write elements to, one by one. */
export function buffer<R extends Rank = Rank, D extends DataType = 'float32'>(shape: ShapeMap[R] | number[],
  dtype: D = 'float32' as D, values?: DataTypeMap[D]): TensorBuffer<R, D> {
  assertNonNegativeIntegerDimensions(shape as number[]);
  return new TensorBuffer<R, D>(shape, dtype, values);
}
