// The network and its training, in a worker, so that drawing stays smooth whatever is computed.
// It uses the package as any page would; nothing here is known to the package.

import { loadDigits } from '/sparkler/digits.js';
import * as tf from '/sparkler/index.js';
import { centre, picture } from './centre.js';
import { TRAINING, build, prepare } from './networks.js';

const SAVED = 'indexeddb://digits';
/** Milliseconds between two reports of a training. */
const REPORT_EVERY = 40;
/** How many digits are shown before anything is learned. */
const SAMPLES = 60;
/** How many images are read at once when nothing is learned from them. */
const TEST_BATCH = 200;

let digits;
/** Images and labels as the networks take them. */
let data;
let model;
let network = 'mlp';
let learning = false;
/** How many examples the model has learned from since it was made or opened. */
let examples = 0;

/** The shape of a batch of images for the model: with an axis of channels or without, or flat. */
function inputShape(count) {
  return [count, ...model.inputs[0].shape.slice(1)];
}

/** Takes over a model. It must read images of digits; the one before goes. */
function use(next) {
  if (model && model !== next) model.dispose();
  model = next;
  examples = 0;
}

/** Says what is wrong with a model that is not one for digits. */
function check(candidate) {
  const { inputs, outputs } = candidate;
  const pixels = inputs[0].shape.slice(1).reduce((a, b) => a * b, 1);
  const scores = outputs[0].shape;
  if (inputs.length !== 1 || pixels !== 784) {
    const shape = inputs.map((input) => `(${input.shape.slice(1).join(' x ')})`).join(', ');
    throw new Error(`the model takes ${shape}, expected images of 28 x 28`);
  }
  if (outputs.length !== 1 || scores.length !== 2 || scores[1] !== 10) {
    throw new Error(`the model gives (${scores.slice(1).join(' x ')}), expected ten scores`);
  }
}

/** Opens a model; the one before stays if that fails. */
async function open(source) {
  const candidate = await tf.loadLayersModel(source);
  try {
    check(candidate);
    prepare(tf, candidate);
  } catch (error) {
    candidate.dispose();
    throw error;
  }
  use(candidate);
  network = model.inputs[0].shape.length === 4 ? 'cnn' : 'mlp';
}

/** What the page shows of the model. */
function state() {
  return { network, examples, parameters: model.countParams(), layers: model.layers.length };
}

function threads() {
  return tf.getThreadsCount?.() ?? 1;
}

/** Adds up what batches say and tells the page now and then. */
class Reports {
  #started = performance.now();
  #last = this.#started;
  #loss = 0;
  #accuracy = 0;
  #count = 0;
  #before = examples;

  constructor(epochs) {
    this.epochs = epochs;
    this.epoch = 0;
  }

