//! Which layer a class name in a configuration means.

use super::*;
use std::collections::HashMap;

/// Makes a layer from its arguments.
pub type Constructor = Box<dyn Fn(&Arguments<'_>) -> Result<Box<dyn Layer>>>;

/// Makes a layer with its name from its configuration.
pub type SharedConstructor = Box<dyn Fn(&Json) -> Result<LayerRef>>;

/// The layers that configurations can name: those of this crate, and any others that are added.
///
/// ```
/// use sparkler_nn::layers::{CallContext, Layer, Registry};
/// use sparkler_engine::Tensor;
///
/// struct Square;
/// impl Layer for Square {
///     fn class_name(&self) -> &str { "Square" }
///     fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> sparkler_nn::Result<Tensor> {
///         Ok(inputs[0].square()?)
///     }
/// }
///
/// let mut registry = Registry::new();
/// registry.register("Square", |_| Ok(Box::new(Square)));
/// let layer = registry.layer("Square", &serde_json::json!({ "name": "s" }))?;
/// assert_eq!(layer.name(), "s");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub struct Registry {
    constructors: HashMap<String, Maker>,
}

enum Maker {
    Layer(Constructor),
    Shared(SharedConstructor),
}

impl Default for Registry {
    fn default() -> Registry {
        Registry::new()
    }
}

impl Registry {
    /// The layers of this crate.
    pub fn new() -> Registry {
        let mut registry = Registry { constructors: HashMap::new() };
        macro_rules! builtin {
            ($($name:literal => $layer:ty),* $(,)?) => {$(
                registry.register($name, |a| Ok(Box::new(<$layer>::from_arguments(a)?)));
            )*};
        }
        builtin! {
            "Activation" => Activation,
            "Add" => Add,
            "Average" => Average,
            "AveragePooling2D" => AveragePooling2D,
            "BatchNormalization" => BatchNormalization,
            "BatchNormalizationV1" => BatchNormalization,
            "Concatenate" => Concatenate,
            "Conv1D" => Conv1D,
            "Conv2D" => Conv2D,
            "Dense" => Dense,
            "DepthwiseConv2D" => DepthwiseConv2D,
            "Dropout" => Dropout,
            "ELU" => ELU,
            "Flatten" => Flatten,
            "GlobalAveragePooling2D" => GlobalAveragePooling2D,
            "GlobalMaxPooling2D" => GlobalMaxPooling2D,
            "InputLayer" => InputLayer,
            "LayerNormalization" => LayerNormalization,
            "LeakyReLU" => LeakyReLU,
            "MaxPooling2D" => MaxPooling2D,
            "Maximum" => Maximum,
            "Minimum" => Minimum,
            "Multiply" => Multiply,
            "ReLU" => ReLU,
            "Rescaling" => Rescaling,
            "Reshape" => Reshape,
            "SeparableConv2D" => SeparableConv2D,
            "Softmax" => Softmax,
            "Subtract" => Subtract,
            "ZeroPadding2D" => ZeroPadding2D,
        }
        registry
    }

    /// Adds a layer, or puts another in the place of one of that class.
    pub fn register(
        &mut self,
        class: impl Into<String>,
        constructor: impl Fn(&Arguments<'_>) -> Result<Box<dyn Layer>> + 'static,
    ) {
        self.constructors.insert(class.into(), Maker::Layer(Box::new(constructor)));
    }

    /// As [`Registry::register`], for a constructor that reads the whole configuration, name and
    /// `trainable` included.
    ///
    /// ```
    /// use sparkler_nn::layers::{Layer, ReLU, Registry};
    /// let mut registry = Registry::new();
    /// registry.register_shared("Ramp", |config| {
    ///     Ok(ReLU::new().named(config["name"].as_str().unwrap_or("ramp")))
    /// });
    /// assert_eq!(registry.layer("Ramp", &serde_json::json!({}))?.name(), "ramp");
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    pub fn register_shared(
        &mut self,
        class: impl Into<String>,
        constructor: impl Fn(&Json) -> Result<LayerRef> + 'static,
    ) {
        self.constructors.insert(class.into(), Maker::Shared(Box::new(constructor)));
    }

    /// Is there a layer of that class?
    pub fn knows(&self, class: &str) -> bool {
        self.constructors.contains_key(class)
    }

    /// The layer that a class name and a configuration describe.
    ///
    /// # Errors
    /// If there is no such class, or an argument makes no sense.
    pub fn layer(&self, class: &str, config: &Json) -> Result<LayerRef> {
        let Some(maker) = self.constructors.get(class) else {
            let mut known: Vec<&str> = self.constructors.keys().map(String::as_str).collect();
            known.sort_unstable();
            return Err(Error::config(
                class,
                format!("no layer of this class is known, expected one of {}", known.join(", ")),
            ));
        };
        let arguments = Arguments::new(class, config);
        let name = arguments.get("name").and_then(Json::as_str).map(str::to_string);
        let in_layer = |e: Error| match &name {
            Some(name) => e.in_layer(name),
            None => e,
        };
        let layer = match maker {
            Maker::Layer(make) => LayerRef::new(make(&arguments).map_err(in_layer)?, name),
            Maker::Shared(make) => return make(config).map_err(in_layer),
        };
        layer.set_trainable(arguments.bool("trainable", true)?);
        Ok(layer)
    }
}
