//! The innermost loop of matrix multiplication: one tile of the output in registers, for each
//! instruction set and size.
//!
//! A tile reads the left matrix through one address per row and the right matrix as whole
//! registers, so that the same code serves packed, strided and transposed matrices, and images
//! seen as matrices (convolution), where every row of every kernel window lies elsewhere.

#![allow(unsafe_code)]

use crate::isa::{self, Isa};
use crate::vector::{Float, Registers, Vector};

/// Most rows of any tile.
pub(crate) const MAX_ROWS: usize = 8;

/// What one call of a tile function computes.
pub(crate) struct Tile<T> {
    /// Runs of the inner dimension; for each, `table_rows` addresses stand in `a`.
    pub segments: usize,
    /// Steps of the inner dimension in each segment.
    pub run: usize,
    /// Addresses of the rows of the left matrix, `segments` times `table_rows`.
    pub a: *const *const T,
    /// Addresses per segment in `a`, of which the tile uses the first ones.
    pub table_rows: usize,
    /// Elements from one step of the inner dimension to the next, in each row.
    pub a_step: isize,
    /// The right matrix: the first register of the first step.
    pub b: *const T,
    /// Elements from one register to the next of the same step.
    pub b_vector: usize,
    /// Elements from one step to the next.
    pub b_step: usize,
    /// Where each row of the tile is stored; a null row is not.
    pub c: [*mut T; MAX_ROWS],
    /// Columns to store, at most the registers' lanes.
    pub columns: usize,
    /// Add to what is in the output?
    pub accumulate: bool,
    /// One value per column to add, or null.
    pub bias: *const T,
    /// Limits on the result.
    pub at_least: Option<T>,
    /// Limits on the result.
    pub at_most: Option<T>,
}

/// A compiled tile.
pub(crate) type TileFn<T> = unsafe fn(&Tile<T>);

/// The tiles of an instruction set.
pub struct Kernel<T> {
    /// Rows of a whole tile.
    pub(crate) rows: usize,
    /// Elements of a register.
    pub(crate) lanes: usize,
    /// Most registers of a tile's row.
    pub(crate) vectors: usize,
    /// Indexed by whether half the rows are enough, and by registers less one.
    pub(crate) tiles: [[TileFn<T>; 3]; 2],
}

/// Which tiles to use for an element type.
pub trait HasKernel: Sized + crate::scratch::Plain {
    #[doc(hidden)]
    fn kernel() -> &'static Kernel<Self>;
}

/// With so many steps, the output is fetched into the cache while they are summed up.
const FETCH_AHEAD: usize = 64;

/// Four steps at a time with fixed distances between them: WebAssembly's compilers would compute six
/// addresses for each step. Other instruction sets have addresses that cost nothing.
const UNROLLS: bool = cfg!(target_arch = "wasm32");

/// Asks for the cache line at an address, which may be any.
#[inline(always)]
fn prefetch<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: it is only a hint, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// One step of the inner dimension, so many after the one that the addresses are of, where elements
/// of a row and registers of a column follow one another.
///
/// # Safety
/// The addresses must be good.
#[inline(always)]
unsafe fn step<V: Vector, const ROWS: usize, const VECTORS: usize>(
    sums: &mut [[V; VECTORS]; ROWS],
    rows: &[*const V::Element; ROWS],
    columns: &[*const V::Element; VECTORS],
    after: usize,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let mut right = [V::splat(V::Element::ZERO); VECTORS];
        for j in 0..VECTORS {
            right[j] = V::load(columns[j].add(after * V::LANES));
        }
        for r in 0..ROWS {
            let left = V::splat(*rows[r].add(after));
            for j in 0..VECTORS {
                sums[r][j] = left.mul_add(right[j], sums[r][j]);
            }
        }
    }
}

