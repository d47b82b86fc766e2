/** Random numbers. The same seed gives the same numbers everywhere; without one they are new each time. */
import { run } from '../call';
import { convertToTensor } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/table';
import * as g from '../generated/ops';
import { makeTensor, Tensor } from '../tensor';
import type { DataType, Rank, ShapeMap, TensorLike } from '../types';
import { arraysEqual, assert, assertNonNegativeIntegerDimensions } from '../util';
import { cast, clone } from './creation';

let session: number | undefined;
let drawn = 0;

/** Seed and stream as the engine wants them. */
export function seedTensor(seed?: number | string | null): Tensor {
  let high: number, low = 0;
  if (seed == null) {
    session ??= Math.floor(Math.random() * 2 ** 32);
    high = session;
    low = ++drawn;
  } else if (typeof seed === 'number' && Number.isSafeInteger(seed)) {
    high = seed;
  } else {
    // FNV-1a of the text.
    high = 0x811c9dc5;
    for (const c of String(seed)) high = Math.imul(high ^ c.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return makeTensor(BigInt64Array.of(BigInt(high), BigInt(low)), [2], 'int64');
}

function draw(op: number, shape: number[], attrs: [number, number, DataType?], seed: number | string | null | undefined,
  dtype: DataType | undefined, finish: (t: Tensor) => Tensor = (t) => t): any {
  assertNonNegativeIntegerDimensions(shape);
  return tidy(() => {
    const t = run(op, [seedTensor(seed)], [shape, ...attrs]);
    return dtype == null || dtype === t.dtype ? t : cast(finish(t), dtype);
  });
}
function floats(dtype?: DataType) {
  if (dtype === 'bool') throw new Error(`Unsupported data type ${dtype}`);
}

/** Random numbers of the normal distribution. */
export function randomNormal<R extends Rank>(shape: ShapeMap[R] | number[], mean = 0, stdDev = 1, dtype?: DataType,
  seed?: number | string): Tensor<R> {
  floats(dtype);
  return draw(Op.randomNormal, shape as number[], [mean, stdDev], seed, dtype, g.round);
}
/** Random numbers of the normal distribution with mean 0 and standard deviation 1. */
export function randomStandardNormal<R extends Rank>(shape: ShapeMap[R] | number[], dtype?: DataType,
  seed?: number | string): Tensor<R> {
  return randomNormal<R>(shape, 0, 1, dtype, seed);
}
/** Random numbers of the normal distribution, those further than two standard deviations from the mean drawn again. */
export function truncatedNormal<R extends Rank>(shape: ShapeMap[R] | number[], mean = 0, stdDev = 1, dtype?: DataType,
  seed?: number | string): Tensor<R> {
  floats(dtype);
  return draw(Op.truncatedNormal, shape as number[], [mean, stdDev], seed, dtype, g.round);
}
/** Random numbers, evenly distributed from `minval` to before `maxval`. */
export function randomUniform<R extends Rank>(shape: ShapeMap[R] | number[], minval = 0, maxval = 1,
  dtype: DataType = 'float32', seed?: number | string): Tensor<R> {
  return draw(Op.randomUniform, shape as number[], [minval, maxval], seed, dtype, (t) => cast(t, 'int32'));
}
/** Random whole numbers, evenly distributed from `minval` to before `maxval`. */
export function randomUniformInt<R extends Rank>(shape: ShapeMap[R] | number[], minval: number, maxval: number,
  seed?: number | string): Tensor<R> {
  return draw(Op.randomUniformInt, shape as number[], [minval, maxval], seed, 'int32');
}

/** Random numbers of the gamma distribution. */
export function randomGamma<R extends Rank>(shape: ShapeMap[R] | number[], alpha: number, beta = 1, dtype: 'float32' | 'int32' = 'float32',
  seed?: number | string): Tensor<R> {
  return draw(Op.randomGamma, shape as number[], [alpha, beta], seed, dtype);
}
/** Classes drawn at random by their log-probabilities. */
export function multinomial(logits: Tensor | TensorLike, numSamples: number, seed?: number, normalized = false): Tensor {
  return tidy(() => {
    const $logits = convertToTensor(logits, 'logits', 'multinomial');
    assert($logits.size > 1, () => `multinomial: at least 2 outcomes are needed, got ${$logits.size}`);
    return run(Op.multinomial, [seedTensor(seed), $logits], [numSamples, normalized]);
  });
}

/** A random share `rate` of the elements set to 0, the others divided by `1 - rate`. */
export function dropout<T extends Tensor>(x: T | TensorLike, rate: number, noiseShape?: number[] | null,
  seed?: number | string): Tensor {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'dropout');
    assert(/^b?float/.test($x.dtype) && rate >= 0 && rate < 1, () =>
      `dropout: x must be of floats and the rate in [0, 1), but got ${$x.dtype} and ${rate}`);
    if (rate === 0) return x instanceof Tensor ? clone($x) : $x;
    const shape = noiseShape == null ? $x.shape
      : noiseShape.length === $x.rank ? noiseShape.map((d, i) => d ?? $x.shape[i]) : noiseShape;
    if (arraysEqual(shape, $x.shape)) return run(Op.dropout, [$x, seedTensor(seed)], [rate]);
    const mask = run(Op.dropout, [g.fill(shape as number[], 1), seedTensor(seed)], [rate]);
    return g.mul($x, mask);
  });
}
