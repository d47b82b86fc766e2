//! What all optimizers share.

use super::Optimizer;
use crate::fields::object;
use crate::schedules::Schedule;
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor, Variable, no_tape};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A learning rate: a number, or a schedule.
#[derive(Clone, Debug, PartialEq)]
pub enum LearningRate {
    /// The same at each step, until it is set anew.
    Constant(f64),
    /// A function of the step.
    Schedule(Schedule),
}

impl From<f64> for LearningRate {
    fn from(rate: f64) -> LearningRate {
        LearningRate::Constant(rate)
    }
}

impl From<Schedule> for LearningRate {
    fn from(schedule: Schedule) -> LearningRate {
        LearningRate::Schedule(schedule)
    }
}

/// A tensor that a rule keeps for each variable, of the variable's shape and type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Its name, as in `adam/dense_kernel_momentum`.
    pub name: &'static str,
    /// The value it starts with throughout.
    pub initial: f64,
    /// Is it made after the slots before it have been made for all variables? Else it is made
    /// right after them, variable by variable. Files of weights depend on the order.
    pub apart: bool,
}

impl Slot {
    /// A slot that starts with zeros and is made right after the one before it.
    pub const fn zeros(name: &'static str) -> Slot {
        Slot { name, initial: 0.0, apart: false }
    }
}

/// The step that a rule is to take, in scalars of one float type.
pub struct Step {
    /// The learning rate.
    pub learning_rate: Tensor,
    /// The number of the step, counted from 1.
    pub number: Tensor,
}

impl Step {
    /// A constant of the scalars' type.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn constant(&self, value: f64) -> Result<Tensor> {
        Ok(Tensor::full(&[], value, self.number.dtype())?)
    }

    /// `1 - base ^ number`: by how much an average that started at zero falls short.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn bias_correction(&self, base: f64) -> Result<Tensor> {
        Ok((1.0 - &self.constant(base)?.pow(&self.number)?)?)
    }

    fn cast(&self, dtype: DType) -> Result<Step> {
        Ok(Step {
            learning_rate: cast(&self.learning_rate, dtype)?,
            number: cast(&self.number, dtype)?,
        })
    }
}

