//! What ensembles of named estimators have in common.

use crate::compose::Step;
use crate::estimator::{AnyModel, FitOptions, Kind, Progress};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

/// One of the models that predict together.
#[derive(Debug, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it has learnt.
    pub model: Box<dyn AnyModel>,
}

/// That there is a member, each has its own name, and all are for the same task.
pub(super) fn check(ensemble: &'static str, estimators: &[Step], kind: Kind) -> Result<()> {
    let wrong = |value: String, expected: &str| {
        Err(Error::parameter(ensemble, "estimators", value, expected))
    };
    if estimators.is_empty() {
        return wrong("[]".into(), "at least one named estimator");
    }
    for (i, step) in estimators.iter().enumerate() {
        if step.name.is_empty() || step.name.contains("__") {
            return wrong(format!("{:?}", step.name), "names of one letter or more, without __");
        }
        if estimators[..i].iter().any(|other| other.name == step.name) {
            return wrong(format!("{:?} twice", step.name), "each name once");
        }
        if step.estimator.kind() != kind {
            let value = format!("{} ({})", step.name, step.estimator.name());
            return wrong(
                value,
                match kind {
                    Kind::Classifier => "classifiers",
                    _ => "regressors",
                },
            );
        }
    }
    Ok(())
}

/// Fits all to all rows, with the rows' weights.
pub(super) fn fit_all(
    ensemble: &'static str,
    estimators: &[Step],
    x: &Features,
    y: &[f64],
    options: &FitOptions<'_>,
) -> Result<Vec<Member>> {
    let plain = FitOptions { sample_weight: options.sample_weight, ..FitOptions::default() };
    let mut members = Vec::with_capacity(estimators.len());
    for (i, step) in estimators.iter().enumerate() {
        let model = step.estimator.fit_any(x, y, &plain)?;
        members.push(Member { name: step.name.clone(), model });
        let progress = Progress { done: i + 1, total: estimators.len(), score: None };
        options.step(ensemble, progress)?;
    }
    Ok(members)
}

/// What is wrong with a model that was read.
pub(super) fn broken(ensemble: &'static str, reason: impl Into<String>) -> Error {
    Error::Model { what: ensemble.into(), reason: reason.into() }
}

/// That members that were read expect the same columns and know the same classes.
pub(super) fn validate(
    ensemble: &'static str,
    members: &[Member],
    n_features: usize,
    classes: Option<&[f64]>,
) -> Result<()> {
    if members.is_empty() {
        return Err(broken(ensemble, "0 models: expected at least 1"));
    }
    if classes.is_some_and(|c| c.len() < 2) {
        return Err(broken(ensemble, "fewer than 2 classes"));
    }
    for member in members {
        if member.model.n_features() != n_features {
            let found = member.model.n_features();
            return Err(broken(
                ensemble,
                format!("{} expects {found} columns, the others {n_features}", member.name),
            ));
        }
        if classes.is_some() && member.model.classes() != classes {
            let found = member.model.classes();
            return Err(broken(
                ensemble,
                format!("{} knows the classes {found:?}, the ensemble {classes:?}", member.name),
            ));
        }
    }
    Ok(())
}

/// That there is a weight for each member, none negative, and not all 0; ones where none are given.
pub(super) fn weights(
    ensemble: &'static str,
    weights: Option<&[f64]>,
    members: usize,
) -> Result<Vec<f64>> {
    let Some(weights) = weights else { return Ok(vec![1.0; members]) };
    let fine =
        weights.iter().all(|w| w.is_finite() && *w >= 0.0) && weights.iter().any(|w| *w > 0.0);
    if weights.len() != members || !fine {
        return Err(Error::parameter(
            ensemble,
            "weights",
            format!("{weights:?}"),
            format!("{members} numbers of 0 or more, one for each estimator, not all 0"),
        ));
    }
    Ok(weights.to_vec())
}
