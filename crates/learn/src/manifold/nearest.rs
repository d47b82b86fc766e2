//! Exact nearest neighbours, by products of matrices.

use crate::{linalg, parallel};

/// The `k` nearest rows of `y` to each row of `x` (both of `columns`), nearest first: their numbers,
/// and Euclidean distances. With `same`, a row of `x` is no neighbour of the row of `y` of the same
/// number.
pub fn nearest(x: &[f64], y: &[f64], columns: usize, k: usize, same: bool) -> (Vec<u32>, Vec<f64>) {
    const BLOCK: usize = 64;
    let (n, m) = (x.len() / columns, y.len() / columns);
    let squares: Vec<f64> =
        y.chunks_exact(columns).map(|row| row.iter().map(|v| v * v).sum()).collect();
    let blocks = parallel::map(n.div_ceil(BLOCK), BLOCK * m * columns / 8, |block| {
        let (first, last) = (block * BLOCK, ((block + 1) * BLOCK).min(n));
        let rows = &x[first * columns..last * columns];
        let products = linalg::matmul_nt(last - first, columns, m, rows, y);
        let (mut numbers, mut distances) = (Vec::new(), Vec::new());
        let mut order: Vec<(f64, u32)> = Vec::with_capacity(m);
        for (i, products) in products.chunks_exact(m).enumerate() {
            let own = &rows[i * columns..][..columns];
            order.clear();
            for (j, product) in products.iter().enumerate() {
                if !(same && j == first + i) {
                    order.push((squares[j] - 2.0 * product, j as u32));
                }
            }
            let by = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            let k = k.min(order.len());
            if k < order.len() {
                order.select_nth_unstable_by(k, by);
            }
            // Products lose digits where rows are near: the few that count are computed anew.
            for entry in &mut order[..k] {
                let other = &y[entry.1 as usize * columns..][..columns];
                entry.0 = own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
            }
            order[..k].sort_unstable_by(by);
            numbers.extend(order[..k].iter().map(|e| e.1));
            distances.extend(order[..k].iter().map(|e| e.0.sqrt()));
        }
        (numbers, distances)
    });
    let (mut numbers, mut distances) = (Vec::new(), Vec::new());
    for (some_numbers, some_distances) in blocks {
        numbers.extend(some_numbers);
        distances.extend(some_distances);
    }
    (numbers, distances)
}
