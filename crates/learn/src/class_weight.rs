//! How much each class counts.

use crate::target::Classes;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much the rows of each class count: scikit-learn's `class_weight`. In JSON `"balanced"` or an
/// object such as `{"0": 1.0, "1": 5.0}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClassWeight {
    /// By a rule.
    Rule(ClassWeightRule),
    /// A weight for each class, by its number; classes that are not named count 1.
    Each(BTreeMap<String, f64>),
}

/// The rules for [`ClassWeight`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeightRule {
    /// All classes count the same: `rows / (classes * rows of the class)`.
    Balanced,
}

impl ClassWeight {
    /// The rule that all classes count the same.
    pub const BALANCED: ClassWeight = ClassWeight::Rule(ClassWeightRule::Balanced);

    /// The weight of each class.
    ///
    /// # Errors
    /// If a named class does not exist, or a weight is negative or not finite.
    pub fn of_classes(&self, estimator: &'static str, classes: &Classes) -> Result<Vec<f64>> {
        let count = classes.values.len();
        match self {
            ClassWeight::Rule(ClassWeightRule::Balanced) => {
                let mut rows = vec![0usize; count];
                classes.codes.iter().for_each(|&code| rows[code as usize] += 1);
                let n = classes.codes.len() as f64;
                Ok(rows.iter().map(|&r| n / (count as f64 * r.max(1) as f64)).collect())
            }
            ClassWeight::Each(each) => {
                let mut weights = vec![1.0; count];
                for (name, &weight) in each {
                    let place = name
                        .parse::<f64>()
                        .ok()
                        .and_then(|class| classes.values.iter().position(|&c| c == class));
                    let (Some(place), true) = (place, weight >= 0.0 && weight.is_finite()) else {
                        return Err(Error::parameter(
                            estimator,
                            "class_weight",
                            format!("{name}: {weight}"),
                            format!("weights of 0 or more for classes of {:?}", classes.values),
                        ));
                    };
                    weights[place] = weight;
                }
                Ok(weights)
            }
        }
    }

    /// The weights of rows: those of their classes times those given.
    ///
    /// # Errors
    /// As [`ClassWeight::of_classes`].
    pub fn of_rows(
        this: Option<&ClassWeight>,
        estimator: &'static str,
        classes: &Classes,
        sample_weight: Option<&[f64]>,
    ) -> Result<Option<Vec<f64>>> {
        let Some(this) = this else { return Ok(sample_weight.map(<[f64]>::to_vec)) };
        let weights = this.of_classes(estimator, classes)?;
        let row = |(i, &code): (usize, &u32)| {
            weights[code as usize] * sample_weight.map_or(1.0, |w| w[i])
        };
        Ok(Some(classes.codes.iter().enumerate().map(row).collect()))
    }
}
