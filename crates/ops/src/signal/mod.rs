//! Signals: Fourier transforms, windows, frames.

use crate::OpDef;

mod cosine_window;
mod fft;
mod frame;
mod ifft;
mod irfft;
mod rfft;
mod stft;

pub use cosine_window::COSINE_WINDOW;
pub use fft::FFT;
pub use frame::FRAME;
pub use ifft::IFFT;
pub use irfft::IRFFT;
pub use rfft::RFFT;
pub use stft::STFT;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[&COSINE_WINDOW, &FFT, &FRAME, &IFFT, &IRFFT, &RFFT, &STFT];
