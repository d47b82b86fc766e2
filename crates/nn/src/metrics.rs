//! Metrics: how well a model does, added up over batches.

use crate::arguments::{Arguments, fold};
use crate::losses::{Loss, Reduction, same_rank};
use crate::{Error, Result};
use serde_json::Value;
use sparkler_engine::{DType, Tensor, Variable, no_tape};

/// A number that sums up how well predictions fit, over any number of batches.
///
/// The state lives in variables that are not trainable, and moves by tensor operations alone: a
/// captured training step can update it without reading anything.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::metrics::{Metric, SparseCategoricalAccuracy};
///
/// let accuracy = SparseCategoricalAccuracy::new()?;
/// let labels = Tensor::new(&[1, 0], &[2])?;
/// let predictions = Tensor::new(&[0.1f32, 0.9, 0.3, 0.7], &[2, 2])?;
/// accuracy.update_state(&labels, &predictions, None)?;
/// assert_eq!(accuracy.result()?.item()?, 0.5);
/// accuracy.reset_state()?;
/// assert_eq!(accuracy.result()?.item()?, 0.0);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub trait Metric {
    /// Its name, as the history of training shows it.
    fn name(&self) -> &str;

    /// Adds a batch. `sample_weight` weighs samples (shape `[n]`) or single values.
    ///
    /// # Errors
    /// If shapes do not fit one another.
    fn update_state(
        &self,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) -> Result<()>;

    /// The metric over all batches since the last reset: a scalar `f32`, 0 if there were none.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn result(&self) -> Result<Tensor>;

    /// Forgets all batches.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn reset_state(&self) -> Result<()> {
        for variable in self.variables() {
            variable.assign(&Tensor::zeros(variable.shape(), variable.dtype())?)?;
        }
        Ok(())
    }

    /// The state.
    fn variables(&self) -> Vec<Variable>;
}

/// A counter: a scalar `f32` that starts at 0.
fn counter(name: &str) -> Result<Variable> {
    Ok(Variable::new(name, &Tensor::zeros(&[], DType::F32)?, false))
}

fn add_to(variable: &Variable, amount: &Tensor) -> Result<()> {
    Ok(variable.assign(&variable.value().add(amount)?)?)
}

/// Single precision, in which metrics count.
fn single(t: &Tensor) -> Result<Tensor> {
    Ok(if t.dtype() == DType::F32 { t.clone() } else { t.cast(DType::F32)? })
}

/// One value and one weight a sample, as Keras reduces them: axes that the weight lacks are reduced
/// first, then the weight counts, then all axes but the first are reduced.
fn samplewise(
    of: &str,
    values: &Tensor,
    sample_weight: Option<&Tensor>,
    reduce: impl Fn(&Tensor, Vec<i64>) -> sparkler_engine::Result<Tensor>,
) -> Result<(Tensor, Option<Tensor>)> {
    let mut values = single(values)?;
    let mut weight = None;
    if let Some(w) = sample_weight {
        let (v, mut w) = same_rank(&values, &single(w)?)?;
        values = v;
        let rank = w.rank();
        if values.rank() > rank {
            values = reduce(&values, (rank as i64..values.rank() as i64).collect())?;
        }
        w = w.broadcast_to(values.shape()).map_err(|_| {
            let message = format!(
                "sample weights that broadcast to {} expected, got {}",
                values.shape(),
                w.shape()
            );
            Error::argument(of, message)
        })?;
        values = values.mul(&w)?;
        if rank > 1 {
            w = reduce(&w, (1..rank as i64).collect())?;
        }
        weight = Some(w);
    }
    if values.rank() > 1 {
        values = reduce(&values, (1..values.rank() as i64).collect())?;
    }
    Ok((values, weight))
}

/// The mean of all values, weighted if there are weights.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::metrics::{Mean, Metric};
/// let mean = Mean::new("loss")?;
/// mean.update(&Tensor::new(&[1.0f32, 3.0], &[2])?, None)?;
/// mean.update(&Tensor::scalar(8.0f32)?, None)?;
/// assert_eq!(mean.result()?.item()?, 4.0);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mean {
    name: String,
    total: Variable,
    count: Variable,
}

