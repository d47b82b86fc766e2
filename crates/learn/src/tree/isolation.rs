//! Isolation forest (Liu, Ting and Zhou 2008): what few random cuts set apart is an outlier.

use super::structure::{Tree, sum_trees};
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// Tells outliers (-1) from ordinary rows (1), with scikit-learn's names and meaning.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, tree::IsolationForest};
/// let mut values: Vec<f64> = (0..100).map(|i| f64::from(i % 10)).collect();
/// values.push(1000.0);
/// let x = Matrix::new(101, 1, values).unwrap().into();
/// let model = IsolationForest::default().fit(&x, &[]).unwrap();
/// assert_eq!(model.predict(&x).unwrap()[100], -1.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IsolationForest {
    /// The number of trees.
    pub n_estimators: usize,
    /// The number of rows of each tree; `None` for 256, or all where there are fewer.
    pub max_samples: Option<usize>,
    /// The share of outliers among the rows, up to 0.5; `None` for the paper's threshold.
    pub contamination: Option<f64>,
    /// The share of columns that each tree uses, above 0 and up to 1.
    pub max_features: f64,
    /// Draw rows with replacement.
    pub bootstrap: bool,
    /// The seed of every random choice.
    pub random_state: u64,
}

impl Default for IsolationForest {
    fn default() -> Self {
        IsolationForest {
            n_estimators: 100,
            max_samples: None,
            contamination: None,
            max_features: 1.0,
            bootstrap: false,
            random_state: 0,
        }
    }
}

/// What an [`IsolationForest`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IsolationForestModel {
    n_features: usize,
    max_samples: usize,
    /// Rows whose score is below this are outliers.
    pub offset: f64,
    /// The trees; the value of a leaf is the length of the way to it.
    pub trees: Vec<Tree>,
}

impl Estimator for IsolationForest {
    const NAME: &'static str = "IsolationForest";
    const KIND: Kind = Kind::Outlier;
    type Fitted = IsolationForestModel;

