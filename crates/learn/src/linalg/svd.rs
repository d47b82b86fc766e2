//! Singular values: QR, Golub and Kahan's bidiagonal form, then the implicit QR method on it
//! (Golub and Reinsch 1970; shifts and tests as in Demmel and Kahan 1990). And least squares.

use super::rotations::{Rotations, Strips, accumulate, givens, reflector};
use super::{Qr, matmul, matmul_tn, transpose};
use crate::{Error, Result};
use sparkler_cpu::double;

/// The thin singular value decomposition A = U diagonal(s) V' of a matrix of `m` x `n`.
#[derive(Clone, Debug)]
pub struct Svd {
    /// U, `m` x `min(m, n)`; its columns have length 1 and are at right angles.
    pub u: Vec<f64>,
    /// The singular values, descending.
    pub s: Vec<f64>,
    /// The transpose of V, `min(m, n)` x `n`: a singular vector in each row.
    pub vt: Vec<f64>,
}

/// The thin singular value decomposition of a matrix of `m` x `n`.
///
/// ```
/// let svd = sparkler_learn::linalg::svd(2, 1, &[3.0, 4.0]).unwrap();
/// assert!((svd.s[0] - 5.0).abs() < 1e-15);
/// ```
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn svd(m: usize, n: usize, a: &[f64]) -> Result<Svd> {
    if a[..m * n].iter().any(|v| !v.is_finite()) {
        return Err(Error::data("svd", "the matrix holds numbers that are not finite"));
    }
    if m < n {
        let Svd { u, s, vt } = svd(n, m, &transpose(m, n, a))?;
        return Ok(Svd { u: transpose(m, m, &vt), s, vt: transpose(n, m, &u) });
    }
    if n == 0 {
        return Ok(Svd { u: Vec::new(), s: Vec::new(), vt: Vec::new() });
    }
    if m == n {
        let (ut, s, vt) = square(n, a)?;
        return Ok(Svd { u: transpose(n, n, &ut), s, vt });
    }
    let qr = Qr::new(m, n, a);
    let (ut, s, vt) = square(n, qr.r())?;
    // Q times U, column by column.
    let mut columns = vec![0.0; n * m];
    for (to, from) in columns.chunks_exact_mut(m).zip(ut.chunks_exact(n)) {
        to[..n].copy_from_slice(from);
    }
    qr.apply_rows(&mut columns);
    Ok(Svd { u: transpose(n, m, &columns), s, vt })
}

/// The transposes of U and V, and the singular values, of a square matrix.
fn square(n: usize, a: &[f64]) -> Result<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let largest = a[..n * n].iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let mut a: Vec<f64> = a[..n * n].iter().map(|v| v / scale).collect();
    let mut d = vec![0.0; n];
    let mut e = vec![0.0; n];
    let mut left = vec![0.0; n * n];
    let mut left_taus = vec![0.0; n];
    let right_count = n.saturating_sub(2);
    let mut right = vec![0.0; right_count * n];
    let mut right_taus = vec![0.0; right_count];
    let mut w = vec![0.0; n];
    for k in 0..n {
        let v = &mut left[k * n..(k + 1) * n];
        for i in k..n {
            v[i] = a[i * n + k];
        }
        let (tau, beta) = reflector(&mut v[k..]);
        left_taus[k] = tau;
        d[k] = beta;
        if tau != 0.0 {
            let w = &mut w[k + 1..];
            w.fill(0.0);
            for i in k..n {
                double::axpy(v[i], &a[i * n + k + 1..(i + 1) * n], w);
            }
            for i in k..n {
                double::axpy(-tau * v[i], w, &mut a[i * n + k + 1..(i + 1) * n]);
            }
        }
        if k + 1 == n {
            break;
        }
        if k >= right_count {
            e[k] = a[k * n + k + 1];
            continue;
        }
        let v = &mut right[k * n..(k + 1) * n];
        v[k + 1..].copy_from_slice(&a[k * n + k + 1..(k + 1) * n]);
        let (tau, beta) = reflector(&mut v[k + 1..]);
        right_taus[k] = tau;
        e[k] = beta;
        if tau != 0.0 {
            for i in k + 1..n {
                let row = &mut a[i * n + k + 1..(i + 1) * n];
                double::axpy(-tau * double::dot(&v[k + 1..], row), &v[k + 1..], row);
            }
        }
    }
    let mut u = Strips::new(n, n, &accumulate(n, &left, &left_taus, 0));
    let mut v = Strips::new(n, n, &accumulate(n, &right, &right_taus, 1));
    bidiagonal_qr(&mut d, &mut e, &mut u, &mut v)?;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| d[j].abs().total_cmp(&d[i].abs()));
    let ut = u.rows_in_order(&order);
    let mut vt = v.rows_in_order(&order);
    for (row, &i) in vt.chunks_exact_mut(n).zip(&order) {
        if d[i] < 0.0 {
            row.iter_mut().for_each(|x| *x = -*x);
        }
    }
    Ok((ut, order.iter().map(|&i| d[i].abs() * scale).collect(), vt))
}

