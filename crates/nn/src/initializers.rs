//! Initial values of weights.

use crate::arguments::{Arguments, fold, object};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::options::{
    EyeOptions, RandomNormalOptions, RandomUniformOptions, TruncatedNormalOptions,
};
use sparkler_engine::{DType, Tensor};

/// What the variance of [`Initializer::VarianceScaling`] is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FanMode {
    /// The number of inputs of a unit.
    FanIn,
    /// The number of outputs of a unit.
    FanOut,
    /// The mean of the two.
    FanAvg,
}

impl FanMode {
    fn name(self) -> &'static str {
        match self {
            FanMode::FanIn => "fan_in",
            FanMode::FanOut => "fan_out",
            FanMode::FanAvg => "fan_avg",
        }
    }
}

/// What [`Initializer::VarianceScaling`] draws from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Distribution {
    /// The normal distribution, cut at two standard deviations and widened by so much that the
    /// variance is that of the uncut one.
    TruncatedNormal,
    /// The normal distribution.
    UntruncatedNormal,
    /// The uniform distribution.
    Uniform,
}

impl Distribution {
    fn name(self) -> &'static str {
        match self {
            Distribution::TruncatedNormal => "truncated_normal",
            Distribution::UntruncatedNormal => "untruncated_normal",
            Distribution::Uniform => "uniform",
        }
    }
}

/// A rule for initial values. The same seed and stream give the same values on every machine.
///
/// ```
/// use sparkler_engine::DType;
/// use sparkler_nn::initializers::Initializer;
///
/// let kernel = Initializer::glorot_uniform().call(&[784, 128], DType::F32, 42, 0)?;
/// let limit = (6.0f32 / (784.0 + 128.0)).sqrt();
/// assert!(kernel.to_vec::<f32>()?.iter().all(|w| w.abs() <= limit));
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Initializer {
    /// Zeros.
    Zeros,
    /// Ones.
    Ones,
    /// One value throughout.
    Constant(f64),
    /// Draws from the normal distribution.
    RandomNormal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        stddev: f64,
    },
    /// Draws from the uniform distribution.
    RandomUniform {
        /// The lower end, included.
        minval: f64,
        /// The upper end, excluded.
        maxval: f64,
    },
    /// Draws from the normal distribution; those further than two standard deviations from the
    /// mean are drawn again.
    TruncatedNormal {
        /// The mean.
        mean: f64,
        /// The standard deviation of the distribution before the cut.
        stddev: f64,
    },
    /// Draws with variance `scale / fan`, whatever the distribution.
    VarianceScaling {
        /// The factor.
        scale: f64,
        /// What `fan` is.
        mode: FanMode,
        /// What to draw from.
        distribution: Distribution,
    },
    /// A matrix (the last axis are the columns, all others the rows) with orthonormal rows or
    /// columns, whichever are fewer (Saxe et al. 2014).
    Orthogonal {
        /// The factor.
        gain: f64,
    },
    /// The identity matrix.
    Identity {
        /// The factor.
        gain: f64,
    },
}

use Initializer::*;

/// Standard deviation of the unit normal distribution cut at two.
const CUT_DEVIATION: f64 = 0.879_625_661_034_239_8;

/// The named forms of variance scaling.
const NAMED: [(&str, Initializer); 6] = [
    ("GlorotUniform", scaling(1.0, FanMode::FanAvg, Distribution::Uniform)),
    ("GlorotNormal", scaling(1.0, FanMode::FanAvg, Distribution::TruncatedNormal)),
    ("HeUniform", scaling(2.0, FanMode::FanIn, Distribution::Uniform)),
    ("HeNormal", scaling(2.0, FanMode::FanIn, Distribution::TruncatedNormal)),
    ("LecunUniform", scaling(1.0, FanMode::FanIn, Distribution::Uniform)),
    ("LecunNormal", scaling(1.0, FanMode::FanIn, Distribution::TruncatedNormal)),
];

const fn scaling(scale: f64, mode: FanMode, distribution: Distribution) -> Initializer {
    VarianceScaling { scale, mode, distribution }
}

