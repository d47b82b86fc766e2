// Generated from the op table by `cargo xtask generate`. Do not edit.
import { call, callAll, callShared } from '../call';
import type { Tensor } from '../tensor';
import type { DataType, TensorLike } from '../types';

/** The table that this was made from. */
export const TABLE_VERSION = 845960051;

/** The operations by number. */
export const OP_NAMES = /* @__PURE__ */ 'abs acos acosh add addN all any argMax argMin asin asinh atan atan2 atanh bitwiseAnd bitwiseNot bitwiseOr bitwiseXor cast ceil clipByValue complex confusionMatrix conj cos cosh cumprod cumsum div divNoNan elu equal erf exp expm1 floor floorDiv gelu greater greaterEqual hardSigmoid identity imag isFinite isInf isNaN leakyRelu less lessEqual log log1p logicalAnd logicalNot logicalOr logicalXor logSigmoid logSumExp max maximum mean min minimum mish mod moments mul neg norm notEqual pow prelu prod real reciprocal relu relu6 relu6Grad reluGrad round rsqrt selu sigmoid sign silu sin sinh softplus softsign sqrt square squaredDifference step stopGradient sub sum tan tanh trunc where argsort bandPart batchToSpaceND bincount booleanMask broadcastArgs broadcastTo concat denseBincount depthToSpace diag expandDims eye fill gather gatherND inTopK linspace meshgrid mirrorPad oneHot pad range reshape reverse scatterND searchSorted setdiff1d slice sort spaceToBatchND spaceToDepth split squeeze stack stridedSlice tensorScatterUpdate tile topk transpose unique unsortedSegmentSum unstack whereTrue dot einsum fusedMatMul gramSchmidt matMul outerProduct qr absoluteDifference avgPool avgPool3d avgPool3dGrad avgPoolGrad basicLSTMCell batchNorm computeWeightedLoss conv1d conv2d conv2dBackpropFilter conv2dBackpropInput conv2dTranspose conv3d conv3dBackpropFilter conv3dBackpropInput conv3dTranspose cosineDistance depthwiseConv2d depthwiseConv2dBackpropFilter depthwiseConv2dBackpropInput dilation2d dropout fusedConv2d hingeLoss huberLoss l2Normalize layerNorm localResponseNormalization logLoss logSoftmax maxPool maxPool3d maxPool3dGrad maxPool3dWithArgmax maxPoolGrad maxPoolWithArgmax meanSquaredError movingAverage separableConv2d sigmoidCrossEntropy sigmoidCrossEntropyWithLogits softmax softmaxCrossEntropy softmaxCrossEntropyWithLogits sparseSoftmaxCrossEntropyGrad sparseSoftmaxCrossEntropyWithLogits multinomial randomGamma randomNormal randomUniform randomUniformInt truncatedNormal cropAndResize flipLeftRight grayscaleToRGB nonMaxSuppression resizeBilinear resizeNearestNeighbor rgbToGrayscale transform cosineWindow fft frame ifft irfft rfft stft stringNGrams stringSplit stringToHashBucketFast raggedRange sparseFillEmptyRows sparseReshape sparseSegmentMean sparseSegmentSum sparseToDense'.split(' ');

/** The numbers of the operations. */
export const enum Op {
  abs,
  acos,
  acosh,
  add,
  addN,
  all,
  any,
  argMax,
  argMin,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  cast,
  ceil,
  clipByValue,
  complex,
  confusionMatrix,
  conj,
  cos,
  cosh,
  cumprod,
  cumsum,
  div,
  divNoNan,
  elu,
  equal,
  erf,
  exp,
  expm1,
  floor,
  floorDiv,
  gelu,
  greater,
  greaterEqual,
  hardSigmoid,
  identity,
  imag,
  isFinite,
  isInf,
  isNaN,
  leakyRelu,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  logSigmoid,
  logSumExp,
  max,
  maximum,
  mean,
  min,
  minimum,
  mish,
  mod,
  moments,
  mul,
  neg,
  norm,
  notEqual,
  pow,
  prelu,
  prod,
  real,
  reciprocal,
  relu,
  relu6,
  relu6Grad,
  reluGrad,
  round,
  rsqrt,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  softplus,
  softsign,
  sqrt,
  square,
  squaredDifference,
  step,
  stopGradient,
  sub,
  sum,
  tan,
  tanh,
  trunc,
  where,
  argsort,
  bandPart,
  batchToSpaceND,
  bincount,
  booleanMask,
  broadcastArgs,
  broadcastTo,
  concat,
  denseBincount,
  depthToSpace,
  diag,
  expandDims,
  eye,
  fill,
  gather,
  gatherND,
  inTopK,
  linspace,
  meshgrid,
  mirrorPad,
  oneHot,
  pad,
  range,
  reshape,
  reverse,
  scatterND,
  searchSorted,
  setdiff1d,
  slice,
  sort,
  spaceToBatchND,
  spaceToDepth,
  split,
  squeeze,
  stack,
  stridedSlice,
  tensorScatterUpdate,
  tile,
  topk,
  transpose,
  unique,
  unsortedSegmentSum,
  unstack,
  whereTrue,
  dot,
  einsum,
  fusedMatMul,
  gramSchmidt,
  matMul,
  outerProduct,
  qr,
  absoluteDifference,
  avgPool,
  avgPool3d,
  avgPool3dGrad,
  avgPoolGrad,
  basicLSTMCell,
  batchNorm,
  computeWeightedLoss,
  conv1d,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv2dTranspose,
  conv3d,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  conv3dTranspose,
  cosineDistance,
  depthwiseConv2d,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  dilation2d,
  dropout,
  fusedConv2d,
  hingeLoss,
  huberLoss,
  l2Normalize,
  layerNorm,
  localResponseNormalization,
  logLoss,
  logSoftmax,
  maxPool,
  maxPool3d,
  maxPool3dGrad,
  maxPool3dWithArgmax,
  maxPoolGrad,
  maxPoolWithArgmax,
  meanSquaredError,
  movingAverage,
  separableConv2d,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyWithLogits,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyWithLogits,
  sparseSoftmaxCrossEntropyGrad,
  sparseSoftmaxCrossEntropyWithLogits,
  multinomial,
  randomGamma,
  randomNormal,
  randomUniform,
  randomUniformInt,
  truncatedNormal,
  cropAndResize,
  flipLeftRight,
  grayscaleToRGB,
  nonMaxSuppression,
  resizeBilinear,
  resizeNearestNeighbor,
  rgbToGrayscale,
  transform,
  cosineWindow,
  fft,
  frame,
  ifft,
  irfft,
  rfft,
  stft,
  stringNGrams,
  stringSplit,
  stringToHashBucketFast,
  raggedRange,
  sparseFillEmptyRows,
  sparseReshape,
  sparseSegmentMean,
  sparseSegmentSum,
  sparseToDense,
}

/**
 * Absolute value: `|x|`; of complex numbers, their magnitude in float32.
 */
export function abs<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(0, 'abs x', [x]);
}

/**
 * Inverse cosine, in radians; NaN outside [-1, 1].
 */
export function acos<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(1, 'acos x', [x]);
}

/**
 * Inverse hyperbolic cosine; NaN below 1.
 */
export function acosh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(2, 'acosh x', [x]);
}

/**
 * Sum: `a + b`, broadcast.
 */
export function add<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(3, 'add a b', [a, b]);
}

/**
 * Sum of any number of tensors of one shape.
 */
export function addN<T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>): T {
  return call<T>(4, 'addN *tensors', [tensors]);
}

/**
 * Are all elements true, over axes?
 */
export function all<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(5, 'all x:b', [x], [axis, keepDims]);
}

/**
 * Is any element true, over axes?
 */
export function any<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(6, 'any x:b', [x], [axis, keepDims]);
}

/**
 * Place of the first largest element along an axis; NaN counts as the largest.
 */
export function argMax<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number): T {
  return call<T>(7, 'argMax x', [x], [axis]);
}

/**
 * Place of the first smallest element along an axis; NaN counts as the smallest.
 */
export function argMin<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number): T {
  return call<T>(8, 'argMin x', [x], [axis]);
}

/**
 * Inverse sine, in radians; NaN outside [-1, 1].
 */
export function asin<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(9, 'asin x', [x]);
}

/**
 * Inverse hyperbolic sine.
 */
export function asinh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(10, 'asinh x', [x]);
}

/**
 * Inverse tangent, in radians.
 */
export function atan<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(11, 'atan x', [x]);
}

/**
 * The angle in radians, from -pi to pi, of the point with ordinate `a` and abscissa `b`,
 * broadcast.
 */
export function atan2<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(12, 'atan2 a b', [a, b]);
}

/**
 * Inverse hyperbolic tangent; NaN outside [-1, 1].
 */
export function atanh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(13, 'atanh x', [x]);
}

/**
 * Bits set in both, broadcast.
 */
export function bitwiseAnd<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(14, 'bitwiseAnd a b', [a, b]);
}

/**
 * Every bit of the integer turned over.
 */
export function bitwiseNot<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(15, 'bitwiseNot x', [x]);
}

/**
 * Bits set in either, broadcast.
 */
