//! Parameters that several estimators share.

use crate::{Error, Result};
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
