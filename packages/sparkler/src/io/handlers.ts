/** Where models are saved to and loaded from. */
import { assert } from '../util';
import { CompositeArrayBuffer, type WeightData, type WeightsManifestEntry } from './buffers';
import { registerPlaces } from './places';

/** Weights in files. */
export type WeightsManifestConfig = Array<{ paths: string[]; weights: WeightsManifestEntry[] }>;
/** A model in parts. */
export interface ModelArtifacts {
  modelTopology?: any;
  trainingConfig?: any;
  weightSpecs?: WeightsManifestEntry[];
  weightData?: WeightData;
  getWeightStream?: () => ReadableStream<ArrayBuffer>;
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  signature?: {};
  userDefinedMetadata?: {};
  modelInitializer?: {};
  initializerSignature?: {};
}
/** The contents of `model.json`. */
export interface ModelJSON extends ModelArtifacts {
  weightsManifest?: WeightsManifestConfig;
}
/** What is known of a saved model without opening it. */
export interface ModelArtifactsInfo {
  dateSaved: Date;
  modelTopologyType: 'JSON' | 'GraphDef';
  modelTopologyBytes?: number;
  weightSpecsBytes?: number;
  weightDataBytes?: number;
}
/** What saving gives. */
export interface SaveResult {
  modelArtifactsInfo: ModelArtifactsInfo;
  responses?: Response[];
  errors?: Array<{} | string>;
}
/** How to save. */
export interface SaveConfig {
  trainableOnly?: boolean;
  includeOptimizer?: boolean;
}
/** How to load. */
export interface LoadOptions {
  requestInit?: RequestInit;
  onProgress?: (fraction: number) => void;
  fetchFunc?: Function;
  strict?: boolean;
  weightPathPrefix?: string;
  fromTFHub?: boolean;
  weightUrlConverter?: (fileName: string) => Promise<string>;
  streamWeights?: boolean;
}
/** Somewhere to save to or load from. */
export interface IOHandler {
  save?(modelArtifacts: ModelArtifacts): Promise<SaveResult>;
  load?(): Promise<ModelArtifacts>;
}
/** Gives a handler for URLs that it knows. */
export type IORouter = (url: string | string[], loadOptions?: LoadOptions) => IOHandler | null;
/** Lists and removes models of one kind of place. */
export interface ModelStoreManager {
  listModels(): Promise<Record<string, ModelArtifactsInfo>>;
  removeModel(path: string): Promise<ModelArtifactsInfo>;
}

const FIELDS = ['signature', 'userDefinedMetadata', 'modelInitializer', 'initializerSignature', 'trainingConfig'] as const;
const HEAD = ['modelTopology', 'format', 'generatedBy', 'convertedBy'] as const;
/** A model without its weights. */
export const headOf = (from: ModelArtifacts): ModelArtifacts => Object.fromEntries(
  [...HEAD.map((k) => [k, from[k]]), ...FIELDS.filter((k) => from[k] != null).map((k) => [k, from[k]])]);

/** `model.json` of a model, with its weights in files of those names. */
export const jsonOf = (artifacts: ModelArtifacts, weightsManifest: WeightsManifestConfig): ModelJSON =>
  ({ ...headOf(artifacts), weightsManifest });
/** A model from `model.json` and its weights. */
export function getModelArtifactsForJSONSync(modelJSON: ModelJSON, weightSpecs?: WeightsManifestEntry[], weightData?: WeightData): ModelArtifacts {
  const artifacts = headOf(modelJSON);
  if (modelJSON.weightsManifest != null) {
    assert(weightSpecs && weightData, 'modelJSON has weightsManifest but weightSpecs or weightData is null');
    Object.assign(artifacts, { weightSpecs, weightData });
  }
  return artifacts;
}
export async function getModelArtifactsForJSON(modelJSON: ModelJSON,
  loadWeights: (manifest: WeightsManifestConfig) => Promise<[WeightsManifestEntry[], WeightData]>): Promise<ModelArtifacts> {
  const { weightsManifest } = modelJSON;
  const [specs, data] = weightsManifest ? await loadWeights(weightsManifest) : [];
  return getModelArtifactsForJSONSync(modelJSON, specs, data);
}
const bytesOf = (value: unknown) => (value == null ? 0 : new TextEncoder().encode(JSON.stringify(value)).length);
/** What is known of a model without opening it. */
export function getModelArtifactsInfoForJSON(modelArtifacts: ModelArtifacts): ModelArtifactsInfo {
  assert(!(modelArtifacts.modelTopology instanceof ArrayBuffer), 'Expected JSON model topology, received ArrayBuffer.');
  return {
    dateSaved: new Date(),
    modelTopologyType: 'JSON',
    modelTopologyBytes: bytesOf(modelArtifacts.modelTopology),
    weightSpecsBytes: bytesOf(modelArtifacts.weightSpecs),
    weightDataBytes: new CompositeArrayBuffer(modelArtifacts.weightData).byteLength,
  };
}
export const getWeightSpecs = (manifest: WeightsManifestConfig): WeightsManifestEntry[] => manifest.flatMap((group) => group.weights);

