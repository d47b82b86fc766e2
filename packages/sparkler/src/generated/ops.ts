// Generated from the op table by `cargo xtask generate`. Do not edit.
import { op } from '../call';
import type { Tensor } from '../tensor';
import type { DataType, TensorLike } from '../types';


/**
 * Absolute value: `|x|`; of complex numbers, their magnitude in float32.
 */
export const abs: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(0);

/**
 * Inverse cosine, in radians; NaN outside [-1, 1].
 */
export const acos: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(1);

/**
 * Inverse hyperbolic cosine; NaN below 1.
 */
export const acosh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(2);

/**
 * Sum: `a + b`, broadcast.
 */
export const add: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(3);

/**
 * Sum of any number of tensors of one shape.
 */
export const addN: <T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>) => T = /* @__PURE__ */ op(4);

/**
 * Are all elements true, over axes?
 */
export const all: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(5);

/**
 * Is any element true, over axes?
 */
export const any: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(6);

/**
 * Place of the first largest element along an axis; NaN counts as the largest.
 */
export const argMax: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(7);

/**
 * Place of the first smallest element along an axis; NaN counts as the smallest.
 */
export const argMin: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(8);

/**
 * Inverse sine, in radians; NaN outside [-1, 1].
 */
export const asin: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(9);

/**
 * Inverse hyperbolic sine.
 */
export const asinh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(10);

/**
 * Inverse tangent, in radians.
 */
export const atan: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(11);

/**
 * The angle in radians, from -pi to pi, of the point with ordinate `a` and abscissa `b`,
 * broadcast.
 */
export const atan2: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(12);

/**
 * Inverse hyperbolic tangent; NaN outside [-1, 1].
 */
export const atanh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(13);

/**
 * Bits set in both, broadcast.
 */
export const bitwiseAnd: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(14);

/**
 * Every bit of the integer turned over.
 */
export const bitwiseNot: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(15);

/**
 * Bits set in either, broadcast.
 */
export const bitwiseOr: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(16);

/**
 * Bits set in exactly one, broadcast.
 */
export const bitwiseXor: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(17);

/**
 * The elements as another type. A float becomes an integer by dropping its fraction
 * (saturated, NaN becomes 0), anything becomes bool by being other than 0.
 */
export const cast: <T extends Tensor>(x: T | TensorLike, dtype: DataType) => T = /* @__PURE__ */ op(18);

/**
 * The smallest whole number not below `x`.
 */
export const ceil: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(19);

/**
 * Each element forced into the range from `clipValueMin` to `clipValueMax`; NaN stays.
 */
export const clipByValue: <T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number) => T = /* @__PURE__ */ op(20);

/**
 * Complex numbers from real and imaginary parts of one shape.
 */
export const complex: <T extends Tensor = Tensor>(real: Tensor | TensorLike, imag: Tensor | TensorLike) => T = /* @__PURE__ */ op(21);

/**
 * How often a class was taken for another: row `i`, column `j` counts the examples of class
 * `i` that were predicted as class `j`.
 */
export const confusionMatrix: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, numClasses: number) => T = /* @__PURE__ */ op(22);

/**
 * Complex conjugates: the imaginary parts negated; real numbers as they are.
 */
export const conj: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(23);

/**
 * Cosine of an angle in radians.
 */
export const cos: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(24);

/**
 * Hyperbolic cosine.
 */
export const cosh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(25);

/**
 * Running products along an axis; with `exclusive` without the element itself, with `reverse`
 * from the end.
 */
export const cumprod: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean) => T = /* @__PURE__ */ op(26);

/**
 * Running sums along an axis; with `exclusive` without the element itself, with `reverse` from
 * the end.
 */
export const cumsum: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean) => T = /* @__PURE__ */ op(27);

/**
 * Quotient: `a / b`, broadcast. Of integers rounded down, as floorDiv; by 0 they give 0.
 */
export const div: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(28);

/**
 * Quotient `a / b`, broadcast; 0 where `b` is 0.
 */
export const divNoNan: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(29);

/**
 * Exponential linear unit: `x` above 0, `exp(x) - 1` below (Clevert et al. 2015, alpha = 1).
 */
export const elu: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(30);

/**
 * True where `a == b`, broadcast; NaN equals nothing.
 */
export const equal: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(31);

/**
 * Gauss error function: `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
 */
export const erf: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(32);

/**
 * `e` to the power of `x`.
 */
export const exp: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(33);

/**
 * `exp(x) - 1`, exact also near 0.
 */
export const expm1: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(34);

/**
 * The largest whole number not above `x`.
 */
export const floor: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(35);

/**
 * The largest whole number not above `a / b`, broadcast. Integers divided by 0 give 0.
 */
export const floorDiv: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(36);

/**
 * Gaussian error linear unit: `x` times the normal distribution function of `x`
 * (Hendrycks and Gimpel 2016); with `approximate` by the tanh formula.
 */
export const gelu: <T extends Tensor>(x: T | TensorLike, approximate?: boolean) => T = /* @__PURE__ */ op(37);

/**
 * True where `a > b`, broadcast; strings by their bytes.
 */
export const greater: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(38);

/**
 * True where `a >= b`, broadcast; strings by their bytes.
 */
export const greaterEqual: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(39);

/**
 * Piecewise linear approximation of the logistic function: `relu6(x + 3) / 6`.
 */
export const hardSigmoid: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(40);

/**
 * A new tensor of the same values; no bytes move.
 */
export const identity: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(41);

/**
 * The imaginary parts of complex numbers; of real numbers 0.
 */
export const imag: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(42);

/**
 * Is the element neither infinite nor NaN?
 */
export const isFinite: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(43);

/**
 * Is the element infinite, of either sign?
 */
export const isInf: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(44);

/**
 * Is the element not a number?
 */
export const isNaN: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(45);

/**
 * Leaky rectified linear unit: `x` above 0, `alpha * x` below.
 */
export const leakyRelu: <T extends Tensor>(x: T | TensorLike, alpha?: number) => T = /* @__PURE__ */ op(46);

/**
 * True where `a < b`, broadcast; strings by their bytes.
 */
export const less: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(47);

/**
 * True where `a <= b`, broadcast; strings by their bytes.
 */
export const lessEqual: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(48);

/**
 * Natural logarithm; NaN below 0.
 */
export const log: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(49);

/**
 * `ln(1 + x)`, exact also near 0.
 */
export const log1p: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(50);

/**
 * True where both are, broadcast.
 */
export const logicalAnd: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(51);