impl Mean {
    /// A mean of nothing so far.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn new(name: impl Into<String>) -> Result<Mean> {
        let name = name.into();
        let total = counter(&format!("{name}/total"))?;
        let count = counter(&format!("{name}/count"))?;
        Ok(Mean { name, total, count })
    }

    /// Adds values. Those of one sample (all axes but the first) count as their mean.
    ///
    /// # Errors
    /// If the weights do not fit the values.
    pub fn update(&self, values: &Tensor, sample_weight: Option<&Tensor>) -> Result<()> {
        // Nobody asks for the gradient of a metric: a tape need not remember it.
        no_tape(|| {
            let mean = |t: &Tensor, axes: Vec<i64>| t.mean(axes, false);
            let (values, weight) = samplewise(&self.name, values, sample_weight, mean)?;
            let count = match weight {
                Some(weight) => weight.sum((), false)?,
                None => Tensor::scalar(values.shape().first().map_or(1.0, |&n| n as f32))?,
            };
            add_to(&self.total, &values.sum((), false)?)?;
            add_to(&self.count, &count)
        })
    }
}

impl Metric for Mean {
    fn name(&self) -> &str {
        &self.name
    }

    /// Adds `y_pred` as values; `y_true` does not matter.
    fn update_state(&self, _: &Tensor, y_pred: &Tensor, weight: Option<&Tensor>) -> Result<()> {
        self.update(y_pred, weight)
    }

    fn result(&self) -> Result<Tensor> {
        Ok(self.total.value().div_no_nan(&self.count.value())?)
    }

    fn variables(&self) -> Vec<Variable> {
        vec![self.total.clone(), self.count.clone()]
    }
}

/// The sum of all values, weighted if there are weights.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::metrics::{Metric, Sum};
/// let sum = Sum::new("seen")?;
/// sum.update(&Tensor::new(&[1.0f32, 3.0], &[2])?, None)?;
/// assert_eq!(sum.result()?.item()?, 4.0);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sum {
    name: String,
    total: Variable,
}

impl Sum {
    /// A sum of nothing so far.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn new(name: impl Into<String>) -> Result<Sum> {
        let name = name.into();
        let total = counter(&format!("{name}/total"))?;
        Ok(Sum { name, total })
    }

    /// Adds values.
    ///
    /// # Errors
    /// If the weights do not fit the values.
    pub fn update(&self, values: &Tensor, sample_weight: Option<&Tensor>) -> Result<()> {
        no_tape(|| {
            let sum = |t: &Tensor, axes: Vec<i64>| t.sum(axes, false);
            let (values, _) = samplewise(&self.name, values, sample_weight, sum)?;
            add_to(&self.total, &values.sum((), false)?)
        })
    }
}

impl Metric for Sum {
    fn name(&self) -> &str {
        &self.name
    }

    /// Adds `y_pred` as values; `y_true` does not matter.
    fn update_state(&self, _: &Tensor, y_pred: &Tensor, weight: Option<&Tensor>) -> Result<()> {
        self.update(y_pred, weight)
    }

    fn result(&self) -> Result<Tensor> {
        Ok(self.total.value())
    }

    fn variables(&self) -> Vec<Variable> {
        vec![self.total.clone()]
    }
}

/// Metrics that are the mean of a function of `y_true` and `y_pred`.
macro_rules! mean_metrics {
    ($($(#[$doc:meta])* $metric:ident($name:literal $(, $(#[$option_doc:meta])* $option:ident: $t:ty)*) = $f:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $metric {
            mean: Mean,
            $($option: $t,)*
        }

        impl $metric {
            /// The metric over nothing so far, under Keras's name for it.
            ///
            /// # Errors
            /// If memory is exhausted.
            pub fn new($($option: $t),*) -> Result<$metric> {
                Ok($metric { mean: Mean::new($name)?, $($option,)* })
            }

            /// The same metric under another name.
            pub fn with_name(mut self, name: impl Into<String>) -> $metric {
                self.mean.name = name.into();
                self
            }
        }

        impl Metric for $metric {
            fn name(&self) -> &str {
                &self.mean.name
            }

            fn update_state(
                &self,
                y_true: &Tensor,
                y_pred: &Tensor,
                sample_weight: Option<&Tensor>,
            ) -> Result<()> {
                let f: fn(&$metric, &Tensor, &Tensor) -> Result<Tensor> = $f;
                let values = no_tape(|| f(self, y_true, y_pred))?;
                self.mean.update(&values, sample_weight)
            }

            fn result(&self) -> Result<Tensor> {
                self.mean.result()
            }

            fn variables(&self) -> Vec<Variable> {
                self.mean.variables()
            }
        }
    )*};
}

