// Stock TensorFlow.js with its plain CPU backend, and layers models in a folder on disk.
//
// Plain `@tensorflow/tfjs` reads from URLs only; these handlers do the folder form that its
// converter and `model.save` share: model.json with a weights manifest, and binary shards.
//
// The package is looked for next to this script first, then in the folder that TFJS_MODULES names,
// such as target/tfjs/node_modules.

import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

function requireTfjs() {
  const folders = [import.meta.url];
  if (process.env.TFJS_MODULES) {
    folders.push(pathToFileURL(path.join(path.resolve(process.env.TFJS_MODULES), 'x.js')).href);
  }
  for (const folder of folders) {
    try {
      return createRequire(folder)('@tensorflow/tfjs');
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error('@tensorflow/tfjs is not installed: run npm install, or set TFJS_MODULES');
}

export const tf = requireTfjs();
tf.enableProdMode(); // no advice to install the Node binding
await tf.setBackend('cpu');

/** Loads what `saveTo`, the tfjs converter, or any writer of the format put into a folder. */
export function loadFrom(folder) {
  return {
    async load() {
      const json = JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8'));
      return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const shards = manifest.flatMap((group) =>
          group.paths.map((name) => fs.readFileSync(path.join(folder, name))));
        const bytes = Buffer.concat(shards);
        const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        return [manifest.flatMap((group) => group.weights), data];
      });
    },
  };
}

/** Saves to a folder as model.json and one shard, weights.bin. */
export function saveTo(folder) {
  return {
    async save(artifacts) {
      fs.mkdirSync(folder, { recursive: true });
      const data = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
      fs.writeFileSync(path.join(folder, 'weights.bin'), data);
      const { modelTopology, format, generatedBy, convertedBy, weightSpecs } = artifacts;
      const { trainingConfig } = artifacts; // undefined, and so left out, without the optimizer
      const weightsManifest = [{ paths: ['./weights.bin'], weights: weightSpecs }];
      const json = { modelTopology, format, generatedBy, convertedBy, trainingConfig, weightsManifest };
      fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json, null, 1) + '\n');
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    },
  };
}

/** The JSON form of a tensor: data type, shape and the elements in row-major order. */
export function toJson(tensor) {
  return { dtype: tensor.dtype, shape: tensor.shape, data: Array.from(tensor.dataSync()) };
}

/** The tensor of that form. */
export function fromJson({ dtype, shape, data }) {
  return tf.tensor(data, shape, dtype);
}
