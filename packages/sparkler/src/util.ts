/** Small functions on shapes, types and arrays, public as `tf.util`. */
import { bytesOf, DTYPE_CODES } from './core';
import { ENV } from './env';
import type { DataType, TensorLike, TypedArray } from './types';

/** Throws an error with that message unless the expression holds. */
export function assert(expr: unknown, msg: string | (() => string)): asserts expr {
  if (!expr) throw new Error(typeof msg === 'string' ? msg : msg());
}

/** Mixes an array in place. */
export function shuffle(array: any[] | Uint32Array | Int32Array | Float32Array) {
  shuffleCombo(array as any[], new Array(array.length));
}
/** Mixes two arrays of one length in place and in the same way. */
export function shuffleCombo(array: any[] | TypedArray, array2: any[] | TypedArray) {
  assert(array.length === array2.length, 'Array sizes must match to be shuffled together');
  for (let i = array.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    swap(array as any, i, j);
    swap(array2 as any, i, j);
  }
}
export const clamp = (min: number, x: number, max: number) => Math.max(min, Math.min(x, max));
export function swap<T>(object: { [index: number]: T }, left: number, right: number) {
  [object[left], object[right]] = [object[right], object[left]];
}
/** A random number from `a` to before `b`. */
export const randUniform = (a: number, b: number) => a + (b - a) * Math.random();
export function sum(arr: ArrayLike<number>) {
  let total = 0;
  for (let i = 0; i < arr.length; i++) total += arr[i];
  return total;
}

export function assertShapesMatch(shapeA: number[], shapeB: number[], errorMessagePrefix = '') {
  assert(arraysEqual(shapeA, shapeB), () => `${errorMessagePrefix} Shapes ${shapeA} and ${shapeB} must match`);
}
export function assertNonNull(a: unknown) {
  assert(a != null, 'The input to the tensor constructor must be a non-null value.');
}
export function sizeFromShape(shape: ArrayLike<number>) {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}
export const isScalarShape = (shape: number[]) => shape.length === 0;

const equal = (n1: any, n2: any, nulls: boolean): boolean => {
  if (n1 === n2) return true;
  if (n1 == null || n2 == null || n1.length !== n2.length) return false;
  for (let i = 0; i < n1.length; i++) {
    if (n1[i] !== n2[i] && !(nulls && (n1[i] === null || n2[i] === null))) return false;
  }
  return true;
};
export const arraysEqual = (n1?: ArrayLike<unknown> | null, n2?: ArrayLike<unknown> | null) => equal(n1, n2, false);
export const arraysEqualWithNull = (n1: Array<number | null>, n2: Array<number | null>) => equal(n1, n2, true);

export const isInt = (a: number) => a % 1 === 0;
export const tanh = (x: number) => Math.tanh(x);
export function sizeToSquarishShape(size: number): [number, number] {
  const width = Math.ceil(Math.sqrt(size));
  return [width, Math.ceil(size / width)];
}
export function createShuffledIndices(n: number) {
  const indices = Uint32Array.from({ length: n }, (_, i) => i);
  shuffle(indices);
  return indices;
}
export const rightPad = (a: string, size: number) => a.padEnd(size);

/** Tries until `checkFn` says yes, with pauses in between. */
export function repeatedTry(checkFn: () => boolean, delayFn = (_counter: number) => 0, maxCounter?: number,
  scheduleFn: (f: Function, delay: number) => void = (f, delay) => void setTimeout(f as () => void, delay)) {
  return new Promise<void>((resolve, reject) => {
    let tries = 0;
    const attempt = () => {
      if (checkFn()) return resolve();
      const pause = delayFn(++tries);
      if (maxCounter != null && tries >= maxCounter) return reject();
      scheduleFn(attempt, pause);
    };
    attempt();
  });
}

/** A shape in which -1 stands for what the size leaves over. */
export function inferFromImplicitShape(shape: number[], size: number): number[] {
  const at = shape.indexOf(-1);
  const last = shape.lastIndexOf(-1);
  const negative = shape.findIndex((d) => d < -1);
  assert(negative < 0 && at === last, () => `Shapes must have no numbers below 0 but one -1, got [${shape}]`);
  const product = shape.reduce((a, d) => (d >= 0 ? a * d : a), 1);
  if (at < 0) {
    assert(!(size > 0 && size !== product), () => `Size(${size}) must match the product of shape ${shape}`);
    return shape;
  }
  assert(size % product === 0, () => `No extent makes [${shape}] a shape of ${size} elements`);
  return shape.map((d) => (d === -1 ? size / product : d));
}

