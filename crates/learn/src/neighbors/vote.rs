//! Estimators that ask the neighbours: a vote for classes, a mean for numbers.

use super::index::Found;
use super::{Algorithm, HnswOptions, Index, Metric, Search};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, SparseMatrix, target};
use serde::{Deserialize, Serialize};

/// How much a neighbour counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// All the same.
    #[default]
    Uniform,
    /// The inverse of its distance; neighbours at distance 0 count alone.
    Distance,
}

impl Weights {
    fn of(self, found: &[(f64, u32)]) -> Vec<f64> {
        if self == Weights::Uniform {
            return vec![1.0; found.len()];
        }
        if found.iter().any(|f| f.0 == 0.0) {
            return found.iter().map(|f| f64::from(u8::from(f.0 == 0.0))).collect();
        }
        found.iter().map(|f| 1.0 / f.0).collect()
    }
}

macro_rules! search {
    ($self:ident) => {
        Search {
            algorithm: $self.algorithm,
            leaf_size: $self.leaf_size,
            metric: $self.metric,
            p: $self.p,
            hnsw: $self.hnsw,
        }
    };
}

/// Weights make no difference to who the neighbours are.
fn no_weights(estimator: &'static str, options: &FitOptions<'_>) -> Result<()> {
    if options.sample_weight.is_some() {
        return Err(Error::parameter(
            estimator,
            "sample_weight",
            "given",
            "none: neighbours count by their distance alone",
        ));
    }
    Ok(())
}

/// The shares of classes among neighbours; none where there are no neighbours.
fn shares(found: &Found, weights: Weights, codes: &[u32], classes: usize) -> Vec<Option<Vec<f64>>> {
    let share = |found: &Vec<(f64, u32)>| {
        let mut sums = vec![0.0; classes];
        for (weight, &(_, who)) in weights.of(found).into_iter().zip(found) {
            sums[codes[who as usize] as usize] += weight;
        }
        let total: f64 = sums.iter().sum();
        if total <= 0.0 {
            return None;
        }
        sums.iter_mut().for_each(|s| *s /= total);
        Some(sums)
    };
    found.iter().map(share).collect()
}

fn largest(values: &[f64]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

/// The mean of the neighbours' values; NaN where there are no neighbours.
fn means(found: &Found, weights: Weights, y: &[f64]) -> Vec<f64> {
    let mean = |found: &Vec<(f64, u32)>| {
        let weights = weights.of(found);
        let total: f64 = weights.iter().sum();
        found.iter().zip(&weights).map(|(f, w)| w * y[f.1 as usize]).sum::<f64>() / total
    };
    found.iter().map(mean).collect()
}

fn wrong(estimator: &'static str, reason: &str) -> Error {
    Error::Model { what: estimator.into(), reason: reason.into() }
}

fn check_classes(name: &'static str, index: &Index, codes: &[u32], classes: &[f64]) -> Result<()> {
    index.validate(name)?;
    if codes.len() != index.rows() || codes.iter().any(|&c| c as usize >= classes.len()) {
        return Err(wrong(name, "the classes of its rows do not fit"));
    }
    Ok(())
}

fn check_values(name: &'static str, index: &Index, y: &[f64]) -> Result<()> {
    index.validate(name)?;
    if y.len() != index.rows() {
        return Err(wrong(name, "the values of its rows do not fit"));
    }
    Ok(())
}

fn check_neighbors(estimator: &'static str, k: usize, index: &Index) -> Result<()> {
    if k == 0 || k > index.rows() {
        return Err(Error::parameter(
            estimator,
            "n_neighbors",
            k,
            format!("from 1 to {}, the number of rows", index.rows()),
        ));
    }
    Ok(())
}

fn neighbours(
    estimator: &'static str,
    index: &Index,
    x: Option<&Features>,
    k: usize,
) -> Result<(Matrix, Vec<u32>)> {
    let found = index.nearest(estimator, x, k)?;
    let distances = found.iter().flatten().map(|f| f.0).collect();
    let matrix = Matrix::new(found.len(), k, distances)?;
    Ok((matrix, found.iter().flatten().map(|f| f.1).collect()))
}

/// Classes by a vote of the nearest rows, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::KNeighborsClassifier};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let knn = KNeighborsClassifier { n_neighbors: 3, ..Default::default() };
/// let model = knn.fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// let new = Matrix::from_rows(&[[1.1]]).unwrap().into();
/// assert_eq!(model.predict(&new).unwrap(), [0.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KNeighborsClassifier {
    /// The number of neighbours.
    pub n_neighbors: usize,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
}

