//! Losses: how far predictions are from what is true, as one number to make small.

use crate::activations::Activation;
use crate::arguments::{Arguments, fold, object};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor};

/// Keras's `epsilon()`: probabilities are kept that far from 0 and 1.
const EPSILON: f64 = 1e-7;

/// How the losses of samples become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// Their sum over their number.
    #[default]
    SumOverBatchSize,
    /// Their sum.
    Sum,
    /// Not at all: one loss a sample.
    None,
    /// Their weighted sum over the sum of the weights.
    MeanWithSampleWeight,
}

impl Reduction {
    /// Its name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Reduction::SumOverBatchSize => "sum_over_batch_size",
            Reduction::Sum => "sum",
            Reduction::None => "none",
            Reduction::MeanWithSampleWeight => "mean_with_sample_weight",
        }
    }

    /// The reduction of that name.
    ///
    /// # Errors
    /// If there is none.
    pub fn from_name(name: &str) -> Result<Reduction> {
        Ok(match fold(name).as_str() {
            // Keras 2 writes "auto" where it means the default.
            "sumoverbatchsize" | "mean" | "auto" => Reduction::SumOverBatchSize,
            "sum" => Reduction::Sum,
            "none" => Reduction::None,
            "meanwithsampleweight" => Reduction::MeanWithSampleWeight,
            _ => {
                return Err(Error::argument(
                    "loss reduction",
                    format!(
                        "there is none named {name:?}; one of sum_over_batch_size, sum, none, \
                         mean_with_sample_weight expected"
                    ),
                ));
            }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    SparseCategoricalCrossentropy { from_logits: bool, ignore_class: Option<i64> },
    CategoricalCrossentropy { from_logits: bool, label_smoothing: f64 },
    BinaryCrossentropy { from_logits: bool, label_smoothing: f64 },
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Huber { delta: f64 },
    LogCosh,
    KlDivergence,
    Poisson,
    CosineSimilarity,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
}

use Kind::*;

/// A loss, as Keras 3 defines it.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::losses::Loss;
///
/// let loss = Loss::from_name("sparse_categorical_crossentropy")?;
/// let labels = Tensor::new(&[1, 0], &[2])?;
/// let predictions = Tensor::new(&[0.25f32, 0.75, 0.5, 0.5], &[2, 2])?;
/// let value = loss.call(&labels, &predictions, None)?.item()?;
/// assert!((value + (0.75f64.ln() + 0.5f64.ln()) / 2.0).abs() < 1e-6);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
///
/// Where a loss takes probabilities, they are kept between `1e-7` and `1 - 1e-7`, and no gradient
/// flows where they had to be. Numbers before softmax or sigmoid are better:
/// [`with_from_logits`](Loss::with_from_logits).
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    kind: Kind,
    reduction: Reduction,
    name: Option<String>,
}

impl From<Kind> for Loss {
    fn from(kind: Kind) -> Loss {
        Loss { kind, reduction: Reduction::default(), name: None }
    }
}

/// Constructors. `y` is what is true, `p` what was predicted; means and sums without more are over
/// the last axis.
impl Loss {
    /// `-ln p[y]`: `y` names the class, in shape `[n]` or `[n, 1]` for `p` of shape
    /// `[n, classes]`.
    pub fn sparse_categorical_crossentropy() -> Loss {
        SparseCategoricalCrossentropy { from_logits: false, ignore_class: None }.into()
    }

    /// `-sum(y ln(p / sum(p)))`: `y` is a distribution over the classes, such as a one-hot vector.
    pub fn categorical_crossentropy() -> Loss {
        CategoricalCrossentropy { from_logits: false, label_smoothing: 0.0 }.into()
    }

    /// `mean(-y ln p - (1 - y) ln(1 - p))`: `y` is 0 or 1, or a probability.
    pub fn binary_crossentropy() -> Loss {
        BinaryCrossentropy { from_logits: false, label_smoothing: 0.0 }.into()
    }

    /// `mean((y - p)^2)`.
    pub fn mean_squared_error() -> Loss {
        MeanSquaredError.into()
    }

    /// `mean(|y - p|)`.
    pub fn mean_absolute_error() -> Loss {
        MeanAbsoluteError.into()
    }

    /// `100 mean(|y - p| / max(|y|, 1e-7))`.
    pub fn mean_absolute_percentage_error() -> Loss {
        MeanAbsolutePercentageError.into()
    }

    /// `mean((ln(1 + y) - ln(1 + p))^2)`, with `y` and `p` not below `1e-7`.
    pub fn mean_squared_logarithmic_error() -> Loss {
        MeanSquaredLogarithmicError.into()
    }

    /// The mean of `(y - p)^2 / 2` up to a distance of `delta`, and of `delta |y - p| - delta^2 / 2`
    /// beyond (Huber 1964). Keras's default for `delta` is 1.
    ///
    /// # Errors
    /// If `delta` is not above 0.
    pub fn huber(delta: f64) -> Result<Loss> {
        match delta > 0.0 {
            true => Ok(Huber { delta }.into()),
            false => Err(Error::argument("huber", format!("delta must be above 0, got {delta}"))),
        }
    }

    /// `mean(ln(cosh(p - y)))`.
    pub fn log_cosh() -> Loss {
        LogCosh.into()
    }

    /// `sum(y ln(y / p))` (Kullback and Leibler 1951), with `y` and `p` kept between `1e-7` and 1.
    pub fn kl_divergence() -> Loss {
        KlDivergence.into()
    }

    /// `mean(p - y ln(p + 1e-7))`.
    pub fn poisson() -> Loss {
        Poisson.into()
    }

    /// Minus the cosine of the angle between `y` and `p`: -1 if they point the same way.
    pub fn cosine_similarity() -> Loss {
        CosineSimilarity.into()
    }

    /// `mean(max(1 - y p, 0))`, with `y` -1 or 1; labels that are all 0 or 1 are taken for these.
    pub fn hinge() -> Loss {
        Hinge.into()
    }

    /// `mean(max(1 - y p, 0)^2)`, with `y` as for [`hinge`](Loss::hinge).
    pub fn squared_hinge() -> Loss {
        SquaredHinge.into()
    }

    /// `max(max((1 - y) p) - sum(y p) + 1, 0)`, with `y` a one-hot vector.
    pub fn categorical_hinge() -> Loss {
        CategoricalHinge.into()
    }

    /// Says whether predictions are logits, to which the cross-entropies apply softmax (sigmoid for
    /// the binary one) themselves, with better numbers.
    ///
    /// ```
    /// use sparkler_engine::Tensor;
    /// use sparkler_nn::losses::Loss;
    /// let loss = Loss::binary_crossentropy().with_from_logits(true)?;
    /// let value = loss.call(&Tensor::ones(&[1, 1], sparkler_engine::DType::F32)?,
    ///     &Tensor::new(&[0.0f32], &[1, 1])?, None)?;
    /// assert!((value.item()? - 2f64.ln()).abs() < 1e-6);
    /// assert!(Loss::hinge().with_from_logits(true).is_err());
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the loss is none that takes probabilities.
    pub fn with_from_logits(mut self, logits: bool) -> Result<Loss> {
        match &mut self.kind {
            SparseCategoricalCrossentropy { from_logits, .. }
            | CategoricalCrossentropy { from_logits, .. }
            | BinaryCrossentropy { from_logits, .. } => *from_logits = logits,
            _ => return Err(self.no_option("from_logits")),
        }
        Ok(self)
    }

    /// Moves that share of the truth from what is true to all classes alike (Szegedy et al. 2016).
    ///
    /// # Errors
    /// If the loss is neither the categorical nor the binary cross-entropy, or the share does not
    /// lie between 0 and 1.
    pub fn with_label_smoothing(mut self, share: f64) -> Result<Loss> {
        if !(0.0..=1.0).contains(&share) {
            let message = format!("label_smoothing must lie between 0 and 1, got {share}");
            return Err(Error::argument(self.kind.name(), message));
        }
        match &mut self.kind {
            CategoricalCrossentropy { label_smoothing, .. }
            | BinaryCrossentropy { label_smoothing, .. } => *label_smoothing = share,
            _ => return Err(self.no_option("label_smoothing")),
        }
        Ok(self)
    }

    /// Leaves samples of that class out of the loss, such as padding or the unknown.
    ///
    /// # Errors
    /// If the loss is not the sparse categorical cross-entropy.
    pub fn with_ignore_class(mut self, class: i64) -> Result<Loss> {
        match &mut self.kind {
            SparseCategoricalCrossentropy { ignore_class, .. } => *ignore_class = Some(class),
            _ => return Err(self.no_option("ignore_class")),
        }
        Ok(self)
    }

    /// The same loss with another reduction.
    pub fn with_reduction(mut self, reduction: Reduction) -> Loss {
        self.reduction = reduction;
        self
    }

    /// The same loss under another name.
    pub fn with_name(mut self, name: impl Into<String>) -> Loss {
        self.name = Some(name.into());
        self
    }

    fn no_option(&self, option: &str) -> Error {
        Error::argument(self.kind.name(), format!("there is no option {option} for this loss"))
    }
}

impl Loss {
    /// Its name, in Keras's spelling if it was given none.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.kind.name())
    }

    /// Its class in Keras, like `MeanSquaredError`.
    pub fn class_name(&self) -> &'static str {
        self.kind.class_name()
    }

    /// How the losses of samples become one number.
    pub fn reduction(&self) -> Reduction {
        self.reduction
    }

    /// Is what is true given as class numbers, of one axis less than the predictions?
    pub fn is_sparse(&self) -> bool {
        matches!(self.kind, SparseCategoricalCrossentropy { .. })
    }

    /// Is it the binary cross-entropy?
    pub fn is_binary(&self) -> bool {
        matches!(self.kind, BinaryCrossentropy { .. })
    }

    /// The activation whose result this loss takes and that it could apply itself: a model that
    /// ends in it does better to leave it out and ask
    /// [`with_from_logits`](Loss::with_from_logits). None if the loss takes logits already.
    pub fn logits_activation(&self) -> Option<Activation> {
        match self.kind {
            SparseCategoricalCrossentropy { from_logits: false, .. }
            | CategoricalCrossentropy { from_logits: false, .. } => Some(Activation::Softmax),
            BinaryCrossentropy { from_logits: false, .. } => Some(Activation::Sigmoid),
            _ => None,
        }
    }

    /// The loss of a batch: a scalar of the predictions' type, or one loss a sample (of the
    /// predictions' shape without the last axis) without reduction.
    ///
    /// `y_true` has the shape of `y_pred`, or lacks its last axis where that is 1; for the sparse
    /// loss it lacks the last axis or has 1 there. It is cast to the type of `y_pred`.
    /// `sample_weight` multiplies the losses; its shape is that of the losses, or the beginning of
    /// it: `[n]` weighs samples, also where each has many losses.
    ///
    /// # Errors
    /// If `y_pred` holds no floats, a shape does not fit, or a class is none of the classes.
    pub fn call(
        &self,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) -> Result<Tensor> {
        let (losses, mask) = self.samples(y_true, y_pred)?;
        let weight = sample_weight.map(|w| fit_weight(self.name(), w, &losses)).transpose()?;
        let weight = match (mask, weight) {
            (Some(mask), weight) => {
                // What is left over stands for all: a mean is over the valid ones.
                let mask = match self.reduction {
                    Reduction::SumOverBatchSize => {
                        let valid = mask.sum((), false)?;
                        let total = Tensor::full(&[], mask.size() as f64, mask.dtype())?;
                        mask.mul(&total.div_no_nan(&valid)?)?
                    }
                    _ => mask,
                };
                Some(match weight {
                    Some(weight) => weight.mul(&mask)?,
                    None => mask,
                })
            }
            (None, weight) => weight,
        };
        let weighted = match &weight {
            Some(weight) => losses.mul(weight)?,
            None => losses,
        };
        if self.reduction == Reduction::None {
            return Ok(weighted);
        }
        // The loss of nothing is 0.
        if self.reduction == Reduction::Sum || weighted.size() == 0 {
            return Ok(weighted.sum((), false)?);
        }
        Ok(match (self.reduction, &weight) {
            (Reduction::MeanWithSampleWeight, Some(weight)) => {
                // A weight for many losses counts for each of them.
                let weights = weight.broadcast_to(weighted.shape())?.sum((), false)?;
                weighted.sum((), false)?.div_no_nan(&weights)?
            }
            _ => weighted.mean((), false)?,
        })
    }

    /// One loss a sample, and where some do not count the mask of those that do, as floats.
    fn samples(&self, y_true: &Tensor, y_pred: &Tensor) -> Result<(Tensor, Option<Tensor>)> {
        if !y_pred.dtype().is_float() {
            let message = format!("floats expected as predictions, got {}", y_pred.spec());
            return Err(Error::argument(self.name(), message));
        }
        if y_pred.rank() == 0 {
            let message = "predictions of at least one axis expected, got a scalar";
            return Err(Error::argument(self.name(), message));
        }
        let (y, p) = same_rank(y_true, y_pred)?;
        if let SparseCategoricalCrossentropy { from_logits, ignore_class } = self.kind {
            return self.sparse(&y, &p, from_logits, ignore_class);
        }
        if y.shape() != p.shape() {
            let message = format!(
                "what is true must have the shape of the predictions, got {} and {}",
                y_true.shape(),
                y_pred.shape()
            );
            return Err(Error::argument(self.name(), message));
        }
        let y = if y.dtype() == p.dtype() { y } else { y.cast(p.dtype())? };
        Ok((self.kind.dense(&y, &p)?, None))
    }

    fn sparse(
        &self,
        y: &Tensor,
        p: &Tensor,
        from_logits: bool,
        ignore_class: Option<i64>,
    ) -> Result<(Tensor, Option<Tensor>)> {
        let last = y.rank() as i64 - 1;
        let y = if y.rank() == p.rank() && y.shape().last() == Some(&1) {
            y.squeeze(last)?
        } else {
            y.clone()
        };
        if y.shape()[..] != p.shape()[..p.rank() - 1] {
            let message = format!(
                "what is true must have the shape of the predictions without the last axis, or 1 \
                 there, got {} and {}",
                y.shape(),
                p.shape()
            );
            return Err(Error::argument(self.name(), message));
        }
        let y = match y.dtype() {
            DType::I32 | DType::I64 => y,
            _ => y.cast(DType::I32)?,
        };
        let (y, valid) = match ignore_class {
            None => (y, None),
            Some(class) => {
                let valid = y.not_equal(&Tensor::full(&[], class, y.dtype())?)?;
                (valid.select(&y, &Tensor::zeros(&[], y.dtype())?)?, Some(valid))
            }
        };
        let logits = if from_logits { p.clone() } else { probabilities(p)?.log()? };
        let losses = y.sparse_softmax_cross_entropy_with_logits(&logits)?;
        Ok(match valid {
            None => (losses, None),
            Some(valid) => {
                let none = Tensor::zeros(&[], losses.dtype())?;
                (valid.select(&losses, &none)?, Some(valid.cast(losses.dtype())?))
            }
        })
    }
}

