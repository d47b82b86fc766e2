/** Saving and loading, public as `tf.io`. */
export { CompositeArrayBuffer, concatenateArrayBuffers, decodeWeights, decodeWeightsStream, encodeWeights } from './buffers';
export type { WeightData, WeightsManifestEntry } from './buffers';
export {
  copyModel, fromMemory, fromMemorySync, getLoadHandlers, getModelArtifactsForJSON, getModelArtifactsForJSONSync,
  getModelArtifactsInfoForJSON, getSaveHandlers, getWeightSpecs, listModels, moveModel, registerLoadRouter, registerSaveRouter,
  removeModel, withSaveHandler, withSaveHandlerSync,
} from './handlers';
export type {
  IOHandler, IORouter, LoadOptions, ModelArtifacts, ModelArtifactsInfo, ModelJSON, SaveConfig, SaveResult, WeightsManifestConfig,
} from './handlers';
export { browserDownloads, browserFiles, browserHTTPRequest, fileSystem, http, isHTTPScheme, loadWeights } from './places';