impl Initializer {
    /// Uniform with variance `2 / (fan_in + fan_out)` (Glorot and Bengio 2010): Keras's default
    /// for kernels.
    pub const fn glorot_uniform() -> Initializer {
        scaling(1.0, FanMode::FanAvg, Distribution::Uniform)
    }

    /// Truncated normal with variance `2 / (fan_in + fan_out)` (Glorot and Bengio 2010).
    pub const fn glorot_normal() -> Initializer {
        scaling(1.0, FanMode::FanAvg, Distribution::TruncatedNormal)
    }

    /// Uniform with variance `2 / fan_in` (He et al. 2015), for layers followed by relu.
    pub const fn he_uniform() -> Initializer {
        scaling(2.0, FanMode::FanIn, Distribution::Uniform)
    }

    /// Truncated normal with variance `2 / fan_in` (He et al. 2015), for layers followed by relu.
    pub const fn he_normal() -> Initializer {
        scaling(2.0, FanMode::FanIn, Distribution::TruncatedNormal)
    }

    /// Uniform with variance `1 / fan_in` (LeCun et al. 1998).
    pub const fn lecun_uniform() -> Initializer {
        scaling(1.0, FanMode::FanIn, Distribution::Uniform)
    }

    /// Truncated normal with variance `1 / fan_in` (LeCun et al. 1998), for layers followed by
    /// selu.
    pub const fn lecun_normal() -> Initializer {
        scaling(1.0, FanMode::FanIn, Distribution::TruncatedNormal)
    }

    /// Draws from the uniform distribution between -0.05 and 0.05: Keras's default for embeddings.
    pub const fn random_uniform() -> Initializer {
        RandomUniform { minval: -0.05, maxval: 0.05 }
    }

    /// Draws from the normal distribution of mean 0 and standard deviation 0.05.
    pub const fn random_normal() -> Initializer {
        RandomNormal { mean: 0.0, stddev: 0.05 }
    }

    /// Draws from the normal distribution of mean 0 and standard deviation 0.05, cut at two
    /// standard deviations.
    pub const fn truncated_normal() -> Initializer {
        TruncatedNormal { mean: 0.0, stddev: 0.05 }
    }

