/** Convolutions, pooling, normalisation of images. */
import { run, runAll } from '../call';
import { convertToTensor, type Wanted } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/table';
import * as g from '../generated/ops';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '../tensor';
import type { TensorLike } from '../types';
import { assert } from '../util';
import { batchToSpaceND, reshape, spaceToBatchND, transpose } from '../generated/ops';
import { checkPadOnDimRoundingMode, computePool2DInfo, eitherStridesOrDilationsAreOne, enginePad, type Pad,
  type RoundingMode, stridesOrDilationsArePositive } from './conv_util';

type X = Tensor | TensorLike;
type Tuple = number | number[];

/** Calls `body` with a batch: an input of one rank less is a batch of one. */
function batched(name: string, x: X, rank: number, body: (x: Tensor) => Tensor, wanted?: Wanted, word = 'input'): Tensor {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', name, wanted);
    if ($x.rank === rank - 1) {
      const y = body(reshape($x, [1, ...$x.shape]));
      return reshape(y, y.shape.slice(1));
    }
    assert($x.rank === rank, () => `Error in ${name}: ${word} must be rank ${rank} but got rank ${$x.rank}.`);
    return body($x);
  });
}

function checkSteps(name: string, strides: Tuple, dilations: Tuple) {
  assert(eitherStridesOrDilationsAreOne(strides, dilations), () =>
    `Error in ${name}: Either strides or dilations must be 1. Got strides ${strides} and dilations '${dilations}'`);
}
function only(supported: string, dataFormat: string) {
  assert(dataFormat === supported, () => `got dataFormat of ${dataFormat} but only ${supported} is currently supported.`);
}
/** Dilated windows of an image or volume as lists of one number for each axis. */
const steps = (param: Tuple): number[] => ([] as number[]).concat(param);

/** Convolution of a sequence or a batch of them. */
export function conv1d<T extends Tensor2D | Tensor3D>(x: T | TensorLike, filter: Tensor3D | TensorLike, stride: number,
  pad: Pad, dataFormat: 'NWC' | 'NCW' = 'NWC', dilation = 1, dimRoundingMode?: RoundingMode): T {
  return batched('conv1d', x, 3, (x3) => {
    const $filter = convertToTensor(filter, 'filter', 'conv1d');
    checkPadOnDimRoundingMode('conv1d', pad, dimRoundingMode);
    checkSteps('conv1D', stride, dilation);
    only('NWC', dataFormat);
    const sides = enginePad(2, [1, 1, x3.shape[1]!, 1], [1, $filter.shape[0]!], [1, stride], [1, dilation], pad,
      dimRoundingMode, 'channelsLast');
    return run(Op.conv1d, [x3, $filter], [stride, Array.isArray(sides) ? sides.slice(2) : sides, dilation]);
  }) as T;
}

/** Convolution of an image or a batch of them. */
export function conv2d<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike, strides: Tuple,
  pad: Pad, dataFormat: 'NHWC' | 'NCHW' = 'NHWC', dilations: Tuple = [1, 1], dimRoundingMode?: RoundingMode | null): T {
  return batched('conv2d', x, 4, (x4) => {
    const $filter = convertToTensor(filter, 'filter', 'conv2d', 'float32');
    checkPadOnDimRoundingMode('conv2d', pad, dimRoundingMode);
    const last = dataFormat === 'NHWC';
    checkSteps('conv2D', strides, dilations);
    return run(Op.conv2d, [x4, $filter], [steps(strides), enginePad(2, x4.shape, $filter.shape, strides, dilations, pad,
      dimRoundingMode, last ? 'channelsLast' : 'channelsFirst'), steps(dilations), dataFormat]);
  }, 'float32') as T;
}

/** Transposed convolution: the gradient of a convolution with respect to its input. */
export function conv2dTranspose<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike,
  outputShape: number[], strides: Tuple, pad: Pad, dimRoundingMode?: RoundingMode): T {
  const name = 'conv2dTranspose';
  return batched(name, x, 4, (x4) => {
    const $filter = convertToTensor(filter, 'filter', name);
    const dims = outputShape.length === 3 ? [1, ...outputShape] : outputShape;
    checkPadOnDimRoundingMode('conv2dDerInput', pad, dimRoundingMode);
    return run(Op.conv2dTranspose, [x4, $filter], [dims, steps(strides), enginePad(2, dims, $filter.shape, strides, 1, pad,
      dimRoundingMode, 'channelsLast')]);
  }) as T;
}