/// The smaller singular value of the triangle `(f, g; 0, h)`.
fn smaller_singular_value(f: f64, g: f64, h: f64) -> f64 {
    let (f, g, h) = (f.abs(), g.abs(), h.abs());
    let (low, high) = (f.min(h), f.max(h));
    if low == 0.0 {
        return 0.0;
    }
    if g < high {
        let sum = 1.0 + low / high;
        let difference = (high - low) / high;
        let square = (g / high) * (g / high);
        let c = 2.0 / ((sum * sum + square).sqrt() + (difference * difference + square).sqrt());
        return low * c;
    }
    let ratio = high / g;
    if ratio == 0.0 {
        return low * high / g;
    }
    let sum = 1.0 + low / high;
    let difference = (high - low) / high;
    let c = 1.0
        / ((1.0 + (sum * ratio) * (sum * ratio)).sqrt()
            + (1.0 + (difference * ratio) * (difference * ratio)).sqrt());
    2.0 * (low * c) * ratio
}

/// Makes the bidiagonal matrix diagonal and turns the rows of `u` and `v` along.
fn bidiagonal_qr(d: &mut [f64], e: &mut [f64], u: &mut Strips, v: &mut Strips) -> Result<()> {
    let n = d.len();
    let (mut left, mut right) = (Rotations::new(), Rotations::new());
    let norm = d.iter().chain(e.iter()).fold(0.0f64, |m, x| m.max(x.abs()));
    let tiny = f64::EPSILON * norm * 1e-3;
    let mut high = n - 1;
    let mut steps = 0;
    while high > 0 {
        for i in 0..high {
            if e[i].abs() <= 0.5 * f64::EPSILON * (d[i].abs() + d[i + 1].abs())
                || e[i].abs() <= f64::MIN_POSITIVE
            {
                e[i] = 0.0;
            }
        }
        if e[high - 1] == 0.0 {
            high -= 1;
            continue;
        }
        let low = (0..high).rev().find(|&i| e[i] == 0.0).map_or(0, |i| i + 1);
        steps += 1;
        if steps > 60 * n {
            return Err(Error::data("svd", "no convergence"));
        }
        if let Some(i) = (low..high).find(|&i| d[i].abs() <= tiny) {
            // A zero on the diagonal: what stands beside it can be turned away.
            d[i] = 0.0;
            let mut f = std::mem::take(&mut e[i]);
            for j in i + 1..=high {
                let (c, s, r) = givens(d[j], f);
                d[j] = r;
                if j < high {
                    f = -s * e[j];
                    e[j] *= c;
                }
                left.push(j, i, c, s);
            }
        } else if d[high].abs() <= tiny {
            d[high] = 0.0;
            let mut f = std::mem::take(&mut e[high - 1]);
            for j in (low..high).rev() {
                let (c, s, r) = givens(d[j], f);
                d[j] = r;
                if j > low {
                    f = -s * e[j - 1];
                    e[j - 1] *= c;
                }
                right.push(j, high, c, s);
            }
        } else {
            let shift = smaller_singular_value(d[high - 1], e[high - 1], d[high]);
            let share = shift / d[low];
            let (mut f, mut g) = if share * share < f64::EPSILON {
                (d[low], e[low])
            } else {
                ((d[low].abs() - shift) * (1f64.copysign(d[low]) + share), e[low])
            };
            for k in low..high {
                let (c, s, r) = givens(f, g);
                if k > low {
                    e[k - 1] = r;
                }
                f = c * d[k] + s * e[k];
                e[k] = c * e[k] - s * d[k];
                g = s * d[k + 1];
                d[k + 1] *= c;
                right.push(k, k + 1, c, s);
                let (c, s, r) = givens(f, g);
                d[k] = r;
                f = c * e[k] + s * d[k + 1];
                d[k + 1] = c * d[k + 1] - s * e[k];
                if k + 1 < high {
                    g = s * e[k + 1];
                    e[k + 1] *= c;
                }
                left.push(k, k + 1, c, s);
            }
            e[high - 1] = f;
        }
        if left.are_many(n) {
            left.apply(u);
        }
        if right.are_many(n) {
            right.apply(v);
        }
    }
    left.apply(u);
    right.apply(v);
    Ok(())
}

