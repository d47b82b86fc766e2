/** Operations as methods of tensors. */
import { op, rowNames } from './call';
import type * as ops from './generated/ops';
import { concat, reshape, stack, where } from './generated/ops';
import { depthToSpace, oneHot, slice, split, topk, unique } from './ops/array';
import { avgPool, batchNorm, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, dilation2d, localResponseNormalization, maxPool,
  pool, separableConv2d } from './ops/conv';
import { cast, clone, onesLike, zerosLike } from './ops/creation';
import { clipByValue, euclideanNorm, imag, logSoftmax, norm, pow, real, softmax } from './ops/math';
import { Tensor } from './tensor';
import type { Rank, TensorLike } from './types';
import { assert } from './util';

type X = Tensor | TensorLike;
const list = (x: Tensor, others: Tensor | Tensor[]) => [x, ...([] as Tensor[]).concat(others)];
const shaped = (x: Tensor, ...shape: number[]): Tensor => reshape(x, shape);

/** Functions that differ from the engine's; their first argument becomes the tensor before the dot. */
const own = () => ({
  depthToSpace, oneHot, slice, split, topk, unique,
  avgPool, batchNorm, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, dilation2d, localResponseNormalization, maxPool, pool,
  separableConv2d,
  clipByValue, euclideanNorm, imag, logSoftmax, norm, pow, real, softmax,
  cast, clone, onesLike, zerosLike,
  asType: cast,
  toBool: (x: Tensor): Tensor => cast(x, 'bool'),
  toFloat: (x: Tensor): Tensor => cast(x, 'float32'),
  toInt: (x: Tensor): Tensor => cast(x, 'int32'),
  asScalar: (x: Tensor): Tensor => {
    assert(x.size === 1, 'The array must have only 1 element.');
    return reshape(x, []);
  },
  as1D: (x: Tensor): Tensor => reshape(x, [x.size]),
  as2D: shaped,
  as3D: shaped,
  as4D: shaped,
  as5D: shaped,
  flatten: (x: Tensor): Tensor => reshape(x, [x.size]),
  reshapeAs: (x: Tensor, other: Tensor): Tensor => reshape(x, other.shape),
  concat: (x: Tensor, others: Tensor | Tensor[], axis?: number): Tensor => concat(list(x, others), axis),
  stack: (x: Tensor, others: Tensor | Tensor[], axis?: number): Tensor => stack(list(x, others), axis),
  where: (x: Tensor, condition: X, other: X): Tensor => where(condition, x, other),
});

type Functions = Omit<typeof ops, keyof ReturnType<typeof own>> & ReturnType<typeof own>;
type Chained<F> = F extends (x: any, ...rest: infer A) => infer R
  ? R extends { dataSync: unknown } ? <T extends Tensor = Tensor>(...args: A) => T : (...args: A) => R
  : never;
/** The operations that tensors have as methods. */
export type ChainedOps = { [K in keyof Functions]: Chained<Functions[K]> };

declare module './tensor' {
  interface Tensor<R extends Rank = Rank> extends ChainedOps {}
}

/** Gives tensors the engine's operations as methods. */
export function addMethods(): void {
  const functions: Record<string, (x: any, ...args: any[]) => unknown> = {};
  rowNames().forEach((name, n) => (functions[name] = op(n)));
  Object.assign(functions as object, own());
  for (const [name, f] of Object.entries(functions)) {
    // What tensors have already is not an operation: `print` and the like.
    if (name in Tensor.prototype) continue;
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