/** Convolution of each channel of an image with its own filters. */
export function depthwiseConv2d<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike,
  strides: Tuple, pad: Pad, dataFormat: 'NHWC' | 'NCHW' = 'NHWC', dilations: Tuple = [1, 1],
  dimRoundingMode?: RoundingMode | null): T {
  const name = 'depthwiseConv2d';
  return batched(name, x, 4, (x4) => {
    const $filter = convertToTensor(filter, 'filter', name, 'float32');
    const last = dataFormat === 'NHWC';
    checkPadOnDimRoundingMode(name, pad, dimRoundingMode);
    checkSteps(name, strides, dilations ?? 1);
    const sides = enginePad(2, x4.shape, $filter.shape, strides, dilations ?? 1, pad, dimRoundingMode,
      last ? 'channelsLast' : 'channelsFirst');
    const y = run<Tensor4D>(Op.depthwiseConv2d, [last ? x4 : transpose(x4, [0, 2, 3, 1]), $filter],
      [steps(strides), sides, steps(dilations ?? 1)]);
    return last ? y : transpose(y, [0, 3, 1, 2]);
  }, 'float32') as T;
}

/** Depthwise convolution and then a convolution of single pixels that mixes the channels. */
export function separableConv2d<T extends Tensor3D | Tensor4D>(x: T | TensorLike, depthwiseFilter: Tensor4D | TensorLike,
  pointwiseFilter: Tensor4D | TensorLike, strides: Tuple, pad: Pad, dilation: Tuple = [1, 1],
  dataFormat: 'NHWC' | 'NCHW' = 'NHWC'): T {
  const name = 'separableConv2d';
  return batched(name, x, 4, (x4) => {
    only('NHWC', dataFormat);
    return run(Op.separableConv2d, [x4, convertToTensor(depthwiseFilter, 'depthwiseFilter', name),
      convertToTensor(pointwiseFilter, 'pointwiseFilter', name)], [steps(strides), enginePad(2, x4.shape,
      (depthwiseFilter as Tensor).shape ?? [], strides, dilation, pad, null, 'channelsLast'), steps(dilation)]);
  }) as T;
}
/** Grey-scale dilation: the largest of pixel plus filter in each window. */
export function dilation2d<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor3D | TensorLike, strides: Tuple, pad: Pad,
  dilations: Tuple = [1, 1], dataFormat: 'NHWC' = 'NHWC'): T {
  return batched('dilation2d', x, 4, (x4) => {
    only('NHWC', dataFormat);
    return run(Op.dilation2d, [x4, convertToTensor(filter, 'filter', 'dilation2d')],
      [steps(strides), pad as 'same', steps(dilations)]);
  }) as T;
}

/** Convolution of a volume or a batch of them. */
export function conv3d<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filter: Tensor5D | TensorLike, strides: Tuple,
  pad: 'valid' | 'same', dataFormat: 'NDHWC' | 'NCDHW' = 'NDHWC', dilations: Tuple = [1, 1, 1]): T {
  return batched('conv3d', x, 5, (x5) => {
    const $filter = convertToTensor(filter, 'filter', 'conv3d');
    only('NDHWC', dataFormat);
    checkSteps('conv3D', strides, dilations);
    return run(Op.conv3d, [x5, $filter], [steps(strides), pad, steps(dilations)]);
  }) as T;
}
/** Transposed convolution of volumes. */
export function conv3dTranspose<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filter: Tensor5D | TensorLike,
  outputShape: number[], strides: Tuple, pad: 'valid' | 'same'): T {
  return batched('conv3dTranspose', x, 5, (x5) => run(Op.conv3dTranspose,
    [x5, convertToTensor(filter, 'filter', 'conv3dTranspose')],
    [outputShape.length === 4 ? [1, ...outputShape] : outputShape, steps(strides), pad])) as T;
}

