/** Public as `tf.scatter_util`. */
export { validateInput, validateUpdateShape } from './ops/array';