impl Kind {
    /// The loss of each sample, of one type and shape `y` and `p`.
    fn dense(self, y: &Tensor, p: &Tensor) -> Result<Tensor> {
        let last = |t: Tensor| t.mean(-1, false);
        Ok(match self {
            SparseCategoricalCrossentropy { .. } => {
                return Err(Error::argument(self.name(), "has no dense form"));
            }
            CategoricalCrossentropy { from_logits, label_smoothing } => {
                let classes = p.shape().last().copied().unwrap_or(1).max(1) as f64;
                let y = smooth(y, label_smoothing, label_smoothing / classes)?;
                if from_logits {
                    y.softmax_cross_entropy_with_logits(p)?
                } else {
                    let p = probabilities(&p.div(&p.sum(-1, true)?)?)?;
                    y.mul(&p.log()?)?.sum(-1, false)?.neg()?
                }
            }
            BinaryCrossentropy { from_logits, label_smoothing } => {
                let y = smooth(y, label_smoothing, label_smoothing / 2.0)?;
                if from_logits {
                    last(y.sigmoid_cross_entropy_with_logits(p)?)?
                } else {
                    // 1 - p is kept inside by itself: single precision would round 1 - (1 - 1e-7)
                    // to 1.2e-7.
                    let (yes, no) = (probabilities(p)?.log()?, probabilities(&(1.0 - p)?)?.log()?);
                    last(y.mul(&yes)?.add(&(1.0 - &y)?.mul(&no)?)?)?.neg()?
                }
            }
            MeanSquaredError => last(y.sub(p)?.square()?)?,
            MeanAbsoluteError => last(y.sub(p)?.abs()?)?,
            MeanAbsolutePercentageError => {
                let size = y.abs()?.maximum(&like(y, EPSILON)?)?;
                (&last(y.sub(p)?.div(&size)?.abs()?)? * 100.0)?
            }
            MeanSquaredLogarithmicError => {
                let least = like(p, EPSILON)?;
                let logarithm = |t: &Tensor| (&t.maximum(&least)? + 1.0)?.log();
                last(logarithm(p)?.sub(&logarithm(y)?)?.square()?)?
            }
            Huber { delta } => {
                let error = p.sub(y)?;
                let size = error.abs()?;
                let near = (&error.square()? * 0.5)?;
                let far = (&(&size * delta)? - 0.5 * delta * delta)?;
                last(size.less_equal(&like(p, delta)?)?.select(&near, &far)?)?
            }
            LogCosh => {
                // ln(cosh(x)) = x + ln(1 + exp(-2 x)) - ln 2, which does not overflow.
                let x = p.sub(y)?;
                last((&x.add(&(&x * -2.0)?.softplus()?)? - std::f64::consts::LN_2)?)?
            }
            KlDivergence => {
                let y = y.clip_by_value(EPSILON, 1.0)?;
                let p = p.clip_by_value(EPSILON, 1.0)?;
                y.mul(&y.div(&p)?.log()?)?.sum(-1, false)?
            }
            Poisson => last(p.sub(&y.mul(&(p + EPSILON)?.log()?)?)?)?,
            CosineSimilarity => {
                let (y, p) = (unit(y)?, unit(p)?);
                y.mul(&p)?.sum(-1, false)?.neg()?
            }
            Hinge => last(margin(y, p)?)?,
            SquaredHinge => last(margin(y, p)?.square()?)?,
            CategoricalHinge => {
                let right = y.mul(p)?.sum(-1, false)?;
                let wrong = (1.0 - y)?.mul(p)?.max(-1, false)?;
                (&wrong.sub(&right)? + 1.0)?.maximum(&like(p, 0.0)?)?
            }
        })
    }

