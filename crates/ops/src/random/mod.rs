//! Random numbers, counter-based: the same seed gives the same numbers everywhere.

use crate::OpDef;

mod multinomial;
mod random_gamma;
mod random_normal;
mod random_uniform;
mod random_uniform_int;
mod truncated_normal;

pub use multinomial::MULTINOMIAL;
pub use random_gamma::RANDOM_GAMMA;
pub use random_normal::RANDOM_NORMAL;
pub use random_uniform::RANDOM_UNIFORM;
pub use random_uniform_int::RANDOM_UNIFORM_INT;
pub use truncated_normal::TRUNCATED_NORMAL;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &MULTINOMIAL,
    &RANDOM_GAMMA,
    &RANDOM_NORMAL,
    &RANDOM_UNIFORM,
    &RANDOM_UNIFORM_INT,
    &TRUNCATED_NORMAL,
];
