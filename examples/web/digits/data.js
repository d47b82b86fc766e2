// The digits: four files in the format of MNIST, packed with gzip.

const TYPE_UINT8 = 8;

/** A file's bytes without its header of 4 bytes for each extent, and the extents. */
async function readIdx(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const view = new DataView(bytes.buffer);
  const rank = bytes[3];
  if (bytes.length < 4 || bytes[2] !== TYPE_UINT8 || bytes.length < 4 + 4 * rank) {
    throw new Error(`${url}: not an IDX file of bytes`);
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * rank);
  const expected = shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) {
    throw new Error(`${url}: ${values.length} values, the header says ${expected}`);
  }
  return { shape, values };
}

async function readPart(prefix) {
  const [images, labels] = await Promise.all([
    readIdx(`/data/${prefix}-images-idx3-ubyte.gz`),
    readIdx(`/data/${prefix}-labels-idx1-ubyte.gz`),
  ]);
  return { count: images.shape[0], images: images.values, labels: labels.values };
}

/** Digits to learn from and others to test with: `{count, images, labels}` of bytes each. */
export async function loadDigits() {
  const [train, test] = await Promise.all([readPart('train'), readPart('t10k')]);
  return { train, test };
}
