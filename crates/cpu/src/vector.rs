//! Registers of each instruction set as types, for the few kernels whose register blocking cannot
//! be left to the compiler: matrix multiplication and depthwise convolution.

// Each method is one intrinsic; this file is where the raw registers are.
#![allow(unsafe_code)]

use crate::isa::{self, Simd};

/// A floating-point type that the heavy kernels work in: `f32` or `f64`.
pub trait Float:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + std::fmt::Debug
    + std::ops::Add<Output = Self>
    + std::ops::AddAssign
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
    + std::ops::MulAssign
    + crate::gemm::HasKernel
    + crate::gemm::Transpose
    + 'static
{
    /// The register of an instruction set that holds lanes of this type.
    #[doc(hidden)]
    type Register<S: Registers>: Vector<Element = Self>;
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// What every other number is at least.
    const NEG_INFINITY: Self;
    /// The nearest value to a count.
    fn from_usize(n: usize) -> Self;
    /// The nearest value to a double.
    fn from_f64(x: f64) -> Self;
    /// The same number in double precision.
    fn to_f64(self) -> f64;
    /// The number whose bits are those of a small integer.
    #[doc(hidden)]
    fn from_byte(bits: u8) -> Self;
    /// The lowest bits.
    #[doc(hidden)]
    fn to_byte(self) -> u8;
    /// Is it not a number?
    #[inline(always)]
    #[allow(clippy::eq_op)]
    fn is_nan(self) -> bool {
        self != self
    }
}

