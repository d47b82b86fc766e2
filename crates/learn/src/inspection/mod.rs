//! Looking into any model: what matters to it, and how its predictions depend on a column.

use crate::random::Generator;
use crate::{Error, Features, Matrix, Model, Result};
use std::ops::Range;

/// How much a score falls when columns are shuffled.
#[derive(Clone, Debug)]
pub struct PermutationImportance {
    /// The mean over repetitions, for each group of columns.
    pub importances_mean: Vec<f64>,
    /// Their standard deviation.
    pub importances_std: Vec<f64>,
}

/// Each column as a group of its own.
pub fn each_column(x: &Features) -> Vec<Range<usize>> {
    (0..x.columns()).map(|c| c..c + 1).collect()
}

/// Shuffles each group of columns in turn, rows as a whole, and measures how much the score falls
/// (Breiman 2001). A group is what belongs together, such as all words of a text.
///
/// `score` says how good predictions are, higher being better.
///
/// ```
/// use sparkler_learn::{Estimator, Features, Matrix, Model, inspection};
/// use sparkler_learn::tree::DecisionTreeClassifier;
/// let x: Features = Matrix::new(40, 2, (0..80).map(|i| f64::from(i % 7)).collect()).unwrap().into();
/// let y: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i * 2 % 7 > 3))).collect();
/// let model = DecisionTreeClassifier::default().fit(&x, &y).unwrap();
/// let accuracy = |model: &dyn Model, x: &_, y: &[f64]| {
///     let right = model.predict(x)?.iter().zip(y).filter(|(a, b)| a == b).count();
///     Ok(right as f64 / y.len() as f64)
/// };
/// let columns = inspection::each_column(&x);
/// let found =
///     inspection::permutation_importance(&model, &x, &y, &columns, &accuracy, 5, 0).unwrap();
/// assert_eq!(found.importances_mean.len(), 2);
/// ```
///
/// # Errors
/// If a group lies outside the columns, `repeats` is 0, or the model or the score fails.
pub fn permutation_importance(
    model: &dyn Model,
    x: &Features,
    y: &[f64],
    groups: &[Range<usize>],
    score: &dyn Fn(&dyn Model, &Features, &[f64]) -> Result<f64>,
    repeats: usize,
    random_state: u64,
) -> Result<PermutationImportance> {
    const NAME: &str = "permutation_importance";
    if repeats == 0 {
        return Err(Error::parameter(NAME, "n_repeats", 0, "at least 1"));
    }
    if let Some(group) = groups.iter().find(|g| g.end > x.columns() || g.start > g.end) {
        let expected = format!("columns below {}", x.columns());
        return Err(Error::parameter(NAME, "groups", format!("{group:?}"), expected));
    }
    let base = score(model, x, y)?;
    let dense = x.to_dense();
    let (rows, columns) = (dense.rows(), dense.columns());
    let original = dense.to_f64();
    let mut values = original.to_vec();
    let mut found = PermutationImportance {
        importances_mean: Vec::with_capacity(groups.len()),
        importances_std: Vec::with_capacity(groups.len()),
    };
    for (number, group) in groups.iter().enumerate() {
        let place = |row: usize| row * columns + group.start..row * columns + group.end;
        let mut falls = Vec::with_capacity(repeats);
        for repeat in 0..repeats {
            let mut random = Generator::new(random_state, (number * repeats + repeat) as u64);
            for (row, from) in random.permutation(rows).into_iter().enumerate() {
                values[place(row)].copy_from_slice(&original[place(from)]);
            }
            // The numbers go into the matrix and come back, so nothing is copied.
            let shuffled = Features::Dense(Matrix::new(rows, columns, values)?);
            falls.push(base - score(model, &shuffled, y)?);
            values = match shuffled {
                Features::Dense(matrix) => matrix.into_f64(),
                Features::Sparse(matrix) => matrix.to_dense().into_f64(),
            };
        }
        for row in 0..rows {
            values[place(row)].copy_from_slice(&original[place(row)]);
        }
        let mean = falls.iter().sum::<f64>() / repeats as f64;
        let variance = falls.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / repeats as f64;
        found.importances_mean.push(mean);
        found.importances_std.push(variance.sqrt());
    }
    Ok(found)
}

