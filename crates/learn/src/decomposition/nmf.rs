//! Non-negative factors.

use super::truncated::{decompose, multiply};
use super::{broken, check_components};
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linalg::{Svd, gram, matmul, matmul_nt, matmul_tn, transpose};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result, SparseMatrix};
use serde::{Deserialize, Serialize};

const NAME: &str = "NMF";

/// Where the factors start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NmfInit {
    /// The positive parts of singular vectors, zeros filled with the mean (Boutsidis and
    /// Gallopoulos 2008).
    #[default]
    Nndsvda,
    /// The same with zeros left zero.
    Nndsvd,
    /// At random.
    Random,
}

/// How the factors are improved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NmfSolver {
    /// Coordinate descent (Cichocki and Phan 2009).
    #[default]
    Cd,
    /// Multiplicative updates (Lee and Seung 2001), without regularisation.
    Mu,
}

/// Non-negative matrix factorisation: X is nearly W H, with nothing negative in either, by least
/// squares. Parameters and meaning are scikit-learn's, with the Frobenius loss.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Nmf {
    /// How many; as many as there are columns if `None`.
    pub n_components: Option<usize>,
    /// Where the factors start.
    pub init: NmfInit,
    /// How they are improved.
    pub solver: NmfSolver,
    /// Stops when the improvement falls below this share of the first.
    pub tol: f64,
    /// Stops after so many rounds.
    pub max_iter: usize,
    /// How strongly W is held near 0, for each column of X; `cd` alone.
    #[serde(rename = "alpha_W")]
    pub alpha_w: f64,
    /// How strongly H is held near 0, for each row of X; as `alpha_W` if `None`.
    #[serde(rename = "alpha_H")]
    pub alpha_h: Option<f64>,
    /// The share of that which is by amount (and not by square).
    pub l1_ratio: f64,
    /// The seed of random numbers.
    pub random_state: u64,
}

impl Default for Nmf {
    fn default() -> Self {
        Nmf {
            n_components: None,
            init: NmfInit::Nndsvda,
            solver: NmfSolver::Cd,
            tol: 1e-4,
            max_iter: 200,
            alpha_w: 0.0,
            alpha_h: None,
            l1_ratio: 0.0,
            random_state: 0,
        }
    }
}

/// What [`Nmf`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NmfModel {
    parameters: Nmf,
    n_features: usize,
    n_components: usize,
    /// H: components x columns.
    pub components: Vec<f64>,
    /// The Frobenius norm of X - W H on the rows it has learnt from.
    pub reconstruction_err: f64,
    /// How many rounds it took.
    pub n_iter: usize,
}

/// The data with what products need.
enum Data<'a> {
    Dense(std::borrow::Cow<'a, [f64]>),
    Sparse(&'a SparseMatrix, SparseMatrix),
}

struct Problem<'a> {
    rows: usize,
    columns: usize,
    data: Data<'a>,
}

