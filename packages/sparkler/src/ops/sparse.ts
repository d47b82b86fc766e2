/** Sparse tensors, public as `tf.sparse`. */
export { sparseFillEmptyRows, sparseReshape, sparseSegmentMean, sparseSegmentSum } from '../generated/ops';