/// # Safety
/// All addresses must be good for what the fields say.
#[inline(always)]
unsafe fn tile<V: Vector, const ROWS: usize, const VECTORS: usize>(t: &Tile<V::Element>) {
    // SAFETY: addresses are good as the caller promises; the instructions are there because the
    // caller is compiled with them.
    unsafe {
        if t.segments * t.run >= FETCH_AHEAD {
            for r in 0..ROWS {
                for j in 0..VECTORS {
                    prefetch(t.c[r].wrapping_add(j * V::LANES));
                }
            }
        }
        let mut sums = [[V::splat(V::Element::ZERO); VECTORS]; ROWS];
        let (mut a, mut b) = (t.a, t.b);
        for _ in 0..t.segments {
            let mut rows = [std::ptr::null(); ROWS];
            for r in 0..ROWS {
                rows[r] = *a.add(r);
            }
            a = a.add(t.table_rows);
            // Each address walks by itself. Common indices make WebAssembly a third slower: its
            // compilers add them to the addresses one by one.
            let mut columns = [b; VECTORS];
            for j in 0..VECTORS {
                columns[j] = b.wrapping_add(j * t.b_vector);
            }
            let mut rest = t.run;
            let packed = t.a_step == 1 && t.b_step == V::LANES;
            if UNROLLS && packed && size_of::<V::Element>() == 4 {
                // The way out after each step keeps the compilers from loading what all four need
                // before they begin, which does not fit the registers.
                'steps: while rest > 0 {
                    for i in 0..4 {
                        step(&mut sums, &rows, &columns, i);
                        rest -= 1;
                        if rest == 0 {
                            break 'steps;
                        }
                    }
                    for r in 0..ROWS {
                        rows[r] = rows[r].add(4);
                    }
                    for j in 0..VECTORS {
                        columns[j] = columns[j].add(4 * V::LANES);
                    }
                }
            }
            for _ in 0..rest {
                step(&mut sums, &rows, &columns, 0);
                for j in 0..VECTORS {
                    columns[j] = columns[j].wrapping_add(t.b_step);
                }
                for r in 0..ROWS {
                    rows[r] = rows[r].wrapping_offset(t.a_step);
                }
            }
            b = b.wrapping_add(t.run * t.b_step);
        }
        // Only the last register of a row may be part of the output.
        if t.columns == VECTORS * V::LANES {
            finish::<V, ROWS, VECTORS, true>(t, sums);
        } else {
            finish::<V, ROWS, VECTORS, false>(t, sums);
        }
    }
}

/// Does what is left to do with the sums and stores them. With `WHOLE`, all lanes are stored.
///
/// # Safety
/// As for [`tile`].
#[inline(always)]
unsafe fn finish<V: Vector, const ROWS: usize, const VECTORS: usize, const WHOLE: bool>(
    t: &Tile<V::Element>,
    mut sums: [[V; VECTORS]; ROWS],
) {
    // SAFETY: as the caller promises.
    unsafe {
        let last = if WHOLE { V::LANES } else { t.columns - (VECTORS - 1) * V::LANES };
        let load = |from: *const V::Element, j: usize| {
            let from = from.add(j * V::LANES);
            if !WHOLE && j + 1 == VECTORS { V::load_part(from, last) } else { V::load(from) }
        };
        if t.accumulate {
            for r in 0..ROWS {
                if !t.c[r].is_null() {
                    for j in 0..VECTORS {
                        sums[r][j] = sums[r][j].add(load(t.c[r], j));
                    }
                }
            }
        }
        if !t.bias.is_null() {
            for j in 0..VECTORS {
                let bias = load(t.bias, j);
                for r in 0..ROWS {
                    sums[r][j] = sums[r][j].add(bias);
                }
            }
        }
        if let Some(limit) = t.at_least {
            let limit = V::splat(limit);
            for r in 0..ROWS {
                for j in 0..VECTORS {
                    sums[r][j] = sums[r][j].at_least(limit);
                }
            }
        }
        if let Some(limit) = t.at_most {
            let limit = V::splat(limit);
            for r in 0..ROWS {
                for j in 0..VECTORS {
                    sums[r][j] = sums[r][j].at_most(limit);
                }
            }
        }
        for r in 0..ROWS {
            if !t.c[r].is_null() {
                for j in 0..VECTORS - 1 {
                    sums[r][j].store(t.c[r].add(j * V::LANES));
                }
                let to = t.c[r].add((VECTORS - 1) * V::LANES);
                if WHOLE {
                    sums[r][VECTORS - 1].store(to);
                } else {
                    sums[r][VECTORS - 1].store_part(to, last);
                }
            }
        }
    }
}

