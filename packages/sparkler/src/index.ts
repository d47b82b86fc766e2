/**
 * Machine learning in JavaScript: tensors, gradients, layers and training, under the names of
 * TensorFlow.js, computed by one engine in WebAssembly.
 */
import './chain';

export * from './generated/ops';
export {
  batchToSpaceND, bincount, booleanMaskAsync, broadcastTo, concat, concat1d, concat2d, concat3d, concat4d,
  depthToSpace, einsum, ensureShape, expandDims, lowerBound, meshgrid, mirrorPad, oneHot, pad, pad1d, pad2d, pad3d,
  pad4d, reshape, reverse, reverse1d, reverse2d, reverse3d, reverse4d, scatterND, searchSorted, setdiff1dAsync, slice,
  slice1d, slice2d, slice3d, slice4d, spaceToBatchND, split, squeeze, stack, tensorScatterUpdate, tile, topk,
  transpose, unique, unsortedSegmentSum, unstack, upperBound, where, whereAsync,
} from './ops/array';
export {
  cast, clone, complex, fill, linspace, ones, onesLike, print, rand, range, variable, zeros, zerosLike,
} from './ops/creation';
export {
  addN, basicLSTMCell, bitwiseAnd, broadcastArgs, clipByValue, cosineWindow, denseBincount, dot, enclosingPowerOfTwo,
  euclideanNorm, inTopKAsync, logSoftmax, movingAverage, multiRNNCell, norm, outerProduct, softmax, sparseToDense,
} from './ops/math';
export {
  dropout, randomNormal, randomStandardNormal, randomUniform, randomUniformInt, truncatedNormal,
} from './ops/random';
export {
  avgPool, avgPool3d, batchNorm, batchNorm2d, batchNorm3d, batchNorm4d, conv1d, conv2d, conv2dTranspose, conv3d,
  conv3dTranspose, depthwiseConv2d, fused, localResponseNormalization, maxPool, maxPool3d, maxPoolWithArgmax, pool,
  separableConv2d,
} from './ops/conv';
export { scalar, tensor, tensor1d, tensor2d, tensor3d, tensor4d, tensor5d, tensor6d } from './convert';
export { buffer, Tensor, TensorBuffer, Variable } from './tensor';
export type { Scalar, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D, Tensor6D } from './tensor';
export * from './types';
export { dispose, disposeVariables, keep, memory, profile, tidy, time } from './engine';
export type { KernelInfo, MemoryInfo, ProfileInfo, TimingInfo } from './engine';
export type { LSTMCellFunc } from './ops/math';
export { customGrad, grad, grads, valueAndGrad, valueAndGrads, variableGrads } from './gradients';
export type { CustomGradientFunc, GradSaveFunc } from './gradients';
export {
  AdadeltaOptimizer, AdagradOptimizer, AdamaxOptimizer, AdamOptimizer, MomentumOptimizer, Optimizer, OptimizerConstructors,
  RMSPropOptimizer, SGDOptimizer, train,
} from './optimizers';
export { ENV, env, Environment } from './env';
export type { Platform } from './env';
export {
  backend, getBackend, getThreadsCount, ready, setBackend, setThreadsCount, setWasmPaths,
} from './backend';
export { engine } from './facade';
export { DataStorage, KernelBackend } from './kernel_backend';
export { loadNative } from './load';
export {
  deprecationWarn, disableDeprecationWarnings, enableDebugMode, enableProdMode, nextFrame, setPlatform,
} from './globals';
export * as losses from './ops/losses';
export { Reduction } from './ops/losses';
export * as linalg from './ops/linalg';
export * as math from './ops/confusion';
export * as util from './util';
export * as tensor_util from './tensor_util';
export * as test_util from './test_util';
export * as backend_util from './backend_util';
export * as broadcast_util from './broadcast_util';
export * as slice_util from './slice_util';
export * as scatter_util from './scatter_util';
export * as serialization from './serialization';
