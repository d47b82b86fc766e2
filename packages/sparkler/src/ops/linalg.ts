/** Public as `tf.linalg`. */
export { bandPart, gramSchmidt } from './math';
