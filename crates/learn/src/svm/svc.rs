//! Classification: a machine for each pair of classes.

use super::kernel::{Expansion, Gamma, Gram, Kernel, KernelKind};
use super::probability;
use super::solver::{self, Limits, Problem};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result, parallel, target};
use serde::{Deserialize, Serialize};
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
use sparkler_cpu::par;

/// The form of [`Model::decision_function`] for more than two classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionShape {
    /// A column for each class: its votes, and the sum of its margins to tell equal votes apart.
    #[default]
    Ovr,
    /// A column for each pair of classes.
    Ovo,
}

/// Support vector classification with kernels, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, SVC};
/// let x = Matrix::from_rows(&[[-1.0, -1.0], [-2.0, -1.0], [1.0, 1.0], [2.0, 1.0]]).unwrap();
/// let x = x.into();
/// let model = SVC::default().fit(&x, &[1.0, 1.0, 2.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [1.0, 1.0, 2.0, 2.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SVC {
    /// How much an error costs, above 0; the smaller, the smoother the boundary.
    #[serde(rename = "C")]
    pub c: f64,
    /// The kernel function.
    pub kernel: KernelKind,
    /// The power of a polynomial kernel.
    pub degree: u32,
    /// The factor in the kernel.
    pub gamma: Gamma,
    /// The constant of polynomial and sigmoid kernels.
    pub coef0: f64,
    /// Leave out points that stay where they are.
    pub shrinking: bool,
    /// Learn probabilities too, in a cross-validation of five folds.
    pub probability: bool,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// Memory for kernel values, in megabytes.
    pub cache_size: f64,
    /// How much each class counts.
    pub class_weight: Option<ClassWeight>,
    /// Most steps of a machine; -1 for no limit.
    pub max_iter: i64,
    /// The form of decision values.
    pub decision_function_shape: DecisionShape,
    /// Decide equal votes by the decision values (slower). Needs the form `ovr`.
    pub break_ties: bool,
    /// The seed of the folds for probabilities.
    pub random_state: u64,
}

impl Default for SVC {
    fn default() -> Self {
        SVC {
            c: 1.0,
            kernel: KernelKind::Rbf,
            degree: 3,
            gamma: Gamma::default(),
            coef0: 0.0,
            shrinking: true,
            probability: false,
            tol: 1e-3,
            cache_size: 200.0,
            class_weight: None,
            max_iter: -1,
            decision_function_shape: DecisionShape::Ovr,
            break_ties: false,
            random_state: 0,
        }
    }
}

/// What an [`SVC`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SvcModel {
    classes: Vec<f64>,
    /// The support vectors, by class.
    pub expansion: Expansion,
    /// The coefficients of the support vectors (columns) against each other class (rows, in
    /// ascending order without the vector's own).
    pub dual_coef: Matrix,
    /// What is added to the sum of each pair of classes: (0, 1), (0, 2), ..., (1, 2), ...
    /// Positive sums mean the first of the two.
    pub intercept: Vec<f64>,
    /// The number of support vectors of each class.
    pub n_support: Vec<usize>,
    /// The steps of each pair's machine.
    pub n_iter: Vec<usize>,
    /// Whether all machines reached the tolerance.
    pub converged: bool,
    sigmoids: Vec<(f64, f64)>,
    shape: DecisionShape,
    break_ties: bool,
    nu: bool,
}

/// A machine for two classes.
struct Pair {
    /// The rows, those of the first class first, and their coefficients.
    rows: Vec<usize>,
    beta: Vec<f64>,
    rho: f64,
    iterations: usize,
    converged: bool,
    sigmoid: Option<(f64, f64)>,
}

