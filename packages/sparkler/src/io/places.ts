/** The places that models are saved to: the browser's stores, the network, files. */
import { ENV, isNode } from '../env';
import { assert } from '../util';
import { CompositeArrayBuffer, decodeWeights, type WeightsManifestEntry } from './buffers';
import { getModelArtifactsForJSON, getModelArtifactsInfoForJSON, getWeightSpecs, headOf, type IOHandler, jsonOf,
  type LoadOptions, type ModelArtifacts, type ModelArtifactsInfo, type ModelJSON, registerLoadRouter, registerSaveRouter,
  registerStore, type WeightsManifestConfig } from './handlers';
import type { NamedTensorMap } from '../types';

const inBrowser = () => typeof indexedDB !== 'undefined';
function named(path: string, what: string) {
  assert(path, `${what}: the path of the model must not be empty.`);
}

// --- IndexedDB: the stores of TensorFlow.js, so that either finds the other's models ---

const STORES = ['models_store', 'model_info_store'];
const asked = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
/** Runs requests in one transaction: all of it happens, or nothing. */
async function inDatabase<T>(mode: IDBTransactionMode, body: (models: IDBObjectStore, infos: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open('tensorflowjs', 1);
  opening.onupgradeneeded = () => {
    for (const name of STORES) opening.result.createObjectStore(name, { keyPath: 'modelPath' });
  };
  const database = await asked(opening);
  try {
    const transaction = database.transaction(STORES, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await body(transaction.objectStore(STORES[0]), transaction.objectStore(STORES[1]));
    await done;
    return result;
  } finally {
    database.close();
  }
}
/** Is that a model? What is not is left alone. */
function checked(artifacts: any, where: string): ModelArtifacts {
  const bytes = artifacts?.weightData == null ? null : new CompositeArrayBuffer(artifacts.weightData).byteLength;
  if (typeof artifacts?.modelTopology !== 'object' || !Array.isArray(artifacts.weightSpecs) || bytes === null) {
    throw new Error(`The model saved as '${where}' is broken: its topology or its weights are missing. It was left as it is.`);
  }
  return artifacts;
}
const indexedDBHandler = (modelPath: string): IOHandler => {
  named(modelPath, 'IndexedDB');
  return {
    async save(modelArtifacts) {
      const artifacts = { ...modelArtifacts, weightData: CompositeArrayBuffer.join(modelArtifacts.weightData) };
      const modelArtifactsInfo = getModelArtifactsInfoForJSON(artifacts);
      await inDatabase('readwrite', async (models, infos) => {
        await asked(infos.put({ modelPath, modelArtifactsInfo }));
        await asked(models.put({ modelPath, modelArtifacts: artifacts, modelArtifactsInfo }));
      });
      return { modelArtifactsInfo };
    },
    async load() {
      const found = await inDatabase('readonly', (models) => asked(models.get(modelPath)));
      assert(found, `Cannot find model with path '${modelPath}' in IndexedDB.`);
      return checked(found.modelArtifacts, `indexeddb://${modelPath}`);
    },
  };
};
const indexedDBManager = {
  async listModels() {
    const all: any[] = await inDatabase('readonly', (_, infos) => asked(infos.getAll()));
    return Object.fromEntries(all.map((item) => [item.modelPath, item.modelArtifactsInfo]));
  },
  removeModel: (path: string) => inDatabase('readwrite', async (models, infos) => {
    const found = await asked(infos.get(path));
    assert(found, `Cannot find model with path '${path}' in IndexedDB.`);
    await asked(infos.delete(path));
    await asked(models.delete(path));
    return found.modelArtifactsInfo as ModelArtifactsInfo;
  }),
};

// --- local storage ---

const ROOT = 'tensorflowjs_models';
const KEYS = ['info', 'model_topology', 'weight_specs', 'weight_data', 'model_metadata'];
const keyOf = (path: string, part: string) => `${ROOT}/${path}/${part}`;
const toBase64 = (buffer: ArrayBuffer) => btoa(Array.from(new Uint8Array(buffer), (c) => String.fromCharCode(c)).join(''));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer as ArrayBuffer;
const localStorageHandler = (path: string): IOHandler => {
  named(path, 'local storage');
  return {
    async save(artifacts) {
      const modelArtifactsInfo = getModelArtifactsInfoForJSON(artifacts);
      const { modelTopology, ...metadata } = headOf(artifacts);
      const parts = [modelArtifactsInfo, modelTopology, artifacts.weightSpecs].map((x) => JSON.stringify(x));
      parts.push(toBase64(CompositeArrayBuffer.join(artifacts.weightData)), JSON.stringify(metadata));
      try {
        KEYS.forEach((part, i) => localStorage.setItem(keyOf(path, part), parts[i]));
      } catch {
        for (const part of KEYS) localStorage.removeItem(keyOf(path, part));
        throw new Error(`Model '${path}' (${modelArtifactsInfo.weightDataBytes} bytes of weights) is too large for local storage.`);
      }
      return { modelArtifactsInfo };
    },
    async load() {
      const [info, topology, specs, data, metadata] = KEYS.map((part) => localStorage.getItem(keyOf(path, part)));
      assert(info != null, `In local storage, there is no model with name '${path}'`);
      return checked({ ...JSON.parse(metadata ?? '{}'), modelTopology: JSON.parse(topology ?? '0'),
        weightSpecs: JSON.parse(specs ?? '0'), weightData: data == null ? data : fromBase64(data) }, `localstorage://${path}`);
    },
  };
};
const localStorageManager = {
  async listModels() {
    const paths = Object.keys(localStorage).filter((k) => k.startsWith(`${ROOT}/`) && k.endsWith('/info'));
    return Object.fromEntries(paths.map((k) => [k.slice(ROOT.length + 1, -5), JSON.parse(localStorage.getItem(k)!)]));
  },
  async removeModel(path: string) {
    const info = localStorage.getItem(keyOf(path, 'info'));
    assert(info, `Cannot find model at path '${path}'`);
    for (const part of KEYS) localStorage.removeItem(keyOf(path, part));
    return JSON.parse(info);
  },
};

// --- downloads and files that a person chose ---

const WEIGHTS = 'weights.bin';
const manifestOf = (artifacts: ModelArtifacts, file: string): WeightsManifestConfig =>
  [{ paths: [file], weights: artifacts.weightSpecs ?? [] }];
/** A handler that lets the browser download a model's files. */
export function browserDownloads(fileNamePrefix = 'model'): IOHandler {
  return {
    async save(artifacts) {
      assert(typeof document !== 'undefined', 'Only browsers have downloads.');
      const prefix = fileNamePrefix || 'model';
      const weights = `${prefix}.${WEIGHTS}`;
      const files: Array<[name: string, content: BlobPart, type: string]> = [
        [`${prefix}.json`, JSON.stringify(jsonOf(artifacts, manifestOf(artifacts, `./${weights}`))), 'application/json'],
        [weights, CompositeArrayBuffer.join(artifacts.weightData), 'application/octet-stream'],
      ];
      for (const [download, content, type] of files) {
        const href = URL.createObjectURL(new Blob([content], { type }));
        Object.assign(document.createElement('a'), { download, href }).dispatchEvent(new MouseEvent('click'));
        setTimeout(() => URL.revokeObjectURL(href), 60_000);
      }
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts) };
    },
  };
}
const baseName = (path: string) => path.split('/').pop()!;
/** A handler that reads a model from files: `model.json` first, then its weights. */
export function browserFiles(files: File[]): IOHandler {
  assert(files?.length, 'browserFiles: at least 1 file is required');
  const [first, ...rest] = files;
  return {
    async load() {
      let json: ModelJSON;
      try {
        json = JSON.parse(await first.text());
      } catch {
        throw new Error(`${first.name} is not JSON; expected the model.json of a model.`);
      }
      assert(json.modelTopology && json.weightsManifest, `${first.name} has no modelTopology or no weightsManifest.`);
      return getModelArtifactsForJSON(json, async (manifest) => {
        const names = manifest.flatMap((group) => group.paths.map(baseName));
        const data = await Promise.all(names.map((name) => {
          const file = rest.find((f) => f.name === name);
          assert(file, `The weight file ${name} is not among those chosen.`);
          return file.arrayBuffer();
        }));
        return [getWeightSpecs(manifest), data];
      });
    },
  };
}