    fn name(self) -> &'static str {
        match self {
            SparseCategoricalCrossentropy { .. } => "sparse_categorical_crossentropy",
            CategoricalCrossentropy { .. } => "categorical_crossentropy",
            BinaryCrossentropy { .. } => "binary_crossentropy",
            MeanSquaredError => "mean_squared_error",
            MeanAbsoluteError => "mean_absolute_error",
            MeanAbsolutePercentageError => "mean_absolute_percentage_error",
            MeanSquaredLogarithmicError => "mean_squared_logarithmic_error",
            Huber { .. } => "huber",
            LogCosh => "log_cosh",
            KlDivergence => "kl_divergence",
            Poisson => "poisson",
            CosineSimilarity => "cosine_similarity",
            Hinge => "hinge",
            SquaredHinge => "squared_hinge",
            CategoricalHinge => "categorical_hinge",
        }
    }

    fn class_name(self) -> &'static str {
        match self {
            SparseCategoricalCrossentropy { .. } => "SparseCategoricalCrossentropy",
            CategoricalCrossentropy { .. } => "CategoricalCrossentropy",
            BinaryCrossentropy { .. } => "BinaryCrossentropy",
            MeanSquaredError => "MeanSquaredError",
            MeanAbsoluteError => "MeanAbsoluteError",
            MeanAbsolutePercentageError => "MeanAbsolutePercentageError",
            MeanSquaredLogarithmicError => "MeanSquaredLogarithmicError",
            Huber { .. } => "Huber",
            LogCosh => "LogCosh",
            KlDivergence => "KLDivergence",
            Poisson => "Poisson",
            CosineSimilarity => "CosineSimilarity",
            Hinge => "Hinge",
            SquaredHinge => "SquaredHinge",
            CategoricalHinge => "CategoricalHinge",
        }
    }
}

