/** Operations as methods of tensors. */
import {
  abs, acos, acosh, add, all, any, argMax, argMin, asin, asinh, atan, atan2, atanh, batchToSpaceND, broadcastTo, ceil,
  concat, cos, cosh, cumprod, cumsum, div, divNoNan, dot, elu, equal, erf, exp, expandDims, expm1, fft, floor,
  floorDiv, gather, greater, greaterEqual, ifft, imag, irfft, isFinite, isInf, isNaN, leakyRelu, less, lessEqual, log,
  log1p, logSigmoid, logSumExp, logicalAnd, logicalNot, logicalOr, logicalXor, matMul, max, maximum, mean, min,
  minimum, mirrorPad, mod, mul, neg, notEqual, pad, pow, prelu, prod, real, reciprocal, relu, relu6, reshape,
  resizeBilinear, resizeNearestNeighbor, reverse, rfft, round, rsqrt, selu, sigmoid, sign, sin, sinh, softplus,
  spaceToBatchND, sqrt, square, squaredDifference, squeeze, stack, step, stridedSlice, sub, sum, tan, tanh, tile,
  transpose, unsortedSegmentSum, unstack, where,
} from './generated/ops';
import { depthToSpace, oneHot, slice, split, topk, unique } from './ops/array';
import {
  avgPool, batchNorm, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, dilation2d, localResponseNormalization, maxPool, pool,
  separableConv2d,
} from './ops/conv';
import {
  cast, clone, onesLike, zerosLike,
} from './ops/creation';
import { clipByValue, euclideanNorm, logSoftmax, norm, softmax } from './ops/math';
import { Tensor } from './tensor';
import type { TensorLike } from './types';
import { assert } from './util';

type X = Tensor | TensorLike;
const list = (x: Tensor, others: Tensor | Tensor[]) => [x, ...([] as Tensor[]).concat(others)];

/** Functions whose first argument becomes the tensor before the dot. */
const methods = {
  abs, acos, acosh, add, all, any, argMax, argMin, asin, asinh, atan, atan2, atanh, ceil, cos, cosh, cumprod, cumsum, div,
  divNoNan, elu, equal, erf, exp, expm1, floor, floorDiv, gather, greater, greaterEqual, isFinite, isInf, isNaN, leakyRelu,
  less, lessEqual, log, log1p, logSigmoid, logSumExp, logicalAnd, logicalNot, logicalOr, logicalXor, matMul, max, maximum,
  mean, min, minimum, mod, mul, neg, notEqual, pow, prelu, prod, reciprocal, relu, relu6, round, rsqrt, selu, sigmoid,
  sign, sin, sinh, softplus, sqrt, square, squaredDifference, step, stridedSlice, sub, sum, tan, tanh, real, imag,
  batchToSpaceND, broadcastTo, depthToSpace, expandDims, mirrorPad, oneHot, pad, reshape, reverse, slice, spaceToBatchND,
  split, squeeze, tile, topk, transpose, unique, unsortedSegmentSum, unstack,
  avgPool, batchNorm, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, localResponseNormalization, maxPool, pool,
  separableConv2d,
  clipByValue, dilation2d, dot, euclideanNorm, fft, ifft, irfft, resizeBilinear, resizeNearestNeighbor, rfft, logSoftmax, norm, softmax,
  cast, clone, onesLike, zerosLike,
  asType: cast,
  toBool: (x: Tensor): Tensor => cast(x, 'bool'),
  toFloat: (x: Tensor): Tensor => cast(x, 'float32'),
  toInt: (x: Tensor): Tensor => cast(x, 'int32'),
  asScalar: (x: Tensor): Tensor => {
    assert(x.size === 1, 'The array must have only 1 element.');
    return reshape(x, []) as Tensor;
  },
  as1D: (x: Tensor): Tensor => reshape(x, [x.size]) as Tensor,
  as2D: (x: Tensor, ...shape: number[]): Tensor => reshape(x, shape) as Tensor,
  as3D: (x: Tensor, ...shape: number[]): Tensor => reshape(x, shape) as Tensor,
  as4D: (x: Tensor, ...shape: number[]): Tensor => reshape(x, shape) as Tensor,
  as5D: (x: Tensor, ...shape: number[]): Tensor => reshape(x, shape) as Tensor,
  flatten: (x: Tensor): Tensor => reshape(x, [x.size]) as Tensor,
  reshapeAs: (x: Tensor, other: Tensor): Tensor => reshape(x, other.shape) as Tensor,
  concat: (x: Tensor, others: Tensor | Tensor[], axis?: number): Tensor => concat(list(x, others), axis),
  stack: (x: Tensor, others: Tensor | Tensor[], axis?: number): Tensor => stack(list(x, others), axis),
  where: (x: Tensor, condition: X, other: X): Tensor => where(condition, x, other),
};

type Chained<F> = F extends (x: any, ...rest: infer A) => infer R
  ? R extends { dataSync: unknown } ? <T extends Tensor = Tensor>(...args: A) => T : (...args: A) => R
  : never;
/** The operations that tensors have as methods. */
export type ChainedOps = { [K in keyof typeof methods]: Chained<(typeof methods)[K]> };

declare module './tensor' {
  interface Tensor extends ChainedOps {}
}

/** Gives tensors further methods. */
export function addMethods(functions: Record<string, (x: any, ...args: any[]) => unknown>) {
  for (const [name, f] of Object.entries(functions)) {
    Object.defineProperty(Tensor.prototype, name, {
      value(this: Tensor, ...args: unknown[]) {
        this.throwIfDisposed();
        return f(this, ...args);
      },
      writable: true,
      configurable: true,
    });
  }
}
addMethods(methods);