/// How predictions depend on one column.
#[derive(Clone, Debug)]
pub struct PartialDependence {
    /// Numbers of the column.
    pub grid: Vec<f64>,
    /// The mean prediction with each of them in every row: for classifiers the probability of each
    /// class, or its score where there are no probabilities (one list a class; of two classes the
    /// second alone), else one list.
    pub average: Vec<Vec<f64>>,
}

/// Puts each of several numbers into a column of all rows and averages the predictions (Friedman
/// 2001). The numbers are all that the column has, or `grid_resolution` evenly spaced ones between
/// its 5 % and 95 % quantiles where it has more.
///
/// # Errors
/// If there is no such column, `grid_resolution` is below 2, or the model fails.
pub fn partial_dependence(
    model: &dyn Model,
    x: &Features,
    column: usize,
    grid_resolution: usize,
) -> Result<PartialDependence> {
    const NAME: &str = "partial_dependence";
    require_column(x, column)?;
    let dense = x.to_dense();
    if grid_resolution < 2 {
        return Err(Error::parameter(NAME, "grid_resolution", grid_resolution, "at least 2"));
    }
    let mut sorted: Vec<f64> = dense.column(column);
    sorted.retain(|v| !v.is_nan());
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return Err(Error::data(NAME, format!("column {column} has only missing values")));
    }
    let mut grid = sorted.clone();
    grid.dedup();
    if grid.len() >= grid_resolution {
        let (low, high) = (quantile(&sorted, 0.05), quantile(&sorted, 0.95));
        let step = (high - low) / (grid_resolution - 1) as f64;
        grid = (0..grid_resolution).map(|i| low + step * i as f64).collect();
    }
    partial_dependence_on(model, x, column, grid)
}

/// [`partial_dependence`] with numbers of one's own.
///
/// # Errors
/// If there is no such column, or the model fails.
pub fn partial_dependence_on(
    model: &dyn Model,
    x: &Features,
    column: usize,
    grid: Vec<f64>,
) -> Result<PartialDependence> {
    require_column(x, column)?;
    let dense = x.to_dense();
    let (rows, columns) = (dense.rows(), dense.columns());
    let mut values = dense.to_f64().to_vec();
    let classes = model.classes().map(<[f64]>::len);
    let mut average =
        vec![Vec::with_capacity(grid.len()); classes.map_or(1, |n| if n == 2 { 1 } else { n })];
    for &number in &grid {
        for row in 0..rows {
            values[row * columns + column] = number;
        }
        let changed = Features::Dense(Matrix::new(rows, columns, values)?);
        let predicted = match classes {
            Some(_) => match model.predict_proba(&changed) {
                Err(Error::Unsupported { .. }) => model.decision_function(&changed)?,
                probabilities => probabilities?,
            },
            None => Matrix::new(rows, 1, model.predict(&changed)?)?,
        };
        let skipped = usize::from(classes == Some(2) && predicted.columns() == 2);
        for (k, list) in average.iter_mut().enumerate() {
            let sum: f64 = (0..rows).map(|row| predicted.get(row, k + skipped)).sum();
            list.push(sum / rows as f64);
        }
        values = match changed {
            Features::Dense(matrix) => matrix.into_f64(),
            Features::Sparse(matrix) => matrix.to_dense().into_f64(),
        };
    }
    Ok(PartialDependence { grid, average })
}

fn require_column(x: &Features, column: usize) -> Result<()> {
    if column < x.columns() && x.rows() > 0 {
        return Ok(());
    }
    let expected = format!("a column below {} of at least one row", x.columns());
    Err(Error::parameter("partial_dependence", "features", column, expected))
}

/// A quantile of ascending numbers, interpolated as scikit-learn does for this purpose: plotting
/// positions with both parameters 0.4 (Cunnane 1978).
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let n = sorted.len();
    if n == 1 {
        return sorted[0];
    }
    let place = n as f64 * q + 0.4 + q * 0.2;
    let below = place.clamp(1.0, (n - 1) as f64).floor();
    let part = (place - below).clamp(0.0, 1.0);
    sorted[below as usize - 1] * (1.0 - part) + sorted[below as usize] * part
}
