//! Which vector instructions this machine has, and how a kernel gets compiled for each of them.
//!
//! A kernel is written once as a generic function over [`Simd`], with plain loops that the
//! compiler vectorises, or with intrinsics chosen by the token's type. [`dispatch!`] compiles it
//! for each instruction set and calls the best one that the machine has.
//!
//! `SPARKLER_ISA` (`portable`, `avx2`, `avx512`, `neon`, `simd128`) forces one; a name that the
//! machine does not have is ignored with the best one taken instead.

use std::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Isa {
    /// What every machine of the architecture has; no fused multiply-add is assumed.
    Portable = 1,
    /// AArch64 NEON.
    Neon = 2,
    /// WebAssembly's 128-bit vectors.
    Simd128 = 3,
    /// AVX2 with FMA and F16C.
    Avx2 = 4,
    /// AVX-512 F, BW, DQ and VL, with AVX2 and FMA.
    Avx512 = 5,
}

impl Isa {
    /// Every instruction set, poorest first.
    pub const ALL: [Isa; 5] = [Isa::Portable, Isa::Neon, Isa::Simd128, Isa::Avx2, Isa::Avx512];

    /// The name that `SPARKLER_ISA` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Isa::Portable => "portable",
            Isa::Neon => "neon",
            Isa::Simd128 => "simd128",
            Isa::Avx2 => "avx2",
            Isa::Avx512 => "avx512",
        }
    }

    /// Does this machine have it?
    #[inline]
    pub fn is_available(self) -> bool {
        match self {
            Isa::Portable => true,
            Isa::Neon => cfg!(target_arch = "aarch64"),
            Isa::Simd128 => cfg!(all(target_arch = "wasm32", target_feature = "simd128")),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => {
                std::arch::is_x86_feature_detected!("avx2")
                    && std::arch::is_x86_feature_detected!("fma")
                    && std::arch::is_x86_feature_detected!("f16c")
            }
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => {
                Isa::Avx2.is_available()
                    && std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512bw")
                    && std::arch::is_x86_feature_detected!("avx512dq")
                    && std::arch::is_x86_feature_detected!("avx512vl")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Isa::Avx2 | Isa::Avx512 => false,
        }
    }

    /// The instruction set in use: the one that was forced, else the best there is.
    #[inline]
    pub fn current() -> Isa {
        // A module runs on one instruction set or not at all. With no choice left, the compiler
        // drops what it compiled for the others.
        if cfg!(target_arch = "wasm32") {
            return if Isa::Simd128.is_available() { Isa::Simd128 } else { Isa::Portable };
        }
        match CURRENT.load(Ordering::Relaxed) {
            1 => Isa::Portable,
            2 => Isa::Neon,
            3 => Isa::Simd128,
            4 => Isa::Avx2,
            5 => Isa::Avx512,
            _ => Isa::detect(),
        }
    }

    /// Uses this instruction set from now on, in the whole process; for tests and measurements.
    /// Returns whether the machine has it and leaves the choice.
    pub fn force(self) -> bool {
        if cfg!(target_arch = "wasm32") {
            return self == Isa::current();
        }
        let available = self.is_available();
        if available {
            CURRENT.store(self as u8, Ordering::Relaxed);
        }
        available
    }

    #[cold]
    fn detect() -> Isa {
        let wanted = std::env::var("SPARKLER_ISA").ok();
        let forced = Isa::ALL
            .into_iter()
            .find(|isa| Some(isa.name()) == wanted.as_deref() && isa.is_available());
        let best = || Isa::ALL.into_iter().rev().find(|isa| isa.is_available());
        let isa = forced.or_else(best).unwrap_or(Isa::Portable);
        CURRENT.store(isa as u8, Ordering::Relaxed);
        isa
    }
}

static CURRENT: AtomicU8 = AtomicU8::new(0);

