//! Categories as means of the target.

use super::dense;
use super::encoders::{categories, check_categories, place};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::model_selection::{CrossValidator, Folds};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, target};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::DataType;

/// What a target is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetType {
    /// Continuous where a number is not whole, else binary or multiclass by the count of different
    /// numbers.
    #[default]
    Auto,
    /// Numbers.
    Continuous,
    /// Two classes.
    Binary,
    /// Any number of classes: a column for each.
    Multiclass,
}

/// How much the mean of all rows counts in that of a category. In JSON `"auto"` or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Smooth {
    /// By a rule.
    Rule(SmoothRule),
    /// As much as so many rows, 0 or more.
    Rows(f64),
}

/// The rules for [`Smooth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmoothRule {
    /// An empirical Bayes estimate: the more the target varies within the category the more.
    Auto,
}

/// Each category as the mean of the target over its rows, drawn towards the mean of all rows
/// (Micci-Barreca 2001), as scikit-learn's class of that name. With more than two classes there is a
/// column for each class (of the first feature, then of the second, and so on). Unknown categories
/// become the mean of all rows; a missing value is a category of its own.
///
/// [`Estimator::fit_transform`], and so a pipeline, codes each row by the rows of other folds, since
/// a mean that a row's own target is part of tells too much; [`Model::transform`] codes by all rows.
///
/// ```
/// use sparkler_learn::preprocessing::{Smooth, TargetEncoder};
/// use sparkler_learn::{Estimator, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![7.0, 7.0, 9.0, 9.0]).unwrap().into();
/// let encoder = TargetEncoder { smooth: Smooth::Rows(2.0), ..Default::default() };
/// let model = encoder.fit(&x, &[1.0, 2.5, 4.0, 5.5]).unwrap();
/// // (1 + 2.5 + 2 * 3.25) / (2 + 2), the same for the other, and the mean for an unknown one.
/// let x = Matrix::new(3, 1, vec![7.0, 9.0, 8.0]).unwrap().into();
/// assert_eq!(model.transform(&x).unwrap().to_dense().column(0), [2.5, 4.0, 3.25]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TargetEncoder {
    /// What the target is.
    pub target_type: TargetType,
    /// How much the mean of all rows counts.
    pub smooth: Smooth,
    /// How the rows are split.
    pub cv: CrossValidator,
    /// In a random order, where `cv` is a number?
    pub shuffle: bool,
    /// The seed of that order.
    pub random_state: u64,
}

impl Default for TargetEncoder {
    fn default() -> TargetEncoder {
        TargetEncoder {
            target_type: TargetType::Auto,
            smooth: Smooth::Rule(SmoothRule::Auto),
            cv: CrossValidator::default(),
            shuffle: true,
            random_state: 0,
        }
    }
}

/// What a [`TargetEncoder`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetEncoderModel {
    /// The categories of each column: ascending, a missing value last.
    pub categories: Vec<Vec<f64>>,
    /// What each category of each column becomes: for each column, for each class (one for two
    /// classes and for numbers).
    pub encodings: Vec<Vec<Vec<f64>>>,
    /// What an unknown category becomes: the mean of the target, one for each class.
    pub target_mean: Vec<f64>,
    /// The classes; none for numbers.
    pub classes: Vec<f64>,
}

/// The target in numbers: for each column of them one a row.
struct Targets {
    columns: Vec<Vec<f64>>,
    classes: Vec<f64>,
}

