/** Versions, and switches for everything. */
import { ENV, type Platform } from './env';

export function enableProdMode(): void {
  ENV.set('PROD', true);
}
export function enableDebugMode(): void {
  ENV.set('DEBUG', true);
}
export function disableDeprecationWarnings(): void {
  ENV.set('DEPRECATION_WARNINGS_ENABLED', false);
  console.warn('TensorFlow.js deprecation warnings have been disabled.');
}
export function deprecationWarn(msg: string): void {
  if (ENV.getBool('DEPRECATION_WARNINGS_ENABLED')) {
    console.warn(`${msg} You can disable deprecation warnings with tf.disableDeprecationWarnings().`);
  }
}
export function setPlatform(platformName: string, platform: Platform): void {
  ENV.setPlatform(platformName, platform);
}
/** Waits for the page to be painted. */
export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => (globalThis.requestAnimationFrame ?? setTimeout)(() => resolve()));

const TFJS = '4.22.0';
/** This package's version, and that of TensorFlow.js whose names it follows. */
export const version = { sparkler: '0.1.0', tfjs: TFJS, 'tfjs-core': TFJS, 'tfjs-layers': TFJS };
export const version_core: string = TFJS;
export const version_layers: string = TFJS;