impl SVC {
    fn pair(
        &self,
        x: &Features,
        kernel: Kernel,
        rows: [&[usize]; 2],
        cost: &(dyn Fn(usize, usize) -> f64 + Sync),
        nu: Option<f64>,
        limits: Limits,
        options: &FitOptions<'_>,
    ) -> Result<(Vec<usize>, solver::Solution)> {
        let all = rows.concat();
        let first = rows[0].len();
        let n = all.len();
        let bound = |i: usize| cost(all[i], usize::from(i >= first));
        let mut beta = vec![0.0; n];
        if let Some(nu) = nu {
            // Each class holds half of nu's share, which stays.
            let half = nu * (0..n).map(bound).sum::<f64>() / 2.0;
            for (range, sign) in [(0..first, 1.0), (first..n, -1.0)] {
                let mut rest = half;
                for i in range {
                    beta[i] = sign * rest.min(bound(i));
                    rest -= rest.min(bound(i));
                }
                if rest > 1e-9 * half {
                    let expected = "a smaller number: a class has too few rows for it";
                    return Err(Error::parameter(NuSVC::NAME, "nu", nu, expected));
                }
            }
        }
        let problem = Problem {
            linear: match nu {
                None => (0..n).map(|i| if i < first { -1.0 } else { 1.0 }).collect(),
                Some(_) => vec![0.0; n],
            },
            lower: (0..n).map(|i| if i < first { 0.0 } else { -bound(i) }).collect(),
            upper: (0..n).map(|i| if i < first { bound(i) } else { 0.0 }).collect(),
            insensitivity: 0.0,
            beta,
            groups: nu.map(|_| (0..n).map(|i| i < first).collect()),
        };
        let gram = Gram::new(kernel, x, &all);
        let mut solution = solver::solve(Self::NAME, gram, problem, limits, options)?;
        if nu.is_some() && solution.margin > 0.0 {
            // In the units of a margin of 1.
            solution.beta.iter_mut().for_each(|b| *b /= solution.margin);
            solution.rho /= solution.margin;
        }
        Ok((all, solution))
    }

    /// Decision values of rows that a machine has not learnt from, and from them a sigmoid.
    fn sigmoid(
        &self,
        x: &Features,
        kernel: Kernel,
        rows: [&[usize]; 2],
        cost: &(dyn Fn(usize, usize) -> f64 + Sync),
        nu: Option<f64>,
        limits: Limits,
        options: &FitOptions<'_>,
        stream: u64,
    ) -> Result<(f64, f64)> {
        const FOLDS: usize = 5;
        let all = rows.concat();
        let first = rows[0].len();
        let order = Generator::new(self.random_state, stream).permutation(all.len());
        let mut decisions = vec![0.0; all.len()];
        for fold in 0..FOLDS {
            let range = fold * all.len() / FOLDS..(fold + 1) * all.len() / FOLDS;
            let (held, rest): (Vec<usize>, Vec<usize>) = {
                let rest = order[..range.start].iter().chain(&order[range.end..]);
                (order[range.clone()].to_vec(), rest.copied().collect())
            };
            let of = |positive: bool| -> Vec<usize> {
                rest.iter().filter(|&&i| (i < first) == positive).map(|&i| all[i]).collect()
            };
            let (plus, minus) = (of(true), of(false));
            if plus.is_empty() || minus.is_empty() {
                let value = f64::from(i8::from(!plus.is_empty()) - i8::from(!minus.is_empty()));
                held.iter().for_each(|&i| decisions[i] = value);
                continue;
            }
            let (rows, solution) =
                self.pair(x, kernel, [&plus, &minus], cost, nu, limits, options)?;
            let (support, coef) = nonzero(&rows, &solution.beta);
            let expansion = Expansion::new(kernel, x, support);
            let held_rows: Vec<usize> = held.iter().map(|&i| all[i]).collect();
            let sums = expansion.sums(Self::NAME, &x.take_rows(&held_rows), &coef)?;
            held.iter().zip(sums).for_each(|(&i, sum)| decisions[i] = sum - solution.rho);
        }
        let positive: Vec<bool> = (0..all.len()).map(|i| i < first).collect();
        Ok(probability::sigmoid(&decisions, &positive))
    }
}

/// The rows with coefficients other than zero.
pub(super) fn nonzero(rows: &[usize], beta: &[f64]) -> (Vec<usize>, Vec<f64>) {
    rows.iter().zip(beta).filter(|(_, b)| **b != 0.0).map(|(&r, &b)| (r, b)).unzip()
}

