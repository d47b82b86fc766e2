/**
 * Machine learning in JavaScript: tensors, gradients, layers and training, under the names of
 * TensorFlow.js, computed by one engine in WebAssembly.
 */
export * from './generated/ops';
export {
  bincount, booleanMaskAsync, concat1d, concat2d, concat3d, concat4d, depthToSpace, einsum, ensureShape, lowerBound,
  meshgrid, oneHot, pad1d, pad2d, pad3d, pad4d, raggedGather, reverse1d, reverse2d, reverse3d, reverse4d, scatterND, setdiff1dAsync,
  slice, slice1d, slice2d, slice3d, slice4d, split, tensorScatterUpdate, topk, unique, upperBound,
  whereAsync,
} from './ops/array';
export {
  cast, clone, complex, fill, linspace, ones, onesLike, print, rand, range, variable, zeros, zerosLike,
} from './ops/creation';
export {
  addN, basicLSTMCell, bitwiseAnd, clipByValue, enclosingPowerOfTwo, euclideanNorm, imag, inTopKAsync, logSoftmax, multiRNNCell, norm,
  pow, real, softmax, sparseToDense,
} from './ops/math';
export {
  dropout, multinomial, randomGamma, randomNormal, randomStandardNormal, randomUniform, randomUniformInt, truncatedNormal,
} from './ops/random';
export {
  avgPool, avgPool3d, batchNorm, batchNorm2d, batchNorm3d, batchNorm4d, conv1d, conv2d, conv2dTranspose, conv3d,
  conv3dTranspose, depthwiseConv2d, dilation2d, fused, localResponseNormalization, maxPool, maxPool3d, maxPoolWithArgmax, pool,
  separableConv2d,
} from './ops/conv';
export { scalar, tensor, tensor1d, tensor2d, tensor3d, tensor4d, tensor5d, tensor6d } from './convert';
export { buffer, Tensor, TensorBuffer, Variable } from './tensor';
export type { Scalar, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D, Tensor6D } from './tensor';
export * from './types';
export type { ChainedOps } from './chain';
export { dispose, disposeVariables, keep, memory, profile, tidy, time } from './engine';
export type { KernelInfo, MemoryInfo, ProfileInfo, TimingInfo } from './engine';
export type { LSTMCellFunc } from './ops/math';
export { customGrad, grad, grads, valueAndGrad, valueAndGrads, variableGrads } from './gradients';
export type { CustomGradientFunc, GradSaveFunc } from './gradients';
export {
  AdadeltaOptimizer, AdagradOptimizer, AdamaxOptimizer, AdamOptimizer, MomentumOptimizer, Optimizer,
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
  deprecationWarn, disableDeprecationWarnings, enableDebugMode, enableProdMode, nextFrame, setPlatform, version, version_core,
  version_layers,
} from './globals';
export * as losses from './ops/losses';
export { Reduction } from './ops/losses';
export * from './layers';
export * as metrics from './layers/metrics';
export * as io from './io';
export * as image from './ops/image';
export * as signal from './ops/signal';
export * as sparse from './ops/sparse';
export * as spectral from './ops/spectral';
export * as string from './ops/string';
export * as browser from './browser';
export * as data from './data';
export * as linalg from './ops/linalg';
export * as math from './ops/confusion';
export * as util from './util';
export * as tensor_util from './tensor_util';
export * as backend_util from './backend_util';
export * as broadcast_util from './broadcast_util';
export * as serialization from './serialization';
