/** Models out of storage. */
import { core } from '../core';
import { calling } from '../host';
import { CompositeArrayBuffer } from '../io/buffers';
import { getLoadHandler, type IOHandler, jsonOf, type LoadOptions, type ModelArtifacts } from '../io/handlers';
import { type Layer, tellClasses } from './layer';
import { LayersModel } from './model';

/** A model of its parts. */
function fromArtifacts(artifacts: ModelArtifacts): LayersModel {
  const { weightSpecs, weightData } = artifacts;
  const found: Layer[] = [];
  tellClasses((layer) => found.push(layer));
  const json = jsonOf(artifacts, [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }]);
  const bytes = new Uint8Array(CompositeArrayBuffer.join(weightData));
  const model = LayersModel.fromHandle(calling(() => core.modelLoad(JSON.stringify(json), bytes)), found);
  if (artifacts.userDefinedMetadata) model.setUserDefinedMetadata(artifacts.userDefinedMetadata);
  return model;
}

/** Opens a model: from a URL of a registered scheme, or through a handler. */
export async function loadLayersModel(pathOrIOHandler: string | IOHandler, options: LoadOptions = {}): Promise<LayersModel> {
  const artifacts = await getLoadHandler(pathOrIOHandler, options).load!();
  if (artifacts.modelTopology == null) throw new Error('Cannot load the model: its topology is missing.');
  if (artifacts.weightData == null && artifacts.getWeightStream) {
    const { data } = await read(artifacts.getWeightStream());
    return fromArtifacts({ ...artifacts, weightData: data });
  }
  return fromArtifacts(artifacts);
}
async function read(stream: ReadableStream<ArrayBuffer>) {
  return { data: await new Response(stream as unknown as BodyInit).arrayBuffer() };
}

/** Public as `tf.models`. */
export const models = {
  /** A model of its configuration, with new weights. */
  modelFromJSON: async (modelAndWeightsConfig: any): Promise<LayersModel> => fromArtifacts(
    'modelTopology' in modelAndWeightsConfig ? modelAndWeightsConfig : { modelTopology: modelAndWeightsConfig }),
};
