//! Kernel functions, and the matrix of their values between many points.

use crate::{Error, Features, Matrix, Result, SparseMatrix};
use serde::{Deserialize, Serialize};
use sparkler_cpu::distance;
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
use std::ops::Range;

/// Which kernel function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KernelKind {
    /// `x y`.
    Linear,
    /// `(gamma x y + coef0)^degree`.
    Poly,
    /// `exp(-gamma |x - y|^2)`.
    #[default]
    Rbf,
    /// `tanh(gamma x y + coef0)`.
    Sigmoid,
    /// The features are the kernel's values: rows x (rows that were learnt from).
    Precomputed,
}

/// How `gamma` follows from the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GammaRule {
    /// `1 / (columns * variance of all numbers)`.
    #[default]
    Scale,
    /// `1 / columns`.
    Auto,
}

/// The factor in a kernel: a number above 0, or a rule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Gamma {
    /// `"scale"` or `"auto"`.
    Rule(GammaRule),
    /// The number itself.
    Number(f64),
}

impl Default for Gamma {
    fn default() -> Self {
        Gamma::Rule(GammaRule::Scale)
    }
}

/// A kernel function with its parameters worked out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kernel {
    /// Which function.
    pub kind: KernelKind,
    /// Its factor.
    pub gamma: f64,
    /// Its constant.
    pub coef0: f64,
    /// Its power.
    pub degree: u32,
}

/// The numbers below which single precision is enough for a Gaussian: the exponent is then right to
/// a millionth.
const EXACT: f64 = 8.0;
/// Sums of absolute coefficients below which single precision is enough for sums of Gaussians.
const SMALL: f64 = 1e4;

impl Kernel {
    /// Works out `gamma` and checks the parameters.
    pub(crate) fn new(
        estimator: &'static str,
        kind: KernelKind,
        gamma: Gamma,
        coef0: f64,
        degree: u32,
        x: &Features,
    ) -> Result<Kernel> {
        let gamma = match gamma {
            Gamma::Number(gamma) if gamma.is_finite() && gamma >= 0.0 => gamma,
            Gamma::Number(gamma) => {
                return Err(Error::parameter(estimator, "gamma", gamma, "0 or more"));
            }
            Gamma::Rule(GammaRule::Auto) => 1.0 / x.columns() as f64,
            Gamma::Rule(GammaRule::Scale) => {
                let variance = variance(x);
                if variance > 0.0 { 1.0 / (x.columns() as f64 * variance) } else { 1.0 }
            }
        };
        if !coef0.is_finite() {
            return Err(Error::parameter(estimator, "coef0", coef0, "a finite number"));
        }
        if kind == KernelKind::Precomputed && x.rows() != x.columns() {
            return Err(Error::Shape {
                estimator,
                what: "the precomputed kernel",
                found: format!("{} rows x {} columns", x.rows(), x.columns()),
                expected: "as many columns as rows".into(),
            });
        }
        Ok(Kernel { kind, gamma, coef0, degree })
    }

    /// Turns products in double precision into values of the kernel.
    fn finish(&self, dots: &mut [f64], norms: &[f64], norm: f64) {
        match self.kind {
            KernelKind::Linear | KernelKind::Precomputed => {}
            KernelKind::Poly => {
                for dot in dots {
                    *dot = (self.gamma * *dot + self.coef0).powi(self.degree as i32);
                }
            }
            KernelKind::Sigmoid => {
                for dot in dots {
                    *dot = (self.gamma * *dot + self.coef0).tanh();
                }
            }
            KernelKind::Rbf => {
                distance::squared(dots, norms, norm);
                for square in dots {
                    *square = (-self.gamma * *square).exp();
                }
            }
        }
    }
}

/// The variance of all numbers, zeros of a sparse matrix included.
fn variance(x: &Features) -> f64 {
    let count = (x.rows() * x.columns()) as f64;
    match x {
        Features::Dense(m) => {
            let values = m.to_f64();
            let mean = values.iter().sum::<f64>() / count;
            values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count
        }
        Features::Sparse(m) => {
            let values = || (0..m.rows()).flat_map(|row| m.row(row).1);
            let mean = values().sum::<f64>() / count;
            let stored: f64 = values().map(|v| (v - mean) * (v - mean)).sum();
            (stored + (count - m.stored() as f64) * mean * mean) / count
        }
    }
}

