//! Drivers of the elementwise kernels: types, layouts, memory.

use crate::UnaryKernel;
use crate::kernel::{KernelCx, slice, slice_mut};
use sparkler_base::{Array, Complex64, DType, Element, Result, bf16, f16, match_dtype};
use sparkler_cpu::elementwise::{Binary, BinaryAssign};
use sparkler_cpu::vecmath;
use std::cmp::Ordering;

/// Runs a kernel of one operand on any type, in place where the operand is not needed any more.
pub(crate) fn run_unary(cx: &mut KernelCx<'_>, kernel: &'static UnaryKernel) -> Result<()> {
    let dtype = cx.x(0).dtype();
    let attrs = cx.attrs;
    if dtype == DType::F32 && cx.x(0).is_contiguous() && !cx.x(0).buffer().is_unique() {
        let x = cx.take(0);
        return cx.fill::<f32>(|_, y| {
            vecmath::map(|x, y| (kernel.f32)(attrs, x, y), kernel.cost, slice(&x)?, y);
            Ok(())
        });
    }
    if let (DType::Complex64, Some(f)) = (dtype, kernel.complex) {
        return run_complex(cx, f);
    }
    let mut y = owned(cx, 0)?;
    match dtype {
        DType::F32 => {
            let y = slice_mut::<f32>(&mut y)?;
            vecmath::map_inplace(|y| (kernel.f32_inplace)(attrs, y), kernel.cost, y);
        }
        DType::F64 => {
            let y = slice_mut::<f64>(&mut y)?;
            vecmath::map_inplace(|y| (kernel.f64_inplace)(attrs, y), 2 * kernel.cost, y);
        }
        DType::F16 | DType::BF16 => {
            let mut wide = cast_array(&y, DType::F32)?;
            let values = slice_mut::<f32>(&mut wide)?;
            vecmath::map_inplace(|y| (kernel.f32_inplace)(attrs, y), kernel.cost, values);
            cast(&wide, &mut y)?;
        }
        _ => {
            let Some(f) = kernel.int else { return Err(unsupported(cx, dtype)) };
            macro_rules! each {
                ($($d:ident $t:ty),*) => {
                    match dtype {
                        $(DType::$d => slice_mut::<$t>(&mut y)?
                            .iter_mut()
                            .for_each(|v| *v = f(attrs, *v as i64) as $t),)*
                        _ => return Err(unsupported(cx, dtype)),
                    }
                };
            }
            each!(U8 u8, I8 i8, I32 i32, I64 i64);
        }
    }
    cx.put(y);
    Ok(())
}

/// A function of each complex number; of a real result, its real part.
fn run_complex(cx: &mut KernelCx<'_>, f: fn(Complex64) -> Complex64) -> Result<()> {
    if cx.spec(0).dtype == DType::F32 {
        let x = cx.dense(0)?;
        return cx.fill::<f32>(|_, y| {
            y.iter_mut().zip(slice::<Complex64>(&x)?).for_each(|(y, z)| *y = f(*z).re);
            Ok(())
        });
    }
    let mut y = owned(cx, 0)?;
    slice_mut::<Complex64>(&mut y)?.iter_mut().for_each(|z| *z = f(*z));
    cx.put(y);
    Ok(())
}

fn unsupported(cx: &KernelCx<'_>, dtype: DType) -> sparkler_base::Error {
    cx.error(format!("has no kernel for {dtype}"))
}

/// Input `i` as a dense array that nobody else holds: itself where possible, else a copy.
fn owned(cx: &mut KernelCx<'_>, i: usize) -> Result<Array> {
    if cx.x(i).is_contiguous() && cx.x(i).buffer().is_unique() {
        return Ok(cx.take(i));
    }
    let x = cx.take(i);
    let mut out = cx.out_as(x.dtype(), *x.shape())?;
    match_dtype!([all] x.dtype(), T => {
        let source = x.buffer().as_slice::<T>().unwrap_or(&[]);
        sparkler_cpu::copy::copy_strided(source, x.layout(), slice_mut::<T>(&mut out)?);
    }, else => return Err(unsupported(cx, x.dtype())));
    Ok(out)
}

