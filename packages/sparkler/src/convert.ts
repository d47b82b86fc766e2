/** From JavaScript's values to tensors. */
import { makeTensor, Tensor } from './tensor';
import type { DataType, Rank, ShapeMap, TensorLike } from './types';
import { assert, assertNonNegativeIntegerDimensions, assertNonNull, flatten, inferDtype, inferShape, isTensorLike,
  isTypedArray, sizeFromShape, toTypedArray } from './util';

/** What an argument's type may be: a type, any number, or anything. */
export type Wanted = DataType | 'numeric' | 'string_or_numeric';

const FAMILY: Partial<Record<Wanted, string>> = {
  float32: 'float16 bfloat16 float32 float64', int32: 'uint8 int8 int32 int64',
};

function assertDtype(wanted: Wanted, dtype: DataType, argName: string, functionName: string) {
  if (wanted === 'string_or_numeric' || wanted === dtype) return;
  if (wanted == null) throw new Error('Expected dtype cannot be null.');
  if (wanted === 'numeric' ? dtype !== 'string' : FAMILY[wanted]?.split(' ').includes(dtype)) return;
  throw new Error(`Argument '${argName}' passed to '${functionName}' must be ${wanted} tensor, but got ${dtype} tensor`);
}

/** The argument as a tensor, if it can be one of the type that is wanted. */
export function convertToTensor<T extends Tensor>(x: T | TensorLike, argName: string, functionName: string,
  wanted: Wanted = 'numeric'): T {
  if (x instanceof Tensor) {
    assertDtype(wanted, x.dtype, argName, functionName);
    return x as T;
  }
  let dtype = inferDtype(x);
  if (dtype !== 'string' && ['bool', 'int32', 'float32'].includes(wanted)) dtype = wanted as DataType;
  assertDtype(wanted, dtype, argName, functionName);
  if (!isTensorLike(x)) {
    const type = x == null ? 'null' : (x as object).constructor.name;
    throw new Error(`Argument '${argName}' passed to '${functionName}' must be a Tensor or TensorLike, but got '${type}'`);
  }
  return makeTensor(elements(x, dtype), inferShape(x, dtype), dtype) as T;
}

/** The arguments in a list as tensors. */
export function convertToTensorArray<T extends Tensor>(arg: Array<T | TensorLike>, argName: string,
  functionName: string, wanted: Wanted = 'numeric'): T[] {
  if (!Array.isArray(arg)) {
    throw new Error(`Argument ${argName} passed to ${functionName} must be a \`Tensor[]\` or \`TensorLike[]\``);
  }
  return arg.map((t, i) => convertToTensor<T>(t, `${argName}[${i}]`, functionName, wanted));
}

function elements(x: any, dtype: DataType): any {
  const list = isTypedArray(x) || Array.isArray(x) ? x : [x];
  return dtype === 'string' ? flatten(list, [], true) : toTypedArray(list, dtype);
}

/** Makes a tensor of values, a shape found in them, and perhaps a shape and type that were asked for. */
function build(values: any, shape: number[] | null | undefined, inferred: number[], dtype?: DataType): Tensor {
  dtype = dtype ?? inferDtype(values);
  assert(dtype !== 'complex64', 'Cannot construct a complex64 tensor directly. Please use tf.complex(real, imag).');
  assert(isTensorLike(values), 'tensor: values must be numbers, booleans or strings, or arrays of them');
  if (shape != null) {
    assertNonNegativeIntegerDimensions(shape);
    const size = sizeFromShape(shape);
    const count = sizeFromShape(inferred);
    assert(size === count, () => `Based on the provided shape, [${shape}], the tensor should have ${size} values but ` +
      `has ${count}`);
    inferred.forEach((d, i) => {
      const flat = i === inferred.length - 1 && d === sizeFromShape(shape.slice(i));
      assert(d === shape[i] || flat, () => `tensor: values of shape [${inferred}] do not match the provided shape [${shape}]`);
    });
  }
  return makeTensor(elements(values, dtype), shape ?? inferred, dtype);
}

/** A tensor of numbers, truth values or strings. */
export function tensor<R extends Rank>(values: TensorLike, shape?: ShapeMap[R] | number[], dtype?: DataType): Tensor<R> {
  return build(values, shape as number[], inferShape(values, dtype), dtype) as Tensor<R>;
}

/** A tensor of rank 0. */
export function scalar(value: number | boolean | string | Uint8Array, dtype?: DataType): Tensor<'R0'> {
  assert(typeof value !== 'object' || (dtype === 'string' && value instanceof Uint8Array),
    'scalar: the value must be a number, boolean or string');
  return build(dtype === 'string' && isTypedArray(value) ? [value] : value, [], [], dtype) as Tensor<'R0'>;
}

function ranked(rank: number, values: any, shape: any, dtype?: DataType): Tensor {
  assertNonNull(values);
  const inferred = inferShape(values, dtype);
  assert(shape == null ? inferred.length === rank : shape.length === rank && [1, rank].includes(inferred.length), () =>
    `tensor${rank}d() requires values of rank ${rank}, or flat values and a shape; got rank ${inferred.length} and shape [${shape}]`);
  return build(values, shape, inferred, dtype);
}

/** A tensor of rank 1. */
export function tensor1d(values: any, dtype?: DataType): Tensor<'R1'> {
  return ranked(1, values, null, dtype) as Tensor<'R1'>;
}
/** A tensor of rank 2. */
export function tensor2d(values: any, shape?: [number, number], dtype?: DataType): Tensor<'R2'> {
  return ranked(2, values, shape, dtype) as Tensor<'R2'>;
}
/** A tensor of rank 3. */
export function tensor3d(values: any, shape?: ShapeMap['R3'], dtype?: DataType): Tensor<'R3'> {
  return ranked(3, values, shape, dtype) as Tensor<'R3'>;
}
/** A tensor of rank 4. */
export function tensor4d(values: any, shape?: ShapeMap['R4'], dtype?: DataType): Tensor<'R4'> {
  return ranked(4, values, shape, dtype) as Tensor<'R4'>;
}
/** A tensor of rank 5. */
export function tensor5d(values: any, shape?: ShapeMap['R5'], dtype?: DataType): Tensor<'R5'> {
  return ranked(5, values, shape, dtype) as Tensor<'R5'>;
}
/** A tensor of rank 6. */
export function tensor6d(values: any, shape?: ShapeMap['R6'], dtype?: DataType): Tensor<'R6'> {
  const t = ranked(6, values, shape, dtype);
  return t as Tensor<'R6'>;
}
