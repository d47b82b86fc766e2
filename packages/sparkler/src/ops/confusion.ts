/** Public as `tf.math`. */
export { confusionMatrix } from './math';
