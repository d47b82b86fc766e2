//! Reading the arguments of layers from configurations.

use super::WeightOptions;
use crate::activations::Activation;
use crate::constraints::Constraint;
use crate::fields::{Fields, fold};
use crate::initializers::Initializer;
use crate::regularizers::Regularizer;
use crate::{Error, Result};
use serde_json::Value as Json;

/// The arguments in a layer's configuration, by name. An argument that is missing or null has its
/// default; one of another type is an error that names it.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a> {
    class: &'a str,
    config: &'a Json,
}

impl<'a> Arguments<'a> {
    /// The arguments of a layer of that class.
    pub fn new(class: &'a str, config: &'a Json) -> Arguments<'a> {
        Arguments { class, config }
    }

    /// The argument of that name, in Keras's spelling or TensorFlow.js's (`useBias`), unless it is
    /// missing or null.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        let found = self.config.get(name).or_else(|| {
            let folded = fold(name);
            let (_, value) =
                self.config.as_object()?.iter().find(|(key, _)| fold(key) == folded)?;
            Some(value)
        });
        found.filter(|v| !v.is_null())
    }

    /// An error that says what an argument should be.
    pub fn error(&self, name: &str, expected: &str) -> Error {
        let found = self.get(name).map_or("missing".into(), |value| {
            let mut text = value.to_string();
            if text.chars().count() > 60 {
                text = text.chars().take(57).chain("...".chars()).collect();
            }
            text
        });
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
        Ok(self
            .read(name, "a string", |v| v.as_str().map(str::to_string))?
            .unwrap_or(default.into()))
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
        let fields = Fields::of("activation", value)
            .map_err(|_| self.error(name, "the name of an activation"))?;
        Activation::from_name(fields.class())
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
    /// `name_constraint`.
    ///
    /// # Errors
    /// If one of them describes none.
    pub fn weight(&self, name: &str, default: Initializer) -> Result<WeightOptions> {
        let initializer = self.initializer(&format!("{name}_initializer"), default)?;
        let regularizer = self.get(&format!("{name}_regularizer"));
        let constraint = self.get(&format!("{name}_constraint"));
        Ok(WeightOptions {
            regularizer: regularizer.map(Regularizer::from_config).transpose()?,
            constraint: constraint.map(Constraint::from_config).transpose()?,
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
