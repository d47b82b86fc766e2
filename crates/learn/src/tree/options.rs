//! Parameters that several estimators share.

use crate::target::Classes;
use crate::{Error, FitOptions, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// In which order a tree grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrowPolicy {
    /// The leaf whose split improves the loss most comes first.
    #[default]
    Lossguide,
    /// Level by level.
    Depthwise,
}

/// How much each class counts. In JSON `null`, `"balanced"`, or an object from class to weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ClassWeight {
    /// Each row as much as its sample weight says.
    #[default]
    None,
    /// Classes as much as each other, however many rows they have: `rows / (classes * count)`.
    Balanced,
    /// These classes so much, others 1.
    Of(Vec<(f64, f64)>),
}

impl ClassWeight {
    /// The weight of each row, its sample weight included; `None` if all count 1.
    pub(crate) fn weights(
        &self,
        estimator: &'static str,
        classes: &Classes,
        options: &FitOptions<'_>,
    ) -> Result<Option<Vec<f64>>> {
        let n = classes.codes.len();
        let given = options.weights(estimator, n)?;
        let k = classes.values.len();
        let factors: Vec<f64> = match self {
            ClassWeight::None => return Ok(given.map(<[f64]>::to_vec)),
            ClassWeight::Balanced => {
                let mut counts = vec![0.0; k];
                classes.codes.iter().for_each(|&c| counts[c as usize] += 1.0);
                counts.iter().map(|count| n as f64 / (k as f64 * count)).collect()
            }
            ClassWeight::Of(list) => {
                if let Some((class, weight)) =
                    list.iter().find(|(_, w)| !(*w >= 0.0 && w.is_finite()))
                {
                    return Err(Error::parameter(
                        estimator,
                        "class_weight",
                        format!("{weight} for {class}"),
                        "numbers of 0 or more",
                    ));
                }
                let of = |v: &f64| list.iter().find(|(c, _)| c == v).map_or(1.0, |(_, w)| *w);
                classes.values.iter().map(of).collect()
            }
        };
        let weight =
            |(row, &code): (usize, &u32)| factors[code as usize] * given.map_or(1.0, |w| w[row]);
        Ok(Some(classes.codes.iter().enumerate().map(weight).collect()))
    }
}

impl Serialize for ClassWeight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ClassWeight::None => Value::Null,
            ClassWeight::Balanced => Value::from("balanced"),
            ClassWeight::Of(list) => {
                list.iter().map(|(c, w)| (c.to_string(), Value::from(*w))).collect()
            }
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ClassWeight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let wrong = || {
            serde::de::Error::custom(format!(
                "class_weight = {value}: expected null, \"balanced\" or an object from class to \
                 weight"
            ))
        };
        match &value {
            Value::Null => Ok(ClassWeight::None),
            Value::String(s) if s == "balanced" => Ok(ClassWeight::Balanced),
            Value::Object(object) => object
                .iter()
                .map(|(class, weight)| Some((class.parse().ok()?, weight.as_f64()?)))
                .collect::<Option<Vec<_>>>()
                .map(ClassWeight::Of)
                .ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

/// How many columns each split looks at. In JSON `null`, `"sqrt"`, `"log2"`, a whole number, or a
/// share with a decimal point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum MaxFeatures {
    /// All.
    #[default]
    All,
    /// The square root of their number.
    Sqrt,
    /// The binary logarithm of their number.
    Log2,
    /// So many.
    Count(usize),
    /// This share of them, above 0 and up to 1.
    Share(f64),
}

impl MaxFeatures {
    pub(crate) fn of(self, estimator: &'static str, columns: usize) -> Result<usize> {
        let n = columns as f64;
        let count = match self {
            MaxFeatures::All => columns,
            MaxFeatures::Sqrt => n.sqrt() as usize,
            MaxFeatures::Log2 => n.log2() as usize,
            MaxFeatures::Count(count) if count >= 1 && count <= columns => count,
            MaxFeatures::Share(share) if share > 0.0 && share <= 1.0 => (share * n) as usize,
            wrong => {
                return Err(Error::parameter(
                    estimator,
                    "max_features",
                    format!("{wrong:?}"),
                    format!("1 to {columns}, a share above 0.0 and up to 1.0, sqrt, log2 or null"),
                ));
            }
        };
        Ok(count.max(1))
    }
}

impl Serialize for MaxFeatures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            MaxFeatures::All => Value::Null,
            MaxFeatures::Sqrt => Value::from("sqrt"),
            MaxFeatures::Log2 => Value::from("log2"),
            MaxFeatures::Count(count) => Value::from(*count),
            MaxFeatures::Share(share) => Value::from(*share),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MaxFeatures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let parsed = match &value {
            Value::Null => Some(MaxFeatures::All),
            Value::String(s) if s == "sqrt" => Some(MaxFeatures::Sqrt),
            Value::String(s) if s == "log2" => Some(MaxFeatures::Log2),
            Value::Number(n) => match n.as_u64() {
                Some(count) => Some(MaxFeatures::Count(count as usize)),
                None => n.as_f64().map(MaxFeatures::Share),
            },
            _ => None,
        };
        parsed.ok_or_else(|| {
            serde::de::Error::custom(format!(
                "max_features = {value}: expected null, \"sqrt\", \"log2\" or a number"
            ))
        })
    }
}

/// The place of the greatest number; of equal ones the first.
pub(crate) fn argmax(numbers: &[f64]) -> usize {
    let mut best = 0;
    for (i, v) in numbers.iter().enumerate() {
        if *v > numbers[best] {
            best = i;
        }
    }
    best
}