/// The formula of an optimizer. Whoever implements it has an [`Optimizer`].
///
/// ```
/// use sparkler_engine::{Tensor, Variable};
/// use sparkler_nn::Result;
/// use sparkler_nn::optimizers::{Base, Optimizer, Step, UpdateRule};
///
/// /// Steps of one size, whatever the size of the gradient.
/// struct SignSgd(Base);
///
/// impl UpdateRule for SignSgd {
///     fn base(&self) -> &Base {
///         &self.0
///     }
///     fn class_name(&self) -> &'static str {
///         "SignSgd"
///     }
///     fn scalars(&self, step: &Step) -> Result<Vec<Tensor>> {
///         Ok(vec![step.learning_rate.clone()])
///     }
///     fn update(&self, w: &Tensor, g: &Tensor, _: &[Variable], s: &[Tensor]) -> Result<Tensor> {
///         Ok(w.sub(&g.sign()?.mul(&s[0])?)?)
///     }
/// }
///
/// let w = Variable::new("w", &Tensor::scalar(1.0f32)?, true);
/// let optimizer = SignSgd(Base::new("sign_sgd", 0.25)?);
/// optimizer.apply_gradients(&[Tensor::scalar(7.0f32)?], &[w.clone()])?;
/// assert_eq!(w.value().item()?, 0.75);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub trait UpdateRule {
    /// What it shares with all optimizers.
    fn base(&self) -> &Base;

    /// Its name in Keras, like `Adam`.
    fn class_name(&self) -> &'static str;

    /// What it keeps for each variable.
    fn slots(&self) -> Vec<Slot> {
        Vec::new()
    }

    /// Scalars of a step that are the same for all variables, computed once. All arguments and
    /// results are of one float type, at least single precision.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn scalars(&self, step: &Step) -> Result<Vec<Tensor>>;

    /// The new value of a variable `w` with the gradient `g`, from the scalars of the step. Slots
    /// are read and assigned here. Few plain operations on the variable's shape make a fast step:
    /// they run as one pass.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn update(
        &self,
        w: &Tensor,
        g: &Tensor,
        slots: &[Variable],
        scalars: &[Tensor],
    ) -> Result<Tensor>;

    /// Changes what the rule keeps beside its slots, before the variables.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn begin(&self, _step: &Step) -> Result<()> {
        Ok(())
    }

    /// What the rule keeps beside its slots.
    fn own_variables(&self) -> Vec<Variable> {
        Vec::new()
    }

    /// Its options and their values, by Keras's names.
    fn options(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// Do its options make sense?
    ///
    /// # Errors
    /// If not.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// What all optimizers share: counter, learning rate, clipping, weight decay, and the slots once
/// they are built.
#[derive(Debug)]
pub struct Base {
    pub(super) name: String,
    schedule: Option<Schedule>,
    learning_rate: Variable,
    iteration: Variable,
    pub(super) weight_decay: Option<f64>,
    pub(super) not_decayed: Vec<String>,
    pub(super) clipnorm: Option<f64>,
    pub(super) global_clipnorm: Option<f64>,
    pub(super) clipvalue: Option<f64>,
    built: Mutex<Option<Built>>,
}

#[derive(Debug, Default)]
struct Built {
    /// The variables' ids.
    ids: Vec<u64>,
    /// For each variable its slots.
    slots: Vec<Vec<Variable>>,
    /// All slots, in the order in which they were made.
    ordered: Vec<Variable>,
}

impl Base {
    /// The shared part of an optimizer of that name.
    ///
    /// # Errors
    /// If the learning rate is negative or no number, or its schedule makes no sense.
    pub fn new(name: impl Into<String>, learning_rate: impl Into<LearningRate>) -> Result<Base> {
        let name = name.into();
        let (rate, schedule) = match learning_rate.into() {
            LearningRate::Constant(rate) => (checked_rate(&name, rate)?, None),
            LearningRate::Schedule(schedule) => {
                schedule.check()?;
                (0.0, Some(schedule))
            }
        };
        let rate = Tensor::scalar(rate as f32)?;
        Ok(Base {
            learning_rate: Variable::new(format!("{name}/learning_rate"), &rate, false),
            iteration: Variable::new(format!("{name}/iteration"), &Tensor::scalar(0i64)?, false),
            name,
            schedule,
            weight_decay: None,
            not_decayed: Vec::new(),
            clipnorm: None,
            global_clipnorm: None,
            clipvalue: None,
            built: Mutex::new(None),
        })
    }

    /// The number of steps taken: a scalar `i64`.
    pub fn iteration(&self) -> &Variable {
        &self.iteration
    }

    /// Gives it and its variables another name.
    pub(super) fn rename(&mut self, name: String) {
        for (variable, own) in
            [(&mut self.learning_rate, "learning_rate"), (&mut self.iteration, "iteration")]
        {
            *variable = Variable::new(format!("{name}/{own}"), &variable.stored(), false);
        }
        self.name = name;
    }

    fn built(&self) -> MutexGuard<'_, Option<Built>> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rate(&self) -> Result<Tensor> {
        match &self.schedule {
            Some(schedule) => schedule.call(&self.iteration.value()),
            None => Ok(self.learning_rate.value()),
        }
    }

    fn set_rate(&self, learning_rate: f64) -> Result<()> {
        if self.schedule.is_some() {
            let message = "a schedule gives the learning rate; it cannot be set";
            return Err(Error::argument(&self.name, message));
        }
        let rate = Tensor::scalar(checked_rate(&self.name, learning_rate)? as f32)?;
        Ok(self.learning_rate.assign(&rate)?)
    }

    fn rate_now(&self) -> Result<f64> {
        let rate = match &self.schedule {
            Some(schedule) => schedule.call(&self.iteration.stored())?,
            None => self.learning_rate.stored(),
        };
        Ok(rate.item()?)
    }

    pub(super) fn check(&self) -> Result<()> {
        let clips = [
            ("clipnorm", self.clipnorm),
            ("global_clipnorm", self.global_clipnorm),
            ("clipvalue", self.clipvalue),
        ];
        let mut given = clips.iter().filter_map(|(name, value)| value.map(|v| (name, v)));
        if let Some((name, value)) = given.clone().find(|(_, v)| v.is_nan() || *v <= 0.0) {
            let message = format!("{name} must be above 0, got {value}");
            return Err(Error::argument(&self.name, message));
        }
        if let (Some((a, _)), Some((b, _))) = (given.next(), given.next()) {
            let message = format!("gradients are clipped one way at most, got {a} and {b}");
            return Err(Error::argument(&self.name, message));
        }
        match self.weight_decay {
            Some(decay) if decay.is_nan() || decay < 0.0 => Err(Error::argument(
                &self.name,
                format!("weight_decay must not be below 0, got {decay}"),
            )),
            _ => Ok(()),
        }
    }

    fn clip(&self, gradients: &[Tensor]) -> Result<Vec<Tensor>> {
        if let Some(most) = self.clipnorm {
            return gradients
                .iter()
                .map(|g| {
                    let norm = square_sum(g, wide(g.dtype()))?.sqrt()?;
                    let most = Tensor::full(&[], most, norm.dtype())?;
                    let scale = most.div(&norm.maximum(&most)?)?;
                    Ok(g.mul(&cast(&scale, g.dtype())?)?)
                })
                .collect();
        }
        if let (Some(most), Some((first, rest))) = (self.global_clipnorm, gradients.split_first()) {
            let dtype = wide(first.dtype());
            let mut square = square_sum(first, dtype)?;
            for g in rest {
                square = square.add(&square_sum(g, dtype)?)?;
            }
            let norm = square.sqrt()?;
            let most = Tensor::full(&[], most, norm.dtype())?;
            // An infinite norm makes all gradients NaN, as in Keras, so that it is not overlooked.
            let scale = most.div(&norm.maximum(&most)?)?.add(&norm.sub(&norm)?)?;
            return gradients.iter().map(|g| Ok(g.mul(&cast(&scale, g.dtype())?)?)).collect();
        }
        if let Some(most) = self.clipvalue {
            return gradients.iter().map(|g| Ok(g.clip_by_value(-most, most)?)).collect();
        }
        Ok(gradients.to_vec())
    }
}