export function bitwiseOr<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(16, 'bitwiseOr a b', [a, b]);
}

/**
 * Bits set in exactly one, broadcast.
 */
export function bitwiseXor<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(17, 'bitwiseXor a b', [a, b]);
}

/**
 * The elements as another type. A float becomes an integer by dropping its fraction
 * (saturated, NaN becomes 0), anything becomes bool by being other than 0.
 */
export function cast<T extends Tensor>(x: T | TensorLike, dtype: DataType): T {
  return call<T>(18, 'cast x', [x], [dtype]);
}

/**
 * The smallest whole number not below `x`.
 */
export function ceil<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(19, 'ceil x:f', [x]);
}

/**
 * Each element forced into the range from `clipValueMin` to `clipValueMax`; NaN stays.
 */
export function clipByValue<T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number): T {
  return call<T>(20, 'clipByValue x', [x], [clipValueMin, clipValueMax]);
}

/**
 * Complex numbers from real and imaginary parts of one shape.
 */
export function complex<T extends Tensor = Tensor>(real: Tensor | TensorLike, imag: Tensor | TensorLike): T {
  return call<T>(21, 'complex real imag', [real, imag]);
}

/**
 * How often a class was taken for another: row `i`, column `j` counts the examples of class
 * `i` that were predicted as class `j`.
 */
export function confusionMatrix<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, numClasses: number): T {
  return call<T>(22, 'confusionMatrix labels:i predictions:i', [labels, predictions], [numClasses]);
}

/**
 * Complex conjugates: the imaginary parts negated; real numbers as they are.
 */
export function conj<T extends Tensor = Tensor>(x: Tensor | TensorLike): T {
  return call<T>(23, 'conj x', [x]);
}

/**
 * Cosine of an angle in radians.
 */
export function cos<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(24, 'cos x:f', [x]);
}

/**
 * Hyperbolic cosine.
 */
export function cosh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(25, 'cosh x:f', [x]);
}

/**
 * Running products along an axis; with `exclusive` without the element itself, with `reverse`
 * from the end.
 */
export function cumprod<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T {
  return call<T>(26, 'cumprod x', [x], [axis, exclusive, reverse]);
}

/**
 * Running sums along an axis; with `exclusive` without the element itself, with `reverse` from
 * the end.
 */
export function cumsum<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T {
  return call<T>(27, 'cumsum x', [x], [axis, exclusive, reverse]);
}

/**
 * Quotient: `a / b`, broadcast. Of integers rounded down, as floorDiv; by 0 they give 0.
 */
export function div<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(28, 'div a b', [a, b]);
}

/**
 * Quotient `a / b`, broadcast; 0 where `b` is 0.
 */
export function divNoNan<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(29, 'divNoNan a b', [a, b]);
}

/**
 * Exponential linear unit: `x` above 0, `exp(x) - 1` below (Clevert et al. 2015, alpha = 1).
 */
export function elu<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(30, 'elu x:f', [x]);
}

/**
 * True where `a == b`, broadcast; NaN equals nothing.
 */
export function equal<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(31, 'equal a:a b:a', [a, b]);
}

/**
 * Gauss error function: `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
 */
export function erf<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(32, 'erf x', [x]);
}

/**
 * `e` to the power of `x`.
 */
export function exp<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(33, 'exp x', [x]);
}

/**
 * `exp(x) - 1`, exact also near 0.
 */
export function expm1<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(34, 'expm1 x', [x]);
}

/**
 * The largest whole number not above `x`.
 */
export function floor<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(35, 'floor x:f', [x]);
}

/**
 * The largest whole number not above `a / b`, broadcast. Integers divided by 0 give 0.
 */
export function floorDiv<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(36, 'floorDiv a b', [a, b]);
}

/**
 * Gaussian error linear unit: `x` times the normal distribution function of `x`
 * (Hendrycks and Gimpel 2016); with `approximate` by the tanh formula.
 */
export function gelu<T extends Tensor>(x: T | TensorLike, approximate?: boolean): T {
  return call<T>(37, 'gelu x', [x], [approximate]);
}

/**
 * True where `a > b`, broadcast.
 */
export function greater<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(38, 'greater a:a b:a', [a, b]);
}

/**
 * True where `a >= b`, broadcast.
 */
export function greaterEqual<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(39, 'greaterEqual a:a b:a', [a, b]);
}

/**
 * Piecewise linear approximation of the logistic function: `relu6(x + 3) / 6`.
 */
export function hardSigmoid<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(40, 'hardSigmoid x', [x]);
}

/**
 * A new tensor of the same values; no bytes move.
 */
export function identity<T extends Tensor = Tensor>(x: Tensor | TensorLike): T {
  return callShared<T>(41, 'identity x:a', [x]);
}

/**
 * The imaginary parts of complex numbers; of real numbers 0.
 */
export function imag<T extends Tensor = Tensor>(input: Tensor | TensorLike): T {
  return call<T>(42, 'imag input', [input]);
}

/**
 * Is the element neither infinite nor NaN?
 */
export function isFinite<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(43, 'isFinite x', [x]);
}

/**
 * Is the element infinite, of either sign?
 */
export function isInf<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(44, 'isInf x', [x]);
}

/**
 * Is the element not a number?
 */
export function isNaN<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(45, 'isNaN x', [x]);
}

/**
 * Leaky rectified linear unit: `x` above 0, `alpha * x` below.
 */
export function leakyRelu<T extends Tensor>(x: T | TensorLike, alpha?: number): T {
  return call<T>(46, 'leakyRelu x', [x], [alpha]);
}

/**
 * True where `a < b`, broadcast.
 */
export function less<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(47, 'less a:a b:a', [a, b]);
}

/**
 * True where `a <= b`, broadcast.
 */
export function lessEqual<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(48, 'lessEqual a:a b:a', [a, b]);
}

/**
 * Natural logarithm; NaN below 0.
 */
export function log<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(49, 'log x:f', [x]);
}

/**
 * `ln(1 + x)`, exact also near 0.
 */
export function log1p<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(50, 'log1p x', [x]);
}

/**
 * True where both are, broadcast.
 */
export function logicalAnd<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(51, 'logicalAnd a:b b:b', [a, b]);
}

/**
 * True where `x` is false.
 */
export function logicalNot<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(52, 'logicalNot x:b', [x]);
}

/**
 * True where either is, broadcast.
 */
export function logicalOr<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(53, 'logicalOr a:b b:b', [a, b]);
}

/**
 * True where exactly one is, broadcast.
 */
export function logicalXor<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(54, 'logicalXor a:b b:b', [a, b]);
}

/**
 * Logarithm of the logistic function: `-ln(1 + exp(-x))`.
 */
export function logSigmoid<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(55, 'logSigmoid x', [x]);
}

/**
 * `ln(sum(exp(x)))` over axes, without overflow.
 */
export function logSumExp<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(56, 'logSumExp x', [x], [axis, keepDims]);
}

/**
 * Largest element over axes; NaN if there is one. Of no elements: the least value of the type.
 */
export function max<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(57, 'max x', [x], [axis, keepDims]);
}

/**
 * The larger of the two, broadcast; NaN if either is.
 */
export function maximum<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(58, 'maximum a b', [a, b]);
}

/**
 * Arithmetic mean over axes; integers give float32.
 */
export function mean<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(59, 'mean x', [x], [axis, keepDims]);
}

/**
 * Smallest element over axes; NaN if there is one. Of no elements: the greatest value of the
 * type.
 */
export function min<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(60, 'min x', [x], [axis, keepDims]);
}

/**
 * The smaller of the two, broadcast; NaN if either is.
 */
export function minimum<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(61, 'minimum a b', [a, b]);
}

/**
 * `x * tanh(softplus(x))` (Misra 2019).
 */
export function mish<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(62, 'mish x', [x]);
}

/**
 * Remainder of the floored division, with the sign of `b`: `a - b * floor(a / b)`, broadcast.
 */
export function mod<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(63, 'mod a b', [a, b]);
}

/**
 * Mean and variance (of the population) over axes.
 */
export function moments(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): { mean: Tensor; variance: Tensor } {
  const [mean, variance] = callAll(64, 'moments x', [x], [axis, keepDims]);
  return { mean, variance };
}

/**
 * Product: `a * b`, broadcast.
 */
export function mul<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(65, 'mul a b', [a, b]);
}

/**
 * The negative: `-x`.
 */
export function neg<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(66, 'neg x', [x]);
}

/**
 * A norm of vectors or matrices: of vectors along one axis (`1`: the sum of magnitudes, `2`
 * or `euclidean`, `inf`: the largest magnitude, `-inf`: the smallest), of matrices along two
 * (`1`: the largest column sum, `inf`: the largest row sum, `-inf`: the smallest, `fro` or
 * `euclidean`: the root of the sum of squares). Without `axis` all elements are one vector.
 */
export function norm<T extends Tensor = Tensor>(x: Tensor | TensorLike, ord?: 'euclidean' | 'fro' | '1' | '2' | 'inf' | '-inf', axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(67, 'norm x', [x], [ord, axis, keepDims]);
}

