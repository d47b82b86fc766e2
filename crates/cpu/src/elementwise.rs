//! Elementwise functions of two arguments, selection and casts, with broadcasting.
//!
//! An operation is a type ([`Add`], [`Less`], ...) that implements [`Binary`] for the element types
//! it takes. Its one kernel works on two slices; scalar operands, broadcast rows and columns, and
//! strided views are brought into blocks that fit the first cache and go through the same kernel:
//!
//! ```
//! use sparkler_base::Array;
//! use sparkler_cpu::elementwise::{self, Add};
//!
//! let a = Array::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2]).unwrap();
//! let bias = Array::from_slice(&[10.0f32, 20.0], &[2]).unwrap();
//! let mut y = [0.0f32; 4];
//! elementwise::binary::<Add, f32>(&a, &bias, &mut y).unwrap();
//! assert_eq!(y, [11.0, 22.0, 13.0, 24.0]);
//! ```

use crate::copy::View;
use crate::isa::Simd;
use crate::kernel::{Kernel, dispatch};
use crate::{lane, par};
use sparkler_base::{
    Array, Complex64, DType, Element, Error, ErrorKind, Result, Scalar, Shape, bf16, f16,
    match_dtype,
};

/// Elements that are brought together before a kernel runs on them.
const BLOCK: usize = 1024;
/// Elements of one parallel piece for an operation of cost 1.
const GRAIN: usize = 32 * 1024;

/// An elementwise operation of two arguments of type `T`.
pub trait Binary<T: Element>: Send + Sync + 'static {
    /// What it gives.
    type Out: Element;
    /// What one element costs, in additions.
    const COST: usize = 1;
    /// `y[i] = a[i] op b[i]`, for as many elements as the shortest has.
    fn slices(a: &[T], b: &[T], y: &mut [Self::Out]);
}

/// An elementwise operation whose result has the type of its arguments, and so can be written over
/// one of them.
pub trait BinaryAssign<T: Element>: Binary<T, Out = T> {
    /// `y[i] = y[i] op b[i]`.
    fn assign(y: &mut [T], b: &[T]) {
        let mut copy = [T::default(); BLOCK];
        for (y, b) in y.chunks_mut(BLOCK).zip(b.chunks(BLOCK)) {
            let copy = &mut copy[..y.len()];
            copy.copy_from_slice(y);
            Self::slices(copy, b, y);
        }
    }

    /// `y[i] = a[i] op y[i]`.
    fn assign_rhs(a: &[T], y: &mut [T]) {
        let mut copy = [T::default(); BLOCK];
        for (y, a) in y.chunks_mut(BLOCK).zip(a.chunks(BLOCK)) {
            let copy = &mut copy[..y.len()];
            copy.copy_from_slice(y);
            Self::slices(a, copy, y);
        }
    }
}

/// `a` op `b` for each element.
struct Map2<'a, T, U, F>(&'a [T], &'a [T], &'a mut [U], F);

/// A function of two lanes. (A closure cannot be generic over the instruction set.)
trait Lanes2<T, U>: Copy {
    fn call<S: Simd>(self, simd: S, a: T, b: T) -> U;
}

impl<T: Copy, U, F: Lanes2<T, U>> Kernel for Map2<'_, T, U, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Map2(a, b, y, f) = self;
        for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
            *y = f.call(simd, a, b);
        }
    }
}

/// `y = y op b` for each element.
struct Assign2<'a, T, F>(&'a mut [T], &'a [T], F);

impl<T: Copy, F: Lanes2<T, T>> Kernel for Assign2<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Assign2(y, b, f) = self;
        for (y, &b) in y.iter_mut().zip(b) {
            *y = f.call(simd, *y, b);
        }
    }
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
    )*};
}
operations! {
    /// `a + b`; integers wrap.
    Add,
    /// `a - b`; integers wrap.
    Sub,
    /// `a * b`; integers wrap.
    Mul,
    /// `a / b`; integers truncate towards zero, and give 0 over 0.
    Div,
    /// `a / b`, and 0 where `b` is 0.
    DivNoNan,
    /// `a / b` rounded down; integers give 0 over 0.
    FloorDiv,
    /// `a - b * floor(a / b)`, of the sign of `b`; integers give 0 over 0.
    Mod,
    /// `a` to the power of `b`. Integers wrap; a negative exponent gives 1 over the power,
    /// truncated.
    Pow,
    /// The larger; NaN if either is.
    Maximum,
    /// The smaller; NaN if either is.
    Minimum,
    /// `(a - b)^2`.
    SquaredDifference,
    /// The angle of the point `(b, a)` in (-pi, pi].
    Atan2,
    /// `a` where positive, else `b * a`: the parametric relu of input `a` and slope `b`.
    Prelu,
    /// `a` where `b` is positive, else 0: the gradient of relu.
    ReluGrad,
    /// `a` where `b` lies between 0 and 6, else 0: the gradient of relu6.
    Relu6Grad,
    /// `a == b`.
    Equal,
    /// `a != b`.
    NotEqual,
    /// `a < b`.
    Less,
    /// `a <= b`.
    LessEqual,
    /// `a > b`.
    Greater,
    /// `a >= b`.
    GreaterEqual,
    /// `a && b`.
    LogicalAnd,
    /// `a || b`.
    LogicalOr,
    /// `a != b`, of truth values.
    LogicalXor,
    /// `a & b`.
    BitwiseAnd,
    /// `a | b`.
    BitwiseOr,
    /// `a ^ b`.
    BitwiseXor,
    /// `a * 2^b`, bits shifted out are lost; 0 where `b` is no valid number of bits.
    LeftShift,
    /// `a / 2^b` rounded down; where `b` is no valid number of bits, 0 or, of a negative `a`, -1.
    RightShift,
}

/// Implements an operation for a type by a lane function compiled for every instruction set.
macro_rules! vectorised {
    ($op:ident, $($t:ty),* => $out:ty, $cost:expr, |$simd:ident, $a:ident, $b:ident| $body:expr) => {$(
        impl Lanes2<$t, $out> for $op {
            #[inline(always)]
            fn call<S: Simd>(self, $simd: S, $a: $t, $b: $t) -> $out {
                let _ = $simd;
                $body
            }
        }
        impl Binary<$t> for $op {
            type Out = $out;
            const COST: usize = $cost;
            fn slices(a: &[$t], b: &[$t], y: &mut [$out]) {
                dispatch(Map2(a, b, y, $op));
            }
        }
    )*};
}