/// Points in the form that products with all of them are fast in.
enum Points {
    /// Column after column, in single precision, the mean taken away.
    Single { x: Vec<f32>, norms: Vec<f32> },
    /// Column after column.
    Double { x: Vec<f64>, norms: Vec<f64> },
    /// Rows with few numbers that are not zero.
    Sparse { x: SparseMatrix, norms: Vec<f64> },
    /// The values of the kernel themselves.
    Values { x: Matrix, index: Vec<usize> },
}

/// The kernel's values between the points of a problem, computed when asked for. The points can be
/// put into another order.
pub(crate) struct Gram {
    kernel: Kernel,
    points: Points,
    len: usize,
    columns: usize,
}

pub(super) fn centred(x: &[f64], rows: usize, columns: usize) -> (Vec<f64>, f64) {
    let mut mean = vec![0.0; columns];
    for row in x.chunks_exact(columns) {
        mean.iter_mut().zip(row).for_each(|(m, v)| *m += v);
    }
    mean.iter_mut().for_each(|m| *m /= rows as f64);
    let reach = x
        .chunks_exact(columns)
        .map(|row| row.iter().zip(&mean).map(|(v, m)| (v - m) * (v - m)).sum::<f64>())
        .fold(0.0, f64::max);
    (mean, reach)
}

/// Rows for columns.
fn turn<T: Copy + Default>(
    x: &[f64],
    rows: usize,
    columns: usize,
    f: impl Fn(usize, f64) -> T,
) -> Vec<T> {
    let mut out = vec![T::default(); rows * columns];
    for (r, row) in x.chunks_exact(columns).enumerate() {
        for (c, &v) in row.iter().enumerate() {
            out[c * rows + r] = f(c, v);
        }
    }
    out
}

/// Sums over columns of a product of two numbers, for each of `n` points.
fn norms_of(x: &[f64], n: usize) -> Vec<f64> {
    let mut norms = vec![0.0; n];
    for column in x.chunks_exact(n) {
        norms.iter_mut().zip(column).for_each(|(norm, v)| *norm += v * v);
    }
    norms
}

fn permute<T: Copy>(x: &mut [T], n: usize, order: &[usize]) {
    let mut moved = Vec::with_capacity(n);
    for column in x.chunks_exact_mut(n) {
        moved.clear();
        moved.extend(order.iter().map(|&from| column[from]));
        column.copy_from_slice(&moved);
    }
}

impl Gram {
    /// The matrix between the rows `rows` of `x`.
    pub(crate) fn new(kernel: Kernel, x: &Features, rows: &[usize]) -> Gram {
        let columns = x.columns();
        let len = rows.len();
        let points = match (kernel.kind, x) {
            (KernelKind::Precomputed, _) => {
                Points::Values { x: x.to_dense().into_owned(), index: rows.to_vec() }
            }
            // Where a fifth of the numbers or more are there, the dense form is faster.
            (_, Features::Sparse(m)) if m.stored() * 5 < m.rows() * m.columns() => {
                let x = m.take_rows(rows);
                let norms = (0..len).map(|r| x.row(r).1.iter().map(|v| v * v).sum()).collect();
                Points::Sparse { x, norms }
            }
            _ => {
                let x = x.take_rows(rows);
                let x = x.to_dense().to_f64().into_owned();
                let (mean, reach) = centred(&x, len, columns);
                if kernel.kind == KernelKind::Rbf && kernel.gamma * reach < EXACT {
                    let x = turn(&x, len, columns, |c, v| (v - mean[c]) as f32);
                    let mut norms = vec![0.0; len];
                    for column in x.chunks_exact(len) {
                        norms.iter_mut().zip(column).for_each(|(norm, v)| *norm += v * v);
                    }
                    Points::Single { x, norms }
                } else {
                    let rbf = kernel.kind == KernelKind::Rbf;
                    let x = turn(&x, len, columns, |c, v| if rbf { v - mean[c] } else { v });
                    let norms = norms_of(&x, len);
                    Points::Double { x, norms }
                }
            }
        };
        Gram { kernel, points, len, columns }
    }

