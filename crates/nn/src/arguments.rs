//! Reading configurations, of layers and of whatever else has a class and arguments: names and
//! fields in Keras's and TensorFlow.js's spellings.

use crate::activations::Activation;
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::layers::WeightOptions;
use crate::regularizers::Regularizer;
use crate::{Error, Result};
use serde_json::{Map, Value as Json, json};

/// A name without what spellings differ in: `mean_squared_error`, `meanSquaredError` and
/// `MeanSquaredError` are one.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `{"class_name": class, "config": fields}`.
pub(crate) fn object(class: &str, fields: Json) -> Json {
    json!({ "class_name": class, "config": fields })
}

/// The beginning of a value as JSON: what is given may be long.
fn excerpt(value: &Json) -> String {
    let mut text = value.to_string();
    if let Some((cut, _)) = text.char_indices().nth(60) {
        text.truncate(cut);
        text.push_str("...");
    }
    text
}

/// The arguments in a configuration, by name. An argument that is missing or null has its default;
/// one of another type is an error that names it.
///
/// ```
/// use sparkler_nn::layers::Arguments;
/// let config = serde_json::json!({ "units": 8, "useBias": false, "rate": "much" });
/// let arguments = Arguments::new("Mine", &config);
/// assert_eq!(arguments.count("units")?, 8);
/// assert!(!arguments.bool("use_bias", true)?);
/// let e = arguments.float("rate", 0.5).unwrap_err();
/// assert_eq!(
///     e.to_string(),
///     "configuration of Mine: rate is \"much\", expected a finite number"
/// );
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a> {
    class: &'a str,
    config: Option<&'a Map<String, Json>>,
}

