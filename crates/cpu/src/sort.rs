//! Sorting, selection and search in rows. NaN comes last, whichever the direction.

use crate::par::{self, SharedMut};
use crate::reduce::Ordered;
use std::cmp::Ordering;

/// The elements' keys and places. All types are sorted as these pairs, so there is one sorting
/// routine instead of one for each type and direction; and since no two are equal, the quick
/// unstable one is stable.
#[inline(always)]
fn pairs<T: Ordered>(row: &[T], descending: bool, pairs: &mut Vec<(u64, u32)>) {
    pairs.clear();
    pairs.extend(row.iter().zip(0..).map(|(&x, i)| (x.sort_key(descending), i)));
}

/// Sorts all pairs, or (`first` fewer than all) brings the least to the front and sorts those.
fn sort_pairs(pairs: &mut [(u64, u32)], first: usize) {
    if first > 0 && first < pairs.len() {
        pairs.select_nth_unstable(first - 1);
    }
    let first = first.min(pairs.len());
    pairs[..first].sort_unstable();
}

/// Rows of one parallel piece.
fn grain(columns: usize) -> usize {
    (2048 / columns.max(1)).max(1)
}

/// Sorts each row of `columns` elements in place.
///
/// ```
/// let mut x = [3.0f32, f32::NAN, 1.0];
/// sparkler_cpu::sort::sort(&mut x, 3, true);
/// assert_eq!(x[..2], [3.0, 1.0]);
/// ```
pub fn sort<T: Ordered>(x: &mut [T], columns: usize, descending: bool) {
    if columns < 2 {
        return;
    }
    par::chunks_mut(x, grain(columns) * columns, 20, |_, x| {
        let (mut all, mut sorted) = (Vec::new(), Vec::new());
        for row in x.chunks_exact_mut(columns) {
            pairs(row, descending, &mut all);
            sort_pairs(&mut all, columns);
            sorted.clear();
            sorted.extend(all.iter().map(|&(_, i)| row[i as usize]));
            row.copy_from_slice(&sorted);
        }
    });
}

/// The indices that sort each row of `columns` elements; equal elements keep their order.
pub fn argsort<T: Ordered>(x: &[T], columns: usize, descending: bool, indices: &mut [i32]) {
    assert_eq!(x.len(), indices.len(), "argsort of another length");
    if columns == 0 {
        return;
    }
    par::chunks_mut(indices, grain(columns) * columns, 30, |start, indices| {
        let mut all = Vec::new();
        for (i, indices) in indices.chunks_exact_mut(columns).enumerate() {
            pairs(&x[start + i * columns..][..columns], descending, &mut all);
            sort_pairs(&mut all, columns);
            indices.iter_mut().zip(&all).for_each(|(index, &(_, i))| *index = i as i32);
        }
    });
}

/// The `k` largest of each row of `columns` elements in descending order, and where they stand; of
/// equal ones the first.
///
/// # Panics
/// If `k > columns` or the slices have other lengths.
pub fn top_k<T: Ordered>(x: &[T], columns: usize, k: usize, values: &mut [T], indices: &mut [i32]) {
    assert!(k <= columns, "more are asked for than there are");
    if k == 0 || x.is_empty() {
        return;
    }
    let rows = x.len() / columns;
    assert_eq!((values.len(), indices.len()), (rows * k, rows * k), "top_k of another length");
    let values = SharedMut::new(values);
    par::chunks_mut(indices, grain(columns) * k, columns * 4 / k + 1, |start, indices| {
        #[allow(unsafe_code)]
        // SAFETY: the same disjoint range as that of the indices.
        let values = unsafe { values.slice(start..start + indices.len()) };
        let mut all = Vec::with_capacity(columns);
        for (i, (values, indices)) in
            values.chunks_exact_mut(k).zip(indices.chunks_exact_mut(k)).enumerate()
        {
            let row = &x[(start / k + i) * columns..][..columns];
            pairs(row, true, &mut all);
            sort_pairs(&mut all, k);
            for ((value, index), &(_, at)) in values.iter_mut().zip(indices).zip(&all) {
                (*value, *index) = (row[at as usize], at as i32);
            }
        }
    });
}

/// Where each value would be inserted into its row of ascending numbers to keep it sorted: before
/// its equals, or behind them if `right`. `sorted` is `[rows, columns]`, `values` `[rows, count]`.
pub fn search_sorted<T: Ordered>(
    sorted: &[T],
    columns: usize,
    values: &[T],
    count: usize,
    right: bool,
    indices: &mut [i32],
) {
    assert_eq!(values.len(), indices.len(), "search_sorted of another length");
    if count == 0 {
        return;
    }
    par::chunks_mut(indices, 4096, 16, |start, indices| {
        for (i, index) in indices.iter_mut().enumerate() {
            let at = start + i;
            let row = &sorted[at / count * columns..][..columns];
            let value = values[at].sort_key(false);
            *index = row.partition_point(|&x| match x.sort_key(false).cmp(&value) {
                Ordering::Less => true,
                Ordering::Equal => right,
                Ordering::Greater => false,
            }) as i32;
        }
    });
}

/// The distinct elements of a slice; see [`unique`].
#[derive(Clone, Debug, PartialEq)]
pub struct Unique<T> {
    /// Each once, in the order in which they first appear.
    pub values: Vec<T>,
    /// For each element, where its value stands in `values`.
    pub inverse: Vec<i32>,
    /// How often each value appears.
    pub counts: Vec<i32>,
}

