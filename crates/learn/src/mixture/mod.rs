//! Mixtures of distributions.

mod gaussian;

pub use gaussian::{CovarianceType, GaussianMixture, GaussianMixtureModel};