/// The sum of squares in a type wide enough: the square of a half overflows early.
fn square_sum(g: &Tensor, dtype: DType) -> Result<Tensor> {
    Ok(cast(g, dtype)?.square()?.sum((), false)?)
}

/// The type that scalars for variables of a type are computed in.
fn wide(dtype: DType) -> DType {
    if dtype == DType::F64 { DType::F64 } else { DType::F32 }
}

fn checked_rate(of: &str, rate: f64) -> Result<f64> {
    match rate.is_finite() && rate >= 0.0 {
        true => Ok(rate),
        false => Err(Error::argument(
            of,
            format!("the learning rate must be a number not below 0, got {rate}"),
        )),
    }
}

/// The rule as a trait object: what is written for it is there once, not once for each optimizer.
fn rule<R: UpdateRule>(rule: &R) -> &(dyn UpdateRule + '_) {
    rule
}

impl<R: UpdateRule> Optimizer for R {
    fn name(&self) -> &str {
        &self.base().name
    }

    fn build(&self, variables: &[Variable]) -> Result<()> {
        rule(self).build_state(variables)
    }

    fn extend(&self, variables: &[Variable]) -> Result<()> {
        rule(self).extend_state(variables)
    }

    fn apply_gradients(&self, gradients: &[Tensor], variables: &[Variable]) -> Result<()> {
        rule(self).apply(gradients, variables)
    }

    fn variables(&self) -> Vec<Variable> {
        rule(self).all_variables()
    }

    fn state(&self) -> Vec<(&'static str, Vec<Variable>)> {
        rule(self).state_by_kind()
    }

    fn set_learning_rate(&self, learning_rate: f64) -> Result<()> {
        self.base().set_rate(learning_rate)
    }

    fn learning_rate(&self) -> Result<f64> {
        self.base().rate_now()
    }

    fn config(&self) -> Value {
        rule(self).whole_config()
    }
}