/**
 * True where `a != b`, broadcast.
 */
export function notEqual<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(68, 'notEqual a:a b:a', [a, b]);
}

/**
 * `a` to the power of `b`, broadcast. Integer powers wrap; a negative integer exponent gives
 * 0, but for the bases 1 and -1.
 */
export function pow<T extends Tensor = Tensor>(base: Tensor | TensorLike, exp: Tensor | TensorLike): T {
  return call<T>(69, 'pow base exp', [base, exp]);
}

/**
 * Parametric rectified linear unit: `x` above 0, `alpha * x` below, `alpha` broadcast.
 */
export function prelu<T extends Tensor = Tensor>(x: Tensor | TensorLike, alpha: Tensor | TensorLike): T {
  return call<T>(70, 'prelu x alpha', [x, alpha]);
}

/**
 * Product over axes; integers wrap.
 */
export function prod<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(71, 'prod x', [x], [axis, keepDims]);
}

/**
 * The real parts of complex numbers; real numbers as they are.
 */
export function real<T extends Tensor = Tensor>(input: Tensor | TensorLike): T {
  return call<T>(72, 'real input', [input]);
}

/**
 * `1 / x`.
 */
export function reciprocal<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(73, 'reciprocal x', [x]);
}

/**
 * Rectified linear unit: `max(x, 0)`.
 */
export function relu<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(74, 'relu x', [x]);
}

/**
 * Rectified linear unit cut at 6: `min(max(x, 0), 6)`.
 */
export function relu6<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(75, 'relu6 x', [x]);
}

/**
 * Gradient of relu6: `dy` where relu6's input lies strictly between 0 and 6, else 0.
 */
export function relu6Grad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, x: Tensor | TensorLike): T {
  return call<T>(76, 'relu6Grad dy x', [dy, x]);
}

/**
 * Gradient of relu: `dy` where `y`, relu's output (or input), is above 0, else 0.
 */
export function reluGrad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, y: Tensor | TensorLike): T {
  return call<T>(77, 'reluGrad dy y', [dy, y]);
}

/**
 * The nearest whole number, halves to the even one (as NumPy and IEEE 754).
 */
export function round<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(78, 'round x', [x]);
}

/**
 * `1 / sqrt(x)`.
 */
export function rsqrt<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(79, 'rsqrt x:f', [x]);
}

/**
 * Scaled exponential linear unit: `1.0507 * x` above 0, `1.7581 * (exp(x) - 1)` below
 * (Klambauer et al. 2017).
 */
export function selu<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(80, 'selu x', [x]);
}

/**
 * Logistic function: `1 / (1 + exp(-x))`.
 */
export function sigmoid<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(81, 'sigmoid x:f', [x]);
}

/**
 * -1, 0 or 1 by the sign of `x`; 0 of NaN.
 */
export function sign<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(82, 'sign x', [x]);
}

/**
 * Sigmoid-weighted linear unit, also called swish: `x * sigmoid(x)`.
 */
export function silu<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(83, 'silu x', [x]);
}

/**
 * Sine of an angle in radians.
 */
export function sin<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(84, 'sin x:f', [x]);
}

/**
 * Hyperbolic sine.
 */
export function sinh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(85, 'sinh x', [x]);
}

/**
 * Smooth approximation of relu: `ln(1 + exp(x))`.
 */
export function softplus<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(86, 'softplus x', [x]);
}

/**
 * `x / (1 + |x|)`, which lies between -1 and 1.
 */
export function softsign<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(87, 'softsign x', [x]);
}

/**
 * Square root; NaN below 0, of complex numbers the one with a real part of at least 0.
 */
export function sqrt<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(88, 'sqrt x:f', [x]);
}

/**
 * `x * x`.
 */
export function square<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(89, 'square x', [x]);
}

/**
 * `(a - b)^2`, broadcast.
 */
export function squaredDifference<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(90, 'squaredDifference a b', [a, b]);
}

/**
 * 1 above 0, `alpha` elsewhere (at 0 too); NaN stays.
 */
export function step<T extends Tensor>(x: T | TensorLike, alpha?: number): T {
  return call<T>(91, 'step x', [x], [alpha]);
}

/**
 * The same values, through which no gradient flows.
 */
export function stopGradient<T extends Tensor = Tensor>(x: Tensor | TensorLike): T {
  return call<T>(92, 'stopGradient x', [x]);
}

/**
 * Difference: `a - b`, broadcast.
 */
export function sub<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(93, 'sub a b', [a, b]);
}

/**
 * Sum over axes. (A sum of bool counts in int32, integers wrap.)
 */
export function sum<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean): T {
  return call<T>(94, 'sum x', [x], [axis, keepDims]);
}

/**
 * Tangent of an angle in radians.
 */
export function tan<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(95, 'tan x:f', [x]);
}

/**
 * Hyperbolic tangent.
 */
export function tanh<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(96, 'tanh x:f', [x]);
}

/**
 * The whole part: `x` without its fraction.
 */
export function trunc<T extends Tensor>(x: T | TensorLike): T {
  return call<T>(97, 'trunc x', [x]);
}

/**
 * Elements of `a` where `condition` holds, of `b` elsewhere; all three broadcast. (In Rust the
 * method is `condition.select(a, b)`, as `where` is a keyword.)
 */
export function where<T extends Tensor = Tensor>(condition: Tensor | TensorLike, a: Tensor | TensorLike, b: Tensor | TensorLike): T {
  return call<T>(98, 'where condition:b a b', [condition, a, b]);
}

/**
 * The places of the elements along an axis in the order that sorts them, stably; NaN comes
 * last.
 */
export function argsort<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, direction?: 'ASCENDING' | 'DESCENDING'): T {
  return call<T>(99, 'argsort x', [x], [axis, direction]);
}

/**
 * Matrices with only the diagonals from `numLower` below to `numUpper` above the main one
 * kept, the rest 0; a negative number keeps all on that side.
 */
export function bandPart<T extends Tensor = Tensor>(x: Tensor | TensorLike, numLower: number, numUpper: number): T {
  return call<T>(100, 'bandPart x', [x], [numLower, numUpper]);
}

/**
 * Blocks of the batch moved back into the spatial axes, then cropped: the inverse of
 * spaceToBatchND.
 */
export function batchToSpaceND<T extends Tensor = Tensor>(x: Tensor | TensorLike, blockShape: number | number[], crops: number[][]): T {
  return call<T>(101, 'batchToSpaceND x', [x], [blockShape, crops.flat()]);
}

/**
 * How often each whole number from 0 to before `size` occurs in `x`, or the sum of its
 * weights; numbers outside are left out.
 */
export function bincount<T extends Tensor = Tensor>(x: Tensor | TensorLike, weights: Tensor | TensorLike, size: number): T {
  return call<T>(102, 'bincount x:i weights', [x, weights], [size]);
}

/**
 * The slices of `x` where `mask` is true. The mask covers as many axes as it has, from `axis`
 * on, and these become one.
 */
export function booleanMask<T extends Tensor = Tensor>(x: Tensor | TensorLike, mask: Tensor | TensorLike, axis?: number): T {
  return call<T>(103, 'booleanMask x mask:b', [x, mask], [axis]);
}

/**
 * The shape that two shapes, given as vectors, broadcast to.
 */
export function broadcastArgs<T extends Tensor = Tensor>(s0: Tensor | TensorLike, s1: Tensor | TensorLike): T {
  return call<T>(104, 'broadcastArgs s0:i s1:i', [s0, s1]);
}

/**
 * `x` repeated to a wider shape by NumPy's rule. No bytes move.
 */
export function broadcastTo<T extends Tensor = Tensor>(x: Tensor | TensorLike, shape: number | number[]): T {
  return call<T>(105, 'broadcastTo x', [x], [shape]);
}

/**
 * Tensors joined along an existing axis; their other extents must be equal.
 */
export function concat<T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, axis?: number): T {
  return call<T>(106, 'concat *tensors:a', [tensors], [axis]);
}

/**
 * `bincount` of a vector, or of each row of a matrix. With `binaryOutput` a number that occurs
 * counts one, however often it occurs and whatever its weights.
 */
export function denseBincount<T extends Tensor = Tensor>(x: Tensor | TensorLike, weights: Tensor | TensorLike, size: number, binaryOutput?: boolean): T {
  return call<T>(107, 'denseBincount x:i weights', [x, weights], [size, binaryOutput]);
}

/**
 * Blocks of channels of an NHWC image moved into squares of `blockSize` pixels (TensorFlow's
 * order: the channel's high part says the row and column).
 */
export function depthToSpace<T extends Tensor = Tensor>(x: Tensor | TensorLike, blockSize: number): T {
  return call<T>(108, 'depthToSpace x:f', [x], [blockSize]);
}

/**
 * A tensor of twice the rank with `x` on its diagonal and zeros elsewhere.
 */
export function diag<T extends Tensor = Tensor>(x: Tensor | TensorLike): T {
  return call<T>(109, 'diag x', [x]);
}

/**
 * `x` with an axis of one element inserted before `axis` (of the result). No bytes move.
 */
export function expandDims<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number): T {
  return callShared<T>(110, 'expandDims x:a', [x], [axis]);
}

