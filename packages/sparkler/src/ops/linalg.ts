/** Public as `tf.linalg`. */
export { bandPart, gramSchmidt, qr } from './math';
