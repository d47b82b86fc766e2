//! How much each class counts.

use crate::{Error, Result, target::Classes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule for the weights of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeightRule {
    /// `rows / (classes * rows of the class)`: all classes count as much.
    Balanced,
}

/// The weights of classes: `"balanced"`, or an object of weights by class, where those that are
/// left out count 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClassWeight {
    /// Work them out.
    Rule(ClassWeightRule),
    /// By class: `{ "0": 1.0, "1": 5.0 }`.
    Weights(BTreeMap<String, f64>),
}

impl ClassWeight {
    /// The weight of each class.
    ///
    /// # Errors
    /// If a weight is negative or not finite, or belongs to a class that is not in the target.
    pub fn resolve(&self, estimator: &'static str, classes: &Classes) -> Result<Vec<f64>> {
        let mut weights = vec![1.0; classes.values.len()];
        match self {
            ClassWeight::Rule(ClassWeightRule::Balanced) => {
                let mut counts = vec![0usize; weights.len()];
                classes.codes.iter().for_each(|&code| counts[code as usize] += 1);
                let rows = classes.codes.len() as f64;
                for (weight, &count) in weights.iter_mut().zip(&counts) {
                    *weight = rows / (counts.len() as f64 * count.max(1) as f64);
                }
            }
            ClassWeight::Weights(by_class) => {
                for (name, &weight) in by_class {
                    let class = name.parse::<f64>().ok();
                    let place = class.and_then(|c| classes.values.iter().position(|&v| v == c));
                    let Some(place) = place else {
                        let reason = format!("one of the classes {:?}", classes.values);
                        return Err(Error::parameter(estimator, "class_weight", name, reason));
                    };
                    if !weight.is_finite() || weight < 0.0 {
                        return Err(Error::parameter(
                            estimator,
                            "class_weight",
                            format!("{weight} for class {name}"),
                            "0 or more",
                        ));
                    }
                    weights[place] = weight;
                }
            }
        }
        Ok(weights)
    }
}