/// Implements an operation for a type by a plain loop.
macro_rules! plain {
    ($op:ident, $($t:ty),* => $out:ty, $cost:expr, |$a:ident, $b:ident| $body:expr) => {$(
        impl Binary<$t> for $op {
            type Out = $out;
            const COST: usize = $cost;
            fn slices(a: &[$t], b: &[$t], y: &mut [$out]) {
                for ((y, &$a), &$b) in y.iter_mut().zip(a).zip(b) {
                    *y = $body;
                }
            }
        }
    )*};
}

/// Implements an operation that keeps the type for `f16` and `bf16` through `f32`.
macro_rules! through_f32 {
    ($($op:ident),*) => {$( through_f32!(@ $op f16); through_f32!(@ $op bf16); )*};
    (@ $op:ident $t:ty) => {
        impl Binary<$t> for $op {
            type Out = $t;
            const COST: usize = <$op as Binary<f32>>::COST + 4;
            fn slices(a: &[$t], b: &[$t], y: &mut [$t]) {
                let (mut wide_a, mut wide_b, mut wide) = ([0f32; 256], [0f32; 256], [0f32; 256]);
                for ((y, a), b) in y.chunks_mut(256).zip(a.chunks(256)).zip(b.chunks(256)) {
                    let n = y.len();
                    cast_slice(a, &mut wide_a[..n]);
                    cast_slice(b, &mut wide_b[..n]);
                    <$op as Binary<f32>>::slices(&wide_a[..n], &wide_b[..n], &mut wide[..n]);
                    cast_slice(&wide[..n], y);
                }
            }
        }
        impl BinaryAssign<$t> for $op {}
    };
}

/// Implements writing over an argument by a loop of its own, for what training does most.
macro_rules! assign_directly {
    ($($op:ident),*) => {$(
        impl BinaryAssign<f32> for $op {
            fn assign(y: &mut [f32], b: &[f32]) {
                dispatch(Assign2(y, b, $op));
            }
        }
    )*};
}
macro_rules! assign_by_copy {
    ($($t:ty: $($op:ident),*;)*) => {$($( impl BinaryAssign<$t> for $op {} )*)*};
}

macro_rules! float_operations {
    ($($t:ident),*) => {$(
        vectorised!(Add, $t => $t, 1, |_s, a, b| a + b);
        vectorised!(Sub, $t => $t, 1, |_s, a, b| a - b);
        vectorised!(Mul, $t => $t, 1, |_s, a, b| a * b);
        vectorised!(Div, $t => $t, 2, |_s, a, b| a / b);
        vectorised!(DivNoNan, $t => $t, 2, |_s, a, b| {
            let y = a / b;
            if b == 0.0 { 0.0 } else { y }
        });
        vectorised!(Maximum, $t => $t, 1, |_s, a, b| if a > b || a.is_nan() { a } else { b });
        vectorised!(Minimum, $t => $t, 1, |_s, a, b| if a < b || a.is_nan() { a } else { b });
        vectorised!(SquaredDifference, $t => $t, 1, |_s, a, b| (a - b) * (a - b));
        vectorised!(Prelu, $t => $t, 1, |_s, a, b| {
            let n = a * b;
            if a > 0.0 { a } else { n }
        });
        vectorised!(ReluGrad, $t => $t, 1, |_s, a, b| if b > 0.0 { a } else { 0.0 });
        vectorised!(Relu6Grad, $t => $t, 1, |_s, a, b| {
            // Both tests without a branch, so that the loop stays a vector one.
            if (b > 0.0) & (b < 6.0) { a } else { 0.0 }
        });
        vectorised!(Equal, $t => bool, 1, |_s, a, b| a == b);
        vectorised!(NotEqual, $t => bool, 1, |_s, a, b| a != b);
        vectorised!(Less, $t => bool, 1, |_s, a, b| a < b);
        vectorised!(LessEqual, $t => bool, 1, |_s, a, b| a <= b);
        vectorised!(Greater, $t => bool, 1, |_s, a, b| a > b);
        vectorised!(GreaterEqual, $t => bool, 1, |_s, a, b| a >= b);
    )*};
}
float_operations!(f32, f64);
vectorised!(FloorDiv, f32 => f32, 4, |simd, a, b| lane::floor(simd, a / b));
plain!(FloorDiv, f64 => f64, 4, |a, b| (a / b).floor());
// The remainder is exact in `%`, which is slow but not so slow as wrong answers are.
plain!(Mod, f32 => f32, 16, |a, b| float_mod(a as f64, b as f64) as f32);
plain!(Mod, f64 => f64, 16, |a, b| float_mod(a, b));
vectorised!(Pow, f32 => f32, 24, |simd, a, b| lane::pow(simd, a, b));
plain!(Pow, f64 => f64, 40, |a, b| a.powf(b));
vectorised!(Atan2, f32 => f32, 16, |simd, a, b| lane::atan2(simd, a, b));
plain!(Atan2, f64 => f64, 40, |a, b| a.atan2(b));

fn float_mod(a: f64, b: f64) -> f64 {
    let r = a % b;
    if r != 0.0 && (r < 0.0) != (b < 0.0) {
        r + b
    } else if r == 0.0 {
        0f64.copysign(b)
    } else {
        r
    }
}

assign_directly!(Add, Sub, Mul, Div, Maximum, Minimum, ReluGrad);
assign_by_copy! {
    f32: DivNoNan, FloorDiv, Mod, Pow, SquaredDifference, Atan2, Prelu, Relu6Grad;
    f64: Add, Sub, Mul, Div, DivNoNan, FloorDiv, Mod, Pow, Maximum, Minimum, SquaredDifference,
        Atan2, Prelu, ReluGrad, Relu6Grad;
    bool: LogicalAnd, LogicalOr, LogicalXor, Equal, NotEqual;
    Complex64: Add, Sub, Mul, Div;
}
through_f32!(
    Add,
    Sub,
    Mul,
    Div,
    DivNoNan,
    FloorDiv,
    Mod,
    Pow,
    Maximum,
    Minimum,
    SquaredDifference,
    Atan2,
    Prelu,
    ReluGrad,
    Relu6Grad
);

macro_rules! half_comparisons {
    ($($op:ident),*) => {$(
        plain!($op, f16, bf16 => bool, 4, |a, b| {
            Lanes2::<f32, bool>::call($op, PLAIN, f32::from(a), f32::from(b))
        });
    )*};
}
half_comparisons!(Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual);

/// The token for lane functions that are called one by one.
#[derive(Clone, Copy)]
struct Plain;
const PLAIN: Plain = Plain;
impl Simd for Plain {
    const ISA: crate::isa::Isa = crate::isa::Isa::Portable;
    const LANES: usize = 4;
    const FMA: bool = false;
}