function pooled(op: number, name: string, x: X, spatial: 2 | 3, filterSize: Tuple, strides: Tuple, pad: Pad,
  mode: RoundingMode | null | undefined, wanted?: Wanted): Tensor {
  return batched(name, x, spatial + 2, (batch) => {
    assert(eitherStridesOrDilationsAreOne(strides, 1) && stridesOrDilationsArePositive(strides), () =>
      `Error in ${name}: Stride must be > 0, but got '${strides}'`);
    checkPadOnDimRoundingMode(name, pad, mode);
    const size = typeof filterSize === 'number' ? new Array(spatial).fill(filterSize) : filterSize;
    const sides = enginePad(spatial, batch.shape, size, strides, 1, pad, mode, 'channelsLast');
    return run(op, [batch], [size, steps(strides), sides]);
  }, wanted, op === Op.maxPool ? 'input' : 'x');
}
/** Means of windows that slide over an image. */
export function avgPool<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filterSize: Tuple, strides: Tuple, pad: Pad,
  dimRoundingMode?: RoundingMode | null): T {
  return pooled(Op.avgPool, 'avgPool', x, 2, filterSize, strides, pad, dimRoundingMode, 'float32') as T;
}
/** Largest elements of windows that slide over an image. */
export function maxPool<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filterSize: Tuple, strides: Tuple, pad: Pad,
  dimRoundingMode?: RoundingMode | null): T {
  return pooled(Op.maxPool, 'maxPool', x, 2, filterSize, strides, pad, dimRoundingMode) as T;
}
/** Means of windows that slide over a volume. */
export function avgPool3d<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filterSize: Tuple, strides: Tuple,
  pad: 'valid' | 'same' | number, dimRoundingMode?: RoundingMode | null, dataFormat: 'NDHWC' | 'NCDHW' = 'NDHWC'): T {
  only('NDHWC', dataFormat);
  return pooled(Op.avgPool3d, 'avgPool3d', x, 3, filterSize, strides, pad, dimRoundingMode, 'float32') as T;
}
/** Largest elements of windows that slide over a volume. */
export function maxPool3d<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filterSize: Tuple = [1, 1, 1], strides: Tuple,
  pad: 'valid' | 'same' | number, dimRoundingMode?: RoundingMode | null, dataFormat: 'NDHWC' | 'NCDHW' = 'NDHWC'): T {
  only('NDHWC', dataFormat);
  return pooled(Op.maxPool3d, 'maxPool3d', x, 3, filterSize, strides, pad, dimRoundingMode) as T;
}
/** Largest elements of windows that slide over an image, and their places. */
export function maxPoolWithArgmax<T extends Tensor4D>(x: T | TensorLike, filterSize: Tuple, strides: Tuple, pad: Pad,
  includeBatchInIndex = false): { result: Tensor; indexes: Tensor } {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'maxPoolWithArgmax');
    const sides = enginePad(2, $x.shape, steps(filterSize), strides, 1, pad, null, 'channelsLast');
    const [result, indexes] = runAll(Op.maxPoolWithArgmax, [$x],
      [steps(filterSize), steps(strides), sides, undefined, includeBatchInIndex]);
    return { result, indexes };
  });
}
/** Largest elements or means of windows, whose elements may lie apart. */
export function pool<T extends Tensor3D | Tensor4D>(input: T | TensorLike, windowShape: Tuple, poolingType: 'avg' | 'max',
  pad: Pad, dilations: Tuple = [1, 1], strides: Tuple = 1, dimRoundingMode?: RoundingMode): T {
  return batched('maxPool', input, 4, (x4) => {
    dilations ??= [1, 1];
    strides ??= 1;
    checkSteps('pool', strides, dilations);
    const op = poolingType === 'avg' ? avgPool : maxPool;
    const d = typeof dilations === 'number' ? [dilations, dilations] : dilations;
    if (d.every((n) => n === 1)) return op(x4 as Tensor4D, windowShape, strides, pad, dimRoundingMode);
    // Windows with gaps are windows without gaps over the blocks of every d-th pixel.
    const info = computePool2DInfo(x4.shape, windowShape, strides, d, pad);
    const same = pad === 'same';
    const sides = ['Height', 'Width'].map((axis, i) => {
      const extra = same ? info[`effectiveFilter${axis}`] - 1 : 0;
      const size = info[`in${axis}`] + extra;
      const more = (d[i] - (size % d[i])) % d[i];
      return { pad: [extra >> 1, extra - (extra >> 1) + more], crop: [0, more] };
    });
    const blocks = spaceToBatchND(x4 as Tensor4D, d, sides.map((s) => s.pad));
    return batchToSpaceND<Tensor4D>(op(blocks as Tensor4D, windowShape, strides, 'valid', dimRoundingMode), d, sides.map((s) => s.crop));
  }) as T;
}

