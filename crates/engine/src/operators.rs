//! `+ - * /` and unary minus between tensors and numbers. They give a `Result`, as shapes may not
//! fit: `(&a + &b)?`.

use crate::{Result, Tensor};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number as a tensor that changes the other operand's type as little as possible: a float
/// operand keeps its type.
fn like(x: &Tensor, value: f64) -> Result<Tensor> {
    let dtype = if x.dtype().is_float() || x.dtype() == crate::DType::Complex64 {
        x.dtype()
    } else {
        crate::DType::F32
    };
    Tensor::full(&[], value, dtype)
}

macro_rules! operator {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait<&Tensor> for &Tensor {
            type Output = Result<Tensor>;
            fn $method(self, other: &Tensor) -> Result<Tensor> {
                Tensor::$method(self, other)
            }
        }
        impl $trait<f64> for &Tensor {
            type Output = Result<Tensor>;
            fn $method(self, other: f64) -> Result<Tensor> {
                Tensor::$method(self, &like(self, other)?)
            }
        }
        impl $trait<&Tensor> for f64 {
            type Output = Result<Tensor>;
            fn $method(self, other: &Tensor) -> Result<Tensor> {
                Tensor::$method(&like(other, self)?, other)
            }
        }
    )*};
}
operator!(Add add, Sub sub, Mul mul, Div div);

impl Neg for &Tensor {
    type Output = Result<Tensor>;
    fn neg(self) -> Result<Tensor> {
        Tensor::neg(self)
    }
}
