//! Reading configurations: names and fields in Keras's and TensorFlow.js's spellings.

use crate::{Error, Result};
use serde_json::{Map, Value, json};

/// A name without what spellings differ in: `mean_squared_error`, `meanSquaredError` and
/// `MeanSquaredError` are one.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The fields of a configuration.
pub(crate) struct Fields<'a> {
    class: String,
    fields: Option<&'a Map<String, Value>>,
}

impl<'a> Fields<'a> {
    /// Takes `{"class_name": "Adam", "config": {...}}` (in TensorFlow.js `className`), or the
    /// name alone.
    pub(crate) fn of(what: &str, value: &'a Value) -> Result<Fields<'a>> {
        if let Value::String(name) = value {
            return Ok(Fields { class: name.clone(), fields: None });
        }
        let wrong = || {
            let message = format!(
                "a name or {{\"class_name\", \"config\"}} expected, got {}",
                excerpt(value)
            );
            Error::config(what, message)
        };
        let outer = value.as_object().ok_or_else(wrong)?;
        let class = ["class_name", "className"].iter().find_map(|key| outer.get(*key));
        let class = class.and_then(Value::as_str).ok_or_else(wrong)?;
        let fields = match outer.get("config") {
            None | Some(Value::Null) => None,
            Some(Value::Object(fields)) => Some(fields),
            // Keras 3 saves a plain function as {"class_name": "function", "config": "relu"}.
            Some(Value::String(name)) if class == "function" => {
                return Ok(Fields { class: name.clone(), fields: None });
            }
            Some(_) => return Err(wrong()),
        };
        Ok(Fields { class: class.to_string(), fields })
    }

    /// The class's name, as it is written.
    pub(crate) fn class(&self) -> &str {
        &self.class
    }

    /// The error that a field is not what it should be.
    pub(crate) fn wrong(&self, field: &str, value: &Value, expected: &str) -> Error {
        Error::config(
            &self.class,
            format!("field {field}: {expected} expected, got {}", excerpt(value)),
        )
    }

    /// The field of that name in any spelling; `null` counts as left out.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        let fields = self.fields?;
        let exact = fields.get(name);
        let found = exact.or_else(|| {
            let folded = fold(name);
            fields.iter().find(|(key, _)| fold(key) == folded).map(|(_, value)| value)
        });
        found.filter(|value| !value.is_null())
    }

    /// A number, if it is there.
    pub(crate) fn optional_float(&self, name: &str) -> Result<Option<f64>> {
        self.get(name)
            .map(|v| v.as_f64().ok_or_else(|| self.wrong(name, v, "a number")))
            .transpose()
    }

    /// A number, or its default.
    pub(crate) fn float(&self, name: &str, default: f64) -> Result<f64> {
        Ok(self.optional_float(name)?.unwrap_or(default))
    }

    /// A number that must be there.
    pub(crate) fn required_float(&self, name: &str) -> Result<f64> {
        self.optional_float(name)?
            .ok_or_else(|| Error::config(&self.class, format!("the field {name} is missing")))
    }

    /// A whole number, if it is there; also one written as a float, like `1000.0`.
    pub(crate) fn optional_int(&self, name: &str) -> Result<Option<i64>> {
        let Some(v) = self.get(name) else { return Ok(None) };
        let whole = v.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15).map(|f| f as i64);
        match v.as_i64().or(whole) {
            Some(i) => Ok(Some(i)),
            None => Err(self.wrong(name, v, "a whole number")),
        }
    }

    /// A truth value, or its default.
    pub(crate) fn bool(&self, name: &str, default: bool) -> Result<bool> {
        match self.get(name) {
            None => Ok(default),
            Some(v) => v.as_bool().ok_or_else(|| self.wrong(name, v, "true or false")),
        }
    }

    /// A string, if it is there.
    pub(crate) fn string(&self, name: &str) -> Result<Option<&'a str>> {
        self.get(name)
            .map(|v| v.as_str().ok_or_else(|| self.wrong(name, v, "a string")))
            .transpose()
    }

    /// A list of numbers that must be there.
    pub(crate) fn floats(&self, name: &str) -> Result<Vec<f64>> {
        let v = self.get(name).unwrap_or(&Value::Null);
        let list = v.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
        list.ok_or_else(|| self.wrong(name, v, "a list of numbers"))
    }
}

/// `{"class_name": class, "config": fields}`.
pub(crate) fn object(class: &str, fields: Value) -> Value {
    json!({ "class_name": class, "config": fields })
}

/// The beginning of a value as JSON: what is given may be long.
fn excerpt(value: &Value) -> String {
    let mut text = value.to_string();
    if let Some((cut, _)) = text.char_indices().nth(80) {
        text.truncate(cut);
        text.push_str("...");
    }
    text
}