/**
 * True where `x` is false.
 */
export const logicalNot: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(52);

/**
 * True where either is, broadcast.
 */
export const logicalOr: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(53);

/**
 * True where exactly one is, broadcast.
 */
export const logicalXor: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(54);

/**
 * Logarithm of the logistic function: `-ln(1 + exp(-x))`.
 */
export const logSigmoid: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(55);

/**
 * `ln(sum(exp(x)))` over axes, without overflow.
 */
export const logSumExp: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(56);

/**
 * Largest element over axes; NaN if there is one. Of no elements: the least value of the type.
 */
export const max: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(57);

/**
 * The larger of the two, broadcast; NaN if either is.
 */
export const maximum: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(58);

/**
 * Arithmetic mean over axes; integers give float32.
 */
export const mean: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(59);

/**
 * Smallest element over axes; NaN if there is one. Of no elements: the greatest value of the
 * type.
 */
export const min: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(60);

/**
 * The smaller of the two, broadcast; NaN if either is.
 */
export const minimum: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(61);

/**
 * `x * tanh(softplus(x))` (Misra 2019).
 */
export const mish: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(62);

/**
 * Remainder of the floored division, with the sign of `b`: `a - b * floor(a / b)`, broadcast.
 */
export const mod: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(63);

/**
 * Mean and variance (of the population) over axes.
 */
export const moments: (x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => { mean: Tensor; variance: Tensor } = /* @__PURE__ */ op(64);

/**
 * Product: `a * b`, broadcast.
 */
export const mul: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(65);

/**
 * The negative: `-x`.
 */
export const neg: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(66);

/**
 * A norm of vectors or matrices: of vectors along one axis (`1`: the sum of magnitudes, `2`
 * or `euclidean`, `inf`: the largest magnitude, `-inf`: the smallest), of matrices along two
 * (`1`: the largest column sum, `inf`: the largest row sum, `-inf`: the smallest, `fro` or
 * `euclidean`: the root of the sum of squares). Without `axis` all elements are one vector.
 */
export const norm: <T extends Tensor = Tensor>(x: Tensor | TensorLike, ord?: 'euclidean' | 'fro' | '1' | '2' | 'inf' | '-inf', axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(67);

/**
 * True where `a != b`, broadcast.
 */
export const notEqual: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(68);

/**
 * `a` to the power of `b`, broadcast. Integer powers wrap; a negative integer exponent gives
 * 0, but for the bases 1 and -1.
 */
export const pow: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(69);

/**
 * Parametric rectified linear unit: `x` above 0, `alpha * x` below, `alpha` broadcast.
 */
export const prelu: <T extends Tensor = Tensor>(x: Tensor | TensorLike, alpha: Tensor | TensorLike) => T = /* @__PURE__ */ op(70);

/**
 * Product over axes; integers wrap.
 */
export const prod: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(71);

/**
 * The real parts of complex numbers; real numbers as they are.
 */
export const real: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(72);

/**
 * `1 / x`.
 */
export const reciprocal: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(73);

/**
 * Rectified linear unit: `max(x, 0)`.
 */
export const relu: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(74);

/**
 * Rectified linear unit cut at 6: `min(max(x, 0), 6)`.
 */
export const relu6: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(75);

/**
 * The nearest whole number, halves to the even one (as NumPy and IEEE 754).
 */
export const round: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(78);

/**
 * `1 / sqrt(x)`.
 */
export const rsqrt: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(79);

/**
 * Scaled exponential linear unit: `1.0507 * x` above 0, `1.7581 * (exp(x) - 1)` below
 * (Klambauer et al. 2017).
 */
export const selu: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(80);

/**
 * Logistic function: `1 / (1 + exp(-x))`.
 */
export const sigmoid: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(81);

/**
 * -1, 0 or 1 by the sign of `x`; 0 of NaN.
 */
export const sign: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(82);

/**
 * Sigmoid-weighted linear unit, also called swish: `x * sigmoid(x)`.
 */
export const silu: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(83);

/**
 * Sine of an angle in radians.
 */
export const sin: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(84);

/**
 * Hyperbolic sine.
 */
export const sinh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(85);

/**
 * Smooth approximation of relu: `ln(1 + exp(x))`.
 */
export const softplus: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(86);

/**
 * `x / (1 + |x|)`, which lies between -1 and 1.
 */
export const softsign: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(87);

/**
 * Square root; NaN below 0, of complex numbers the one with a real part of at least 0.
 */
export const sqrt: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(88);

/**
 * `x * x`.
 */
export const square: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(89);

/**
 * `(a - b)^2`, broadcast.
 */
export const squaredDifference: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(90);

/**
 * 1 above 0, `alpha` elsewhere (at 0 too); NaN stays.
 */
export const step: <T extends Tensor>(x: T | TensorLike, alpha?: number) => T = /* @__PURE__ */ op(91);

/**
 * The same values, through which no gradient flows.
 */
export const stopGradient: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(92);

/**
 * Difference: `a - b`, broadcast.
 */
export const sub: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(93);

/**
 * Sum over axes. (A sum of bool counts in int32, integers wrap.)
 */
export const sum: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, keepDims?: boolean) => T = /* @__PURE__ */ op(94);

/**
 * Tangent of an angle in radians.
 */
export const tan: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(95);

/**
 * Hyperbolic tangent.
 */
export const tanh: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(96);

/**
 * The whole part: `x` without its fraction.
 */
export const trunc: <T extends Tensor>(x: T | TensorLike) => T = /* @__PURE__ */ op(97);

/**
 * Elements of `a` where `condition` holds, of `b` elsewhere; all three broadcast. (In Rust the
 * method is `condition.select(a, b)`, as `where` is a keyword.)
 */
export const where: <T extends Tensor = Tensor>(condition: Tensor | TensorLike, a: Tensor | TensorLike, b: Tensor | TensorLike) => T = /* @__PURE__ */ op(98);

/**
 * The places of the elements along an axis in the order that sorts them, stably; NaN comes
 * last.
 */
export const argsort: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, direction?: 'ASCENDING' | 'DESCENDING') => T = /* @__PURE__ */ op(99);

/**
 * Matrices with only the diagonals from `numLower` below to `numUpper` above the main one
 * kept, the rest 0; a negative number keeps all on that side.
 */
export const bandPart: <T extends Tensor = Tensor>(x: Tensor | TensorLike, numLower: number, numUpper: number) => T = /* @__PURE__ */ op(100);

