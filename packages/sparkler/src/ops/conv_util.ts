/** What follows from the shapes, strides and padding of windows that slide over images and volumes. */
import { assert, isInt } from '../util';

/** Padding: as much as keeps the size, none, a number for all sides, or pairs for all axes. */
export type Pad = 'valid' | 'same' | number | Array<[number, number]>;
export type RoundingMode = 'floor' | 'round' | 'ceil';
type Tuple = number | number[];

const AXES = ['Depth', 'Height', 'Width'];
const SIDES = [['front', 'back'], ['top', 'bottom'], ['left', 'right']];

function tuple(param: Tuple): number[] {
  if (typeof param === 'number') return [param, param, param];
  return param.length === 2 ? [param[0], param[1], 1] : param;
}
const effectiveSize = (size: number, dilation: number) => size + (size - 1) * (Math.max(dilation, 1) - 1);

function rounded(value: number, mode?: RoundingMode | null): number {
  if (!mode) return Math.trunc(value);
  const how = { round: Math.round, ceil: Math.ceil, floor: Math.floor }[mode];
  if (!how) throw new Error(`Unknown roundingMode ${mode}`);
  return how(value);
}

/** How many elements go before and after an axis, and how many windows there are. */
function along(pad: Pad, axis: number, spatial: number, size: number, stride: number, window: number,
  mode: RoundingMode | null | undefined, first: boolean): [before: number, after: number, out: number] {
  if (pad === 'valid') return [0, 0, Math.ceil((size - window + 1) / stride)];
  if (pad === 'same') {
    const out = Math.ceil(size / stride);
    const need = Math.max(0, (out - 1) * stride + window - size);
    return [need >> 1, need - (need >> 1), out];
  }
  if (typeof pad === 'number') return [pad, pad, rounded((size - window + 2 * pad) / stride + 1, mode)];
  if (!Array.isArray(pad)) throw new Error(`Unknown padding parameter: ${pad}`);
  const [before, after] = pad[first ? pad.length - spatial + axis : axis + 1];
  return [before, after, rounded((size - window + before + after) / stride + 1, mode)];
}

/** All of it for windows over `spatial` axes. */
export function windowInfo(spatial: 2 | 3, inShape: number[], filterShape: number[], strides: Tuple, dilations: Tuple,
  pad: Pad, mode: RoundingMode | null | undefined, depthwise: boolean, dataFormat: string): any {
  const first = dataFormat === 'channelsFirst';
  if (!first && dataFormat !== 'channelsLast') throw new Error(`Unknown dataFormat ${dataFormat}`);
  const inChannels = inShape[first ? 1 : spatial + 1];
  const sizes = inShape.slice(first ? 2 : 1).slice(0, spatial);
  const stride = tuple(strides), dilation = tuple(dilations);
  const filterChannels = filterShape[spatial + 1];
  const info: any = { batchSize: inShape[0], dataFormat, inChannels };
  info.outChannels = depthwise ? filterChannels * inChannels : filterChannels;
  const outs: number[] = [];
  const pairs: number[][] = [];
  sizes.forEach((size, i) => {
    const axis = AXES[3 - spatial + i];
    const window = effectiveSize(filterShape[i], dilation[i]);
    const [before, after, out] = along(pad, i, spatial, size, stride[i], window, mode, first);
    outs.push(Math.max(out, spatial === 3 ? 0 : out));
    pairs.push([before, after]);
    info[`in${axis}`] = size;
    info[`out${axis}`] = out;
    info[`stride${axis}`] = stride[i];
    info[`filter${axis}`] = filterShape[i];
    info[`effectiveFilter${axis}`] = window;
    info[`dilation${axis}`] = dilation[i];
  });
  info.padInfo = Object.fromEntries(pairs.flatMap((pair, i) =>
    SIDES[3 - spatial + i].map((side, j) => [side, pair[j]])));
  info.padInfo.type = pad === 'same' ? 'SAME' : pairs.every((p) => !p[0] && !p[1]) ? 'VALID'
    : typeof pad === 'number' ? 'NUMBER' : 'EXPLICIT';
  info.inShape = inShape;
  info.filterShape = filterShape;
  info.outShape = first ? [inShape[0], info.outChannels, ...outs] : [inShape[0], ...outs, info.outChannels];
  return info;
}