/**
 * The identity matrix, or the upper left part of one, repeated over a batch.
 */
export function eye<T extends Tensor = Tensor>(numRows: number, numColumns?: number | null, batchShape?: number | number[] | null, dtype?: DataType): T {
  return call<T>(111, 'eye', [], [numRows, numColumns, batchShape, dtype]);
}

/**
 * A tensor of one repeated value.
 */
export function fill<T extends Tensor = Tensor>(shape: number | number[], value: number, dtype?: DataType): T {
  return call<T>(112, 'fill', [], [shape, value, dtype]);
}

/**
 * Slices of `x` along an axis, picked by index: for each index `i` of `indices`, `x[..., i,
 * ...]`. The first `batchDims` axes of both run in step. An index outside the axis is an
 * error.
 */
export function gather<T extends Tensor = Tensor>(x: Tensor | TensorLike, indices: Tensor | TensorLike, axis?: number, batchDims?: number): T {
  return call<T>(113, 'gather x indices:i', [x, indices], [axis, batchDims]);
}

/**
 * Slices of `x` picked by coordinates: each vector along the last axis of `indices` names the
 * first axes of a slice.
 */
export function gatherND<T extends Tensor = Tensor>(x: Tensor | TensorLike, indices: Tensor | TensorLike): T {
  return call<T>(114, 'gatherND x:a indices:i', [x, indices]);
}

/**
 * Is the score of the target among the `k` best of its row? Of equal scores the first is the
 * better one.
 */
export function inTopK<T extends Tensor = Tensor>(predictions: Tensor | TensorLike, targets: Tensor | TensorLike, k?: number): T {
  return call<T>(115, 'inTopK predictions targets:i', [predictions, targets], [k]);
}

/**
 * `num` numbers evenly spaced from `start` to `stop`, both included.
 */
export function linspace<T extends Tensor = Tensor>(start: number, stop: number, num: number): T {
  return call<T>(116, 'linspace', [], [start, stop, num]);
}

/**
 * The coordinates of a grid: `x` repeated down the rows, `y` across the columns. With indexing
 * `ij` the first axis is that of `x`.
 */
export function meshgrid(x: Tensor | TensorLike, y: Tensor | TensorLike, indexing?: 'xy' | 'ij'): { xs: Tensor; ys: Tensor } {
  const [xs, ys] = callAll(117, 'meshgrid x y', [x, y], [indexing]);
  return { xs, ys };
}

/**
 * `x` continued before and after each axis by its own mirror image, as far as `paddings` says
 * in pairs; with mode `reflect` the mirror stands on the edge element, with `symmetric` beyond
 * it.
 */
export function mirrorPad<T extends Tensor = Tensor>(x: Tensor | TensorLike, paddings: number[][], mode: 'reflect' | 'symmetric'): T {
  return call<T>(118, 'mirrorPad x', [x], [paddings.flat(), mode]);
}

/**
 * For each index a vector of `depth` elements, `onValue` at the index and `offValue`
 * elsewhere, along a new last axis; an index outside gives a vector of `offValue`.
 */
export function oneHot<T extends Tensor = Tensor>(indices: Tensor | TensorLike, depth: number, onValue?: number, offValue?: number, dtype?: DataType): T {
  return call<T>(119, 'oneHot indices:i', [indices], [depth, onValue, offValue, dtype]);
}

/**
 * `x` with `constantValue` put before and after each axis, as many as `paddings` says in
 * pairs.
 */
export function pad<T extends Tensor = Tensor>(x: Tensor | TensorLike, paddings: number[][], constantValue?: number): T {
  return call<T>(120, 'pad x', [x], [paddings.flat(), constantValue]);
}

/**
 * The numbers from `start` to before `stop` in steps of `step`.
 */
export function range<T extends Tensor = Tensor>(start: number, stop: number, step?: number, dtype?: DataType): T {
  return call<T>(121, 'range', [], [start, stop, step, dtype]);
}

/**
 * The same elements in the same order under another shape; one extent may be -1 and then
 * follows from the others. No bytes move where the layout allows.
 */
export function reshape<T extends Tensor = Tensor>(x: Tensor | TensorLike, shape: number | number[]): T {
  return callShared<T>(122, 'reshape x:a', [x], [shape]);
}

/**
 * The elements in opposite order along the axes listed, or along all. No bytes move.
 */
export function reverse<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null): T {
  return call<T>(123, 'reverse x', [x], [axis]);
}

/**
 * A tensor of zeros of a given shape to which slices are added at coordinates: each vector
 * along the last axis of `indices` names the first axes of a place; values for one place add
 * up.
 */
export function scatterND<T extends Tensor = Tensor>(indices: Tensor | TensorLike, updates: Tensor | TensorLike, shape: number | number[]): T {
  return call<T>(124, 'scatterND indices:i updates', [indices, updates], [shape]);
}

/**
 * Where each of `values` would be inserted to keep the rows of `sorted` (along the last axis)
 * in order: before equal elements with side `left`, after them with `right`.
 */
export function searchSorted<T extends Tensor = Tensor>(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike, side?: 'left' | 'right'): T {
  return call<T>(125, 'searchSorted sortedSequence values', [sortedSequence, values], [side]);
}

/**
 * The elements of `x` that are not in `y`, in order, and their places in `x`.
 */
export function setdiff1d(x: Tensor | TensorLike, y: Tensor | TensorLike): { out: Tensor; indices: Tensor } {
  const [out, indices] = callAll(126, 'setdiff1d x y', [x, y]);
  return { out, indices };
}

/**
 * The part of `x` that begins at `begin` and has extent `size` along each axis; a size of -1
 * means up to the end. No bytes move.
 */
export function slice<T extends Tensor = Tensor>(x: Tensor | TensorLike, begin: number | number[], size?: number | number[] | null): T {
  return call<T>(127, 'slice x:a', [x], [begin, size]);
}

/**
 * The elements along an axis in order; NaN comes last.
 */
export function sort<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, direction?: 'ASCENDING' | 'DESCENDING'): T {
  return call<T>(128, 'sort x', [x], [axis, direction]);
}

/**
 * The axes after the batch padded with zeros and cut into blocks of `blockShape`, whose elements
 * go to the batch: the batches of the blocks' first elements, then those of the second, and so
 * on.
 */
export function spaceToBatchND<T extends Tensor = Tensor>(x: Tensor | TensorLike, blockShape: number | number[], paddings: number[][]): T {
  return call<T>(129, 'spaceToBatchND x', [x], [blockShape, paddings.flat()]);
}

/**
 * Squares of `blockSize` pixels of an NHWC image moved into channels: the inverse of
 * depthToSpace.
 */
export function spaceToDepth<T extends Tensor = Tensor>(x: Tensor | TensorLike, blockSize: number): T {
  return call<T>(130, 'spaceToDepth x', [x], [blockSize]);
}

/**
 * `x` cut along an axis into equal parts (`numOrSizeSplits` is their number) or into parts of
 * the extents listed, of which one may be -1. No bytes move.
 */
export function split<T extends Tensor = Tensor>(x: Tensor | TensorLike, numOrSizeSplits: number | number[], axis?: number): T[] {
  return callAll(131, 'split x', [x], [numOrSizeSplits, axis]) as T[];
}

/**
 * `x` without its axes of one element, or without those listed. No bytes move.
 */
export function squeeze<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null): T {
  return callShared<T>(132, 'squeeze x:a', [x], [axis]);
}

/**
 * Tensors of one shape joined along a new axis.
 */
export function stack<T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, axis?: number): T {
  return call<T>(133, 'stack *tensors:a', [tensors], [axis]);
}

/**
 * The part of `x` from `begin` to before `end` in steps of `strides`, as Python's `x[b:e:s]`,
 * with TensorFlow's masks: bit `i` of `beginMask`/`endMask` ignores that bound, of
 * `ellipsisMask` stands for as many whole axes as are missing, of `newAxisMask` inserts an
 * axis of one, of `shrinkAxisMask` takes the single element at `begin` and drops the axis. No
 * bytes move.
 */
export function stridedSlice<T extends Tensor = Tensor>(x: Tensor | TensorLike, begin: number | number[], end: number | number[], strides?: number | number[] | null, beginMask?: number, endMask?: number, ellipsisMask?: number, newAxisMask?: number, shrinkAxisMask?: number): T {
  return call<T>(134, 'stridedSlice x:a', [x], [begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask]);
}

/**
 * `x` with slices replaced at coordinates: each vector along the last axis of `indices` names
 * the first axes of a place; of several values for one place the last wins.
 */
export function tensorScatterUpdate<T extends Tensor = Tensor>(tensor: Tensor | TensorLike, indices: Tensor | TensorLike, updates: Tensor | TensorLike): T {
  return call<T>(135, 'tensorScatterUpdate tensor indices:i updates', [tensor, indices, updates]);
}

/**
 * `x` repeated `reps[i]` times along axis `i`.
 */
export function tile<T extends Tensor = Tensor>(x: Tensor | TensorLike, reps: number | number[]): T {
  return call<T>(136, 'tile x:a', [x], [reps]);
}