/**
 * Blocks of the batch moved back into the spatial axes, then cropped: the inverse of
 * spaceToBatchND.
 */
export const batchToSpaceND: <T extends Tensor = Tensor>(x: Tensor | TensorLike, blockShape: number | number[], crops: number[][]) => T = /* @__PURE__ */ op(101);

/**
 * How often each whole number from 0 to before `size` occurs in `x`, or the sum of its
 * weights; numbers outside are left out.
 */
export const bincount: <T extends Tensor = Tensor>(x: Tensor | TensorLike, weights: Tensor | TensorLike, size: number) => T = /* @__PURE__ */ op(102);

/**
 * The slices of `x` where `mask` is true. The mask covers as many axes as it has, from `axis`
 * on, and these become one.
 */
export const booleanMask: <T extends Tensor = Tensor>(x: Tensor | TensorLike, mask: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(103);

/**
 * The shape that two shapes, given as vectors, broadcast to.
 */
export const broadcastArgs: <T extends Tensor = Tensor>(s0: Tensor | TensorLike, s1: Tensor | TensorLike) => T = /* @__PURE__ */ op(104);

/**
 * `x` repeated to a wider shape by NumPy's rule. No bytes move.
 */
export const broadcastTo: <T extends Tensor = Tensor>(x: Tensor | TensorLike, shape: number | number[]) => T = /* @__PURE__ */ op(105);

/**
 * Tensors joined along an existing axis; their other extents must be equal.
 */
export const concat: <T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, axis?: number) => T = /* @__PURE__ */ op(106);

/**
 * `bincount` of a vector, or of each row of a matrix. With `binaryOutput` a number that occurs
 * counts one, however often it occurs and whatever its weights.
 */
export const denseBincount: <T extends Tensor = Tensor>(x: Tensor | TensorLike, weights: Tensor | TensorLike, size: number, binaryOutput?: boolean) => T = /* @__PURE__ */ op(107);

/**
 * Blocks of channels of an NHWC image moved into squares of `blockSize` pixels (TensorFlow's
 * order: the channel's high part says the row and column).
 */
export const depthToSpace: <T extends Tensor = Tensor>(x: Tensor | TensorLike, blockSize: number) => T = /* @__PURE__ */ op(108);

/**
 * A tensor of twice the rank with `x` on its diagonal and zeros elsewhere.
 */
export const diag: <T extends Tensor = Tensor>(x: Tensor | TensorLike) => T = /* @__PURE__ */ op(109);

/**
 * `x` with an axis of one element inserted before `axis` (of the result). No bytes move.
 */
export const expandDims: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(110);

/**
 * The identity matrix, or the upper left part of one, repeated over a batch.
 */
export const eye: <T extends Tensor = Tensor>(numRows: number, numColumns?: number | null, batchShape?: number | number[] | null, dtype?: DataType) => T = /* @__PURE__ */ op(111);

/**
 * A tensor of one repeated value.
 */
export const fill: <T extends Tensor = Tensor>(shape: number | number[], value: number, dtype?: DataType) => T = /* @__PURE__ */ op(112);

/**
 * Slices of `x` along an axis, picked by index: for each index `i` of `indices`, `x[..., i,
 * ...]`. The first `batchDims` axes of both run in step. An index outside the axis is an
 * error.
 */
export const gather: <T extends Tensor = Tensor>(x: Tensor | TensorLike, indices: Tensor | TensorLike, axis?: number, batchDims?: number) => T = /* @__PURE__ */ op(113);

/**
 * Slices of `x` picked by coordinates: each vector along the last axis of `indices` names the
 * first axes of a slice.
 */
export const gatherND: <T extends Tensor = Tensor>(x: Tensor | TensorLike, indices: Tensor | TensorLike) => T = /* @__PURE__ */ op(114);

/**
 * Is the score of the target among the `k` best of its row? Of equal scores the first is the
 * better one.
 */
export const inTopK: <T extends Tensor = Tensor>(predictions: Tensor | TensorLike, targets: Tensor | TensorLike, k?: number) => T = /* @__PURE__ */ op(115);

/**
 * `num` numbers evenly spaced from `start` to `stop`, both included.
 */
export const linspace: <T extends Tensor = Tensor>(start: number, stop: number, num: number) => T = /* @__PURE__ */ op(116);

/**
 * The coordinates of a grid: `x` repeated down the rows, `y` across the columns. With indexing
 * `ij` the first axis is that of `x`.
 */
export const meshgrid: (x: Tensor | TensorLike, y: Tensor | TensorLike, indexing?: 'xy' | 'ij') => { xs: Tensor; ys: Tensor } = /* @__PURE__ */ op(117);

/**
 * `x` continued before and after each axis by its own mirror image, as far as `paddings` says
 * in pairs; with mode `reflect` the mirror stands on the edge element, with `symmetric` beyond
 * it.
 */
export const mirrorPad: <T extends Tensor = Tensor>(x: Tensor | TensorLike, paddings: number[][], mode: 'reflect' | 'symmetric') => T = /* @__PURE__ */ op(118);

/**
 * For each index a vector of `depth` elements, `onValue` at the index and `offValue`
 * elsewhere, along a new last axis; an index outside gives a vector of `offValue`.
 */
export const oneHot: <T extends Tensor = Tensor>(indices: Tensor | TensorLike, depth: number, onValue?: number, offValue?: number, dtype?: DataType) => T = /* @__PURE__ */ op(119);

/**
 * `x` with `constantValue` put before and after each axis, as many as `paddings` says in
 * pairs.
 */
export const pad: <T extends Tensor = Tensor>(x: Tensor | TensorLike, paddings: number[][], constantValue?: number) => T = /* @__PURE__ */ op(120);

/**
 * The numbers from `start` to before `stop` in steps of `step`.
 */
export const range: <T extends Tensor = Tensor>(start: number, stop: number, step?: number, dtype?: DataType) => T = /* @__PURE__ */ op(121);

/**
 * The same elements in the same order under another shape; one extent may be -1 and then
 * follows from the others. No bytes move where the layout allows.
 */
export const reshape: <T extends Tensor = Tensor>(x: Tensor | TensorLike, shape: number | number[]) => T = /* @__PURE__ */ op(122);

/**
 * The elements in opposite order along the axes listed, or along all. No bytes move.
 */
export const reverse: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null) => T = /* @__PURE__ */ op(123);

/**
 * A tensor of zeros of a given shape to which slices are added at coordinates: each vector
 * along the last axis of `indices` names the first axes of a place; values for one place add
 * up.
 */
