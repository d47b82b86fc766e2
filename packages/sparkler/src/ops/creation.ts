/** Tensors out of nothing. */
import { call, run } from '../call';
import { convertToTensor } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/table';
import * as g from '../generated/ops';
import { makeTensor, makeVariable, Tensor, type Tensor1D, type Variable } from '../tensor';
import type { DataType, Rank, ShapeMap, TensorLike } from '../types';
import { assert, assertNonNegativeIntegerDimensions, assertShapesMatch, getArrayFromDType, inferDtype, isString,
  isValidDtype, sizeFromShape } from '../util';

type Shape<R extends Rank> = ShapeMap[R] | number[];

/** A tensor of one repeated value. */
export function fill<R extends Rank>(shape: Shape<R>, value: number | string | boolean, dtype?: DataType): Tensor<R> {
  assertNonNegativeIntegerDimensions(shape as number[]);
  dtype = dtype || inferDtype(value);
  if (dtype === 'string' || isString(value)) {
    return makeTensor(new Array(sizeFromShape(shape)).fill(value), shape, dtype) as Tensor<R>;
  }
  return run(Op.fill, [], [shape as number[], +value, dtype]) as Tensor as Tensor<R>;
}
/** A tensor of zeros. */
export function zeros<R extends Rank>(shape: Shape<R>, dtype: DataType = 'float32'): Tensor<R> {
  return fill<R>(shape, 0, dtype);
}
/** A tensor of ones. */
export function ones<R extends Rank>(shape: Shape<R>, dtype: DataType = 'float32'): Tensor<R> {
  return fill<R>(shape, 1, dtype);
}
function like<T extends Tensor>(name: string, x: T | TensorLike, value: number): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', name);
    return fill($x.shape, value, $x.dtype) as Tensor as T;
  });
}
/** Zeros in the shape and type of another tensor. */
export function zerosLike<T extends Tensor>(x: T | TensorLike): T {
  return like('zerosLike', x, 0);
}
/** Ones in the shape and type of another tensor. */
export function onesLike<T extends Tensor>(x: T | TensorLike): T {
  return like('onesLike', x, 1);
}

/** Numbers from `start` to before `stop`, in steps of `step`. */
export function range(start: number, stop: number, step = 1, dtype: 'float32' | 'int32' = 'float32'): Tensor1D {
  if (step === 0) throw new Error('Cannot have a step of zero');
  // A step in the wrong direction gives nothing.
  if ((start < stop && step < 0) || (stop < start && step > 1)) return zeros([0], dtype);
  return g.range<Tensor1D>(start, stop, stop < start && step === 1 ? -1 : step, dtype);
}
/** `num` numbers evenly spaced from `start` to `stop`, both included. */
export function linspace(start: number, stop: number, num: number): Tensor1D {
  if (num <= 0) throw new Error('The number of values should be positive.');
  return g.linspace<Tensor1D>(start, stop, num);
}

/** Complex numbers of real and imaginary parts. */
export function complex<T extends Tensor>(real: T | TensorLike, imag: T | TensorLike): T {
  return tidy(() => {
    const $real = convertToTensor<T>(real, 'real', 'complex');
    const $imag = convertToTensor<T>(imag, 'imag', 'complex');
    assertShapesMatch($real.shape, $imag.shape,
      `real and imag shapes, ${$real.shape} and ${$imag.shape}, must match in call to tf.complex().`);
    return run<T>(Op.complex, [$real, $imag]);
  });
}

/** The elements as another type. */
export function cast<T extends Tensor>(x: T | TensorLike, dtype: DataType): T {
  if (!(x instanceof Tensor)) {
    return tidy(() => cast(convertToTensor<T>(x as TensorLike, 'x', 'cast'), dtype));
  }
  if (!isValidDtype(dtype)) throw new Error(`Failed to cast to unknown dtype ${dtype}`);
  if ((dtype === 'string') !== (x.dtype === 'string')) throw new Error('Only strings can be casted to strings');
  if (x.dtype === 'complex64' && dtype !== 'complex64') return tidy(() => cast(g.real<T>(x), dtype));
  return x.dtype === dtype ? clone(x as T) : call<T>(Op.cast, 'cast x', [x], [dtype]);
}
/** A new tensor of the same elements. */
export function clone<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(Op.identity, 'clone x:a', [x]);
}
/** Prints a tensor to the console. */
export function print<T extends Tensor>(x: T, verbose = false): void {
  console.log(x.toString(verbose));
}
/** A variable with that value to begin with. */
export function variable<R extends Rank>(initialValue: Tensor<R>, trainable = true, name?: string,
  dtype?: DataType): Variable<R> {
  return makeVariable(initialValue, trainable, name, dtype);
}
/** A vector with each element drawn by a function. */
export function rand<R extends Rank>(shape: Shape<R>, randFunction: () => number, dtype?: DataType): Tensor<R> {
  assertNonNegativeIntegerDimensions(shape as number[]);
  const values = getArrayFromDType(dtype, sizeFromShape(shape));
  assert(dtype !== 'string', () => `Unknown data type ${dtype}`);
  for (let i = 0; i < values.length; i++) values[i] = randFunction();
  return makeTensor(values, shape, dtype) as Tensor<R>;
}