macro_rules! int_operations {
    ($($kind:ident $t:ident),*) => {$(
        $kind!(Add, $t => $t, 1, |_s, a, b| a.wrapping_add(b));
        $kind!(Sub, $t => $t, 1, |_s, a, b| a.wrapping_sub(b));
        $kind!(Mul, $t => $t, 1, |_s, a, b| a.wrapping_mul(b));
        $kind!(Maximum, $t => $t, 1, |_s, a, b| a.max(b));
        $kind!(Minimum, $t => $t, 1, |_s, a, b| a.min(b));
        $kind!(SquaredDifference, $t => $t, 1, |_s, a, b| {
            let d = a.wrapping_sub(b);
            d.wrapping_mul(d)
        });
        plain!(Div, $t => $t, 8, |a, b| if b == 0 { 0 } else { a.wrapping_div(b) });
        plain!(DivNoNan, $t => $t, 8, |a, b| if b == 0 { 0 } else { a.wrapping_div(b) });
        plain!(FloorDiv, $t => $t, 8, |a, b| {
            if b == 0 {
                0
            } else {
                let q = a.wrapping_div(b);
                let r = a.wrapping_rem(b);
                if r != 0 && (r > 0) != (b > 0) { q.wrapping_sub(1) } else { q }
            }
        });
        plain!(Mod, $t => $t, 8, |a, b| {
            if b == 0 {
                0
            } else {
                let r = a.wrapping_rem(b);
                if r != 0 && (r > 0) != (b > 0) { r.wrapping_add(b) } else { r }
            }
        });
        plain!(Pow, $t => $t, 16, |a, b| int_pow(a as i64, b as i64) as $t);
        plain!(LeftShift, $t => $t, 1, |a, b| {
            u32::try_from(b).ok().and_then(|b| a.checked_shl(b)).unwrap_or(0)
        });
        plain!(RightShift, $t => $t, 1, |a, b| {
            let b = u32::try_from(b).unwrap_or($t::BITS).min($t::BITS);
            if b == $t::BITS { (a >> ($t::BITS - 1)) >> 1 } else { a >> b }
        });
        $kind!(BitwiseAnd, $t => $t, 1, |_s, a, b| a & b);
        $kind!(BitwiseOr, $t => $t, 1, |_s, a, b| a | b);
        $kind!(BitwiseXor, $t => $t, 1, |_s, a, b| a ^ b);
        $kind!(Equal, $t => bool, 1, |_s, a, b| a == b);
        $kind!(NotEqual, $t => bool, 1, |_s, a, b| a != b);
        $kind!(Less, $t => bool, 1, |_s, a, b| a < b);
        $kind!(LessEqual, $t => bool, 1, |_s, a, b| a <= b);
        $kind!(Greater, $t => bool, 1, |_s, a, b| a > b);
        $kind!(GreaterEqual, $t => bool, 1, |_s, a, b| a >= b);
        assign_by_copy!($t: Add, Sub, Mul, Div, DivNoNan, FloorDiv, Mod, Pow, Maximum, Minimum,
            SquaredDifference, BitwiseAnd, BitwiseOr, BitwiseXor, LeftShift, RightShift;);
    )*};
}
/// [`plain!`] with the unused token that [`vectorised!`] passes.
macro_rules! plain_lane {
    ($op:ident, $t:ty => $out:ty, $cost:expr, |$s:ident, $a:ident, $b:ident| $body:expr) => {
        plain!($op, $t => $out, $cost, |$a, $b| $body);
    };
}
int_operations!(vectorised i32, plain_lane u8, plain_lane i8, plain_lane i64);