/// The distinct elements, in the order in which they first appear. All NaN count as one.
pub fn unique<T: Ordered>(x: &[T]) -> Unique<T> {
    let mut sorted = vec![0; x.len()];
    argsort(x, x.len(), false, &mut sorted);
    // The sort is stable, so that each run of equals begins with the first of them.
    let mut firsts: Vec<(i32, i32)> = Vec::new();
    let mut run = vec![0usize; x.len()];
    for (k, &i) in sorted.iter().enumerate() {
        let equal =
            k > 0 && x[sorted[k - 1] as usize].sort_key(false) == x[i as usize].sort_key(false);
        match firsts.last_mut() {
            Some(last) if equal => last.1 += 1,
            _ => firsts.push((i, 1)),
        }
        run[i as usize] = firsts.len() - 1;
    }
    let mut appearance: Vec<usize> = (0..firsts.len()).collect();
    appearance.sort_unstable_by_key(|&r| firsts[r].0);
    let mut place = vec![0i32; firsts.len()];
    for (p, &r) in appearance.iter().enumerate() {
        place[r] = p as i32;
    }
    Unique {
        values: appearance.iter().map(|&r| x[firsts[r].0 as usize]).collect(),
        inverse: run.into_iter().map(|r| place[r]).collect(),
        counts: appearance.iter().map(|&r| firsts[r].1).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::same_on_any_threads;
    use proptest::prelude::*;

    const NAN: f32 = f32::NAN;

    fn reference_argsort(row: &[f32], descending: bool) -> Vec<i32> {
        let mut order: Vec<i32> = (0..row.len() as i32).collect();
        // Insertion: the slowest stable sort there is.
        for i in 1..order.len() {
            let mut j = i;
            while j > 0 {
                let (a, b) = (row[order[j - 1] as usize], row[order[j] as usize]);
                let wrong = if descending { a < b } else { a > b };
                if !(wrong || a.is_nan() && !b.is_nan()) {
                    break;
                }
                order.swap(j - 1, j);
                j -= 1;
            }
        }
        order
    }

    proptest! {
        #[test]
        fn sorting_follows_the_reference(
            values in prop::collection::vec(-5i32..6, 0..60),
            columns in 1usize..12,
            descending in any::<bool>(),
            k in 0usize..12,
        ) {
            let rows = values.len() / columns;
            let x: Vec<f32> = values[..rows * columns].iter()
                .map(|&v| if v == 5 { NAN } else { v as f32 }).collect();
            let mut indices = vec![0; x.len()];
            argsort(&x, columns, descending, &mut indices);
            let mut sorted = x.clone();
            sort(&mut sorted, columns, descending);
            let k = k.min(columns);
            let (mut top, mut at) = (vec![0.0; rows * k], vec![0; rows * k]);
            top_k(&x, columns, k, &mut top, &mut at);
            for r in 0..rows {
                let row = &x[r * columns..][..columns];
                let want = reference_argsort(row, descending);
                prop_assert_eq!(&indices[r * columns..][..columns], &want[..]);
                for (got, &i) in sorted[r * columns..][..columns].iter().zip(&want) {
                    prop_assert_eq!(got.to_bits(), row[i as usize].to_bits());
                }
                let want = reference_argsort(row, true);
                prop_assert_eq!(&at[r * k..][..k], &want[..k]);
            }
        }
    }

    #[test]
    fn search_finds_both_sides() {
        let sorted = [1.0f32, 2.0, 2.0, 5.0, 0.0, 1.0, 2.0, NAN];
        let values = [2.0, 9.0, 0.0, 2.0, NAN, -1.0];
        let mut at = [0; 6];
        search_sorted(&sorted, 4, &values, 3, false, &mut at);
        assert_eq!(at, [1, 4, 0, 2, 3, 0]);
        search_sorted(&sorted, 4, &values, 3, true, &mut at);
        assert_eq!(at, [3, 4, 0, 3, 4, 0]);
        search_sorted::<f32>(&[], 0, &[1.0], 1, true, &mut at[..1]);
        assert_eq!(at[0], 0);
    }

    #[test]
    fn distinct_elements_in_order_of_appearance() {
        let u = unique(&[5, 3, 5, 5, 1, 3]);
        assert_eq!(u.values, [5, 3, 1]);
        assert_eq!(u.inverse, [0, 1, 0, 0, 2, 1]);
        assert_eq!(u.counts, [3, 2, 1]);
        assert_eq!(unique::<i32>(&[]), Unique { values: vec![], inverse: vec![], counts: vec![] });
        assert_eq!(unique(&[NAN, 1.0, NAN]).counts, [2, 1]);
        assert_eq!(unique(&[true, false, true]).values, [true, false]);
    }

    #[test]
    fn threads_do_not_matter() {
        let x: Vec<i32> = (0..60_000).map(|i| i * 7919 % 1009).collect();
        same_on_any_threads(|| {
            let (mut v, mut i) = (vec![0; 3000], vec![0; 3000]);
            top_k(&x, 100, 5, &mut v, &mut i);
            let mut order = vec![0; x.len()];
            argsort(&x, 100, false, &mut order);
            (v, i, order)
        });
    }
}
