//! Drivers of the elementwise kernels: types, layouts, memory.

use crate::UnaryKernel;
use crate::kernel::{KernelCx, slice, slice_mut};
use sparkler_base::{Array, Complex64, DType, Element, Result, bf16, f16, match_dtype};
use sparkler_cpu::elementwise::{Binary, BinaryAssign};
use sparkler_cpu::vecmath;

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

/// The equality or inequality of strings, broadcast.
pub(crate) fn compare_strings(cx: &mut KernelCx<'_>, equal: bool) -> Result<()> {
    let shape = cx.spec(0).shape;
    let (a, b) = (cx.x(0).broadcast_to(&shape)?, cx.x(1).broadcast_to(&shape)?);
    let (a, b) = (a.to_strings()?, b.to_strings()?);
    cx.fill::<bool>(|_, y| {
        for ((y, a), b) in y.iter_mut().zip(&a).zip(&b) {
            *y = (a == b) == equal;
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
        $crate::arithmetic!(@kernel $op, |cx| match_dtype!([float] cx.spec(0).dtype,
            T => elementwise::arithmetic::<binary::$op, T>(cx),
            else => Err(cx.error("takes floats only"))))
    };
    (complex $op:ident) => {
        $crate::arithmetic!(@kernel $op, |cx| match_dtype!([number] cx.spec(0).dtype,
            T => elementwise::arithmetic::<binary::$op, T>(cx),
            else => elementwise::binary::<binary::$op, Complex64>(cx)))
    };
    ($op:ident) => {
        $crate::arithmetic!(@kernel $op, |cx| match_dtype!([number] cx.spec(0).dtype,
            T => elementwise::arithmetic::<binary::$op, T>(cx),
            else => Err(cx.error("takes numbers only"))))
    };
}

/// A comparison of an operation of `sparkler_cpu::elementwise`.
#[macro_export]
#[doc(hidden)]
macro_rules! compare {
    (@number $op:ident, $else:expr) => {
        |cx| match_dtype!([number] cx.x(0).dtype(),
            T => elementwise::binary::<binary::$op, T>(cx), else => $else(cx))
    };
    (@equality $op:ident, $equal:expr) => {
        $crate::compare!(@number $op, |cx: &mut KernelCx<'_>| match cx.x(0).dtype() {
            DType::Bool => elementwise::binary::<binary::$op, bool>(cx),
            DType::Complex64 => elementwise::binary::<binary::$op, Complex64>(cx),
            _ => elementwise::compare_strings(cx, $equal),
        })
    };
    (Equal) => { $crate::compare!(@equality Equal, true) };
    (NotEqual) => { $crate::compare!(@equality NotEqual, false) };
    // False is less than true, as 0 is less than 1.
    ($op:ident) => {
        $crate::compare!(@number $op, |cx: &mut KernelCx<'_>| {
            let a = elementwise::cast_array(cx.x(0), DType::U8)?;
            let b = elementwise::cast_array(cx.x(1), DType::U8)?;
            cx.fill::<bool>(|_, y| binary::binary::<binary::$op, u8>(&a, &b, y))
        })
    };
}

/// A bitwise operation of `sparkler_cpu::elementwise` on integers.
#[macro_export]
#[doc(hidden)]
macro_rules! bitwise {
    ($op:ident) => {
        |cx| match cx.x(0).dtype() {
            DType::U8 => elementwise::arithmetic::<binary::$op, u8>(cx),
            DType::I8 => elementwise::arithmetic::<binary::$op, i8>(cx),
            DType::I64 => elementwise::arithmetic::<binary::$op, i64>(cx),
            _ => elementwise::arithmetic::<binary::$op, i32>(cx),
        }
    };
}
