/** Small functions on tensors, public as `tf.tensor_util`. */
import { getTensorsInContainer } from './engine';
import { cast } from './ops/creation';
import type { Tensor } from './tensor';
import { upcastType } from './types';
import { assert } from './util';

export { getTensorsInContainer };
/** Two tensors of the type that both fit in. */
export function makeTypesMatch<T extends Tensor>(a: T, b: T): [T, T] {
  if (a.dtype === b.dtype) return [a, b];
  const dtype = upcastType(a.dtype, b.dtype);
  return [cast(a, dtype), cast(b, dtype)];
}
export function assertTypesMatch(a: Tensor, b: Tensor): void {
  assert(a.dtype === b.dtype, () => `The dtypes ${a.dtype} and ${b.dtype} must match`);
}
export const isTensorInList = (tensor: Tensor, tensorList: Tensor[]) => tensorList.some((t) => t.id === tensor.id);