export const scatterND: <T extends Tensor = Tensor>(indices: Tensor | TensorLike, updates: Tensor | TensorLike, shape: number | number[]) => T = /* @__PURE__ */ op(124);

/**
 * Where each of `values` would be inserted to keep the rows of `sorted` (along the last axis)
 * in order: before equal elements with side `left`, after them with `right`.
 */
export const searchSorted: <T extends Tensor = Tensor>(sorted: Tensor | TensorLike, values: Tensor | TensorLike, side?: 'left' | 'right') => T = /* @__PURE__ */ op(125);

/**
 * The elements of `x` that are not in `y`, in order, and their places in `x`.
 */
export const setdiff1d: (x: Tensor | TensorLike, y: Tensor | TensorLike) => { out: Tensor; indices: Tensor } = /* @__PURE__ */ op(126);

/**
 * The part of `x` that begins at `begin` and has extent `size` along each axis; a size of -1
 * means up to the end. No bytes move.
 */
export const slice: <T extends Tensor = Tensor>(x: Tensor | TensorLike, begin: number | number[], size?: number | number[] | null) => T = /* @__PURE__ */ op(127);

/**
 * The elements along an axis in order; NaN comes last.
 */
export const sort: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number, direction?: 'ASCENDING' | 'DESCENDING') => T = /* @__PURE__ */ op(128);

/**
 * The axes after the batch padded with zeros and cut into blocks of `blockShape`, whose elements
 * go to the batch: the batches of the blocks' first elements, then those of the second, and so
 * on.
 */
export const spaceToBatchND: <T extends Tensor = Tensor>(x: Tensor | TensorLike, blockShape: number | number[], paddings: number[][]) => T = /* @__PURE__ */ op(129);

/**
 * Squares of `blockSize` pixels of an NHWC image moved into channels: the inverse of
 * depthToSpace.
 */
export const spaceToDepth: <T extends Tensor = Tensor>(x: Tensor | TensorLike, blockSize: number) => T = /* @__PURE__ */ op(130);

/**
 * `x` cut along an axis into equal parts (`numOrSizeSplits` is their number) or into parts of
 * the extents listed, of which one may be -1. No bytes move.
 */
export const split: <T extends Tensor = Tensor>(x: Tensor | TensorLike, numOrSizeSplits: number | number[], axis?: number) => T[] = /* @__PURE__ */ op(131);

/**
 * `x` without its axes of one element, or without those listed. No bytes move.
 */
export const squeeze: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null) => T = /* @__PURE__ */ op(132);

/**
 * Tensors of one shape joined along a new axis.
 */
export const stack: <T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, axis?: number) => T = /* @__PURE__ */ op(133);

/**
 * The part of `x` from `begin` to before `end` in steps of `strides`, as Python's `x[b:e:s]`,
 * with TensorFlow's masks: bit `i` of `beginMask`/`endMask` ignores that bound, of
 * `ellipsisMask` stands for as many whole axes as are missing, of `newAxisMask` inserts an
 * axis of one, of `shrinkAxisMask` takes the single element at `begin` and drops the axis. No
 * bytes move.
 */
export const stridedSlice: <T extends Tensor = Tensor>(x: Tensor | TensorLike, begin: number | number[], end: number | number[], strides?: number | number[] | null, beginMask?: number, endMask?: number, ellipsisMask?: number, newAxisMask?: number, shrinkAxisMask?: number) => T = /* @__PURE__ */ op(134);

/**
 * `x` with slices replaced at coordinates: each vector along the last axis of `indices` names
 * the first axes of a place; of several values for one place the last wins.
 */
export const tensorScatterUpdate: <T extends Tensor = Tensor>(x: Tensor | TensorLike, indices: Tensor | TensorLike, updates: Tensor | TensorLike) => T = /* @__PURE__ */ op(135);

/**
 * `x` repeated `reps[i]` times along axis `i`.
 */
export const tile: <T extends Tensor = Tensor>(x: Tensor | TensorLike, reps: number | number[]) => T = /* @__PURE__ */ op(136);

/**
 * The `k` largest elements along the last axis, largest first, and their places; of equal
 * elements the first comes first.
 */
export const topk: (x: Tensor | TensorLike, k?: number, sorted?: boolean) => { values: Tensor; indices: Tensor } = /* @__PURE__ */ op(137);

/**
 * Axes reordered: axis `i` of the result is axis `perm[i]` of `x`; without `perm` they are
 * reversed. No bytes move.
 */
export const transpose: <T extends Tensor = Tensor>(x: Tensor | TensorLike, perm?: number | number[] | null) => T = /* @__PURE__ */ op(138);

/**
 * The distinct elements of `x` (slices along `axis`, or single elements of the flattened
 * tensor) in the order of first occurrence, and for each element of `x` its place among them.
 */
export const unique: (x: Tensor | TensorLike, axis?: number | null) => { values: Tensor; indices: Tensor } = /* @__PURE__ */ op(139);

/**
 * Sums of the slices of `x` that share a segment: slice `i` of the first axes of `x` is added
 * to slice `segmentIds[i]` of the result; a negative segment drops it.
 */
export const unsortedSegmentSum: <T extends Tensor = Tensor>(x: Tensor | TensorLike, segmentIds: Tensor | TensorLike, numSegments: number) => T = /* @__PURE__ */ op(140);

/**
 * The slices of `x` along an axis, without that axis. No bytes move.
 */
export const unstack: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number) => T[] = /* @__PURE__ */ op(141);

/**
 * The coordinates of the true elements, a row each, in order.
 */
export const whereTrue: <T extends Tensor = Tensor>(condition: Tensor | TensorLike) => T = /* @__PURE__ */ op(142);

/**
 * Product of vectors and matrices: of two vectors the sum of products, otherwise the matrix
 * product, where a vector has the side that fits.
 */
export const dot: <T extends Tensor = Tensor>(t1: Tensor | TensorLike, t2: Tensor | TensorLike) => T = /* @__PURE__ */ op(143);

/**
 * Sum of products by Einstein's convention: `"ij,jk->ik"` is a matrix product. Each operand
 * has a letter for each axis; letters that the result lacks are summed over. A letter twice in
 * one operand takes its diagonal; `...` stands for any axes, which broadcast.
 */
export const einsum: <T extends Tensor = Tensor>(tensors: Array<Tensor | TensorLike>, equation: string) => T = /* @__PURE__ */ op(144);

/**
 * `activation(matMul(a, b) + bias)` in one pass; the bias is a vector over the columns.
 */