/// `a op b`, broadcast, written over `a` where that is not needed any more.
pub(crate) fn arithmetic<O: BinaryAssign<T>, T: Element>(cx: &mut KernelCx<'_>) -> Result<()> {
    // In a module that has to be fetched, writing in place is for the type that networks use.
    if cfg!(target_arch = "wasm32") && T::DTYPE != DType::F32 {
        return binary::<O, T>(cx);
    }
    let shape = cx.spec(0).shape;
    let reusable = |x: &Array| *x.shape() == shape && x.is_contiguous() && x.buffer().is_unique();
    if reusable(cx.x(0)) {
        let mut y = cx.take(0);
        sparkler_cpu::elementwise::binary_assign::<O, T>(slice_mut(&mut y)?, &shape, cx.x(1))?;
        cx.put(y);
        return Ok(());
    }
    if reusable(cx.x(1)) {
        let mut y = cx.take(1);
        let a = cx.take(0);
        sparkler_cpu::elementwise::binary_assign_rhs::<O, T>(&a, slice_mut(&mut y)?, &shape)?;
        cx.put(y);
        return Ok(());
    }
    binary::<O, T>(cx)
}

/// `a op b`, broadcast, of any result type.
pub(crate) fn binary<O: Binary<T>, T: Element>(cx: &mut KernelCx<'_>) -> Result<()> {
    cx.fill::<O::Out>(|cx, y| {
        // Two numbers: the common case of eager arithmetic on losses and rates.
        if let ([y], Some([a]), Some([b])) = (&mut *y, cx.x(0).as_slice(), cx.x(1).as_slice()) {
            O::slices(&[*a], &[*b], std::slice::from_mut(y));
            return Ok(());
        }
        sparkler_cpu::elementwise::binary::<O, T>(cx.x(0), cx.x(1), y)
    })
}

/// The type in which an operation of two numbers is computed. Bytes and half floats are computed in
/// a wider type and cast back, which gives the same bits (bytes wrap, halves are rounded once)
/// without kernels of their own for each operation.
fn wide(dtype: DType) -> DType {
    match dtype {
        DType::Bool | DType::U8 | DType::I8 => DType::I32,
        DType::F16 | DType::BF16 => DType::F32,
        other => other,
    }
}

/// `a op b`, computed in the type `W` and cast back.
fn through<O: Binary<W>, W: Element>(cx: &mut KernelCx<'_>) -> Result<()> {
    let (a, b) = (cast_array(cx.x(0), W::DTYPE)?, cast_array(cx.x(1), W::DTYPE)?);
    let spec = cx.spec(0);
    if spec.dtype == <O::Out as Element>::DTYPE {
        return cx.fill::<O::Out>(|_, y| sparkler_cpu::elementwise::binary::<O, W>(&a, &b, y));
    }
    let mut y = Array::alloc(O::Out::DTYPE, spec.shape)?;
    sparkler_cpu::elementwise::binary::<O, W>(&a, &b, slice_mut(&mut y)?)?;
    let mut out = cx.out()?;
    cast(&y, &mut out)?;
    cx.put(out);
    Ok(())
}