impl Estimator for SVC {
    const NAME: &'static str = "SVC";
    const KIND: Kind = Kind::Classifier;
    type Fitted = SvcModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<SvcModel> {
        self.fit_as(Self::NAME, None, x, y, options)
    }
}

impl SVC {
    /// Fits machines with a cost, or with a share of support vectors.
    fn fit_as(
        &self,
        name: &'static str,
        nu: Option<f64>,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<SvcModel> {
        super::positive(name, "C", self.c)?;
        let mut limits =
            super::limits(name, self.tol, self.shrinking, self.cache_size, self.max_iter)?;
        x.require_finite(name)?;
        let classes = target::classes(name, y, x.rows())?;
        let kernel = Kernel::new(name, self.kernel, self.gamma, self.coef0, self.degree, x)?;
        let sample_weight = options.weights(name, x.rows())?;
        let class_weight = match &self.class_weight {
            Some(weight) => weight.of_classes(name, &classes)?,
            None => vec![1.0; classes.values.len()],
        };
        let class_weight = &class_weight;
        let k = classes.values.len();
        if self.break_ties && k > 2 && self.decision_function_shape == DecisionShape::Ovo {
            return Err(Error::parameter(
                name,
                "break_ties",
                true,
                "false with decision_function_shape = ovo",
            ));
        }
        let mut members = vec![Vec::new(); k];
        for (row, &code) in classes.codes.iter().enumerate() {
            // Rows that count nothing are no support vectors.
            if sample_weight.is_none_or(|w| w[row] > 0.0) {
                members[code as usize].push(row);
            }
        }
        if let Some(empty) = members.iter().position(Vec::is_empty) {
            return Err(Error::data(
                name,
                format!("class {} has no row with a weight above 0", classes.values[empty]),
            ));
        }
        let pairs: Vec<(usize, usize)> =
            (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j))).collect();
        if pairs.len() > 1 {
            limits.cache /= par::threads().min(pairs.len());
        }
        let fit = |p: usize| -> Result<Pair> {
            let (i, j) = pairs[p];
            let cost = move |row: usize, side: usize| {
                self.c * class_weight[[i, j][side]] * sample_weight.map_or(1.0, |w| w[row])
            };
            let cost: &(dyn Fn(usize, usize) -> f64 + Sync) = &cost;
            let rows = [members[i].as_slice(), members[j].as_slice()];
            let sigmoid = if self.probability {
                Some(self.sigmoid(x, kernel, rows, cost, nu, limits, options, p as u64)?)
            } else {
                None
            };
            let (rows, solution) = self.pair(x, kernel, rows, cost, nu, limits, options)?;
            let solver::Solution { beta, rho, iterations, converged, .. } = solution;
            Ok(Pair { rows, beta, rho, iterations, converged, sigmoid })
        };
        let fitted = if pairs.len() == 1 {
            vec![fit(0)?]
        } else {
            parallel::map(pairs.len(), usize::MAX / pairs.len(), fit)
                .into_iter()
                .collect::<Result<Vec<_>>>()?
        };

        let mut is_support = vec![false; x.rows()];
        for pair in &fitted {
            for (&row, &beta) in pair.rows.iter().zip(&pair.beta) {
                is_support[row] |= beta != 0.0;
            }
        }
        let support: Vec<usize> =
            members.iter().flatten().copied().filter(|&row| is_support[row]).collect();
        let n_support =
            members.iter().map(|m| m.iter().filter(|&&row| is_support[row]).count()).collect();
        let mut place = vec![0; x.rows()];
        support.iter().enumerate().for_each(|(i, &row)| place[row] = i);
        let n = support.len();
        let mut dual_coef = vec![0.0; (k - 1) * n];
        for (pair, &(i, j)) in fitted.iter().zip(&pairs) {
            for (at, (&row, &beta)) in pair.rows.iter().zip(&pair.beta).enumerate() {
                if beta != 0.0 {
                    let other = if at < members[i].len() { j - 1 } else { i };
                    dual_coef[other * n + place[row]] = beta;
                }
            }
        }
        Ok(SvcModel {
            classes: classes.values,
            expansion: Expansion::new(kernel, x, support),
            dual_coef: Matrix::new(k - 1, n, dual_coef)?,
            intercept: fitted.iter().map(|p| -p.rho).collect(),
            n_support,
            n_iter: fitted.iter().map(|p| p.iterations).collect(),
            converged: fitted.iter().all(|p| p.converged),
            sigmoids: fitted.iter().filter_map(|p| p.sigmoid).collect(),
            shape: self.decision_function_shape,
            break_ties: self.break_ties,
            nu: nu.is_some(),
        })
    }
}