/// By squaring, wrapping; NumPy refuses negative exponents, C and TensorFlow truncate.
fn int_pow(mut base: i64, exponent: i64) -> i64 {
    if exponent < 0 {
        return match base {
            1 => 1,
            -1 => 1 - 2 * (exponent & 1),
            _ => 0,
        };
    }
    let (mut left, mut power) = (exponent, 1i64);
    while left > 0 {
        if left & 1 == 1 {
            power = power.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        left >>= 1;
    }
    power
}

plain!(LogicalAnd, bool => bool, 1, |a, b| a & b);
plain!(LogicalOr, bool => bool, 1, |a, b| a | b);
plain!(LogicalXor, bool => bool, 1, |a, b| a ^ b);
plain!(Equal, bool => bool, 1, |a, b| a == b);
plain!(NotEqual, bool => bool, 1, |a, b| a != b);

plain!(Add, Complex64 => Complex64, 2, |a, b| Complex64 { re: a.re + b.re, im: a.im + b.im });
plain!(Sub, Complex64 => Complex64, 2, |a, b| Complex64 { re: a.re - b.re, im: a.im - b.im });
plain!(Mul, Complex64 => Complex64, 4, |a, b| Complex64 {
    re: a.re * b.re - a.im * b.im,
    im: a.re * b.im + a.im * b.re,
});
plain!(Div, Complex64 => Complex64, 8, |a, b| {
    // In double precision the squares neither overflow nor underflow.
    let (ar, ai, br, bi) = (a.re as f64, a.im as f64, b.re as f64, b.im as f64);
    let n = br * br + bi * bi;
    Complex64 { re: ((ar * br + ai * bi) / n) as f32, im: ((ai * br - ar * bi) / n) as f32 }
});
plain!(Equal, Complex64 => bool, 2, |a, b| a == b);
plain!(NotEqual, Complex64 => bool, 2, |a, b| a != b);

// ---------------------------------------------------------------- the drivers

/// `y = a op b` with `b` the same for all.
pub fn scalar_rhs<O: Binary<T>, T: Element>(a: &[T], b: T, y: &mut [O::Out]) {
    let b = [b; BLOCK];
    par::chunks_mut(y, grain(O::COST), O::COST, |start, y| {
        for (i, y) in y.chunks_mut(BLOCK).enumerate() {
            let at = start + i * BLOCK;
            O::slices(&a[at..at + y.len()], &b, y);
        }
    });
}

/// `y = a op b` with `a` the same for all.
pub fn scalar_lhs<O: Binary<T>, T: Element>(a: T, b: &[T], y: &mut [O::Out]) {
    let a = [a; BLOCK];
    par::chunks_mut(y, grain(O::COST), O::COST, |start, y| {
        for (i, y) in y.chunks_mut(BLOCK).enumerate() {
            let at = start + i * BLOCK;
            O::slices(&a, &b[at..at + y.len()], y);
        }
    });
}

fn grain(cost: usize) -> usize {
    (GRAIN / cost.clamp(1, 32)).max(BLOCK)
}

/// One operand of an elementwise loop, ready to give any block of its elements.
enum Operand<'a, T> {
    /// They lie dense: blocks are slices.
    Dense(&'a [T]),
    /// They repeat: blocks that begin at a multiple of the period are all the same.
    Periodic(&'a [T]),
    Strided(View<'a, T>),
}

impl<'a, T: Element> Operand<'a, T> {
    fn new(array: &'a Array, shape: &Shape, op: &'static str) -> Result<Operand<'a, T>> {
        let Some(data) = array.buffer().as_slice::<T>() else {
            return Err(Error::new(
                op,
                ErrorKind::DType {
                    input: "operand".into(),
                    got: array.dtype(),
                    expected: T::DTYPE.name().into(),
                },
            ));
        };
        let layout = array.layout().broadcast_to(shape).map_err(|e| e.at(op))?;
        let view = View::new(data, &layout);
        Ok(match (view.as_slice(), view.period()) {
            (Some(dense), _) => Operand::Dense(dense),
            (_, Some(period)) if period.len() <= BLOCK / 2 => Operand::Periodic(period),
            _ => Operand::Strided(view),
        })
    }

    /// The longest block that is a whole number of this operand's periods.
    fn period(&self) -> usize {
        match self {
            Operand::Periodic(period) => period.len(),
            _ => 1,
        }
    }

    /// Fills the store with what all blocks have in common.
    fn prepare(&self, store: &mut [T]) {
        if let Operand::Periodic(period) = self {
            for piece in store.chunks_mut(period.len()) {
                piece.copy_from_slice(&period[..piece.len()]);
            }
        }
    }

    /// The `len` elements from `start` on, in the store or where they are.
    fn block<'s>(&'s self, start: usize, len: usize, store: &'s mut [T]) -> &'s [T] {
        match self {
            Operand::Dense(all) => &all[start..start + len],
            Operand::Periodic(_) => &store[..len],
            Operand::Strided(view) => {
                view.read(start, &mut store[..len]);
                &store[..len]
            }
        }
    }
}

/// The block length for operands of those periods: both must divide it, or else one of them is
/// read anew for each block.
fn common_block(a: usize, b: usize) -> Option<usize> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    let common = a / x * b;
    (common <= BLOCK).then(|| BLOCK / common * common)
}

/// `y = a op b`, broadcast by NumPy's rule to a dense array.
///
/// # Errors
/// If the arrays are not of type `T`, their shapes do not broadcast, or `y` has another number of
/// elements than the result.
pub fn binary<O: Binary<T>, T: Element>(a: &Array, b: &Array, y: &mut [O::Out]) -> Result<()> {
    binary_by(O::slices, O::COST, a, b, y)
}

/// [`binary`] by a function pointer: compiled once for each pair of types, not for each operation.
fn binary_by<T: Element, U: Element>(
    slices: fn(&[T], &[T], &mut [U]),
    cost: usize,
    a: &Array,
    b: &Array,
    y: &mut [U],
) -> Result<()> {
    let op = "binary";
    let shape = a.shape().broadcast(b.shape()).map_err(|e| e.at(op))?;
    check_len(op, &shape, y.len())?;
    let mut x = [Operand::<T>::new(a, &shape, op)?, Operand::<T>::new(b, &shape, op)?];
    if let [Operand::Dense(a), Operand::Dense(b)] = x {
        par::chunks_mut(y, grain(cost), cost, |start, y| {
            slices(&a[start..start + y.len()], &b[start..start + y.len()], y);
        });
        return Ok(());
    }
    let block = common_block(x[0].period(), x[1].period()).unwrap_or_else(|| {
        // Two unlike periods cannot both stay in place: read the second anew each time.
        if let (Some(layout), Some(data)) =
            (b.layout().broadcast_to(&shape).ok(), b.buffer().as_slice())
        {
            x[1] = Operand::Strided(View::new(data, &layout));
        }
        BLOCK / x[0].period() * x[0].period()
    });
    let x = &x;
    let blocks_per_task = grain(cost).div_ceil(block);
    par::chunks_mut(y, blocks_per_task * block, cost, |start, y| {
        let mut stores = [[T::default(); BLOCK]; 2];
        let [store_a, store_b] = &mut stores;
        x[0].prepare(&mut store_a[..block]);
        x[1].prepare(&mut store_b[..block]);
        for (i, y) in y.chunks_mut(block).enumerate() {
            let at = start + i * block;
            let a = x[0].block(at, y.len(), store_a);
            let b = x[1].block(at, y.len(), store_b);
            slices(a, b, y);
        }
    });
    Ok(())
}

/// `y = y op b` for dense `y` of that shape, to which `b` broadcasts.
///
/// # Errors
/// As [`binary`].
pub fn binary_assign<O: BinaryAssign<T>, T: Element>(
    y: &mut [T],
    shape: &Shape,
    b: &Array,
) -> Result<()> {
    assign_by(y, shape, b, O::COST, O::assign)
}

/// `y = a op y` for dense `y` of that shape, to which `a` broadcasts.
///
/// # Errors
/// As [`binary`].
pub fn binary_assign_rhs<O: BinaryAssign<T>, T: Element>(
    a: &Array,
    y: &mut [T],
    shape: &Shape,
) -> Result<()> {
    assign_by(y, shape, a, O::COST, |y, a| O::assign_rhs(a, y))
}

fn assign_by<T: Element>(
    y: &mut [T],
    shape: &Shape,
    other: &Array,
    cost: usize,
    assign: fn(&mut [T], &[T]),
) -> Result<()> {
    let op = "binary";
    check_len(op, shape, y.len())?;
    let x = Operand::<T>::new(other, shape, op)?;
    if let Operand::Dense(x) = x {
        par::chunks_mut(y, grain(cost), cost, |start, y| assign(y, &x[start..start + y.len()]));
        return Ok(());
    }
    let block = BLOCK / x.period() * x.period();
    par::chunks_mut(y, grain(cost).div_ceil(block) * block, cost, |start, y| {
        let mut store = [T::default(); BLOCK];
        x.prepare(&mut store[..block]);
        for (i, y) in y.chunks_mut(block).enumerate() {
            assign(y, x.block(start + i * block, y.len(), &mut store));
        }
    });
    Ok(())
}

/// `y = function(x)` for an array of any strides; `cost` as in [`vecmath::map`](crate::vecmath::map).
///
/// # Errors
/// If the array is not of type `T` or has another number of elements than `y`.
pub fn unary<T: Element, U: Element>(
    function: impl Fn(&[T], &mut [U]) + Sync,
    cost: usize,
    x: &Array,
    y: &mut [U],
) -> Result<()> {
    let op = "unary";
    check_len(op, x.shape(), y.len())?;
    let x = Operand::<T>::new(x, x.shape(), op)?;
    par::chunks_mut(y, grain(cost), cost, |start, y| match &x {
        Operand::Dense(x) => function(&x[start..start + y.len()], y),
        Operand::Periodic(_) | Operand::Strided(_) => {
            let mut store = [T::default(); BLOCK];
            for (i, y) in y.chunks_mut(BLOCK).enumerate() {
                let at = start + i * BLOCK;
                match &x {
                    Operand::Periodic(period) => {
                        for (j, s) in store[..y.len()].iter_mut().enumerate() {
                            *s = period[(at + j) % period.len()];
                        }
                        function(&store[..y.len()], y);
                    }
                    other => function(other.block(at, y.len(), &mut store), y),
                }
            }
        }
    });
    Ok(())
}

fn check_len(op: &'static str, shape: &Shape, len: usize) -> Result<()> {
    if shape.size() == len {
        return Ok(());
    }
    Err(Error::other(op, format!("the output has {len} elements, expected {shape}")))
}

/// `y = if condition { a } else { b }`, element by element, for as many as the shortest has.
pub fn select<T: Copy>(condition: &[bool], a: &[T], b: &[T], y: &mut [T]) {
    for (((y, &c), &a), &b) in y.iter_mut().zip(condition).zip(a).zip(b) {
        *y = if c { a } else { b };
    }
}

/// [`select`] of three arrays that broadcast to the shape of dense `y`.
///
/// # Errors
/// As [`binary`].
pub fn select_broadcast<T: Element>(
    condition: &Array,
    a: &Array,
    b: &Array,
    shape: &Shape,
    y: &mut [T],
) -> Result<()> {
    let op = "select";
    check_len(op, shape, y.len())?;
    let view = |array: &'_ Array| array.layout().broadcast_to(shape).map_err(|e| e.at(op));
    let condition_view = match condition.buffer().as_slice::<bool>() {
        Some(data) => View::new(data, &view(condition)?),
        None => {
            return Err(Error::new(
                op,
                ErrorKind::DType {
                    input: "condition".into(),
                    got: condition.dtype(),
                    expected: "bool".into(),
                },
            ));
        }
    };
    let strided = |array| -> Result<Operand<'_, T>> {
        // Only what lies dense is used in place: three periods seldom agree.
        Ok(match Operand::new(array, shape, op)? {
            Operand::Periodic(_) => {
                let data = array.buffer().as_slice::<T>().unwrap_or_default();
                Operand::Strided(View::new(data, &view(array)?))
            }
            other => other,
        })
    };
    let (a, b) = (strided(a)?, strided(b)?);
    par::chunks_mut(y, GRAIN, 2, |start, y| {
        let mut conditions = [false; BLOCK];
        let mut stores = [[T::default(); BLOCK]; 2];
        let [store_a, store_b] = &mut stores;
        for (i, y) in y.chunks_mut(BLOCK).enumerate() {
            let (at, n) = (start + i * BLOCK, y.len());
            condition_view.read(at, &mut conditions[..n]);
            select(&conditions[..n], a.block(at, n, store_a), b.block(at, n, store_b), y);
        }
    });
    Ok(())
}