export const computeConv2DInfo = (inShape: number[], filterShape: number[], strides: Tuple, dilations: Tuple, pad: Pad,
  roundingMode?: RoundingMode | null, depthwise = false, dataFormat = 'channelsLast') =>
  windowInfo(2, inShape, filterShape, strides, dilations, pad, roundingMode, depthwise, dataFormat);
export const computeConv3DInfo = (inShape: number[], filterShape: number[], strides: Tuple, dilations: Tuple, pad: Pad,
  depthwise = false, dataFormat = 'channelsLast', roundingMode?: RoundingMode | null) =>
  windowInfo(3, inShape, filterShape, strides, dilations, pad === 'valid' ? 0 : pad, roundingMode, depthwise, dataFormat);
export function computePool2DInfo(inShape: number[], filterSize: Tuple, strides: Tuple, dilations: Tuple, pad: Pad,
  roundingMode?: RoundingMode | null, dataFormat = 'channelsLast') {
  const channels = inShape[dataFormat === 'channelsFirst' ? 1 : 3];
  return computeConv2DInfo(inShape, [...tuple(filterSize).slice(0, 2), channels, channels], strides, dilations, pad,
    roundingMode, false, dataFormat);
}
export function computePool3DInfo(inShape: number[], filterSize: Tuple, strides: Tuple, dilations: Tuple, pad: Pad,
  roundingMode?: RoundingMode | null, dataFormat = 'NDHWC') {
  const format = ({ NDHWC: 'channelsLast', NCDHW: 'channelsFirst' } as Record<string, string>)[dataFormat];
  if (!format) throw new Error(`Unknown dataFormat ${dataFormat}`);
  const channels = inShape[dataFormat === 'NDHWC' ? 4 : 1];
  return computeConv3DInfo(inShape, [...tuple(filterSize), channels, channels], strides, dilations, pad, false, format,
    roundingMode);
}
export const computeDilation2DInfo = (inputShape: number[], filterShape: number[], strides: Tuple, pad: Pad,
  dataFormat = 'NHWC', dilations: Tuple) =>
  computeConv2DInfo(inputShape, [...filterShape, inputShape[3]], strides, dilations, pad, null, false,
    convertConv2DDataFormat(dataFormat));
export const computeDefaultPad = (inputShape: number[], fieldSize: number, stride: number, dilation = 1) =>
  Math.floor((inputShape[0] * (stride - 1) - stride + effectiveSize(fieldSize, dilation)) / 2);
export const tupleValuesAreOne = (param: Tuple) => tuple(param).every((v) => v === 1);
export const eitherStridesOrDilationsAreOne = (strides: Tuple, dilations: Tuple) =>
  tupleValuesAreOne(strides) || tupleValuesAreOne(dilations);
export const stridesOrDilationsArePositive = (values: Tuple) => tuple(values).every((v) => v > 0);
export function convertConv2DDataFormat(dataFormat: string): 'channelsLast' | 'channelsFirst' {
  if (dataFormat === 'NHWC') return 'channelsLast';
  if (dataFormat === 'NCHW') return 'channelsFirst';
  throw new Error(`Unknown dataFormat ${dataFormat}`);
}
export function checkPadOnDimRoundingMode(opDesc: string, pad: Pad, dimRoundingMode?: RoundingMode | null) {
  if (dimRoundingMode == null) return;
  for (const p of [pad].flat(2)) {
    assert(typeof p === 'number' && isInt(p), () => `Error in ${opDesc}: pad must be an integer when using ` +
      `dimRoundingMode ${dimRoundingMode} but got pad ${p}.`);
  }
}

/** The padding as the engine wants it: a word, or pairs for the spatial axes that give as many windows as are asked for. */
export function enginePad(spatial: 2 | 3, inShape: number[], window: number[], strides: Tuple, dilations: Tuple, pad: Pad,
  mode: RoundingMode | null | undefined, dataFormat: 'channelsLast' | 'channelsFirst'): 'same' | 'valid' | number | number[] {
  if ((typeof pad === 'number' && (!mode || mode === 'floor')) || pad === 'same' || pad === 'valid') return pad;
  const first = dataFormat === 'channelsFirst';
  const stride = tuple(strides), dilation = tuple(dilations);
  return inShape.slice(first ? 2 : 1).slice(0, spatial).flatMap((size, i) => {
    const width = effectiveSize(window[i], dilation[i]);
    const [before, , out] = along(pad, i, spatial, size, stride[i], width, mode, first);
    return [before, Math.max(0, (out - 1) * stride[i] + width - size - before)];
  });
}
