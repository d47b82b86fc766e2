/** Pictures from the page and back, public as `tf.browser`. */
import { convertToTensor } from './convert';
import { tidy } from './engine';
import { cast, slice } from './generated/ops';
import { makeTensor, Tensor, type Tensor2D, type Tensor3D } from './tensor';
import type { PixelData, TensorLike } from './types';
import { assert } from './util';

/** What a picture can be taken from. */
export type Pixels = PixelData | ImageData | HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | ImageBitmap | OffscreenCanvas;

/** A canvas of its own to draw pictures on that cannot be read. */
function canvasOf(width: number, height: number): HTMLCanvasElement {
  if (typeof document === 'undefined') return new OffscreenCanvas(width, height) as unknown as HTMLCanvasElement;
  return Object.assign(document.createElement('canvas'), { width, height });
}
/** The numbers of a picture, `[height, width, numChannels]`, as int32. */
export function fromPixels(pixels: Pixels, numChannels = 3): Tensor3D {
  const source = pixels as any;
  assert(source?.data || source?.getContext || source?.width != null, () =>
    `fromPixels takes ImageData, {data, width, height}, a canvas, image, video or ImageBitmap, got ${source?.constructor?.name}`);
  assert(numChannels <= 4, 'fromPixels: a pixel has at most 4 channels');
  const width: number = source.videoWidth || source.width, height: number = source.videoHeight || source.height;
  let { data } = source;
  if (!data) {
    const canvas = source.getContext ? source : canvasOf(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (canvas !== source) context.drawImage(source, 0, 0, width, height);
    ({ data } = context.getImageData(0, 0, width, height));
  }
  return tidy(() => {
    const all = makeTensor(new Uint8Array(data), [height, width, 4], 'uint8');
    return cast(slice(all, [0, 0, 0], [height, width, numChannels]), 'int32');
  }) as Tensor as Tensor3D;
}
/** As `fromPixels`. */
export const fromPixelsAsync = async (pixels: Pixels, numChannels?: number): Promise<Tensor3D> => fromPixels(pixels, numChannels);

type Picture = Tensor2D | Tensor3D | TensorLike;
/** The bytes of a picture, four for each pixel. Floats lie between 0 and 1, whole numbers between 0 and 255. */
function bytesOf(img: Picture, alpha = 1): { bytes: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  return tidy(() => {
    let t: Tensor = convertToTensor(img as Tensor, 'img', 'toPixels');
    if (!(img instanceof Tensor)) t = cast(t, 'int32');
    const [height, width, depth = 1] = t.shape as number[];
    assert(/^[23]$/.test(`${t.rank}`) && [1, 3, 4].includes(depth) && /^(float|int)32$/.test(t.dtype), () =>
      `toPixels takes a float32 or int32 tensor [height, width] or [height, width, 1, 3 or 4], got ${t.dtype} [${t.shape}]`);
    const most = t.dtype === 'float32' ? 1 : 255;
    const values = t.dataSync() as Float32Array;
    const bytes = new Uint8ClampedArray(width * height * 4).fill(255 * alpha);
    values.forEach((v, i) => {
      assert(v >= 0 && v <= most, () => `toPixels: a value of ${t.dtype} lies between 0 and ${most}, got ${v}`);
      const at = Math.floor(i / depth) * 4 + i % depth;
      bytes.fill(Math.round(v * (255 / most)), at, at + (depth === 1 ? 3 : 1));
    });
    return { bytes, width, height } as any;
  });
}
function paint({ bytes, width, height }: ReturnType<typeof bytesOf>, canvas: HTMLCanvasElement) {
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')!.putImageData(new ImageData(bytes, width, height), 0, 0);
}
/** The bytes of a picture, drawn on a canvas if there is one. */
export async function toPixels(img: Picture, canvas?: HTMLCanvasElement): Promise<Uint8ClampedArray> {
  const picture = bytesOf(img);
  if (canvas) paint(picture, canvas);
  return picture.bytes;
}
/** Draws a picture on a canvas. */
export function draw(image: Picture, canvas: HTMLCanvasElement, options?: { imageOptions?: { alpha?: number } }): void {
  paint(bytesOf(image, options?.imageOptions?.alpha), canvas);
}