    fn fit_with(
        &self,
        x: &Features,
        _: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<IsolationForestModel> {
        x.require_finite(Self::NAME)?;
        let wrong = |parameter, value: String, expected: &str| {
            Err(Error::parameter(Self::NAME, parameter, value, expected))
        };
        if self.n_estimators == 0 {
            return wrong("n_estimators", "0".into(), "at least 1");
        }
        if self.max_samples == Some(0) {
            return wrong("max_samples", "0".into(), "at least 1, or null");
        }
        if let Some(c) = self.contamination.filter(|c| !(*c > 0.0 && *c <= 0.5)) {
            return wrong(
                "contamination",
                c.to_string(),
                "a number above 0 and up to 0.5, or null",
            );
        }
        if !(self.max_features > 0.0 && self.max_features <= 1.0) {
            return wrong("max_features", self.max_features.to_string(), "above 0 and up to 1");
        }
        let dense = x.to_dense();
        let max_samples = self.max_samples.unwrap_or(256).min(x.rows());
        let columns = ((self.max_features * x.columns() as f64) as usize).max(1);
        let trees = crate::parallel::map(self.n_estimators, max_samples * 200, |tree| {
            let mut random = Generator::new(self.random_state, tree as u64);
            let mut rows = if self.bootstrap {
                (0..max_samples).map(|_| random.below(x.rows())).collect()
            } else {
                distinct(x.rows(), max_samples, &mut random)
            };
            let chosen = random.choose(x.columns(), columns);
            grow(&dense, &mut rows, &chosen, &mut random)
        });
        let progress = Progress { done: self.n_estimators, total: self.n_estimators, score: None };
        options.step(Self::NAME, progress)?;
        let mut model =
            IsolationForestModel { n_features: x.columns(), max_samples, offset: -0.5, trees };
        if let Some(share) = self.contamination {
            let mut scores = model.score_samples(x)?;
            scores.sort_by(f64::total_cmp);
            model.offset = crate::preprocessing::percentile(&scores, 100.0 * share);
        }
        Ok(model)
    }
}

/// Different rows at random, without a list of all of them (Floyd's algorithm).
fn distinct(n: usize, count: usize, random: &mut Generator) -> Vec<usize> {
    let mut chosen = std::collections::BTreeSet::new();
    for last in n - count..n {
        let row = random.below(last + 1);
        if !chosen.insert(row) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}

/// The mean length of an unsuccessful search in a binary search tree of `n` keys.
fn average_path(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        n => {
            let n = n as f64;
            2.0 * ((n - 1.0).ln() + 0.577_215_664_901_532_9) - 2.0 * (n - 1.0) / n
        }
    }
}

fn grow(x: &Matrix, rows: &mut [usize], columns: &[usize], random: &mut Generator) -> Tree {
    let mut tree = Tree::new(1);
    let max_depth = (rows.len().max(2) as f64).log2().ceil() as usize;
    tree.push_leaf(rows.len() as f64);
    let mut open = vec![(0, 0, rows.len(), 0)];
    let mut candidates = columns.to_vec();
    while let Some((node, start, end, depth)) = open.pop() {
        let part = &mut rows[start..end];
        tree.value[node] = depth as f64 + average_path(part.len());
        if depth >= max_depth || part.len() < 2 {
            continue;
        }
        // Columns in random order until one is not constant.
        let mut cut = None;
        for i in 0..candidates.len() {
            let pick = i + random.below(candidates.len() - i);
            candidates.swap(i, pick);
            let column = candidates[i];
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for &row in part.iter() {
                let value = x.get(row, column);
                low = low.min(value);
                high = high.max(value);
            }
            if low < high {
                let threshold = low + (high - low) * random.uniform();
                cut = Some((column, if threshold < high { threshold } else { low }));
                break;
            }
        }
        let Some((column, threshold)) = cut else { continue };
        let mut middle = 0;
        for i in 0..part.len() {
            if x.get(part[i], column) <= threshold {
                part.swap(i, middle);
                middle += 1;
            }
        }
        let left = tree.push_leaf(middle as f64);
        tree.push_leaf((part.len() - middle) as f64);
        tree.left[node] = left as u32;
        tree.feature[node] = column as u32;
        tree.threshold[node] = threshold;
        open.push((left + 1, start + middle, end, depth + 1));
        open.push((left, start, start + middle, depth + 1));
    }
    tree
}

impl IsolationForestModel {
    /// The opposite of the paper's anomaly score: -1 for outliers, near 0 for what lies deep among
    /// others.
    ///
    /// # Errors
    /// If the number of columns differs or numbers are missing.
    pub fn score_samples(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(IsolationForest::NAME, self.n_features)?;
        x.require_finite(IsolationForest::NAME)?;
        let mut sums = vec![0.0; x.rows()];
        sum_trees(&self.trees, 1, &x.to_dense(), &mut sums);
        let whole = self.trees.len() as f64 * average_path(self.max_samples);
        for sum in &mut sums {
            // Trees of a single row cut nothing: every row is as ordinary as any.
            *sum = if whole > 0.0 { -(-*sum / whole).exp2() } else { -0.5 };
        }
        Ok(sums)
    }
}

impl Model for IsolationForestModel {
    fn estimator(&self) -> &'static str {
        IsolationForest::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let scores = self.score_samples(x)?;
        Ok(scores.into_iter().map(|s| if s < self.offset { -1.0 } else { 1.0 }).collect())
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let scores = self.score_samples(x)?.into_iter().map(|s| s - self.offset).collect();
        Matrix::new(x.rows(), 1, scores)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let whole = self.trees.len() as f64 * average_path(self.max_samples);
        let scores = if whole > 0.0 {
            let sums = graph.trees(x, &self.trees, 1);
            let power = graph.with("Mul", &sums, -std::f64::consts::LN_2 / whole);
            let power = graph.call("Exp", &[&power], vec![]);
            let negative = graph.call("Neg", &[&power], vec![]);
            graph.with("Sub", &negative, self.offset)
        } else {
            graph.for_each_row(x, &[-0.5 - self.offset])
        };
        let flat = graph.reduce("ReduceSum", &scores, 1);
        let ordinary = graph.with("GreaterOrEqual", &flat, 0.0);
        Ok(Output::Outliers { ordinary, scores })
    }

    fn validate(&self) -> Result<()> {
        if self.trees.is_empty() {
            return Err(Error::Model {
                what: IsolationForest::NAME.into(),
                reason: "there are 0 trees: expected at least 1".into(),
            });
        }
        self.trees.iter().try_for_each(|t| t.validate(IsolationForest::NAME, self.n_features, 1))
    }
}