impl Default for KNeighborsClassifier {
    fn default() -> Self {
        KNeighborsClassifier {
            n_neighbors: 5,
            weights: Weights::Uniform,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            p: 2.0,
            metric: Metric::Minkowski,
            hnsw: HnswOptions::default(),
        }
    }
}

/// What a [`KNeighborsClassifier`] has learnt: the rows themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KNeighborsClassifierModel {
    index: Index,
    classes: Vec<f64>,
    codes: Vec<u32>,
    n_neighbors: usize,
    weights: Weights,
}

impl KNeighborsClassifierModel {
    const NAME: &'static str = KNeighborsClassifier::NAME;

    fn shares(&self, x: &Features) -> Result<Vec<Option<Vec<f64>>>> {
        let found = self.index.nearest(Self::NAME, Some(x), self.n_neighbors)?;
        Ok(shares(&found, self.weights, &self.codes, self.classes.len()))
    }

    /// The distances and the numbers of the `k` nearest rows, row after row; of the rows it has
    /// learnt from where there are no others given, and then without the row itself.
    ///
    /// # Errors
    /// If the columns differ, or there are fewer rows.
    pub fn kneighbors(&self, x: Option<&Features>, k: usize) -> Result<(Matrix, Vec<u32>)> {
        neighbours(Self::NAME, &self.index, x, k)
    }
}

impl Estimator for KNeighborsClassifier {
    const NAME: &'static str = "KNeighborsClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = KNeighborsClassifierModel;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<KNeighborsClassifierModel> {
        no_weights(Self::NAME, options)?;
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let index = Index::new(Self::NAME, x, search!(self))?;
        check_neighbors(Self::NAME, self.n_neighbors, &index)?;
        Ok(KNeighborsClassifierModel {
            index,
            classes: classes.values,
            codes: classes.codes,
            n_neighbors: self.n_neighbors,
            weights: self.weights,
        })
    }
}

impl Model for KNeighborsClassifierModel {
    fn estimator(&self) -> &'static str {
        Self::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let shares = self.shares(x)?;
        let class = |(_, share): (usize, &Option<Vec<f64>>)| match share {
            Some(share) => Ok(self.classes[largest(share)]),
            None => Ok(self.classes[0]),
        };
        shares.iter().enumerate().map(class).collect()
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let k = self.classes.len();
        let shares = self.shares(x)?;
        let values = shares.into_iter().flat_map(|s| s.unwrap_or_else(|| vec![1.0 / k as f64; k]));
        Matrix::new(x.rows(), k, values.collect())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let k = self.classes.len();
        let mut table = vec![0.0; self.codes.len() * k];
        for (row, &code) in table.chunks_exact_mut(k).zip(&self.codes) {
            row[code as usize] = 1.0;
        }
        let which = (&self.index, self.n_neighbors, self.weights);
        let shares = super::onnx::means(graph, x, which, &table, k)?;
        Ok(graph.classes_of(shares))
    }

    fn validate(&self) -> Result<()> {
        check_classes(Self::NAME, &self.index, &self.codes, &self.classes)
    }
}

/// The mean of the nearest rows' values, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::KNeighborsRegressor};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let knn = KNeighborsRegressor { n_neighbors: 2, ..Default::default() };
/// let model = knn.fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// let new = Matrix::from_rows(&[[1.5]]).unwrap().into();
/// assert_eq!(model.predict(&new).unwrap(), [0.5]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KNeighborsRegressor {
    /// The number of neighbours.
    pub n_neighbors: usize,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
}

impl Default for KNeighborsRegressor {
    fn default() -> Self {
        KNeighborsRegressor {
            n_neighbors: 5,
            weights: Weights::Uniform,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            p: 2.0,
            metric: Metric::Minkowski,
            hnsw: HnswOptions::default(),
        }
    }
}

/// What a [`KNeighborsRegressor`] has learnt: the rows themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KNeighborsRegressorModel {
    index: Index,
    y: Vec<f64>,
    n_neighbors: usize,
    weights: Weights,
}

impl Estimator for KNeighborsRegressor {
    const NAME: &'static str = "KNeighborsRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = KNeighborsRegressorModel;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<KNeighborsRegressorModel> {
        no_weights(Self::NAME, options)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        let index = Index::new(Self::NAME, x, search!(self))?;
        check_neighbors(Self::NAME, self.n_neighbors, &index)?;
        let y = y.to_vec();
        Ok(KNeighborsRegressorModel {
            index,
            y,
            n_neighbors: self.n_neighbors,
            weights: self.weights,
        })
    }
}

