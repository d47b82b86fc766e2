// Runs the reference cases through stock TensorFlow.js and prints where it disagrees.
//
//   TFJS_MODULES=target/tfjs/node_modules node crates/testkit/references/check_tfjs.mjs [op ...]
//
// A tool for whoever asks what tfjs does; no test depends on it. It skips what tfjs has not: other
// data types than its five, and ops that are not in its API. Single precision throughout.

import fs from 'node:fs';
import { tf } from '../../import/tests/tfjs/io.mjs';

const folder = new URL('./ops/', import.meta.url);
const wanted = new Set(process.argv.slice(2));

const value = (v) => (typeof v === 'string' ? { NaN, Infinity, '-Infinity': -Infinity }[v] : v);

function read({ dtype, shape, data }) {
  if (dtype === 'complex64') {
    const part = (k) => tf.tensor(data.filter((_, i) => i % 2 === k).map(value), shape);
    return tf.complex(part(0), part(1));
  }
  const type = dtype === 'float64' ? 'float32' : dtype;
  if (!['float32', 'int32', 'bool', 'string'].includes(type)) return null;
  return tf.tensor(type === 'string' ? data : data.map(value), shape, type);
}

const axis0 = (a) => a.axis ?? 0;
const axes = (a) => a.axis;
const pairs = (pad) => (Array.isArray(pad) ? [[0, 0], ...pad, [0, 0]] : pad);

// How tfjs spells an op whose arguments are not simply the tensors.
const calls = {
  leakyRelu: (a, x) => tf.leakyRelu(x, a.alpha),
  step: (a, x) => tf.step(x, a.alpha),
  clipByValue: (a, x) => tf.clipByValue(x, a.clipValueMin, a.clipValueMax),
  cast: (a, x) => tf.cast(x, a.dtype),
  addN: (a, ...x) => tf.addN(x),
  bitwiseAnd: (a, x, y) => tf.bitwiseAnd(x, y),
  matMul: (a, x, y) => tf.matMul(x, y, a.transposeA, a.transposeB),
  einsum: (a, ...x) => tf.einsum(a.equation, ...x),
  fusedMatMul: (a, x, y, bias) => tf.fused.matMul({ a: x, b: y, bias, ...a }),
  fusedConv2d: (a, x, filter, bias) => tf.fused.conv2d({ x, filter, bias, ...a }),
  argMax: (a, x) => tf.argMax(x, axis0(a)),
  argMin: (a, x) => tf.argMin(x, axis0(a)),
  cumsum: (a, x) => tf.cumsum(x, axis0(a), a.exclusive, a.reverse),
  cumprod: (a, x) => tf.cumprod(x, axis0(a), a.exclusive, a.reverse),
  moments: (a, x) => Object.values(tf.moments(x, axes(a), a.keepDims)),
  conv1d: (a, x, w) => tf.conv1d(x, w, a.stride, a.pad, 'NWC', a.dilation),
  conv2d: (a, x, w) => tf.conv2d(x, w, a.strides, pairs(a.pad), a.dataFormat, a.dilations),
  conv2dTranspose: (a, x, w) => tf.conv2dTranspose(x, w, a.outputShape, a.strides, a.pad),
  conv3d: (a, x, w) => tf.conv3d(x, w, a.strides, a.pad, 'NDHWC', a.dilations),
  conv3dTranspose: (a, x, w) => tf.conv3dTranspose(x, w, a.outputShape, a.strides, a.pad),
  depthwiseConv2d: (a, x, w) => tf.depthwiseConv2d(x, w, a.strides, pairs(a.pad), 'NHWC', a.dilations),
  maxPool: (a, x) => (a.dilations ? tf.pool(x, a.filterSize, 'max', a.pad, a.dilations, a.strides)
    : tf.maxPool(x, a.filterSize, a.strides, pairs(a.pad))),
  avgPool: (a, x) => (a.dilations ? tf.pool(x, a.filterSize, 'avg', a.pad, a.dilations, a.strides)
    : tf.avgPool(x, a.filterSize, a.strides, pairs(a.pad))),
  maxPool3d: (a, x) => tf.maxPool3d(x, a.filterSize, a.strides, a.pad),
  avgPool3d: (a, x) => tf.avgPool3d(x, a.filterSize, a.strides, a.pad),
  maxPoolWithArgmax: (a, x) => {
    const y = tf.maxPoolWithArgmax(x, a.filterSize, a.strides, a.pad, a.includeBatchInIndex);
    return [y.result, y.indexes];
  },
  reshape: (a, x) => tf.reshape(x, a.shape),
  transpose: (a, x) => tf.transpose(x, a.perm),
  slice: (a, x) => tf.slice(x, a.begin, a.size),
  stridedSlice: (a, x) => tf.stridedSlice(x, a.begin, a.end, a.strides, a.beginMask, a.endMask,
    a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask),
  concat: (a, ...x) => tf.concat(x, axis0(a)),
  stack: (a, ...x) => tf.stack(x, axis0(a)),
  unstack: (a, x) => tf.unstack(x, axis0(a)),
  split: (a, x) => tf.split(x, a.numOrSizeSplits, axis0(a)),
  pad: (a, x) => tf.pad(x, a.paddings, a.constantValue),
  mirrorPad: (a, x) => tf.mirrorPad(x, a.paddings, a.mode),
  tile: (a, x) => tf.tile(x, a.reps),
  broadcastTo: (a, x) => tf.broadcastTo(x, a.shape),
  gather: (a, x, i) => tf.gather(x, i, axis0(a), a.batchDims),
  gatherND: (a, x, i) => tf.gatherND(x, i),
  scatterND: (a, i, u) => tf.scatterND(i, u, a.shape),
  tensorScatterUpdate: (a, x, i, u) => tf.tensorScatterUpdate(x, i, u),
  unsortedSegmentSum: (a, x, s) => tf.unsortedSegmentSum(x, s, a.numSegments),
  oneHot: (a, i) => tf.oneHot(i, a.depth, a.onValue, a.offValue, a.dtype),
  depthToSpace: (a, x) => tf.depthToSpace(x, a.blockSize),
  batchToSpaceND: (a, x) => tf.batchToSpaceND(x, a.blockShape, a.crops),
  spaceToBatchND: (a, x) => tf.spaceToBatchND(x, a.blockShape, a.paddings),
  topk: (a, x) => Object.values(tf.topk(x, a.k, a.sorted)),
  searchSorted: (a, s, v) => tf.searchSorted(s, v, a.side),
  bincount: (a, x, w) => tf.bincount(x, w, a.size),
  unique: (a, x) => Object.values(tf.unique(x, a.axis)),
  range: (a) => tf.range(a.start, a.stop, a.step, a.dtype),
  linspace: (a) => tf.linspace(a.start, a.stop, a.num),
  eye: (a) => tf.eye(a.numRows, a.numColumns, a.batchShape, a.dtype),
  fill: (a) => tf.fill(a.shape, a.value, a.dtype),
  bandPart: (a, x) => tf.linalg.bandPart(x, a.numLower, a.numUpper),
  batchNorm: (a, x, mean, variance, offset, scale) =>
    tf.batchNorm(x, mean, variance, offset, scale, a.varianceEpsilon),
  localResponseNormalization: (a, x) =>
    tf.localResponseNormalization(x, a.depthRadius, a.bias, a.alpha, a.beta),
};
for (const op of ['sum', 'mean', 'prod', 'max', 'min', 'any', 'all', 'logSumExp']) {
  calls[op] = (a, x) => tf[op](x, axes(a), a.keepDims);
}
for (const op of ['expandDims', 'squeeze', 'reverse', 'softmax', 'logSoftmax']) {
  calls[op] = (a, x) => tf[op](x, a.axis);
}

