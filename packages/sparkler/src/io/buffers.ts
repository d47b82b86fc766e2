/** Bytes in several pieces, and weights in bytes. */
import { makeTensor, type Tensor } from '../tensor';
import type { NamedTensorMap } from '../types';
import { arrayType, assert, bytesPerElement, sizeFromShape } from '../util';
import { complex } from '../ops/creation';
import { tidy } from '../engine';

type Bytes = ArrayBuffer | ArrayBufferView | Uint8Array;
/** Bytes, in one piece or several. */
export type WeightData = ArrayBuffer | ArrayBuffer[];

const view = (x: Bytes): Uint8Array =>
  ArrayBuffer.isView(x) ? new Uint8Array(x.buffer, x.byteOffset, x.byteLength) : new Uint8Array(x);

/** Buffers that look like one. */
export class CompositeArrayBuffer {
  readonly byteLength: number = 0;
  private parts: Array<{ start: number; end: number; bytes: Uint8Array }> = [];

  constructor(buffers?: Bytes | Bytes[] | null) {
    for (const b of buffers == null ? [] : Array.isArray(buffers) ? buffers : [buffers]) {
      const bytes = view(b);
      const start = this.byteLength;
      if (bytes.length) this.parts.push({ start, end: (this.byteLength += bytes.length), bytes });
    }
  }
  static join(buffers?: Bytes | Bytes[]): ArrayBuffer {
    return new CompositeArrayBuffer(buffers).slice();
  }
  slice(start: any = 0, end: any = this.byteLength): ArrayBuffer {
    start = Number.isNaN(Number(start)) ? 0 : Math.max(0, Number(start));
    end = Number.isNaN(Number(end)) ? 0 : Math.min(this.byteLength, Number(end));
    if (end <= start) return new ArrayBuffer(0);
    const out = new Uint8Array(end - start);
    for (const p of this.parts) {
      if (p.end > start && p.start < end) {
        out.set(p.bytes.subarray(Math.max(0, start - p.start), end - p.start), Math.max(0, p.start - start));
      }
    }
    return out.buffer;
  }
}
export const concatenateArrayBuffers = (buffers: Bytes | Bytes[]): ArrayBuffer => CompositeArrayBuffer.join(buffers);

/** What is known of a weight without its bytes. */
export interface WeightsManifestEntry {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  group?: 'model' | 'optimizer';
  quantization?: { scale?: number; min?: number; dtype: 'uint16' | 'uint8' | 'float16' };
}
interface NamedTensor {
  name: string;
  tensor: Tensor;
}

function known(name: string, dtype: string) {
  assert(/^(float32|int32|bool|string|complex64)$/.test(dtype), `Unsupported dtype in weight '${name}': ${dtype}`);
}
const LENGTH = 4;
/** Weights as bytes, one after the other. */
export async function encodeWeights(tensors: NamedTensorMap | NamedTensor[], group?: WeightsManifestEntry['group']): Promise<{
  data: ArrayBuffer; specs: WeightsManifestEntry[];
}> {
  const list = Array.isArray(tensors) ? tensors : Object.entries(tensors).map(([name, tensor]) => ({ name, tensor }));
  const parts: Uint8Array[] = [];
  const specs = list.map(({ name, tensor }) => {
    const { dtype, shape } = tensor;
    known(name, dtype);
    const spec: WeightsManifestEntry = { name, shape, dtype: dtype as WeightsManifestEntry['dtype'] };
    if (group != null) spec.group = group;
    return spec;
  });
  for (const { tensor } of list) {
    const bytes = await tensor.bytes();
    for (const b of Array.isArray(bytes) ? bytes.flatMap((s) => [view(Uint32Array.of(s.length)), s]) : [bytes]) parts.push(b);
  }
  return { data: CompositeArrayBuffer.join(parts), specs };
}