macro_rules! float {
    ($t:ident, $register:ident) => {
        impl Float for $t {
            type Register<S: Registers> = S::$register;
            const ZERO: $t = 0.0;
            const ONE: $t = 1.0;
            const NEG_INFINITY: $t = $t::NEG_INFINITY;
            #[inline(always)]
            fn from_byte(bits: u8) -> $t {
                $t::from_bits(bits.into())
            }
            #[inline(always)]
            fn to_byte(self) -> u8 {
                self.to_bits() as u8
            }
            #[inline(always)]
            fn from_usize(n: usize) -> $t {
                n as $t
            }
            #[inline(always)]
            fn from_f64(x: f64) -> $t {
                x as $t
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
        }
    };
}
float!(f32, F32);
float!(f64, F64);

/// One register of floating-point lanes.
///
/// # Safety
/// Methods may only be called where the instruction set is there; pointers must be good for
/// `LANES` elements (for one in `splat_from`), of any alignment.
#[doc(hidden)]
#[allow(missing_docs)]
pub trait Vector: Copy {
    type Element: Float;
    /// A choice for each lane.
    type Mask: Copy;
    const LANES: usize;
    unsafe fn load(from: *const Self::Element) -> Self;
    unsafe fn store(self, to: *mut Self::Element);
    unsafe fn splat(x: Self::Element) -> Self;
    /// `self * b + c`, fused where that is one instruction.
    unsafe fn mul_add(self, b: Self, c: Self) -> Self;
    unsafe fn add(self, b: Self) -> Self;
    unsafe fn sub(self, b: Self) -> Self;
    unsafe fn mul(self, b: Self) -> Self;
    /// The larger; where `self` is not a number, `self`.
    unsafe fn at_least(self, b: Self) -> Self;
    /// The smaller; where `self` is not a number, `self`.
    unsafe fn at_most(self, b: Self) -> Self;
    /// Where `self` is greater.
    unsafe fn greater(self, b: Self) -> Self::Mask;
    /// Where `self` is not a number.
    unsafe fn is_nan(self) -> Self::Mask;
    unsafe fn either(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// `a` where the mask says so, else `b`: the very bits.
    unsafe fn choose(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// The largest of four, lane by lane, and the number of the first that is so large as the bits
    /// of the lane, where that is quicker than one after the other; else, and where something may
    /// not be a number, none.
    #[inline(always)]
    unsafe fn largest(_x: [Self; 4]) -> Option<(Self, Self)> {
        None
    }
    /// Stores the lanes, whose bits are small integers, as bytes.
    #[inline(always)]
    unsafe fn store_bytes(self, to: *mut u8) {
        let mut lanes = [Self::Element::ZERO; 16];
        // SAFETY: as above.
        unsafe {
            self.store(lanes.as_mut_ptr());
            for i in 0..Self::LANES {
                *to.add(i) = lanes[i].to_byte();
            }
        }
    }
    /// Loads the first `count` lanes (1 to `LANES`); the others are 0.
    #[inline(always)]
    unsafe fn load_part(from: *const Self::Element, count: usize) -> Self {
        let mut lanes = [Self::Element::ZERO; 16];
        // SAFETY: `count` elements are good, and no register has more than 16 lanes.
        unsafe {
            if count == Self::LANES {
                return Self::load(from);
            }
            std::ptr::copy_nonoverlapping(from, lanes.as_mut_ptr(), count);
            Self::load(lanes.as_ptr())
        }
    }
    /// Stores the first `count` lanes (1 to `LANES`).
    #[inline(always)]
    unsafe fn store_part(self, to: *mut Self::Element, count: usize) {
        let mut lanes = [Self::Element::ZERO; 16];
        // SAFETY: as above.
        unsafe {
            if count == Self::LANES {
                return self.store(to);
            }
            self.store(lanes.as_mut_ptr());
            std::ptr::copy_nonoverlapping(lanes.as_ptr(), to, count);
        }
    }
}

/// The registers that go with an instruction set.
#[doc(hidden)]
#[allow(missing_docs)]
pub trait Registers: Simd {
    type F32: Vector<Element = f32>;
    type F64: Vector<Element = f64>;
}

/// A computation that is compiled for each instruction set: [`crate::dispatch!`] for generic code.
pub(crate) trait Body {
    /// What it gives.
    type Output;
    /// Must be `#[inline(always)]`, so that it takes on the caller's instructions.
    fn run<S: Registers>(self, simd: S) -> Self::Output;
}

/// Runs a computation with the instruction set in use.
pub(crate) fn vectorized<B: Body>(body: B) -> B::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")]
        fn avx512<B: Body>(body: B) -> B::Output {
            // SAFETY: this function runs only where the instructions are there.
            body.run(unsafe { isa::Avx512::new_unchecked() })
        }
        #[target_feature(enable = "avx2,fma,f16c")]
        fn avx2<B: Body>(body: B) -> B::Output {
            // SAFETY: this function runs only where the instructions are there.
            body.run(unsafe { isa::Avx2::new_unchecked() })
        }
        match isa::Isa::current() {
            // SAFETY: `current` gives only what `is_available` has found.
            isa::Isa::Avx512 => return unsafe { avx512(body) },
            // SAFETY: as above.
            isa::Isa::Avx2 => return unsafe { avx2(body) },
            _ => {}
        }
    }
    #[cfg(target_arch = "aarch64")]
    if isa::Isa::current() == isa::Isa::Neon {
        // SAFETY: NEON is part of every AArch64 machine.
        return body.run(unsafe { isa::Neon::new_unchecked() });
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if isa::Isa::current() == isa::Isa::Simd128 {
        // SAFETY: the module was compiled with simd128.
        return body.run(unsafe { isa::Simd128::new_unchecked() });
    }
    // SAFETY: every machine has the portable set.
    body.run(unsafe { isa::Portable::new_unchecked() })
}

/// Lanes in an array, for machines of which no more is known. The compiler does not always make
/// registers of them.
#[cfg(not(target_arch = "x86_64"))]
#[derive(Clone, Copy)]
#[repr(C, align(16))]
#[allow(missing_docs)]
pub struct Array<T, const N: usize>([T; N]);

#[cfg(not(target_arch = "x86_64"))]
impl<T: Float, const N: usize> Vector for Array<T, N> {
    type Element = T;
    type Mask = [bool; N];
    const LANES: usize = N;
    #[inline(always)]
    unsafe fn load(from: *const T) -> Self {
        // SAFETY: good for `N` elements as the trait demands.
        Array(unsafe { from.cast::<[T; N]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut T) {
        // SAFETY: good for `N` elements as the trait demands.
        unsafe { to.cast::<[T; N]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn splat(x: T) -> Self {
        Array([x; N])
    }
    #[inline(always)]
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        Array(std::array::from_fn(|i| self.0[i] * b.0[i] + c.0[i]))
    }
    #[inline(always)]
    unsafe fn add(self, b: Self) -> Self {
        Array(std::array::from_fn(|i| self.0[i] + b.0[i]))
    }
    #[inline(always)]
    unsafe fn sub(self, b: Self) -> Self {
        Array(std::array::from_fn(|i| self.0[i] - b.0[i]))
    }
    #[inline(always)]
    unsafe fn mul(self, b: Self) -> Self {
        Array(std::array::from_fn(|i| self.0[i] * b.0[i]))
    }
    #[inline(always)]
    unsafe fn at_least(self, b: Self) -> Self {
        Array(std::array::from_fn(|i| if self.0[i] < b.0[i] { b.0[i] } else { self.0[i] }))
    }
    #[inline(always)]
    unsafe fn at_most(self, b: Self) -> Self {
        Array(std::array::from_fn(|i| if self.0[i] > b.0[i] { b.0[i] } else { self.0[i] }))
    }
    #[inline(always)]
    unsafe fn greater(self, b: Self) -> [bool; N] {
        std::array::from_fn(|i| self.0[i] > b.0[i])
    }
    #[inline(always)]
    unsafe fn is_nan(self) -> [bool; N] {
        std::array::from_fn(|i| Float::is_nan(self.0[i]))
    }
    #[inline(always)]
    unsafe fn either(a: [bool; N], b: [bool; N]) -> [bool; N] {
        std::array::from_fn(|i| a[i] | b[i])
    }
    #[inline(always)]
    unsafe fn choose(mask: [bool; N], a: Self, b: Self) -> Self {
        Array(std::array::from_fn(|i| if mask[i] { a.0[i] } else { b.0[i] }))
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Registers for isa::Portable {
    type F32 = Array<f32, 4>;
    type F64 = Array<f64, 2>;
}

/// `$fma`, `$max` and `$min` are closures over registers; a maximum comes as `max(limit, x)`.
#[allow(unused_macros)]
macro_rules! vector {
    ($name:ident, $t:ty, $lanes:expr, $raw:ty, $load:path, $store:path, $splat:path,
     $add:path, $sub:path, $mul:path,
     |$a:ident, $b:ident, $c:ident| $fma:expr, $max:expr, $min:expr,
     $mask:ty, $greater:expr, $nan:expr, $either:expr, $choose:expr $(; $($part:tt)*)?) => {
        #[derive(Clone, Copy)]
        #[repr(transparent)]
        pub struct $name($raw);
        // Some instruction sets have safe intrinsics.
        #[allow(unused_unsafe)]
        impl Vector for $name {
            type Element = $t;
            type Mask = $mask;
            const LANES: usize = $lanes;
            #[inline(always)]
            unsafe fn load(from: *const $t) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($load(from.cast())) }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $t) {
                // SAFETY: as the trait demands.
                unsafe { $store(to.cast(), self.0) }
            }
            #[inline(always)]
            unsafe fn splat(x: $t) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($splat(x)) }
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                let ($a, $b, $c) = (self.0, b.0, c.0);
                // SAFETY: as the trait demands.
                unsafe { $name($fma) }
            }
            #[inline(always)]
            unsafe fn add(self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($add(self.0, b.0)) }
            }
            #[inline(always)]
            unsafe fn sub(self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($sub(self.0, b.0)) }
            }
            #[inline(always)]
            unsafe fn mul(self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($mul(self.0, b.0)) }
            }
            #[inline(always)]
            unsafe fn at_least(self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe {
                    $name($max(b.0, self.0))
                }
            }
            #[inline(always)]
            unsafe fn at_most(self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe {
                    $name($min(b.0, self.0))
                }
            }
            #[inline(always)]
            unsafe fn greater(self, b: Self) -> $mask {
                // SAFETY: as the trait demands.
                unsafe { $greater(self.0, b.0) }
            }
            #[inline(always)]
            unsafe fn is_nan(self) -> $mask {
                // SAFETY: as the trait demands.
                unsafe { $nan(self.0) }
            }
            #[inline(always)]
            unsafe fn either(a: $mask, b: $mask) -> $mask {
                // SAFETY: as the trait demands.
                unsafe { $either(a, b) }
            }
            #[inline(always)]
            unsafe fn choose(mask: $mask, a: Self, b: Self) -> Self {
                // SAFETY: as the trait demands.
                unsafe { $name($choose(mask, a.0, b.0)) }
            }
            $($($part)*)?
        }
    };
}

