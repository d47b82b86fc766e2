//! Elementwise arithmetic and comparison, reductions, scans.

use crate::OpDef;

mod abs;
mod acos;
mod acosh;
mod add;
mod add_n;
mod all;
mod any;
mod arg_max;
mod arg_min;
mod asin;
mod asinh;
mod atan;
mod atan2;
mod atanh;
mod bitwise_and;
mod bitwise_not;
mod bitwise_or;
mod bitwise_xor;
mod cast;
mod ceil;
mod clip_by_value;
mod complex;
mod confusion_matrix;
mod conj;
mod cos;
mod cosh;
mod cumprod;
mod cumsum;
mod div;
mod div_no_nan;
mod elu;
mod equal;
mod erf;
mod exp;
mod expm1;
mod floor;
mod floor_div;
mod gelu;
mod greater;
mod greater_equal;
mod hard_sigmoid;
mod identity;
mod imag;
mod is_finite;
mod is_inf;
mod is_nan;
mod leaky_relu;
mod less;
mod less_equal;
mod log;
mod log1p;
mod log_sigmoid;
mod log_sum_exp;
mod logical_and;
mod logical_not;
mod logical_or;
mod logical_xor;
mod max;
mod maximum;
mod mean;
mod min;
mod minimum;
mod mish;
mod mod_;
mod moments;
mod mul;
mod neg;
mod norm;
mod not_equal;
mod pow;
mod prelu;
mod prod;
mod real;
mod reciprocal;
mod relu;
mod relu6;
mod relu6_grad;
mod relu_grad;
mod round;
mod rsqrt;
mod selu;
mod sigmoid;
mod sign;
mod silu;
mod sin;
mod sinh;
mod softplus;
mod softsign;
mod sqrt;
mod square;
mod squared_difference;
mod step;
mod stop_gradient;
mod sub;
mod sum;
mod tan;
mod tanh;
mod trunc;
mod where_;

