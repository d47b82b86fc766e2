/** Signals, public as `tf.signal`. */
import { cosineWindow, stft as transform } from '../generated/ops';
import { tidy } from '../engine';
import type { Tensor, Tensor1D } from '../tensor';

export { frame } from '../generated/ops';
export const hannWindow = (windowLength: number): Tensor1D => cosineWindow(windowLength, 0.5, 0.5);
export const hammingWindow = (windowLength: number): Tensor1D => cosineWindow(windowLength, 0.54, 0.46);
/** The spectra of a signal's frames. */
export function stft(signal: Tensor1D, frameLength: number, frameStep: number, fftLength?: number | null,
  windowFn: (length: number) => Tensor1D = hannWindow): Tensor {
  return tidy(() => transform(signal, windowFn(frameLength), frameStep, fftLength));
}