/// x86's maximum and minimum give their second operand where either is not a number.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use std::arch::x86_64::*;

    /// From element `8 - n` on, a mask of `n` lanes.
    static MASK_I32: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    /// From element `4 - n` on, a mask of `n` lanes.
    static MASK_I64: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];

    vector!(
        F32x16,
        f32,
        16,
        __m512,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        |a, b, c| _mm512_fmadd_ps(a, b, c),
        |limit, x| _mm512_max_ps(limit, x),
        |limit, x| _mm512_min_ps(limit, x),
        __mmask16,
        |a, b| _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b),
        |a| _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, a),
        |m: __mmask16, n| m | n,
        |m, a, b| _mm512_mask_blend_ps(m, b, a);
        #[inline(always)]
        unsafe fn load_part(from: *const f32, count: usize) -> Self {
            // SAFETY: lanes that are masked out are not touched.
            unsafe { Self(_mm512_maskz_loadu_ps(__mmask16::MAX >> (16 - count), from)) }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f32, count: usize) {
            // SAFETY: lanes that are masked out are not touched.
            unsafe { _mm512_mask_storeu_ps(to, __mmask16::MAX >> (16 - count), self.0) }
        }
    );
    vector!(
        F64x8,
        f64,
        8,
        __m512d,
        _mm512_loadu_pd,
        _mm512_storeu_pd,
        _mm512_set1_pd,
        _mm512_add_pd,
        _mm512_sub_pd,
        _mm512_mul_pd,
        |a, b, c| _mm512_fmadd_pd(a, b, c),
        |limit, x| _mm512_max_pd(limit, x),
        |limit, x| _mm512_min_pd(limit, x),
        __mmask8,
        |a, b| _mm512_cmp_pd_mask::<_CMP_GT_OQ>(a, b),
        |a| _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(a, a),
        |m: __mmask8, n| m | n,
        |m, a, b| _mm512_mask_blend_pd(m, b, a);
        #[inline(always)]
        unsafe fn load_part(from: *const f64, count: usize) -> Self {
            // SAFETY: lanes that are masked out are not touched.
            unsafe { Self(_mm512_maskz_loadu_pd(__mmask8::MAX >> (8 - count), from)) }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f64, count: usize) {
            // SAFETY: lanes that are masked out are not touched.
            unsafe { _mm512_mask_storeu_pd(to, __mmask8::MAX >> (8 - count), self.0) }
        }
    );
    vector!(
        F32x8,
        f32,
        8,
        __m256,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        |a, b, c| _mm256_fmadd_ps(a, b, c),
        |limit, x| _mm256_max_ps(limit, x),
        |limit, x| _mm256_min_ps(limit, x),
        __m256,
        |a, b| _mm256_cmp_ps::<_CMP_GT_OQ>(a, b),
        |a| _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a),
        |m, n| _mm256_or_ps(m, n),
        |m, a, b| _mm256_blendv_ps(b, a, m);
        #[inline(always)]
        unsafe fn load_part(from: *const f32, count: usize) -> Self {
            // SAFETY: lanes that are masked out are not touched; the mask lies in the table.
            unsafe {
                let mask = _mm256_loadu_si256(MASK_I32.as_ptr().add(8 - count).cast());
                Self(_mm256_maskload_ps(from, mask))
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f32, count: usize) {
            // SAFETY: lanes that are masked out are not touched; the mask lies in the table.
            unsafe {
                let mask = _mm256_loadu_si256(MASK_I32.as_ptr().add(8 - count).cast());
                _mm256_maskstore_ps(to, mask, self.0);
            }
        }
    );
    vector!(
        F64x4,
        f64,
        4,
        __m256d,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        _mm256_set1_pd,
        _mm256_add_pd,
        _mm256_sub_pd,
        _mm256_mul_pd,
        |a, b, c| _mm256_fmadd_pd(a, b, c),
        |limit, x| _mm256_max_pd(limit, x),
        |limit, x| _mm256_min_pd(limit, x),
        __m256d,
        |a, b| _mm256_cmp_pd::<_CMP_GT_OQ>(a, b),
        |a| _mm256_cmp_pd::<_CMP_UNORD_Q>(a, a),
        |m, n| _mm256_or_pd(m, n),
        |m, a, b| _mm256_blendv_pd(b, a, m);
        #[inline(always)]
        unsafe fn load_part(from: *const f64, count: usize) -> Self {
            // SAFETY: lanes that are masked out are not touched; the mask lies in the table.
            unsafe {
                let mask = _mm256_loadu_si256(MASK_I64.as_ptr().add(4 - count).cast());
                Self(_mm256_maskload_pd(from, mask))
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f64, count: usize) {
            // SAFETY: lanes that are masked out are not touched; the mask lies in the table.
            unsafe {
                let mask = _mm256_loadu_si256(MASK_I64.as_ptr().add(4 - count).cast());
                _mm256_maskstore_pd(to, mask, self.0);
            }
        }
    );
    // SSE2, part of every x86-64 machine.
    vector!(
        F32x4,
        f32,
        4,
        __m128,
        _mm_loadu_ps,
        _mm_storeu_ps,
        _mm_set1_ps,
        _mm_add_ps,
        _mm_sub_ps,
        _mm_mul_ps,
        |a, b, c| _mm_add_ps(_mm_mul_ps(a, b), c),
        |limit, x| _mm_max_ps(limit, x),
        |limit, x| _mm_min_ps(limit, x),
        __m128,
        |a, b| _mm_cmpgt_ps(a, b),
        |a| _mm_cmpunord_ps(a, a),
        |m, n| _mm_or_ps(m, n),
        |m, a, b| _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b))
    );
    vector!(
        F64x2,
        f64,
        2,
        __m128d,
        _mm_loadu_pd,
        _mm_storeu_pd,
        _mm_set1_pd,
        _mm_add_pd,
        _mm_sub_pd,
        _mm_mul_pd,
        |a, b, c| _mm_add_pd(_mm_mul_pd(a, b), c),
        |limit, x| _mm_max_pd(limit, x),
        |limit, x| _mm_min_pd(limit, x),
        __m128d,
        |a, b| _mm_cmpgt_pd(a, b),
        |a| _mm_cmpunord_pd(a, a),
        |m, n| _mm_or_pd(m, n),
        |m, a, b| _mm_or_pd(_mm_and_pd(m, a), _mm_andnot_pd(m, b))
    );
    impl Registers for isa::Portable {
        type F32 = F32x4;
        type F64 = F64x2;
    }
    impl Registers for isa::Avx512 {
        type F32 = F32x16;
        type F64 = F64x8;
    }
    impl Registers for isa::Avx2 {
        type F32 = F32x8;
        type F64 = F64x4;
    }
}