    /// The number of points.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The value of each point with itself.
    pub(crate) fn diagonal(&self) -> Vec<f32> {
        match &self.points {
            Points::Values { x, index } => index.iter().map(|&i| x.get(i, i) as f32).collect(),
            _ if self.kernel.kind == KernelKind::Rbf => vec![1.0; self.len],
            Points::Single { norms, .. } => {
                let mut values: Vec<f64> = norms.iter().map(|&n| f64::from(n)).collect();
                self.kernel.finish(&mut values, &[], 0.0);
                values.iter().map(|&v| v as f32).collect()
            }
            Points::Double { norms, .. } | Points::Sparse { norms, .. } => {
                let mut values = norms.clone();
                self.kernel.finish(&mut values, &[], 0.0);
                values.iter().map(|&v| v as f32).collect()
            }
        }
    }

    /// The values of the points `who` with the points in `range`, row after row.
    pub(crate) fn rows(&self, who: &[usize], range: Range<usize>, out: &mut [f32]) {
        let width = range.len();
        let (n, k) = (self.len, self.columns);
        let out = &mut out[..who.len() * width];
        if width == 0 {
            return;
        }
        match &self.points {
            Points::Single { x, norms } => {
                let left = gather(x, n, who);
                let right = MatRef { offset: range.start, ..MatRef::row_major(x, n) };
                gemm(
                    who.len(),
                    width,
                    k,
                    MatRef::row_major(&left, k),
                    right,
                    out,
                    false,
                    Epilogue::default(),
                );
                let gamma = self.kernel.gamma as f32;
                for (out, &i) in out.chunks_exact_mut(width).zip(who) {
                    distance::gaussian(out, &norms[range.clone()], norms[i], gamma);
                }
            }
            Points::Double { x, norms } => {
                let left = gather(x, n, who);
                let right = MatRef { offset: range.start, ..MatRef::row_major(x, n) };
                let mut dots = vec![0.0; out.len()];
                gemm(
                    who.len(),
                    width,
                    k,
                    MatRef::row_major(&left, k),
                    right,
                    &mut dots,
                    false,
                    Epilogue::default(),
                );
                for (dots, &i) in dots.chunks_exact_mut(width).zip(who) {
                    self.kernel.finish(dots, &norms[range.clone()], norms[i]);
                }
                out.iter_mut().zip(&dots).for_each(|(out, &v)| *out = v as f32);
            }
            Points::Sparse { x, norms } => {
                let mut wide = vec![0.0; k];
                let mut dots = vec![0.0; width];
                for (out, &i) in out.chunks_exact_mut(width).zip(who) {
                    let (columns, values) = x.row(i);
                    columns.iter().zip(values).for_each(|(&c, &v)| wide[c as usize] = v);
                    for (dot, row) in dots.iter_mut().zip(range.clone()) {
                        let (columns, values) = x.row(row);
                        *dot = columns.iter().zip(values).map(|(&c, v)| wide[c as usize] * v).sum();
                    }
                    columns.iter().for_each(|&c| wide[c as usize] = 0.0);
                    self.kernel.finish(&mut dots, &norms[range.clone()], norms[i]);
                    out.iter_mut().zip(&dots).for_each(|(out, &v)| *out = v as f32);
                }
            }
            Points::Values { x, index } => {
                for (out, &i) in out.chunks_exact_mut(width).zip(who) {
                    for (out, &j) in out.iter_mut().zip(&index[range.clone()]) {
                        *out = x.get(index[i], j) as f32;
                    }
                }
            }
        }
    }