impl<'a> Problem<'a> {
    fn new(x: &'a Features) -> Problem<'a> {
        let data = match x {
            Features::Dense(m) => Data::Dense(m.to_f64()),
            Features::Sparse(m) => Data::Sparse(m, m.transpose()),
        };
        Problem { rows: x.rows(), columns: x.columns(), data }
    }

    /// X H', rows x k.
    fn times_h(&self, h: &[f64], k: usize) -> Vec<f64> {
        match &self.data {
            Data::Dense(x) => matmul_nt(self.rows, self.columns, k, x, h),
            Data::Sparse(x, _) => multiply(x, &transpose(k, self.columns, h), k),
        }
    }

    /// X' W, columns x k.
    fn times_w(&self, w: &[f64], k: usize) -> Vec<f64> {
        match &self.data {
            Data::Dense(x) => matmul_tn(self.rows, self.columns, k, x, w),
            Data::Sparse(_, transposed) => multiply(transposed, w, k),
        }
    }

    fn values(&self) -> &[f64] {
        match &self.data {
            Data::Dense(x) => x,
            Data::Sparse(x, _) => x.stored_values(),
        }
    }

    fn mean(&self) -> f64 {
        self.values().iter().sum::<f64>() / (self.rows * self.columns) as f64
    }

    /// The Frobenius norm of X - W H, from products of the size of the factors.
    fn error(&self, w: &[f64], h: &[f64], k: usize) -> f64 {
        let squares: f64 = self.values().iter().map(|v| v * v).sum();
        let cross: f64 = self.times_h(h, k).iter().zip(w).map(|(a, b)| a * b).sum();
        let ww = gram(self.rows, k, w);
        let hh = matmul_nt(k, self.columns, k, h, h);
        let fitted: f64 = ww.iter().zip(&hh).map(|(a, b)| a * b).sum();
        (squares - 2.0 * cross + fitted).max(0.0).sqrt()
    }
}

/// A round of coordinate descent on the rows of `w`, given the products with the other factor.
/// Returns how far the slopes were from what a minimum asks for.
fn descend(w: &mut [f64], k: usize, gram: &mut [f64], products: &[f64], l1: f64, l2: f64) -> f64 {
    for i in 0..k {
        gram[i * k + i] += l2;
    }
    let mut violation = 0.0;
    for (w, product) in w.chunks_exact_mut(k).zip(products.chunks_exact(k)) {
        for t in 0..k {
            let row = &gram[t * k..][..k];
            let slope: f64 =
                l1 - product[t] + row.iter().zip(w.iter()).map(|(a, b)| a * b).sum::<f64>();
            violation += if w[t] == 0.0 { slope.min(0.0).abs() } else { slope.abs() };
            if row[t] != 0.0 {
                w[t] = (w[t] - slope / row[t]).max(0.0);
            }
        }
    }
    violation
}

impl Nmf {
    fn check(&self, x: &Features) -> Result<usize> {
        x.require_finite(NAME)?;
        let count = self.n_components.unwrap_or(x.columns());
        let most =
            if self.init == NmfInit::Random { usize::MAX } else { x.rows().min(x.columns()) };
        check_components(
            NAME,
            count,
            most,
            "the lesser of rows and columns (init random takes more)",
        )?;
        for (name, value) in
            [("tol", self.tol), ("alpha_W", self.alpha_w), ("alpha_H", self.alpha_h.unwrap_or(0.0))]
        {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::parameter(NAME, name, value, "a number of at least 0"));
            }
        }
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return Err(Error::parameter(NAME, "l1_ratio", self.l1_ratio, "0 to 1"));
        }
        if self.max_iter == 0 {
            return Err(Error::parameter(NAME, "max_iter", 0, "at least 1"));
        }
        let regularized = self.alpha_w > 0.0 || self.alpha_h.is_some_and(|a| a > 0.0);
        if self.solver == NmfSolver::Mu && regularized {
            let expected = "cd where there is regularisation";
            return Err(Error::parameter(NAME, "solver", "mu", expected));
        }
        if self.solver == NmfSolver::Mu && self.init == NmfInit::Nndsvd {
            let expected = "nndsvda or random with solver mu, which never leaves a zero";
            return Err(Error::parameter(NAME, "init", "nndsvd", expected));
        }
        Ok(count)
    }

    fn start(&self, x: &Features, problem: &Problem<'_>, k: usize) -> Result<(Vec<f64>, Vec<f64>)> {
        let (rows, columns) = (problem.rows, problem.columns);
        let mean = problem.mean();
        let mut generator = Generator::new(self.random_state, 1);
        if self.init == NmfInit::Random {
            let scale = (mean / k as f64).sqrt();
            let mut draw = |n: usize| -> Vec<f64> {
                (0..n).map(|_| (scale * generator.normal()).abs()).collect()
            };
            let h = draw(k * columns);
            return Ok((draw(rows * k), h));
        }
        let Svd { u, s, vt } = decompose(x, k, 10, 4, self.random_state)?;
        let (mut w, mut h) = (vec![0.0; rows * k], vec![0.0; k * columns]);
        for j in 0..k.min(s.len()) {
            let left: Vec<f64> = u.iter().skip(j).step_by(s.len()).copied().collect();
            let right = &vt[j * columns..][..columns];
            let norm = |x: &[f64], sign: f64| {
                x.iter().map(|v| (sign * v).max(0.0).powi(2)).sum::<f64>().sqrt()
            };
            let (sign, a, b) = if j == 0 {
                // The first vectors have one sign.
                (0.0, 1.0, 1.0)
            } else {
                let positive = (norm(&left, 1.0), norm(right, 1.0));
                let negative = (norm(&left, -1.0), norm(right, -1.0));
                if positive.0 * positive.1 > negative.0 * negative.1 {
                    (1.0, positive.0, positive.1)
                } else {
                    (-1.0, negative.0, negative.1)
                }
            };
            let part = |v: f64| if sign == 0.0 { v.abs() } else { (sign * v).max(0.0) };
            if a == 0.0 || b == 0.0 {
                continue;
            }
            let scale = (s[j] * a * b).sqrt();
            for (i, &v) in left.iter().enumerate() {
                w[i * k + j] = scale * part(v) / a;
            }
            for (i, &v) in right.iter().enumerate() {
                h[j * columns + i] = scale * part(v) / b;
            }
        }
        let fill = if self.init == NmfInit::Nndsvda { mean } else { 0.0 };
        for v in w.iter_mut().chain(&mut h) {
            if *v < 1e-6 {
                *v = fill;
            }
        }
        Ok((w, h))
    }

    /// Improves W, and H too where it is to be learnt. Returns the number of rounds.
    fn improve(
        &self,
        problem: &Problem<'_>,
        w: &mut [f64],
        h: &mut [f64],
        k: usize,
        learn_h: bool,
        options: &FitOptions<'_>,
    ) -> Result<usize> {
        let (rows, columns) = (problem.rows, problem.columns);
        let alpha_h = self.alpha_h.unwrap_or(self.alpha_w);
        let reg = |alpha: f64, n: usize| {
            let whole = alpha * n as f64;
            (whole * self.l1_ratio, whole * (1.0 - self.l1_ratio))
        };
        let ((w1, w2), (h1, h2)) = (reg(self.alpha_w, columns), reg(alpha_h, rows));
        // H turned, so that both sides are solved row by row.
        let mut ht = transpose(k, columns, h);
        let mut first = 0.0;
        let mut rounds = self.max_iter;
        let mut last_error = 0.0;
        if self.solver == NmfSolver::Mu {
            first = problem.error(w, h, k);
            last_error = first;
        }
        // X H' stays the same while H does.
        let fixed = if learn_h { Vec::new() } else { problem.times_h(h, k) };
        for round in 1..=self.max_iter {
            let current = |ht: &[f64]| transpose(columns, k, ht);
            let product = if learn_h { problem.times_h(&current(&ht), k) } else { fixed.clone() };
            let mut hh = gram(columns, k, &ht);
            let done = if self.solver == NmfSolver::Cd {
                let mut violation = descend(w, k, &mut hh, &product, w1, w2);
                if learn_h {
                    let mut ww = gram(rows, k, w);
                    let product = problem.times_w(w, k);
                    violation += descend(&mut ht, k, &mut ww, &product, h1, h2);
                }
                if round == 1 {
                    first = violation;
                }
                first == 0.0 || violation / first <= self.tol
            } else {
                scale(w, &product, &matmul(rows, k, k, w, &hh));
                if learn_h {
                    let ww = gram(rows, k, w);
                    let below = matmul(columns, k, k, &ht, &ww);
                    scale(&mut ht, &problem.times_w(w, k), &below);
                }
                let mut done = false;
                if self.tol > 0.0 && round % 10 == 0 {
                    let error = problem.error(w, &current(&ht), k);
                    done = first == 0.0 || (last_error - error) / first < self.tol;
                    last_error = error;
                }
                done
            };
            if learn_h {
                let progress = Progress { done: round, total: self.max_iter, score: None };
                options.step(NAME, progress)?;
            }
            if done {
                rounds = round;
                break;
            }
        }
        h.copy_from_slice(&transpose(columns, k, &ht));
        Ok(rounds)
    }
}

