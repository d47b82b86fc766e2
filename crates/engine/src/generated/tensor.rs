// Generated from the op table by `cargo xtask generate`. Do not edit.
#![allow(clippy::should_implement_trait, clippy::derivable_impls)]

use crate::{Tensor, run};
use sparkler_base::{DType, Result};
use sparkler_ops::attrs::{Attr, Attrs, Axes, Ints};
use sparkler_ops::options::*;
use sparkler_ops::{array, image, linalg, math, nn, random, signal, sparse, string};

/// The operations of the table.
#[allow(clippy::should_implement_trait)]
impl Tensor {
    /// Absolute value: `|x|`; of complex numbers, their magnitude in float32.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn abs(&self) -> Result<Tensor> {
        let op = &math::ABS;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Inverse cosine, in radians; NaN outside [-1, 1].
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn acos(&self) -> Result<Tensor> {
        let op = &math::ACOS;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Inverse hyperbolic cosine; NaN below 1.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn acosh(&self) -> Result<Tensor> {
        let op = &math::ACOSH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Sum: `a + b`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn add(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::ADD;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Sum of any number of tensors of one shape.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn add_n(tensors: &[&Tensor]) -> Result<Tensor> {
        let op = &math::ADD_N;
        let attrs = Attrs::none();
        run::one(op, tensors, attrs)
    }

    /// Are all elements true, over axes?
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn all(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::ALL;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// Is any element true, over axes?
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn any(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::ANY;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// Place of the first largest element along an axis; NaN counts as the largest.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn arg_max(&self, axis: i64) -> Result<Tensor> {
        let op = &math::ARG_MAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self], attrs)
    }

    /// Place of the first smallest element along an axis; NaN counts as the smallest.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn arg_min(&self, axis: i64) -> Result<Tensor> {
        let op = &math::ARG_MIN;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self], attrs)
    }

    /// Inverse sine, in radians; NaN outside [-1, 1].
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn asin(&self) -> Result<Tensor> {
        let op = &math::ASIN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Inverse hyperbolic sine.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn asinh(&self) -> Result<Tensor> {
        let op = &math::ASINH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Inverse tangent, in radians.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn atan(&self) -> Result<Tensor> {
        let op = &math::ATAN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The angle in radians, from -pi to pi, of the point with ordinate `a` and abscissa `b`,
    /// broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn atan2(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::ATAN2;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Inverse hyperbolic tangent; NaN outside [-1, 1].
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn atanh(&self) -> Result<Tensor> {
        let op = &math::ATANH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Bits set in both, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn bitwise_and(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::BITWISE_AND;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Every bit of the integer turned over.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn bitwise_not(&self) -> Result<Tensor> {
        let op = &math::BITWISE_NOT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Bits set in either, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn bitwise_or(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::BITWISE_OR;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Bits set in exactly one, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn bitwise_xor(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::BITWISE_XOR;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// The elements as another type. A float becomes an integer by dropping its fraction
    /// (saturated, NaN becomes 0), anything becomes bool by being other than 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cast(&self, dtype: DType) -> Result<Tensor> {
        let op = &math::CAST;
        let attrs = Attrs::from_values([Attr::from(dtype)]);
        run::one(op, &[self], attrs)
    }

    /// The smallest whole number not below `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn ceil(&self) -> Result<Tensor> {
        let op = &math::CEIL;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Each element forced into the range from `clipValueMin` to `clipValueMax`; NaN stays.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn clip_by_value(&self, clip_value_min: f64, clip_value_max: f64) -> Result<Tensor> {
        let op = &math::CLIP_BY_VALUE;
        let attrs = Attrs::from_values([Attr::from(clip_value_min), Attr::from(clip_value_max)]);
        run::one(op, &[self], attrs)
    }

    /// Complex numbers from real and imaginary parts of one shape.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn complex(&self, imag: &Tensor) -> Result<Tensor> {
        let op = &math::COMPLEX;
        let attrs = Attrs::none();
        run::one(op, &[self, imag], attrs)
    }

    /// How often a class was taken for another: row `i`, column `j` counts the examples of class
    /// `i` that were predicted as class `j`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn confusion_matrix(&self, predictions: &Tensor, num_classes: i64) -> Result<Tensor> {
        let op = &math::CONFUSION_MATRIX;
        let attrs = Attrs::from_values([Attr::from(num_classes)]);
        run::one(op, &[self, predictions], attrs)
    }

    /// Complex conjugates: the imaginary parts negated; real numbers as they are.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conj(&self) -> Result<Tensor> {
        let op = &math::CONJ;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Cosine of an angle in radians.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cos(&self) -> Result<Tensor> {
        let op = &math::COS;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Hyperbolic cosine.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cosh(&self) -> Result<Tensor> {
        let op = &math::COSH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Running products along an axis; with `exclusive` without the element itself, with `reverse`
    /// from the end.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cumprod(&self, options: CumprodOptions) -> Result<Tensor> {
        let op = &math::CUMPROD;
        let attrs = Attrs::from_values([
            Attr::from(options.axis),
            Attr::from(options.exclusive),
            Attr::from(options.reverse),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Running sums along an axis; with `exclusive` without the element itself, with `reverse` from
    /// the end.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cumsum(&self, options: CumsumOptions) -> Result<Tensor> {
        let op = &math::CUMSUM;
        let attrs = Attrs::from_values([
            Attr::from(options.axis),
            Attr::from(options.exclusive),
            Attr::from(options.reverse),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Quotient: `a / b`, broadcast. Of integers rounded down, as floorDiv; by 0 they give 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn div(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::DIV;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Quotient `a / b`, broadcast; 0 where `b` is 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn div_no_nan(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::DIV_NO_NAN;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Exponential linear unit: `x` above 0, `exp(x) - 1` below (Clevert et al. 2015, alpha = 1).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn elu(&self) -> Result<Tensor> {
        let op = &math::ELU;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// True where `a == b`, broadcast; NaN equals nothing.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn equal(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::EQUAL;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Gauss error function: `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn erf(&self) -> Result<Tensor> {
        let op = &math::ERF;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `e` to the power of `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn exp(&self) -> Result<Tensor> {
        let op = &math::EXP;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `exp(x) - 1`, exact also near 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn expm1(&self) -> Result<Tensor> {
        let op = &math::EXPM1;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The largest whole number not above `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn floor(&self) -> Result<Tensor> {
        let op = &math::FLOOR;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The largest whole number not above `a / b`, broadcast. Integers divided by 0 give 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn floor_div(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::FLOOR_DIV;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Gaussian error linear unit: `x` times the normal distribution function of `x`
    /// (Hendrycks and Gimpel 2016); with `approximate` by the tanh formula.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn gelu(&self, approximate: bool) -> Result<Tensor> {
        let op = &math::GELU;
        let attrs = Attrs::from_values([Attr::from(approximate)]);
        run::one(op, &[self], attrs)
    }

    /// True where `a > b`, broadcast; strings by their bytes.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn greater(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::GREATER;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// True where `a >= b`, broadcast; strings by their bytes.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn greater_equal(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::GREATER_EQUAL;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Piecewise linear approximation of the logistic function: `relu6(x + 3) / 6`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn hard_sigmoid(&self) -> Result<Tensor> {
        let op = &math::HARD_SIGMOID;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// A new tensor of the same values; no bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn identity(&self) -> Result<Tensor> {
        let op = &math::IDENTITY;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The imaginary parts of complex numbers; of real numbers 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn imag(&self) -> Result<Tensor> {
        let op = &math::IMAG;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Is the element neither infinite nor NaN?
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn is_finite(&self) -> Result<Tensor> {
        let op = &math::IS_FINITE;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Is the element infinite, of either sign?
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn is_inf(&self) -> Result<Tensor> {
        let op = &math::IS_INF;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Is the element not a number?
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn is_nan(&self) -> Result<Tensor> {
        let op = &math::IS_NAN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Leaky rectified linear unit: `x` above 0, `alpha * x` below.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn leaky_relu(&self, alpha: f64) -> Result<Tensor> {
        let op = &math::LEAKY_RELU;
        let attrs = Attrs::from_values([Attr::from(alpha)]);
        run::one(op, &[self], attrs)
    }

    /// True where `a < b`, broadcast; strings by their bytes.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn less(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::LESS;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// True where `a <= b`, broadcast; strings by their bytes.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn less_equal(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::LESS_EQUAL;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Natural logarithm; NaN below 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log(&self) -> Result<Tensor> {
        let op = &math::LOG;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `ln(1 + x)`, exact also near 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log1p(&self) -> Result<Tensor> {
        let op = &math::LOG1P;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// True where both are, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn logical_and(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::LOGICAL_AND;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// True where `x` is false.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn logical_not(&self) -> Result<Tensor> {
        let op = &math::LOGICAL_NOT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// True where either is, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn logical_or(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::LOGICAL_OR;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// True where exactly one is, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn logical_xor(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::LOGICAL_XOR;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Logarithm of the logistic function: `-ln(1 + exp(-x))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log_sigmoid(&self) -> Result<Tensor> {
        let op = &math::LOG_SIGMOID;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `ln(sum(exp(x)))` over axes, without overflow.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log_sum_exp(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::LOG_SUM_EXP;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// Largest element over axes; NaN if there is one. Of no elements: the least value of the type.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::MAX;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// The larger of the two, broadcast; NaN if either is.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn maximum(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::MAXIMUM;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Arithmetic mean over axes; integers give float32.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn mean(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::MEAN;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// Smallest element over axes; NaN if there is one. Of no elements: the greatest value of the
    /// type.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn min(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::MIN;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// The smaller of the two, broadcast; NaN if either is.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn minimum(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::MINIMUM;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// `x * tanh(softplus(x))` (Misra 2019).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn mish(&self) -> Result<Tensor> {
        let op = &math::MISH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Remainder of the floored division, with the sign of `b`: `a - b * floor(a / b)`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn floor_mod(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::MOD;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Mean and variance (of the population) over axes.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn moments(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<(Tensor, Tensor)> {
        let op = &math::MOMENTS;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::two(op, &[self], attrs)
    }

    /// Product: `a * b`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn mul(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::MUL;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// The negative: `-x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn neg(&self) -> Result<Tensor> {
        let op = &math::NEG;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// A norm of vectors or matrices: of vectors along one axis (`1`: the sum of magnitudes, `2`
    /// or `euclidean`, `inf`: the largest magnitude, `-inf`: the smallest), of matrices along two
    /// (`1`: the largest column sum, `inf`: the largest row sum, `-inf`: the smallest, `fro` or
    /// `euclidean`: the root of the sum of squares). Without `axis` all elements are one vector.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn norm(&self, options: NormOptions) -> Result<Tensor> {
        let op = &math::NORM;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.ord.into())?,
            Attr::from(options.axis),
            Attr::from(options.keep_dims),
        ]);
        run::one(op, &[self], attrs)
    }

    /// True where `a != b`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn not_equal(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::NOT_EQUAL;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// `a` to the power of `b`, broadcast. Integer powers wrap; a negative integer exponent gives
    /// 0, but for the bases 1 and -1.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn pow(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::POW;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Parametric rectified linear unit: `x` above 0, `alpha * x` below, `alpha` broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn prelu(&self, alpha: &Tensor) -> Result<Tensor> {
        let op = &math::PRELU;
        let attrs = Attrs::none();
        run::one(op, &[self, alpha], attrs)
    }

    /// Product over axes; integers wrap.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn prod(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::PROD;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// The real parts of complex numbers; real numbers as they are.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn real(&self) -> Result<Tensor> {
        let op = &math::REAL;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `1 / x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn reciprocal(&self) -> Result<Tensor> {
        let op = &math::RECIPROCAL;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Rectified linear unit: `max(x, 0)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn relu(&self) -> Result<Tensor> {
        let op = &math::RELU;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Rectified linear unit cut at 6: `min(max(x, 0), 6)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn relu6(&self) -> Result<Tensor> {
        let op = &math::RELU6;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Gradient of relu6: `dy` where relu6's input lies strictly between 0 and 6, else 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn relu6_grad(&self, x: &Tensor) -> Result<Tensor> {
        let op = &math::RELU6_GRAD;
        let attrs = Attrs::none();
        run::one(op, &[self, x], attrs)
    }

    /// Gradient of relu: `dy` where `y`, relu's output (or input), is above 0, else 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn relu_grad(&self, y: &Tensor) -> Result<Tensor> {
        let op = &math::RELU_GRAD;
        let attrs = Attrs::none();
        run::one(op, &[self, y], attrs)
    }

    /// The nearest whole number, halves to the even one (as NumPy and IEEE 754).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn round(&self) -> Result<Tensor> {
        let op = &math::ROUND;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `1 / sqrt(x)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn rsqrt(&self) -> Result<Tensor> {
        let op = &math::RSQRT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Scaled exponential linear unit: `1.0507 * x` above 0, `1.7581 * (exp(x) - 1)` below
    /// (Klambauer et al. 2017).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn selu(&self) -> Result<Tensor> {
        let op = &math::SELU;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Logistic function: `1 / (1 + exp(-x))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sigmoid(&self) -> Result<Tensor> {
        let op = &math::SIGMOID;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// -1, 0 or 1 by the sign of `x`; 0 of NaN.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sign(&self) -> Result<Tensor> {
        let op = &math::SIGN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Sigmoid-weighted linear unit, also called swish: `x * sigmoid(x)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn silu(&self) -> Result<Tensor> {
        let op = &math::SILU;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Sine of an angle in radians.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sin(&self) -> Result<Tensor> {
        let op = &math::SIN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Hyperbolic sine.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sinh(&self) -> Result<Tensor> {
        let op = &math::SINH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Smooth approximation of relu: `ln(1 + exp(x))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn softplus(&self) -> Result<Tensor> {
        let op = &math::SOFTPLUS;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `x / (1 + |x|)`, which lies between -1 and 1.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn softsign(&self) -> Result<Tensor> {
        let op = &math::SOFTSIGN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Square root; NaN below 0, of complex numbers the one with a real part of at least 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sqrt(&self) -> Result<Tensor> {
        let op = &math::SQRT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `x * x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn square(&self) -> Result<Tensor> {
        let op = &math::SQUARE;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `(a - b)^2`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn squared_difference(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::SQUARED_DIFFERENCE;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// 1 above 0, `alpha` elsewhere (at 0 too); NaN stays.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn step(&self, alpha: f64) -> Result<Tensor> {
        let op = &math::STEP;
        let attrs = Attrs::from_values([Attr::from(alpha)]);
        run::one(op, &[self], attrs)
    }

    /// The same values, through which no gradient flows.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn stop_gradient(&self) -> Result<Tensor> {
        let op = &math::STOP_GRADIENT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Difference: `a - b`, broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sub(&self, b: &Tensor) -> Result<Tensor> {
        let op = &math::SUB;
        let attrs = Attrs::none();
        run::one(op, &[self, b], attrs)
    }

    /// Sum over axes. (A sum of bool counts in int32, integers wrap.)
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sum(&self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Tensor> {
        let op = &math::SUM;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        run::one(op, &[self], attrs)
    }

    /// Tangent of an angle in radians.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn tan(&self) -> Result<Tensor> {
        let op = &math::TAN;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Hyperbolic tangent.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn tanh(&self) -> Result<Tensor> {
        let op = &math::TANH;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The whole part: `x` without its fraction.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn trunc(&self) -> Result<Tensor> {
        let op = &math::TRUNC;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Elements of `a` where `condition` holds, of `b` elsewhere; all three broadcast. (In Rust the
    /// method is `condition.select(a, b)`, as `where` is a keyword.)
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn select(&self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        let op = &math::WHERE;
        let attrs = Attrs::none();
        run::one(op, &[self, a, b], attrs)
    }

    /// The places of the elements along an axis in the order that sorts them, stably; NaN comes
    /// last.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn argsort(&self, axis: i64, direction: &str) -> Result<Tensor> {
        let op = &array::ARGSORT;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, direction.into())?]);
        run::one(op, &[self], attrs)
    }

    /// Matrices with only the diagonals from `numLower` below to `numUpper` above the main one
    /// kept, the rest 0; a negative number keeps all on that side.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn band_part(&self, num_lower: i64, num_upper: i64) -> Result<Tensor> {
        let op = &array::BAND_PART;
        let attrs = Attrs::from_values([Attr::from(num_lower), Attr::from(num_upper)]);
        run::one(op, &[self], attrs)
    }

    /// Blocks of the batch moved back into the spatial axes, then cropped: the inverse of
    /// spaceToBatchND.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn batch_to_space_nd(
        &self,
        block_shape: impl Into<Ints>,
        crops: impl Into<Ints>,
    ) -> Result<Tensor> {
        let op = &array::BATCH_TO_SPACE_ND;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(block_shape)),
            op.check_attr(1, Attr::from(Into::<Ints>::into(crops)))?,
        ]);
        run::one(op, &[self], attrs)
    }

    /// How often each whole number from 0 to before `size` occurs in `x`, or the sum of its
    /// weights; numbers outside are left out.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn bincount(&self, weights: &Tensor, size: i64) -> Result<Tensor> {
        let op = &array::BINCOUNT;
        let attrs = Attrs::from_values([Attr::from(size)]);
        run::one(op, &[self, weights], attrs)
    }

    /// The slices of `x` where `mask` is true. The mask covers as many axes as it has, from `axis`
    /// on, and these become one.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn boolean_mask(&self, mask: &Tensor, axis: i64) -> Result<Tensor> {
        let op = &array::BOOLEAN_MASK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self, mask], attrs)
    }

    /// The shape that two shapes, given as vectors, broadcast to.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn broadcast_args(&self, s1: &Tensor) -> Result<Tensor> {
        let op = &array::BROADCAST_ARGS;
        let attrs = Attrs::none();
        run::one(op, &[self, s1], attrs)
    }

    /// `x` repeated to a wider shape by NumPy's rule. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn broadcast_to(&self, shape: impl Into<Ints>) -> Result<Tensor> {
        let op = &array::BROADCAST_TO;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        run::one(op, &[self], attrs)
    }

    /// Tensors joined along an existing axis; their other extents must be equal.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn concat(tensors: &[&Tensor], axis: i64) -> Result<Tensor> {
        let op = &array::CONCAT;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, tensors, attrs)
    }

    /// `bincount` of a vector, or of each row of a matrix. With `binaryOutput` a number that occurs
    /// counts one, however often it occurs and whatever its weights.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn dense_bincount(
        &self,
        weights: &Tensor,
        size: i64,
        binary_output: bool,
    ) -> Result<Tensor> {
        let op = &array::DENSE_BINCOUNT;
        let attrs = Attrs::from_values([Attr::from(size), Attr::from(binary_output)]);
        run::one(op, &[self, weights], attrs)
    }

    /// Blocks of channels of an NHWC image moved into squares of `blockSize` pixels (TensorFlow's
    /// order: the channel's high part says the row and column).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn depth_to_space(&self, block_size: i64) -> Result<Tensor> {
        let op = &array::DEPTH_TO_SPACE;
        let attrs = Attrs::from_values([Attr::from(block_size)]);
        run::one(op, &[self], attrs)
    }

    /// A tensor of twice the rank with `x` on its diagonal and zeros elsewhere.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn diag(&self) -> Result<Tensor> {
        let op = &array::DIAG;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// `x` with an axis of one element inserted before `axis` (of the result). No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn expand_dims(&self, axis: i64) -> Result<Tensor> {
        let op = &array::EXPAND_DIMS;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self], attrs)
    }

    /// The identity matrix, or the upper left part of one, repeated over a batch.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn eye(num_rows: i64, options: EyeOptions) -> Result<Tensor> {
        let op = &array::EYE;
        let attrs = Attrs::from_values([
            Attr::from(num_rows),
            Attr::from(options.num_columns),
            Attr::from(options.batch_shape),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[], attrs)
    }

    /// A tensor of one repeated value.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn fill(shape: impl Into<Ints>, value: f64, options: FillOptions) -> Result<Tensor> {
        let op = &array::FILL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(value),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[], attrs)
    }

    /// Slices of `x` along an axis, picked by index: for each index `i` of `indices`, `x[..., i,
    /// ...]`. The first `batchDims` axes of both run in step. An index outside the axis is an
    /// error.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn gather(&self, indices: &Tensor, axis: i64, batch_dims: i64) -> Result<Tensor> {
        let op = &array::GATHER;
        let attrs = Attrs::from_values([Attr::from(axis), Attr::from(batch_dims)]);
        run::one(op, &[self, indices], attrs)
    }

    /// Slices of `x` picked by coordinates: each vector along the last axis of `indices` names the
    /// first axes of a slice.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn gather_nd(&self, indices: &Tensor) -> Result<Tensor> {
        let op = &array::GATHER_ND;
        let attrs = Attrs::none();
        run::one(op, &[self, indices], attrs)
    }

    /// Is the score of the target among the `k` best of its row? Of equal scores the first is the
    /// better one.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn in_top_k(&self, targets: &Tensor, k: i64) -> Result<Tensor> {
        let op = &array::IN_TOP_K;
        let attrs = Attrs::from_values([Attr::from(k)]);
        run::one(op, &[self, targets], attrs)
    }

    /// `num` numbers evenly spaced from `start` to `stop`, both included.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn linspace(start: f64, stop: f64, num: i64) -> Result<Tensor> {
        let op = &array::LINSPACE;
        let attrs = Attrs::from_values([Attr::from(start), Attr::from(stop), Attr::from(num)]);
        run::one(op, &[], attrs)
    }

    /// The coordinates of a grid: `x` repeated down the rows, `y` across the columns. With indexing
    /// `ij` the first axis is that of `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn meshgrid(&self, y: &Tensor, indexing: &str) -> Result<(Tensor, Tensor)> {
        let op = &array::MESHGRID;
        let attrs = Attrs::from_values([op.check_attr(0, indexing.into())?]);
        run::two(op, &[self, y], attrs)
    }

    /// `x` continued before and after each axis by its own mirror image, as far as `paddings` says
    /// in pairs; with mode `reflect` the mirror stands on the edge element, with `symmetric` beyond
    /// it.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn mirror_pad(&self, paddings: impl Into<Ints>, mode: &str) -> Result<Tensor> {
        let op = &array::MIRROR_PAD;
        let attrs = Attrs::from_values([
            op.check_attr(0, Attr::from(Into::<Ints>::into(paddings)))?,
            op.check_attr(1, mode.into())?,
        ]);
        run::one(op, &[self], attrs)
    }

    /// For each index a vector of `depth` elements, `onValue` at the index and `offValue`
    /// elsewhere, along a new last axis; an index outside gives a vector of `offValue`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn one_hot(&self, depth: i64, options: OneHotOptions) -> Result<Tensor> {
        let op = &array::ONE_HOT;
        let attrs = Attrs::from_values([
            Attr::from(depth),
            Attr::from(options.on_value),
            Attr::from(options.off_value),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[self], attrs)
    }

    /// `x` with `constantValue` put before and after each axis, as many as `paddings` says in
    /// pairs.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn pad(&self, paddings: impl Into<Ints>, constant_value: f64) -> Result<Tensor> {
        let op = &array::PAD;
        let attrs = Attrs::from_values([
            op.check_attr(0, Attr::from(Into::<Ints>::into(paddings)))?,
            Attr::from(constant_value),
        ]);
        run::one(op, &[self], attrs)
    }

    /// The numbers from `start` to before `stop` in steps of `step`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn range(start: f64, stop: f64, options: RangeOptions) -> Result<Tensor> {
        let op = &array::RANGE;
        let attrs = Attrs::from_values([
            Attr::from(start),
            Attr::from(stop),
            Attr::from(options.step),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[], attrs)
    }

    /// The same elements in the same order under another shape; one extent may be -1 and then
    /// follows from the others. No bytes move where the layout allows.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn reshape(&self, shape: impl Into<Ints>) -> Result<Tensor> {
        let op = &array::RESHAPE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        run::one(op, &[self], attrs)
    }

    /// The elements in opposite order along the axes listed, or along all. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn reverse(&self, axis: impl Into<Axes>) -> Result<Tensor> {
        let op = &array::REVERSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis))]);
        run::one(op, &[self], attrs)
    }

    /// A tensor of zeros of a given shape to which slices are added at coordinates: each vector
    /// along the last axis of `indices` names the first axes of a place; values for one place add
    /// up.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn scatter_nd(&self, updates: &Tensor, shape: impl Into<Ints>) -> Result<Tensor> {
        let op = &array::SCATTER_ND;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        run::one(op, &[self, updates], attrs)
    }

    /// Where each of `values` would be inserted to keep the rows of `sorted` (along the last axis)
    /// in order: before equal elements with side `left`, after them with `right`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn search_sorted(&self, values: &Tensor, side: &str) -> Result<Tensor> {
        let op = &array::SEARCH_SORTED;
        let attrs = Attrs::from_values([op.check_attr(0, side.into())?]);
        run::one(op, &[self, values], attrs)
    }

    /// The elements of `x` that are not in `y`, in order, and their places in `x`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn setdiff1d(&self, y: &Tensor) -> Result<(Tensor, Tensor)> {
        let op = &array::SETDIFF1D;
        let attrs = Attrs::none();
        run::two(op, &[self, y], attrs)
    }

    /// The part of `x` that begins at `begin` and has extent `size` along each axis; a size of -1
    /// means up to the end. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn slice(&self, begin: impl Into<Ints>, size: Option<Ints>) -> Result<Tensor> {
        let op = &array::SLICE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(begin)), Attr::from(size)]);
        run::one(op, &[self], attrs)
    }

    /// The elements along an axis in order; NaN comes last.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sort(&self, axis: i64, direction: &str) -> Result<Tensor> {
        let op = &array::SORT;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, direction.into())?]);
        run::one(op, &[self], attrs)
    }

    /// The axes after the batch padded with zeros and cut into blocks of `blockShape`, whose elements
    /// go to the batch: the batches of the blocks' first elements, then those of the second, and so
    /// on.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn space_to_batch_nd(
        &self,
        block_shape: impl Into<Ints>,
        paddings: impl Into<Ints>,
    ) -> Result<Tensor> {
        let op = &array::SPACE_TO_BATCH_ND;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(block_shape)),
            op.check_attr(1, Attr::from(Into::<Ints>::into(paddings)))?,
        ]);
        run::one(op, &[self], attrs)
    }

    /// Squares of `blockSize` pixels of an NHWC image moved into channels: the inverse of
    /// depthToSpace.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn space_to_depth(&self, block_size: i64) -> Result<Tensor> {
        let op = &array::SPACE_TO_DEPTH;
        let attrs = Attrs::from_values([Attr::from(block_size)]);
        run::one(op, &[self], attrs)
    }

    /// `x` cut along an axis into equal parts (`numOrSizeSplits` is their number) or into parts of
    /// the extents listed, of which one may be -1. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn split(&self, num_or_size_splits: impl Into<Ints>, axis: i64) -> Result<Vec<Tensor>> {
        let op = &array::SPLIT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(num_or_size_splits)),
            Attr::from(axis),
        ]);
        run::many(op, &[self], attrs)
    }

    /// `x` without its axes of one element, or without those listed. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn squeeze(&self, axis: impl Into<Axes>) -> Result<Tensor> {
        let op = &array::SQUEEZE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis))]);
        run::one(op, &[self], attrs)
    }

    /// Tensors of one shape joined along a new axis.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn stack(tensors: &[&Tensor], axis: i64) -> Result<Tensor> {
        let op = &array::STACK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, tensors, attrs)
    }

    /// The part of `x` from `begin` to before `end` in steps of `strides`, as Python's `x[b:e:s]`,
    /// with TensorFlow's masks: bit `i` of `beginMask`/`endMask` ignores that bound, of
    /// `ellipsisMask` stands for as many whole axes as are missing, of `newAxisMask` inserts an
    /// axis of one, of `shrinkAxisMask` takes the single element at `begin` and drops the axis. No
    /// bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn strided_slice(
        &self,
        begin: impl Into<Ints>,
        end: impl Into<Ints>,
        options: StridedSliceOptions,
    ) -> Result<Tensor> {
        let op = &array::STRIDED_SLICE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(begin)),
            Attr::from(Into::<Ints>::into(end)),
            Attr::from(options.strides),
            Attr::from(options.begin_mask),
            Attr::from(options.end_mask),
            Attr::from(options.ellipsis_mask),
            Attr::from(options.new_axis_mask),
            Attr::from(options.shrink_axis_mask),
        ]);
        run::one(op, &[self], attrs)
    }

    /// `x` with slices replaced at coordinates: each vector along the last axis of `indices` names
    /// the first axes of a place; of several values for one place the last wins.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn tensor_scatter_update(&self, indices: &Tensor, updates: &Tensor) -> Result<Tensor> {
        let op = &array::TENSOR_SCATTER_UPDATE;
        let attrs = Attrs::none();
        run::one(op, &[self, indices, updates], attrs)
    }

    /// `x` repeated `reps[i]` times along axis `i`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn tile(&self, reps: impl Into<Ints>) -> Result<Tensor> {
        let op = &array::TILE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(reps))]);
        run::one(op, &[self], attrs)
    }

    /// The `k` largest elements along the last axis, largest first, and their places; of equal
    /// elements the first comes first.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn topk(&self, k: i64, sorted: bool) -> Result<(Tensor, Tensor)> {
        let op = &array::TOPK;
        let attrs = Attrs::from_values([Attr::from(k), Attr::from(sorted)]);
        run::two(op, &[self], attrs)
    }

    /// Axes reordered: axis `i` of the result is axis `perm[i]` of `x`; without `perm` they are
    /// reversed. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn transpose(&self, perm: impl Into<Axes>) -> Result<Tensor> {
        let op = &array::TRANSPOSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(perm))]);
        run::one(op, &[self], attrs)
    }

    /// The distinct elements of `x` (slices along `axis`, or single elements of the flattened
    /// tensor) in the order of first occurrence, and for each element of `x` its place among them.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn unique(&self, axis: Option<i64>) -> Result<(Tensor, Tensor)> {
        let op = &array::UNIQUE;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::two(op, &[self], attrs)
    }

    /// Sums of the slices of `x` that share a segment: slice `i` of the first axes of `x` is added
    /// to slice `segmentIds[i]` of the result; a negative segment drops it.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn unsorted_segment_sum(&self, segment_ids: &Tensor, num_segments: i64) -> Result<Tensor> {
        let op = &array::UNSORTED_SEGMENT_SUM;
        let attrs = Attrs::from_values([Attr::from(num_segments)]);
        run::one(op, &[self, segment_ids], attrs)
    }

    /// The slices of `x` along an axis, without that axis. No bytes move.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn unstack(&self, axis: i64) -> Result<Vec<Tensor>> {
        let op = &array::UNSTACK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::many(op, &[self], attrs)
    }

    /// The coordinates of the true elements, a row each, in order.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn where_true(&self) -> Result<Tensor> {
        let op = &array::WHERE_TRUE;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Product of vectors and matrices: of two vectors the sum of products, otherwise the matrix
    /// product, where a vector has the side that fits.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn dot(&self, t2: &Tensor) -> Result<Tensor> {
        let op = &linalg::DOT;
        let attrs = Attrs::none();
        run::one(op, &[self, t2], attrs)
    }

    /// Sum of products by Einstein's convention: `"ij,jk->ik"` is a matrix product. Each operand
    /// has a letter for each axis; letters that the result lacks are summed over. A letter twice in
    /// one operand takes its diagonal; `...` stands for any axes, which broadcast.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn einsum(tensors: &[&Tensor], equation: &str) -> Result<Tensor> {
        let op = &linalg::EINSUM;
        let attrs = Attrs::from_values([Attr::from(equation)]);
        run::one(op, tensors, attrs)
    }

    /// `activation(matMul(a, b) + bias)` in one pass; the bias is a vector over the columns.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn fused_matmul(
        &self,
        b: &Tensor,
        bias: Option<&Tensor>,
        options: FusedMatMulOptions,
    ) -> Result<Tensor> {
        let op = &linalg::FUSED_MATMUL;
        let attrs = Attrs::from_values([
            Attr::from(options.transpose_a),
            Attr::from(options.transpose_b),
            op.check_attr(2, options.activation.into())?,
            Attr::from(options.leakyrelu_alpha),
        ]);
        let mut inputs: Vec<&Tensor> = vec![self, b];
        inputs.extend(bias);
        run::one(op, &inputs, attrs)
    }

    /// The rows of a matrix made orthogonal and of length 1, one after the other: from each row
    /// what lies along the rows before is taken away.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn gram_schmidt(&self) -> Result<Tensor> {
        let op = &linalg::GRAM_SCHMIDT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Matrix product over the last two axes, the axes before them broadcast as a batch; either
    /// operand may be taken transposed. A vector counts as a row on the left and a column on the
    /// right.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn matmul(&self, b: &Tensor, transpose_a: bool, transpose_b: bool) -> Result<Tensor> {
        let op = &linalg::MATMUL;
        let attrs = Attrs::from_values([Attr::from(transpose_a), Attr::from(transpose_b)]);
        run::one(op, &[self, b], attrs)
    }

    /// The matrix of all products of an element of one vector with an element of another.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn outer_product(&self, v2: &Tensor) -> Result<Tensor> {
        let op = &linalg::OUTER_PRODUCT;
        let attrs = Attrs::none();
        run::one(op, &[self, v2], attrs)
    }

    /// Matrices as products `q r`: the columns of `q` are orthogonal and of length 1, `r` is zero
    /// below its diagonal (Householder 1958). With `fullMatrices` `q` is square, else it has as
    /// many columns as the shorter side.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn qr(&self, full_matrices: bool) -> Result<(Tensor, Tensor)> {
        let op = &linalg::QR;
        let attrs = Attrs::from_values([Attr::from(full_matrices)]);
        run::two(op, &[self], attrs)
    }

    /// Loss `|labels - predictions|`, weighted and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn absolute_difference(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::ABSOLUTE_DIFFERENCE;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Mean of each window that slides over a batch of NHWC images; padding does not count.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn avg_pool(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPoolOptions,
    ) -> Result<Tensor> {
        let op = &nn::AVG_POOL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Mean of each window that slides over a batch of NDHWC volumes; padding does not count.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn avg_pool3d(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPool3dOptions,
    ) -> Result<Tensor> {
        let op = &nn::AVG_POOL3D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Gradient of avgPool3d, for an input of shape `inputShape`: each window's `dy` is shared
    /// among its elements.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn avg_pool3d_grad(
        &self,
        input_shape: impl Into<Ints>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPool3dGradOptions,
    ) -> Result<Tensor> {
        let op = &nn::AVG_POOL3D_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(3, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Gradient of avgPool, for an input of shape `inputShape`: each window's `dy` is shared among
    /// its elements.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn avg_pool_grad(
        &self,
        input_shape: impl Into<Ints>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPoolGradOptions,
    ) -> Result<Tensor> {
        let op = &nn::AVG_POOL_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(3, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// One step of a long short-term memory (Hochreiter and Schmidhuber 1997). Data and output `h`
    /// side by side, times the kernel, plus the bias, are the gates i, j, f and o side by side. The
    /// new state is `c sigmoid(f + forgetBias) + sigmoid(i) tanh(j)`, the new output
    /// `tanh(new state) sigmoid(o)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn basic_lstm_cell(
        &self,
        lstm_kernel: &Tensor,
        lstm_bias: &Tensor,
        data: &Tensor,
        c: &Tensor,
        h: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let op = &nn::BASIC_LSTM_CELL;
        let attrs = Attrs::none();
        run::two(op, &[self, lstm_kernel, lstm_bias, data, c, h], attrs)
    }

    /// `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`, all but `x` broadcast
    /// (Ioffe and Szegedy 2015).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn batch_norm(
        &self,
        mean: &Tensor,
        variance: &Tensor,
        offset: Option<&Tensor>,
        scale: Option<&Tensor>,
        variance_epsilon: f64,
    ) -> Result<Tensor> {
        let op = &nn::BATCH_NORM;
        let attrs = Attrs::from_values([Attr::from(variance_epsilon)]);
        let mut inputs: Vec<&Tensor> = vec![self, mean, variance];
        inputs.extend(offset);
        inputs.extend(scale);
        run::one(op, &inputs, attrs)
    }

    /// Losses times weights, reduced: not at all (`none`), to their sum (`sum`), to the sum divided
    /// by that of the weights (`mean`), or by the number of weights that are not 0
    /// (`sumByNonzeroWeights`). Without weights all are 1.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn compute_weighted_loss(
        &self,
        weights: Option<&Tensor>,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::COMPUTE_WEIGHTED_LOSS;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Convolution (cross-correlation) of a batch of sequences `[batch, width, in]` with a filter
    /// `[width, in, out]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv1d(&self, filter: &Tensor, options: Conv1dOptions) -> Result<Tensor> {
        let op = &nn::CONV1D;
        let attrs = Attrs::from_values([
            Attr::from(options.stride),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilation),
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Convolution (cross-correlation) of a batch of images with a filter of shape
    /// `[height, width, in, out]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv2d(&self, filter: &Tensor, options: Conv2dOptions) -> Result<Tensor> {
        let op = &nn::CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Gradient of conv2d with respect to its filter, of shape `filterShape`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv2d_backprop_filter(
        &self,
        dy: &Tensor,
        filter_shape: impl Into<Ints>,
        options: Conv2dBackpropFilterOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV2D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        run::one(op, &[self, dy], attrs)
    }

    /// Gradient of conv2d with respect to its input, of shape `inputShape`; also the transposed
    /// convolution.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv2d_backprop_input(
        &self,
        filter: &Tensor,
        input_shape: impl Into<Ints>,
        options: Conv2dBackpropInputOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV2D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Transposed convolution: the gradient of a convolution with respect to its input, as an
    /// operation of its own. The filter has shape `[height, width, out, in]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv2d_transpose(
        &self,
        filter: &Tensor,
        output_shape: impl Into<Ints>,
        options: Conv2dTransposeOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV2D_TRANSPOSE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(output_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Convolution (cross-correlation) of a batch of volumes with a filter of shape
    /// `[depth, height, width, in, out]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv3d(&self, filter: &Tensor, options: Conv3dOptions) -> Result<Tensor> {
        let op = &nn::CONV3D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Gradient of conv3d with respect to its filter, of shape `filterShape`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv3d_backprop_filter(
        &self,
        dy: &Tensor,
        filter_shape: impl Into<Ints>,
        options: Conv3dBackpropFilterOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV3D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        run::one(op, &[self, dy], attrs)
    }

    /// Gradient of conv3d with respect to its input, of shape `inputShape`; also the transposed
    /// convolution.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv3d_backprop_input(
        &self,
        filter: &Tensor,
        input_shape: impl Into<Ints>,
        options: Conv3dBackpropInputOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV3D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Transposed convolution: the gradient of a convolution with respect to its input, as an
    /// operation of its own. The filter has shape `[depth, height, width, out, in]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn conv3d_transpose(
        &self,
        filter: &Tensor,
        output_shape: impl Into<Ints>,
        options: Conv3dTransposeOptions,
    ) -> Result<Tensor> {
        let op = &nn::CONV3D_TRANSPOSE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(output_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Loss `1 - sum(labels * predictions)` along an axis, which is kept with extent 1: the cosine
    /// distance of vectors of length 1. Weighted and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cosine_distance(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        axis: i64,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::COSINE_DISTANCE;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Convolution of each channel of a batch of NHWC images with its own filters, of shape
    /// `[height, width, channels, multiplier]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn depthwise_conv2d(
        &self,
        filter: &Tensor,
        options: DepthwiseConv2dOptions,
    ) -> Result<Tensor> {
        let op = &nn::DEPTHWISE_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Gradient of depthwiseConv2d with respect to its filter, of shape `filterShape`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn depthwise_conv2d_backprop_filter(
        &self,
        dy: &Tensor,
        filter_shape: impl Into<Ints>,
        options: DepthwiseConv2dBackpropFilterOptions,
    ) -> Result<Tensor> {
        let op = &nn::DEPTHWISE_CONV2D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, dy], attrs)
    }

    /// Gradient of depthwiseConv2d with respect to its input, of shape `inputShape`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn depthwise_conv2d_backprop_input(
        &self,
        filter: &Tensor,
        input_shape: impl Into<Ints>,
        options: DepthwiseConv2dBackpropInputOptions,
    ) -> Result<Tensor> {
        let op = &nn::DEPTHWISE_CONV2D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// Grey-scale dilation of a batch of NHWC images: the largest of pixel plus filter in each
    /// window, for each channel by itself. The filter is `[height, width, channels]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn dilation2d(
        &self,
        filter: &Tensor,
        strides: impl Into<Ints>,
        options: Dilation2dOptions,
    ) -> Result<Tensor> {
        let op = &nn::DILATION2D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, filter], attrs)
    }

    /// `x` with a random share `rate` of its elements set to 0 and the others divided by `1 - rate`
    /// (Srivastava et al. 2014). `seed` is a pair of seed and stream, see `randomUniform`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn dropout(&self, seed: &Tensor, rate: f64) -> Result<Tensor> {
        let op = &nn::DROPOUT;
        let attrs = Attrs::from_values([Attr::from(rate)]);
        run::one(op, &[self, seed], attrs)
    }

    /// `activation(conv2d(x, filter) + bias)` in one pass; the bias is a vector over the output
    /// channels.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn fused_conv2d(
        &self,
        filter: &Tensor,
        bias: Option<&Tensor>,
        options: FusedConv2dOptions,
    ) -> Result<Tensor> {
        let op = &nn::FUSED_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
            op.check_attr(4, options.activation.into())?,
            Attr::from(options.leakyrelu_alpha),
        ]);
        let mut inputs: Vec<&Tensor> = vec![self, filter];
        inputs.extend(bias);
        run::one(op, &inputs, attrs)
    }

    /// Loss `max(0, 1 - y * predictions)` with `y` -1 for a label of 0 and 1 for a label of 1, weighted
    /// and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn hinge_loss(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::HINGE_LOSS;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Huber's loss: half the squared error where it is at most `delta`, else
    /// `delta * (error - delta / 2)`; weighted and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn huber_loss(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        delta: f64,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::HUBER_LOSS;
        let attrs = Attrs::from_values([Attr::from(delta), op.check_attr(1, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// `x` divided by its Euclidean norm along axes: `x / sqrt(max(sum(x^2), epsilon))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn l2_normalize(&self, axis: impl Into<Axes>, epsilon: f64) -> Result<Tensor> {
        let op = &nn::L2_NORMALIZE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(epsilon)]);
        run::one(op, &[self], attrs)
    }

    /// Each row along the last axis brought to mean 0 and variance 1, times `gamma`, plus `beta`
    /// (Ba et al. 2016).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn layer_norm(&self, gamma: &Tensor, beta: &Tensor, epsilon: f64) -> Result<Tensor> {
        let op = &nn::LAYER_NORM;
        let attrs = Attrs::from_values([Attr::from(epsilon)]);
        run::one(op, &[self, gamma, beta], attrs)
    }

    /// Each element divided by `(bias + alpha * s) ^ beta`, `s` being the sum of squares of the
    /// channels at most `depthRadius` away (Krizhevsky et al. 2012).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn local_response_normalization(
        &self,
        options: LocalResponseNormalizationOptions,
    ) -> Result<Tensor> {
        let op = &nn::LOCAL_RESPONSE_NORMALIZATION;
        let attrs = Attrs::from_values([
            Attr::from(options.depth_radius),
            Attr::from(options.bias),
            Attr::from(options.alpha),
            Attr::from(options.beta),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Loss `-labels ln(predictions + epsilon) - (1 - labels) ln(1 - predictions + epsilon)` of
    /// probabilities, weighted and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log_loss(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        epsilon: f64,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::LOG_LOSS;
        let attrs = Attrs::from_values([Attr::from(epsilon), op.check_attr(1, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Logarithm of softmax, without overflow: `x - logSumExp(x)` along an axis.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn log_softmax(&self, axis: i64) -> Result<Tensor> {
        let op = &nn::LOG_SOFTMAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self], attrs)
    }

    /// Largest element of each window that slides over a batch of NHWC images; padding does not
    /// count.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolOptions,
    ) -> Result<Tensor> {
        let op = &nn::MAX_POOL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Largest element of each window that slides over a batch of NDHWC volumes; padding does not
    /// count.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool3d(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dOptions,
    ) -> Result<Tensor> {
        let op = &nn::MAX_POOL3D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Gradient of maxPool3d: each window's `dy` goes to the place of its first largest element.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool3d_grad(
        &self,
        x: &Tensor,
        y: &Tensor,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dGradOptions,
    ) -> Result<Tensor> {
        let op = &nn::MAX_POOL3D_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, x, y], attrs)
    }

    /// maxPool3d of a batch of NDHWC volumes with the place of each window's first largest element,
    /// counted through the volume (with `includeBatchInIndex` through the batch).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool3d_with_argmax(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dWithArgmaxOptions,
    ) -> Result<(Tensor, Tensor)> {
        let op = &nn::MAX_POOL3D_WITH_ARGMAX;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            Attr::from(options.include_batch_in_index),
        ]);
        run::two(op, &[self], attrs)
    }

    /// Gradient of maxPool: each window's `dy` goes to the place of its first largest element.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool_grad(
        &self,
        x: &Tensor,
        y: &Tensor,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolGradOptions,
    ) -> Result<Tensor> {
        let op = &nn::MAX_POOL_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, x, y], attrs)
    }

    /// maxPool of a batch of NHWC images with the place of each window's first largest element,
    /// counted through the image (with `includeBatchInIndex` through the batch).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn max_pool_with_argmax(
        &self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolWithArgmaxOptions,
    ) -> Result<(Tensor, Tensor)> {
        let op = &nn::MAX_POOL_WITH_ARGMAX;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            Attr::from(options.include_batch_in_index),
        ]);
        run::two(op, &[self], attrs)
    }

    /// Loss `(labels - predictions)^2`, weighted and reduced as `computeWeightedLoss` says.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn mean_squared_error(
        &self,
        predictions: &Tensor,
        weights: Option<&Tensor>,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::MEAN_SQUARED_ERROR;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, predictions];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// A running average moved towards a new value: `v + (x - v) (1 - decay)`. With `step`, the
    /// number of values so far, and `zeroDebias`, the change is divided by `1 - decay^step`, which
    /// makes up for a start at 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn moving_average(
        &self,
        x: &Tensor,
        decay: &Tensor,
        step: Option<&Tensor>,
        zero_debias: bool,
    ) -> Result<Tensor> {
        let op = &nn::MOVING_AVERAGE;
        let attrs = Attrs::from_values([Attr::from(zero_debias)]);
        let mut inputs: Vec<&Tensor> = vec![self, x, decay];
        inputs.extend(step);
        run::one(op, &inputs, attrs)
    }

    /// Depthwise convolution followed by a mix of the channels at each pixel: a `depthwiseConv2d`
    /// and a `conv2d` with a filter of shape `[1, 1, channels * multiplier, outputs]`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn separable_conv2d(
        &self,
        depthwise_filter: &Tensor,
        pointwise_filter: &Tensor,
        options: SeparableConv2dOptions,
    ) -> Result<Tensor> {
        let op = &nn::SEPARABLE_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        run::one(op, &[self, depthwise_filter, pointwise_filter], attrs)
    }

    /// Cross-entropy of labels with the sigmoid of logits, weighted and reduced as
    /// `computeWeightedLoss` says. `labelSmoothing` moves labels that far towards 1/2.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sigmoid_cross_entropy(
        &self,
        logits: &Tensor,
        weights: Option<&Tensor>,
        label_smoothing: f64,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::SIGMOID_CROSS_ENTROPY;
        let attrs =
            Attrs::from_values([Attr::from(label_smoothing), op.check_attr(1, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, logits];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Cross-entropy of the logistic function of `logits` with probabilities `labels`, element by
    /// element and without overflow: `max(x, 0) - x * z + ln(1 + exp(-|x|))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sigmoid_cross_entropy_with_logits(&self, logits: &Tensor) -> Result<Tensor> {
        let op = &nn::SIGMOID_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        run::one(op, &[self, logits], attrs)
    }

    /// Exponentials along an axis, divided by their sum: positive numbers that add up to 1.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn softmax(&self, axis: i64) -> Result<Tensor> {
        let op = &nn::SOFTMAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        run::one(op, &[self], attrs)
    }

    /// Cross-entropy of rows of probabilities with the softmax of logits along the last axis,
    /// weighted and reduced as `computeWeightedLoss` says. `labelSmoothing` moves labels that far
    /// towards equal probabilities.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn softmax_cross_entropy(
        &self,
        logits: &Tensor,
        weights: Option<&Tensor>,
        label_smoothing: f64,
        reduction: &str,
    ) -> Result<Tensor> {
        let op = &nn::SOFTMAX_CROSS_ENTROPY;
        let attrs =
            Attrs::from_values([Attr::from(label_smoothing), op.check_attr(1, reduction.into())?]);
        let mut inputs: Vec<&Tensor> = vec![self, logits];
        inputs.extend(weights);
        run::one(op, &inputs, attrs)
    }

    /// Cross-entropy of the softmax of `logits` with the distribution `labels`, along the last
    /// axis: `-sum(labels * logSoftmax(logits))`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn softmax_cross_entropy_with_logits(&self, logits: &Tensor) -> Result<Tensor> {
        let op = &nn::SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        run::one(op, &[self, logits], attrs)
    }

    /// Gradient of sparseSoftmaxCrossEntropyWithLogits: the softmax of `logits` along the last
    /// axis, less 1 at the class named by `labels`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_softmax_cross_entropy_grad(&self, logits: &Tensor) -> Result<Tensor> {
        let op = &nn::SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD;
        let attrs = Attrs::none();
        run::one(op, &[self, logits], attrs)
    }

    /// Cross-entropy of the softmax of `logits` along the last axis with the class named by
    /// `labels`: `logSumExp(logits) - logits[label]`. A label outside the classes is an error.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_softmax_cross_entropy_with_logits(&self, logits: &Tensor) -> Result<Tensor> {
        let op = &nn::SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        run::one(op, &[self, logits], attrs)
    }

    /// Classes drawn at random: `numSamples` from each row of `logits`, the logarithms of what is
    /// proportional to the classes' probabilities (or, with `normalized`, the probabilities
    /// themselves). `seed` is a pair of seed and stream, see `randomNormal`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn multinomial(
        seed: &Tensor,
        logits: &Tensor,
        num_samples: i64,
        normalized: bool,
    ) -> Result<Tensor> {
        let op = &random::MULTINOMIAL;
        let attrs = Attrs::from_values([Attr::from(num_samples), Attr::from(normalized)]);
        run::one(op, &[seed, logits], attrs)
    }

    /// Random numbers of the gamma distribution with shape `alpha` and rate `beta` (Marsaglia and
    /// Tsang 2000). `seed` is a pair of seed and stream, see `randomNormal`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn random_gamma(
        seed: &Tensor,
        shape: impl Into<Ints>,
        alpha: f64,
        options: RandomGammaOptions,
    ) -> Result<Tensor> {
        let op = &random::RANDOM_GAMMA;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(alpha),
            Attr::from(options.beta),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[seed], attrs)
    }

    /// Random numbers of the normal distribution with that mean and standard deviation. `seed`
    /// holds two numbers, seed and stream: the same pair gives the same numbers on every machine
    /// and on any number of threads (Philox4x32-10, Salmon et al. 2011).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn random_normal(
        seed: &Tensor,
        shape: impl Into<Ints>,
        options: RandomNormalOptions,
    ) -> Result<Tensor> {
        let op = &random::RANDOM_NORMAL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.mean),
            Attr::from(options.std_dev),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[seed], attrs)
    }

    /// Random numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
    /// numbers, seed and stream: the same pair gives the same numbers on every machine and on any
    /// number of threads (Philox4x32-10, Salmon et al. 2011).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn random_uniform(
        seed: &Tensor,
        shape: impl Into<Ints>,
        options: RandomUniformOptions,
    ) -> Result<Tensor> {
        let op = &random::RANDOM_UNIFORM;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.minval),
            Attr::from(options.maxval),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[seed], attrs)
    }

    /// Random whole numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
    /// numbers, seed and stream: the same pair gives the same numbers on every machine and on any
    /// number of threads (Philox4x32-10, Salmon et al. 2011).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn random_uniform_int(
        seed: &Tensor,
        shape: impl Into<Ints>,
        minval: i64,
        maxval: i64,
    ) -> Result<Tensor> {
        let op = &random::RANDOM_UNIFORM_INT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(minval),
            Attr::from(maxval),
        ]);
        run::one(op, &[seed], attrs)
    }

    /// Random numbers of the normal distribution, those more than two standard deviations from the
    /// mean drawn again. `seed` holds two numbers, seed and stream: the same pair gives the same
    /// numbers on every machine and on any number of threads (Philox4x32-10, Salmon et al. 2011).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn truncated_normal(
        seed: &Tensor,
        shape: impl Into<Ints>,
        options: TruncatedNormalOptions,
    ) -> Result<Tensor> {
        let op = &random::TRUNCATED_NORMAL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.mean),
            Attr::from(options.std_dev),
            Attr::from(options.dtype),
        ]);
        run::one(op, &[seed], attrs)
    }

    /// Boxes cut from images and resized to one size. A row of `boxes` is `y1, x1, y2, x2` in
    /// shares of height and width, from the centre of the first pixel to that of the last;
    /// `boxInd` names the image. What lies outside the image is `extrapolationValue`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn crop_and_resize(
        &self,
        boxes: &Tensor,
        box_ind: &Tensor,
        crop_size: impl Into<Ints>,
        options: CropAndResizeOptions,
    ) -> Result<Tensor> {
        let op = &image::CROP_AND_RESIZE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(crop_size)),
            op.check_attr(1, options.method.into())?,
            Attr::from(options.extrapolation_value),
        ]);
        run::one(op, &[self, boxes, box_ind], attrs)
    }

    /// Images `[batch, height, width, channels]` mirrored, left and right exchanged.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn flip_left_right(&self) -> Result<Tensor> {
        let op = &image::FLIP_LEFT_RIGHT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// Images of one channel with that channel three times.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn grayscale_to_rgb(&self) -> Result<Tensor> {
        let op = &image::GRAYSCALE_TO_RGB;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The best of boxes that overlap. Boxes (rows `y1, x1, y2, x2`) are taken in the order of
    /// their scores, down to `scoreThreshold`; one whose overlap (intersection over union) with a
    /// box taken before exceeds `iouThreshold` is dropped. With `softNmsSigma` above 0 it is not
    /// dropped, but its score is lowered by `exp(-iou^2 / (2 sigma))` (Bodla et al. 2017). At most
    /// `maxOutputSize` boxes are taken; `padToMaxOutputSize` fills up with zeros.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn non_max_suppression(
        &self,
        scores: &Tensor,
        max_output_size: i64,
        options: NonMaxSuppressionOptions,
    ) -> Result<Vec<Tensor>> {
        let op = &image::NON_MAX_SUPPRESSION;
        let attrs = Attrs::from_values([
            Attr::from(max_output_size),
            Attr::from(options.iou_threshold),
            Attr::from(options.score_threshold),
            Attr::from(options.soft_nms_sigma),
            Attr::from(options.pad_to_max_output_size),
        ]);
        run::many(op, &[self, scores], attrs)
    }

    /// Images `[batch, height, width, channels]` (or one without batch) at another size, linearly
    /// between pixels. With `alignCorners` the corner pixels stay the corners; with
    /// `halfPixelCenters` pixels are squares whose centres lie at half coordinates.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn resize_bilinear(
        &self,
        size: impl Into<Ints>,
        options: ResizeBilinearOptions,
    ) -> Result<Tensor> {
        let op = &image::RESIZE_BILINEAR;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(size)),
            Attr::from(options.align_corners),
            Attr::from(options.half_pixel_centers),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Images `[batch, height, width, channels]` (or one without batch) at another size, each pixel
    /// as the nearest one. `alignCorners` and `halfPixelCenters` as in `resizeBilinear`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn resize_nearest_neighbor(
        &self,
        size: impl Into<Ints>,
        options: ResizeNearestNeighborOptions,
    ) -> Result<Tensor> {
        let op = &image::RESIZE_NEAREST_NEIGHBOR;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(size)),
            Attr::from(options.align_corners),
            Attr::from(options.half_pixel_centers),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Images of three channels as one: `0.2989 r + 0.587 g + 0.114 b`, the brightness of colours
    /// on a television (ITU-R BT.601).
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn rgb_to_grayscale(&self) -> Result<Tensor> {
        let op = &image::RGB_TO_GRAYSCALE;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// An image in black and white: 255 where it is brighter than a threshold, else 0; with
    /// `inverted` the other way round. The threshold is a share of 255, or, with method `otsu`, the
    /// one that best parts the pixels in two groups (Otsu 1979). Three channels are first made one,
    /// as `rgbToGrayscale` does.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn threshold(&self, options: ThresholdOptions) -> Result<Tensor> {
        let op = &image::THRESHOLD;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.method.into())?,
            Attr::from(options.inverted),
            Attr::from(options.thresh_value),
        ]);
        run::one(op, &[self], attrs)
    }

    /// Images seen through projective maps. A row of `transforms` (one for each image, or one for
    /// all) is `a0, a1, a2, b0, b1, b2, c0, c1`: output pixel `(x, y)` shows input place
    /// `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`. Outside the
    /// image lies `fillValue`, or what `fillMode` says: the image mirrored, repeated, or its edge.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn transform(&self, transforms: &Tensor, options: TransformOptions) -> Result<Tensor> {
        let op = &image::TRANSFORM;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.interpolation.into())?,
            op.check_attr(1, options.fill_mode.into())?,
            Attr::from(options.fill_value),
            Attr::from(options.output_shape),
        ]);
        run::one(op, &[self, transforms], attrs)
    }

    /// A periodic window `a - b cos(2 pi i / n)` of `windowLength` numbers, with `n` the length, or
    /// one less if that is odd. With 0.5 and 0.5 it is von Hann's, with 0.54 and 0.46 Hamming's.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn cosine_window(window_length: i64, options: CosineWindowOptions) -> Result<Tensor> {
        let op = &signal::COSINE_WINDOW;
        let attrs = Attrs::from_values([
            Attr::from(window_length),
            Attr::from(options.a),
            Attr::from(options.b),
        ]);
        run::one(op, &[], attrs)
    }

    /// The discrete Fourier transform along the last axis:
    /// `y[k] = sum over j of x[j] exp(-2 pi i j k / n)`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn fft(&self) -> Result<Tensor> {
        let op = &signal::FFT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// A signal cut into frames of `frameLength` numbers that begin `frameStep` apart, a row each.
    /// With `padEnd` the frames go on to the signal's last number, filled up with `padValue`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn frame(
        &self,
        frame_length: i64,
        frame_step: i64,
        options: FrameOptions,
    ) -> Result<Tensor> {
        let op = &signal::FRAME;
        let attrs = Attrs::from_values([
            Attr::from(frame_length),
            Attr::from(frame_step),
            Attr::from(options.pad_end),
            Attr::from(options.pad_value),
        ]);
        run::one(op, &[self], attrs)
    }

    /// The inverse of `fft` along the last axis:
    /// `y[k] = sum over j of x[j] exp(2 pi i j k / n) / n`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn ifft(&self) -> Result<Tensor> {
        let op = &signal::IFFT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The inverse of `rfft` along the last axis: `m` numbers of a spectrum give `2 (m - 1)` real
    /// ones. A single number gives itself.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn irfft(&self) -> Result<Tensor> {
        let op = &signal::IRFFT;
        let attrs = Attrs::none();
        run::one(op, &[self], attrs)
    }

    /// The Fourier transform of real numbers along the last axis, without the second half, which
    /// is the first one's mirror image: `n / 2 + 1` numbers. With `fftLength` the input is first cut
    /// or filled up with zeros to that length.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn rfft(&self, fft_length: Option<i64>) -> Result<Tensor> {
        let op = &signal::RFFT;
        let attrs = Attrs::from_values([Attr::from(fft_length)]);
        run::one(op, &[self], attrs)
    }

    /// The short-time Fourier transform of a signal: the spectrum (`rfft`) of each of its frames,
    /// multiplied by `window`, of `frameLength` numbers. `fftLength` is the power of two that holds
    /// a frame unless given.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn stft(
        &self,
        window: &Tensor,
        frame_step: i64,
        fft_length: Option<i64>,
    ) -> Result<Tensor> {
        let op = &signal::STFT;
        let attrs = Attrs::from_values([Attr::from(frame_step), Attr::from(fft_length)]);
        run::one(op, &[self, window], attrs)
    }

    /// Neighbouring strings joined: for each row of a ragged tensor (`data` and where its rows
    /// begin and end, `dataSplits`) and each width, all runs of that many strings, with `separator`
    /// between them. Rows are padded first with `padWidth` strings on each side (at most width - 1;
    /// a negative number means that many). A row too short for any width gives one run of
    /// everything if `preserveShortSequences`.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn string_ngrams(
        &self,
        data_splits: &Tensor,
        separator: &str,
        n_gram_widths: impl Into<Ints>,
        left_pad: &str,
        right_pad: &str,
        pad_width: i64,
        preserve_short_sequences: bool,
    ) -> Result<(Tensor, Tensor)> {
        let op = &string::STRING_NGRAMS;
        let attrs = Attrs::from_values([
            Attr::from(separator),
            Attr::from(Into::<Ints>::into(n_gram_widths)),
            Attr::from(left_pad),
            Attr::from(right_pad),
            Attr::from(pad_width),
            Attr::from(preserve_short_sequences),
        ]);
        run::two(op, &[self, data_splits], attrs)
    }

    /// Strings cut at each byte that is in `delimiter` (at every byte if that is empty). The result
    /// is a sparse matrix of a row for each string: the places of its parts, the parts, and its
    /// shape. `skipEmpty` leaves out empty parts.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn string_split(&self, delimiter: &Tensor, skip_empty: bool) -> Result<Vec<Tensor>> {
        let op = &string::STRING_SPLIT;
        let attrs = Attrs::from_values([Attr::from(skip_empty)]);
        run::many(op, &[self, delimiter], attrs)
    }

    /// A number from 0 to before `numBuckets` for each string: its fingerprint (FarmHash, 64 bits)
    /// modulo the number of buckets. The same on every machine.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn string_to_hash_bucket_fast(&self, num_buckets: i64) -> Result<Tensor> {
        let op = &string::STRING_TO_HASH_BUCKET_FAST;
        let attrs = Attrs::from_values([Attr::from(num_buckets)]);
        run::one(op, &[self], attrs)
    }

    /// Rows of a ragged tensor, picked by index. The tensor is given by its values and, level by
    /// level from the outside, by where its rows begin and end. The result has the same form, its
    /// splits first, with a level more for each axis of `indices` but the first.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn ragged_gather(
        &self,
        indices: &Tensor,
        params_nested_splits: &[&Tensor],
    ) -> Result<Vec<Tensor>> {
        let op = &sparse::RAGGED_GATHER;
        let attrs = Attrs::none();
        let mut inputs: Vec<&Tensor> = vec![self, indices];
        inputs.extend(params_nested_splits);
        run::many(op, &inputs, attrs)
    }

    /// Ranges of numbers, one after the other: row `i` goes from `starts[i]` to before `limits[i]`
    /// in steps of `deltas[i]`. A scalar stands for every row. Gives where rows begin and end, and
    /// the numbers.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn ragged_range(&self, limits: &Tensor, deltas: &Tensor) -> Result<(Tensor, Tensor)> {
        let op = &sparse::RAGGED_RANGE;
        let attrs = Attrs::none();
        run::two(op, &[self, limits, deltas], attrs)
    }

    /// A ragged tensor as a dense one, filled up with `defaultValue`. Its rows are told level by
    /// level, from the outside, in the way that `rowPartitionTypes` names: the number of rows
    /// (`FIRST_DIM_SIZE`, only first), where rows begin and end (`ROW_SPLITS`), or the row of each
    /// element (`VALUE_ROWIDS`). `shape` holds an extent for each axis, -1 for as long as needed;
    /// a single -1 leaves all open.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn ragged_tensor_to_tensor(
        &self,
        values: &Tensor,
        default_value: &Tensor,
        row_partition_tensors: &[&Tensor],
        row_partition_types: &str,
    ) -> Result<Tensor> {
        let op = &sparse::RAGGED_TENSOR_TO_TENSOR;
        let attrs = Attrs::from_values([Attr::from(row_partition_types)]);
        let mut inputs: Vec<&Tensor> = vec![self, values, default_value];
        inputs.extend(row_partition_tensors);
        run::one(op, &inputs, attrs)
    }

    /// A sparse tensor with `defaultValue` at the beginning of each row that had no element. Also
    /// says which rows these are, and where each old element is now.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_fill_empty_rows(
        &self,
        values: &Tensor,
        dense_shape: &Tensor,
        default_value: &Tensor,
    ) -> Result<Vec<Tensor>> {
        let op = &sparse::SPARSE_FILL_EMPTY_ROWS;
        let attrs = Attrs::none();
        run::many(op, &[self, values, dense_shape, default_value], attrs)
    }

    /// The places of a sparse tensor's elements when it is reshaped, and the new shape. One extent
    /// of `newShape` may be -1: it follows from the others.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_reshape(
        &self,
        input_shape: &Tensor,
        new_shape: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let op = &sparse::SPARSE_RESHAPE;
        let attrs = Attrs::none();
        run::two(op, &[self, input_shape, new_shape], attrs)
    }

    /// Means of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
    /// which, in rising order; a segment without rows is 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_segment_mean(&self, indices: &Tensor, segment_ids: &Tensor) -> Result<Tensor> {
        let op = &sparse::SPARSE_SEGMENT_MEAN;
        let attrs = Attrs::none();
        run::one(op, &[self, indices, segment_ids], attrs)
    }

    /// Sums of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
    /// which, in rising order; a segment without rows is 0.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_segment_sum(&self, indices: &Tensor, segment_ids: &Tensor) -> Result<Tensor> {
        let op = &sparse::SPARSE_SEGMENT_SUM;
        let attrs = Attrs::none();
        run::one(op, &[self, indices, segment_ids], attrs)
    }

    /// A tensor of that shape with values at the places given (rows of coordinates; a number or
    /// vector for a tensor of one axis) and `defaultValue` elsewhere. One value may stand for all
    /// places.
    ///
    /// # Errors
    /// If an input's dtype or shape, or an attribute, does not fit.
    pub fn sparse_to_dense(
        &self,
        sparse_values: &Tensor,
        default_value: &Tensor,
        output_shape: impl Into<Ints>,
    ) -> Result<Tensor> {
        let op = &sparse::SPARSE_TO_DENSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(output_shape))]);
        run::one(op, &[self, sparse_values, default_value], attrs)
    }
}