export const fusedMatMul: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike, bias?: Tensor | TensorLike | null, transposeA?: boolean, transposeB?: boolean, activation?: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'elu' | 'sigmoid' | 'tanh' | 'selu' | 'softplus' | 'silu' | 'gelu', leakyreluAlpha?: number) => T = /* @__PURE__ */ op(145);

/**
 * The rows of a matrix made orthogonal and of length 1, one after the other: from each row
 * what lies along the rows before is taken away.
 */
export const gramSchmidt: <T extends Tensor = Tensor>(xs: Tensor | TensorLike) => T = /* @__PURE__ */ op(146);

/**
 * Matrix product over the last two axes, the axes before them broadcast as a batch; either
 * operand may be taken transposed. A vector counts as a row on the left and a column on the
 * right.
 */
export const matMul: <T extends Tensor = Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike, transposeA?: boolean, transposeB?: boolean) => T = /* @__PURE__ */ op(147);

/**
 * The matrix of all products of an element of one vector with an element of another.
 */
export const outerProduct: <T extends Tensor = Tensor>(v1: Tensor | TensorLike, v2: Tensor | TensorLike) => T = /* @__PURE__ */ op(148);

/**
 * Matrices as products `q r`: the columns of `q` are orthogonal and of length 1, `r` is zero
 * below its diagonal (Householder 1958). With `fullMatrices` `q` is square, else it has as
 * many columns as the shorter side.
 */
export const qr: (x: Tensor | TensorLike, fullMatrices?: boolean) => { q: Tensor; r: Tensor } = /* @__PURE__ */ op(149);

/**
 * Loss `|labels - predictions|`, weighted and reduced as `computeWeightedLoss` says.
 */
export const absoluteDifference: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(150);

/**
 * Mean of each window that slides over a batch of NHWC images; padding does not count.
 */
export const avgPool: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(151);

/**
 * Mean of each window that slides over a batch of NDHWC volumes; padding does not count.
 */
export const avgPool3d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(152);

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997). Data and output `h`
 * side by side, times the kernel, plus the bias, are the gates i, j, f and o side by side. The
 * new state is `c sigmoid(f + forgetBias) + sigmoid(i) tanh(j)`, the new output
 * `tanh(new state) sigmoid(o)`.
 */
export const basicLSTMCell: (forgetBias: Tensor | TensorLike, lstmKernel: Tensor | TensorLike, lstmBias: Tensor | TensorLike, data: Tensor | TensorLike, c: Tensor | TensorLike, h: Tensor | TensorLike) => { c: Tensor; h: Tensor } = /* @__PURE__ */ op(155);

/**
 * `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`, all but `x` broadcast
 * (Ioffe and Szegedy 2015).
 */
export const batchNorm: <T extends Tensor = Tensor>(x: Tensor | TensorLike, mean: Tensor | TensorLike, variance: Tensor | TensorLike, offset?: Tensor | TensorLike | null, scale?: Tensor | TensorLike | null, varianceEpsilon?: number) => T = /* @__PURE__ */ op(156);

/**
 * Losses times weights, reduced: not at all (`none`), to their sum (`sum`), to the sum divided
 * by that of the weights (`mean`), or by the number of weights that are not 0
 * (`sumByNonzeroWeights`). Without weights all are 1.
 */
export const computeWeightedLoss: <T extends Tensor = Tensor>(losses: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(157);

/**
 * Convolution (cross-correlation) of a batch of sequences `[batch, width, in]` with a filter
 * `[width, in, out]`.
 */
export const conv1d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, stride?: number, pad?: 'valid' | 'same' | number | number[], dilation?: number) => T = /* @__PURE__ */ op(158);

/**
 * Convolution (cross-correlation) of a batch of images with a filter of shape
 * `[height, width, in, out]`.
 */
export const conv2d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW') => T = /* @__PURE__ */ op(159);

/**
 * Transposed convolution: the gradient of a convolution with respect to its input, as an
 * operation of its own. The filter has shape `[height, width, out, in]`.
 */
export const conv2dTranspose: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, outputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[]) => T = /* @__PURE__ */ op(162);

/**
 * Convolution (cross-correlation) of a batch of volumes with a filter of shape
 * `[depth, height, width, in, out]`.
 */
export const conv3d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NDHWC' | 'NCDHW') => T = /* @__PURE__ */ op(163);

/**
 * Transposed convolution: the gradient of a convolution with respect to its input, as an
 * operation of its own. The filter has shape `[depth, height, width, out, in]`.
 */
export const conv3dTranspose: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, outputShape: number | number[], strides?: number | number[], pad?: 'valid' | 'same' | number | number[]) => T = /* @__PURE__ */ op(166);

/**
 * Loss `1 - sum(labels * predictions)` along an axis, which is kept with extent 1: the cosine
 * distance of vectors of length 1. Weighted and reduced as `computeWeightedLoss` says.
 */
export const cosineDistance: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights: Tensor | TensorLike | null | undefined, axis: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(167);

/**
 * Convolution of each channel of a batch of NHWC images with its own filters, of shape
 * `[height, width, channels, multiplier]`.
 */
export const depthwiseConv2d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(168);

/**
 * Grey-scale dilation of a batch of NHWC images: the largest of pixel plus filter in each
 * window, for each channel by itself. The filter is `[height, width, channels]`.
 */
export const dilation2d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(171);

/**
 * `x` with a random share `rate` of its elements set to 0 and the others divided by `1 - rate`
 * (Srivastava et al. 2014). `seed` is a pair of seed and stream, see `randomUniform`.
 */
export const dropout: <T extends Tensor = Tensor>(x: Tensor | TensorLike, seed: Tensor | TensorLike, rate: number) => T = /* @__PURE__ */ op(172);

/**
 * `activation(conv2d(x, filter) + bias)` in one pass; the bias is a vector over the output
 * channels.
 */
export const fusedConv2d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filter: Tensor | TensorLike, bias?: Tensor | TensorLike | null, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], dataFormat?: 'NHWC' | 'NCHW', activation?: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'elu' | 'sigmoid' | 'tanh' | 'selu' | 'softplus' | 'silu' | 'gelu', leakyreluAlpha?: number) => T = /* @__PURE__ */ op(173);

/**
 * Loss `max(0, 1 - y * predictions)` with `y` -1 for a label of 0 and 1 for a label of 1, weighted
 * and reduced as `computeWeightedLoss` says.
 */
export const hingeLoss: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(174);

