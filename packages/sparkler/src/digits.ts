/**
 * Ten thousand handwritten digits of MNIST to try things out with: a module of its own, so that
 * only who imports it carries them.
 *
 * ```js
 * import { loadDigits } from '@sparkler/sparkler/digits.js';
 * const { train, test } = await loadDigits();
 * const x = tf.tensor(train.images, train.shape);
 * ```
 */

/** Images and what they show. */
export interface Digits {
  /** Grey values from 0 (paper) to 255 (ink), image by image, row by row. */
  images: Uint8Array;
  /** The shape of all images: `[count, 28, 28]`. */
  shape: [number, number, number];
  /** The digit that each image shows, 0 to 9. */
  labels: Uint8Array;
}

/** The code of bytes in an IDX file. */
const BYTES = 8;

/** A file's bytes: fetched, or in Node read from disk if it lies there. */
async function read(url: URL): Promise<ReadableStream<Uint8Array>> {
  if (url.protocol === 'file:') {
    // The name is kept from bundlers for browsers, which have no such module.
    const name = 'node:fs/promises';
    const fs = await import(/* @vite-ignore */ name) as { readFile(url: URL): Promise<Uint8Array> };
    return new Blob([await fs.readFile(url) as Uint8Array<ArrayBuffer>]).stream();
  }
  const response = await fetch(url);
  if (!response.ok || !response.body) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  return response.body;
}

/** The extents and the values of a gzipped IDX file of bytes. */
async function readIdx(url: URL): Promise<{ extents: number[]; values: Uint8Array }> {
  const unpacked = (await read(url)).pipeThrough(
    new DecompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>);
  const bytes = new Uint8Array(await new Response(unpacked as ReadableStream).arrayBuffer());
  const rank = bytes[3] ?? 0;
  if (bytes.length < 4 + 4 * rank || bytes[2] !== BYTES) {
    throw new Error(`${url}: not an IDX file of bytes`);
  }
  const view = new DataView(bytes.buffer);
  const extents = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * rank);
  const expected = extents.reduce((a, b) => a * b, 1);
  if (values.length !== expected) {
    throw new Error(`${url}: has ${values.length} values, its header says ${expected}`);
  }
  return { extents, values };
}

async function part(prefix: string, base: URL): Promise<Digits> {
  const [images, labels] = await Promise.all([
    readIdx(new URL(`${prefix}-images-idx3-ubyte.gz`, base)),
    readIdx(new URL(`${prefix}-labels-idx1-ubyte.gz`, base)),
  ]);
  const [count = 0, height = 0, width = 0] = images.extents;
  return { images: images.values, shape: [count, height, width], labels: labels.values };
}

/**
 * 8,000 digits to train with and 2,000 to test with. They lie in the folder `digits` beside this
 * script, or in `base`, a URL that ends in a slash. They are the work of Yann LeCun and Corinna
 * Cortes, under CC BY-SA 3.0; the licence lies beside them.
 *
 * @throws If a file cannot be had or is broken.
 */
export async function loadDigits(
  base: string | URL = new URL('./digits/', import.meta.url),
): Promise<{ train: Digits; test: Digits }> {
  const folder = new URL(base, import.meta.url);
  const [train, test] = await Promise.all([part('train', folder), part('t10k', folder)]);
  return { train, test };
}