/**
 * The `k` largest elements along the last axis, largest first, and their places; of equal
 * elements the first comes first.
 */
export function topk(x: Tensor | TensorLike, k?: number, sorted?: boolean): { values: Tensor; indices: Tensor } {
  const [values, indices] = callAll(137, 'topk x', [x], [k, sorted]);
  return { values, indices };
}

/**
 * Axes reordered: axis `i` of the result is axis `perm[i]` of `x`; without `perm` they are
 * reversed. No bytes move.
 */
export function transpose<T extends Tensor = Tensor>(x: Tensor | TensorLike, perm?: number | number[] | null): T {
  return call<T>(138, 'transpose x', [x], [perm]);
}

/**
 * The distinct elements of `x` (slices along `axis`, or single elements of the flattened
 * tensor) in the order of first occurrence, and for each element of `x` its place among them.
 */
export function unique(x: Tensor | TensorLike, axis?: number | null): { values: Tensor; indices: Tensor } {
  const [values, indices] = callAll(139, 'unique x:a', [x], [axis]);
  return { values, indices };
}

/**
 * Sums of the slices of `x` that share a segment: slice `i` of the first axes of `x` is added
 * to slice `segmentIds[i]` of the result; a negative segment drops it.
 */
export function unsortedSegmentSum<T extends Tensor = Tensor>(x: Tensor | TensorLike, segmentIds: Tensor | TensorLike, numSegments: number): T {
  return call<T>(140, 'unsortedSegmentSum x segmentIds:i', [x, segmentIds], [numSegments]);
}

/**
 * The slices of `x` along an axis, without that axis. No bytes move.
 */
export function unstack<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number): T[] {
  return callAll(141, 'unstack x:a', [x], [axis]) as T[];
}

/**
 * The coordinates of the true elements, a row each, in order.
 */
export function whereTrue<T extends Tensor = Tensor>(condition: Tensor | TensorLike): T {
  return call<T>(142, 'whereTrue condition:b', [condition]);
}

/**
 * Product of vectors and matrices: of two vectors the sum of products, otherwise the matrix
 * product, where a vector has the side that fits.
 */
export function dot<T extends Tensor = Tensor>(t1: Tensor | TensorLike, t2: Tensor | TensorLike): T {
  return call<T>(143, 'dot t1 t2', [t1, t2]);
}

/**
 * Sum of products by Einstein's convention: `"ij,jk->ik"` is a matrix product. Each operand
 * has a letter for each axis; letters that the result lacks are summed over. A letter twice in
 * one operand takes its diagonal; `...` stands for any axes, which broadcast.
 */
export function einsum<T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, equation: string): T {
  return call<T>(144, 'einsum *tensors', [tensors], [equation]);
}

/**
 * `activation(matMul(a, b) + bias)` in one pass; the bias is a vector over the columns.
 */
export function fusedMatMul<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike, bias?: Tensor | TensorLike | null, transposeA?: boolean, transposeB?: boolean, activation?: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'elu' | 'sigmoid' | 'tanh' | 'selu' | 'softplus' | 'silu' | 'gelu', leakyreluAlpha?: number): T {
  return call<T>(145, 'fusedMatMul a b bias?', [a, b, bias], [transposeA, transposeB, activation, leakyreluAlpha]);
}

/**
 * The rows of a matrix made orthogonal and of length 1, one after the other: from each row
 * what lies along the rows before is taken away.
 */
export function gramSchmidt<T extends Tensor = Tensor>(xs: Tensor | TensorLike): T {
  return call<T>(146, 'gramSchmidt xs', [xs]);
}

/**
 * Matrix product over the last two axes, the axes before them broadcast as a batch; either
 * operand may be taken transposed. A vector counts as a row on the left and a column on the
 * right.
 */
export function matMul<T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike, transposeA?: boolean, transposeB?: boolean): T {
  return call<T>(147, 'matMul a b', [a, b], [transposeA, transposeB]);
}

/**
 * The matrix of all products of an element of one vector with an element of another.
 */
export function outerProduct<T extends Tensor = Tensor>(v1: Tensor | TensorLike, v2: Tensor | TensorLike): T {
  return call<T>(148, 'outerProduct v1 v2', [v1, v2]);
}

/**
 * Matrices as products `q r`: the columns of `q` are orthogonal and of length 1, `r` is zero
 * below its diagonal (Householder 1958). With `fullMatrices` `q` is square, else it has as
 * many columns as the shorter side.
 */
export function qr(x: Tensor | TensorLike, fullMatrices?: boolean): { q: Tensor; r: Tensor } {
  const [q, r] = callAll(149, 'qr x', [x], [fullMatrices]);
  return { q, r };
}

/**
 * Loss `|labels - predictions|`, weighted and reduced as `computeWeightedLoss` says.
 */
export function absoluteDifference<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(150, 'absoluteDifference labels predictions weights?', [labels, predictions, weights], [reduction]);
}

/**
 * Mean of each window that slides over a batch of NHWC images; padding does not count.
 */
export function avgPool<T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(151, 'avgPool x:f', [x], [filterSize, strides, pad, dilations]);
}

/**
 * Mean of each window that slides over a batch of NDHWC volumes; padding does not count.
 */
export function avgPool3d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(152, 'avgPool3d x:f', [x], [filterSize, strides, pad, dilations]);
}

/**
 * Gradient of avgPool3d, for an input of shape `inputShape`: each window's `dy` is shared
 * among its elements.
 */
export function avgPool3dGrad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, inputShape: number | number[], filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(153, 'avgPool3dGrad dy', [dy], [inputShape, filterSize, strides, pad, dilations]);
}

/**
 * Gradient of avgPool, for an input of shape `inputShape`: each window's `dy` is shared among
 * its elements.
 */
export function avgPoolGrad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, inputShape: number | number[], filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(154, 'avgPoolGrad dy', [dy], [inputShape, filterSize, strides, pad, dilations]);
}

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997). Data and output `h`
 * side by side, times the kernel, plus the bias, are the gates i, j, f and o side by side. The
 * new state is `c sigmoid(f + forgetBias) + sigmoid(i) tanh(j)`, the new output
 * `tanh(new state) sigmoid(o)`.
 */
export function basicLSTMCell(forgetBias: Tensor | TensorLike, lstmKernel: Tensor | TensorLike, lstmBias: Tensor | TensorLike, data: Tensor | TensorLike, c: Tensor | TensorLike, h: Tensor | TensorLike): { c: Tensor; h: Tensor } {
  const [c, h] = callAll(155, 'basicLSTMCell forgetBias lstmKernel lstmBias data c h', [forgetBias, lstmKernel, lstmBias, data, c, h]);
  return { c, h };
}

/**
 * `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`, all but `x` broadcast
 * (Ioffe and Szegedy 2015).
 */
export function batchNorm<T extends Tensor = Tensor>(x: Tensor | TensorLike, mean: Tensor | TensorLike, variance: Tensor | TensorLike, offset?: Tensor | TensorLike | null, scale?: Tensor | TensorLike | null, varianceEpsilon?: number): T {
  return call<T>(156, 'batchNorm x mean variance offset? scale?', [x, mean, variance, offset, scale], [varianceEpsilon]);
}

/**
 * Losses times weights, reduced: not at all (`none`), to their sum (`sum`), to the sum divided
 * by that of the weights (`mean`), or by the number of weights that are not 0
 * (`sumByNonzeroWeights`). Without weights all are 1.
 */
export function computeWeightedLoss<T extends Tensor = Tensor>(losses: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(157, 'computeWeightedLoss losses weights?', [losses, weights], [reduction]);
}

/**
 * Convolution (cross-correlation) of a batch of sequences `[batch, width, in]` with a filter
 * `[width, in, out]`.
 */
export function conv1d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, stride?: number, pad?: 'valid' | 'same' | number | number[], dilation?: number): T {
  return call<T>(158, 'conv1d x filter', [x, filter], [stride, pad, dilation]);
}

/**
 * Convolution (cross-correlation) of a batch of images with a filter of shape
 * `[height, width, in, out]`.
 */
export function conv2d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW'): T {
  return call<T>(159, 'conv2d x:f filter:f', [x, filter], [strides, pad, dilations, dataFormat]);
}

/**
 * Gradient of conv2d with respect to its filter, of shape `filterShape`.
 */
export function conv2dBackpropFilter<T extends Tensor = Tensor>(x: Tensor | TensorLike, dy: Tensor | TensorLike, filterShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW'): T {
  return call<T>(160, 'conv2dBackpropFilter x dy', [x, dy], [filterShape, strides, pad, dilations, dataFormat]);
}

/**
 * Gradient of conv2d with respect to its input, of shape `inputShape`; also the transposed
 * convolution.
 */
export function conv2dBackpropInput<T extends Tensor = Tensor>(dy: Tensor | TensorLike, filter: Tensor | TensorLike, inputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW'): T {
  return call<T>(161, 'conv2dBackpropInput dy filter', [dy, filter], [inputShape, strides, pad, dilations, dataFormat]);
}

/**
 * Transposed convolution: the gradient of a convolution with respect to its input, as an
 * operation of its own. The filter has shape `[height, width, out, in]`.
 */