impl dyn UpdateRule + '_ {
    fn build_state(&self, variables: &[Variable]) -> Result<()> {
        let base = self.base();
        if let Some(built) = &*base.built() {
            return match built.ids.iter().copied().eq(variables.iter().map(Variable::id)) {
                true => Ok(()),
                false => Err(Error::argument(
                    &base.name,
                    "it was built for other variables; take a new optimizer for them",
                )),
            };
        }
        self.extend_state(variables)
    }

    fn extend_state(&self, variables: &[Variable]) -> Result<()> {
        let base = self.base();
        base.check()?;
        self.check()?;
        if let Some(v) = variables.iter().find(|v| !v.dtype().is_float()) {
            let message = format!("variable {} is {}; floats expected", v.name(), v.spec());
            return Err(Error::argument(&base.name, message));
        }
        let mut guard = base.built();
        let built = guard.get_or_insert_with(Built::default);
        let new: Vec<&Variable> =
            variables.iter().filter(|v| !built.ids.contains(&v.id())).collect();
        let mut own = vec![Vec::new(); new.len()];
        let mut ordered = Vec::new();
        let slots = self.slots();
        for group in slots.chunk_by(|_, next| !next.apart) {
            for (variable, own) in new.iter().zip(&mut own) {
                for slot in group {
                    let name = format!(
                        "{}/{}_{}",
                        base.name,
                        variable.name().replace('/', "_"),
                        slot.name
                    );
                    let initial = Tensor::full(variable.shape(), slot.initial, variable.dtype())?;
                    let slot = Variable::new(name, &initial, false);
                    own.push(slot.clone());
                    ordered.push(slot);
                }
            }
        }
        built.ids.extend(new.iter().map(|v| v.id()));
        built.slots.extend(own);
        built.ordered.extend(ordered);
        Ok(())
    }

    fn apply(&self, gradients: &[Tensor], variables: &[Variable]) -> Result<()> {
        let base = self.base();
        if gradients.len() != variables.len() {
            return Err(Error::argument(
                &base.name,
                format!("{} gradients for {} variables", gradients.len(), variables.len()),
            ));
        }
        for (g, v) in gradients.iter().zip(variables) {
            if g.shape() != v.shape() {
                let message =
                    format!("variable {} is {}, its gradient {}", v.name(), v.spec(), g.spec());
                return Err(Error::argument(&base.name, message));
            }
        }
        if base.built().is_none() {
            self.build_state(variables)?;
        }
        // A step is no part of what a tape of the caller's should differentiate.
        no_tape(|| self.step(gradients, variables))
    }

    fn all_variables(&self) -> Vec<Variable> {
        let base = self.base();
        let mut variables = vec![base.iteration.clone()];
        if base.schedule.is_none() {
            variables.push(base.learning_rate.clone());
        }
        if let Some(built) = &*base.built() {
            variables.extend(built.ordered.iter().cloned());
        }
        variables.extend(self.own_variables());
        variables
    }

    fn state_by_kind(&self) -> Vec<(&'static str, Vec<Variable>)> {
        let base = self.base();
        let guard = base.built();
        let built = guard.as_ref().map_or(&[][..], |built| &built.slots);
        let of = |i: usize| built.iter().filter_map(|own| own.get(i).cloned()).collect();
        self.slots().iter().enumerate().map(|(i, slot)| (slot.name, of(i))).collect()
    }

    fn whole_config(&self) -> Value {
        let base = self.base();
        let learning_rate = match &base.schedule {
            Some(schedule) => schedule.config(),
            // The shortest decimal that gives the single back.
            None => base.rate_now().map_or(Value::Null, short),
        };
        let mut fields = json!({
            "name": base.name,
            "learning_rate": learning_rate,
            "weight_decay": base.weight_decay,
            "clipnorm": base.clipnorm,
            "global_clipnorm": base.global_clipnorm,
            "clipvalue": base.clipvalue,
        });
        for (name, value) in self.options() {
            fields[name] = value;
        }
        object(self.class_name(), fields)
    }

    fn step(&self, gradients: &[Tensor], variables: &[Variable]) -> Result<()> {
        let base = self.base();
        let gradients = base.clip(gradients)?;
        let iteration = base.iteration.value();
        let next = iteration.add(&Tensor::scalar(1i64)?)?;
        let step = Step { learning_rate: base.rate()?, number: next.cast(DType::F32)? };
        self.begin(&step)?;
        // Scalars by the variables' type; mostly there is one.
        let mut by_type: Vec<(DType, Vec<Tensor>, Tensor)> = Vec::new();
        for (g, v) in gradients.iter().zip(variables) {
            let dtype = v.dtype();
            if !by_type.iter().any(|(t, ..)| *t == dtype) {
                let step = step.cast(wide(dtype))?;
                let scalars = self.scalars(&step)?;
                let scalars =
                    scalars.iter().map(|s| Ok(cast(s, dtype)?)).collect::<Result<Vec<_>>>()?;
                by_type.push((dtype, scalars, cast(&step.learning_rate, dtype)?));
            }
            let slots = {
                let built = base.built();
                let built = built.as_ref();
                let place = built.and_then(|b| b.ids.iter().position(|&id| id == v.id()));
                let slots = built.zip(place).map(|(b, i)| b.slots[i].clone());
                slots.ok_or_else(|| {
                    let message = format!(
                        "variable {} is none of those the optimizer was built for",
                        v.name()
                    );
                    Error::argument(&base.name, message)
                })?
            };
            let Some((_, scalars, rate)) = by_type.iter().find(|(t, ..)| *t == dtype) else {
                continue;
            };
            let mut w = v.value();
            if let Some(decay) = base.weight_decay
                && !base.not_decayed.iter().any(|part| v.name().contains(part.as_str()))
            {
                w = w.sub(&(&w * decay)?.mul(rate)?)?;
            }
            let new = self.update(&w, &cast(g, dtype)?, &slots, scalars)?;
            v.assign(&new)?;
        }
        Ok(base.iteration.assign(&next)?)
    }
}