mean_metrics! {
    /// The share of predictions that equal what is true.
    Accuracy("accuracy") = |m, y_true, y_pred| {
        let (y, p) = same_rank(y_true, y_pred)?;
        equal(m.name(), &cast_like(&y, &p)?, &p)
    };

    /// The share of predictions that lie on the right side of a threshold; Keras's is 0.5. What is
    /// true is 0 or 1.
    BinaryAccuracy("binary_accuracy", threshold: f64) = |m, y_true, y_pred| {
        let (y, p) = same_rank(y_true, y_pred)?;
        let above = p.greater(&Tensor::full(&[], m.threshold, p.dtype())?)?;
        equal(m.name(), &y, &above.cast(y.dtype())?)
    };

    /// The share of samples whose most probable class is the true one, given as a one-hot vector.
    CategoricalAccuracy("categorical_accuracy") = |m, y_true, y_pred| {
        same_shape(m.name(), y_true, y_pred)?;
        equal(m.name(), &y_true.arg_max(-1)?, &y_pred.arg_max(-1)?)
    };

    /// The share of samples whose most probable class is the true one, given by its number, in
    /// shape `[n]` or `[n, 1]`.
    SparseCategoricalAccuracy("sparse_categorical_accuracy") = |m, y_true, y_pred| {
        let classes = classes(m.name(), y_true, y_pred)?;
        equal(m.name(), &classes, &y_pred.arg_max(-1)?)
    };

    /// The share of samples whose true class, given as a one-hot vector, is among the `k` most
    /// probable ones; Keras's `k` is 5. Classes as probable as the last of these count as well.
    TopKCategoricalAccuracy("top_k_categorical_accuracy", k: usize) = |m, y_true, y_pred| {
        same_shape(m.name(), y_true, y_pred)?;
        in_top_k(m.name(), &y_true.arg_max(-1)?, y_pred, m.k)
    };

    /// The share of samples whose true class, given by its number, is among the `k` most probable
    /// ones; Keras's `k` is 5. Classes as probable as the last of these count as well.
    SparseTopKCategoricalAccuracy("sparse_top_k_categorical_accuracy", k: usize) =
    |m, y_true, y_pred| {
        in_top_k(m.name(), &classes(m.name(), y_true, y_pred)?, y_pred, m.k)
    };

    /// The mean of `(y_true - y_pred)^2`.
    MeanSquaredError("mean_squared_error") = |_, y_true, y_pred| {
        Loss::mean_squared_error().with_reduction(Reduction::None).call(y_true, y_pred, None)
    };

    /// The mean of `|y_true - y_pred|`.
    MeanAbsoluteError("mean_absolute_error") = |_, y_true, y_pred| {
        Loss::mean_absolute_error().with_reduction(Reduction::None).call(y_true, y_pred, None)
    };
}

/// The mean of a loss over samples, as a metric.
#[derive(Clone, Debug)]
pub struct MeanLoss {
    mean: Mean,
    loss: Loss,
}

impl MeanLoss {
    /// The mean of that loss over nothing so far, under the loss's name.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn new(loss: &Loss) -> Result<MeanLoss> {
        let loss = loss.clone().with_reduction(Reduction::None);
        Ok(MeanLoss { mean: Mean::new(loss.name())?, loss })
    }

    /// The same metric under another name.
    pub fn with_name(mut self, name: impl Into<String>) -> MeanLoss {
        self.mean.name = name.into();
        self
    }
}

impl Metric for MeanLoss {
    fn name(&self) -> &str {
        &self.mean.name
    }

    fn update_state(
        &self,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) -> Result<()> {
        let losses = no_tape(|| self.loss.call(y_true, y_pred, None))?;
        self.mean.update(&losses, sample_weight)
    }

    fn result(&self) -> Result<Tensor> {
        self.mean.result()
    }

    fn variables(&self) -> Vec<Variable> {
        self.mean.variables()
    }
}

/// The square root of the mean of `(y_true - y_pred)^2`.
#[derive(Clone, Debug)]
pub struct RootMeanSquaredError {
    mean: Mean,
}