export function conv2dTranspose<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, outputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[]): T {
  return call<T>(162, 'conv2dTranspose x filter', [x, filter], [outputShape, strides, pad]);
}

/**
 * Convolution (cross-correlation) of a batch of volumes with a filter of shape
 * `[depth, height, width, in, out]`.
 */
export function conv3d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NDHWC' | 'NCDHW'): T {
  return call<T>(163, 'conv3d x filter', [x, filter], [strides, pad, dilations, dataFormat]);
}

/**
 * Gradient of conv3d with respect to its filter, of shape `filterShape`.
 */
export function conv3dBackpropFilter<T extends Tensor = Tensor>(x: Tensor | TensorLike, dy: Tensor | TensorLike, filterShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NDHWC' | 'NCDHW'): T {
  return call<T>(164, 'conv3dBackpropFilter x dy', [x, dy], [filterShape, strides, pad, dilations, dataFormat]);
}

/**
 * Gradient of conv3d with respect to its input, of shape `inputShape`; also the transposed
 * convolution.
 */
export function conv3dBackpropInput<T extends Tensor = Tensor>(dy: Tensor | TensorLike, filter: Tensor | TensorLike, inputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NDHWC' | 'NCDHW'): T {
  return call<T>(165, 'conv3dBackpropInput dy filter', [dy, filter], [inputShape, strides, pad, dilations, dataFormat]);
}

/**
 * Transposed convolution: the gradient of a convolution with respect to its input, as an
 * operation of its own. The filter has shape `[depth, height, width, out, in]`.
 */
export function conv3dTranspose<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, outputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[]): T {
  return call<T>(166, 'conv3dTranspose x filter', [x, filter], [outputShape, strides, pad]);
}

/**
 * Loss `1 - sum(labels * predictions)` along an axis, which is kept with extent 1: the cosine
 * distance of vectors of length 1. Weighted and reduced as `computeWeightedLoss` says.
 */
export function cosineDistance<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, axis: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(167, 'cosineDistance labels predictions weights?', [labels, predictions, weights], [axis, reduction]);
}

/**
 * Convolution of each channel of a batch of NHWC images with its own filters, of shape
 * `[height, width, channels, multiplier]`.
 */
export function depthwiseConv2d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(168, 'depthwiseConv2d x:f filter:f', [x, filter], [strides, pad, dilations]);
}

/**
 * Gradient of depthwiseConv2d with respect to its filter, of shape `filterShape`.
 */
export function depthwiseConv2dBackpropFilter<T extends Tensor = Tensor>(x: Tensor | TensorLike, dy: Tensor | TensorLike, filterShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(169, 'depthwiseConv2dBackpropFilter x dy', [x, dy], [filterShape, strides, pad, dilations]);
}

/**
 * Gradient of depthwiseConv2d with respect to its input, of shape `inputShape`.
 */
export function depthwiseConv2dBackpropInput<T extends Tensor = Tensor>(dy: Tensor | TensorLike, filter: Tensor | TensorLike, inputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(170, 'depthwiseConv2dBackpropInput dy filter', [dy, filter], [inputShape, strides, pad, dilations]);
}

/**
 * Grey-scale dilation of a batch of NHWC images: the largest of pixel plus filter in each
 * window, for each channel by itself. The filter is `[height, width, channels]`.
 */
export function dilation2d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(171, 'dilation2d x filter', [x, filter], [strides, pad, dilations]);
}

/**
 * `x` with a random share `rate` of its elements set to 0 and the others divided by `1 - rate`
 * (Srivastava et al. 2014). `seed` is a pair of seed and stream, see `randomUniform`.
 */
export function dropout<T extends Tensor = Tensor>(x: Tensor | TensorLike, seed: Tensor | TensorLike, rate: number): T {
  return call<T>(172, 'dropout x seed:i', [x, seed], [rate]);
}

/**
 * `activation(conv2d(x, filter) + bias)` in one pass; the bias is a vector over the output
 * channels.
 */
export function fusedConv2d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, bias?: Tensor | TensorLike | null, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW', activation?: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'elu' | 'sigmoid' | 'tanh' | 'selu' | 'softplus' | 'silu' | 'gelu', leakyreluAlpha?: number): T {
  return call<T>(173, 'fusedConv2d x filter bias?', [x, filter, bias], [strides, pad, dilations, dataFormat, activation, leakyreluAlpha]);
}

/**
 * Loss `max(0, 1 - y * predictions)` with `y` -1 for a label of 0 and 1 for a label of 1, weighted
 * and reduced as `computeWeightedLoss` says.
 */
export function hingeLoss<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(174, 'hingeLoss labels predictions weights?', [labels, predictions, weights], [reduction]);
}

/**
 * Huber's loss: half the squared error where it is at most `delta`, else
 * `delta * (error - delta / 2)`; weighted and reduced as `computeWeightedLoss` says.
 */
export function huberLoss<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, delta?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(175, 'huberLoss labels predictions weights?', [labels, predictions, weights], [delta, reduction]);
}

/**
 * `x` divided by its Euclidean norm along axes: `x / sqrt(max(sum(x^2), epsilon))`.
 */
export function l2Normalize<T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, epsilon?: number): T {
  return call<T>(176, 'l2Normalize x', [x], [axis, epsilon]);
}

/**
 * Each row along the last axis brought to mean 0 and variance 1, times `gamma`, plus `beta`
 * (Ba et al. 2016).
 */
export function layerNorm<T extends Tensor = Tensor>(x: Tensor | TensorLike, gamma: Tensor | TensorLike, beta: Tensor | TensorLike, epsilon?: number): T {
  return call<T>(177, 'layerNorm x gamma beta', [x, gamma, beta], [epsilon]);
}

/**
 * Each element divided by `(bias + alpha * s) ^ beta`, `s` being the sum of squares of the
 * channels at most `depthRadius` away (Krizhevsky et al. 2012).
 */
export function localResponseNormalization<T extends Tensor = Tensor>(x: Tensor | TensorLike, depthRadius?: number, bias?: number, alpha?: number, beta?: number): T {
  return call<T>(178, 'localResponseNormalization x', [x], [depthRadius, bias, alpha, beta]);
}

/**
 * Loss `-labels ln(predictions + epsilon) - (1 - labels) ln(1 - predictions + epsilon)` of
 * probabilities, weighted and reduced as `computeWeightedLoss` says.
 */
export function logLoss<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, epsilon?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(179, 'logLoss labels predictions weights?', [labels, predictions, weights], [epsilon, reduction]);
}

/**
 * Logarithm of softmax, without overflow: `x - logSumExp(x)` along an axis.
 */
export function logSoftmax<T extends Tensor = Tensor>(logits: Tensor | TensorLike, axis?: number): T {
  return call<T>(180, 'logSoftmax logits', [logits], [axis]);
}

/**
 * Largest element of each window that slides over a batch of NHWC images; padding does not
 * count.
 */
export function maxPool<T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(181, 'maxPool x', [x], [filterSize, strides, pad, dilations]);
}

/**
 * Largest element of each window that slides over a batch of NDHWC volumes; padding does not
 * count.
 */
export function maxPool3d<T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(182, 'maxPool3d x', [x], [filterSize, strides, pad, dilations]);
}

/**
 * Gradient of maxPool3d: each window's `dy` goes to the place of its first largest element.
 */
export function maxPool3dGrad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, x: Tensor | TensorLike, y: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(183, 'maxPool3dGrad dy x y', [dy, x, y], [filterSize, strides, pad, dilations]);
}

/**
 * maxPool3d of a batch of NDHWC volumes with the place of each window's first largest element,
 * counted through the volume (with `includeBatchInIndex` through the batch).
 */
export function maxPool3dWithArgmax(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], includeBatchInIndex?: boolean): { result: Tensor; indexes: Tensor } {
  const [result, indexes] = callAll(184, 'maxPool3dWithArgmax x', [x], [filterSize, strides, pad, dilations, includeBatchInIndex]);
  return { result, indexes };
}

/**
 * Gradient of maxPool: each window's `dy` goes to the place of its first largest element.
 */
export function maxPoolGrad<T extends Tensor = Tensor>(dy: Tensor | TensorLike, x: Tensor | TensorLike, y: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(185, 'maxPoolGrad dy x y', [dy, x, y], [filterSize, strides, pad, dilations]);
}

/**
 * maxPool of a batch of NHWC images with the place of each window's first largest element,
 * counted through the image (with `includeBatchInIndex` through the batch).
 */
export function maxPoolWithArgmax(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], includeBatchInIndex?: boolean): { result: Tensor; indexes: Tensor } {
  const [result, indexes] = callAll(186, 'maxPoolWithArgmax x', [x], [filterSize, strides, pad, dilations, includeBatchInIndex]);
  return { result, indexes };
}

/**
 * Loss `(labels - predictions)^2`, weighted and reduced as `computeWeightedLoss` says.
 */
export function meanSquaredError<T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(187, 'meanSquaredError labels predictions weights?', [labels, predictions, weights], [reduction]);
}