/// A loss for each name, with its defaults.
const KINDS: [Kind; 15] = [
    SparseCategoricalCrossentropy { from_logits: false, ignore_class: None },
    CategoricalCrossentropy { from_logits: false, label_smoothing: 0.0 },
    BinaryCrossentropy { from_logits: false, label_smoothing: 0.0 },
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Huber { delta: 1.0 },
    LogCosh,
    KlDivergence,
    Poisson,
    CosineSimilarity,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
];

impl Loss {
    /// The loss of that name, with its defaults: in Keras's spelling (`"mean_squared_error"`,
    /// `"MeanSquaredError"`, `"mse"`) or TensorFlow.js's (`"meanSquaredError"`).
    ///
    /// # Errors
    /// If there is none.
    pub fn from_name(name: &str) -> Result<Loss> {
        Loss::from_config(&Value::String(name.to_string()))
    }

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`.
    pub fn config(&self) -> Value {
        let mut fields = json!({ "name": self.name(), "reduction": self.reduction.name() });
        match self.kind {
            SparseCategoricalCrossentropy { from_logits, ignore_class } => {
                fields["from_logits"] = json!(from_logits);
                fields["ignore_class"] = json!(ignore_class);
            }
            CategoricalCrossentropy { from_logits, label_smoothing }
            | BinaryCrossentropy { from_logits, label_smoothing } => {
                fields["from_logits"] = json!(from_logits);
                fields["label_smoothing"] = json!(label_smoothing);
                fields["axis"] = json!(-1);
            }
            Huber { delta } => fields["delta"] = json!(delta),
            _ => {}
        }
        object(self.kind.class_name(), fields)
    }

    /// The loss that a configuration describes: a name, or an object with `class_name` and
    /// `config`.
    ///
    /// # Errors
    /// If there is no such loss, or a field is of the wrong kind.
    pub fn from_config(config: &Value) -> Result<Loss> {
        let f = Arguments::of("loss", config)?;
        let folded = fold(f.class());
        let canonical = match folded.as_str() {
            "mse" => "meansquarederror",
            "mae" => "meanabsoluteerror",
            "mape" => "meanabsolutepercentageerror",
            "msle" => "meansquaredlogarithmicerror",
            "kld" | "kullbackleiblerdivergence" => "kldivergence",
            "bce" => "binarycrossentropy",
            "cosineproximity" => "cosinesimilarity",
            other => other,
        };
        let Some(kind) = KINDS.into_iter().find(|kind| fold(kind.name()) == canonical) else {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
            return Err(Error::config(
                "loss",
                format!(
                    "there is none named {:?}; one of {} expected",
                    f.class(),
                    names.join(", ")
                ),
            ));
        };
        let mut loss = Loss::from(kind);
        if f.bool("from_logits", false)? {
            loss = loss.with_from_logits(true)?;
        }
        if let Some(share) = f.optional_float("label_smoothing")?.filter(|&share| share != 0.0) {
            loss = loss.with_label_smoothing(share)?;
        }
        if let Some(class) = f.optional_integer("ignore_class")? {
            loss = loss.with_ignore_class(class)?;
        }
        if let (Huber { delta }, Some(given)) = (kind, f.optional_float("delta")?) {
            loss = if given == delta { loss } else { Loss::huber(given)? };
        }
        f.only("axis", -1)?;
        if let Some(name) = f.optional_text("reduction")? {
            loss = loss.with_reduction(Reduction::from_name(name)?);
        }
        if let Some(name) = f.optional_text("name")?.filter(|&name| name != loss.kind.name()) {
            loss = loss.with_name(name);
        }
        Ok(loss)
    }
}

/// A scalar of the type of `t`.
fn like(t: &Tensor, value: f64) -> Result<Tensor> {
    Ok(Tensor::full(&[], value, t.dtype())?)
}

/// Probabilities that have a finite logarithm.
fn probabilities(p: &Tensor) -> Result<Tensor> {
    Ok(p.clip_by_value(EPSILON, 1.0 - EPSILON)?)
}

/// `y (1 - share) + offset`.
fn smooth(y: &Tensor, share: f64, offset: f64) -> Result<Tensor> {
    match share == 0.0 {
        true => Ok(y.clone()),
        false => Ok((&(y * (1.0 - share))? + offset)?),
    }
}

/// Vectors along the last axis, divided by their length; such as are no longer than `1e-7` are
/// multiplied by `1e7` less.
fn unit(x: &Tensor) -> Result<Tensor> {
    let square = x.square()?.sum(-1, true)?.maximum(&like(x, EPSILON * EPSILON)?)?;
    Ok(x.mul(&square.rsqrt()?)?)
}

/// `max(1 - y p, 0)`, with labels of 0 and 1 taken for -1 and 1.
fn margin(y: &Tensor, p: &Tensor) -> Result<Tensor> {
    let (zero, one) = (like(y, 0.0)?, like(y, 1.0)?);
    let binary = y.equal(&zero)?.logical_or(&y.equal(&one)?)?.all((), false)?;
    let y = binary.select(&(&(y * 2.0)? - 1.0)?, y)?;
    Ok((1.0 - &y.mul(p)?)?.maximum(&zero)?)
}

/// Two tensors brought to one rank as Keras does it: an axis of 1 at the end of the higher one is
/// dropped, or added to the other one if that has a single axis.
pub(crate) fn same_rank(a: &Tensor, b: &Tensor) -> Result<(Tensor, Tensor)> {
    let (ranks, ends_in_one) = ((a.rank(), b.rank()), |t: &Tensor| t.shape().last() == Some(&1));
    Ok(match ranks {
        (ra, rb) if ra == rb + 1 && ends_in_one(a) => match rb {
            1 => (a.clone(), b.expand_dims(-1)?),
            _ => (a.squeeze(rb as i64)?, b.clone()),
        },
        (ra, rb) if rb == ra + 1 && ends_in_one(b) => match ra {
            1 => (a.expand_dims(-1)?, b.clone()),
            _ => (a.clone(), b.squeeze(ra as i64)?),
        },
        _ => (a.clone(), b.clone()),
    })
}

/// Weights of the type of `values`, with axes of 1 at the end where they lack axes.
fn fit_weight(of: &str, weight: &Tensor, values: &Tensor) -> Result<Tensor> {
    let mut weight = match weight.dtype() == values.dtype() {
        true => weight.clone(),
        false => weight.cast(values.dtype())?,
    };
    if weight.rank() == values.rank() + 1 && weight.shape().last() == Some(&1) {
        weight = weight.squeeze(values.rank() as i64)?;
    }
    let fits = weight.rank() <= values.rank()
        && weight.shape().iter().zip(values.shape().iter()).all(|(w, v)| w == v || *w == 1);
    if !fits {
        let message = format!(
            "sample weights of the shape of the losses, {}, or of its first axes expected, got {}",
            values.shape(),
            weight.shape()
        );
        return Err(Error::argument(of, message));
    }
    while weight.rank() < values.rank() {
        weight = weight.expand_dims(-1)?;
    }
    Ok(weight)
}
