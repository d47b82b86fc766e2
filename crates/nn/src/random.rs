//! Seeds for layers that draw random numbers.

use crate::Result;
use sparkler_engine::{Tensor, Variable};

/// A source of seeds for random operations: each call of [`next`](SeedGenerator::next) gives
/// another stream of the same seed. Clones share their state.
///
/// The state is a variable and moves by tensor operations alone, so that a captured function, such
/// as a training step with dropout, draws new numbers each time it runs.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::random::SeedGenerator;
///
/// let seeds = SeedGenerator::new(7)?;
/// assert_eq!(seeds.next()?.to_vec::<i64>()?, [7, 0]);
/// assert_eq!(seeds.next()?.to_vec::<i64>()?, [7, 1]);
/// let noise = Tensor::random_normal(&seeds.next()?, &[2, 3][..], Default::default())?;
/// # assert_eq!(noise.size(), 6);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SeedGenerator {
    state: Variable,
}

impl SeedGenerator {
    /// A generator that starts at stream 0 of that seed.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn new(seed: u64) -> Result<SeedGenerator> {
        let state = Variable::new("seed_generator_state", &Tensor::seed(seed, 0)?, false);
        Ok(SeedGenerator { state })
    }

    /// The next seed for a random operation: `[seed, stream]`, `i64` of shape `[2]`.
    ///
    /// # Errors
    /// If memory is exhausted.
    // Not an iterator: an iterator's `next` cannot fail, and has no end to tell here.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&self) -> Result<Tensor> {
        let seed = self.state.value();
        self.state.assign(&seed.add(&Tensor::seed(0, 1)?)?)?;
        Ok(seed)
    }

    /// The next seed and stream, at once, for what does not run in a captured function.
    pub(crate) fn draw(&self) -> Result<(u64, u64)> {
        let now = self.state.stored();
        let values = now.to_vec::<i64>()?;
        let (seed, stream) = (values[0] as u64, values[1] as u64);
        self.state.replace(Tensor::seed(seed, stream.wrapping_add(1))?);
        Ok((seed, stream))
    }

    /// The state: seed and next stream, `i64` of shape `[2]`, not trainable.
    pub fn variable(&self) -> &Variable {
        &self.state
    }
}
