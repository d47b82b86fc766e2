/** The compiled core that everything runs on, once it is loaded. */
import { DTYPE_NAMES, type Native } from './native';
import type { DataType } from './types';

const missing = /* @__PURE__ */ new Proxy({} as Native, {
  get() {
    throw new Error('The engine is not loaded yet: `await tf.ready()` before anything else.');
  },
});

/** The core. Until it is loaded every call says so. */
export let core: Native = missing;

let numbers: Float64Array = /* @__PURE__ */ new Float64Array(0);

/** The numbers that go in and out of calls; memory that grew has moved them. */
export function scratch(): Float64Array {
  return numbers.length ? numbers : (numbers = core.scratch());
}

/** Puts a core in its place. */
export function useCore(native: Native | undefined) {
  core = native ?? missing;
  numbers = new Float64Array(0);
}

/** Is there a core? */
export const isLoaded = () => core !== missing;

/** Data type codes by name. */
export const DTYPE_CODES = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ DTYPE_NAMES.map((name, code) => [name, code])) as Record<DataType, number>;

/** Bytes of an element, in the order of the data type codes. */
const BYTES = [1, 1, 1, 4, 8, 2, 2, 4, 8, 8, 1];
/** The bytes that an element of that type takes. */
export const bytesOf = (dtype: DataType) => BYTES[DTYPE_CODES[dtype]];