impl SvcModel {
    /// The decision values of all pairs of classes, row after row. Positive ones are for the first
    /// class of a pair.
    fn pairs(&self, x: &Features) -> Result<Vec<f64>> {
        let k = self.classes.len();
        let count = self.intercept.len();
        let n = self.expansion.len();
        let coef = self.dual_coef.to_f64();
        let mut out: Vec<f64> =
            (0..x.rows()).flat_map(|_| self.intercept.iter().copied()).collect();
        let mut sums = Vec::new();
        let size = coef.chunks(n.max(1)).map(|row| row.iter().map(|c| c.abs()).sum());
        let size = size.fold(0.0, f64::max);
        self.expansion.values(self.estimator(), x, size, |first, values| {
            let m = values.len() / n;
            // For each class the sums of its vectors against all others.
            sums.resize(k * m * (k - 1), 0.0);
            let mut start = 0;
            for (class, &size) in self.n_support.iter().enumerate() {
                let a = MatRef { offset: start, ..MatRef::row_major(values, n) };
                let b = MatRef { offset: start, ..MatRef::new(&coef, 1, n as isize) };
                let c = &mut sums[class * m * (k - 1)..][..m * (k - 1)];
                gemm(m, k - 1, size, a, b, c, false, Epilogue::default());
                start += size;
            }
            for row in 0..m {
                let mut pair = (first + row) * count;
                for i in 0..k {
                    for j in i + 1..k {
                        out[pair] += sums[(i * m + row) * (k - 1) + j - 1]
                            + sums[(j * m + row) * (k - 1) + i];
                        pair += 1;
                    }
                }
            }
        })?;
        Ok(out)
    }

    /// Votes and, to tell equal ones apart, margins squeezed into less than half a vote.
    fn one_against_rest(&self, pairs: &[f64], out: &mut Vec<f64>) {
        let k = self.classes.len();
        let (mut votes, mut margins) = (vec![0.0; k], vec![0.0; k]);
        let mut pair = 0;
        for i in 0..k {
            for j in i + 1..k {
                let value = pairs[pair];
                margins[i] += value;
                margins[j] -= value;
                votes[if value >= 0.0 { i } else { j }] += 1.0;
                pair += 1;
            }
        }
        out.extend(votes.iter().zip(&margins).map(|(v, m)| v + m / (3.0 * (m.abs() + 1.0))));
    }

    /// The coefficients of all support vectors (columns) in each pair of classes (rows).
    fn pair_coefficients(&self) -> Vec<f64> {
        let (k, n) = (self.classes.len(), self.expansion.len());
        let first = |class: usize| self.n_support[..class].iter().sum::<usize>();
        let mut out = Vec::with_capacity(self.intercept.len() * n);
        for i in 0..k {
            for j in i + 1..k {
                let mut row = vec![0.0; n];
                for (class, other) in [(i, j - 1), (j, i)] {
                    for v in first(class)..first(class + 1) {
                        row[v] = self.dual_coef.get(other, v);
                    }
                }
                out.extend(row);
            }
        }
        out
    }

    fn vote(&self, pairs: &[f64]) -> usize {
        let k = self.classes.len();
        let mut votes = vec![0; k];
        let mut pair = 0;
        for i in 0..k {
            for j in i + 1..k {
                votes[if pairs[pair] > 0.0 { i } else { j }] += 1;
                pair += 1;
            }
        }
        (0..k).fold(0, |best, i| if votes[i] > votes[best] { i } else { best })
    }
}