  batch(size, logs) {
    examples += size;
    this.#loss += logs.loss * size;
    this.#accuracy += logs.acc * size;
    this.#count += size;
    if (performance.now() - this.#last > REPORT_EVERY) this.send();
  }

  /** Tells the means since the last time, and what the test digits say, if that is known. */
  send(test = {}) {
    const now = performance.now();
    const seconds = (now - this.#started) / 1000;
    const means = this.#count
      ? { loss: this.#loss / this.#count, accuracy: this.#accuracy / this.#count } : {};
    const detail = {
      ...means,
      ...test,
      epoch: this.epoch,
      epochs: this.epochs,
      passes: examples / digits.train.labels.length,
      speed: (examples - this.#before) / seconds,
    };
    postMessage({ event: 'progress', detail });
    this.#last = now;
    this.#loss = this.#accuracy = this.#count = 0;
  }
}

const actions = {
  async start({ threads: count }) {
    const loading = loadDigits();
    await tf.ready();
    if (count !== undefined) tf.setThreadsCount?.(count);
    digits = await loading;
    const images = (part) => tf.tensor3d(part.images, part.shape, 'int32');
    const labels = (part) => tf.tensor2d(part.labels, [part.labels.length, 1], 'float32');
    data = {
      train: { images: images(digits.train), labels: labels(digits.train) },
      test: { images: images(digits.test), labels: labels(digits.test) },
    };
    use(build(tf, network));
    return {
      ...state(),
      samples: digits.train.images.slice(0, SAMPLES * 784),
      version: tf.version?.sparkler ?? tf.version?.tfjs,
      backend: tf.getBackend(),
      threads: threads(),
      canThread: tf.setThreadsCount !== undefined && crossOriginIsolated,
      loaded: performance.getEntriesByType('resource').map((entry) => entry.name),
    };
  },

  async learn({ epochs }) {
    if (learning) throw new Error('it is learning already');
    learning = true;
    const { batchSize } = TRAINING[network];
    const [x, testX] = [data.train.images, data.test.images]
      .map((images) => images.reshape(inputShape(images.shape[0])));
    const reports = new Reports(epochs);
    try {
      await model.fit(x, data.train.labels, {
        epochs,
        batchSize,
        validationData: [testX, data.test.labels],
        validationBatchSize: TEST_BATCH,
        callbacks: {
          onEpochBegin: (epoch) => { reports.epoch = epoch + 1; },
          onBatchEnd: (_, logs) => reports.batch(logs.size, logs),
          onEpochEnd: (_, logs) => {
            reports.send({ testLoss: logs.val_loss, testAccuracy: logs.val_acc });
          },
        },
      });
      reports.send();
    } finally {
      learning = false;
      x.dispose();
      testX.dispose();
    }
    return { ...state(), stopped: model.stopTraining === true };
  },

  async stop() {
    model.stopTraining = true;
  },

  async reset(choice) {
    if (learning) throw new Error('it is learning');
    network = choice.network ?? network;
    use(build(tf, network));
    return state();
  },

  async read({ image }) {
    const scores = tf.tidy(() => {
      const pixels = tf.browser.fromPixels(image, 1).toFloat();
      return model.predict(pixels.reshape(inputShape(1)));
    });
    const values = await scores.data();
    scores.dispose();
    return Array.from(values);
  },

  async readDrawing({ ink, side }) {
    const pixels = centre(ink, side);
    if (!pixels) return null;
    return { pixels, scores: await actions.read({ image: picture(pixels) }) };
  },

  async test() {
    const { images } = data.test;
    const { labels } = digits.test;
    const count = labels.length;
    const scores = tf.tidy(() =>
      model.predict(images.reshape(inputShape(count)), { batchSize: TEST_BATCH }));
    const values = await scores.data();
    scores.dispose();
    const wrong = [];
    for (let i = 0; i < count; i++) {
      const row = values.subarray(10 * i, 10 * i + 10);
      const said = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
      if (said !== labels[i]) {
        const pixels = digits.test.images.slice(784 * i, 784 * i + 784);
        wrong.push({ pixels, said, truth: labels[i], score: row[said] });
      }
    }
    // The surest mistakes are the most telling.
    wrong.sort((a, b) => b.score - a.score);
    return { wrong, count, accuracy: 1 - wrong.length / count };
  },

  async save() {
    await model.save(SAVED);
    return actions.saved();
  },

  /** When a model was saved in this browser, or null. */
  async saved() {
    const info = (await tf.io.listModels())[SAVED];
    return info ? { date: info.dateSaved } : null;
  },

  async restore() {
    const saved = await actions.saved();
    if (!saved) return null;
    try {
      await open(SAVED);
    } catch (error) {
      return { ...saved, trouble: error.message };
    }
    return { ...saved, ...state() };
  },

  async forget() {
    await tf.io.removeModel(SAVED);
  },

  async open({ files }) {
    if (learning) throw new Error('it is learning');
    await open(tf.io.browserFiles(files));
    return state();
  },

  async files() {
    const files = [];
    await model.save(tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, format, generatedBy, convertedBy, weightSpecs, weightData } = artifacts;
      const weightsManifest = [{ paths: ['./weights.bin'], weights: weightSpecs }];
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest };
      files.push({ name: 'model.json', data: new Blob([JSON.stringify(json)], { type: 'application/json' }) });
      const bytes = [weightData].flat();
      files.push({ name: 'weights.bin', data: new Blob(bytes, { type: 'application/octet-stream' }) });
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }));
    return files;
  },

  async threads({ count }) {
    tf.setThreadsCount(count);
    return threads();
  },

  async memory() {
    return tf.memory();
  },
};

self.onmessage = async ({ data: { id, what, argument } }) => {
  try {
    postMessage({ id, result: await actions[what](argument ?? {}) });
  } catch (error) {
    postMessage({ id, error: error?.message ?? String(error) });
  }
};