const saveRouters: IORouter[] = [];
const loadRouters: IORouter[] = [];
const managers: Record<string, ModelStoreManager> = {};
/** Makes a kind of place known. */
export function registerSaveRouter(router: IORouter): void {
  saveRouters.push(router);
}
export function registerLoadRouter(router: IORouter): void {
  loadRouters.push(router);
}
/** Makes a kind of place known whose models can be listed. */
export function registerStore(scheme: string, open: (path: string) => IOHandler | null, manager?: () => ModelStoreManager | null): void {
  const router: IORouter = (url) => (typeof url === 'string' && url.startsWith(`${scheme}://`) ? open(url.slice(scheme.length + 3)) : null);
  saveRouters.push(router);
  loadRouters.push(router);
  if (manager) {
    managers[scheme] = {
      listModels: async () => (await manager()?.listModels()) ?? {},
      removeModel: (path) => {
        const m = manager();
        assert(m, `There is no ${scheme} here`);
        return m.removeModel(path);
      },
    };
  }
}
let known = false;
/** The places of this library come first, when places are first asked for. */
function know() {
  if (known) return;
  known = true;
  registerPlaces();
}
const found = (routers: IORouter[], url: string | string[], options?: LoadOptions) =>
  (know(), routers).map((router) => router(url, options)).filter((h): h is IOHandler => h !== null);
export const getSaveHandlers = (url: string | string[]): IOHandler[] => found(saveRouters, url);
export const getLoadHandlers = (url: string | string[], loadOptions?: LoadOptions): IOHandler[] => found(loadRouters, url, loadOptions);

function single(handlers: IOHandler[], url: unknown, what: string): IOHandler {
  assert(handlers.length === 1, `Found ${handlers.length} ${what} handlers for URL '${url}', expected one`);
  return handlers[0];
}
/** The handler for a URL, or the one that was given. */
export function getSaveHandler(place: IOHandler | string): IOHandler {
  const handler = typeof place === 'string' ? single(getSaveHandlers(place), place, 'save') : place;
  assert(handler.save, 'The IOHandler has no `save` method.');
  return handler;
}
/** The handler for a URL, or the one that was given. */
export function getLoadHandler(place: IOHandler | string | string[], options?: LoadOptions): IOHandler {
  const handler = typeof place === 'string' || Array.isArray(place) ? single(getLoadHandlers(place, options), place, 'load') : place;
  assert(handler.load, 'The IOHandler has no `load` method.');
  return handler;
}

function parts(url: string): [manager: ModelStoreManager, path: string] {
  know();
  const [scheme, path] = url.split('://');
  assert(path && managers[scheme], `The URL '${url}' has no scheme of a store: ${Object.keys(managers)}`);
  return [managers[scheme], path];
}
/** All saved models by URL. */
export async function listModels(): Promise<Record<string, ModelArtifactsInfo>> {
  know();
  const out: Record<string, ModelArtifactsInfo> = {};
  for (const scheme in managers) {
    const list = await managers[scheme].listModels();
    for (const path in list) out[`${scheme}://${path}`] = list[path];
  }
  return out;
}
/** Removes a saved model. */
export async function removeModel(url: string): Promise<ModelArtifactsInfo> {
  const [manager, path] = parts(url);
  return manager.removeModel(path);
}
/** Copies a saved model. */
export async function copyModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  assert(sourceURL !== destURL, `Old path and new path are the same: '${sourceURL}'`);
  const from = single(getLoadHandlers(sourceURL), sourceURL, 'load');
  const to = single(getSaveHandlers(destURL), destURL, 'save');
  return (await to.save!(await from.load!())).modelArtifactsInfo;
}
/** Moves a saved model. */
export async function moveModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  const info = await copyModel(sourceURL, destURL);
  await removeModel(sourceURL);
  return info;
}

/** A handler that gives a model at hand. */
export function fromMemory(modelArtifacts: ModelArtifacts | {}, weightSpecs?: WeightsManifestEntry[], weightData?: WeightData,
  trainingConfig?: any): IOHandler {
  const model = modelArtifacts as ModelArtifacts;
  const whole = model.modelTopology != null || model.weightSpecs != null ? model
    : { modelTopology: modelArtifacts, weightSpecs, weightData, trainingConfig };
  return { load: async () => whole };
}
export const fromMemorySync = (...args: Parameters<typeof fromMemory>) => {
  const { load } = fromMemory(...args);
  return { load };
};
/** A handler that passes a model to a function. */
export const withSaveHandler = (saveHandler: (artifacts: ModelArtifacts) => Promise<SaveResult>): IOHandler => ({ save: saveHandler });
export const withSaveHandlerSync = (saveHandler: (artifacts: ModelArtifacts) => SaveResult) => ({ save: saveHandler });
