//! Support vector machines.

mod kernel;
mod linear;
mod one_class;
mod onnx;
mod probability;
mod solver;
mod svc;
mod svr;

pub use kernel::{Expansion, Gamma, GammaRule, Kernel, KernelKind};
pub use linear::{LinearSVC, LinearSVR, MarginLoss, Penalty, TubeLoss};
pub use one_class::{OneClassSVM, OneClassSvmModel};
pub use svc::{DecisionShape, NuSVC, SVC, SvcModel};
pub use svr::{NuSVR, SVR, SvrModel};

use crate::{Error, Result};
use solver::Limits;

/// Checks what the machines have in common.
fn limits(
    estimator: &'static str,
    tol: f64,
    shrinking: bool,
    cache_size: f64,
    max_iter: i64,
) -> Result<Limits> {
    if !(tol > 0.0 && tol.is_finite()) {
        return Err(Error::parameter(estimator, "tol", tol, "a number above 0"));
    }
    if !(cache_size > 0.0 && cache_size.is_finite()) {
        return Err(Error::parameter(estimator, "cache_size", cache_size, "megabytes, above 0"));
    }
    if max_iter < -1 {
        return Err(Error::parameter(estimator, "max_iter", max_iter, "-1 (no limit) or more"));
    }
    Ok(Limits {
        tol,
        shrinking,
        cache: (cache_size * 1024.0 * 1024.0 / 4.0) as usize,
        max_iter: usize::try_from(max_iter).ok(),
    })
}

/// That a number is above 0.
fn positive(estimator: &'static str, parameter: &'static str, value: f64) -> Result<()> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(Error::parameter(estimator, parameter, value, "a number above 0"))
}