/** Axes as a list of numbers from 0. */
export function parseAxisParam(axis: number | number[] | null | undefined, shape: number[]): number[] {
  const rank = shape.length;
  const axes = axis == null ? shape.map((_, i) => i) : ([] as number[]).concat(axis);
  assert(axes.every((ax) => ax >= -rank && ax < rank), () =>
    `All values in axis param must be in range [-${rank}, ${rank}) but got axis ${axes}`);
  assert(axes.every(isInt), () => `All values in axis param must be integers but got axis ${axes}`);
  return axes.map((a) => (a < 0 ? rank + a : a));
}

/** A shape without axes of one element (all, or those listed), and which axes stay. */
export function squeezeShape(shape: number[], axis?: number[] | number | null) {
  const all = axis == null || (Array.isArray(axis) && axis.length === 0);
  const axes = parseAxisParam(all ? null : axis, shape).sort((a, b) => a - b);
  const keptDims = shape.map((_, i) => i).filter((i) => {
    const drop = axes.includes(i);
    if (drop && !all && shape[i] !== 1) throw new Error(`Can't squeeze axis ${i} since its dim '${shape[i]}' is not 1`);
    return !drop || shape[i] !== 1;
  });
  return { newShape: keptDims.map((i) => shape[i]), keptDims };
}

const ARRAYS: Partial<Record<DataType, any>> = {
  float32: Float32Array, int32: Int32Array, bool: Uint8Array, string: Array, uint8: Uint8Array, int8: Int8Array,
  int64: BigInt64Array, float64: Float64Array, float16: Float32Array, bfloat16: Float32Array,
};
/** The kind of array that holds elements of that type. */
export function arrayType(dtype: DataType | null | undefined): any {
  const type = ARRAYS[dtype ?? 'float32'];
  if (!type) throw new Error(`Unknown data type ${dtype}`);
  return type;
}
export const getArrayFromDType = (dtype: DataType | undefined, size: number): any => new (arrayType(dtype))(size);

export function checkConversionForErrors(vals: ArrayLike<number>, dtype: DataType) {
  for (let i = 0; i < vals.length; i++) {
    if (!Number.isFinite(Number(vals[i]))) throw new Error(`A tensor of type ${dtype} being uploaded contains ${vals[i]}.`);
  }
}
export const isValidDtype = (dtype: string): dtype is DataType => Object.hasOwn(DTYPE_CODES, dtype);

const ORDER = ['bool', 'int32', 'float32', 'complex64'];
/** Would a cast lose something? */
export const hasEncodingLoss = (oldType: DataType, newType: DataType) => {
  const from = ORDER.indexOf(oldType), to = ORDER.indexOf(newType);
  return from < 0 || from > to;
};
export function bytesPerElement(dtype: DataType): number {
  const bytes = dtype === 'string' ? 0 : bytesOf(dtype);
  if (!bytes) throw new Error(`Unknown dtype ${dtype}`);
  return bytes;
}
export const bytesFromStringArray = (arr?: ArrayLike<unknown>[] | null) => (arr ?? []).reduce((n, x) => n + x.length, 0);
export const isString = (value: unknown): value is string => typeof value === 'string' || value instanceof String;
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isFunction = (f: unknown): f is Function => typeof f === 'function';
export const isTypedArray = (a: unknown): a is TypedArray =>
  ENV.platform.isTypedArray?.(a) ?? (ArrayBuffer.isView(a) && !(a instanceof DataView));
export const isPromise = (object: any): object is Promise<unknown> => !!object && typeof object.then === 'function';

/** The type that values have if nothing is said. */
export function inferDtype(values: any): DataType {
  while (Array.isArray(values)) values = values[0];
  if (values instanceof Int32Array || values instanceof Uint8Array || values instanceof Uint8ClampedArray) return 'int32';
  if (values instanceof BigInt64Array) return 'int64';
  if (values instanceof Float64Array) return 'float32';
  return isString(values) ? 'string' : isBoolean(values) ? 'bool' : 'float32';
}
/** How far apart neighbours lie along each axis but the last. */
export function computeStrides(shape: number[]): number[] {
  const rank = shape.length;
  if (rank < 2) return [];
  const strides = new Array(rank - 1);
  for (let i = rank - 2, stride = 1; i >= 0; i--) strides[i] = stride *= shape[i + 1];
  return strides;
}
function nest(offset: number, shape: number[], a: any, width: number): any[] {
  if (shape.length === 1) return Array.from({ length: shape[0] * width }, (_, i) => a[offset + i]);
  const rest = shape.slice(1);
  const step = sizeFromShape(rest) * width;
  return Array.from({ length: shape[0] }, (_, i) => nest(offset + i * step, rest, a, width));
}
/** Elements in nested arrays of a shape. */
export function toNestedArray(shape: number[], a: ArrayLike<unknown>, isComplex = false): any {
  if (shape.length === 0) return a[0];
  const width = isComplex ? 2 : 1;
  const size = sizeFromShape(shape) * width;
  if (size === 0) return [];
  if (size !== a.length) {
    throw new Error(`[${shape}] does not match the input size ${a.length}${isComplex ? ' for a complex tensor' : ''}.`);
  }
  return nest(0, shape, a, width);
}
export function makeZerosTypedArray(size: number, dtype?: DataType): any {
  if (dtype === 'string') throw new Error(`Unknown data type ${dtype}`);
  return new (arrayType(dtype === 'complex64' ? 'float32' : dtype))(size);
}
export const makeOnesTypedArray = (size: number, dtype?: DataType): any => makeZerosTypedArray(size, dtype).fill(1);
export const makeZerosNestedTypedArray = (shape: number[], dtype?: DataType): any =>
  toNestedArray(shape, makeZerosTypedArray(sizeFromShape(shape), dtype));