impl Model for KNeighborsRegressorModel {
    fn estimator(&self) -> &'static str {
        KNeighborsRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let found = self.index.nearest(KNeighborsRegressor::NAME, Some(x), self.n_neighbors)?;
        Ok(means(&found, self.weights, &self.y))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let which = (&self.index, self.n_neighbors, self.weights);
        Ok(Output::Numbers(super::onnx::means(graph, x, which, &self.y, 1)?))
    }

    fn validate(&self) -> Result<()> {
        check_values(KNeighborsRegressor::NAME, &self.index, &self.y)
    }
}

/// Classes by a vote of all rows within a radius, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::RadiusNeighborsClassifier};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let model = RadiusNeighborsClassifier::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// let new = Matrix::from_rows(&[[0.4]]).unwrap().into();
/// assert_eq!(model.predict(&new).unwrap(), [0.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RadiusNeighborsClassifier {
    /// How far neighbours may be.
    pub radius: f64,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
    /// What to predict for rows without neighbours; an error without it. Their probabilities are
    /// all 0.
    pub outlier_label: Option<f64>,
}

impl Default for RadiusNeighborsClassifier {
    fn default() -> Self {
        RadiusNeighborsClassifier {
            radius: 1.0,
            weights: Weights::Uniform,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            p: 2.0,
            metric: Metric::Minkowski,
            hnsw: HnswOptions::default(),
            outlier_label: None,
        }
    }
}

/// What a [`RadiusNeighborsClassifier`] has learnt: the rows themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RadiusNeighborsClassifierModel {
    index: Index,
    classes: Vec<f64>,
    codes: Vec<u32>,
    radius: f64,
    weights: Weights,
    outlier_label: Option<f64>,
}

impl RadiusNeighborsClassifierModel {
    const NAME: &'static str = RadiusNeighborsClassifier::NAME;

    fn shares(&self, x: &Features) -> Result<Vec<Option<Vec<f64>>>> {
        let found = self.index.within(Self::NAME, Some(x), self.radius)?;
        Ok(shares(&found, self.weights, &self.codes, self.classes.len()))
    }
}

impl Estimator for RadiusNeighborsClassifier {
    const NAME: &'static str = "RadiusNeighborsClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = RadiusNeighborsClassifierModel;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<RadiusNeighborsClassifierModel> {
        no_weights(Self::NAME, options)?;
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let index = Index::new(Self::NAME, x, search!(self))?;
        Ok(RadiusNeighborsClassifierModel {
            index,
            classes: classes.values,
            codes: classes.codes,
            radius: self.radius,
            weights: self.weights,
            outlier_label: self.outlier_label,
        })
    }
}

impl Model for RadiusNeighborsClassifierModel {
    fn estimator(&self) -> &'static str {
        Self::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let shares = self.shares(x)?;
        let class = |(row, share): (usize, &Option<Vec<f64>>)| match share {
            Some(share) => Ok(self.classes[largest(share)]),
            None => self.outlier_label.ok_or_else(|| {
                Error::data(
                    Self::NAME,
                    format!(
                        "row {row} has no neighbour within {}: choose a larger radius, or an \
                         outlier_label",
                        self.radius
                    ),
                )
            }),
        };
        shares.iter().enumerate().map(class).collect()
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let k = self.classes.len();
        let shares = self.shares(x)?;
        let values = shares.into_iter().flat_map(|s| s.unwrap_or_else(|| vec![0.0; k]));
        Matrix::new(x.rows(), k, values.collect())
    }

    fn validate(&self) -> Result<()> {
        check_classes(Self::NAME, &self.index, &self.codes, &self.classes)
    }
}

/// The mean of the values of all rows within a radius, as scikit-learn's class of that name; NaN
/// where there are none.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::RadiusNeighborsRegressor};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let model = RadiusNeighborsRegressor::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// let new = Matrix::from_rows(&[[1.5]]).unwrap().into();
/// assert_eq!(model.predict(&new).unwrap(), [0.5]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RadiusNeighborsRegressor {
    /// How far neighbours may be.
    pub radius: f64,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
}

impl Default for RadiusNeighborsRegressor {
    fn default() -> Self {
        RadiusNeighborsRegressor {
            radius: 1.0,
            weights: Weights::Uniform,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            p: 2.0,
            metric: Metric::Minkowski,
            hnsw: HnswOptions::default(),
        }
    }
}