impl Model for SvcModel {
    fn estimator(&self) -> &'static str {
        if self.nu { NuSVC::NAME } else { SVC::NAME }
    }

    fn n_features(&self) -> usize {
        self.expansion.n_features()
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let k = self.classes.len();
        if self.break_ties && k > 2 {
            let values = self.decision_function(x)?.into_f64();
            let best = |row: &[f64]| (0..k).fold(0, |b, i| if row[i] > row[b] { i } else { b });
            return Ok(values.chunks_exact(k).map(|row| self.classes[best(row)]).collect());
        }
        let pairs = self.pairs(x)?;
        Ok(pairs.chunks_exact(self.intercept.len()).map(|p| self.classes[self.vote(p)]).collect())
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let k = self.classes.len();
        if self.sigmoids.is_empty() {
            return Err(Error::Unsupported {
                estimator: self.estimator(),
                method: "predict_proba",
                hint: "; fit it with probability = true",
            });
        }
        let pairs = self.pairs(x)?;
        let mut out = Vec::with_capacity(x.rows() * k);
        for decisions in pairs.chunks_exact(self.intercept.len()) {
            let mut pairwise = vec![0.0; k * k];
            let mut pair = 0;
            for i in 0..k {
                for j in i + 1..k {
                    let p = probability::probability(decisions[pair], self.sigmoids[pair]);
                    // Never quite sure, so that no class can divide by zero.
                    let p = p.clamp(1e-7, 1.0 - 1e-7);
                    (pairwise[i * k + j], pairwise[j * k + i]) = (p, 1.0 - p);
                    pair += 1;
                }
            }
            if k == 2 {
                out.extend([pairwise[1], pairwise[2]]);
            } else {
                out.extend(probability::couple(k, &pairwise));
            }
        }
        Matrix::new(x.rows(), k, out)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let k = self.classes.len();
        let pairs = self.pairs(x)?;
        if k == 2 {
            // Positive for the second class, as everywhere else.
            return Matrix::new(x.rows(), 1, pairs.iter().map(|v| -v).collect());
        }
        let count = self.intercept.len();
        if self.shape == DecisionShape::Ovo {
            return Matrix::new(x.rows(), count, pairs);
        }
        let mut out = Vec::with_capacity(x.rows() * k);
        pairs.chunks_exact(count).for_each(|p| self.one_against_rest(p, &mut out));
        Matrix::new(x.rows(), k, out)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let k = self.classes.len();
        let coef = self.pair_coefficients();
        let pairs = self.expansion.onnx_sums(graph, x, &coef, &self.intercept)?;
        let votes = graph.votes(&pairs, k, false);
        let mut decide = votes;
        let mut scores = pairs.clone();
        if k == 2 {
            let negative = graph.call("Neg", &[&pairs], vec![]);
            scores = graph.beside(&[pairs.clone(), negative]);
        } else if self.shape == DecisionShape::Ovr {
            let votes = graph.votes(&pairs, k, true);
            let margins = graph.margins(&pairs, k);
            let size = graph.call("Abs", &[&margins], vec![]);
            let size = graph.with("Add", &size, 1.0);
            let size = graph.with("Mul", &size, 3.0);
            let squeezed = graph.call("Div", &[&margins, &size], vec![]);
            scores = graph.call("Add", &[&votes, &squeezed], vec![]);
            if self.break_ties {
                decide = scores.clone();
            }
        }
        if !self.sigmoids.is_empty() {
            let (a, b): (Vec<f64>, Vec<f64>) = self.sigmoids.iter().map(|s| (-s.0, -s.1)).unzip();
            let (a, b) = (graph.constant(&[a.len()], &a), graph.constant(&[b.len()], &b));
            let scaled = graph.call("Mul", &[&pairs, &a], vec![]);
            let moved = graph.call("Add", &[&scaled, &b], vec![]);
            let p = graph.call("Sigmoid", &[&moved], vec![]);
            let (low, high) = (graph.constant(&[], &[1e-7]), graph.constant(&[], &[1.0 - 1e-7]));
            let p = graph.call("Clip", &[&p, &low, &high], vec![]);
            scores = if k == 2 {
                let one = graph.constant(&[], &[1.0]);
                let second = graph.call("Sub", &[&one, &p], vec![]);
                graph.beside(&[p, second])
            } else {
                graph.couple(&p, k)
            };
        }
        let places = graph.reduce("ArgMax", &decide, 1);
        Ok(Output::Classes { places, scores, probabilities: !self.sigmoids.is_empty() })
    }

    fn validate(&self) -> Result<()> {
        self.expansion.validate(self.estimator())?;
        let (k, n) = (self.classes.len(), self.expansion.len());
        let pairs = k * k.saturating_sub(1) / 2;
        if k < 2
            || self.dual_coef.rows() != k - 1
            || self.dual_coef.columns() != n
            || self.intercept.len() != pairs
            || self.n_support.len() != k
            || self.n_support.iter().try_fold(0usize, |sum, &s| sum.checked_add(s)) != Some(n)
            || !(self.sigmoids.is_empty() || self.sigmoids.len() == pairs)
        {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: format!("its parts do not fit {k} classes and {n} support vectors"),
            });
        }
        Ok(())
    }
}