    /// A tensor of that shape and type. Draws take the numbers of that stream of that seed.
    ///
    /// # Errors
    /// If a random rule is to give other numbers than floats, a matrix rule is given another rank
    /// than it can fill, or a parameter makes no sense (a deviation below 0).
    pub fn call(&self, shape: &[usize], dtype: DType, seed: u64, stream: u64) -> Result<Tensor> {
        let deviation = |stddev: f64| match stddev >= 0.0 && stddev.is_finite() {
            true => Ok(stddev),
            false => Err(self.argument(format!("stddev must not be below 0, got {stddev}"))),
        };
        let seed = Tensor::seed(seed, stream)?;
        let dims: Vec<i64> = shape.iter().map(|&d| d as i64).collect();
        let normal = |mean, std_dev| -> Result<Tensor> {
            let options = RandomNormalOptions { mean, std_dev, dtype };
            Ok(Tensor::random_normal(&seed, dims.clone(), options)?)
        };
        let cut_normal = |mean, std_dev| -> Result<Tensor> {
            let options = TruncatedNormalOptions { mean, std_dev, dtype };
            Ok(Tensor::truncated_normal(&seed, dims.clone(), options)?)
        };
        let uniform = |minval, maxval| -> Result<Tensor> {
            let options = RandomUniformOptions { minval, maxval, dtype };
            Ok(Tensor::random_uniform(&seed, dims.clone(), options)?)
        };
        match *self {
            Zeros => Ok(Tensor::zeros(shape, dtype)?),
            Ones => Ok(Tensor::ones(shape, dtype)?),
            Constant(value) => Ok(Tensor::full(shape, value, dtype)?),
            RandomNormal { mean, stddev } => normal(mean, deviation(stddev)?),
            TruncatedNormal { mean, stddev } => cut_normal(mean, deviation(stddev)?),
            RandomUniform { minval, maxval } => {
                if minval.is_nan() || maxval.is_nan() || minval > maxval {
                    return Err(self.argument(format!(
                        "minval must not be above maxval, got {minval} and {maxval}"
                    )));
                }
                uniform(minval, maxval)
            }
            VarianceScaling { scale, mode, distribution } => {
                if scale.is_nan() || scale <= 0.0 {
                    return Err(self.argument(format!("scale must be above 0, got {scale}")));
                }
                let (fan_in, fan_out) = fans(shape);
                let fan = match mode {
                    FanMode::FanIn => fan_in,
                    FanMode::FanOut => fan_out,
                    FanMode::FanAvg => (fan_in + fan_out) / 2.0,
                };
                let variance = scale / fan.max(1.0);
                match distribution {
                    Distribution::TruncatedNormal => {
                        cut_normal(0.0, variance.sqrt() / CUT_DEVIATION)
                    }
                    Distribution::UntruncatedNormal => normal(0.0, variance.sqrt()),
                    Distribution::Uniform => {
                        let limit = (3.0 * variance).sqrt();
                        uniform(-limit, limit)
                    }
                }
            }
            Orthogonal { gain } => {
                let Some((&columns, leading)) = shape.split_last().filter(|(_, l)| !l.is_empty())
                else {
                    return Err(self.argument(format!(
                        "a shape of at least two axes expected, got {shape:?}"
                    )));
                };
                let rows: usize = leading.iter().product();
                let (long, short) = (rows.max(columns), rows.min(columns));
                let options = RandomNormalOptions { dtype: DType::F64, ..Default::default() };
                let draws = Tensor::random_normal(&seed, [short as i64, long as i64], options)?;
                let mut vectors = draws.to_vec::<f64>()?;
                orthonormalise(&mut vectors, long);
                vectors.iter_mut().for_each(|v| *v *= gain);
                let matrix = Tensor::new(&vectors, &[short, long])?;
                let matrix = if rows < columns { matrix } else { matrix.transpose(())? };
                Ok(matrix.reshape(dims)?.cast(dtype)?)
            }
            Identity { gain } => {
                let [rows, columns] = shape else {
                    return Err(
                        self.argument(format!("a shape of two axes expected, got {shape:?}"))
                    );
                };
                let options =
                    EyeOptions { num_columns: Some(*columns as i64), dtype, ..Default::default() };
                let eye = Tensor::eye(*rows as i64, options)?;
                Ok(eye.mul(&Tensor::full(&[], gain, dtype)?)?)
            }
        }
    }

    fn argument(&self, message: String) -> Error {
        Error::argument(format!("initializer {}", self.class_name()), message)
    }