#[cfg(target_arch = "aarch64")]
mod neon {
    use super::*;
    use std::arch::aarch64::*;

    vector!(
        F32x4,
        f32,
        4,
        float32x4_t,
        vld1q_f32,
        vst1q_f32,
        vdupq_n_f32,
        vaddq_f32,
        vsubq_f32,
        vmulq_f32,
        |a, b, c| vfmaq_f32(c, a, b),
        |limit, x| vmaxq_f32(limit, x),
        |limit, x| vminq_f32(limit, x),
        uint32x4_t,
        |a, b| vcgtq_f32(a, b),
        |a| vmvnq_u32(vceqq_f32(a, a)),
        |m, n| vorrq_u32(m, n),
        |m, a, b| vbslq_f32(m, a, b)
    );
    vector!(
        F64x2,
        f64,
        2,
        float64x2_t,
        vld1q_f64,
        vst1q_f64,
        vdupq_n_f64,
        vaddq_f64,
        vsubq_f64,
        vmulq_f64,
        |a, b, c| vfmaq_f64(c, a, b),
        |limit, x| vmaxq_f64(limit, x),
        |limit, x| vminq_f64(limit, x),
        uint64x2_t,
        |a, b| vcgtq_f64(a, b),
        |a| vceqzq_u64(vceqq_f64(a, a)),
        |m, n| vorrq_u64(m, n),
        |m, a, b| vbslq_f64(m, a, b)
    );
    impl Registers for isa::Neon {
        type F32 = F32x4;
        type F64 = F64x2;
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    use super::*;
    use std::arch::wasm32::*;

