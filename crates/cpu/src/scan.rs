//! Running sums and products along the middle of `[outer, len, inner]`.

use crate::par;
use crate::reduce::Reduce;
use sparkler_base::Element;

/// An element type that scans; integers wrap.
pub trait Scan: Element {
    /// The start of a running sum.
    const ZERO: Self;
    /// The start of a running product.
    const ONE: Self;
    /// `self + other`.
    fn plus(self, other: Self) -> Self;
    /// `self * other`.
    fn times(self, other: Self) -> Self;
}

macro_rules! scan {
    ($($t:ty: $zero:expr, $one:expr, |$a:ident, $b:ident| $plus:expr, $times:expr;)*) => {$(
        impl Scan for $t {
            const ZERO: $t = $zero;
            const ONE: $t = $one;
            #[inline(always)]
            fn plus(self, $b: $t) -> $t {
                let $a = self;
                $plus
            }
            #[inline(always)]
            fn times(self, $b: $t) -> $t {
                let $a = self;
                $times
            }
        }
    )*};
}
scan! {
    f32: 0.0, 1.0, |a, b| a + b, a * b;
    f64: 0.0, 1.0, |a, b| a + b, a * b;
    u8: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
    i8: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
    i32: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
    i64: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
}

/// `y[k] = x[0] + ... + x[k]`, without the last term if `exclusive`, from the end if `reverse`.
///
/// ```
/// use sparkler_cpu::{reduce::Reduce, scan::cumsum};
/// let (dims, mut y) = (Reduce { outer: 1, len: 3, inner: 1 }, [0; 3]);
/// cumsum(&[1, 2, 3], dims, true, true, &mut y);
/// assert_eq!(y, [5, 3, 0]);
/// ```
pub fn cumsum<T: Scan>(x: &[T], dims: Reduce, exclusive: bool, reverse: bool, y: &mut [T]) {
    scan(x, dims, exclusive, reverse, y, T::ZERO, T::plus);
}

/// `y[k] = x[0] * ... * x[k]`, without the last factor if `exclusive`, from the end if `reverse`.
pub fn cumprod<T: Scan>(x: &[T], dims: Reduce, exclusive: bool, reverse: bool, y: &mut [T]) {
    scan(x, dims, exclusive, reverse, y, T::ONE, T::times);
}

fn scan<T: Scan>(
    x: &[T],
    dims: Reduce,
    exclusive: bool,
    reverse: bool,
    y: &mut [T],
    identity: T,
    combine: impl Fn(T, T) -> T + Copy + Sync,
) {
    let Reduce { len, inner, .. } = dims;
    assert_eq!((x.len(), y.len()), (dims.input(), dims.input()), "a scan of other sizes");
    if x.is_empty() {
        return;
    }
    let plane = len * inner;
    par::chunks_mut(y, (8192 / plane).max(1) * plane, 2, |start, y| {
        let mut running = vec![identity; inner];
        for (i, y) in y.chunks_exact_mut(plane).enumerate() {
            let x = &x[start + i * plane..][..plane];
            running.fill(identity);
            for k in 0..len {
                let k = if reverse { len - 1 - k } else { k };
                let at = k * inner..(k + 1) * inner;
                for ((y, &x), r) in y[at.clone()].iter_mut().zip(&x[at]).zip(&mut running) {
                    let next = combine(*r, x);
                    *y = if exclusive { *r } else { next };
                    *r = next;
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::same_on_any_threads;
    use proptest::prelude::*;

    fn reference_scan(x: &[i32], dims: Reduce, exclusive: bool, reverse: bool) -> Vec<i32> {
        let mut y = vec![0; x.len()];
        for o in 0..dims.outer {
            for i in 0..dims.inner {
                let at = |k: usize| (o * dims.len + k) * dims.inner + i;
                for k in 0..dims.len {
                    let terms = (0..dims.len).filter(|&j| match (reverse, exclusive) {
                        (false, false) => j <= k,
                        (false, true) => j < k,
                        (true, false) => j >= k,
                        (true, true) => j > k,
                    });
                    y[at(k)] = terms.map(|j| x[at(j)]).sum();
                }
            }
        }
        y
    }

    proptest! {
        #[test]
        fn sums_follow_the_reference(
            outer in 0usize..4, len in 0usize..9, inner in 0usize..5,
            exclusive in any::<bool>(), reverse in any::<bool>(),
        ) {
            let dims = Reduce { outer, len, inner };
            let x: Vec<i32> = (0..dims.input() as i32).map(|i| i * 7 % 11 - 5).collect();
            let mut y = vec![0; x.len()];
            cumsum(&x, dims, exclusive, reverse, &mut y);
            prop_assert_eq!(y, reference_scan(&x, dims, exclusive, reverse));
        }
    }

    #[test]
    fn products_and_threads() {
        let dims = Reduce { outer: 1, len: 4, inner: 1 };
        let mut y = [0.0f32; 4];
        cumprod(&[1.0, 2.0, 3.0, 4.0], dims, false, false, &mut y);
        assert_eq!(y, [1.0, 2.0, 6.0, 24.0]);
        cumprod(&[1.0, 2.0, 3.0, 4.0], dims, true, true, &mut y);
        assert_eq!(y, [24.0, 12.0, 4.0, 1.0]);
        let x: Vec<f32> = (0..100_000).map(|i| (i % 17) as f32 * 0.1).collect();
        same_on_any_threads(|| {
            let mut y = vec![0.0; x.len()];
            cumsum(&x, Reduce { outer: 100, len: 50, inner: 20 }, false, false, &mut y);
            y
        });
    }
}