/**
 * A running average moved towards a new value: `v + (x - v) (1 - decay)`. With `step`, the
 * number of values so far, and `zeroDebias`, the change is divided by `1 - decay^step`, which
 * makes up for a start at 0.
 */
export function movingAverage<T extends Tensor = Tensor>(v: Tensor | TensorLike, x: Tensor | TensorLike, decay: Tensor | TensorLike, step?: Tensor | TensorLike | null, zeroDebias?: boolean): T {
  return call<T>(188, 'movingAverage v x decay step?', [v, x, decay, step], [zeroDebias]);
}

/**
 * Depthwise convolution followed by a mix of the channels at each pixel: a `depthwiseConv2d`
 * and a `conv2d` with a filter of shape `[1, 1, channels * multiplier, outputs]`.
 */
export function separableConv2d<T extends Tensor = Tensor>(x: Tensor | TensorLike, depthwiseFilter: Tensor | TensorLike, pointwiseFilter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]): T {
  return call<T>(189, 'separableConv2d x depthwiseFilter pointwiseFilter', [x, depthwiseFilter, pointwiseFilter], [strides, pad, dilations]);
}

/**
 * Cross-entropy of labels with the sigmoid of logits, weighted and reduced as
 * `computeWeightedLoss` says. `labelSmoothing` moves labels that far towards 1/2.
 */
export function sigmoidCrossEntropy<T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike | null, labelSmoothing?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(190, 'sigmoidCrossEntropy labels logits weights?', [labels, logits, weights], [labelSmoothing, reduction]);
}

/**
 * Cross-entropy of the logistic function of `logits` with probabilities `labels`, element by
 * element and without overflow: `max(x, 0) - x * z + ln(1 + exp(-|x|))`.
 */
export function sigmoidCrossEntropyWithLogits<T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike): T {
  return call<T>(191, 'sigmoidCrossEntropyWithLogits labels logits', [labels, logits]);
}

/**
 * Exponentials along an axis, divided by their sum: positive numbers that add up to 1.
 */
export function softmax<T extends Tensor = Tensor>(logits: Tensor | TensorLike, axis?: number): T {
  return call<T>(192, 'softmax logits:f', [logits], [axis]);
}

/**
 * Cross-entropy of rows of probabilities with the softmax of logits along the last axis,
 * weighted and reduced as `computeWeightedLoss` says. `labelSmoothing` moves labels that far
 * towards equal probabilities.
 */
export function softmaxCrossEntropy<T extends Tensor = Tensor>(onehotLabels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike | null, labelSmoothing?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights'): T {
  return call<T>(193, 'softmaxCrossEntropy onehotLabels logits weights?', [onehotLabels, logits, weights], [labelSmoothing, reduction]);
}

/**
 * Cross-entropy of the softmax of `logits` with the distribution `labels`, along the last
 * axis: `-sum(labels * logSoftmax(logits))`.
 */
export function softmaxCrossEntropyWithLogits<T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike): T {
  return call<T>(194, 'softmaxCrossEntropyWithLogits labels logits', [labels, logits]);
}

/**
 * Gradient of sparseSoftmaxCrossEntropyWithLogits: the softmax of `logits` along the last
 * axis, less 1 at the class named by `labels`.
 */
export function sparseSoftmaxCrossEntropyGrad<T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike): T {
  return call<T>(195, 'sparseSoftmaxCrossEntropyGrad labels:i logits', [labels, logits]);
}

/**
 * Cross-entropy of the softmax of `logits` along the last axis with the class named by
 * `labels`: `logSumExp(logits) - logits[label]`. A label outside the classes is an error.
 */
export function sparseSoftmaxCrossEntropyWithLogits<T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike): T {
  return call<T>(196, 'sparseSoftmaxCrossEntropyWithLogits labels:i logits', [labels, logits]);
}

/**
 * Classes drawn at random: `numSamples` from each row of `logits`, the logarithms of what is
 * proportional to the classes' probabilities (or, with `normalized`, the probabilities
 * themselves). `seed` is a pair of seed and stream, see `randomNormal`.
 */
export function multinomial<T extends Tensor = Tensor>(seed: Tensor | TensorLike, logits: Tensor | TensorLike, numSamples: number, normalized?: boolean): T {
  return call<T>(197, 'multinomial seed:i logits', [seed, logits], [numSamples, normalized]);
}

/**
 * Random numbers of the gamma distribution with shape `alpha` and rate `beta` (Marsaglia and
 * Tsang 2000). `seed` is a pair of seed and stream, see `randomNormal`.
 */
export function randomGamma<T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], alpha: number, beta?: number, dtype?: DataType): T {
  return call<T>(198, 'randomGamma seed:i', [seed], [shape, alpha, beta, dtype]);
}

/**
 * Random numbers of the normal distribution with that mean and standard deviation. `seed`
 * holds two numbers, seed and stream: the same pair gives the same numbers on every machine
 * and on any number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export function randomNormal<T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], mean?: number, stdDev?: number, dtype?: DataType): T {
  return call<T>(199, 'randomNormal seed:i', [seed], [shape, mean, stdDev, dtype]);
}

/**
 * Random numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
 * numbers, seed and stream: the same pair gives the same numbers on every machine and on any
 * number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export function randomUniform<T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], minval?: number, maxval?: number, dtype?: DataType): T {
  return call<T>(200, 'randomUniform seed:i', [seed], [shape, minval, maxval, dtype]);
}

/**
 * Random whole numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
 * numbers, seed and stream: the same pair gives the same numbers on every machine and on any
 * number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export function randomUniformInt<T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], minval: number, maxval: number): T {
  return call<T>(201, 'randomUniformInt seed:i', [seed], [shape, minval, maxval]);
}

/**
 * Random numbers of the normal distribution, those more than two standard deviations from the
 * mean drawn again. `seed` holds two numbers, seed and stream: the same pair gives the same
 * numbers on every machine and on any number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export function truncatedNormal<T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], mean?: number, stdDev?: number, dtype?: DataType): T {
  return call<T>(202, 'truncatedNormal seed:i', [seed], [shape, mean, stdDev, dtype]);
}

/**
 * Boxes cut from images and resized to one size. A row of `boxes` is `y1, x1, y2, x2` in
 * shares of height and width, from the centre of the first pixel to that of the last;
 * `boxInd` names the image. What lies outside the image is `extrapolationValue`.
 */
export function cropAndResize<T extends Tensor = Tensor>(image: Tensor | TensorLike, boxes: Tensor | TensorLike, boxInd: Tensor | TensorLike, cropSize: number | number[], method?: 'bilinear' | 'nearest', extrapolationValue?: number): T {
  return call<T>(203, 'cropAndResize image boxes boxInd:i', [image, boxes, boxInd], [cropSize, method, extrapolationValue]);
}

/**
 * Images `[batch, height, width, channels]` mirrored, left and right exchanged.
 */
export function flipLeftRight<T extends Tensor = Tensor>(image: Tensor | TensorLike): T {
  return call<T>(204, 'flipLeftRight image', [image]);
}

/**
 * Images of one channel with that channel three times.
 */
export function grayscaleToRGB<T extends Tensor = Tensor>(image: Tensor | TensorLike): T {
  return call<T>(205, 'grayscaleToRGB image', [image]);
}

/**
 * The best of boxes that overlap. Boxes (rows `y1, x1, y2, x2`) are taken in the order of
 * their scores, down to `scoreThreshold`; one whose overlap (intersection over union) with a
 * box taken before reaches `iouThreshold` is dropped. With `softNmsSigma` above 0, overlap
 * also lowers the score by `exp(-iou^2 / (2 sigma))` (Bodla et al. 2017). At most
 * `maxOutputSize` boxes are taken; `padToMaxOutputSize` fills up with zeros.
 */
export function nonMaxSuppression(boxes: Tensor | TensorLike, scores: Tensor | TensorLike, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, softNmsSigma?: number, padToMaxOutputSize?: boolean): { selectedIndices: Tensor; selectedScores: Tensor; validOutputs: Tensor } {
  const [selectedIndices, selectedScores, validOutputs] = callAll(206, 'nonMaxSuppression boxes scores', [boxes, scores], [maxOutputSize, iouThreshold, scoreThreshold, softNmsSigma, padToMaxOutputSize]);
  return { selectedIndices, selectedScores, validOutputs };
}

/**
 * Images `[batch, height, width, channels]` (or one without batch) at another size, linearly
 * between pixels. With `alignCorners` the corner pixels stay the corners; with
 * `halfPixelCenters` pixels are squares whose centres lie at half coordinates.
 */
export function resizeBilinear<T extends Tensor = Tensor>(images: Tensor | TensorLike, size: number | number[], alignCorners?: boolean, halfPixelCenters?: boolean): T {
  return call<T>(207, 'resizeBilinear images', [images], [size, alignCorners, halfPixelCenters]);
}

/**
 * Images `[batch, height, width, channels]` (or one without batch) at another size, each pixel
 * as the nearest one. `alignCorners` and `halfPixelCenters` as in `resizeBilinear`.
 */