// --- the network ---

async function answered(url: string, options: LoadOptions, type?: string): Promise<Response> {
  const headers = type ? { ...options.requestInit?.headers, Accept: type } : options.requestInit?.headers;
  return ask(url, options, { ...options.requestInit, ...(headers && { headers }) });
}
async function ask(url: string, { fetchFunc }: LoadOptions, init: RequestInit): Promise<Response> {
  const response = await ((fetchFunc as typeof globalThis.fetch | undefined) ?? ENV.platform.fetch)(url, init);
  assert(response.ok, `Request to ${url} failed with status code ${response.status}.`);
  return response;
}
/** The bytes of files, with news of how far it is. */
async function fetchAll(urls: string[], options: LoadOptions): Promise<ArrayBuffer[]> {
  let done = 0;
  options.onProgress?.(0);
  return Promise.all(urls.map(async (url) => {
    const buffer = await (await answered(url, options)).arrayBuffer();
    options.onProgress?.(++done / urls.length);
    return buffer;
  }));
}
/** Weights by name, from files of a manifest. */
export async function loadWeights(manifest: WeightsManifestConfig, filePathPrefix = '', weightNames?: string[],
  requestInit?: RequestInit): Promise<NamedTensorMap> {
  const out: NamedTensorMap = {};
  for (const group of manifest) {
    if (weightNames && !group.weights.some((w) => weightNames.includes(w.name))) continue;
    const data = await fetchAll(group.paths.map((path) => filePathPrefix.replace(/([^/])$/, '$1/') + path), { requestInit });
    const all = decodeWeights(data, group.weights);
    for (const name in all) {
      if (!weightNames || weightNames.includes(name)) out[name] = all[name];
      else all[name].dispose();
    }
  }
  for (const name of weightNames ?? []) assert(out[name], `Could not find weights with names: ${name}`);
  return out;
}
export const isHTTPScheme = (url: string): boolean => /^https?:\/\//.test(url);
/** A handler that fetches a model from the network, or posts it there. */
export function http(path: string, loadOptions: LoadOptions | RequestInit = {}): IOHandler {
  const options = (loadOptions ?? {}) as LoadOptions;
  named(path, 'http');
  const { requestInit = {} } = options;
  assert(requestInit.body == null, 'requestInit must have no body.');
  return {
    async save(artifacts) {
      const body = new FormData();
      const json = JSON.stringify(jsonOf(artifacts, manifestOf(artifacts, `./model.${WEIGHTS}`)));
      body.append('model.json', new Blob([json], { type: 'application/json' }), 'model.json');
      if (artifacts.weightData != null) {
        body.append(`model.${WEIGHTS}`, new Blob([CompositeArrayBuffer.join(artifacts.weightData)],
          { type: 'application/octet-stream' }), `model.${WEIGHTS}`);
      }
      const response = await ask(path, options, { method: 'POST', ...requestInit, body });
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts), responses: [response] };
    },
    async load() {
      const response = await answered(path, options, 'application/json');
      const json: ModelJSON = await response.json().catch(() => null);
      assert(json?.modelTopology || json?.weightsManifest, `What ${path} gave is not the model.json of a model.`);
      return getModelArtifactsForJSON(json, async (manifest) => {
        const prefix = options.weightPathPrefix ?? path.slice(0, path.lastIndexOf('/') + 1);
        const query = /\?.*$/.exec(path)?.[0] ?? '';
        const urls = await Promise.all(manifest.flatMap((group) => group.paths).map((file) =>
          options.weightUrlConverter ? options.weightUrlConverter(file) : prefix + file + query));
        return [getWeightSpecs(manifest) as WeightsManifestEntry[], await fetchAll(urls, options)];
      });
    },
  };
}
export const browserHTTPRequest = http;

