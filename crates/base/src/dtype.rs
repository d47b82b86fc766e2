//! The data types an array can hold, and how they promote to one another.

use crate::{bf16, f16};
use std::fmt;

/// A complex number of two `f32`, the element of [`DType::Complex64`].
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Complex64 {
    /// Real part.
    pub re: f32,
    /// Imaginary part.
    pub im: f32,
}

/// The type of an array's elements, known at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DType {
    /// True or false, one byte.
    Bool,
    /// Unsigned 8-bit integer.
    U8,
    /// Signed 8-bit integer.
    I8,
    /// Signed 32-bit integer.
    I32,
    /// Signed 64-bit integer.
    I64,
    /// IEEE 754 half precision.
    F16,
    /// The upper half of an IEEE 754 single: 8 bits of exponent, 7 of fraction.
    BF16,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 double precision.
    F64,
    /// Two singles: real and imaginary part.
    Complex64,
    /// Byte strings of any length, UTF-8 by convention.
    String,
}

impl DType {
    /// Every data type, narrowest first.
    pub const ALL: [DType; 11] = [
        DType::Bool,
        DType::U8,
        DType::I8,
        DType::I32,
        DType::I64,
        DType::F16,
        DType::BF16,
        DType::F32,
        DType::F64,
        DType::Complex64,
        DType::String,
    ];

    /// Bytes of one element; 0 for strings, which have no fixed size.
    pub const fn size(self) -> usize {
        match self {
            DType::Bool | DType::U8 | DType::I8 => 1,
            DType::F16 | DType::BF16 => 2,
            DType::I32 | DType::F32 => 4,
            DType::I64 | DType::F64 | DType::Complex64 => 8,
            DType::String => 0,
        }
    }

    /// The name used in messages, files and on the command line: `float32`, `int32`, ...
    pub const fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::U8 => "uint8",
            DType::I8 => "int8",
            DType::I32 => "int32",
            DType::I64 => "int64",
            DType::F16 => "float16",
            DType::BF16 => "bfloat16",
            DType::F32 => "float32",
            DType::F64 => "float64",
            DType::Complex64 => "complex64",
            DType::String => "string",
        }
    }

    /// The data type of that [`name`](Self::name), if there is one.
    pub fn from_name(name: &str) -> Option<DType> {
        DType::ALL.into_iter().find(|d| d.name() == name)
    }

    /// Is it one of the four real floating-point types?
    pub const fn is_float(self) -> bool {
        matches!(self, DType::F16 | DType::BF16 | DType::F32 | DType::F64)
    }

    /// Is it an integer (not bool)?
    pub const fn is_int(self) -> bool {
        matches!(self, DType::U8 | DType::I8 | DType::I32 | DType::I64)
    }

    /// Can arithmetic be done with it: integer, real or complex?
    pub const fn is_number(self) -> bool {
        self.is_int() || self.is_float() || matches!(self, DType::Complex64)
    }

    /// The type to which two operands of a binary operation are cast.
    ///
    /// The kinds rank bool < integer < float < complex, and the higher kind wins with its own
    /// width (an `int64` and a `float32` give `float32`, as in JAX, PyTorch and TensorFlow.js).
    /// Within a kind the wider wins; `uint8` with `int8` gives `int32`, `float16` with `bfloat16`
    /// gives `float32`. A string promotes with nothing but a string.
    ///
    /// ```
    /// use sparkler_base::DType::*;
    /// assert_eq!(I32.promote(F32), Some(F32));
    /// assert_eq!(U8.promote(I8), Some(I32));
    /// assert_eq!(String.promote(F32), None);
    /// ```
    pub const fn promote(self, other: DType) -> Option<DType> {
        use DType::*;
        if self as u8 == other as u8 {
            return Some(self);
        }
        Some(match (self, other) {
            (String, _) | (_, String) => return None,
            (Complex64, _) | (_, Complex64) => Complex64,
            (F64, _) | (_, F64) => F64,
            (F32, _) | (_, F32) => F32,
            (F16, BF16) | (BF16, F16) => F32,
            (F16, _) | (_, F16) => F16,
            (BF16, _) | (_, BF16) => BF16,
            (I64, _) | (_, I64) => I64,
            (I32, _) | (_, I32) => I32,
            (U8, I8) | (I8, U8) => I32,
            (U8, _) | (_, U8) => U8,
            (I8, _) | (_, I8) => I8,
            (Bool, Bool) => Bool,
        })
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that is the element of a data type. Sealed: the set is closed.
pub trait Element:
    sealed::Sealed + Copy + Default + PartialEq + fmt::Debug + Send + Sync + 'static
{
    /// The data type of arrays of this element.
    const DTYPE: DType;
    /// Whether any bit pattern is a valid value (false for `bool` alone).
    const ANY_BITS: bool = true;
}

macro_rules! element {
    ($($t:ty => $d:ident),*) => {$(
        impl sealed::Sealed for $t {}
        impl Element for $t { const DTYPE: DType = DType::$d; }
    )*};
}
element!(u8 => U8, i8 => I8, i32 => I32, i64 => I64, f16 => F16, bf16 => BF16, f32 => F32,
    f64 => F64, Complex64 => Complex64);

impl sealed::Sealed for bool {}
impl Element for bool {
    const DTYPE: DType = DType::Bool;
    const ANY_BITS: bool = false;
}

/// One number of any data type, for fills, constants and reading a single element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A complex number.
    Complex(Complex64),
}