/// A token that stands for an instruction set at compile time. A kernel generic over it is
/// compiled once for each, inside a function that enables the set's instructions.
pub trait Simd: Copy + Send + Sync + 'static {
    /// Which one it is.
    const ISA: Isa;
    /// `f32` lanes of one register.
    const LANES: usize;
    /// Is a fused multiply-add one instruction (and not a slow call into a library)?
    const FMA: bool;

    /// `a * b + c`, rounded twice everywhere, so that functions like `exp` of single precision have the
    /// same bits on every instruction set: WebAssembly's compilers know no fused one that they can put into a loop.
    #[inline(always)]
    fn mul_add(self, a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }

    /// `a * b + c` in double precision, fused where that is fast.
    #[inline(always)]
    fn mul_add_f64(self, a: f64, b: f64, c: f64) -> f64 {
        if Self::FMA { a.mul_add(b, c) } else { a * b + c }
    }
}

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $lanes:expr, $fma:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name(());
        impl $name {
            /// The token.
            ///
            /// # Safety
            /// The machine must have the instruction set.
            #[allow(unsafe_code)]
            #[inline(always)]
            pub unsafe fn new_unchecked() -> $name {
                $name(())
            }
        }
        impl Simd for $name {
            const ISA: Isa = Isa::$name;
            const LANES: usize = $lanes;
            const FMA: bool = $fma;
        }
    };
}
token!(/// Token of [`Isa::Portable`].
    Portable, 4, false);
token!(/// Token of [`Isa::Neon`].
    Neon, 4, true);
token!(/// Token of [`Isa::Simd128`]. Relaxed SIMD has a fused multiply-add, but one that may also round
    /// twice, which the compiler does not take for `mul_add`: it would call a library.
    Simd128, 4, false);
token!(/// Token of [`Isa::Avx2`].
    Avx2, 8, true);
token!(/// Token of [`Isa::Avx512`].
    Avx512, 16, true);

/// Defines a function that runs a generic kernel compiled for the instruction set in use.
///
/// ```
/// use sparkler_cpu::{dispatch, isa::Simd};
///
/// dispatch! {
///     /// `y = a * x + y`.
///     pub fn axpy(a: f32, x: &[f32], y: &mut [f32]) = axpy_kernel;
/// }
/// #[inline(always)]
/// fn axpy_kernel<S: Simd>(simd: S, a: f32, x: &[f32], y: &mut [f32]) {
///     for (y, &x) in y.iter_mut().zip(x) {
///         *y = simd.mul_add(a, x, *y);
///     }
/// }
/// let mut y = [1.0, 1.0];
/// axpy(2.0, &[3.0, 4.0], &mut y);
/// assert_eq!(y, [7.0, 9.0]);
/// ```
///
/// The kernel must be `#[inline(always)]`, so that it takes on the caller's instructions.
#[macro_export]
macro_rules! dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?
        = $kernel:path;) => {
        $(#[$meta])*
        #[allow(unsafe_code)]
        $vis fn $name($($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")]
                fn avx512($($arg: $ty),*) $(-> $ret)? {
                    // SAFETY: this function runs only where the instructions are there.
                    $kernel(unsafe { $crate::isa::Avx512::new_unchecked() }, $($arg),*)
                }
                #[target_feature(enable = "avx2,fma,f16c")]
                fn avx2($($arg: $ty),*) $(-> $ret)? {
                    // SAFETY: this function runs only where the instructions are there.
                    $kernel(unsafe { $crate::isa::Avx2::new_unchecked() }, $($arg),*)
                }
                match $crate::isa::Isa::current() {
                    // SAFETY: `current` gives only what `is_available` has found.
                    $crate::isa::Isa::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    $crate::isa::Isa::Avx2 => return unsafe { avx2($($arg),*) },
                    _ => {}
                }
            }
            #[cfg(target_arch = "aarch64")]
            if $crate::isa::Isa::current() == $crate::isa::Isa::Neon {
                // SAFETY: NEON is part of every AArch64 machine.
                return $kernel(unsafe { $crate::isa::Neon::new_unchecked() }, $($arg),*);
            }
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            if $crate::isa::Isa::current() == $crate::isa::Isa::Simd128 {
                // SAFETY: the module was compiled with simd128.
                return $kernel(unsafe { $crate::isa::Simd128::new_unchecked() }, $($arg),*);
            }
            // SAFETY: every machine has the portable set.
            $kernel(unsafe { $crate::isa::Portable::new_unchecked() }, $($arg),*)
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portable_is_always_there_and_the_current_one_is_available() {
        assert!(Isa::Portable.is_available());
        assert!(Isa::current().is_available());
    }
}