export function resizeNearestNeighbor<T extends Tensor = Tensor>(images: Tensor | TensorLike, size: number | number[], alignCorners?: boolean, halfPixelCenters?: boolean): T {
  return call<T>(208, 'resizeNearestNeighbor images', [images], [size, alignCorners, halfPixelCenters]);
}

/**
 * Images of three channels as one: `0.2989 r + 0.587 g + 0.114 b`, the brightness of colours
 * on a television (ITU-R BT.601).
 */
export function rgbToGrayscale<T extends Tensor = Tensor>(image: Tensor | TensorLike): T {
  return call<T>(209, 'rgbToGrayscale image', [image]);
}

/**
 * Images seen through projective maps. A row of `transforms` (one for each image, or one for
 * all) is `a0, a1, a2, b0, b1, b2, c0, c1`: output pixel `(x, y)` shows input place
 * `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`. Outside the
 * image lies `fillValue`, or what `fillMode` says: the image mirrored, repeated, or its edge.
 */
export function transform<T extends Tensor = Tensor>(image: Tensor | TensorLike, transforms: Tensor | TensorLike, interpolation?: 'nearest' | 'bilinear', fillMode?: 'constant' | 'reflect' | 'wrap' | 'nearest', fillValue?: number, outputShape?: number | number[] | null): T {
  return call<T>(210, 'transform image transforms', [image, transforms], [interpolation, fillMode, fillValue, outputShape]);
}

/**
 * A periodic window `a - b cos(2 pi i / n)` of `windowLength` numbers, with `n` the length, or
 * one less if that is odd. With 0.5 and 0.5 it is von Hann's, with 0.54 and 0.46 Hamming's.
 */
export function cosineWindow<T extends Tensor = Tensor>(windowLength: number, a?: number, b?: number): T {
  return call<T>(211, 'cosineWindow', [], [windowLength, a, b]);
}

/**
 * The discrete Fourier transform along the last axis:
 * `y[k] = sum over j of x[j] exp(-2 pi i j k / n)`.
 */
export function fft<T extends Tensor = Tensor>(input: Tensor | TensorLike): T {
  return call<T>(212, 'fft input', [input]);
}

/**
 * A signal cut into frames of `frameLength` numbers that begin `frameStep` apart, a row each.
 * With `padEnd` the frames go on to the signal's last number, filled up with `padValue`.
 */
export function frame<T extends Tensor = Tensor>(signal: Tensor | TensorLike, frameLength: number, frameStep: number, padEnd?: boolean, padValue?: number): T {
  return call<T>(213, 'frame signal', [signal], [frameLength, frameStep, padEnd, padValue]);
}

/**
 * The inverse of `fft` along the last axis:
 * `y[k] = sum over j of x[j] exp(2 pi i j k / n) / n`.
 */
export function ifft<T extends Tensor = Tensor>(input: Tensor | TensorLike): T {
  return call<T>(214, 'ifft input', [input]);
}

/**
 * The inverse of `rfft` along the last axis: `m` numbers of a spectrum give `2 (m - 1)` real
 * ones. A single number gives itself.
 */
export function irfft<T extends Tensor = Tensor>(input: Tensor | TensorLike): T {
  return call<T>(215, 'irfft input', [input]);
}

/**
 * The Fourier transform of real numbers along the last axis, without the second half, which
 * is the first one's mirror image: `n / 2 + 1` numbers. With `fftLength` the input is first cut
 * or filled up with zeros to that length.
 */
export function rfft<T extends Tensor = Tensor>(input: Tensor | TensorLike, fftLength?: number | null): T {
  return call<T>(216, 'rfft input', [input], [fftLength]);
}

/**
 * The short-time Fourier transform of a signal: the spectrum (`rfft`) of each of its frames,
 * multiplied by `window`, of `frameLength` numbers. `fftLength` is the power of two that holds
 * a frame unless given.
 */
export function stft<T extends Tensor = Tensor>(signal: Tensor | TensorLike, window: Tensor | TensorLike, frameStep: number, fftLength?: number | null): T {
  return call<T>(217, 'stft signal window', [signal, window], [frameStep, fftLength]);
}

/**
 * Neighbouring strings joined: for each row of a ragged tensor (`data` and where its rows
 * begin and end, `dataSplits`) and each width, all runs of that many strings, with `separator`
 * between them. Rows are padded first with `padWidth` strings on each side (at most width - 1;
 * a negative number means that many). A row too short for any width gives one run of
 * everything if `preserveShortSequences`.
 */
export function stringNGrams(data: Tensor | TensorLike, dataSplits: Tensor | TensorLike, separator: string, nGramWidths: number | number[], leftPad: string, rightPad: string, padWidth: number, preserveShortSequences: boolean): { nGrams: Tensor; nGramsSplits: Tensor } {
  const [nGrams, nGramsSplits] = callAll(218, 'stringNGrams data dataSplits:i', [data, dataSplits], [separator, nGramWidths, leftPad, rightPad, padWidth, preserveShortSequences]);
  return { nGrams, nGramsSplits };
}

/**
 * Strings cut at each byte that is in `delimiter` (at every byte if that is empty). The result
 * is a sparse matrix of a row for each string: the places of its parts, the parts, and its
 * shape. `skipEmpty` leaves out empty parts.
 */
export function stringSplit(input: Tensor | TensorLike, delimiter: Tensor | TensorLike, skipEmpty?: boolean): { indices: Tensor; values: Tensor; shape: Tensor } {
  const [indices, values, shape] = callAll(219, 'stringSplit input delimiter', [input, delimiter], [skipEmpty]);
  return { indices, values, shape };
}

/**
 * A number from 0 to before `numBuckets` for each string: its fingerprint (FarmHash, 64 bits)
 * modulo the number of buckets. The same on every machine.
 */
export function stringToHashBucketFast<T extends Tensor = Tensor>(input: Tensor | TensorLike, numBuckets: number): T {
  return call<T>(220, 'stringToHashBucketFast input', [input], [numBuckets]);
}

/**
 * Ranges of numbers, one after the other: row `i` goes from `starts[i]` to before `limits[i]`
 * in steps of `deltas[i]`. A scalar stands for every row. Gives where rows begin and end, and
 * the numbers.
 */
export function raggedRange(starts: Tensor | TensorLike, limits: Tensor | TensorLike, deltas: Tensor | TensorLike): { rtNestedSplits: Tensor; rtDenseValues: Tensor } {
  const [rtNestedSplits, rtDenseValues] = callAll(221, 'raggedRange starts limits deltas', [starts, limits, deltas]);
  return { rtNestedSplits, rtDenseValues };
}

/**
 * A sparse tensor with `defaultValue` at the beginning of each row that had no element. Also
 * says which rows these are, and where each old element is now.
 */
export function sparseFillEmptyRows(indices: Tensor | TensorLike, values: Tensor | TensorLike, denseShape: Tensor | TensorLike, defaultValue: Tensor | TensorLike): { outputIndices: Tensor; outputValues: Tensor; emptyRowIndicator: Tensor; reverseIndexMap: Tensor } {
  const [outputIndices, outputValues, emptyRowIndicator, reverseIndexMap] = callAll(222, 'sparseFillEmptyRows indices:i values denseShape:i defaultValue', [indices, values, denseShape, defaultValue]);
  return { outputIndices, outputValues, emptyRowIndicator, reverseIndexMap };
}

/**
 * The places of a sparse tensor's elements when it is reshaped, and the new shape. One extent
 * of `newShape` may be -1: it follows from the others.
 */
export function sparseReshape(inputIndices: Tensor | TensorLike, inputShape: Tensor | TensorLike, newShape: Tensor | TensorLike): { outputIndices: Tensor; outputShape: Tensor } {
  const [outputIndices, outputShape] = callAll(223, 'sparseReshape inputIndices:i inputShape:i newShape:i', [inputIndices, inputShape, newShape]);
  return { outputIndices, outputShape };
}

/**
 * Means of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
 * which, in rising order; a segment without rows is 0.
 */
export function sparseSegmentMean<T extends Tensor = Tensor>(data: Tensor | TensorLike, indices: Tensor | TensorLike, segmentIds: Tensor | TensorLike): T {
  return call<T>(224, 'sparseSegmentMean data indices:i segmentIds:i', [data, indices, segmentIds]);
}

/**
 * Sums of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
 * which, in rising order; a segment without rows is 0.
 */
export function sparseSegmentSum<T extends Tensor = Tensor>(data: Tensor | TensorLike, indices: Tensor | TensorLike, segmentIds: Tensor | TensorLike): T {
  return call<T>(225, 'sparseSegmentSum data indices:i segmentIds:i', [data, indices, segmentIds]);
}

/**
 * A tensor of that shape with values at the places given (rows of coordinates; a number or
 * vector for a tensor of one axis) and `defaultValue` elsewhere. One value may stand for all
 * places.
 */
export function sparseToDense<T extends Tensor = Tensor>(sparseIndices: Tensor | TensorLike, sparseValues: Tensor | TensorLike, defaultValue: Tensor | TensorLike, outputShape: number | number[]): T {
  return call<T>(226, 'sparseToDense sparseIndices:i sparseValues defaultValue', [sparseIndices, sparseValues, defaultValue], [outputShape]);
}