/// `y = !x`.
pub fn logical_not(x: &[bool], y: &mut [bool]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = !x;
    }
}

/// The functions of one argument that integers have too; they wrap.
pub trait Arithmetic: Element {
    /// `-x`.
    fn negate(self) -> Self;
    /// `|x|`.
    fn absolute(self) -> Self;
    /// -1, 0 or 1 by the sign of `x`.
    fn sign(self) -> Self;
    /// `x * x`.
    fn square(self) -> Self;
}

macro_rules! arithmetic {
    ($($t:ty: $x:ident => $negate:expr, $absolute:expr, $sign:expr, $square:expr;)*) => {$(
        impl Arithmetic for $t {
            #[inline(always)]
            fn negate(self) -> $t {
                let $x = self;
                $negate
            }
            #[inline(always)]
            fn absolute(self) -> $t {
                let $x = self;
                $absolute
            }
            #[inline(always)]
            fn sign(self) -> $t {
                let $x = self;
                $sign
            }
            #[inline(always)]
            fn square(self) -> $t {
                let $x = self;
                $square
            }
        }
    )*};
}
arithmetic! {
    u8: x => x.wrapping_neg(), x, u8::from(x > 0), x.wrapping_mul(x);
    i8: x => x.wrapping_neg(), x.wrapping_abs(), x.signum(), x.wrapping_mul(x);
    i32: x => x.wrapping_neg(), x.wrapping_abs(), x.signum(), x.wrapping_mul(x);
    i64: x => x.wrapping_neg(), x.wrapping_abs(), x.signum(), x.wrapping_mul(x);
}

/// `y = -x`; integers wrap.
pub fn negate<T: Arithmetic>(x: &[T], y: &mut [T]) {
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = x.negate());
}

/// `y = |x|`; integers wrap.
pub fn absolute<T: Arithmetic>(x: &[T], y: &mut [T]) {
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = x.absolute());
}

/// -1, 0 or 1 by the sign of each element.
pub fn sign<T: Arithmetic>(x: &[T], y: &mut [T]) {
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = x.sign());
}

/// `y = x * x`; integers wrap.
pub fn square<T: Arithmetic>(x: &[T], y: &mut [T]) {
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = x.square());
}

/// `y = !x` bit by bit.
pub fn bitwise_not<T: Element + std::ops::Not<Output = T>>(x: &[T], y: &mut [T]) {
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = !x);
}

/// `y = -x` of complex numbers.
pub fn negate_complex(x: &[Complex64], y: &mut [Complex64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y = Complex64 { re: -x.re, im: -x.im });
}

/// `y = function(x)` for half-precision numbers, by a function of single-precision slices in place.
///
/// ```
/// use sparkler_base::f16;
/// use sparkler_cpu::{elementwise, vecmath};
/// let mut y = [f16::ZERO; 1];
/// elementwise::through_f32(vecmath::sqrt_f32_inplace, &[f16::from_f32(9.0)], &mut y);
/// assert_eq!(y[0].to_f32(), 3.0);
/// ```
pub fn through_f32<T: CastTo<f32>>(function: impl Fn(&mut [f32]), x: &[T], y: &mut [T])
where
    f32: CastTo<T>,
{
    let mut wide = [0f32; 256];
    for (y, x) in y.chunks_mut(256).zip(x.chunks(256)) {
        let wide = &mut wide[..x.len()];
        cast_slice(x, wide);
        function(wide);
        cast_slice(wide, y);
    }
}

// ---------------------------------------------------------------- casts

/// An element type that can be cast to `U`: real numbers to integers truncate towards zero and
/// saturate (NaN gives 0), integers to narrower ones wrap, anything but zero is true, true is 1,
/// and of a complex number the real part counts (for bool, both).
pub trait CastTo<U>: Copy {
    /// The value as a `U`.
    fn cast(self) -> U;
}

/// Casts each element; see [`CastTo`].
pub fn cast_slice<T: CastTo<U>, U>(x: &[T], y: &mut [U]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = x.cast();
    }
}