    /// Point `order[i]` becomes point `i`.
    pub(crate) fn reorder(&mut self, order: &[usize]) {
        let n = self.len;
        match &mut self.points {
            Points::Single { x, norms } => {
                permute(x, n, order);
                permute(norms, n, order);
            }
            Points::Double { x, norms } => {
                permute(x, n, order);
                permute(norms, n, order);
            }
            Points::Sparse { x, norms } => {
                *x = x.take_rows(order);
                permute(norms, n, order);
            }
            Points::Values { index, .. } => permute(index, n, order),
        }
    }
}

fn gather<T: Copy>(x: &[T], n: usize, who: &[usize]) -> Vec<T> {
    let columns = x.len() / n;
    let mut out = Vec::with_capacity(who.len() * columns);
    for &i in who {
        out.extend((0..columns).map(|c| x[c * n + i]));
    }
    out
}

/// Rows of new points whose kernel values are computed at a time.
const BLOCK: usize = 256;

/// Sums of kernel values with support vectors: what all models of this family predict with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expansion {
    /// The kernel function.
    pub kernel: Kernel,
    /// Which of the rows that were learnt from are the support vectors.
    pub support: Vec<usize>,
    /// The support vectors, row after row; empty if the kernel is precomputed.
    pub support_vectors: Features,
    n_features: usize,
}

impl Expansion {
    pub(crate) fn new(kernel: Kernel, x: &Features, support: Vec<usize>) -> Expansion {
        let support_vectors = match kernel.kind {
            KernelKind::Precomputed => Features::Dense(Matrix::zeros(0, 0)),
            _ => x.take_rows(&support),
        };
        Expansion { kernel, support, support_vectors, n_features: x.columns() }
    }

    /// The number of columns that new points must have.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The number of support vectors.
    pub fn len(&self) -> usize {
        self.support.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.support.is_empty()
    }