/// Compiles the tiles of one instruction set. `$half` rows are at least half of `$rows`.
macro_rules! kernels {
    ($module:ident, $token:ident, $rows:expr, $half:expr, $vectors:expr $(, $features:literal)?) => {
        mod $module {
            use super::*;

            $(#[target_feature(enable = $features)])?
            unsafe fn f32_tile<const ROWS: usize, const VECTORS: usize>(t: &Tile<f32>) {
                // SAFETY: as the caller promises.
                unsafe { tile::<<isa::$token as Registers>::F32, ROWS, VECTORS>(t) }
            }
            $(#[target_feature(enable = $features)])?
            unsafe fn f64_tile<const ROWS: usize, const VECTORS: usize>(t: &Tile<f64>) {
                // SAFETY: as the caller promises.
                unsafe { tile::<<isa::$token as Registers>::F64, ROWS, VECTORS>(t) }
            }
            const LAST: usize = $vectors;
            pub(super) static F32: Kernel<f32> = Kernel {
                rows: $rows,
                lanes: <isa::$token as Registers>::F32::LANES,
                vectors: LAST,
                tiles: [
                    [f32_tile::<$rows, 1>, f32_tile::<$rows, 2>, f32_tile::<$rows, LAST>],
                    [f32_tile::<$half, 1>, f32_tile::<$half, 2>, f32_tile::<$half, LAST>],
                ],
            };
            pub(super) static F64: Kernel<f64> = Kernel {
                rows: $rows,
                lanes: <isa::$token as Registers>::F64::LANES,
                vectors: LAST,
                tiles: [
                    [f64_tile::<$rows, 1>, f64_tile::<$rows, 2>, f64_tile::<$rows, LAST>],
                    [f64_tile::<$half, 1>, f64_tile::<$half, 2>, f64_tile::<$half, LAST>],
                ],
            };
        }
    };
}

// Rows times registers, plus a row of the right matrix, must fit the register file: 32 registers
// on AVX-512 and NEON, 16 elsewhere.
#[cfg(target_arch = "x86_64")]
kernels!(avx512, Avx512, 8, 4, 3, "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c");
#[cfg(target_arch = "x86_64")]
kernels!(avx2, Avx2, 6, 3, 2, "avx2,fma,f16c");
#[cfg(target_arch = "aarch64")]
kernels!(neon, Neon, 8, 4, 3);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
kernels!(simd128, Simd128, 4, 2, 2);
kernels!(portable, Portable, 4, 2, 2);

macro_rules! has_kernel {
    ($t:ty, $name:ident) => {
        impl HasKernel for $t {
            fn kernel() -> &'static Kernel<$t> {
                match Isa::current() {
                    #[cfg(target_arch = "x86_64")]
                    Isa::Avx512 => &avx512::$name,
                    #[cfg(target_arch = "x86_64")]
                    Isa::Avx2 => &avx2::$name,
                    #[cfg(target_arch = "aarch64")]
                    Isa::Neon => &neon::$name,
                    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                    Isa::Simd128 => &simd128::$name,
                    _ => &portable::$name,
                }
            }
        }
    };
}
has_kernel!(f32, F32);
has_kernel!(f64, F64);