/**
 * Huber's loss: half the squared error where it is at most `delta`, else
 * `delta * (error - delta / 2)`; weighted and reduced as `computeWeightedLoss` says.
 */
export const huberLoss: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, delta?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(175);

/**
 * `x` divided by its Euclidean norm along axes: `x / sqrt(max(sum(x^2), epsilon))`.
 */
export const l2Normalize: <T extends Tensor = Tensor>(x: Tensor | TensorLike, axis?: number | number[] | null, epsilon?: number) => T = /* @__PURE__ */ op(176);

/**
 * Each row along the last axis brought to mean 0 and variance 1, times `gamma`, plus `beta`
 * (Ba et al. 2016).
 */
export const layerNorm: <T extends Tensor = Tensor>(x: Tensor | TensorLike, gamma: Tensor | TensorLike, beta: Tensor | TensorLike, epsilon?: number) => T = /* @__PURE__ */ op(177);

/**
 * Each element divided by `(bias + alpha * s) ^ beta`, `s` being the sum of squares of the
 * channels at most `depthRadius` away (Krizhevsky et al. 2012).
 */
export const localResponseNormalization: <T extends Tensor = Tensor>(x: Tensor | TensorLike, depthRadius?: number, bias?: number, alpha?: number, beta?: number) => T = /* @__PURE__ */ op(178);

/**
 * Loss `-labels ln(predictions + epsilon) - (1 - labels) ln(1 - predictions + epsilon)` of
 * probabilities, weighted and reduced as `computeWeightedLoss` says.
 */
export const logLoss: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, epsilon?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(179);

/**
 * Logarithm of softmax, without overflow: `x - logSumExp(x)` along an axis.
 */
export const logSoftmax: <T extends Tensor = Tensor>(logits: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(180);

/**
 * Largest element of each window that slides over a batch of NHWC images; padding does not
 * count.
 */
export const maxPool: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(181);

/**
 * Largest element of each window that slides over a batch of NDHWC volumes; padding does not
 * count.
 */
export const maxPool3d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(182);

/**
 * maxPool of a batch of NHWC images with the place of each window's first largest element,
 * counted through the image (with `includeBatchInIndex` through the batch).
 */
export const maxPoolWithArgmax: (x: Tensor | TensorLike, filterSize: number | number[], strides: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[], includeBatchInIndex?: boolean) => { result: Tensor; indexes: Tensor } = /* @__PURE__ */ op(186);

/**
 * Loss `(labels - predictions)^2`, weighted and reduced as `computeWeightedLoss` says.
 */
export const meanSquaredError: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, predictions: Tensor | TensorLike, weights?: Tensor | TensorLike | null, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(187);

/**
 * A running average moved towards a new value: `v + (x - v) (1 - decay)`. With `step`, the
 * number of values so far, and `zeroDebias`, the change is divided by `1 - decay^step`, which
 * makes up for a start at 0.
 */
export const movingAverage: <T extends Tensor = Tensor>(v: Tensor | TensorLike, x: Tensor | TensorLike, decay: Tensor | TensorLike, step?: Tensor | TensorLike | null, zeroDebias?: boolean) => T = /* @__PURE__ */ op(188);

/**
 * Depthwise convolution followed by a mix of the channels at each pixel: a `depthwiseConv2d`
 * and a `conv2d` with a filter of shape `[1, 1, channels * multiplier, outputs]`.
 */
export const separableConv2d: <T extends Tensor = Tensor>(x: Tensor | TensorLike, depthwiseFilter: Tensor | TensorLike, pointwiseFilter: Tensor | TensorLike, strides?: number | number[], pad?: 'valid' | 'same' | number | number[], dilations?: number | number[]) => T = /* @__PURE__ */ op(189);

/**
 * Cross-entropy of labels with the sigmoid of logits, weighted and reduced as
 * `computeWeightedLoss` says. `labelSmoothing` moves labels that far towards 1/2.
 */
export const sigmoidCrossEntropy: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike | null, labelSmoothing?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(190);

/**
 * Cross-entropy of the logistic function of `logits` with probabilities `labels`, element by
 * element and without overflow: `max(x, 0) - x * z + ln(1 + exp(-|x|))`.
 */
export const sigmoidCrossEntropyWithLogits: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike) => T = /* @__PURE__ */ op(191);

/**
 * Exponentials along an axis, divided by their sum: positive numbers that add up to 1.
 */
export const softmax: <T extends Tensor = Tensor>(logits: Tensor | TensorLike, axis?: number) => T = /* @__PURE__ */ op(192);

/**
 * Cross-entropy of rows of probabilities with the softmax of logits along the last axis,
 * weighted and reduced as `computeWeightedLoss` says. `labelSmoothing` moves labels that far
 * towards equal probabilities.
 */
export const softmaxCrossEntropy: <T extends Tensor = Tensor>(onehotLabels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike | null, labelSmoothing?: number, reduction?: 'none' | 'mean' | 'sum' | 'sumByNonzeroWeights') => T = /* @__PURE__ */ op(193);

/**
 * Cross-entropy of the softmax of `logits` with the distribution `labels`, along the last
 * axis: `-sum(labels * logSoftmax(logits))`.
 */
export const softmaxCrossEntropyWithLogits: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike) => T = /* @__PURE__ */ op(194);

/**
 * Cross-entropy of the softmax of `logits` along the last axis with the class named by
 * `labels`: `logSumExp(logits) - logits[label]`. A label outside the classes is an error.
 */
export const sparseSoftmaxCrossEntropyWithLogits: <T extends Tensor = Tensor>(labels: Tensor | TensorLike, logits: Tensor | TensorLike) => T = /* @__PURE__ */ op(196);

/**
 * Classes drawn at random: `numSamples` from each row of `logits`, the logarithms of what is
 * proportional to the classes' probabilities (or, with `normalized`, the probabilities
 * themselves). `seed` is a pair of seed and stream, see `randomNormal`.
 */
export const multinomial: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, logits: Tensor | TensorLike, numSamples: number, normalized?: boolean) => T = /* @__PURE__ */ op(197);

/**
 * Random numbers of the gamma distribution with shape `alpha` and rate `beta` (Marsaglia and
 * Tsang 2000). `seed` is a pair of seed and stream, see `randomNormal`.
 */
export const randomGamma: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], alpha: number, beta?: number, dtype?: DataType) => T = /* @__PURE__ */ op(198);

/**
 * Random numbers of the normal distribution with that mean and standard deviation. `seed`
 * holds two numbers, seed and stream: the same pair gives the same numbers on every machine
 * and on any number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export const randomNormal: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], mean?: number, stdDev?: number, dtype?: DataType) => T = /* @__PURE__ */ op(199);

