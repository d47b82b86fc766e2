//! Dispatch for kernels with type parameters, which the `dispatch!` macro cannot name.

use crate::isa::{self, Isa, Simd};

/// A kernel with its arguments, to be compiled for each instruction set by [`dispatch`].
///
/// ```
/// use sparkler_cpu::{isa::Simd, kernel::{Kernel, dispatch}};
///
/// struct Double<'a, T>(&'a mut [T]);
/// impl<T: Copy + std::ops::Add<Output = T>> Kernel for Double<'_, T> {
///     type Output = ();
///     #[inline(always)]
///     fn run<S: Simd>(self, _: S) {
///         self.0.iter_mut().for_each(|x| *x = *x + *x);
///     }
/// }
/// let mut x = [1, 2, 3];
/// dispatch(Double(&mut x));
/// assert_eq!(x, [2, 4, 6]);
/// ```
pub trait Kernel {
    /// What it returns.
    type Output;
    /// Does the work; must be `#[inline(always)]`, so that it takes on the caller's instructions.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Runs a kernel compiled for the instruction set in use.
#[allow(unsafe_code)]
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")]
        fn avx512<K: Kernel>(kernel: K) -> K::Output {
            // SAFETY: this function runs only where the instructions are there.
            kernel.run(unsafe { isa::Avx512::new_unchecked() })
        }
        #[target_feature(enable = "avx2,fma,f16c")]
        fn avx2<K: Kernel>(kernel: K) -> K::Output {
            // SAFETY: this function runs only where the instructions are there.
            kernel.run(unsafe { isa::Avx2::new_unchecked() })
        }
        match Isa::current() {
            // SAFETY: `current` gives only what `is_available` has found.
            Isa::Avx512 => return unsafe { avx512(kernel) },
            // SAFETY: as above.
            Isa::Avx2 => return unsafe { avx2(kernel) },
            _ => {}
        }
    }
    #[cfg(target_arch = "aarch64")]
    if Isa::current() == Isa::Neon {
        // SAFETY: NEON is part of every AArch64 machine.
        return kernel.run(unsafe { isa::Neon::new_unchecked() });
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if Isa::current() == Isa::Simd128 {
        // SAFETY: the module was compiled with simd128.
        return kernel.run(unsafe { isa::Simd128::new_unchecked() });
    }
    // SAFETY: every machine has the portable set.
    kernel.run(unsafe { isa::Portable::new_unchecked() })
}

/// One lock for the tests that force an instruction set or a number of threads, both of which
/// belong to the whole process.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use std::sync::{Mutex, MutexGuard};

    /// Held by a test that changes what the whole process shares.
    pub(crate) fn alone() -> MutexGuard<'static, ()> {
        static LOCK: Mutex<()> = Mutex::new(());
        LOCK.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Calls `test` under every instruction set that the machine has.
    pub(crate) fn on_every_isa(mut test: impl FnMut(Isa)) {
        let _alone = alone();
        let before = Isa::current();
        for isa in Isa::ALL {
            if isa.force() {
                test(isa);
            }
        }
        before.force();
    }

    /// Checks that `compute` gives the same on one, two and three threads.
    pub(crate) fn same_on_any_threads<T: PartialEq + std::fmt::Debug>(compute: impl Fn() -> T) {
        let _alone = alone();
        let before = crate::par::threads();
        crate::par::set_threads(1);
        let one = compute();
        for threads in [2, 3] {
            crate::par::set_threads(threads);
            assert!(compute() == one, "{threads} threads give other bits than one");
        }
        crate::par::set_threads(before);
    }
}