/// Support vector classification where `nu` bounds the share of errors from above and that of
/// support vectors from below (Schölkopf et al., *New Support Vector Algorithms*, 2000), as
/// scikit-learn's class of that name. Other parameters are those of [`SVC`].
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, svm::NuSVC};
/// let x = Matrix::from_rows(&[[-1.0, -1.0], [-2.0, -1.0], [1.0, 1.0], [2.0, 1.0]]).unwrap();
/// let x = x.into();
/// let model = NuSVC::default().fit(&x, &[1.0, 1.0, 2.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [1.0, 1.0, 2.0, 2.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NuSVC {
    /// Above 0, at most 1.
    pub nu: f64,
    /// The kernel function.
    pub kernel: KernelKind,
    /// The power of a polynomial kernel.
    pub degree: u32,
    /// The factor in the kernel.
    pub gamma: Gamma,
    /// The constant of polynomial and sigmoid kernels.
    pub coef0: f64,
    /// Leave out points that stay where they are.
    pub shrinking: bool,
    /// Learn probabilities too, in a cross-validation of five folds.
    pub probability: bool,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// Memory for kernel values, in megabytes.
    pub cache_size: f64,
    /// How much each class counts.
    pub class_weight: Option<ClassWeight>,
    /// Most steps of a machine; -1 for no limit.
    pub max_iter: i64,
    /// The form of decision values.
    pub decision_function_shape: DecisionShape,
    /// Decide equal votes by the decision values (slower). Needs the form `ovr`.
    pub break_ties: bool,
    /// The seed of the folds for probabilities.
    pub random_state: u64,
}

impl Default for NuSVC {
    fn default() -> Self {
        let svc = SVC::default();
        NuSVC {
            nu: 0.5,
            kernel: svc.kernel,
            degree: svc.degree,
            gamma: svc.gamma,
            coef0: svc.coef0,
            shrinking: svc.shrinking,
            probability: svc.probability,
            tol: svc.tol,
            cache_size: svc.cache_size,
            class_weight: svc.class_weight,
            max_iter: svc.max_iter,
            decision_function_shape: svc.decision_function_shape,
            break_ties: svc.break_ties,
            random_state: svc.random_state,
        }
    }
}

impl Estimator for NuSVC {
    const NAME: &'static str = "NuSVC";
    const KIND: Kind = Kind::Classifier;
    type Fitted = SvcModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<SvcModel> {
        if !(self.nu > 0.0 && self.nu <= 1.0) {
            return Err(Error::parameter(Self::NAME, "nu", self.nu, "above 0 and at most 1"));
        }
        let svc = SVC {
            c: 1.0,
            kernel: self.kernel,
            degree: self.degree,
            gamma: self.gamma,
            coef0: self.coef0,
            shrinking: self.shrinking,
            probability: self.probability,
            tol: self.tol,
            cache_size: self.cache_size,
            class_weight: self.class_weight.clone(),
            max_iter: self.max_iter,
            decision_function_shape: self.decision_function_shape,
            break_ties: self.break_ties,
            random_state: self.random_state,
        };
        svc.fit_as(Self::NAME, Some(self.nu), x, y, options)
    }
}