/** How many bytes a weight has; strings say it themselves. */
async function lengthOf(spec: WeightsManifestEntry, slice: (start: number, end: number) => ArrayBuffer | Promise<ArrayBuffer>) {
  const size = sizeFromShape(spec.shape);
  if (spec.dtype !== 'string') return size * bytesIn(spec);
  let length = 0;
  for (let i = 0; i < size; i++) length += LENGTH + new Uint32Array(await slice(length, length + LENGTH))[0];
  return length;
}
const bytesIn = ({ quantization: q, name, dtype }: WeightsManifestEntry) => {
  known(name, dtype);
  return q ? (q.dtype === 'uint8' ? 1 : 2) : bytesPerElement(dtype);
};

function decode(spec: WeightsManifestEntry, buffer: ArrayBuffer): Tensor {
  const { name, shape, dtype, quantization: q } = spec;
  if (q) {
    const { scale, min } = q;
    const half = q.dtype === 'float16';
    assert(half ? dtype === 'float32' : /^uint(8|16)$/.test(q.dtype) && scale != null && min != null && /32$/.test(dtype), () =>
      `Weight ${name} of dtype ${dtype} cannot be quantized as ${JSON.stringify(q)}`);
    const codes = q.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
    const wide = half ? fromHalf : (v: number) => v * scale! + min!;
    return makeTensor(arrayType(dtype).from(codes, dtype === 'int32' ? (v: number) => Math.round(wide(v)) : wide), shape, dtype);
  }
  if (dtype === 'string') {
    const bytes = new Uint8Array(buffer);
    const strings: Uint8Array[] = [];
    for (let at = 0; strings.length < sizeFromShape(shape);) {
      const length = new Uint32Array(buffer.slice(at, at + LENGTH))[0];
      strings.push(bytes.slice(at + LENGTH, (at += LENGTH + length)));
    }
    return makeTensor(strings, shape, dtype);
  }
  if (dtype === 'complex64') return makeComplex(new Float32Array(buffer), shape);
  return makeTensor(new (arrayType(dtype))(buffer), shape, dtype);
}
const makeComplex = (values: Float32Array, shape: number[]) => tidy(() => {
  const part = (k: number) => makeTensor(values.filter((_, i) => i % 2 === k), shape, 'float32');
  return complex(part(0), part(1));
});
function fromHalf(h: number): number {
  const sign = h & 0x8000 ? -1 : 1, exponent = (h >> 10) & 31, fraction = h & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

/** Weights by name from bytes. */
export function decodeWeights(weightData: WeightData, specs: WeightsManifestEntry[]): NamedTensorMap {
  const all = new CompositeArrayBuffer(weightData);
  let at = 0;
  return Object.fromEntries(specs.map((spec) => {
    let length = 0;
    if (spec.dtype === 'string') {
      for (let i = 0; i < sizeFromShape(spec.shape); i++) {
        length += LENGTH + new Uint32Array(all.slice(at + length, at + length + LENGTH))[0];
      }
    } else length = sizeFromShape(spec.shape) * bytesIn(spec);
    return [spec.name, decode(spec, all.slice(at, (at += length)))];
  }));
}

/** Weights by name from bytes that are still on their way. */
export async function decodeWeightsStream(weightStream: ReadableStream<ArrayBuffer>, specs: WeightsManifestEntry[]): Promise<NamedTensorMap> {
  const reader = weightStream.getReader();
  let data = new ArrayBuffer(0);
  const upTo = async (length: number) => {
    while (data.byteLength < length) {
      const { done, value } = await reader.read();
      assert(!done || value, () => `Reader is done but ${length - data.byteLength} bytes are still expected`);
      data = CompositeArrayBuffer.join([data, value!]);
    }
  };
  const out: NamedTensorMap = {};
  for (const spec of specs) {
    const length = await lengthOf(spec, async (start, end) => {
      await upTo(end);
      return data.slice(start, end);
    });
    await upTo(length);
    out[spec.name] = decode(spec, data.slice(0, length));
    data = data.slice(length);
  }
  return out;
}