/**
 * Random numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
 * numbers, seed and stream: the same pair gives the same numbers on every machine and on any
 * number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export const randomUniform: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], minval?: number, maxval?: number, dtype?: DataType) => T = /* @__PURE__ */ op(200);

/**
 * Random whole numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
 * numbers, seed and stream: the same pair gives the same numbers on every machine and on any
 * number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export const randomUniformInt: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], minval: number, maxval: number) => T = /* @__PURE__ */ op(201);

/**
 * Random numbers of the normal distribution, those more than two standard deviations from the
 * mean drawn again. `seed` holds two numbers, seed and stream: the same pair gives the same
 * numbers on every machine and on any number of threads (Philox4x32-10, Salmon et al. 2011).
 */
export const truncatedNormal: <T extends Tensor = Tensor>(seed: Tensor | TensorLike, shape: number | number[], mean?: number, stdDev?: number, dtype?: DataType) => T = /* @__PURE__ */ op(202);

/**
 * Boxes cut from images and resized to one size. A row of `boxes` is `y1, x1, y2, x2` in
 * shares of height and width, from the centre of the first pixel to that of the last;
 * `boxInd` names the image. What lies outside the image is `extrapolationValue`.
 */
export const cropAndResize: <T extends Tensor = Tensor>(image: Tensor | TensorLike, boxes: Tensor | TensorLike, boxInd: Tensor | TensorLike, cropSize: number | number[], method?: 'bilinear' | 'nearest', extrapolationValue?: number) => T = /* @__PURE__ */ op(203);

/**
 * Images `[batch, height, width, channels]` mirrored, left and right exchanged.
 */
export const flipLeftRight: <T extends Tensor = Tensor>(image: Tensor | TensorLike) => T = /* @__PURE__ */ op(204);

/**
 * Images of one channel with that channel three times.
 */
export const grayscaleToRGB: <T extends Tensor = Tensor>(image: Tensor | TensorLike) => T = /* @__PURE__ */ op(205);

/**
 * The best of boxes that overlap. Boxes (rows `y1, x1, y2, x2`) are taken in the order of
 * their scores, down to `scoreThreshold`; one whose overlap (intersection over union) with a
 * box taken before exceeds `iouThreshold` is dropped. With `softNmsSigma` above 0 it is not
 * dropped, but its score is lowered by `exp(-iou^2 / (2 sigma))` (Bodla et al. 2017). At most
 * `maxOutputSize` boxes are taken; `padToMaxOutputSize` fills up with zeros.
 */
export const nonMaxSuppression: (boxes: Tensor | TensorLike, scores: Tensor | TensorLike, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, softNmsSigma?: number, padToMaxOutputSize?: boolean) => { selectedIndices: Tensor; selectedScores: Tensor; validOutputs: Tensor } = /* @__PURE__ */ op(206);

/**
 * Images `[batch, height, width, channels]` (or one without batch) at another size, linearly
 * between pixels. With `alignCorners` the corner pixels stay the corners; with
 * `halfPixelCenters` pixels are squares whose centres lie at half coordinates.
 */
export const resizeBilinear: <T extends Tensor = Tensor>(images: Tensor | TensorLike, size: number | number[], alignCorners?: boolean, halfPixelCenters?: boolean) => T = /* @__PURE__ */ op(207);

/**
 * Images `[batch, height, width, channels]` (or one without batch) at another size, each pixel
 * as the nearest one. `alignCorners` and `halfPixelCenters` as in `resizeBilinear`.
 */
export const resizeNearestNeighbor: <T extends Tensor = Tensor>(images: Tensor | TensorLike, size: number | number[], alignCorners?: boolean, halfPixelCenters?: boolean) => T = /* @__PURE__ */ op(208);

/**
 * Images of three channels as one: `0.2989 r + 0.587 g + 0.114 b`, the brightness of colours
 * on a television (ITU-R BT.601).
 */
export const rgbToGrayscale: <T extends Tensor = Tensor>(image: Tensor | TensorLike) => T = /* @__PURE__ */ op(209);

/**
 * An image in black and white: 255 where it is brighter than a threshold, else 0; with
 * `inverted` the other way round. The threshold is a share of 255, or, with method `otsu`, the
 * one that best parts the pixels in two groups (Otsu 1979). Three channels are first made one,
 * as `rgbToGrayscale` does.
 */
export const threshold: <T extends Tensor = Tensor>(image: Tensor | TensorLike, method?: 'binary' | 'otsu', inverted?: boolean, threshValue?: number) => T = /* @__PURE__ */ op(210);

/**
 * Images seen through projective maps. A row of `transforms` (one for each image, or one for
 * all) is `a0, a1, a2, b0, b1, b2, c0, c1`: output pixel `(x, y)` shows input place
 * `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`. Outside the
 * image lies `fillValue`, or what `fillMode` says: the image mirrored, repeated, or its edge.
 */
export const transform: <T extends Tensor = Tensor>(image: Tensor | TensorLike, transforms: Tensor | TensorLike, interpolation?: 'nearest' | 'bilinear', fillMode?: 'constant' | 'reflect' | 'wrap' | 'nearest', fillValue?: number, outputShape?: number | number[] | null) => T = /* @__PURE__ */ op(211);

/**
 * A periodic window `a - b cos(2 pi i / n)` of `windowLength` numbers, with `n` the length, or
 * one less if that is odd. With 0.5 and 0.5 it is von Hann's, with 0.54 and 0.46 Hamming's.
 */
export const cosineWindow: <T extends Tensor = Tensor>(windowLength: number, a?: number, b?: number) => T = /* @__PURE__ */ op(212);

/**
 * The discrete Fourier transform along the last axis:
 * `y[k] = sum over j of x[j] exp(-2 pi i j k / n)`.
 */
export const fft: <T extends Tensor = Tensor>(input: Tensor | TensorLike) => T = /* @__PURE__ */ op(213);

/**
 * A signal cut into frames of `frameLength` numbers that begin `frameStep` apart, a row each.
 * With `padEnd` the frames go on to the signal's last number, filled up with `padValue`.
 */
export const frame: <T extends Tensor = Tensor>(signal: Tensor | TensorLike, frameLength: number, frameStep: number, padEnd?: boolean, padValue?: number) => T = /* @__PURE__ */ op(214);

/**
 * The inverse of `fft` along the last axis:
 * `y[k] = sum over j of x[j] exp(2 pi i j k / n) / n`.
 */
