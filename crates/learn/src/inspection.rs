//! What a fitted model makes of its features: permutation importances and partial dependence.

use crate::model_selection::Scoring;
use crate::random::Generator;
use crate::{AnyModel, Error, Features, Matrix, Result};
use std::ops::Range;

/// How much a score falls when a feature's values are exchanged between rows (Breiman 2001).
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// The mean over the repeats.
    pub mean: f64,
    /// The standard deviation over the repeats.
    pub std: f64,
}

/// The importances of groups of columns: each is moved as one, such as all words of a text.
///
/// # Errors
/// If a group lies outside the columns, or the model cannot predict.
pub fn permutation_importance(
    model: &dyn AnyModel,
    x: &Features,
    y: &[f64],
    groups: &[Range<usize>],
    scoring: Scoring,
    n_repeats: usize,
    random_state: u64,
) -> Result<Vec<Importance>> {
    const NAME: &str = "permutation_importance";
    if let Some(group) = groups.iter().find(|g| g.end > x.columns()) {
        return Err(Error::parameter(
            NAME,
            "groups",
            format!("{group:?}"),
            format!("columns below {}", x.columns()),
        ));
    }
    if n_repeats == 0 {
        return Err(Error::parameter(NAME, "n_repeats", 0, "1 or more"));
    }
    let base = scoring.score(model, x, y)?;
    let columns = x.columns();
    let dense = x.to_dense().into_owned().into_f64();
    let mut out = Vec::with_capacity(groups.len());
    let mut changed = dense.clone();
    for (i, group) in groups.iter().enumerate() {
        let mut falls = Vec::with_capacity(n_repeats);
        for repeat in 0..n_repeats {
            let stream = (i * n_repeats + repeat) as u64;
            let order = Generator::new(random_state, stream).permutation(x.rows());
            for (row, &from) in order.iter().enumerate() {
                changed[row * columns + group.start..row * columns + group.end].copy_from_slice(
                    &dense[from * columns + group.start..from * columns + group.end],
                );
            }
            let features: Features = Matrix::new(x.rows(), columns, changed)?.into();
            falls.push(base - scoring.score(model, &features, y)?);
            let Features::Dense(matrix) = features else { unreachable!("made dense above") };
            changed = matrix.into_f64();
        }
        for row in 0..x.rows() {
            let place = row * columns + group.start..row * columns + group.end;
            changed[place.clone()].copy_from_slice(&dense[place]);
        }
        let mean = falls.iter().sum::<f64>() / n_repeats as f64;
        let variance =
            falls.iter().map(|f| (f - mean) * (f - mean)).sum::<f64>() / n_repeats as f64;
        out.push(Importance { mean, std: variance.sqrt() });
    }
    Ok(out)
}

/// The mean prediction when a column has each of some values in every row (Friedman 2001): for
/// each value the mean probability of each class, or the mean of the predicted numbers.
///
/// # Errors
/// If there is no such column, or the model cannot predict.
pub fn partial_dependence(
    model: &dyn AnyModel,
    x: &Features,
    column: usize,
    grid: &[f64],
) -> Result<Vec<Vec<f64>>> {
    if column >= x.columns() {
        return Err(Error::parameter(
            "partial_dependence",
            "column",
            column,
            format!("below {}", x.columns()),
        ));
    }
    let columns = x.columns();
    let mut values = x.to_dense().into_owned().into_f64();
    let mut out = Vec::with_capacity(grid.len());
    for &value in grid {
        values.iter_mut().skip(column).step_by(columns).for_each(|v| *v = value);
        let features: Features = Matrix::new(x.rows(), columns, values)?.into();
        let predicted = match model.classes() {
            Some(_) => match model.predict_proba(&features) {
                Ok(p) => p,
                Err(Error::Unsupported { .. }) => model.decision_function(&features)?,
                Err(e) => return Err(e),
            },
            None => Matrix::new(x.rows(), 1, model.predict(&features)?)?,
        };
        let mean =
            |c: usize| predicted.column(c).iter().sum::<f64>() / predicted.rows().max(1) as f64;
        out.push((0..predicted.columns()).map(mean).collect());
        let Features::Dense(matrix) = features else { unreachable!("made dense above") };
        values = matrix.into_f64();
    }
    Ok(out)
}