impl TargetEncoder {
    fn targets(&self, y: &[f64], rows: usize) -> Result<Targets> {
        target::require_numbers(Self::NAME, y, rows)?;
        let mut classes = y.to_vec();
        classes.sort_by(f64::total_cmp);
        classes.dedup_by(|a, b| a == b);
        let kind = match self.target_type {
            TargetType::Auto if classes.iter().any(|c| c.fract() != 0.0) => TargetType::Continuous,
            TargetType::Auto if classes.len() > 2 => TargetType::Multiclass,
            TargetType::Auto => TargetType::Binary,
            given => given,
        };
        let is = |class: f64| y.iter().map(|v| f64::from(u8::from(*v == class))).collect();
        Ok(match kind {
            TargetType::Binary if classes.len() > 2 => {
                return Err(Error::data(
                    Self::NAME,
                    format!("{} classes, but target_type is binary", classes.len()),
                ));
            }
            TargetType::Continuous | TargetType::Auto => {
                Targets { columns: vec![y.to_vec()], classes: Vec::new() }
            }
            // Of one class alone every row is its first.
            TargetType::Binary => Targets {
                columns: vec![classes.get(1).map_or(vec![0.0; rows], |c| is(*c))],
                classes,
            },
            TargetType::Multiclass => {
                Targets { columns: classes.iter().map(|c| is(*c)).collect(), classes }
            }
        })
    }

    /// What each category becomes, by some rows.
    fn encodings(&self, codes: &[usize], categories: usize, y: &[f64], mean: f64) -> Vec<f64> {
        let (mut counts, mut sums) = (vec![0.0; categories], vec![0.0; categories]);
        for (&code, y) in codes.iter().zip(y) {
            counts[code] += 1.0;
            sums[code] += y;
        }
        if let Smooth::Rows(rows) = self.smooth {
            let code = |(sum, count): (f64, f64)| match count + rows {
                0.0 => mean,
                all => (sum + rows * mean) / all,
            };
            return sums.into_iter().zip(counts).map(code).collect();
        }
        let variance = y.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / y.len() as f64;
        let means: Vec<f64> = sums.iter().zip(&counts).map(|(s, c)| s / c).collect();
        let mut squares = vec![0.0; categories];
        for (&code, y) in codes.iter().zip(y) {
            squares[code] += (y - means[code]) * (y - means[code]);
        }
        (0..categories)
            .map(|c| {
                let between = variance * counts[c];
                let share = between / (between + squares[c] / counts[c]);
                // No row, or nothing that varies.
                if share.is_nan() { mean } else { share * means[c] + (1.0 - share) * mean }
            })
            .collect()
    }

    fn learn(&self, x: &Features, y: &[f64]) -> Result<(TargetEncoderModel, Targets, Matrix)> {
        let x = dense(Self::NAME, x)?;
        if let Smooth::Rows(rows) = self.smooth
            && !(rows.is_finite() && rows >= 0.0)
        {
            return Err(Error::parameter(Self::NAME, "smooth", rows, "auto, or 0 or more"));
        }
        let targets = self.targets(y, x.rows())?;
        let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
        let mut model = TargetEncoderModel {
            categories: (0..x.columns()).map(|c| categories(&x.column(c))).collect(),
            encodings: Vec::with_capacity(x.columns()),
            target_mean: targets.columns.iter().map(mean).collect(),
            classes: targets.classes.clone(),
        };
        for (c, categories) in model.categories.iter().enumerate() {
            let codes: Vec<usize> =
                x.column(c).iter().filter_map(|v| place(categories, *v)).collect();
            let columns = targets.columns.iter().zip(&model.target_mean);
            model.encodings.push(
                columns
                    .map(|(y, mean)| self.encodings(&codes, categories.len(), y, *mean))
                    .collect(),
            );
        }
        Ok((model, targets, x))
    }

    fn folds(&self, classes: bool) -> Folds {
        let (shuffle, random_state) = (self.shuffle, self.random_state);
        match self.cv {
            CrossValidator::Count(n_splits) if classes => {
                Folds::StratifiedKFold { n_splits, shuffle, random_state }
            }
            CrossValidator::Count(n_splits) => Folds::KFold { n_splits, shuffle, random_state },
            CrossValidator::Folds(ref folds) => folds.clone(),
        }
    }
}

impl Estimator for TargetEncoder {
    const NAME: &'static str = "TargetEncoder";
    const KIND: Kind = Kind::Transformer;
    type Fitted = TargetEncoderModel;

    fn fit_with(&self, x: &Features, y: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        Ok(self.learn(x, y)?.0)
    }