export const ifft: <T extends Tensor = Tensor>(input: Tensor | TensorLike) => T = /* @__PURE__ */ op(215);

/**
 * The inverse of `rfft` along the last axis: `m` numbers of a spectrum give `2 (m - 1)` real
 * ones. A single number gives itself.
 */
export const irfft: <T extends Tensor = Tensor>(input: Tensor | TensorLike) => T = /* @__PURE__ */ op(216);

/**
 * The Fourier transform of real numbers along the last axis, without the second half, which
 * is the first one's mirror image: `n / 2 + 1` numbers. With `fftLength` the input is first cut
 * or filled up with zeros to that length.
 */
export const rfft: <T extends Tensor = Tensor>(input: Tensor | TensorLike, fftLength?: number | null) => T = /* @__PURE__ */ op(217);

/**
 * The short-time Fourier transform of a signal: the spectrum (`rfft`) of each of its frames,
 * multiplied by `window`, of `frameLength` numbers. `fftLength` is the power of two that holds
 * a frame unless given.
 */
export const stft: <T extends Tensor = Tensor>(signal: Tensor | TensorLike, window: Tensor | TensorLike, frameStep: number, fftLength?: number | null) => T = /* @__PURE__ */ op(218);

/**
 * Neighbouring strings joined: for each row of a ragged tensor (`data` and where its rows
 * begin and end, `dataSplits`) and each width, all runs of that many strings, with `separator`
 * between them. Rows are padded first with `padWidth` strings on each side (at most width - 1;
 * a negative number means that many). A row too short for any width gives one run of
 * everything if `preserveShortSequences`.
 */
export const stringNGrams: (data: Tensor | TensorLike, dataSplits: Tensor | TensorLike, separator: string, nGramWidths: number | number[], leftPad: string, rightPad: string, padWidth: number, preserveShortSequences: boolean) => { nGrams: Tensor; nGramsSplits: Tensor } = /* @__PURE__ */ op(219);

/**
 * Strings cut at each byte that is in `delimiter` (at every byte if that is empty). The result
 * is a sparse matrix of a row for each string: the places of its parts, the parts, and its
 * shape. `skipEmpty` leaves out empty parts.
 */
export const stringSplit: (input: Tensor | TensorLike, delimiter: Tensor | TensorLike, skipEmpty?: boolean) => { indices: Tensor; values: Tensor; shape: Tensor } = /* @__PURE__ */ op(220);

/**
 * A number from 0 to before `numBuckets` for each string: its fingerprint (FarmHash, 64 bits)
 * modulo the number of buckets. The same on every machine.
 */
export const stringToHashBucketFast: <T extends Tensor = Tensor>(input: Tensor | TensorLike, numBuckets: number) => T = /* @__PURE__ */ op(221);

/**
 * Rows of a ragged tensor, picked by index. The tensor is given by its values and, level by
 * level from the outside, by where its rows begin and end. The result has the same form, its
 * splits first, with a level more for each axis of `indices` but the first.
 */
export const raggedGather: <T extends Tensor = Tensor>(paramsDenseValues: Tensor | TensorLike, indices: Tensor | TensorLike, paramsNestedSplits: Array<Tensor | TensorLike>) => T[] = /* @__PURE__ */ op(222);

/**
 * Ranges of numbers, one after the other: row `i` goes from `starts[i]` to before `limits[i]`
 * in steps of `deltas[i]`. A scalar stands for every row. Gives where rows begin and end, and
 * the numbers.
 */
export const raggedRange: (starts: Tensor | TensorLike, limits: Tensor | TensorLike, deltas: Tensor | TensorLike) => { rtNestedSplits: Tensor; rtDenseValues: Tensor } = /* @__PURE__ */ op(223);

/**
 * A ragged tensor as a dense one, filled up with `defaultValue`. Its rows are told level by
 * level, from the outside, in the way that `rowPartitionTypes` names: the number of rows
 * (`FIRST_DIM_SIZE`, only first), where rows begin and end (`ROW_SPLITS`), or the row of each
 * element (`VALUE_ROWIDS`). `shape` holds an extent for each axis, -1 for as long as needed;
 * a single -1 leaves all open.
 */
export const raggedTensorToTensor: <T extends Tensor = Tensor>(shape: Tensor | TensorLike, values: Tensor | TensorLike, defaultValue: Tensor | TensorLike, rowPartitionTensors: Array<Tensor | TensorLike>, rowPartitionTypes: string[]) => T = /* @__PURE__ */ op(224);

/**
 * A sparse tensor with `defaultValue` at the beginning of each row that had no element. Also
 * says which rows these are, and where each old element is now.
 */
export const sparseFillEmptyRows: (indices: Tensor | TensorLike, values: Tensor | TensorLike, denseShape: Tensor | TensorLike, defaultValue: Tensor | TensorLike) => { outputIndices: Tensor; outputValues: Tensor; emptyRowIndicator: Tensor; reverseIndexMap: Tensor } = /* @__PURE__ */ op(225);

/**
 * The places of a sparse tensor's elements when it is reshaped, and the new shape. One extent
 * of `newShape` may be -1: it follows from the others.
 */
export const sparseReshape: (inputIndices: Tensor | TensorLike, inputShape: Tensor | TensorLike, newShape: Tensor | TensorLike) => { outputIndices: Tensor; outputShape: Tensor } = /* @__PURE__ */ op(226);

/**
 * Means of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
 * which, in rising order; a segment without rows is 0.
 */
export const sparseSegmentMean: <T extends Tensor = Tensor>(data: Tensor | TensorLike, indices: Tensor | TensorLike, segmentIds: Tensor | TensorLike) => T = /* @__PURE__ */ op(227);

/**
 * Sums of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
 * which, in rising order; a segment without rows is 0.
 */
export const sparseSegmentSum: <T extends Tensor = Tensor>(data: Tensor | TensorLike, indices: Tensor | TensorLike, segmentIds: Tensor | TensorLike) => T = /* @__PURE__ */ op(228);

/**
 * A tensor of that shape with values at the places given (rows of coordinates; a number or
 * vector for a tensor of one axis) and `defaultValue` elsewhere. One value may stand for all
 * places.
 */
export const sparseToDense: <T extends Tensor = Tensor>(sparseIndices: Tensor | TensorLike, sparseValues: Tensor | TensorLike, defaultValue: Tensor | TensorLike, outputShape: number | number[]) => T = /* @__PURE__ */ op(229);
