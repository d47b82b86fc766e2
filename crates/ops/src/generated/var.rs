// Generated from the op table by `cargo xtask generate`. Do not edit.
#![allow(clippy::should_implement_trait, clippy::derivable_impls)]

use crate::attrs::{Attr, Attrs, Axes, Ints};
use crate::options::*;
use crate::{Var, array, image, linalg, math, nn, random, signal, sparse, string};
use sparkler_base::{DType, Result};

/// The operations of the table.
#[allow(clippy::should_implement_trait)]
impl<'a> Var<'a> {
    /// Operation `abs`.
    pub fn abs(self) -> Result<Var<'a>> {
        let op = &math::ABS;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `acos`.
    pub fn acos(self) -> Result<Var<'a>> {
        let op = &math::ACOS;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `acosh`.
    pub fn acosh(self) -> Result<Var<'a>> {
        let op = &math::ACOSH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `add`.
    pub fn add(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::ADD;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `addN`.
    pub fn add_n(tensors: &[Var<'a>]) -> Result<Var<'a>> {
        let op = &math::ADD_N;
        let attrs = Attrs::none();
        match tensors.first() {
            Some(first) => first.run1(op, tensors, attrs),
            None => Err(sparkler_base::Error::other(op.name, "takes at least one input")),
        }
    }

    /// Operation `all`.
    pub fn all(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::ALL;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `any`.
    pub fn any(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::ANY;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `argMax`.
    pub fn arg_max(self, axis: i64) -> Result<Var<'a>> {
        let op = &math::ARG_MAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `argMin`.
    pub fn arg_min(self, axis: i64) -> Result<Var<'a>> {
        let op = &math::ARG_MIN;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `asin`.
    pub fn asin(self) -> Result<Var<'a>> {
        let op = &math::ASIN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `asinh`.
    pub fn asinh(self) -> Result<Var<'a>> {
        let op = &math::ASINH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `atan`.
    pub fn atan(self) -> Result<Var<'a>> {
        let op = &math::ATAN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `atan2`.
    pub fn atan2(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::ATAN2;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `atanh`.
    pub fn atanh(self) -> Result<Var<'a>> {
        let op = &math::ATANH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `bitwiseAnd`.
    pub fn bitwise_and(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::BITWISE_AND;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `bitwiseNot`.
    pub fn bitwise_not(self) -> Result<Var<'a>> {
        let op = &math::BITWISE_NOT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `bitwiseOr`.
    pub fn bitwise_or(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::BITWISE_OR;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `bitwiseXor`.
    pub fn bitwise_xor(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::BITWISE_XOR;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `cast`.
    pub fn cast(self, dtype: DType) -> Result<Var<'a>> {
        let op = &math::CAST;
        let attrs = Attrs::from_values([Attr::from(dtype)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `ceil`.
    pub fn ceil(self) -> Result<Var<'a>> {
        let op = &math::CEIL;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `clipByValue`.
    pub fn clip_by_value(self, clip_value_min: f64, clip_value_max: f64) -> Result<Var<'a>> {
        let op = &math::CLIP_BY_VALUE;
        let attrs = Attrs::from_values([Attr::from(clip_value_min), Attr::from(clip_value_max)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `complex`.
    pub fn complex(self, imag: Var<'a>) -> Result<Var<'a>> {
        let op = &math::COMPLEX;
        let attrs = Attrs::none();
        self.run1(op, &[self, imag], attrs)
    }

    /// Operation `confusionMatrix`.
    pub fn confusion_matrix(self, predictions: Var<'a>, num_classes: i64) -> Result<Var<'a>> {
        let op = &math::CONFUSION_MATRIX;
        let attrs = Attrs::from_values([Attr::from(num_classes)]);
        self.run1(op, &[self, predictions], attrs)
    }

    /// Operation `conj`.
    pub fn conj(self) -> Result<Var<'a>> {
        let op = &math::CONJ;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `cos`.
    pub fn cos(self) -> Result<Var<'a>> {
        let op = &math::COS;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `cosh`.
    pub fn cosh(self) -> Result<Var<'a>> {
        let op = &math::COSH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `cumprod`.
    pub fn cumprod(self, options: CumprodOptions) -> Result<Var<'a>> {
        let op = &math::CUMPROD;
        let attrs = Attrs::from_values([
            Attr::from(options.axis),
            Attr::from(options.exclusive),
            Attr::from(options.reverse),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `cumsum`.
    pub fn cumsum(self, options: CumsumOptions) -> Result<Var<'a>> {
        let op = &math::CUMSUM;
        let attrs = Attrs::from_values([
            Attr::from(options.axis),
            Attr::from(options.exclusive),
            Attr::from(options.reverse),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `div`.
    pub fn div(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::DIV;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `divNoNan`.
    pub fn div_no_nan(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::DIV_NO_NAN;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `elu`.
    pub fn elu(self) -> Result<Var<'a>> {
        let op = &math::ELU;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `equal`.
    pub fn equal(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::EQUAL;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `erf`.
    pub fn erf(self) -> Result<Var<'a>> {
        let op = &math::ERF;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `exp`.
    pub fn exp(self) -> Result<Var<'a>> {
        let op = &math::EXP;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `expm1`.
    pub fn expm1(self) -> Result<Var<'a>> {
        let op = &math::EXPM1;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `floor`.
    pub fn floor(self) -> Result<Var<'a>> {
        let op = &math::FLOOR;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `floorDiv`.
    pub fn floor_div(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::FLOOR_DIV;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `gelu`.
    pub fn gelu(self, approximate: bool) -> Result<Var<'a>> {
        let op = &math::GELU;
        let attrs = Attrs::from_values([Attr::from(approximate)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `greater`.
    pub fn greater(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::GREATER;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `greaterEqual`.
    pub fn greater_equal(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::GREATER_EQUAL;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `hardSigmoid`.
    pub fn hard_sigmoid(self) -> Result<Var<'a>> {
        let op = &math::HARD_SIGMOID;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `identity`.
    pub fn identity(self) -> Result<Var<'a>> {
        let op = &math::IDENTITY;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `imag`.
    pub fn imag(self) -> Result<Var<'a>> {
        let op = &math::IMAG;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `isFinite`.
    pub fn is_finite(self) -> Result<Var<'a>> {
        let op = &math::IS_FINITE;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `isInf`.
    pub fn is_inf(self) -> Result<Var<'a>> {
        let op = &math::IS_INF;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `isNaN`.
    pub fn is_nan(self) -> Result<Var<'a>> {
        let op = &math::IS_NAN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `leakyRelu`.
    pub fn leaky_relu(self, alpha: f64) -> Result<Var<'a>> {
        let op = &math::LEAKY_RELU;
        let attrs = Attrs::from_values([Attr::from(alpha)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `less`.
    pub fn less(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::LESS;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `lessEqual`.
    pub fn less_equal(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::LESS_EQUAL;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `log`.
    pub fn log(self) -> Result<Var<'a>> {
        let op = &math::LOG;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `log1p`.
    pub fn log1p(self) -> Result<Var<'a>> {
        let op = &math::LOG1P;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `logicalAnd`.
    pub fn logical_and(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::LOGICAL_AND;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `logicalNot`.
    pub fn logical_not(self) -> Result<Var<'a>> {
        let op = &math::LOGICAL_NOT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `logicalOr`.
    pub fn logical_or(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::LOGICAL_OR;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `logicalXor`.
    pub fn logical_xor(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::LOGICAL_XOR;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `logSigmoid`.
    pub fn log_sigmoid(self) -> Result<Var<'a>> {
        let op = &math::LOG_SIGMOID;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `logSumExp`.
    pub fn log_sum_exp(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::LOG_SUM_EXP;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `max`.
    pub fn max(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::MAX;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `maximum`.
    pub fn maximum(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::MAXIMUM;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `mean`.
    pub fn mean(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::MEAN;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `min`.
    pub fn min(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::MIN;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `minimum`.
    pub fn minimum(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::MINIMUM;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `mish`.
    pub fn mish(self) -> Result<Var<'a>> {
        let op = &math::MISH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `mod`.
    pub fn floor_mod(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::MOD;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `moments`.
    pub fn moments(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Vec<Var<'a>>> {
        let op = &math::MOMENTS;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `mul`.
    pub fn mul(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::MUL;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `neg`.
    pub fn neg(self) -> Result<Var<'a>> {
        let op = &math::NEG;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `norm`.
    pub fn norm(self, options: NormOptions) -> Result<Var<'a>> {
        let op = &math::NORM;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.ord.into())?,
            Attr::from(options.axis),
            Attr::from(options.keep_dims),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `notEqual`.
    pub fn not_equal(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::NOT_EQUAL;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `pow`.
    pub fn pow(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::POW;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `prelu`.
    pub fn prelu(self, alpha: Var<'a>) -> Result<Var<'a>> {
        let op = &math::PRELU;
        let attrs = Attrs::none();
        self.run1(op, &[self, alpha], attrs)
    }

    /// Operation `prod`.
    pub fn prod(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::PROD;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `real`.
    pub fn real(self) -> Result<Var<'a>> {
        let op = &math::REAL;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `reciprocal`.
    pub fn reciprocal(self) -> Result<Var<'a>> {
        let op = &math::RECIPROCAL;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `relu`.
    pub fn relu(self) -> Result<Var<'a>> {
        let op = &math::RELU;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `relu6`.
    pub fn relu6(self) -> Result<Var<'a>> {
        let op = &math::RELU6;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `relu6Grad`.
    pub fn relu6_grad(self, x: Var<'a>) -> Result<Var<'a>> {
        let op = &math::RELU6_GRAD;
        let attrs = Attrs::none();
        self.run1(op, &[self, x], attrs)
    }

    /// Operation `reluGrad`.
    pub fn relu_grad(self, y: Var<'a>) -> Result<Var<'a>> {
        let op = &math::RELU_GRAD;
        let attrs = Attrs::none();
        self.run1(op, &[self, y], attrs)
    }

    /// Operation `round`.
    pub fn round(self) -> Result<Var<'a>> {
        let op = &math::ROUND;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `rsqrt`.
    pub fn rsqrt(self) -> Result<Var<'a>> {
        let op = &math::RSQRT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `selu`.
    pub fn selu(self) -> Result<Var<'a>> {
        let op = &math::SELU;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sigmoid`.
    pub fn sigmoid(self) -> Result<Var<'a>> {
        let op = &math::SIGMOID;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sign`.
    pub fn sign(self) -> Result<Var<'a>> {
        let op = &math::SIGN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `silu`.
    pub fn silu(self) -> Result<Var<'a>> {
        let op = &math::SILU;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sin`.
    pub fn sin(self) -> Result<Var<'a>> {
        let op = &math::SIN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sinh`.
    pub fn sinh(self) -> Result<Var<'a>> {
        let op = &math::SINH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `softplus`.
    pub fn softplus(self) -> Result<Var<'a>> {
        let op = &math::SOFTPLUS;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `softsign`.
    pub fn softsign(self) -> Result<Var<'a>> {
        let op = &math::SOFTSIGN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sqrt`.
    pub fn sqrt(self) -> Result<Var<'a>> {
        let op = &math::SQRT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `square`.
    pub fn square(self) -> Result<Var<'a>> {
        let op = &math::SQUARE;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `squaredDifference`.
    pub fn squared_difference(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::SQUARED_DIFFERENCE;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `step`.
    pub fn step(self, alpha: f64) -> Result<Var<'a>> {
        let op = &math::STEP;
        let attrs = Attrs::from_values([Attr::from(alpha)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `stopGradient`.
    pub fn stop_gradient(self) -> Result<Var<'a>> {
        let op = &math::STOP_GRADIENT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `sub`.
    pub fn sub(self, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::SUB;
        let attrs = Attrs::none();
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `sum`.
    pub fn sum(self, axis: impl Into<Axes>, keep_dims: bool) -> Result<Var<'a>> {
        let op = &math::SUM;
        let attrs =
            Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(keep_dims)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `tan`.
    pub fn tan(self) -> Result<Var<'a>> {
        let op = &math::TAN;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `tanh`.
    pub fn tanh(self) -> Result<Var<'a>> {
        let op = &math::TANH;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `trunc`.
    pub fn trunc(self) -> Result<Var<'a>> {
        let op = &math::TRUNC;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `where`.
    pub fn select(self, a: Var<'a>, b: Var<'a>) -> Result<Var<'a>> {
        let op = &math::WHERE;
        let attrs = Attrs::none();
        self.run1(op, &[self, a, b], attrs)
    }

    /// Operation `argsort`.
    pub fn argsort(self, axis: i64, direction: &str) -> Result<Var<'a>> {
        let op = &array::ARGSORT;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, direction.into())?]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `bandPart`.
    pub fn band_part(self, num_lower: i64, num_upper: i64) -> Result<Var<'a>> {
        let op = &array::BAND_PART;
        let attrs = Attrs::from_values([Attr::from(num_lower), Attr::from(num_upper)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `batchToSpaceND`.
    pub fn batch_to_space_nd(
        self,
        block_shape: impl Into<Ints>,
        crops: impl Into<Ints>,
    ) -> Result<Var<'a>> {
        let op = &array::BATCH_TO_SPACE_ND;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(block_shape)),
            op.check_attr(1, Attr::from(Into::<Ints>::into(crops)))?,
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `bincount`.
    pub fn bincount(self, weights: Var<'a>, size: i64) -> Result<Var<'a>> {
        let op = &array::BINCOUNT;
        let attrs = Attrs::from_values([Attr::from(size)]);
        self.run1(op, &[self, weights], attrs)
    }

    /// Operation `booleanMask`.
    pub fn boolean_mask(self, mask: Var<'a>, axis: i64) -> Result<Var<'a>> {
        let op = &array::BOOLEAN_MASK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self, mask], attrs)
    }

    /// Operation `broadcastArgs`.
    pub fn broadcast_args(self, s1: Var<'a>) -> Result<Var<'a>> {
        let op = &array::BROADCAST_ARGS;
        let attrs = Attrs::none();
        self.run1(op, &[self, s1], attrs)
    }

    /// Operation `broadcastTo`.
    pub fn broadcast_to(self, shape: impl Into<Ints>) -> Result<Var<'a>> {
        let op = &array::BROADCAST_TO;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `concat`.
    pub fn concat(tensors: &[Var<'a>], axis: i64) -> Result<Var<'a>> {
        let op = &array::CONCAT;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        match tensors.first() {
            Some(first) => first.run1(op, tensors, attrs),
            None => Err(sparkler_base::Error::other(op.name, "takes at least one input")),
        }
    }

    /// Operation `denseBincount`.
    pub fn dense_bincount(
        self,
        weights: Var<'a>,
        size: i64,
        binary_output: bool,
    ) -> Result<Var<'a>> {
        let op = &array::DENSE_BINCOUNT;
        let attrs = Attrs::from_values([Attr::from(size), Attr::from(binary_output)]);
        self.run1(op, &[self, weights], attrs)
    }

    /// Operation `depthToSpace`.
    pub fn depth_to_space(self, block_size: i64) -> Result<Var<'a>> {
        let op = &array::DEPTH_TO_SPACE;
        let attrs = Attrs::from_values([Attr::from(block_size)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `diag`.
    pub fn diag(self) -> Result<Var<'a>> {
        let op = &array::DIAG;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `expandDims`.
    pub fn expand_dims(self, axis: i64) -> Result<Var<'a>> {
        let op = &array::EXPAND_DIMS;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `gather`.
    pub fn gather(self, indices: Var<'a>, axis: i64, batch_dims: i64) -> Result<Var<'a>> {
        let op = &array::GATHER;
        let attrs = Attrs::from_values([Attr::from(axis), Attr::from(batch_dims)]);
        self.run1(op, &[self, indices], attrs)
    }

    /// Operation `gatherND`.
    pub fn gather_nd(self, indices: Var<'a>) -> Result<Var<'a>> {
        let op = &array::GATHER_ND;
        let attrs = Attrs::none();
        self.run1(op, &[self, indices], attrs)
    }

    /// Operation `inTopK`.
    pub fn in_top_k(self, targets: Var<'a>, k: i64) -> Result<Var<'a>> {
        let op = &array::IN_TOP_K;
        let attrs = Attrs::from_values([Attr::from(k)]);
        self.run1(op, &[self, targets], attrs)
    }

    /// Operation `meshgrid`.
    pub fn meshgrid(self, y: Var<'a>, indexing: &str) -> Result<Vec<Var<'a>>> {
        let op = &array::MESHGRID;
        let attrs = Attrs::from_values([op.check_attr(0, indexing.into())?]);
        self.run_n(op, &[self, y], attrs)
    }

    /// Operation `mirrorPad`.
    pub fn mirror_pad(self, paddings: impl Into<Ints>, mode: &str) -> Result<Var<'a>> {
        let op = &array::MIRROR_PAD;
        let attrs = Attrs::from_values([
            op.check_attr(0, Attr::from(Into::<Ints>::into(paddings)))?,
            op.check_attr(1, mode.into())?,
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `oneHot`.
    pub fn one_hot(self, depth: i64, options: OneHotOptions) -> Result<Var<'a>> {
        let op = &array::ONE_HOT;
        let attrs = Attrs::from_values([
            Attr::from(depth),
            Attr::from(options.on_value),
            Attr::from(options.off_value),
            Attr::from(options.dtype),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `pad`.
    pub fn pad(self, paddings: impl Into<Ints>, constant_value: f64) -> Result<Var<'a>> {
        let op = &array::PAD;
        let attrs = Attrs::from_values([
            op.check_attr(0, Attr::from(Into::<Ints>::into(paddings)))?,
            Attr::from(constant_value),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `reshape`.
    pub fn reshape(self, shape: impl Into<Ints>) -> Result<Var<'a>> {
        let op = &array::RESHAPE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `reverse`.
    pub fn reverse(self, axis: impl Into<Axes>) -> Result<Var<'a>> {
        let op = &array::REVERSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `scatterND`.
    pub fn scatter_nd(self, updates: Var<'a>, shape: impl Into<Ints>) -> Result<Var<'a>> {
        let op = &array::SCATTER_ND;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(shape))]);
        self.run1(op, &[self, updates], attrs)
    }

    /// Operation `searchSorted`.
    pub fn search_sorted(self, values: Var<'a>, side: &str) -> Result<Var<'a>> {
        let op = &array::SEARCH_SORTED;
        let attrs = Attrs::from_values([op.check_attr(0, side.into())?]);
        self.run1(op, &[self, values], attrs)
    }

    /// Operation `setdiff1d`.
    pub fn setdiff1d(self, y: Var<'a>) -> Result<Vec<Var<'a>>> {
        let op = &array::SETDIFF1D;
        let attrs = Attrs::none();
        self.run_n(op, &[self, y], attrs)
    }

    /// Operation `slice`.
    pub fn slice(self, begin: impl Into<Ints>, size: Option<Ints>) -> Result<Var<'a>> {
        let op = &array::SLICE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(begin)), Attr::from(size)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `sort`.
    pub fn sort(self, axis: i64, direction: &str) -> Result<Var<'a>> {
        let op = &array::SORT;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, direction.into())?]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `spaceToBatchND`.
    pub fn space_to_batch_nd(
        self,
        block_shape: impl Into<Ints>,
        paddings: impl Into<Ints>,
    ) -> Result<Var<'a>> {
        let op = &array::SPACE_TO_BATCH_ND;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(block_shape)),
            op.check_attr(1, Attr::from(Into::<Ints>::into(paddings)))?,
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `spaceToDepth`.
    pub fn space_to_depth(self, block_size: i64) -> Result<Var<'a>> {
        let op = &array::SPACE_TO_DEPTH;
        let attrs = Attrs::from_values([Attr::from(block_size)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `split`.
    pub fn split(self, num_or_size_splits: impl Into<Ints>, axis: i64) -> Result<Vec<Var<'a>>> {
        let op = &array::SPLIT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(num_or_size_splits)),
            Attr::from(axis),
        ]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `squeeze`.
    pub fn squeeze(self, axis: impl Into<Axes>) -> Result<Var<'a>> {
        let op = &array::SQUEEZE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `stack`.
    pub fn stack(tensors: &[Var<'a>], axis: i64) -> Result<Var<'a>> {
        let op = &array::STACK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        match tensors.first() {
            Some(first) => first.run1(op, tensors, attrs),
            None => Err(sparkler_base::Error::other(op.name, "takes at least one input")),
        }
    }

    /// Operation `stridedSlice`.
    pub fn strided_slice(
        self,
        begin: impl Into<Ints>,
        end: impl Into<Ints>,
        options: StridedSliceOptions,
    ) -> Result<Var<'a>> {
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
        self.run1(op, &[self], attrs)
    }

    /// Operation `tensorScatterUpdate`.
    pub fn tensor_scatter_update(self, indices: Var<'a>, updates: Var<'a>) -> Result<Var<'a>> {
        let op = &array::TENSOR_SCATTER_UPDATE;
        let attrs = Attrs::none();
        self.run1(op, &[self, indices, updates], attrs)
    }

    /// Operation `tile`.
    pub fn tile(self, reps: impl Into<Ints>) -> Result<Var<'a>> {
        let op = &array::TILE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(reps))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `topk`.
    pub fn topk(self, k: i64, sorted: bool) -> Result<Vec<Var<'a>>> {
        let op = &array::TOPK;
        let attrs = Attrs::from_values([Attr::from(k), Attr::from(sorted)]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `transpose`.
    pub fn transpose(self, perm: impl Into<Axes>) -> Result<Var<'a>> {
        let op = &array::TRANSPOSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(perm))]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `unique`.
    pub fn unique(self, axis: Option<i64>) -> Result<Vec<Var<'a>>> {
        let op = &array::UNIQUE;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `unsortedSegmentSum`.
    pub fn unsorted_segment_sum(self, segment_ids: Var<'a>, num_segments: i64) -> Result<Var<'a>> {
        let op = &array::UNSORTED_SEGMENT_SUM;
        let attrs = Attrs::from_values([Attr::from(num_segments)]);
        self.run1(op, &[self, segment_ids], attrs)
    }

    /// Operation `unstack`.
    pub fn unstack(self, axis: i64) -> Result<Vec<Var<'a>>> {
        let op = &array::UNSTACK;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `whereTrue`.
    pub fn where_true(self) -> Result<Var<'a>> {
        let op = &array::WHERE_TRUE;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `dot`.
    pub fn dot(self, t2: Var<'a>) -> Result<Var<'a>> {
        let op = &linalg::DOT;
        let attrs = Attrs::none();
        self.run1(op, &[self, t2], attrs)
    }

    /// Operation `einsum`.
    pub fn einsum(tensors: &[Var<'a>], equation: &str) -> Result<Var<'a>> {
        let op = &linalg::EINSUM;
        let attrs = Attrs::from_values([Attr::from(equation)]);
        match tensors.first() {
            Some(first) => first.run1(op, tensors, attrs),
            None => Err(sparkler_base::Error::other(op.name, "takes at least one input")),
        }
    }

    /// Operation `fusedMatMul`.
    pub fn fused_matmul(
        self,
        b: Var<'a>,
        bias: Option<Var<'a>>,
        options: FusedMatMulOptions,
    ) -> Result<Var<'a>> {
        let op = &linalg::FUSED_MATMUL;
        let attrs = Attrs::from_values([
            Attr::from(options.transpose_a),
            Attr::from(options.transpose_b),
            op.check_attr(2, options.activation.into())?,
            Attr::from(options.leakyrelu_alpha),
        ]);
        let mut inputs = vec![self];
        inputs.push(b);
        inputs.extend(bias);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `gramSchmidt`.
    pub fn gram_schmidt(self) -> Result<Var<'a>> {
        let op = &linalg::GRAM_SCHMIDT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `matMul`.
    pub fn matmul(self, b: Var<'a>, transpose_a: bool, transpose_b: bool) -> Result<Var<'a>> {
        let op = &linalg::MATMUL;
        let attrs = Attrs::from_values([Attr::from(transpose_a), Attr::from(transpose_b)]);
        self.run1(op, &[self, b], attrs)
    }

    /// Operation `outerProduct`.
    pub fn outer_product(self, v2: Var<'a>) -> Result<Var<'a>> {
        let op = &linalg::OUTER_PRODUCT;
        let attrs = Attrs::none();
        self.run1(op, &[self, v2], attrs)
    }

    /// Operation `qr`.
    pub fn qr(self, full_matrices: bool) -> Result<Vec<Var<'a>>> {
        let op = &linalg::QR;
        let attrs = Attrs::from_values([Attr::from(full_matrices)]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `absoluteDifference`.
    pub fn absolute_difference(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::ABSOLUTE_DIFFERENCE;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `avgPool`.
    pub fn avg_pool(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPoolOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::AVG_POOL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `avgPool3d`.
    pub fn avg_pool3d(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPool3dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::AVG_POOL3D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `avgPool3dGrad`.
    pub fn avg_pool3d_grad(
        self,
        input_shape: impl Into<Ints>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPool3dGradOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::AVG_POOL3D_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(3, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `avgPoolGrad`.
    pub fn avg_pool_grad(
        self,
        input_shape: impl Into<Ints>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: AvgPoolGradOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::AVG_POOL_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(3, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `basicLSTMCell`.
    pub fn basic_lstm_cell(
        self,
        lstm_kernel: Var<'a>,
        lstm_bias: Var<'a>,
        data: Var<'a>,
        c: Var<'a>,
        h: Var<'a>,
    ) -> Result<Vec<Var<'a>>> {
        let op = &nn::BASIC_LSTM_CELL;
        let attrs = Attrs::none();
        self.run_n(op, &[self, lstm_kernel, lstm_bias, data, c, h], attrs)
    }

    /// Operation `batchNorm`.
    pub fn batch_norm(
        self,
        mean: Var<'a>,
        variance: Var<'a>,
        offset: Option<Var<'a>>,
        scale: Option<Var<'a>>,
        variance_epsilon: f64,
    ) -> Result<Var<'a>> {
        let op = &nn::BATCH_NORM;
        let attrs = Attrs::from_values([Attr::from(variance_epsilon)]);
        let mut inputs = vec![self];
        inputs.push(mean);
        inputs.push(variance);
        inputs.extend(offset);
        inputs.extend(scale);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `computeWeightedLoss`.
    pub fn compute_weighted_loss(
        self,
        weights: Option<Var<'a>>,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::COMPUTE_WEIGHTED_LOSS;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `conv1d`.
    pub fn conv1d(self, filter: Var<'a>, options: Conv1dOptions) -> Result<Var<'a>> {
        let op = &nn::CONV1D;
        let attrs = Attrs::from_values([
            Attr::from(options.stride),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilation),
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv2d`.
    pub fn conv2d(self, filter: Var<'a>, options: Conv2dOptions) -> Result<Var<'a>> {
        let op = &nn::CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv2dBackpropFilter`.
    pub fn conv2d_backprop_filter(
        self,
        dy: Var<'a>,
        filter_shape: impl Into<Ints>,
        options: Conv2dBackpropFilterOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV2D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        self.run1(op, &[self, dy], attrs)
    }

    /// Operation `conv2dBackpropInput`.
    pub fn conv2d_backprop_input(
        self,
        filter: Var<'a>,
        input_shape: impl Into<Ints>,
        options: Conv2dBackpropInputOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV2D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv2dTranspose`.
    pub fn conv2d_transpose(
        self,
        filter: Var<'a>,
        output_shape: impl Into<Ints>,
        options: Conv2dTransposeOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV2D_TRANSPOSE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(output_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv3d`.
    pub fn conv3d(self, filter: Var<'a>, options: Conv3dOptions) -> Result<Var<'a>> {
        let op = &nn::CONV3D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv3dBackpropFilter`.
    pub fn conv3d_backprop_filter(
        self,
        dy: Var<'a>,
        filter_shape: impl Into<Ints>,
        options: Conv3dBackpropFilterOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV3D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        self.run1(op, &[self, dy], attrs)
    }

    /// Operation `conv3dBackpropInput`.
    pub fn conv3d_backprop_input(
        self,
        filter: Var<'a>,
        input_shape: impl Into<Ints>,
        options: Conv3dBackpropInputOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV3D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(4, options.data_format.into())?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `conv3dTranspose`.
    pub fn conv3d_transpose(
        self,
        filter: Var<'a>,
        output_shape: impl Into<Ints>,
        options: Conv3dTransposeOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::CONV3D_TRANSPOSE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(output_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `cosineDistance`.
    pub fn cosine_distance(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        axis: i64,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::COSINE_DISTANCE;
        let attrs = Attrs::from_values([Attr::from(axis), op.check_attr(1, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `depthwiseConv2d`.
    pub fn depthwise_conv2d(
        self,
        filter: Var<'a>,
        options: DepthwiseConv2dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::DEPTHWISE_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `depthwiseConv2dBackpropFilter`.
    pub fn depthwise_conv2d_backprop_filter(
        self,
        dy: Var<'a>,
        filter_shape: impl Into<Ints>,
        options: DepthwiseConv2dBackpropFilterOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::DEPTHWISE_CONV2D_BACKPROP_FILTER;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, dy], attrs)
    }

    /// Operation `depthwiseConv2dBackpropInput`.
    pub fn depthwise_conv2d_backprop_input(
        self,
        filter: Var<'a>,
        input_shape: impl Into<Ints>,
        options: DepthwiseConv2dBackpropInputOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::DEPTHWISE_CONV2D_BACKPROP_INPUT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(input_shape)),
            Attr::from(options.strides),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `dilation2d`.
    pub fn dilation2d(
        self,
        filter: Var<'a>,
        strides: impl Into<Ints>,
        options: Dilation2dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::DILATION2D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, filter], attrs)
    }

    /// Operation `dropout`.
    pub fn dropout(self, seed: Var<'a>, rate: f64) -> Result<Var<'a>> {
        let op = &nn::DROPOUT;
        let attrs = Attrs::from_values([Attr::from(rate)]);
        self.run1(op, &[self, seed], attrs)
    }

    /// Operation `fusedConv2d`.
    pub fn fused_conv2d(
        self,
        filter: Var<'a>,
        bias: Option<Var<'a>>,
        options: FusedConv2dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::FUSED_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            op.check_attr(3, options.data_format.into())?,
            op.check_attr(4, options.activation.into())?,
            Attr::from(options.leakyrelu_alpha),
        ]);
        let mut inputs = vec![self];
        inputs.push(filter);
        inputs.extend(bias);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `hingeLoss`.
    pub fn hinge_loss(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::HINGE_LOSS;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `huberLoss`.
    pub fn huber_loss(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        delta: f64,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::HUBER_LOSS;
        let attrs = Attrs::from_values([Attr::from(delta), op.check_attr(1, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `l2Normalize`.
    pub fn l2_normalize(self, axis: impl Into<Axes>, epsilon: f64) -> Result<Var<'a>> {
        let op = &nn::L2_NORMALIZE;
        let attrs = Attrs::from_values([Attr::from(Into::<Axes>::into(axis)), Attr::from(epsilon)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `layerNorm`.
    pub fn layer_norm(self, gamma: Var<'a>, beta: Var<'a>, epsilon: f64) -> Result<Var<'a>> {
        let op = &nn::LAYER_NORM;
        let attrs = Attrs::from_values([Attr::from(epsilon)]);
        self.run1(op, &[self, gamma, beta], attrs)
    }

    /// Operation `localResponseNormalization`.
    pub fn local_response_normalization(
        self,
        options: LocalResponseNormalizationOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::LOCAL_RESPONSE_NORMALIZATION;
        let attrs = Attrs::from_values([
            Attr::from(options.depth_radius),
            Attr::from(options.bias),
            Attr::from(options.alpha),
            Attr::from(options.beta),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `logLoss`.
    pub fn log_loss(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        epsilon: f64,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::LOG_LOSS;
        let attrs = Attrs::from_values([Attr::from(epsilon), op.check_attr(1, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `logSoftmax`.
    pub fn log_softmax(self, axis: i64) -> Result<Var<'a>> {
        let op = &nn::LOG_SOFTMAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `maxPool`.
    pub fn max_pool(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::MAX_POOL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `maxPool3d`.
    pub fn max_pool3d(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::MAX_POOL3D;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `maxPool3dGrad`.
    pub fn max_pool3d_grad(
        self,
        x: Var<'a>,
        y: Var<'a>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dGradOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::MAX_POOL3D_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, x, y], attrs)
    }

    /// Operation `maxPool3dWithArgmax`.
    pub fn max_pool3d_with_argmax(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPool3dWithArgmaxOptions,
    ) -> Result<Vec<Var<'a>>> {
        let op = &nn::MAX_POOL3D_WITH_ARGMAX;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            Attr::from(options.include_batch_in_index),
        ]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `maxPoolGrad`.
    pub fn max_pool_grad(
        self,
        x: Var<'a>,
        y: Var<'a>,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolGradOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::MAX_POOL_GRAD;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, x, y], attrs)
    }

    /// Operation `maxPoolWithArgmax`.
    pub fn max_pool_with_argmax(
        self,
        filter_size: impl Into<Ints>,
        strides: impl Into<Ints>,
        options: MaxPoolWithArgmaxOptions,
    ) -> Result<Vec<Var<'a>>> {
        let op = &nn::MAX_POOL_WITH_ARGMAX;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(filter_size)),
            Attr::from(Into::<Ints>::into(strides)),
            op.check_attr(2, Attr::from(options.pad))?,
            Attr::from(options.dilations),
            Attr::from(options.include_batch_in_index),
        ]);
        self.run_n(op, &[self], attrs)
    }

    /// Operation `meanSquaredError`.
    pub fn mean_squared_error(
        self,
        predictions: Var<'a>,
        weights: Option<Var<'a>>,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::MEAN_SQUARED_ERROR;
        let attrs = Attrs::from_values([op.check_attr(0, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(predictions);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `movingAverage`.
    pub fn moving_average(
        self,
        x: Var<'a>,
        decay: Var<'a>,
        step: Option<Var<'a>>,
        zero_debias: bool,
    ) -> Result<Var<'a>> {
        let op = &nn::MOVING_AVERAGE;
        let attrs = Attrs::from_values([Attr::from(zero_debias)]);
        let mut inputs = vec![self];
        inputs.push(x);
        inputs.push(decay);
        inputs.extend(step);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `separableConv2d`.
    pub fn separable_conv2d(
        self,
        depthwise_filter: Var<'a>,
        pointwise_filter: Var<'a>,
        options: SeparableConv2dOptions,
    ) -> Result<Var<'a>> {
        let op = &nn::SEPARABLE_CONV2D;
        let attrs = Attrs::from_values([
            Attr::from(options.strides),
            op.check_attr(1, Attr::from(options.pad))?,
            Attr::from(options.dilations),
        ]);
        self.run1(op, &[self, depthwise_filter, pointwise_filter], attrs)
    }

    /// Operation `sigmoidCrossEntropy`.
    pub fn sigmoid_cross_entropy(
        self,
        logits: Var<'a>,
        weights: Option<Var<'a>>,
        label_smoothing: f64,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::SIGMOID_CROSS_ENTROPY;
        let attrs =
            Attrs::from_values([Attr::from(label_smoothing), op.check_attr(1, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(logits);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `sigmoidCrossEntropyWithLogits`.
    pub fn sigmoid_cross_entropy_with_logits(self, logits: Var<'a>) -> Result<Var<'a>> {
        let op = &nn::SIGMOID_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        self.run1(op, &[self, logits], attrs)
    }

    /// Operation `softmax`.
    pub fn softmax(self, axis: i64) -> Result<Var<'a>> {
        let op = &nn::SOFTMAX;
        let attrs = Attrs::from_values([Attr::from(axis)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `softmaxCrossEntropy`.
    pub fn softmax_cross_entropy(
        self,
        logits: Var<'a>,
        weights: Option<Var<'a>>,
        label_smoothing: f64,
        reduction: &str,
    ) -> Result<Var<'a>> {
        let op = &nn::SOFTMAX_CROSS_ENTROPY;
        let attrs =
            Attrs::from_values([Attr::from(label_smoothing), op.check_attr(1, reduction.into())?]);
        let mut inputs = vec![self];
        inputs.push(logits);
        inputs.extend(weights);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `softmaxCrossEntropyWithLogits`.
    pub fn softmax_cross_entropy_with_logits(self, logits: Var<'a>) -> Result<Var<'a>> {
        let op = &nn::SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        self.run1(op, &[self, logits], attrs)
    }

    /// Operation `sparseSoftmaxCrossEntropyGrad`.
    pub fn sparse_softmax_cross_entropy_grad(self, logits: Var<'a>) -> Result<Var<'a>> {
        let op = &nn::SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD;
        let attrs = Attrs::none();
        self.run1(op, &[self, logits], attrs)
    }

    /// Operation `sparseSoftmaxCrossEntropyWithLogits`.
    pub fn sparse_softmax_cross_entropy_with_logits(self, logits: Var<'a>) -> Result<Var<'a>> {
        let op = &nn::SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
        let attrs = Attrs::none();
        self.run1(op, &[self, logits], attrs)
    }

    /// Operation `multinomial`.
    pub fn multinomial(
        self,
        logits: Var<'a>,
        num_samples: i64,
        normalized: bool,
    ) -> Result<Var<'a>> {
        let op = &random::MULTINOMIAL;
        let attrs = Attrs::from_values([Attr::from(num_samples), Attr::from(normalized)]);
        self.run1(op, &[self, logits], attrs)
    }

    /// Operation `randomGamma`.
    pub fn random_gamma(
        self,
        shape: impl Into<Ints>,
        alpha: f64,
        options: RandomGammaOptions,
    ) -> Result<Var<'a>> {
        let op = &random::RANDOM_GAMMA;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(alpha),
            Attr::from(options.beta),
            Attr::from(options.dtype),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `randomNormal`.
    pub fn random_normal(
        self,
        shape: impl Into<Ints>,
        options: RandomNormalOptions,
    ) -> Result<Var<'a>> {
        let op = &random::RANDOM_NORMAL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.mean),
            Attr::from(options.std_dev),
            Attr::from(options.dtype),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `randomUniform`.
    pub fn random_uniform(
        self,
        shape: impl Into<Ints>,
        options: RandomUniformOptions,
    ) -> Result<Var<'a>> {
        let op = &random::RANDOM_UNIFORM;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.minval),
            Attr::from(options.maxval),
            Attr::from(options.dtype),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `randomUniformInt`.
    pub fn random_uniform_int(
        self,
        shape: impl Into<Ints>,
        minval: i64,
        maxval: i64,
    ) -> Result<Var<'a>> {
        let op = &random::RANDOM_UNIFORM_INT;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(minval),
            Attr::from(maxval),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `truncatedNormal`.
    pub fn truncated_normal(
        self,
        shape: impl Into<Ints>,
        options: TruncatedNormalOptions,
    ) -> Result<Var<'a>> {
        let op = &random::TRUNCATED_NORMAL;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(shape)),
            Attr::from(options.mean),
            Attr::from(options.std_dev),
            Attr::from(options.dtype),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `cropAndResize`.
    pub fn crop_and_resize(
        self,
        boxes: Var<'a>,
        box_ind: Var<'a>,
        crop_size: impl Into<Ints>,
        options: CropAndResizeOptions,
    ) -> Result<Var<'a>> {
        let op = &image::CROP_AND_RESIZE;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(crop_size)),
            op.check_attr(1, options.method.into())?,
            Attr::from(options.extrapolation_value),
        ]);
        self.run1(op, &[self, boxes, box_ind], attrs)
    }

    /// Operation `flipLeftRight`.
    pub fn flip_left_right(self) -> Result<Var<'a>> {
        let op = &image::FLIP_LEFT_RIGHT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `grayscaleToRGB`.
    pub fn grayscale_to_rgb(self) -> Result<Var<'a>> {
        let op = &image::GRAYSCALE_TO_RGB;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `nonMaxSuppression`.
    pub fn non_max_suppression(
        self,
        scores: Var<'a>,
        max_output_size: i64,
        options: NonMaxSuppressionOptions,
    ) -> Result<Vec<Var<'a>>> {
        let op = &image::NON_MAX_SUPPRESSION;
        let attrs = Attrs::from_values([
            Attr::from(max_output_size),
            Attr::from(options.iou_threshold),
            Attr::from(options.score_threshold),
            Attr::from(options.soft_nms_sigma),
            Attr::from(options.pad_to_max_output_size),
        ]);
        self.run_n(op, &[self, scores], attrs)
    }

    /// Operation `resizeBilinear`.
    pub fn resize_bilinear(
        self,
        size: impl Into<Ints>,
        options: ResizeBilinearOptions,
    ) -> Result<Var<'a>> {
        let op = &image::RESIZE_BILINEAR;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(size)),
            Attr::from(options.align_corners),
            Attr::from(options.half_pixel_centers),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `resizeNearestNeighbor`.
    pub fn resize_nearest_neighbor(
        self,
        size: impl Into<Ints>,
        options: ResizeNearestNeighborOptions,
    ) -> Result<Var<'a>> {
        let op = &image::RESIZE_NEAREST_NEIGHBOR;
        let attrs = Attrs::from_values([
            Attr::from(Into::<Ints>::into(size)),
            Attr::from(options.align_corners),
            Attr::from(options.half_pixel_centers),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `rgbToGrayscale`.
    pub fn rgb_to_grayscale(self) -> Result<Var<'a>> {
        let op = &image::RGB_TO_GRAYSCALE;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `threshold`.
    pub fn threshold(self, options: ThresholdOptions) -> Result<Var<'a>> {
        let op = &image::THRESHOLD;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.method.into())?,
            Attr::from(options.inverted),
            Attr::from(options.thresh_value),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `transform`.
    pub fn transform(self, transforms: Var<'a>, options: TransformOptions) -> Result<Var<'a>> {
        let op = &image::TRANSFORM;
        let attrs = Attrs::from_values([
            op.check_attr(0, options.interpolation.into())?,
            op.check_attr(1, options.fill_mode.into())?,
            Attr::from(options.fill_value),
            Attr::from(options.output_shape),
        ]);
        self.run1(op, &[self, transforms], attrs)
    }

    /// Operation `fft`.
    pub fn fft(self) -> Result<Var<'a>> {
        let op = &signal::FFT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `frame`.
    pub fn frame(
        self,
        frame_length: i64,
        frame_step: i64,
        options: FrameOptions,
    ) -> Result<Var<'a>> {
        let op = &signal::FRAME;
        let attrs = Attrs::from_values([
            Attr::from(frame_length),
            Attr::from(frame_step),
            Attr::from(options.pad_end),
            Attr::from(options.pad_value),
        ]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `ifft`.
    pub fn ifft(self) -> Result<Var<'a>> {
        let op = &signal::IFFT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `irfft`.
    pub fn irfft(self) -> Result<Var<'a>> {
        let op = &signal::IRFFT;
        let attrs = Attrs::none();
        self.run1(op, &[self], attrs)
    }

    /// Operation `rfft`.
    pub fn rfft(self, fft_length: Option<i64>) -> Result<Var<'a>> {
        let op = &signal::RFFT;
        let attrs = Attrs::from_values([Attr::from(fft_length)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `stft`.
    pub fn stft(
        self,
        window: Var<'a>,
        frame_step: i64,
        fft_length: Option<i64>,
    ) -> Result<Var<'a>> {
        let op = &signal::STFT;
        let attrs = Attrs::from_values([Attr::from(frame_step), Attr::from(fft_length)]);
        self.run1(op, &[self, window], attrs)
    }

    /// Operation `stringNGrams`.
    pub fn string_ngrams(
        self,
        data_splits: Var<'a>,
        separator: &str,
        n_gram_widths: impl Into<Ints>,
        left_pad: &str,
        right_pad: &str,
        pad_width: i64,
        preserve_short_sequences: bool,
    ) -> Result<Vec<Var<'a>>> {
        let op = &string::STRING_NGRAMS;
        let attrs = Attrs::from_values([
            Attr::from(separator),
            Attr::from(Into::<Ints>::into(n_gram_widths)),
            Attr::from(left_pad),
            Attr::from(right_pad),
            Attr::from(pad_width),
            Attr::from(preserve_short_sequences),
        ]);
        self.run_n(op, &[self, data_splits], attrs)
    }

    /// Operation `stringSplit`.
    pub fn string_split(self, delimiter: Var<'a>, skip_empty: bool) -> Result<Vec<Var<'a>>> {
        let op = &string::STRING_SPLIT;
        let attrs = Attrs::from_values([Attr::from(skip_empty)]);
        self.run_n(op, &[self, delimiter], attrs)
    }

    /// Operation `stringToHashBucketFast`.
    pub fn string_to_hash_bucket_fast(self, num_buckets: i64) -> Result<Var<'a>> {
        let op = &string::STRING_TO_HASH_BUCKET_FAST;
        let attrs = Attrs::from_values([Attr::from(num_buckets)]);
        self.run1(op, &[self], attrs)
    }

    /// Operation `raggedGather`.
    pub fn ragged_gather(
        self,
        indices: Var<'a>,
        params_nested_splits: &[Var<'a>],
    ) -> Result<Vec<Var<'a>>> {
        let op = &sparse::RAGGED_GATHER;
        let attrs = Attrs::none();
        let mut inputs = vec![self];
        inputs.push(indices);
        inputs.extend(params_nested_splits);
        self.run_n(op, &inputs, attrs)
    }

    /// Operation `raggedRange`.
    pub fn ragged_range(self, limits: Var<'a>, deltas: Var<'a>) -> Result<Vec<Var<'a>>> {
        let op = &sparse::RAGGED_RANGE;
        let attrs = Attrs::none();
        self.run_n(op, &[self, limits, deltas], attrs)
    }

    /// Operation `raggedTensorToTensor`.
    pub fn ragged_tensor_to_tensor(
        self,
        values: Var<'a>,
        default_value: Var<'a>,
        row_partition_tensors: &[Var<'a>],
        row_partition_types: &str,
    ) -> Result<Var<'a>> {
        let op = &sparse::RAGGED_TENSOR_TO_TENSOR;
        let attrs = Attrs::from_values([Attr::from(row_partition_types)]);
        let mut inputs = vec![self];
        inputs.push(values);
        inputs.push(default_value);
        inputs.extend(row_partition_tensors);
        self.run1(op, &inputs, attrs)
    }

    /// Operation `sparseFillEmptyRows`.
    pub fn sparse_fill_empty_rows(
        self,
        values: Var<'a>,
        dense_shape: Var<'a>,
        default_value: Var<'a>,
    ) -> Result<Vec<Var<'a>>> {
        let op = &sparse::SPARSE_FILL_EMPTY_ROWS;
        let attrs = Attrs::none();
        self.run_n(op, &[self, values, dense_shape, default_value], attrs)
    }

    /// Operation `sparseReshape`.
    pub fn sparse_reshape(self, input_shape: Var<'a>, new_shape: Var<'a>) -> Result<Vec<Var<'a>>> {
        let op = &sparse::SPARSE_RESHAPE;
        let attrs = Attrs::none();
        self.run_n(op, &[self, input_shape, new_shape], attrs)
    }

    /// Operation `sparseSegmentMean`.
    pub fn sparse_segment_mean(self, indices: Var<'a>, segment_ids: Var<'a>) -> Result<Var<'a>> {
        let op = &sparse::SPARSE_SEGMENT_MEAN;
        let attrs = Attrs::none();
        self.run1(op, &[self, indices, segment_ids], attrs)
    }

    /// Operation `sparseSegmentSum`.
    pub fn sparse_segment_sum(self, indices: Var<'a>, segment_ids: Var<'a>) -> Result<Var<'a>> {
        let op = &sparse::SPARSE_SEGMENT_SUM;
        let attrs = Attrs::none();
        self.run1(op, &[self, indices, segment_ids], attrs)
    }

    /// Operation `sparseToDense`.
    pub fn sparse_to_dense(
        self,
        sparse_values: Var<'a>,
        default_value: Var<'a>,
        output_shape: impl Into<Ints>,
    ) -> Result<Var<'a>> {
        let op = &sparse::SPARSE_TO_DENSE;
        let attrs = Attrs::from_values([Attr::from(Into::<Ints>::into(output_shape))]);
        self.run1(op, &[self, sparse_values, default_value], attrs)
    }
}
