//! Which layer a class name in a configuration means.

use super::*;
use std::collections::HashMap;

/// Makes a layer from its arguments.
pub type Constructor = Box<dyn Fn(&Arguments<'_>) -> Result<Box<dyn Layer>>>;

/// Makes a layer from its arguments, with other layers of a registry in it.
pub type WrapperConstructor = Box<dyn Fn(&Arguments<'_>, &Registry) -> Result<Box<dyn Layer>>>;

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
    Wrapper(WrapperConstructor),
    Shared(SharedConstructor),
}

macro_rules! builtin {
    ($($name:literal => $layer:ty),* $(,)?) => {
        /// The layers of this crate that hold no others.
        const BUILTIN: &[(&str, fn(&Arguments<'_>) -> Result<Box<dyn Layer>>)] =
            &[$(($name, |a| Ok(Box::new(<$layer>::from_arguments(a)?)))),*];
    };
}

builtin! {
    "Activation" => Activation,
    "Add" => Add,
    "AlphaDropout" => AlphaDropout,
    "Average" => Average,
    "AveragePooling1D" => AveragePooling1D,
    "AveragePooling2D" => AveragePooling2D,
    "AveragePooling3D" => AveragePooling3D,
    "BatchNormalization" => BatchNormalization,
    "BatchNormalizationV1" => BatchNormalization,
    "Concatenate" => Concatenate,
    "Conv1D" => Conv1D,
    "Conv2D" => Conv2D,
    "Conv2DTranspose" => Conv2DTranspose,
    "Conv3D" => Conv3D,
    "Cropping2D" => Cropping2D,
    "Dense" => Dense,
    "DepthwiseConv2D" => DepthwiseConv2D,
    "Dot" => Dot,
    "Dropout" => Dropout,
    "ELU" => ELU,
    "Embedding" => Embedding,
    "Flatten" => Flatten,
    "GaussianDropout" => GaussianDropout,
    "GaussianNoise" => GaussianNoise,
    "GlobalAveragePooling1D" => GlobalAveragePooling1D,
    "GlobalAveragePooling2D" => GlobalAveragePooling2D,
    "GlobalAveragePooling3D" => GlobalAveragePooling3D,
    "GlobalMaxPooling1D" => GlobalMaxPooling1D,
    "GlobalMaxPooling2D" => GlobalMaxPooling2D,
    "GlobalMaxPooling3D" => GlobalMaxPooling3D,
    "GRU" => GRU,
    "InputLayer" => InputLayer,
    "LayerNormalization" => LayerNormalization,
    "LeakyReLU" => LeakyReLU,
    "LSTM" => LSTM,
    "MaxPooling1D" => MaxPooling1D,
    "MaxPooling2D" => MaxPooling2D,
    "MaxPooling3D" => MaxPooling3D,
    "Maximum" => Maximum,
    "Minimum" => Minimum,
    "Multiply" => Multiply,
    "Permute" => Permute,
    "PReLU" => PReLU,
    "ReLU" => ReLU,
    "RepeatVector" => RepeatVector,
    "Rescaling" => Rescaling,
    "Reshape" => Reshape,
    "SeparableConv2D" => SeparableConv2D,
    "SimpleRNN" => SimpleRNN,
    "Softmax" => Softmax,
    "SpatialDropout1D" => SpatialDropout1D,
    "SpatialDropout2D" => SpatialDropout2D,
    "Subtract" => Subtract,
    "ThresholdedReLU" => ThresholdedReLU,
    "UpSampling2D" => UpSampling2D,
    "ZeroPadding1D" => ZeroPadding1D,
    "ZeroPadding2D" => ZeroPadding2D,
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
        for (class, constructor) in BUILTIN {
            registry.register(*class, constructor);
        }
        registry.register_wrapper("Bidirectional", |a, registry| {
            Ok(Box::new(Bidirectional::from_arguments(a, registry)?))
        });
        registry.register_wrapper("TimeDistributed", |a, registry| {
            Ok(Box::new(TimeDistributed::from_arguments(a, registry)?))
        });
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

    /// As [`Registry::register`], for a layer with other layers in it.
    pub fn register_wrapper(
        &mut self,
        class: impl Into<String>,
        constructor: impl Fn(&Arguments<'_>, &Registry) -> Result<Box<dyn Layer>> + 'static,
    ) {
        self.constructors.insert(class.into(), Maker::Wrapper(Box::new(constructor)));
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
        let made = match maker {
            Maker::Shared(make) => return make(config).map_err(in_layer),
            Maker::Layer(make) => {
                arguments.only("activity_regularizer", Json::Null).and_then(|()| make(&arguments))
            }
            Maker::Wrapper(make) => make(&arguments, self),
        };
        let layer = LayerRef::new(made.map_err(in_layer)?, name);
        layer.set_trainable(arguments.bool("trainable", true)?);
        Ok(layer)
    }
}