impl RootMeanSquaredError {
    /// The metric over nothing so far, under Keras's name for it.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn new() -> Result<RootMeanSquaredError> {
        Ok(RootMeanSquaredError { mean: Mean::new("root_mean_squared_error")? })
    }

    /// The same metric under another name.
    pub fn with_name(mut self, name: impl Into<String>) -> RootMeanSquaredError {
        self.mean.name = name.into();
        self
    }
}

impl Metric for RootMeanSquaredError {
    fn name(&self) -> &str {
        &self.mean.name
    }

    fn update_state(
        &self,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) -> Result<()> {
        let squares = no_tape(|| -> Result<Tensor> {
            let (y, p) = same_rank(y_true, y_pred)?;
            same_shape(self.name(), &y, &p)?;
            Ok(cast_like(&y, &p)?.sub(&p)?.square()?)
        })?;
        self.mean.update(&squares, sample_weight)
    }

    fn result(&self) -> Result<Tensor> {
        Ok(self.mean.result()?.sqrt()?)
    }

    fn variables(&self) -> Vec<Variable> {
        self.mean.variables()
    }
}

/// Precision and recall: true positives over those and something else.
macro_rules! ratio_metrics {
    ($($(#[$doc:meta])* $metric:ident($name:literal, $other:literal) = $f:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $metric {
            name: String,
            threshold: f64,
            hits: Variable,
            misses: Variable,
        }

        impl $metric {
            /// The metric over nothing so far, with predictions above `threshold` (Keras's is 0.5)
            /// counted as positive.
            ///
            /// # Errors
            /// If memory is exhausted.
            pub fn new(threshold: f64) -> Result<$metric> {
                Ok($metric {
                    name: $name.into(),
                    threshold,
                    hits: counter(concat!($name, "/true_positives"))?,
                    misses: counter(concat!($name, "/", $other))?,
                })
            }

            /// The same metric under another name.
            pub fn with_name(mut self, name: impl Into<String>) -> $metric {
                self.name = name.into();
                self
            }
        }

        impl Metric for $metric {
            fn name(&self) -> &str {
                &self.name
            }

            fn update_state(
                &self,
                y_true: &Tensor,
                y_pred: &Tensor,
                sample_weight: Option<&Tensor>,
            ) -> Result<()> {
                no_tape(|| {
                    let (y, p) = same_rank(y_true, y_pred)?;
                    same_shape(&self.name, &y, &p)?;
                    let positive = p.greater(&Tensor::full(&[], self.threshold, p.dtype())?)?;
                    let (positive, y) = (single(&positive)?, single(&y.cast(DType::Bool)?)?);
                    let weighted = |counts: &Tensor| -> Result<Tensor> {
                        let sum = |t: &Tensor, axes: Vec<i64>| t.sum(axes, false);
                        Ok(samplewise(&self.name, counts, sample_weight, sum)?.0.sum((), false)?)
                    };
                    let f: fn(&Tensor, &Tensor) -> Result<Tensor> = $f;
                    add_to(&self.hits, &weighted(&y.mul(&positive)?)?)?;
                    add_to(&self.misses, &weighted(&f(&y, &positive)?)?)
                })
            }

            fn result(&self) -> Result<Tensor> {
                let hits = self.hits.value();
                Ok(hits.div_no_nan(&hits.add(&self.misses.value())?)?)
            }

            fn variables(&self) -> Vec<Variable> {
                vec![self.hits.clone(), self.misses.clone()]
            }
        }
    )*};
}

ratio_metrics! {
    /// The share of what was predicted positive that is.
    ///
    /// ```
    /// use sparkler_engine::Tensor;
    /// use sparkler_nn::metrics::{Metric, Precision};
    /// let precision = Precision::new(0.5)?;
    /// let y_true = Tensor::new(&[1.0f32, 0.0, 1.0], &[3])?;
    /// precision.update_state(&y_true, &Tensor::new(&[0.9f32, 0.8, 0.2], &[3])?, None)?;
    /// assert_eq!(precision.result()?.item()?, 0.5);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    Precision("precision", "false_positives") = |y, positive| Ok(positive.mul(&(1.0 - y)?)?);

    /// The share of what is positive that was predicted to be.
    Recall("recall", "false_negatives") = |y, positive| Ok(y.mul(&(1.0 - positive)?)?);
}