    /// Its name in Keras, like `GlorotUniform`.
    pub fn class_name(&self) -> &'static str {
        match self {
            Zeros => "Zeros",
            Ones => "Ones",
            Constant(_) => "Constant",
            RandomNormal { .. } => "RandomNormal",
            RandomUniform { .. } => "RandomUniform",
            TruncatedNormal { .. } => "TruncatedNormal",
            VarianceScaling { .. } => {
                let named = NAMED.iter().find(|(_, initializer)| initializer == self);
                named.map_or("VarianceScaling", |(name, _)| name)
            }
            Orthogonal { .. } => "Orthogonal",
            Identity { .. } => "Identity",
        }
    }

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`. The seed is that of
    /// the call, and `null` here.
    pub fn config(&self) -> Value {
        let fields = match self {
            Zeros | Ones => json!({}),
            Constant(value) => json!({ "value": value }),
            RandomNormal { mean, stddev } | TruncatedNormal { mean, stddev } => {
                json!({ "mean": mean, "stddev": stddev, "seed": null })
            }
            RandomUniform { minval, maxval } => {
                json!({ "minval": minval, "maxval": maxval, "seed": null })
            }
            VarianceScaling { scale, mode, distribution }
                if self.class_name() == "VarianceScaling" =>
            {
                json!({
                    "scale": scale,
                    "mode": mode.name(),
                    "distribution": distribution.name(),
                    "seed": null,
                })
            }
            VarianceScaling { .. } => json!({ "seed": null }),
            Orthogonal { gain } => json!({ "gain": gain, "seed": null }),
            Identity { gain } => json!({ "gain": gain }),
        };
        object(self.class_name(), fields)
    }

    /// The initializer that a configuration describes: a name in any of Keras's and
    /// TensorFlow.js's spellings (`"glorot_uniform"`, `"GlorotUniform"`, `"glorotUniform"`), or
    /// an object with `class_name` and `config`.
    ///
    /// ```
    /// use sparkler_nn::initializers::Initializer;
    /// // As Keras 2 and TensorFlow.js save it:
    /// let config = serde_json::json!({
    ///     "class_name": "VarianceScaling",
    ///     "config": {"scale": 1, "mode": "fan_avg", "distribution": "uniform", "seed": null},
    /// });
    /// assert_eq!(Initializer::from_config(&config)?, Initializer::glorot_uniform());
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If there is no such initializer, or a field is of the wrong kind.
    pub fn from_config(config: &Value) -> Result<Initializer> {
        let f = Arguments::of("initializer", config)?;
        let name = fold(f.class());
        if let Some((_, initializer)) = NAMED.iter().find(|(named, _)| fold(named) == name) {
            return Ok(initializer.clone());
        }
        Ok(match name.as_str() {
            "zeros" | "zero" => Zeros,
            "ones" | "one" => Ones,
            "constant" => Constant(f.float("value", 0.0)?),
            "randomnormal" | "normal" => {
                RandomNormal { mean: f.float("mean", 0.0)?, stddev: f.float("stddev", 0.05)? }
            }
            "truncatednormal" => {
                TruncatedNormal { mean: f.float("mean", 0.0)?, stddev: f.float("stddev", 0.05)? }
            }
            "randomuniform" | "uniform" => RandomUniform {
                minval: f.float("minval", -0.05)?,
                maxval: f.float("maxval", 0.05)?,
            },
            "variancescaling" => VarianceScaling {
                scale: f.float("scale", 1.0)?,
                mode: match f.optional_text("mode")?.map(fold).as_deref() {
                    None | Some("fanin") => FanMode::FanIn,
                    Some("fanout") => FanMode::FanOut,
                    Some("fanavg") => FanMode::FanAvg,
                    Some(_) => return Err(f.error("mode", "fan_in, fan_out or fan_avg")),
                },
                distribution: match f.optional_text("distribution")?.map(fold).as_deref() {
                    // Keras 2 called it "normal" at first.
                    None | Some("truncatednormal" | "normal") => Distribution::TruncatedNormal,
                    Some("untruncatednormal") => Distribution::UntruncatedNormal,
                    Some("uniform") => Distribution::Uniform,
                    Some(_) => {
                        let expected = "truncated_normal, untruncated_normal or uniform";
                        return Err(f.error("distribution", expected));
                    }
                },
            },
            "orthogonal" | "orthogonalinitializer" => Orthogonal { gain: f.float("gain", 1.0)? },
            "identity" | "identityinitializer" => Identity { gain: f.float("gain", 1.0)? },
            _ => {
                return Err(Error::config(
                    "initializer",
                    format!(
                        "there is none named {:?}; one of zeros, ones, constant, random_normal, \
                         random_uniform, truncated_normal, variance_scaling, glorot_uniform, \
                         glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, \
                         orthogonal, identity expected",
                        f.class()
                    ),
                ));
            }
        })
    }

    /// The initializer of that name, with its defaults.
    ///
    /// # Errors
    /// If there is none.
    pub fn from_name(name: &str) -> Result<Initializer> {
        Initializer::from_config(&Value::String(name.to_string()))
    }
}

/// The numbers of inputs and outputs of a unit whose kernel has that shape: the last two axes are
/// inputs and outputs, the ones before them the window of a convolution.
fn fans(shape: &[usize]) -> (f64, f64) {
    match *shape {
        [] => (1.0, 1.0),
        [n] => (n as f64, n as f64),
        [ref window @ .., inputs, outputs] => {
            let window: f64 = window.iter().map(|&d| d as f64).product();
            (inputs as f64 * window, outputs as f64 * window)
        }
    }
}