impl<'a> Arguments<'a> {
    /// The arguments of a layer of that class.
    pub fn new(class: &'a str, config: &'a Json) -> Arguments<'a> {
        Arguments { class, config: config.as_object() }
    }

    /// The arguments in `{"class_name": "Adam", "config": {...}}` (in TensorFlow.js `className`), or
    /// of a class that is named without any; `what` is what it should describe.
    pub(crate) fn of(what: &str, value: &'a Json) -> Result<Arguments<'a>> {
        let named = |class| Ok(Arguments { class, config: None });
        let wrong = || {
            let expected = "a name or {\"class_name\", \"config\"} expected";
            Error::config(what, format!("{expected}, got {}", excerpt(value)))
        };
        if let Json::String(name) = value {
            return named(name);
        }
        let class = value.get("class_name").or_else(|| value.get("className"));
        let class = class.and_then(Json::as_str).ok_or_else(wrong)?;
        match value.get("config") {
            None | Some(Json::Null) => named(class),
            Some(Json::Object(config)) => Ok(Arguments { class, config: Some(config) }),
            // Keras 3 saves a plain function as {"class_name": "function", "config": "relu"}.
            Some(Json::String(name)) if class == "function" => named(name),
            Some(_) => Err(wrong()),
        }
    }

    /// The class's name, as it is written.
    pub fn class(&self) -> &'a str {
        self.class
    }

    /// The argument of that name, in Keras's spelling or TensorFlow.js's (`useBias`), unless it is
    /// missing or null.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        let config = self.config?;
        let found = config.get(name).or_else(|| {
            let folded = fold(name);
            config.iter().find(|(key, _)| fold(key) == folded).map(|(_, value)| value)
        });
        found.filter(|v| !v.is_null())
    }

    /// An error that says what an argument should be.
    pub fn error(&self, name: &str, expected: &str) -> Error {
        let found = self.get(name).map_or("missing".into(), excerpt);
        Error::config(self.class, format!("{name} is {found}, expected {expected}"))
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&'a Json) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| self.error(name, expected)),
        }
    }

    /// A switch.
    ///
    /// # Errors
    /// If it is something else.
    pub fn bool(&self, name: &str, default: bool) -> Result<bool> {
        // Some writers put 0 and 1.
        let read = |v: &Json| v.as_bool().or(v.as_u64().filter(|n| *n < 2).map(|n| n == 1));
        Ok(self.read(name, "true or false", read)?.unwrap_or(default))
    }

    /// A finite number.
    ///
    /// # Errors
    /// If it is something else.
    pub fn float(&self, name: &str, default: f64) -> Result<f64> {
        Ok(self.optional_float(name)?.unwrap_or(default))
    }

    /// A finite number, or none.
    ///
    /// # Errors
    /// If it is something else.
    pub fn optional_float(&self, name: &str) -> Result<Option<f64>> {
        self.read(name, "a finite number", |v| v.as_f64().filter(|x| x.is_finite()))
    }

    /// A finite number that must be there.
    ///
    /// # Errors
    /// If it is missing, or something else.
    pub fn required_float(&self, name: &str) -> Result<f64> {
        self.optional_float(name)?.ok_or_else(|| self.error(name, "a finite number"))
    }

    /// A list of numbers that must be there.
    ///
    /// # Errors
    /// If it is missing, or something else.
    pub fn floats(&self, name: &str) -> Result<Vec<f64>> {
        let expected = "a list of numbers";
        let read = |v: &Json| v.as_array()?.iter().map(Json::as_f64).collect();
        self.read(name, expected, read)?.ok_or_else(|| self.error(name, expected))
    }

    /// A whole number that may be negative (2.0 is one too), or none.
    ///
    /// # Errors
    /// If it is something else.
    pub fn optional_integer(&self, name: &str) -> Result<Option<i64>> {
        self.read(name, "a whole number", integer)
    }

    /// A whole number that must be there.
    ///
    /// # Errors
    /// If it is missing, or something else.
    pub fn count(&self, name: &str) -> Result<usize> {
        self.optional_count(name)?.ok_or_else(|| self.error(name, "a whole number"))
    }

    /// A whole number, or none.
    ///
    /// # Errors
    /// If it is something else.
    pub fn optional_count(&self, name: &str) -> Result<Option<usize>> {
        self.read(name, "a whole number", whole)
    }

    /// A word.
    ///
    /// # Errors
    /// If it is something else.
    pub fn text(&self, name: &str, default: &str) -> Result<String> {
        Ok(self.optional_text(name)?.unwrap_or(default).into())
    }

    /// A word, or none.
    ///
    /// # Errors
    /// If it is something else.
    pub fn optional_text(&self, name: &str) -> Result<Option<&'a str>> {
        self.read(name, "a string", Json::as_str)
    }

    /// `N` whole numbers; a lone number stands for all of them.
    ///
    /// # Errors
    /// If it is something else.
    pub fn counts<const N: usize>(&self, name: &str) -> Result<Option<[usize; N]>> {
        self.read(name, &format!("{N} whole numbers, or one for all"), |v| match v {
            Json::Array(items) if items.len() == N => {
                let mut out = [0; N];
                for (out, item) in out.iter_mut().zip(items) {
                    *out = whole(item)?;
                }
                Some(out)
            }
            // A lone number, also in a list.
            Json::Array(items) if items.len() == 1 => Some([whole(&items[0])?; N]),
            other => Some([whole(other)?; N]),
        })
    }

    /// Whole numbers that may be negative; a lone number is a list of one.
    ///
    /// # Errors
    /// If it is something else.
    pub fn integers(&self, name: &str) -> Result<Option<Vec<i64>>> {
        self.read(name, "whole numbers", |v| match v {
            Json::Array(items) => items.iter().map(integer).collect(),
            other => Some(vec![integer(other)?]),
        })
    }

    /// An activation, linear by default.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn activation(&self, name: &str) -> Result<Activation> {
        let Some(value) = self.get(name) else { return Ok(Activation::Linear) };
        // Keras may write it as an object.
        let named = Arguments::of("activation", value)
            .map_err(|_| self.error(name, "the name of an activation"))?;
        Activation::from_name(named.class())
    }

    /// An initializer.
    ///
    /// # Errors
    /// If it describes none.
    pub fn initializer(&self, name: &str, default: Initializer) -> Result<Initializer> {
        match self.get(name) {
            None => Ok(default),
            Some(config) => Initializer::from_config(config),
        }
    }

    /// What a weight of that name is like, by `name_initializer`, `name_regularizer` and
    /// `name_constraint`; by `initializer` and so on if the name is empty.
    ///
    /// # Errors
    /// If one of them describes none.
    pub fn weight(&self, name: &str, default: Initializer) -> Result<WeightOptions> {
        let get = |what: &str| match name {
            "" => self.get(what),
            name => self.get(&format!("{name}_{what}")),
        };
        let initializer = get("initializer");
        let seed = initializer.and_then(|given| integer(given.get("config")?.get("seed")?));
        let initializer = initializer.map_or(Ok(default), Initializer::from_config)?;
        let (regularizer, constraint) = (get("regularizer"), get("constraint"));
        Ok(WeightOptions {
            regularizer: regularizer.map(Regularizer::from_config).transpose()?,
            constraint: constraint.map(Constraint::from_config).transpose()?,
            seed: seed.map(|seed| seed as u64),
            ..WeightOptions::new(initializer)
        })
    }

    /// Fails unless an argument is missing or has the only value that is known here.
    ///
    /// # Errors
    /// If it has another value.
    pub fn only(&self, name: &str, value: impl Into<Json>) -> Result<()> {
        let value = value.into();
        let same = |found: &Json| match (found, &value) {
            // In any spelling.
            (Json::String(a), Json::String(b)) => fold(a) == fold(b),
            (a, b) if a.is_number() => a.as_f64() == b.as_f64(),
            (a, b) => a == b,
        };
        match self.get(name) {
            Some(found) if !same(found) => {
                Err(self.error(name, &format!("{value} (nothing else is supported)")))
            }
            _ => Ok(()),
        }
    }
}

fn integer(value: &Json) -> Option<i64> {
    // 2.0 is a whole number too.
    value
        .as_i64()
        .or_else(|| value.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15).map(|f| f as i64))
}

fn whole(value: &Json) -> Option<usize> {
    integer(value).and_then(|i| usize::try_from(i).ok())
}