pub use abs::ABS;
pub use acos::ACOS;
pub use acosh::ACOSH;
pub use add::ADD;
pub use add_n::ADD_N;
pub use all::ALL;
pub use any::ANY;
pub use arg_max::ARG_MAX;
pub use arg_min::ARG_MIN;
pub use asin::ASIN;
pub use asinh::ASINH;
pub use atan::ATAN;
pub use atan2::ATAN2;
pub use atanh::ATANH;
pub use bitwise_and::BITWISE_AND;
pub use bitwise_not::BITWISE_NOT;
pub use bitwise_or::BITWISE_OR;
pub use bitwise_xor::BITWISE_XOR;
pub use cast::CAST;
pub use ceil::CEIL;
pub use clip_by_value::CLIP_BY_VALUE;
pub use complex::COMPLEX;
pub use confusion_matrix::CONFUSION_MATRIX;
pub use conj::CONJ;
pub use cos::COS;
pub use cosh::COSH;
pub use cumprod::CUMPROD;
pub use cumsum::CUMSUM;
pub use div::DIV;
pub use div_no_nan::DIV_NO_NAN;
pub use elu::ELU;
pub use equal::EQUAL;
pub use erf::ERF;
pub use exp::EXP;
pub use expm1::EXPM1;
pub use floor::FLOOR;
pub use floor_div::FLOOR_DIV;
pub use gelu::GELU;
pub use greater::GREATER;
pub use greater_equal::GREATER_EQUAL;
pub use hard_sigmoid::HARD_SIGMOID;
pub use identity::IDENTITY;
pub use imag::IMAG;
pub use is_finite::IS_FINITE;
pub use is_inf::IS_INF;
pub use is_nan::IS_NAN;
pub use leaky_relu::LEAKY_RELU;
pub use less::LESS;
pub use less_equal::LESS_EQUAL;
pub use log::LOG;
pub use log_sigmoid::LOG_SIGMOID;
pub use log_sum_exp::LOG_SUM_EXP;
pub use log1p::LOG1P;
pub use logical_and::LOGICAL_AND;
pub use logical_not::LOGICAL_NOT;
pub use logical_or::LOGICAL_OR;
pub use logical_xor::LOGICAL_XOR;
pub use max::MAX;
pub use maximum::MAXIMUM;
pub use mean::MEAN;
pub use min::MIN;
pub use minimum::MINIMUM;
pub use mish::MISH;
pub use mod_::MOD;
pub use moments::MOMENTS;
pub use mul::MUL;
pub use neg::NEG;
pub use norm::NORM;
pub use not_equal::NOT_EQUAL;
pub use pow::POW;
pub use prelu::PRELU;
pub use prod::PROD;
pub use real::REAL;
pub use reciprocal::RECIPROCAL;
pub use relu::RELU;
pub use relu_grad::RELU_GRAD;
pub use relu6::RELU6;
pub use relu6_grad::RELU6_GRAD;
pub use round::ROUND;
pub use rsqrt::RSQRT;
pub use selu::SELU;
pub use sigmoid::SIGMOID;
pub use sign::SIGN;
pub use silu::SILU;
pub use sin::SIN;
pub use sinh::SINH;
pub use softplus::SOFTPLUS;
pub use softsign::SOFTSIGN;
pub use sqrt::SQRT;
pub use square::SQUARE;
pub use squared_difference::SQUARED_DIFFERENCE;
pub use step::STEP;
pub use stop_gradient::STOP_GRADIENT;
pub use sub::SUB;
pub use sum::SUM;
pub use tan::TAN;
pub use tanh::TANH;
pub use trunc::TRUNC;
pub use where_::WHERE;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &ABS,
    &ACOS,
    &ACOSH,
    &ADD,
    &ADD_N,
    &ALL,
    &ANY,
    &ARG_MAX,
    &ARG_MIN,
    &ASIN,
    &ASINH,
    &ATAN,
    &ATAN2,
    &ATANH,
    &BITWISE_AND,
    &BITWISE_NOT,
    &BITWISE_OR,
    &BITWISE_XOR,
    &CAST,
    &CEIL,
    &CLIP_BY_VALUE,
    &COMPLEX,
    &CONFUSION_MATRIX,
    &CONJ,
    &COS,
    &COSH,
    &CUMPROD,
    &CUMSUM,
    &DIV,
    &DIV_NO_NAN,
    &ELU,
    &EQUAL,
    &ERF,
    &EXP,
    &EXPM1,
    &FLOOR,
    &FLOOR_DIV,
    &GELU,
    &GREATER,
    &GREATER_EQUAL,
    &HARD_SIGMOID,
    &IDENTITY,
    &IMAG,
    &IS_FINITE,
    &IS_INF,
    &IS_NAN,
    &LEAKY_RELU,
    &LESS,
    &LESS_EQUAL,
    &LOG,
    &LOG1P,
    &LOGICAL_AND,
    &LOGICAL_NOT,
    &LOGICAL_OR,
    &LOGICAL_XOR,
    &LOG_SIGMOID,
    &LOG_SUM_EXP,
    &MAX,
    &MAXIMUM,
    &MEAN,
    &MIN,
    &MINIMUM,
    &MISH,
    &MOD,
    &MOMENTS,
    &MUL,
    &NEG,
    &NORM,
    &NOT_EQUAL,
    &POW,
    &PRELU,
    &PROD,
    &REAL,
    &RECIPROCAL,
    &RELU,
    &RELU6,
    &RELU6_GRAD,
    &RELU_GRAD,
    &ROUND,
    &RSQRT,
    &SELU,
    &SIGMOID,
    &SIGN,
    &SILU,
    &SIN,
    &SINH,
    &SOFTPLUS,
    &SOFTSIGN,
    &SQRT,
    &SQUARE,
    &SQUARED_DIFFERENCE,
    &STEP,
    &STOP_GRADIENT,
    &SUB,
    &SUM,
    &TAN,
    &TANH,
    &TRUNC,
    &WHERE,
];