/// Makes vectors of that length, stored one after another, orthonormal: Gram-Schmidt, twice, which
/// is enough for full precision. As each vector keeps its direction, random ones give a matrix
/// evenly distributed over all orthonormal ones, as a QR decomposition with a positive diagonal.
fn orthonormalise(vectors: &mut [f64], length: usize) {
    if length == 0 {
        return;
    }
    for i in 0..vectors.len() / length {
        let (done, rest) = vectors.split_at_mut(i * length);
        let v = &mut rest[..length];
        for _ in 0..2 {
            for u in done.chunks_exact(length) {
                let along: f64 = u.iter().zip(&*v).map(|(u, v)| u * v).sum();
                v.iter_mut().zip(u).for_each(|(v, u)| *v -= along * u);
            }
        }
        let norm = v.iter().map(|v| v * v).sum::<f64>().sqrt();
        v.iter_mut().for_each(|v| *v /= norm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orthogonal_matrices_are() -> Result<()> {
        for shape in [[5, 3].as_slice(), &[3, 5], &[2, 3, 4], &[4, 4]] {
            let w = Orthogonal { gain: 2.0 }.call(shape, DType::F64, 1, 0)?;
            assert_eq!(w.shape()[..], *shape);
            let columns = *shape.last().unwrap_or(&1);
            let m = w.reshape([-1, columns as i64])?;
            let tall = m.shape()[0] >= m.shape()[1];
            let product = m.matmul(&m, tall, !tall)?.to_vec::<f64>()?;
            let n = m.shape()[0].min(m.shape()[1]);
            for (i, p) in product.iter().enumerate() {
                let expected = if i % (n + 1) == 0 { 4.0 } else { 0.0 };
                assert!((p - expected).abs() < 1e-12, "{shape:?}: {p} at {i}");
            }
        }
        assert!(Orthogonal { gain: 1.0 }.call(&[3], DType::F32, 0, 0).is_err());
        Ok(())
    }

    #[test]
    fn seeds_and_streams_tell_draws_apart() -> Result<()> {
        let draw = |seed, stream| -> Result<Vec<f32>> {
            Ok(Initializer::he_normal().call(&[4, 4], DType::F32, seed, stream)?.to_vec()?)
        };
        assert_eq!(draw(1, 2)?, draw(1, 2)?);
        assert_ne!(draw(1, 2)?, draw(1, 3)?);
        assert_ne!(draw(1, 2)?, draw(2, 2)?);
        Ok(())
    }

    #[test]
    fn configurations_lead_back() -> Result<()> {
        let others = [
            Zeros,
            Ones,
            Constant(0.5),
            Initializer::random_uniform(),
            Initializer::random_normal(),
            Initializer::truncated_normal(),
            scaling(0.5, FanMode::FanOut, Distribution::UntruncatedNormal),
            Orthogonal { gain: 0.5 },
            Identity { gain: 2.0 },
        ];
        for initializer in NAMED.iter().map(|(_, i)| i).chain(&others) {
            assert_eq!(&Initializer::from_config(&initializer.config())?, initializer);
        }
        assert_eq!(
            Initializer::glorot_uniform().config().to_string(),
            r#"{"class_name":"GlorotUniform","config":{"seed":null}}"#
        );
        assert_eq!(Initializer::from_name("heNormal")?, Initializer::he_normal());
        assert_eq!(Initializer::from_name("leCunNormal")?, Initializer::lecun_normal());
        let e = Initializer::from_config(
            &json!({"class_name": "RandomNormal", "config": {"mean": "a"}}),
        );
        assert_eq!(
            e.unwrap_err().to_string(),
            "configuration of RandomNormal: mean is \"a\", expected a finite number"
        );
        Ok(())
    }

    #[test]
    fn the_identity_is_one() -> Result<()> {
        let eye = Identity { gain: 3.0 }.call(&[2, 3], DType::F32, 0, 0)?;
        assert_eq!(eye.to_vec::<f32>()?, [3.0, 0.0, 0.0, 0.0, 3.0, 0.0]);
        assert!(Identity { gain: 1.0 }.call(&[2], DType::F32, 0, 0).is_err());
        Ok(())
    }
}