function elements(tensor) {
  const data = Array.from(tensor.dataSync());
  return tensor.dtype === 'bool' ? data.map(Boolean) : data;
}

/** What is wrong with a tensor of tfjs, or null. */
function difference(got, want, tolerance) {
  const dtype = want.dtype === 'float64' ? 'float32' : want.dtype;
  if (got.shape.join() !== want.shape.join()) return `shape [${got.shape}], not [${want.shape}]`;
  const a = elements(got);
  const b = want.dtype === 'string' ? want.data : want.data.map(value);
  const same = a.every((x, i) => Object.is(x, b[i]) || x === b[i]
    || (typeof x === 'number' && Math.abs(x - b[i]) <= tolerance * Math.max(1, Math.abs(b[i]))));
  if (!same) return `${JSON.stringify(a.map(String)).slice(0, 120)}, not ${JSON.stringify(want.data).slice(0, 120)}`;
  return got.dtype === dtype ? null : `${got.dtype}, not ${dtype}`;
}

let [agree, differ, skipped] = [0, 0, 0];
for (const file of fs.readdirSync(folder).sort()) {
  for (const item of JSON.parse(fs.readFileSync(new URL(file, folder), 'utf8'))) {
    if (wanted.size && !wanted.has(item.op)) continue;
    const call = calls[item.op] ?? (tf[item.op] && ((a, ...x) => tf[item.op](...x)));
    const inputs = item.inputs.map(read);
    if (!call || inputs.includes(null)) {
      skipped += 1;
      continue;
    }
    const report = (what) => console.log(
      `${item.op} ${JSON.stringify(item.attrs)} ${item.inputs.map((x) => `${x.dtype}[${x.shape}]`)}`
      + ` ${item.note ?? ''}: ${what}`);
    const tolerance = item.tolerance ?? 1e-4;
    try {
      const problems = [call(item.attrs, ...inputs)].flat()
        .map((y, i) => difference(y, item.outputs[i], tolerance)).filter(Boolean);
      const { grad } = item;
      if (!problems.length && grad && inputs.length && grad.dx.some(Boolean)
          && item.outputs.length === 1 && !item.outputs[0].dtype.startsWith('complex')
          && !inputs.some((x) => x.dtype === 'complex64')) {
        const at = grad.dx.map((g, i) => (g ? i : -1)).filter((i) => i >= 0);
        const backward = tf.grads((...x) => {
          const all = [...inputs];
          at.forEach((i, k) => { all[i] = x[k]; });
          return [call(item.attrs, ...all)].flat()[0];
        });
        backward(at.map((i) => inputs[i]), read(grad.dy[0])).forEach((dx, k) => {
          const problem = difference(dx, grad.dx[at[k]], 10 * tolerance);
          if (problem) problems.push(`gradient of input ${at[k]}: ${problem}`);
        });
      }
      problems.forEach(report);
      if (problems.length) differ += 1;
      else agree += 1;
    } catch (error) {
      report(`fails: ${error.message.split('\n')[0].slice(0, 160)}`);
      differ += 1;
    }
  }
}
console.log(`${agree} agree, ${differ} differ, ${skipped} are not in tfjs`);