export function assertNonNegativeIntegerDimensions(shape: number[]) {
  assert(shape.every((d) => Number.isInteger(d) && d >= 0), () =>
    `Tensor must have a shape comprised of positive integers but got shape [${shape}].`);
}
export function locToIndex(locs: number[], rank: number, strides: number[]) {
  return rank === 0 ? 0 : locs.reduce((at, loc, i) => at + loc * (strides[i] ?? 1), 0);
}
export function indexToLoc(index: number, rank: number, strides: number[]): number[] {
  return Array.from({ length: rank }, (_, i) => {
    const stride = i < rank - 1 ? strides[i] : 1;
    const loc = Math.floor(index / stride);
    index -= loc * stride;
    return loc;
  });
}

/** Milliseconds on a clock that only goes forward. */
export const now = () => ENV.platform.now();
export const fetch = (path: string, requestInits?: RequestInit) => ENV.platform.fetch(path, requestInits);
export const encodeString = (s: string, encoding = 'utf-8') => ENV.platform.encode(s, encoding);
export const decodeString = (bytes: Uint8Array, encoding = 'utf-8') => ENV.platform.decode(bytes, encoding);

/** Elements of that type in a typed array. */
export function toTypedArray(a: any, dtype: DataType = 'float32'): any {
  if (dtype === 'string') throw new Error('Cannot convert a string[] to a TypedArray');
  if (Array.isArray(a)) a = flatten(a);
  if (ENV.getBool('DEBUG')) checkConversionForErrors(a, dtype);
  const type = arrayType(dtype === 'complex64' ? 'float32' : dtype);
  if (a instanceof type) return a;
  if (dtype === 'bool') return Uint8Array.from(a, (x: any) => (Math.round(x) !== 0 ? 1 : 0));
  if (dtype === 'int64') return BigInt64Array.from(a, (x: any) => BigInt(Math.trunc(Number(x))));
  return a instanceof BigInt64Array ? type.from(a, Number) : new type(a);
}

/** The elements of nested arrays in one list. */
export function flatten<T = any>(arr: any, result: T[] = [], skipTypedArray = false): T[] {
  const typed = isTypedArray(arr);
  if (Array.isArray(arr) || (typed && !skipTypedArray)) {
    for (let i = 0; i < arr.length; i++) {
      const x = arr[i] as any;
      if (typeof x === 'number') result.push(x as T);
      else flatten(x, result, skipTypedArray);
    }
  } else if (typed || typeof arr !== 'object' || arr == null || isPromise(arr)) {
    result.push(arr as T);
  } else {
    const last = Math.max(-1, ...Object.keys(arr).filter((key) => /^(0|[1-9]\d*)$/.test(key)).map(Number));
    for (let i = 0; i <= last; i++) flatten(arr[i], result, skipTypedArray);
  }
  return result;
}

/** The shape of nested arrays. */
export function inferShape(val: any, dtype?: DataType): number[] {
  if (isTypedArray(val)) return dtype === 'string' ? [] : [val.length];
  if (!Array.isArray(val)) return [];
  const shape: number[] = [];
  for (let first: any = val; Array.isArray(first) || (isTypedArray(first) && dtype !== 'string'); first = first[0]) {
    shape.push(first.length);
  }
  if (ENV.getBool('TENSORLIKE_CHECK_SHAPE_CONSISTENCY')) checkShape(val, shape, []);
  return shape;
}
function checkShape(val: any, shape: number[], at: number[]) {
  const where = `Element arr[${at.join('][')}]`;
  if (!Array.isArray(val) && !isTypedArray(val)) {
    assert(!shape.length, () => `${where} is a primitive, but should be an array/TypedArray of ${shape[0]} elements`);
    return;
  }
  assert(shape.length, () => `${where} should be a primitive, but is an array of ${val.length} elements`);
  assert(val.length === shape[0], () => `${where} should have ${shape[0]} elements, but has ${val.length} elements`);
  val.forEach((x: any, i: number) => checkShape(x, shape.slice(1), [...at, i]));
}

/** Is that something that a tensor can be made of? */
export const isTensorLike = (x: unknown): x is TensorLike =>
  isTypedArray(x) || Array.isArray(x) || ['number', 'boolean', 'string'].includes(typeof x);
