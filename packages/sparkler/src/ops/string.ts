/** Strings, public as `tf.string`. */
import { convertToTensor } from '../convert';
import { tidy } from '../engine';
import { makeTensor, type Tensor } from '../tensor';
import type { TensorLike } from '../types';

export { stringNGrams, stringSplit, stringToHashBucketFast } from '../generated/ops';
/** Strings with what matches a pattern replaced. */
export function staticRegexReplace(input: Tensor | TensorLike, pattern: string, rewrite: string, replaceGlobal = true): Tensor {
  return tidy(() => {
    const t = convertToTensor(input, 'input', 'staticRegexReplace', 'string');
    const regex = new RegExp(pattern, replaceGlobal ? 'g' : '');
    return makeTensor(t.dataSync<'string'>().map((s) => s.replace(regex, rewrite)), t.shape, 'string');
  });
}
