/** Fourier transforms, public as `tf.spectral`. */
export { fft, ifft, irfft, rfft } from '../generated/ops';