    #[cfg(target_feature = "relaxed-simd")]
    macro_rules! fma_f32 {
        ($a:expr, $b:expr, $c:expr) => {
            f32x4_relaxed_madd($a, $b, $c)
        };
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    macro_rules! fma_f32 {
        ($a:expr, $b:expr, $c:expr) => {
            f32x4_add(f32x4_mul($a, $b), $c)
        };
    }
    #[cfg(target_feature = "relaxed-simd")]
    macro_rules! fma_f64 {
        ($a:expr, $b:expr, $c:expr) => {
            f64x2_relaxed_madd($a, $b, $c)
        };
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    macro_rules! fma_f64 {
        ($a:expr, $b:expr, $c:expr) => {
            f64x2_add(f64x2_mul($a, $b), $c)
        };
    }

    // Masks are whole lanes, so that the relaxed choice, one instruction, gives the same bits.
    #[cfg(target_feature = "relaxed-simd")]
    macro_rules! choose_f32 {
        ($mask:expr, $a:expr, $b:expr) => {
            i32x4_relaxed_laneselect($a, $b, $mask)
        };
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    macro_rules! choose_f32 {
        ($mask:expr, $a:expr, $b:expr) => {
            v128_bitselect($a, $b, $mask)
        };
    }

    // `pmax(x, limit)` is `x < limit ? limit : x`, one instruction on every machine, unlike `max`.
    // With relaxed instructions the compiler makes `relaxed_max(x, limit)` of it, which on x86
    // gives the limit where `x` is not a number; the other way about every machine gives `x`.
    #[cfg(target_feature = "relaxed-simd")]
    macro_rules! limited {
        ($limit:expr, $x:expr, $relaxed:ident, $strict:ident) => {
            $relaxed($limit, $x)
        };
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    macro_rules! limited {
        ($limit:expr, $x:expr, $relaxed:ident, $strict:ident) => {
            $strict($x, $limit)
        };
    }

    vector!(
        F32x4,
        f32,
        4,
        v128,
        v128_load,
        v128_store,
        f32x4_splat,
        f32x4_add,
        f32x4_sub,
        f32x4_mul,
        |a, b, c| fma_f32!(a, b, c),
        |limit, x| limited!(limit, x, f32x4_relaxed_max, f32x4_pmax),
        |limit, x| limited!(limit, x, f32x4_relaxed_min, f32x4_pmin),
        v128,
        |a, b| f32x4_gt(a, b),
        |a| f32x4_ne(a, a),
        |m, n| v128_or(m, n),
        |m, a, b| choose_f32!(m, a, b);
        #[inline(always)]
        unsafe fn largest(x: [Self; 4]) -> Option<(Self, Self)> {
            let [a, b, c, d] = x.map(|x| x.0);
            let sum = f32x4_add(f32x4_add(a, b), f32x4_add(c, d));
            if v128_any_true(f32x4_ne(sum, sum)) {
                return None;
            }
            let best = f32x4_pmax(f32x4_pmax(a, b), f32x4_pmax(c, d));
            // One more for each that is smaller, up to the first that is not.
            let one = i32x4_splat(1);
            let place = v128_andnot(one, f32x4_eq(c, best));
            let place = v128_andnot(i32x4_add(place, one), f32x4_eq(b, best));
            let place = v128_andnot(i32x4_add(place, one), f32x4_eq(a, best));
            Some((Self(best), Self(place)))
        }
        #[inline(always)]
        unsafe fn store_bytes(self, to: *mut u8) {
            let words = u16x8_narrow_i32x4(self.0, self.0);
            // SAFETY: as the trait demands.
            unsafe { v128_store32_lane::<0>(u8x16_narrow_i16x8(words, words), to.cast()) }
        }
        #[inline(always)]
        unsafe fn load_part(from: *const f32, count: usize) -> Self {
            // SAFETY: `count` elements are good.
            unsafe {
                Self(match count {
                    1 => v128_load32_zero(from.cast()),
                    2 => v128_load64_zero(from.cast()),
                    3 => v128_load32_lane::<2>(
                        v128_load64_zero(from.cast()),
                        from.wrapping_add(2).cast(),
                    ),
                    _ => v128_load(from.cast()),
                })
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f32, count: usize) {
            // SAFETY: `count` elements are good.
            unsafe {
                match count {
                    1 => v128_store32_lane::<0>(self.0, to.cast()),
                    2 => v128_store64_lane::<0>(self.0, to.cast()),
                    3 => {
                        v128_store64_lane::<0>(self.0, to.cast());
                        v128_store32_lane::<2>(self.0, to.wrapping_add(2).cast());
                    }
                    _ => v128_store(to.cast(), self.0),
                }
            }
        }
    );
    vector!(
        F64x2,
        f64,
        2,
        v128,
        v128_load,
        v128_store,
        f64x2_splat,
        f64x2_add,
        f64x2_sub,
        f64x2_mul,
        |a, b, c| fma_f64!(a, b, c),
        |limit, x| limited!(limit, x, f64x2_relaxed_max, f64x2_pmax),
        |limit, x| limited!(limit, x, f64x2_relaxed_min, f64x2_pmin),
        v128,
        |a, b| f64x2_gt(a, b),
        |a| f64x2_ne(a, a),
        |m, n| v128_or(m, n),
        |m, a, b| v128_bitselect(a, b, m);
        #[inline(always)]
        unsafe fn load_part(from: *const f64, count: usize) -> Self {
            // SAFETY: `count` elements are good.
            unsafe {
                Self(if count == 1 {
                    v128_load64_zero(from.cast())
                } else {
                    v128_load(from.cast())
                })
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut f64, count: usize) {
            // SAFETY: `count` elements are good.
            unsafe {
                if count == 1 {
                    v128_store64_lane::<0>(self.0, to.cast());
                } else {
                    v128_store(to.cast(), self.0);
                }
            }
        }
    );
    impl Registers for isa::Simd128 {
        type F32 = F32x4;
        type F64 = F64x2;
    }
}