macro_rules! cast_by {
    ($($from:ty => $($to:ty),*: |$x:ident| $body:expr;)*) => {$($(
        impl CastTo<$to> for $from {
            #[inline(always)]
            fn cast(self) -> $to {
                let $x = self;
                ($body) as $to
            }
        }
    )*)*};
}
cast_by! {
    bool => u8, i8, i32, i64: |x| x;
    bool => f32, f64: |x| x as u8;
    u8 => u8, i8, i32, i64, f32, f64: |x| x;
    i8 => u8, i8, i32, i64, f32, f64: |x| x;
    i32 => u8, i8, i32, i64, f32, f64: |x| x;
    i64 => u8, i8, i32, i64, f32, f64: |x| x;
    f32 => u8, i8, i32, i64, f32, f64: |x| x;
    f64 => u8, i8, i32, i64, f32, f64: |x| x;
    f16 => u8, i8, i32, i64, f32, f64: |x| half_to_f32(x);
    bf16 => u8, i8, i32, i64, f32, f64: |x| f32::from_bits((x.to_bits() as u32) << 16);
    Complex64 => u8, i8, i32, i64, f32, f64: |x| x.re;
}
macro_rules! cast_rest {
    ($($t:ty: $zero:expr),*) => {$(
        impl CastTo<bool> for $t {
            #[inline(always)]
            fn cast(self) -> bool {
                self != $zero
            }
        }
    )*};
}
cast_rest!(u8: 0, i8: 0, i32: 0, i64: 0, f32: 0.0, f64: 0.0, bool: false, f16: f16::ZERO,
    bf16: bf16::ZERO, Complex64: Complex64 { re: 0.0, im: 0.0 });
macro_rules! cast_narrow {
    ($($t:ty),*) => {$(
        impl CastTo<f16> for $t {
            #[inline(always)]
            fn cast(self) -> f16 {
                half_from_f32(CastTo::<f32>::cast(self))
            }
        }
        impl CastTo<bf16> for $t {
            #[inline(always)]
            fn cast(self) -> bf16 {
                bfloat_from_f32(CastTo::<f32>::cast(self))
            }
        }
        impl CastTo<Complex64> for $t {
            #[inline(always)]
            fn cast(self) -> Complex64 {
                Complex64 { re: self.cast(), im: 0.0 }
            }
        }
    )*};
}
cast_narrow!(bool, u8, i8, i32, i64, f32, f16, bf16);
macro_rules! cast_same {
    ($($t:ty => $to:ty: |$x:ident| $body:expr;)*) => {$(
        impl CastTo<$to> for $t {
            #[inline(always)]
            fn cast(self) -> $to {
                let $x = self;
                $body
            }
        }
    )*};
}
cast_same! {
    Complex64 => Complex64: |x| x;
    Complex64 => f16: |x| half_from_f32(x.re);
    Complex64 => bf16: |x| bfloat_from_f32(x.re);
    // Straight from double: by way of single precision it would be rounded twice.
    f64 => f16: |x| f16::from_f64(x);
    f64 => bf16: |x| bf16::from_f64(x);
    f64 => Complex64: |x| Complex64 { re: x as f32, im: 0.0 };
}

/// Without branches or tables, so that loops vectorise.
#[inline(always)]
fn half_to_f32(x: f16) -> f32 {
    let bits = x.to_bits() as u32;
    let magnitude = (bits & 0x7fff) << 13;
    // Read as a single, the exponent is too low by 112; the product sets it right, and makes
    // subnormal numbers normal.
    let scaled = f32::from_bits(magnitude) * f32::from_bits((254 - 15) << 23);
    let special = (bits & 0x7fff) >= 0x7c00;
    let value = if special { magnitude | 0x7f80_0000 } else { scaled.to_bits() };
    f32::from_bits(value | ((bits & 0x8000) << 16))
}

/// Rounds to nearest even without branches.
#[inline(always)]
fn half_from_f32(x: f32) -> f16 {
    let sign = (x.to_bits() >> 16) & 0x8000;
    let a = x.to_bits() & 0x7fff_ffff;
    // Normal: round the 13 bits that go.
    let normal = a.wrapping_add(0x0fff + ((a >> 13) & 1)).wrapping_sub(112 << 23) >> 13;
    // Subnormal: adding 1/2 leaves the rounded count of 2^-24 in the low bits.
    let small = (f32::from_bits(a) + 0.5).to_bits().wrapping_sub(0.5f32.to_bits());
    let bits = if a < 0x3880_0000 { small } else { normal };
    let bits = if a >= 0x477f_f000 { 0x7c00 } else { bits };
    let bits = if a > 0x7f80_0000 { 0x7e00 | ((a >> 13) & 0x3ff) } else { bits };
    f16::from_bits((bits | sign) as u16)
}

/// Rounds to nearest even without branches.
#[inline(always)]
fn bfloat_from_f32(x: f32) -> bf16 {
    let a = x.to_bits();
    let rounded = a.wrapping_add(0x7fff + ((a >> 16) & 1)) >> 16;
    let quiet = (a >> 16) | 0x40;
    bf16::from_bits(if x.is_nan() { quiet } else { rounded } as u16)
}

/// Casts an array of any strides to another type, dense; see [`CastTo`].
///
/// # Errors
/// If either type is string, or memory is exhausted.
pub fn cast(x: &Array, dtype: DType) -> Result<Array> {
    let refuse = || {
        Err(Error::new(
            "cast",
            ErrorKind::DType {
                input: "x".into(),
                got: x.dtype(),
                expected: format!("a type that casts to {dtype}").into(),
            },
        ))
    };
    if x.dtype() == DType::String || dtype == DType::String {
        return refuse();
    }
    let mut y = Array::alloc(dtype, *x.shape())?;
    cast_into(x, &mut y)?;
    Ok(y)
}

/// Casts an array of any strides into a dense one that nobody else holds; see [`CastTo`].
///
/// # Errors
/// If either type is string, the target is shared or not dense, or the sizes differ.
pub fn cast_into(x: &Array, y: &mut Array) -> Result<()> {
    let (from, to) = (x.dtype(), y.dtype());
    let refuse = || Error::other("cast", format!("cannot cast {from} into this array of {to}"));
    match_dtype!([all] from, A => match_dtype!([all] to, B => {
        let y = y.as_mut_slice::<B>().ok_or_else(refuse)?;
        let function: fn(&[A], &mut [B]) = cast_slice;
        unary::<A, B>(function, 2, x, y)
    }, else => Err(refuse())), else => Err(refuse()))
}

