/** Ragged tensors, by TensorFlow.js's signatures. */
import * as g from '../generated/ops';
import type { Tensor } from '../tensor';
import type { TensorLike } from '../types';

/** Rows of a ragged tensor, picked by index. The number of levels of the result follows from the arguments. */
export function raggedGather(paramsNestedSplits: Tensor[], paramsDenseValues: Tensor | TensorLike,
  indices: Tensor | TensorLike, _outputRaggedRank?: number): { outputNestedSplits: Tensor[]; outputDenseValues: Tensor } {
  const outputNestedSplits = g.raggedGather(paramsDenseValues, indices, paramsNestedSplits);
  return { outputDenseValues: outputNestedSplits.pop()!, outputNestedSplits };
}
/** A ragged tensor as a dense one, filled up with a value. */
export const raggedTensorToTensor = (shape: Tensor | TensorLike, values: Tensor | TensorLike,
  defaultValue: Tensor | TensorLike, rowPartitionTensors: Tensor[], rowPartitionTypes: string[]): Tensor =>
  g.raggedTensorToTensor(shape, values, defaultValue, rowPartitionTensors, rowPartitionTypes.join());
