//! Eigenvalues and eigenvectors of symmetric matrices: Householder's tridiagonal form, then the
//! implicit QL method (Golub and Van Loan, "Matrix Computations", 8.3).

use super::rotations::{Rotations, Strips, accumulate, reflector};
use crate::{Error, Result};
use sparkler_cpu::double;

/// What [`symmetric_eigen`] gives.
#[derive(Clone, Debug)]
pub struct SymmetricEigen {
    /// The eigenvalues, ascending.
    pub values: Vec<f64>,
    /// The eigenvector of each, of length 1, as a ROW: that of `values[i]` begins at `i * n`.
    pub vectors: Vec<f64>,
}

/// The eigenvalues and eigenvectors of a symmetric matrix of `n` x `n`, of which the lower triangle
/// is read.
///
/// ```
/// let eigen = sparkler_learn::linalg::symmetric_eigen(2, &[2.0, 1.0, 1.0, 2.0]).unwrap();
/// assert!((eigen.values[0] - 1.0).abs() < 1e-15 && (eigen.values[1] - 3.0).abs() < 1e-15);
/// ```
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn symmetric_eigen(n: usize, a: &[f64]) -> Result<SymmetricEigen> {
    if n == 0 {
        return Ok(SymmetricEigen { values: Vec::new(), vectors: Vec::new() });
    }
    if a[..n * n].iter().any(|v| !v.is_finite()) {
        return Err(Error::data("symmetric_eigen", "the matrix holds numbers that are not finite"));
    }
    // A scale of about 1, so that squares neither overflow nor vanish.
    let largest = a[..n * n].iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let mut a: Vec<f64> = a[..n * n].iter().map(|v| v / scale).collect();
    let (mut d, mut e, vectors, taus) = tridiagonal(n, &mut a);
    let mut z = Strips::new(n, n, &accumulate(n, &vectors, &taus, 1));
    ql(&mut d, &mut e, &mut z)?;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| d[i].total_cmp(&d[j]));
    Ok(SymmetricEigen {
        values: order.iter().map(|&i| d[i] * scale).collect(),
        vectors: z.rows_in_order(&order),
    })
}

/// Diagonal, subdiagonal (`e[i]` is element `(i + 1, i)`), and the reflectors, of which number `k`
/// begins at place `k + 1`.
fn tridiagonal(n: usize, a: &mut [f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>) {
    let count = n.saturating_sub(2);
    let mut d = vec![0.0; n];
    let mut e = vec![0.0; n];
    let mut vectors = vec![0.0; count * n];
    let mut taus = vec![0.0; count];
    let mut w = vec![0.0; n];
    for k in 0..count {
        d[k] = a[k * n + k];
        let v = &mut vectors[k * n..(k + 1) * n];
        for i in k + 1..n {
            v[i] = a[i * n + k];
        }
        let (tau, beta) = reflector(&mut v[k + 1..]);
        taus[k] = tau;
        e[k] = beta;
        if tau == 0.0 {
            continue;
        }
        // w = A v, with the lower triangle alone.
        w[k + 1..].fill(0.0);
        for i in k + 1..n {
            let row = &a[i * n + k + 1..i * n + i];
            w[i] += double::dot(row, &v[k + 1..i]) + a[i * n + i] * v[i];
            double::axpy(v[i], row, &mut w[k + 1..i]);
        }
        w[k + 1..].iter_mut().for_each(|w| *w *= tau);
        let half = -0.5 * tau * double::dot(&w[k + 1..], &v[k + 1..]);
        double::axpy(half, &v[k + 1..], &mut w[k + 1..]);
        for i in k + 1..n {
            let row = &mut a[i * n + k + 1..i * n + i + 1];
            double::axpy2(-v[i], &w[k + 1..], -w[i], &v[k + 1..], row);
        }
    }
    for k in count..n {
        d[k] = a[k * n + k];
        if k + 1 < n {
            e[k] = a[(k + 1) * n + k];
        }
    }
    (d, e, vectors, taus)
}

/// Makes the tridiagonal matrix diagonal and turns the rows of `z` along.
fn ql(d: &mut [f64], e: &mut [f64], z: &mut Strips) -> Result<()> {
    let n = d.len();
    let mut rotations = Rotations::new();
    for l in 0..n {
        let mut tries = 0;
        loop {
            let m = (l..n - 1)
                .find(|&m| {
                    e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs())
                        || e[m].abs() < f64::MIN_POSITIVE
                })
                .unwrap_or(n - 1);
            if m == l {
                break;
            }
            tries += 1;
            if tries > 100 {
                return Err(Error::data("symmetric_eigen", "no convergence in 100 steps"));
            }
            let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let r = g.hypot(1.0);
            g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut early = false;
            for i in (l..m).rev() {
                let f = s * e[i];
                let b = c * e[i];
                let r = f.hypot(g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    early = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                let r = (d[i] - g) * s + 2.0 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                rotations.push(i, i + 1, c, -s);
            }
            if rotations.are_many(n) {
                rotations.apply(z);
            }
            if early {
                continue;
            }
            d[l] -= p;
            e[l] = g;
            e[m] = 0.0;
        }
    }
    rotations.apply(z);
    Ok(())
}