/// A scalar as an element of type `T`.
pub fn scalar<T: Element>(value: Scalar) -> T
where
    i64: CastTo<T>,
    f64: CastTo<T>,
    Complex64: CastTo<T>,
{
    match value {
        Scalar::Bool(b) => CastTo::<T>::cast(b as i64),
        Scalar::Int(i) => i.cast(),
        Scalar::Float(f) => f.cast(),
        Scalar::Complex(c) => c.cast(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::{on_every_isa, same_on_any_threads};
    use proptest::prelude::*;

    fn reference_binary<T: Element, U>(a: &Array, b: &Array, f: impl Fn(T, T) -> U) -> Vec<U> {
        let shape = a.shape().broadcast(b.shape()).unwrap();
        let a = a.broadcast_to(&shape).unwrap().to_vec::<T>().unwrap();
        let b = b.broadcast_to(&shape).unwrap().to_vec::<T>().unwrap();
        a.into_iter().zip(b).map(|(a, b)| f(a, b)).collect()
    }

    fn array(dims: &[usize]) -> Array {
        let n = dims.iter().product();
        let data: Vec<f32> = (0..n).map(|i| (i * 7 % 1001) as f32 - 500.25).collect();
        Array::from_slice(&data, dims).unwrap()
    }

    fn check_broadcast(a: &Array, b: &Array) {
        let want = reference_binary(a, b, |a: f32, b| a - b);
        let mut y = vec![0.0; want.len()];
        binary::<Sub, f32>(a, b, &mut y).unwrap();
        assert_eq!(y, want, "{} {}", a.shape(), b.shape());
        let shape = a.shape().broadcast(b.shape()).unwrap();
        let mut y = a.broadcast_to(&shape).unwrap().to_vec::<f32>().unwrap();
        binary_assign::<Sub, f32>(&mut y, &shape, b).unwrap();
        assert_eq!(y, want, "{} {} in place", a.shape(), b.shape());
        let mut y = b.broadcast_to(&shape).unwrap().to_vec::<f32>().unwrap();
        binary_assign_rhs::<Sub, f32>(a, &mut y, &shape).unwrap();
        assert_eq!(y, want, "{} {} in place on the right", a.shape(), b.shape());
    }

    #[test]
    fn broadcasting_takes_every_path() {
        for (a, b) in [
            (&[][..], &[][..]),
            (&[5], &[]),
            (&[], &[3000]),
            (&[100, 32], &[32]),
            (&[100, 700], &[700]),
            (&[32], &[100, 32]),
            (&[100, 32], &[100, 1]),
            (&[7, 1], &[1, 9]),
            (&[300, 1], &[300]),
            (&[4, 3, 50], &[3, 1]),
            (&[6, 1, 5, 7], &[4, 1, 7]),
            (&[0, 3], &[3]),
            (&[2000], &[2000]),
        ] {
            check_broadcast(&array(a), &array(b));
        }
        check_broadcast(&array(&[40, 30]).transpose(&[1, 0]).unwrap(), &array(&[30, 40]));
        // Both operands repeat, with periods that share no block.
        let a = array(&[7]).broadcast_to(&Shape::new(&[509, 7]).unwrap()).unwrap();
        let b = array(&[509]).broadcast_to(&Shape::new(&[7, 509]).unwrap()).unwrap();
        let mut y = vec![0.0; 7 * 509];
        let flat = |a: &Array| a.to_contiguous().unwrap().reshape(Shape::new(&[3563]).unwrap());
        let want = reference_binary(&flat(&a).unwrap(), &flat(&b).unwrap(), |a: f32, b| a + b);
        let (a, b) = (Operand::<f32>::new(&a, a.shape(), "").unwrap(), b);
        assert!(matches!(a, Operand::Periodic(_)) && common_block(7, 509).is_none());
        let b = Operand::<f32>::new(&b, b.shape(), "").unwrap();
        let (mut s, mut t) = ([0.0; BLOCK], [0.0; BLOCK]);
        a.prepare(&mut s[..7]);
        b.prepare(&mut t[..509]);
        assert_eq!(a.block(0, 7, &mut s)[3] + b.block(0, 509, &mut t)[3], want[3]);
        y.clear();
    }

    proptest! {
        #[test]
        fn broadcasting_follows_the_reference(
            dims in prop::collection::vec((1usize..6, 0u8..4), 0..5),
            cut in 0usize..3,
        ) {
            let a: Vec<usize> = dims.iter().map(|&(d, m)| if m == 1 { 1 } else { d }).collect();
            let b: Vec<usize> = dims.iter().map(|&(d, m)| if m == 2 { 1 } else { d }).collect();
            check_broadcast(&array(&a), &array(&b[cut.min(b.len())..]));
        }
    }

    #[test]
    fn threads_do_not_matter() {
        let (a, b) = (array(&[3000, 33]), array(&[33]));
        same_on_any_threads(|| {
            let mut y = vec![0.0; 99_000];
            binary::<Div, f32>(&a, &b, &mut y).unwrap();
            y
        });
    }

    fn apply<O: Binary<T>, T: Element>(a: T, b: T) -> O::Out {
        let mut y = [O::Out::default()];
        O::slices(&[a], &[b], &mut y);
        y[0]
    }

    #[test]
    fn integers_wrap_and_survive_division_by_zero() {
        assert_eq!(apply::<Add, u8>(250, 10), 4);
        assert_eq!(apply::<Mul, i32>(i32::MAX, 2), -2);
        for b in [0, -1] {
            apply::<Div, i32>(i32::MIN, b);
            apply::<Mod, i64>(i64::MIN, b as i64);
        }
        assert_eq!(apply::<Div, i32>(-7, 2), -3);
        assert_eq!(apply::<FloorDiv, i32>(-7, 2), -4);
        assert_eq!(apply::<FloorDiv, i8>(7, -2), -4);
        assert_eq!(apply::<FloorDiv, i32>(7, 0), 0);
        assert_eq!(apply::<Mod, i32>(-7, 3), 2);
        assert_eq!(apply::<Mod, i32>(7, -3), -2);
        assert_eq!(apply::<Pow, i32>(-3, 3), -27);
        assert_eq!(apply::<Pow, i32>(2, -1), 0);
        assert_eq!(apply::<Pow, i32>(-1, -3), -1);
        assert_eq!(apply::<Pow, i32>(0, 0), 1);
        assert_eq!(apply::<LeftShift, i32>(1, 31), i32::MIN);
        assert_eq!(apply::<LeftShift, u8>(1, 8), 0);
        assert_eq!(apply::<RightShift, i32>(-8, 1), -4);
        assert_eq!(apply::<RightShift, i32>(-8, 99), -1);
    }

    #[test]
    fn functions_of_one_integer() {
        let mut y = [0i8; 3];
        let x = [-128i8, 0, 12];
        negate(&x, &mut y);
        assert_eq!(y, [-128, 0, -12]);
        absolute(&x, &mut y);
        assert_eq!(y, [-128, 0, 12]);
        sign(&x, &mut y);
        assert_eq!(y, [-1, 0, 1]);
        square(&x, &mut y);
        assert_eq!(y, [0, 0, -112]);
        bitwise_not(&x, &mut y);
        assert_eq!(y, [127, -1, -13]);
        let mut c = [Complex64::default()];
        negate_complex(&[Complex64 { re: 1.0, im: -2.0 }], &mut c);
        assert_eq!(c, [Complex64 { re: -1.0, im: 2.0 }]);
    }

    #[test]
    fn floats_follow_numpy() {
        assert_eq!(apply::<Mod, f32>(-7.0, 3.0), 2.0);
        assert_eq!(apply::<Mod, f32>(7.0, -3.0), -2.0);
        assert_eq!(apply::<FloorDiv, f32>(-7.0, 2.0), -4.0);
        assert_eq!(apply::<DivNoNan, f32>(1.0, 0.0), 0.0);
        assert!(apply::<Maximum, f32>(1.0, f32::NAN).is_nan());
        assert!(apply::<Minimum, f64>(f64::NAN, 1.0).is_nan());
        assert!(!apply::<Equal, f32>(f32::NAN, f32::NAN));
        assert_eq!(apply::<Add, f16>(f16::ONE, f16::ONE), f16::from_f32(2.0));
        let c = |re, im| Complex64 { re, im };
        assert_eq!(apply::<Div, Complex64>(c(1.0, 2.0), c(3.0, -4.0)), c(-0.2, 0.4));
    }

    /// A grid of ordinary and special values for functions of two arguments.
    fn values() -> Vec<f32> {
        let mut v = vec![0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-45, 3e38, -3e38];
        v.extend((-40..=40).map(|i| i as f32 * 0.5));
        v.extend([1e-20, 1e20, -1e-20, 16777217.0, 2147483649.0, 0.9999999, 1.0000001, 1e-3, 33.3]);
        v
    }

    #[test]
    fn pow_and_atan2_are_exact_to_two_ulp() {
        on_every_isa(|isa| {
            for a in values() {
                for b in values() {
                    let close = |got: f32, want: f64, what| {
                        let w = want as f32;
                        let same = (got.is_nan() && w.is_nan())
                            || got == w
                                && (got != 0.0 || got.is_sign_negative() == w.is_sign_negative())
                            || (got.to_bits() as i64 - w.to_bits() as i64).abs() <= 1;
                        assert!(
                            same,
                            "{what}({a:e}, {b:e}) = {got:e}, want {w:e} on {}",
                            isa.name()
                        );
                    };
                    close(apply::<Pow, f32>(a, b), (a as f64).powf(b as f64), "pow");
                    close(apply::<Atan2, f32>(a, b), (a as f64).atan2(b as f64), "atan2");
                }
            }
        });
    }

    #[test]
    fn halves_convert_as_the_half_crate_does() {
        for bits in 0..=u16::MAX {
            let (h, b) = (f16::from_bits(bits), bf16::from_bits(bits));
            let (x, y): (f32, f32) = (h.cast(), b.cast());
            assert!(x.to_bits() == h.to_f32().to_bits() || x.is_nan() && h.is_nan(), "{bits:x}");
            assert!(y.to_bits() == b.to_f32().to_bits() || y.is_nan() && b.is_nan(), "{bits:x}");
        }
        for bits in (0..=u32::MAX).step_by(997) {
            let x = f32::from_bits(bits);
            let (h, b): (f16, bf16) = (x.cast(), x.cast());
            if x.is_nan() {
                assert!(h.is_nan() && b.is_nan());
            } else {
                assert_eq!(h.to_bits(), f16::from_f32(x).to_bits(), "{x:e}");
                assert_eq!(b.to_bits(), bf16::from_f32(x).to_bits(), "{x:e}");
            }
        }
    }

    #[test]
    fn casts_reach_every_pair() {
        for from in DType::ALL.into_iter().filter(|&d| d != DType::String) {
            for to in DType::ALL.into_iter().filter(|&d| d != DType::String) {
                let x = Array::full(from, Shape::new(&[3]).unwrap(), Scalar::Int(1)).unwrap();
                let y = cast(&x, to).unwrap();
                assert_eq!((y.dtype(), y.size()), (to, 3));
                let Some(one) = y.get(2) else { panic!("no element") };
                assert_eq!(one.to_f64(), 1.0, "{from} to {to}");
            }
        }
        let x = Array::from_slice(&[-1.9f32, 300.5, f32::NAN, 3e9], &[4]).unwrap();
        assert_eq!(cast(&x, DType::I32).unwrap().to_vec::<i32>().unwrap(), [-1, 300, 0, i32::MAX]);
        assert_eq!(cast(&x, DType::U8).unwrap().to_vec::<u8>().unwrap(), [0, 255, 0, 255]);
        assert_eq!(cast(&x, DType::Bool).unwrap().to_vec::<bool>().unwrap(), [true; 4]);
        let strings = Array::from_strings(vec![vec![]], &[1]).unwrap();
        assert!(cast(&strings, DType::F32).is_err());
    }

    #[test]
    fn selection_broadcasts() {
        let c = Array::from_slice(&[true, false], &[2, 1]).unwrap();
        let shape = Shape::new(&[2, 3]).unwrap();
        let mut y = [0.0f32; 6];
        let (a, b) = (array(&[3]), array(&[2, 3]));
        select_broadcast(&c, &a, &b, &shape, &mut y).unwrap();
        let (a, b) = (a.to_vec::<f32>().unwrap(), b.to_vec::<f32>().unwrap());
        assert_eq!(y, [a[0], a[1], a[2], b[3], b[4], b[5]]);
        assert!(select_broadcast(&a_bool(), &c, &c, &shape, &mut [false; 5]).is_err());
    }

    fn a_bool() -> Array {
        Array::from_slice(&[true], &[1]).unwrap()
    }

    #[test]
    fn unary_takes_any_strides() {
        let x = array(&[60, 50]);
        for x in [
            x.clone(),
            x.transpose(&[1, 0]).unwrap(),
            array(&[7]).broadcast_to(&Shape::new(&[400, 7]).unwrap()).unwrap(),
        ] {
            let mut y = vec![0.0; x.size()];
            unary::<f32, f32>(crate::vecmath::abs_f32, 1, &x, &mut y).unwrap();
            let want: Vec<f32> = x.to_vec::<f32>().unwrap().iter().map(|x| x.abs()).collect();
            assert_eq!(y, want);
        }
        assert!(unary::<f64, f64>(|_, _| {}, 1, &x, &mut [0.0; 3000]).is_err());
    }
}
