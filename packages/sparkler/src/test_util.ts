/** Comparisons for tests, public as `tf.test_util`. */
import { arraysEqual, encodeString, flatten, inferShape, isString, isTypedArray } from './util';

type Values = any;
export const TEST_EPSILON_FLOAT16 = 1e-1;
/** How far numbers may be apart where nothing is said. */
export const testEpsilon = () => 1e-3;

const note = () => (globalThis as any).expect?.().nothing();
const close = (a: any, e: any, epsilon: number) =>
  (!Number.isFinite(a) && !Number.isFinite(e)) || Math.abs(a - e) <= epsilon;

function expectArrays(actual: Values, expected: Values, same: (a: any, e: any) => boolean) {
  const typed = [actual, expected].filter(isTypedArray).length;
  if (typed !== 1) {
    const [a, e] = [actual, expected].map((x) => x.constructor.name);
    if (a !== e) throw new Error(`Arrays are of different type. Actual: ${a}. Expected: ${e}`);
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const [a, e] = [actual, expected].map((x) => inferShape(x));
    if (!arraysEqual(a, e)) throw new Error(`Arrays have different shapes. Actual: [${a}]. Expected: [${e}]`);
  }
  const [a, e] = [actual, expected].map((x) => (isTypedArray(x) ? x : flatten(x))) as any[];
  const both = `Actual:   ${a}.\nExpected: ${e}.`;
  if (a.length !== e.length) {
    throw new Error(`Arrays have different lengths actual: ${a.length} vs expected: ${e.length}.\n${both}`);
  }
  for (let i = 0; i < e.length; i++) {
    if (!same(a[i], e[i])) throw new Error(`Arrays differ: actual[${i}] = ${a[i]}, expected[${i}] = ${e[i]}.\n${both}`);
  }
  note();
}
export function expectArraysClose(actual: Values, expected: Values, epsilon = testEpsilon()): void {
  expectArrays(actual, expected, (a, e) => close(a, e, epsilon));
}
export function expectArraysEqual(actual: Values, expected: Values): void {
  const list = typeof expected === 'object' ? expected : [expected];
  const text = [actual, actual[0], expected, list[0]].some(isString);
  expectArrays(actual, text ? list : expected, text ? (a, e) => a == e : (a, e) => close(a, e, 0));
}
export function expectNumbersClose(a: number, e: number, epsilon = testEpsilon()): void {
  if (!close(a, e, epsilon)) throw new Error(`Numbers differ: actual === ${a}, expected === ${e}`);
  note();
}
export function expectPromiseToFail(fn: () => Promise<unknown>, done: any): void {
  fn().then(() => done.fail(), () => done());
  note();
}
export function expectValuesInRange(actual: ArrayLike<number>, low: number, high: number): void {
  for (const x of Array.from(actual)) {
    if (x < low || x > high) throw new Error(`Value out of range:${x} low: ${low}, high: ${high}`);
  }
}
export function expectArrayBuffersEqual(actual: ArrayBuffer, expected: ArrayBuffer): void {
  const [a, e] = [actual, expected].map((x) => new Float32Array(x));
  if (a.length !== e.length) {
    throw new Error(`Expected ArrayBuffer to be of length ${e.length}, but it was ${a.length}`);
  }
  a.forEach((x, i) => {
    if (x !== e[i]) throw new Error(`Expected ArrayBuffer value at ${i} to be ${e[i]} but got ${x} instead`);
  });
}
export const encodeStrings = (a: any[]): any[] => {
  a.forEach((x, i) => (Array.isArray(x) ? encodeStrings(x) : (a[i] = encodeString(x))));
  return a;
};
