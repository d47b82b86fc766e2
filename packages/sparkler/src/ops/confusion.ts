/** Public as `tf.math`. */
export { confusionMatrix } from '../generated/ops';
