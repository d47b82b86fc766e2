//! Few singular values of large matrices by random projections (Halko, Martinsson and Tropp 2011).

use super::{Qr, Svd, matmul, svd, transpose};
use crate::Result;
use crate::random::Generator;

/// An orthonormal basis (`rows` x at most `size`, row after row, with its number of columns) of
/// most of the range of a matrix of `rows` x `columns`. The matrix itself is given by two products:
/// `multiply(b, k)` is A b for b of `columns` x `k`, `multiply_transposed(b, k)` is A' b for b of
/// `rows` x `k`; so it may be sparse, or centred without being copied. `iterations` rounds of the
/// power method sharpen the result; 4 to 7 are usual.
pub fn randomized_range_finder(
    rows: usize,
    columns: usize,
    size: usize,
    iterations: usize,
    generator: &mut Generator,
    multiply: &dyn Fn(&[f64], usize) -> Vec<f64>,
    multiply_transposed: &dyn Fn(&[f64], usize) -> Vec<f64>,
) -> (Vec<f64>, usize) {
    let size = size.min(rows).min(columns);
    let random: Vec<f64> = (0..columns * size).map(|_| generator.normal()).collect();
    let mut basis = Qr::new(rows, size, &multiply(&random, size)).q();
    for _ in 0..iterations {
        let other = Qr::new(columns, size, &multiply_transposed(&basis, size)).q();
        basis = Qr::new(rows, size, &multiply(&other, size)).q();
    }
    (basis, size)
}

/// The `components` largest singular values and their vectors of a matrix that is given as for
/// [`randomized_range_finder`], which is asked for `oversamples` columns more (10 are usual).
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn randomized_svd(
    rows: usize,
    columns: usize,
    components: usize,
    oversamples: usize,
    iterations: usize,
    generator: &mut Generator,
    multiply: &dyn Fn(&[f64], usize) -> Vec<f64>,
    multiply_transposed: &dyn Fn(&[f64], usize) -> Vec<f64>,
) -> Result<Svd> {
    let (basis, size) = randomized_range_finder(
        rows,
        columns,
        components.saturating_add(oversamples),
        iterations,
        generator,
        multiply,
        multiply_transposed,
    );
    // Q' A is the transpose of A' Q.
    let small = transpose(columns, size, &multiply_transposed(&basis, size));
    let Svd { u, mut s, mut vt } = svd(size, columns, &small)?;
    let keep = components.min(size);
    let wide = matmul(rows, size, size, &basis, &u);
    let mut u = Vec::with_capacity(rows * keep);
    for row in wide.chunks_exact(size.max(1)) {
        u.extend_from_slice(&row[..keep]);
    }
    s.truncate(keep);
    vt.truncate(keep * columns);
    Ok(Svd { u, s, vt })
}