impl Scalar {
    /// As a real number; the real part of a complex one.
    pub fn to_f64(self) -> f64 {
        match self {
            Scalar::Bool(b) => b as u8 as f64,
            Scalar::Int(i) => i as f64,
            Scalar::Float(f) => f,
            Scalar::Complex(c) => c.re as f64,
        }
    }

    /// As an integer, truncated towards zero and saturated.
    pub fn to_i64(self) -> i64 {
        match self {
            Scalar::Bool(b) => b as i64,
            Scalar::Int(i) => i,
            Scalar::Float(f) => f as i64,
            Scalar::Complex(c) => c.re as i64,
        }
    }
}

impl From<f64> for Scalar {
    fn from(v: f64) -> Self {
        Scalar::Float(v)
    }
}
impl From<f32> for Scalar {
    fn from(v: f32) -> Self {
        Scalar::Float(v as f64)
    }
}
impl From<i64> for Scalar {
    fn from(v: i64) -> Self {
        Scalar::Int(v)
    }
}
impl From<i32> for Scalar {
    fn from(v: i32) -> Self {
        Scalar::Int(v as i64)
    }
}
impl From<bool> for Scalar {
    fn from(v: bool) -> Self {
        Scalar::Bool(v)
    }
}

/// Runs a block with a type alias bound to the Rust element type of a data type.
///
/// `match_dtype!(dtype, T => expr, else => expr)`; the `else` arm serves strings. A list of kinds
/// in brackets narrows the match: `[float]`, `[number]` (integers and floats), `[real]` (bool,
/// integers and floats), `[all]` (everything but strings).
#[macro_export]
macro_rules! match_dtype {
    ([float] $d:expr, $T:ident => $body:expr, else => $other:expr) => {
        match $d {
            $crate::DType::F16 => { type $T = $crate::f16; $body }
            $crate::DType::BF16 => { type $T = $crate::bf16; $body }
            $crate::DType::F32 => { type $T = f32; $body }
            $crate::DType::F64 => { type $T = f64; $body }
            _ => $other,
        }
    };
    ([number] $d:expr, $T:ident => $body:expr, else => $other:expr) => {
        match $d {
            $crate::DType::U8 => { type $T = u8; $body }
            $crate::DType::I8 => { type $T = i8; $body }
            $crate::DType::I32 => { type $T = i32; $body }
            $crate::DType::I64 => { type $T = i64; $body }
            other => $crate::match_dtype!([float] other, $T => $body, else => $other),
        }
    };
    ([real] $d:expr, $T:ident => $body:expr, else => $other:expr) => {
        match $d {
            $crate::DType::Bool => { type $T = bool; $body }
            other => $crate::match_dtype!([number] other, $T => $body, else => $other),
        }
    };
    ([all] $d:expr, $T:ident => $body:expr, else => $other:expr) => {
        match $d {
            $crate::DType::Complex64 => { type $T = $crate::Complex64; $body }
            other => $crate::match_dtype!([real] other, $T => $body, else => $other),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_is_symmetric_and_idempotent() {
        for a in DType::ALL {
            for b in DType::ALL {
                assert_eq!(a.promote(b), b.promote(a), "{a} {b}");
                if let Some(c) = a.promote(b) {
                    assert_eq!(c.promote(a), Some(c));
                    assert_eq!(c.promote(b), Some(c));
                }
            }
            assert_eq!(a.promote(a), Some(a));
        }
    }

    #[test]
    fn names_round_trip() {
        for d in DType::ALL {
            assert_eq!(DType::from_name(d.name()), Some(d));
        }
        assert_eq!(DType::from_name("float"), None);
    }
}