/** Each channel brought to mean 0 and variance 1, or to an offset and scale of its own. */
export function batchNorm<T extends Tensor>(x: T | TensorLike, mean: X, variance: X, offset?: X | null, scale?: X | null,
  varianceEpsilon?: number): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'batchNorm');
    const $mean = convertToTensor(mean, 'mean', 'batchNorm');
    const $variance = convertToTensor(variance, 'variance', 'batchNorm');
    const $scale = scale == null ? null : convertToTensor(scale, 'scale', 'batchNorm');
    let $offset = offset == null ? null : convertToTensor(offset, 'offset', 'batchNorm');
    if ($scale && !$offset) $offset = g.fill(1, 0);
    const inputs = [$x, $mean, $variance, $offset, $scale];
    while (!inputs[inputs.length - 1]) inputs.pop();
    return run<T>(Op.batchNorm, inputs, [varianceEpsilon ?? undefined]);
  });
}
function batchNormOf<T extends Tensor>(rank: number, x: T | TensorLike, mean: X, variance: X, offset?: X | null,
  scale?: X | null, epsilon?: number): T {
  return tidy(() => {
    const check = (t: X | null | undefined, name: string, small = true) => {
      if (t == null) return t;
      const $t = convertToTensor(t, name, 'batchNorm');
      assert($t.rank === rank || (small && $t.rank === 1), () =>
        `batchNorm${rank}d: ${name} must be rank ${rank}${small ? ' or 1' : ''} but got rank ${$t.rank}`);
      return $t;
    };
    return batchNorm(check(x as X, 'x', false) as T, check(mean, 'mean')!, check(variance, 'variance')!,
      check(offset, 'offset'), check(scale, 'scale'), epsilon);
  });
}
/** `batchNorm` of a matrix. */
export function batchNorm2d(x: Tensor2D | TensorLike, mean: X, variance: X, offset?: X, scale?: X,
  varianceEpsilon?: number): Tensor2D {
  return batchNormOf<Tensor2D>(2, x, mean, variance, offset, scale, varianceEpsilon);
}
/** `batchNorm` of a tensor of rank 3. */
export function batchNorm3d(x: Tensor3D | TensorLike, mean: X, variance: X, offset?: X, scale?: X,
  varianceEpsilon?: number): Tensor3D {
  return batchNormOf<Tensor3D>(3, x, mean, variance, offset, scale, varianceEpsilon);
}
/** `batchNorm` of a tensor of rank 4. */
export function batchNorm4d(x: Tensor4D | TensorLike, mean: X, variance: X, offset?: X, scale?: X,
  varianceEpsilon?: number): Tensor4D {
  return batchNormOf<Tensor4D>(4, x, mean, variance, offset, scale, varianceEpsilon);
}
/** Each element divided by a power of the squares around it. */
export function localResponseNormalization<T extends Tensor3D | Tensor4D>(x: T | TensorLike, depthRadius = 5, bias = 1,
  alpha = 1, beta = 0.5): T {
  const name = 'localResponseNormalization';
  return batched(name, x, 4, (x4) => {
    return run(Op.localResponseNormalization, [x4], [depthRadius, bias, alpha, beta]);
  }, 'numeric', 'x') as T;
}

/** What `fused` calls take. */
export interface FusedOptions {
  bias?: X | null;
  activation?: string;
  preluActivationWeights?: X | null;
  leakyreluAlpha?: number;
}
/** Adds the bias and applies the activation. */
export function finish(y: Tensor, name: string, { bias, activation = 'linear', preluActivationWeights,
  leakyreluAlpha = 0.2 }: FusedOptions): Tensor {
  if (bias != null) y = g.add(y, convertToTensor(bias, 'bias', name));
  return applyActivation(y, activation || 'linear', preluActivationWeights, leakyreluAlpha);
}
/** An activation by its name in TensorFlow. */
export function applyActivation(x: Tensor, activation: string, preluActivationWeights?: X | null,
  leakyreluAlpha?: number): Tensor {
  switch (activation) {
    case 'linear': return x;
    case 'relu': return g.relu(x);
    case 'elu': return g.elu(x);
    case 'relu6': return g.relu6(x);
    case 'prelu': return g.prelu(x, convertToTensor(preluActivationWeights!, 'prelu weights', 'prelu'));
    case 'leakyrelu': return g.leakyRelu(x, leakyreluAlpha);
    case 'sigmoid': return g.sigmoid(x);
  }
  throw new Error(`Unknown fused activation ${activation}.`);
}
/** Is the whole of it one operation of the engine? A bias that is not a vector over the channels is not. */
const fits = (bias: Tensor | null, channels: number, activation: string) =>
  (!bias || (bias.rank === 1 && bias.shape[0] === channels)) && activation !== 'prelu';