/// The metric of that name. `"accuracy"` (or `"acc"`) is the accuracy that suits the loss and the
/// shape of the output: binary where the output is a single number or the loss the binary
/// cross-entropy, sparse where what is true is given as class numbers, else categorical. The same
/// goes for `"crossentropy"` (or `"ce"`). The name of a loss is the mean of that loss; the metric
/// keeps the name it was asked for under, as in Keras.
///
/// ```
/// use sparkler_nn::{losses::Loss, metrics};
/// let loss = Loss::from_name("sparse_categorical_crossentropy")?;
/// let metric = metrics::from_name("accuracy", &loss, &[None, Some(10)])?;
/// assert_eq!(metric.name(), "accuracy");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
///
/// # Errors
/// If there is no metric and no loss of that name.
pub fn from_name(
    name: &str,
    loss: &Loss,
    output_shape: &[Option<usize>],
) -> Result<Box<dyn Metric>> {
    from_config(&Value::String(name.to_string()), loss, output_shape)
}

/// The metric that a configuration describes: a name, as for [`from_name`], or an object with
/// `class_name` and `config` as Keras writes it.
///
/// ```
/// use sparkler_nn::{losses::Loss, metrics};
/// let config = serde_json::json!({
///     "class_name": "BinaryAccuracy", "config": {"name": "sure", "threshold": 0.9},
/// });
/// let metric = metrics::from_config(&config, &Loss::binary_crossentropy(), &[None, Some(1)])?;
/// assert_eq!(metric.name(), "sure");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
///
/// # Errors
/// If there is no metric and no loss of that name, or a field is of the wrong kind.
pub fn from_config(
    config: &Value,
    loss: &Loss,
    output_shape: &[Option<usize>],
) -> Result<Box<dyn Metric>> {
    let f = Arguments::of("metric", config)?;
    let given = match config {
        Value::String(name) => Some(name.as_str()),
        _ => f.optional_text("name")?,
    };
    // Made under its own name, and renamed if another was given.
    macro_rules! named {
        ($metric:expr) => {{
            let metric = $metric;
            match given {
                Some(name) => Box::new(metric.with_name(name)),
                None => Box::new(metric),
            }
        }};
    }
    let binary = output_shape.last() == Some(&Some(1)) || loss.is_binary();
    // The loss may take logits: the metric must, too.
    let of_loss = |plain: Loss| match loss.class_name() == plain.class_name() {
        true => MeanLoss::new(&loss.clone().with_name(plain.name())),
        false => MeanLoss::new(&plain),
    };
    let threshold = || match f.get("thresholds") {
        Some(value) if !value.is_number() => Err(f.error("thresholds", "one number")),
        Some(_) => f.float("thresholds", 0.5),
        None => f.float("threshold", 0.5),
    };
    let k = || match f.optional_integer("k")? {
        None => Ok(5),
        Some(k) => usize::try_from(k).map_err(|_| f.error("k", "a number above 0")),
    };
    for option in ["top_k", "class_id", "from_sorted_ids"] {
        f.only(option, false)?;
    }
    Ok(match fold(f.class()).as_str() {
        // Keras resolves the name alone, not the class of equal numbers.
        "accuracy" if config.is_object() => named!(Accuracy::new()?),
        "accuracy" | "acc" if binary => {
            // Above 0.5 as a probability is above 0 as a logit.
            let logits = loss.is_binary() && loss.logits_activation().is_none();
            named!(BinaryAccuracy::new(if logits { 0.0 } else { 0.5 })?)
        }
        "accuracy" | "acc" if loss.is_sparse() => named!(SparseCategoricalAccuracy::new()?),
        "accuracy" | "acc" => named!(CategoricalAccuracy::new()?),
        "crossentropy" | "ce" => named!(of_loss(match (binary, loss.is_sparse()) {
            (true, _) => Loss::binary_crossentropy(),
            (_, true) => Loss::sparse_categorical_crossentropy(),
            _ => Loss::categorical_crossentropy(),
        })?),
        "mean" => Box::new(Mean::new(given.unwrap_or("mean"))?),
        "sum" => Box::new(Sum::new(given.unwrap_or("sum"))?),
        "binaryaccuracy" => named!(BinaryAccuracy::new(threshold()?)?),
        "categoricalaccuracy" => named!(CategoricalAccuracy::new()?),
        "sparsecategoricalaccuracy" => named!(SparseCategoricalAccuracy::new()?),
        "topkcategoricalaccuracy" => named!(TopKCategoricalAccuracy::new(k()?)?),
        "sparsetopkcategoricalaccuracy" => named!(SparseTopKCategoricalAccuracy::new(k()?)?),
        "rootmeansquarederror" | "rmse" => named!(RootMeanSquaredError::new()?),
        "precision" => named!(Precision::new(threshold()?)?),
        "recall" => named!(Recall::new(threshold()?)?),
        // The mean of a loss; its options are those of the loss.
        _ => match (Loss::from_name(f.class()), config) {
            (Ok(plain), Value::String(_)) => named!(of_loss(plain)?),
            (Ok(_), config) => named!(MeanLoss::new(&Loss::from_config(config)?)?),
            (Err(_), _) => {
                return Err(Error::config(
                    "metric",
                    format!(
                        "there is none named {:?}; accuracy, binary_accuracy, \
                         categorical_accuracy, sparse_categorical_accuracy, \
                         top_k_categorical_accuracy, sparse_top_k_categorical_accuracy, \
                         precision, recall, root_mean_squared_error or the name of a loss expected",
                        f.class()
                    ),
                ));
            }
        },
    })
}