/// A multiplicative update.
fn scale(x: &mut [f64], above: &[f64], below: &[f64]) {
    for ((x, above), below) in x.iter_mut().zip(above).zip(below) {
        *x *= above / if *below == 0.0 { f64::from(f32::EPSILON) } else { *below };
    }
}

fn require_not_negative(x: &Features) -> Result<()> {
    let problem = Problem::new(x);
    match problem.values().iter().position(|&v| v < 0.0) {
        None => Ok(()),
        Some(place) => Err(Error::data(
            NAME,
            format!("X holds {}: expected no negative numbers", problem.values()[place]),
        )),
    }
}

impl Estimator for Nmf {
    const NAME: &'static str = NAME;
    const KIND: Kind = Kind::Transformer;
    type Fitted = NmfModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<NmfModel> {
        let k = self.check(x)?;
        require_not_negative(x)?;
        let problem = Problem::new(x);
        let (mut w, mut h) = self.start(x, &problem, k)?;
        let n_iter = self.improve(&problem, &mut w, &mut h, k, true, options)?;
        Ok(NmfModel {
            parameters: self.clone(),
            n_features: x.columns(),
            n_components: k,
            reconstruction_err: problem.error(&w, &h, k),
            components: h,
            n_iter,
        })
    }
}

impl NmfModel {
    /// Rows of factors as rows of the original columns.
    ///
    /// # Errors
    /// If the number of columns is not that of components.
    pub fn inverse_transform(&self, w: &Features) -> Result<Features> {
        w.require_columns(NAME, self.n_components)?;
        let dense = w.to_dense();
        let out =
            matmul(w.rows(), self.n_components, self.n_features, &dense.to_f64(), &self.components);
        Ok(Matrix::new(w.rows(), self.n_features, out)?.into())
    }
}

impl Model for NmfModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    /// W for new rows, with H as it was learnt.
    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(NAME, self.n_features)?;
        x.require_finite(NAME)?;
        require_not_negative(x)?;
        let (problem, k) = (Problem::new(x), self.n_components);
        let start = match self.parameters.solver {
            NmfSolver::Cd => 0.0,
            NmfSolver::Mu => (problem.mean() / k as f64).sqrt(),
        };
        let mut w = vec![start; x.rows() * k];
        let mut h = self.components.clone();
        self.parameters.improve(&problem, &mut w, &mut h, k, false, &FitOptions::default())?;
        Ok(Matrix::new(x.rows(), k, w)?.into())
    }

    fn validate(&self) -> Result<()> {
        if self.n_components == 0
            || self.n_features == 0
            || self.n_components.checked_mul(self.n_features) != Some(self.components.len())
        {
            return Err(broken(NAME, "components that do not fit the columns"));
        }
        Ok(())
    }
}