/// `a op b` of floats, broadcast.
pub(crate) fn floats<O>(cx: &mut KernelCx<'_>) -> Result<()>
where
    O: BinaryAssign<f32> + BinaryAssign<f64>,
{
    match cx.spec(0).dtype {
        DType::F32 => arithmetic::<O, f32>(cx),
        DType::F64 => arithmetic::<O, f64>(cx),
        dtype if dtype.is_float() => through::<O, f32>(cx),
        dtype => Err(unsupported(cx, dtype)),
    }
}

/// `a op b` of integers, broadcast.
pub(crate) fn integers<O>(cx: &mut KernelCx<'_>) -> Result<()>
where
    O: BinaryAssign<i32> + BinaryAssign<i64>,
{
    match cx.spec(0).dtype {
        DType::I32 => arithmetic::<O, i32>(cx),
        DType::I64 => arithmetic::<O, i64>(cx),
        dtype if dtype.is_int() => through::<O, i32>(cx),
        dtype => Err(unsupported(cx, dtype)),
    }
}

/// `a op b` of real numbers, broadcast.
pub(crate) fn numbers<O>(cx: &mut KernelCx<'_>) -> Result<()>
where
    O: BinaryAssign<f32> + BinaryAssign<f64> + BinaryAssign<i32> + BinaryAssign<i64>,
{
    if cx.spec(0).dtype.is_float() { floats::<O>(cx) } else { integers::<O>(cx) }
}

/// A comparison of real numbers, broadcast; false is less than true, as 0 is less than 1.
pub(crate) fn comparison<O>(cx: &mut KernelCx<'_>) -> Result<()>
where
    O: Binary<f32, Out = bool>
        + Binary<f64, Out = bool>
        + Binary<i32, Out = bool>
        + Binary<i64, Out = bool>,
{
    let dtype = cx.x(0).dtype();
    match wide(dtype) {
        DType::F32 if dtype == DType::F32 => binary::<O, f32>(cx),
        DType::I32 if dtype == DType::I32 => binary::<O, i32>(cx),
        DType::F32 => through::<O, f32>(cx),
        DType::I32 => through::<O, i32>(cx),
        DType::F64 => binary::<O, f64>(cx),
        DType::I64 => binary::<O, i64>(cx),
        dtype => Err(unsupported(cx, dtype)),
    }
}

/// A comparison of strings by their bytes, broadcast.
pub(crate) fn compare_strings(cx: &mut KernelCx<'_>, holds: fn(Ordering) -> bool) -> Result<()> {
    let shape = cx.spec(0).shape;
    let (a, b) = (cx.x(0).broadcast_to(&shape)?, cx.x(1).broadcast_to(&shape)?);
    let (a, b) = (a.to_strings()?, b.to_strings()?);
    cx.fill::<bool>(|_, y| {
        for ((y, a), b) in y.iter_mut().zip(&a).zip(&b) {
            *y = holds(a.cmp(b));
        }
        Ok(())
    })
}

/// A question about each number, answered in double precision.
pub(crate) fn test(cx: &mut KernelCx<'_>, f: impl Fn(f64) -> bool) -> Result<()> {
    let x = cx.dense(0)?;
    cx.fill::<bool>(|_, y| {
        macro_rules! each {
            ($($t:ty, $v:ident => $wide:expr);*) => {
                $(if let Some(x) = x.as_slice::<$t>() {
                    for (y, &$v) in y.iter_mut().zip(x) {
                        *y = f($wide);
                    }
                })*
            };
        }
        each!(f32, v => v as f64; f64, v => v; f16, v => v.to_f64(); bf16, v => v.to_f64();
            u8, v => v as f64; i8, v => v as f64; i32, v => v as f64; i64, v => v as f64);
        Ok(())
    })
}

/// A function of each integer.
pub(crate) fn map_int(cx: &mut KernelCx<'_>, f: impl Fn(i64) -> i64) -> Result<()> {
    let mut y = owned(cx, 0)?;
    macro_rules! each {
        ($($t:ty),*) => {
            $(if let Some(y) = y.as_mut_slice::<$t>() {
                y.iter_mut().for_each(|v| *v = f(*v as i64) as $t);
            })*
        };
    }
    each!(u8, i8, i32, i64);
    cx.put(y);
    Ok(())
}

/// Elements of `a` where the condition holds, of `b` elsewhere.
pub(crate) fn select(cx: &mut KernelCx<'_>) -> Result<()> {
    let shape = cx.spec(0).shape;
    match_dtype!([all] cx.spec(0).dtype, T => cx.fill::<T>(|cx, y| {
        sparkler_cpu::elementwise::select_broadcast(cx.x(0), cx.x(1), cx.x(2), &shape, y)
    }), else => {
        let condition = cx.x(0).broadcast_to(&shape)?.to_vec::<bool>()?;
        let (a, b) = (cx.x(1).broadcast_to(&shape)?, cx.x(2).broadcast_to(&shape)?);
        let chosen = condition
            .into_iter()
            .zip(a.to_strings()?.into_iter().zip(b.to_strings()?))
            .map(|(c, (a, b))| if c { a } else { b })
            .collect();
        cx.put(Array::from_strings(chosen, &shape)?);
        Ok(())
    })
}

/// Casts a dense array into another.
pub(crate) fn cast(x: &Array, y: &mut Array) -> Result<()> {
    sparkler_cpu::elementwise::cast_into(x, y)
}

/// Casts an array to another type.
pub(crate) fn cast_array(x: &Array, dtype: DType) -> Result<Array> {
    if x.dtype() == dtype {
        crate::kernel::contiguous(x)
    } else {
        sparkler_cpu::elementwise::cast(x, dtype)
    }
}

/// A real array as dense `f32`.
pub(crate) fn to_f32(x: &Array) -> Result<Array> {
    cast_array(x, DType::F32)
}

/// A unary kernel from the slice functions of `vecmath`.
#[macro_export]
#[doc(hidden)]
macro_rules! unary {
    ($f32:path, $inplace:path, $f64:path, cost $cost:expr $(, int $int:expr)?
        $(, complex $complex:expr)? $(,)?) => {
        &UnaryKernel {
            f32: |_, x, y| $f32(x, y),
            f32_inplace: |_, y| $inplace(y),
            f64_inplace: |_, y| $f64(y),
            int: $crate::unary!(@option $($int)?),
            complex: $crate::unary!(@option $($complex)?),
            cost: $cost,
        }
    };
    (@option) => { None };
    (@option $e:expr) => { Some($e) };
}

/// A unary kernel with parameters, which a function reads from the attributes as a tuple.
#[macro_export]
#[doc(hidden)]
macro_rules! unary_with {
    ($f32:path, $inplace:path, $f64:path, cost $cost:expr, |$a:ident| ($($p:expr),*)
        $(, int $int:expr)? $(,)?) => {
        &UnaryKernel {
            f32: |$a, x, y| $f32(x, $($p as f32,)* y),
            f32_inplace: |$a, y| $inplace(y, $($p as f32),*),
            f64_inplace: |$a, y| {
                let x = y.to_vec();
                $f64(&x, $($p,)* y)
            },
            int: $crate::unary!(@option $($int)?),
            complex: None,
            cost: $cost,
        }
    };
}

/// A binary kernel of an operation of `sparkler_cpu::elementwise`: for numbers, with `float` for
/// floats alone, with `complex` for complex numbers too.
#[macro_export]
#[doc(hidden)]
macro_rules! arithmetic {
    (@kernel $op:ident, $run:expr) => {
        &BinaryKernel {
            f32: <binary::$op as binary::Binary<f32>>::slices,
            run: $run,
            cost: <binary::$op as binary::Binary<f32>>::COST,
        }
    };
    (float $op:ident) => {
        $crate::arithmetic!(@kernel $op, elementwise::floats::<binary::$op>)
    };
    (complex $op:ident) => {
        $crate::arithmetic!(@kernel $op, |cx| match cx.spec(0).dtype {
            DType::Complex64 => elementwise::binary::<binary::$op, Complex64>(cx),
            _ => elementwise::numbers::<binary::$op>(cx),
        })
    };
    ($op:ident) => {
        $crate::arithmetic!(@kernel $op, elementwise::numbers::<binary::$op>)
    };
}

/// A comparison of an operation of `sparkler_cpu::elementwise`.
#[macro_export]
#[doc(hidden)]
macro_rules! compare {
    (@equality $op:ident, $holds:expr) => {
        |cx| match cx.x(0).dtype() {
            DType::Complex64 => elementwise::binary::<binary::$op, Complex64>(cx),
            DType::String => elementwise::compare_strings(cx, $holds),
            _ => elementwise::comparison::<binary::$op>(cx),
        }
    };
    (@order $op:ident, $holds:expr) => {
        |cx| match cx.x(0).dtype() {
            DType::String => elementwise::compare_strings(cx, $holds),
            _ => elementwise::comparison::<binary::$op>(cx),
        }
    };
    (Equal) => { $crate::compare!(@equality Equal, std::cmp::Ordering::is_eq) };
    (NotEqual) => { $crate::compare!(@equality NotEqual, std::cmp::Ordering::is_ne) };
    (Greater) => { $crate::compare!(@order Greater, std::cmp::Ordering::is_gt) };
    (GreaterEqual) => { $crate::compare!(@order GreaterEqual, std::cmp::Ordering::is_ge) };
    (Less) => { $crate::compare!(@order Less, std::cmp::Ordering::is_lt) };
    (LessEqual) => { $crate::compare!(@order LessEqual, std::cmp::Ordering::is_le) };
}

/// A bitwise operation of `sparkler_cpu::elementwise` on integers.
#[macro_export]
#[doc(hidden)]
macro_rules! bitwise {
    ($op:ident) => {
        elementwise::integers::<binary::$op>
    };
}