fn cast_like(t: &Tensor, other: &Tensor) -> Result<Tensor> {
    Ok(if t.dtype() == other.dtype() { t.clone() } else { t.cast(other.dtype())? })
}

fn same_shape(of: &str, y_true: &Tensor, y_pred: &Tensor) -> Result<()> {
    match y_true.shape() == y_pred.shape() {
        true => Ok(()),
        false => Err(Error::argument(
            of,
            format!(
                "what is true must have the shape of the predictions, got {} and {}",
                y_true.shape(),
                y_pred.shape()
            ),
        )),
    }
}

/// 1 where the two are equal, 0 elsewhere.
fn equal(of: &str, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    same_shape(of, a, b)?;
    single(&a.equal(&cast_like(b, a)?)?)
}

/// True classes in the shape of the predictions without the last axis, as integers.
fn classes(of: &str, y_true: &Tensor, y_pred: &Tensor) -> Result<Tensor> {
    let rank = y_true.rank();
    let classes = if rank == y_pred.rank() && y_true.shape().last() == Some(&1) {
        y_true.squeeze(rank as i64 - 1)?
    } else {
        y_true.clone()
    };
    if y_pred.rank() == 0 || classes.shape()[..] != y_pred.shape()[..y_pred.rank() - 1] {
        let message = format!(
            "class numbers in the shape of the predictions without the last axis, or 1 there, \
             expected, got {} and {}",
            y_true.shape(),
            y_pred.shape()
        );
        return Err(Error::argument(of, message));
    }
    Ok(if classes.dtype() == DType::I32 { classes } else { classes.cast(DType::I32)? })
}

/// 1 where fewer than `k` classes are more probable than the true one.
fn in_top_k(of: &str, classes: &Tensor, y_pred: &Tensor, k: usize) -> Result<Tensor> {
    if k == 0 {
        return Err(Error::argument(of, "k must be at least 1, got 0"));
    }
    let count = y_pred.shape().last().copied().unwrap_or(0);
    // The probability of the true class: that of the others times 0 must not be NaN, so it is
    // picked, not multiplied.
    let range = Tensor::range(
        0.0,
        count as f64,
        sparkler_engine::options::RangeOptions { dtype: DType::I32, ..Default::default() },
    )?;
    let is_true = classes.expand_dims(-1)?.equal(&range)?;
    let none = Tensor::zeros(&[], y_pred.dtype())?;
    let p = is_true.select(y_pred, &none)?.sum(-1, true)?;
    let better = single(&y_pred.greater(&p)?)?.sum(-1, false)?;
    // A prediction that is no number hits nothing, nor does a class that is none.
    let sound = p.is_finite()?.squeeze(-1)?.logical_and(&is_true.any(-1, false)?)?;
    single(&better.less(&Tensor::scalar(k as f32)?)?.logical_and(&sound)?)
}
