//! What the file of an operation needs.

pub(crate) use crate::attrs::{Attr, AttrDef, AttrDefault, AttrKind, Attrs, Ints, Padding};
pub(crate) use crate::kernel::{KernelCx, slice, slice_mut};
pub(crate) use crate::{
    Accept, BinaryKernel, Call, Class, Family, Format, Grad, InferCx, InputDef, Kernel, OpCx,
    Outputs, Spec, UnaryKernel, Var, elementwise, infer, movement, op, sorting, windows,
};
pub(crate) use crate::{arithmetic, bitwise, compare, unary, unary_with};
pub(crate) use smallvec::smallvec;
pub(crate) use sparkler_base::{
    Array, Complex64, DType, Layout, Result, Scalar, Shape, match_dtype,
};
pub(crate) use sparkler_cpu::elementwise as binary;
pub(crate) use sparkler_cpu::{reduce, vecmath};

/// An attribute of a row.
pub(crate) const fn attr(name: &'static str, kind: AttrKind, default: AttrDefault) -> AttrDef {
    AttrDef { name, kind, default }
}

/// The gradient of an operation's only input.
pub(crate) fn one<'a>(dx: Var<'a>) -> Result<Vec<Option<Var<'a>>>> {
    Ok(vec![Some(dx)])
}

/// The gradients of two broadcast operands, summed back to their shapes.
pub(crate) fn unbroadcast<'a>(
    a: Var<'a>,
    da: Option<Var<'a>>,
    b: Var<'a>,
    db: Option<Var<'a>>,
) -> Result<Vec<Option<Var<'a>>>> {
    Ok(vec![
        da.map(|d| d.sum_to(a.shape())).transpose()?,
        db.map(|d| d.sum_to(b.shape())).transpose()?,
    ])
}

/// The complex conjugate; a real number is its own.
pub(crate) fn conjugate(x: Var<'_>) -> Result<Var<'_>> {
    if x.dtype() == DType::Complex64 { x.conj() } else { Ok(x) }
}

/// A real number among the attributes of a unary kernel.
pub(crate) fn float(attrs: &Attrs, i: usize) -> f64 {
    match attrs.values().get(i) {
        Some(Attr::Float(f)) => *f,
        Some(Attr::Int(i)) => *i as f64,
        _ => f64::NAN,
    }
}

/// A switch among the attributes of a unary kernel.
pub(crate) fn flag(attrs: &Attrs, i: usize) -> bool {
    attrs.values().get(i) == Some(&Attr::Bool(true))
}

/// A vector of numbers given by their places, of whatever length a user asks for: an error, not an
/// abort, if memory is exhausted.
pub(crate) fn table<T: sparkler_base::Element>(
    length: usize,
    f: impl Fn(usize) -> T,
) -> Result<Array> {
    let mut array = Array::alloc(T::DTYPE, Shape::new(&[length])?)?;
    slice_mut::<T>(&mut array)?.iter_mut().enumerate().for_each(|(i, y)| *y = f(i));
    Ok(array)
}

/// Runs a composite in single precision where its inputs are half-precision floats, and rounds the
/// results once.
pub(crate) fn in_single<'a>(
    inputs: &[Var<'a>],
    f: impl FnOnce(&[Var<'a>]) -> Result<Var<'a>>,
) -> Result<Vec<Var<'a>>> {
    let dtype = inputs[0].dtype();
    if !matches!(dtype, DType::F16 | DType::BF16) {
        return Ok(vec![f(inputs)?]);
    }
    let wide: Vec<Var<'a>> = inputs
        .iter()
        .map(|x| if x.dtype().is_float() { x.cast(DType::F32) } else { Ok(*x) })
        .collect::<Result<_>>()?;
    Ok(vec![f(&wide)?.cast(dtype)?])
}