// --- files, in Node ---

type Files = typeof import('node:fs/promises');
const nodeFiles = () => (globalThis as any).process?.getBuiltinModule?.('node:fs/promises') as Files | undefined;
/** A handler for a folder in Node, or for the `model.json` in one. */
export function fileSystem(path: string): IOHandler {
  const files = () => {
    const found = nodeFiles();
    assert(found, 'Files can be read and written in Node only.');
    return found;
  };
  return {
    async save(artifacts) {
      const fs = files();
      await fs.mkdir(path, { recursive: true });
      await fs.writeFile(`${path}/${WEIGHTS}`, new Uint8Array(CompositeArrayBuffer.join(artifacts.weightData)));
      await fs.writeFile(`${path}/model.json`, JSON.stringify(jsonOf(artifacts, manifestOf(artifacts, WEIGHTS))));
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts) };
    },
    async load() {
      const fs = files();
      const file = (await fs.stat(path)).isDirectory() ? `${path}/model.json` : path;
      const folder = file.slice(0, file.lastIndexOf('/') + 1);
      const json: ModelJSON = JSON.parse(await fs.readFile(file, 'utf8'));
      return getModelArtifactsForJSON(json, async (manifest) => [getWeightSpecs(manifest),
        await Promise.all(manifest.flatMap((group) => group.paths).map(async (name) => {
          const bytes = await fs.readFile(folder + name);
          return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
        }))]);
    },
  };
}

/** Makes all places known. */
export function registerPlaces(): void {
  registerStore('indexeddb', (path) => (inBrowser() ? indexedDBHandler(path) : null), () => (inBrowser() ? indexedDBManager : null));
  registerStore('localstorage', (path) => (typeof localStorage !== 'undefined' ? localStorageHandler(path) : null),
    () => (typeof localStorage !== 'undefined' ? localStorageManager : null));
  registerStore('downloads', (path) => browserDownloads(path));
  registerStore('file', (path) => (isNode() ? fileSystem(path) : null));
  for (const register of [registerSaveRouter, registerLoadRouter]) {
    register((url, options) => (typeof fetch !== 'undefined' && (Array.isArray(url) ? url.every(isHTTPScheme) : isHTTPScheme(url))
      ? http(url as string, options) : null));
  }
}