/// What [`least_squares`] gives.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    /// For each column of the right side a column, `n` x `count`.
    pub solution: Vec<f64>,
    /// How many singular values count.
    pub rank: usize,
    /// All singular values, descending.
    pub singular_values: Vec<f64>,
}

/// The vectors x that make `|A x - b|` smallest, and among those the shortest, for `a` of `m` x `n`
/// and `count` right sides, `m` x `count`. Singular values below `cutoff` times the largest count
/// as zero, so that columns that depend on each other do no harm.
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn least_squares(
    m: usize,
    n: usize,
    a: &[f64],
    count: usize,
    b: &[f64],
    cutoff: f64,
) -> Result<LeastSquares> {
    if a[..m * n].iter().any(|v| !v.is_finite()) {
        return Err(Error::data("least_squares", "the matrix holds numbers that are not finite"));
    }
    // Rows of right sides, for the reflectors.
    let mut sides = transpose(m, count, b);
    let small = m.min(n);
    let qr = if m >= n { Qr::new(m, n, a) } else { Qr::new(n, m, &transpose(m, n, a)) };
    // `core` is square: R itself, or its transpose.
    let core = if m >= n { qr.r().to_vec() } else { transpose(m, m, qr.r()) };
    if m >= n {
        qr.apply_transposed_rows(&mut sides);
    }
    let mut right = vec![0.0; small * count];
    for (j, side) in sides.chunks_exact(m.max(1)).enumerate() {
        for i in 0..small {
            right[i * count + j] = side[i];
        }
    }
    let Svd { u, s, vt } = svd(small, small, &core)?;
    let mut along = matmul_tn(small, small, count, &u, &right);
    let limit = cutoff * s.first().copied().unwrap_or(0.0);
    let rank = s.iter().take_while(|&&s| s > limit).count();
    for (i, row) in along.chunks_exact_mut(count.max(1)).enumerate() {
        row.iter_mut().for_each(|x| *x = if i < rank { *x / s[i] } else { 0.0 });
    }
    let mut solution = matmul(small, small, count, &transpose(small, small, &vt), &along);
    if m < n {
        let mut rows = vec![0.0; count * n];
        for j in 0..count {
            for i in 0..small {
                rows[j * n + i] = solution[i * count + j];
            }
        }
        qr.apply_rows(&mut rows);
        solution = transpose(count, n, &rows);
    }
    Ok(LeastSquares { solution, rank, singular_values: s })
}