function fusedConv2d<T extends Tensor3D | Tensor4D>({ x, filter, strides, pad, dataFormat = 'NHWC', dilations = [1, 1],
  dimRoundingMode, ...rest }: {
  x: T | TensorLike; filter: Tensor4D | TensorLike; strides: Tuple; pad: Pad; dataFormat?: 'NHWC' | 'NCHW';
  dilations?: Tuple; dimRoundingMode?: RoundingMode;
} & FusedOptions): T {
  return tidy(() => {
    const name = 'fused conv2d';
    checkPadOnDimRoundingMode(name, pad, dimRoundingMode);
    const last = dataFormat === 'NHWC';
    const $x = convertToTensor(x, 'x', 'conv2d', 'float32');
    const $filter = convertToTensor(filter, 'filter', 'conv2d', 'float32');
    const bias = rest.bias == null ? null : convertToTensor(rest.bias, 'bias', name);
    const activation = rest.activation || 'linear';
    if ($x.rank === 4 && $filter.rank === 4 && last && fits(bias, $filter.shape[3]!, activation)) {
        checkSteps('conv2D', strides, dilations);
      return run(Op.fusedConv2d, bias ? [$x, $filter, bias] : [$x, $filter], [steps(strides), enginePad(2, $x.shape,
        $filter.shape, strides, dilations, pad, dimRoundingMode, 'channelsLast'), steps(dilations), dataFormat, activation,
      rest.leakyreluAlpha]);
    }
    const y = conv2d($x as T, $filter as Tensor4D, strides, pad, dataFormat, dilations, dimRoundingMode);
    // With channels first a vector lies along the second axis.
    const along = (t: X | null | undefined) => {
      if (t == null || last) return t;
      const $t = convertToTensor(t, 'bias', name);
      return $t.rank === 1 ? reshape($t, [-1, 1, 1]) : $t;
    };
    return finish(y, name, { ...rest, bias: along(bias), preluActivationWeights: along(rest.preluActivationWeights) });
  }) as Tensor as T;
}
function fusedDepthwiseConv2d<T extends Tensor3D | Tensor4D>({ x, filter, strides, pad, dataFormat = 'NHWC',
  dilations = [1, 1], dimRoundingMode, ...rest }: {
  x: T | TensorLike; filter: Tensor4D | TensorLike; strides: Tuple; pad: Pad; dataFormat?: 'NHWC' | 'NCHW';
  dilations?: Tuple; dimRoundingMode?: RoundingMode;
} & FusedOptions): T {
  return tidy(() => {
    checkPadOnDimRoundingMode('fused depthwiseConv2d', pad, dimRoundingMode);
    return finish(depthwiseConv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode), 'fused conv2d', rest);
  }) as Tensor as T;
}
function fusedMatMul({ a, b, transposeA = false, transposeB = false, ...rest }: {
  a: X; b: X; transposeA?: boolean; transposeB?: boolean;
} & FusedOptions): Tensor {
  return tidy(() => {
    const name = 'fused matMul';
    const $a = convertToTensor(a, 'a', name);
    const $b = convertToTensor(b, 'b', name);
    const bias = rest.bias == null ? null : convertToTensor(rest.bias, 'bias', name);
    const activation = rest.activation || 'linear';
    if (fits(bias, $b.shape[$b.rank - (transposeB ? 2 : 1)]!, activation)) {
      return run(Op.fusedMatMul, bias ? [$a, $b, bias] : [$a, $b], [transposeA, transposeB, activation, rest.leakyreluAlpha]);
    }
    return finish(run(Op.matMul, [$a, $b], [transposeA, transposeB]), name, { ...rest, bias });
  });
}
/** Convolutions and matrix products with bias and activation in one call. */
export const fused = { conv2d: fusedConv2d, depthwiseConv2d: fusedDepthwiseConv2d, matMul: fusedMatMul };