/// What a [`RadiusNeighborsRegressor`] has learnt: the rows themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RadiusNeighborsRegressorModel {
    index: Index,
    y: Vec<f64>,
    radius: f64,
    weights: Weights,
}

impl Estimator for RadiusNeighborsRegressor {
    const NAME: &'static str = "RadiusNeighborsRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = RadiusNeighborsRegressorModel;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<RadiusNeighborsRegressorModel> {
        no_weights(Self::NAME, options)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        let index = Index::new(Self::NAME, x, search!(self))?;
        let y = y.to_vec();
        Ok(RadiusNeighborsRegressorModel { index, y, radius: self.radius, weights: self.weights })
    }
}

impl Model for RadiusNeighborsRegressorModel {
    fn estimator(&self) -> &'static str {
        RadiusNeighborsRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let found = self.index.within(RadiusNeighborsRegressor::NAME, Some(x), self.radius)?;
        Ok(means(&found, self.weights, &self.y))
    }

    fn validate(&self) -> Result<()> {
        check_values(RadiusNeighborsRegressor::NAME, &self.index, &self.y)
    }
}

/// Finds neighbours and nothing else, as scikit-learn's class of that name. As a transformer it gives
/// the distances to the `n_neighbors` nearest rows, the others left out (scikit-learn's
/// `KNeighborsTransformer`).
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::NearestNeighbors};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let model = NearestNeighbors { n_neighbors: 2, ..Default::default() }.fit(&x, &[]).unwrap();
/// let (distances, rows) = model.kneighbors(None, 1).unwrap();
/// assert_eq!((distances.get(0, 0), rows[0]), (1.0, 1));
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NearestNeighbors {
    /// The number of neighbours.
    pub n_neighbors: usize,
    /// How far neighbours may be.
    pub radius: f64,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
}

impl Default for NearestNeighbors {
    fn default() -> Self {
        NearestNeighbors {
            n_neighbors: 5,
            radius: 1.0,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            p: 2.0,
            metric: Metric::Minkowski,
            hnsw: HnswOptions::default(),
        }
    }
}

/// What [`NearestNeighbors`] has learnt: the rows themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NearestNeighborsModel {
    index: Index,
    n_neighbors: usize,
    radius: f64,
}

impl NearestNeighborsModel {
    /// The distances and the numbers of the `k` nearest rows, row after row; of the rows it has
    /// learnt from where there are no others given, and then without the row itself.
    ///
    /// # Errors
    /// If the columns differ, or there are fewer rows.
    pub fn kneighbors(&self, x: Option<&Features>, k: usize) -> Result<(Matrix, Vec<u32>)> {
        neighbours(NearestNeighbors::NAME, &self.index, x, k)
    }

    /// The distances and the numbers of all rows within a radius (the parameter's if none is
    /// given) of each row.
    ///
    /// # Errors
    /// If the columns differ, or the radius is negative.
    pub fn radius_neighbors(
        &self,
        x: &Features,
        radius: Option<f64>,
    ) -> Result<Vec<Vec<(f64, u32)>>> {
        self.index.within(NearestNeighbors::NAME, Some(x), radius.unwrap_or(self.radius))
    }
}

impl Estimator for NearestNeighbors {
    const NAME: &'static str = "NearestNeighbors";
    const KIND: Kind = Kind::Transformer;
    type Fitted = NearestNeighborsModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        _options: &FitOptions<'_>,
    ) -> Result<NearestNeighborsModel> {
        let index = Index::new(Self::NAME, x, search!(self))?;
        check_neighbors(Self::NAME, self.n_neighbors, &index)?;
        Ok(NearestNeighborsModel { index, n_neighbors: self.n_neighbors, radius: self.radius })
    }
}

impl Model for NearestNeighborsModel {
    fn estimator(&self) -> &'static str {
        NearestNeighbors::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        let found = self.index.nearest(NearestNeighbors::NAME, Some(x), self.n_neighbors)?;
        let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
        for mut row in found {
            row.sort_unstable_by_key(|f| f.1);
            indices.extend(row.iter().map(|f| f.1));
            values.extend(row.iter().map(|f| f.0));
            starts.push(values.len());
        }
        let (rows, columns) = (x.rows(), self.index.rows());
        Ok(Features::Sparse(SparseMatrix::new(rows, columns, starts, indices, values)?))
    }

    fn validate(&self) -> Result<()> {
        self.index.validate(NearestNeighbors::NAME)
    }
}