/// A number that was rounded to single precision, in as few digits as tell it apart.
fn short(value: f64) -> Value {
    let text = (value as f32).to_string();
    json!(text.parse::<f64>().unwrap_or(value))
}

fn cast(t: &Tensor, dtype: DType) -> sparkler_engine::Result<Tensor> {
    if t.dtype() == dtype { Ok(t.clone()) } else { t.cast(dtype) }
}

/// The builders of options that all optimizers share.
macro_rules! common_options {
    ($optimizer:ident) => {
        /// Options of all optimizers.
        impl $optimizer {
            /// The same optimizer under another name.
            pub fn with_name(mut self, name: impl Into<String>) -> $optimizer {
                self.base.rename(name.into());
                self
            }

            /// Takes that share of each variable, times the learning rate, away from it at each
            /// step, apart from what the gradient says (Loshchilov and Hutter 2017).
            pub fn with_weight_decay(mut self, weight_decay: f64) -> $optimizer {
                self.base.weight_decay = Some(weight_decay);
                self
            }

            /// Does not decay variables whose name contains one of these, such as `"bias"`.
            pub fn exclude_from_weight_decay(mut self, names: &[&str]) -> $optimizer {
                self.base.not_decayed.extend(names.iter().map(|name| name.to_string()));
                self
            }

            /// Shortens the gradient of each variable to that length if it is longer.
            pub fn with_clipnorm(mut self, clipnorm: f64) -> $optimizer {
                self.base.clipnorm = Some(clipnorm);
                self
            }

            /// Shortens the gradient of all variables together to that length if it is longer
            /// (Pascanu et al. 2013).
            pub fn with_global_clipnorm(mut self, global_clipnorm: f64) -> $optimizer {
                self.base.global_clipnorm = Some(global_clipnorm);
                self
            }

            /// Forces each element of a gradient to be no larger than that, up or down.
            pub fn with_clipvalue(mut self, clipvalue: f64) -> $optimizer {
                self.base.clipvalue = Some(clipvalue);
                self
            }
        }
    };
}
pub(super) use common_options;

/// An option that must lie in `[0, 1)`, such as the decay of an average.
pub(super) fn check_decay(of: &str, name: &str, value: f64) -> Result<()> {
    match (0.0..1.0).contains(&value) {
        true => Ok(()),
        false => Err(Error::argument(
            of,
            format!("{name} must lie between 0 and 1 (excluded), got {value}"),
        )),
    }
}

/// An option that must not be below 0.
pub(super) fn check_not_negative(of: &str, name: &str, value: f64) -> Result<()> {
    match value >= 0.0 {
        true => Ok(()),
        false => Err(Error::argument(of, format!("{name} must not be below 0, got {value}"))),
    }
}