    fn fit_transform(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(Self::Fitted, Features)> {
        let (model, targets, x) = self.learn(x, y)?;
        let folds = self.folds(!model.classes.is_empty()).split(x.rows(), y, options.groups)?;
        let mut seen = vec![0; x.rows()];
        folds.iter().flat_map(|f| &f.test).for_each(|&row| seen[row] += 1);
        if let Some(row) = seen.iter().position(|&n| n != 1) {
            return Err(Error::data(
                Self::NAME,
                format!(
                    "row {row} is in {} test parts: expected a splitter with each row in one",
                    seen[row]
                ),
            ));
        }
        let k = targets.columns.len();
        let width = x.columns() * k;
        let mut out = vec![0.0; x.rows() * width];
        let codes: Vec<Vec<usize>> = model
            .categories
            .iter()
            .enumerate()
            .map(|(c, all)| x.column(c).iter().filter_map(|v| place(all, *v)).collect())
            .collect();
        for fold in &folds {
            for (class, y) in targets.columns.iter().enumerate() {
                let train: Vec<f64> = fold.train.iter().map(|&row| y[row]).collect();
                let mean = train.iter().sum::<f64>() / train.len() as f64;
                for (c, codes) in codes.iter().enumerate() {
                    let own: Vec<usize> = fold.train.iter().map(|&row| codes[row]).collect();
                    let encodings = self.encodings(&own, model.categories[c].len(), &train, mean);
                    for &row in &fold.test {
                        out[row * width + c * k + class] = encodings[codes[row]];
                    }
                }
            }
        }
        let out = Matrix::new(x.rows(), width, out)?.into();
        Ok((model, out))
    }
}

impl Model for TargetEncoderModel {
    fn estimator(&self) -> &'static str {
        TargetEncoder::NAME
    }

    fn n_features(&self) -> usize {
        self.categories.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(TargetEncoder::NAME, self.categories.len())?;
        let dense = x.to_dense();
        let k = self.target_mean.len();
        let mut out = Vec::with_capacity(x.rows() * self.categories.len() * k);
        for row in dense.to_f64().chunks_exact(self.categories.len().max(1)) {
            for ((value, categories), encodings) in
                row.iter().zip(&self.categories).zip(&self.encodings)
            {
                match place(categories, *value) {
                    Some(place) => out.extend(encodings.iter().map(|e| e[place])),
                    None => out.extend_from_slice(&self.target_mean),
                }
            }
        }
        Ok(Matrix::new(x.rows(), self.categories.len() * k, out)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut parts = Vec::with_capacity(self.categories.len());
        for (c, (categories, encodings)) in self.categories.iter().zip(&self.encodings).enumerate()
        {
            let column = graph.columns(x, &[c]);
            let mut is = Vec::new();
            let numbers: Vec<f64> = categories.iter().copied().filter(|v| !v.is_nan()).collect();
            if !numbers.is_empty() {
                let constant = graph.constant(&[numbers.len()], &numbers);
                let equal = graph.call("Equal", &[&column, &constant], vec![]);
                is.push(graph.cast(&equal, DataType::Double));
            }
            if numbers.len() < categories.len() {
                let missing = graph.call("IsNaN", &[&column], vec![]);
                is.push(graph.cast(&missing, DataType::Double));
            }
            // Where none is, the mean stays.
            let off: Vec<f64> = encodings
                .iter()
                .zip(&self.target_mean)
                .flat_map(|(each, mean)| each.iter().map(move |e| e - mean))
                .collect();
            let is = graph.beside(&is);
            parts.push(graph.linear(&is, &off, &self.target_mean));
        }
        Ok(Output::Features(graph.beside(&parts)))
    }

    fn validate(&self) -> Result<()> {
        check_categories(TargetEncoder::NAME, &self.categories)?;
        let k = self.target_mean.len();
        let fits = self.encodings.len() == self.categories.len()
            && k >= 1
            && self.encodings.iter().zip(&self.categories).all(|(each, categories)| {
                each.len() == k && each.iter().all(|e| e.len() == categories.len())
            });
        if fits {
            return Ok(());
        }
        Err(Error::Model {
            what: TargetEncoder::NAME.into(),
            reason: "encodings and categories do not fit together".into(),
        })
    }
}