    /// Calls `each` with the number of a first row and the kernel's values of some rows of `x`
    /// with all support vectors, row after row. `size` is how large the coefficients are together
    /// that the values will be multiplied with.
    pub(crate) fn values(
        &self,
        estimator: &'static str,
        x: &Features,
        size: f64,
        mut each: impl FnMut(usize, &[f64]),
    ) -> Result<()> {
        crate::neighbors::require_columns(estimator, x, self.n_features)?;
        let (k, n) = (self.n_features, self.support.len());
        let kernel = &self.kernel;
        if n == 0 {
            return Ok(());
        }
        if let (Features::Sparse(vectors), Features::Sparse(x)) = (&self.support_vectors, x) {
            let square = |m: &SparseMatrix, r: usize| m.row(r).1.iter().map(|v| v * v).sum();
            let norms: Vec<f64> = (0..n).map(|r| square(vectors, r)).collect();
            let mut wide = vec![0.0; k];
            let mut dots = vec![0.0; n];
            for row in 0..x.rows() {
                let (columns, values) = x.row(row);
                columns.iter().zip(values).for_each(|(&c, &v)| wide[c as usize] = v);
                for (i, dot) in dots.iter_mut().enumerate() {
                    let (columns, values) = vectors.row(i);
                    *dot = columns.iter().zip(values).map(|(&c, v)| wide[c as usize] * v).sum();
                }
                columns.iter().for_each(|&c| wide[c as usize] = 0.0);
                kernel.finish(&mut dots, &norms, square(x, row));
                each(row, &dots);
            }
            return Ok(());
        }
        let x = x.to_dense();
        if kernel.kind == KernelKind::Precomputed {
            let mut row_values = vec![0.0; n];
            for row in 0..x.rows() {
                for (value, &i) in row_values.iter_mut().zip(&self.support) {
                    *value = x.get(row, i);
                }
                each(row, &row_values);
            }
            return Ok(());
        }
        let vectors = self.support_vectors.to_dense();
        let vectors = vectors.to_f64();
        let rbf = kernel.kind == KernelKind::Rbf;
        let (mean, reach) = centred(&vectors, n, k);
        let x = x.to_f64();
        let far = x
            .chunks_exact(k)
            .map(|row| row.iter().zip(&mean).map(|(v, m)| (v - m) * (v - m)).sum::<f64>())
            .fold(reach, f64::max);
        let mut out = vec![0.0; BLOCK * n];
        if rbf && kernel.gamma * far < EXACT && size < SMALL {
            let vectors = turn(&vectors, n, k, |c, v| (v - mean[c]) as f32);
            let mut norms = vec![0.0f32; n];
            for column in vectors.chunks_exact(n) {
                norms.iter_mut().zip(column).for_each(|(norm, v)| *norm += v * v);
            }
            let mut dots = vec![0.0f32; BLOCK * n];
            for (block, rows) in x.chunks(BLOCK * k).enumerate() {
                let m = rows.len() / k;
                let left: Vec<f32> =
                    rows.iter().enumerate().map(|(i, v)| (v - mean[i % k]) as f32).collect();
                let (a, b) = (MatRef::row_major(&left, k), MatRef::row_major(&vectors, n));
                gemm(m, n, k, a, b, &mut dots, false, Epilogue::default());
                let gamma = kernel.gamma as f32;
                let (left, norms) = (&left, &norms);
                sparkler_cpu::par::chunks_mut(&mut dots[..m * n], n, 8, |start, dots| {
                    let row = &left[start / n * k..][..k];
                    let norm = row.iter().map(|v| v * v).sum();
                    distance::gaussian(dots, norms, norm, gamma);
                });
                out.iter_mut().zip(&dots[..m * n]).for_each(|(out, &v)| *out = f64::from(v));
                each(block * BLOCK, &out[..m * n]);
            }
            return Ok(());
        }
        let vectors = turn(&vectors, n, k, |c, v| if rbf { v - mean[c] } else { v });
        let norms = norms_of(&vectors, n);
        for (block, rows) in x.chunks(BLOCK * k).enumerate() {
            let m = rows.len() / k;
            let shift = |(i, v): (usize, &f64)| if rbf { v - mean[i % k] } else { *v };
            let left: Vec<f64> = rows.iter().enumerate().map(shift).collect();
            let (a, b) = (MatRef::row_major(&left, k), MatRef::row_major(&vectors, n));
            gemm(m, n, k, a, b, &mut out, false, Epilogue::default());
            let (left, norms) = (&left, &norms);
            sparkler_cpu::par::chunks_mut(&mut out[..m * n], n, 20, |start, dots| {
                let row = &left[start / n * k..][..k];
                kernel.finish(dots, norms, row.iter().map(|v| v * v).sum());
            });
            each(block * BLOCK, &out[..m * n]);
        }
        Ok(())
    }

    /// For each row of `x`, the sum over all support vectors of `coef` times the kernel's value.
    pub(crate) fn sums(
        &self,
        estimator: &'static str,
        x: &Features,
        coef: &[f64],
    ) -> Result<Vec<f64>> {
        let mut sums = vec![0.0; x.rows()];
        let size = coef.iter().map(|c| c.abs()).sum();
        self.values(estimator, x, size, |first, values| {
            for (i, row) in values.chunks_exact(coef.len()).enumerate() {
                sums[first + i] = row.iter().zip(coef).map(|(v, c)| v * c).sum();
            }
        })?;
        Ok(sums)
    }

    /// That it holds together.
    pub(crate) fn validate(&self, estimator: &'static str) -> Result<()> {
        let wrong = |reason: String| Err(Error::Model { what: estimator.into(), reason });
        if self.kernel.kind == KernelKind::Precomputed {
            if let Some(i) = self.support.iter().find(|&&i| i >= self.n_features) {
                return wrong(format!("support vector {i} of {} rows", self.n_features));
            }
        } else {
            if self.support_vectors.rows() != self.support.len()
                || (!self.is_empty() && self.support_vectors.columns() != self.n_features)
            {
                return wrong(format!(
                    "support vectors of {} x {}: expected {} x {}",
                    self.support_vectors.rows(),
                    self.support_vectors.columns(),
                    self.support.len(),
                    self.n_features
                ));
            }
        }
        if self.n_features == 0 {
            return wrong("0 columns".into());
        }
        Ok(())
    }
}
