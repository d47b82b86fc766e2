/**
 * Calls of the core without the library around it, for tests of how the core is loaded. It works
 * in Node and in a page; `numbers` are the operations' numbers by name.
 */

/** The operations' numbers by name, from the list that the library is generated with. */
export function operationNumbers(source) {
  const [, list] = /enum Op \{([^}]+)\}/.exec(source);
  return Object.fromEntries(list.match(/\w+/g).map((name, number) => [name, number]));
}

const FLOAT32 = 7;

/** A float32 tensor of that shape whose elements follow from a formula. */
export function numbersOf(core, shape, formula) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => formula(i));
  core.scratch().set(shape);
  return core.create(FLOAT32, shape.length, new Uint8Array(data.buffer));
}

/** Runs an operation with the table's defaults on tensors; gives the first output. */
export function call(core, number, ...inputs) {
  const scratch = core.scratch();
  scratch.fill(0, 0, 32);
  scratch.set(inputs);
  if (core.run(number, inputs.length) < 0) throw new Error(core.lastError());
  return core.scratch()[0];
}

/** The elements of a float32 tensor. */
export const values = (core, tensor) => new Float32Array(core.read(tensor).slice().buffer);

/** Elements of the product of two matrices that are large enough for several threads. */
export function product(core, numbers, size = 256) {
  const a = numbersOf(core, [size, size], (i) => Math.sin(i));
  const b = numbersOf(core, [size, size], (i) => Math.cos(i));
  const y = call(core, numbers.matMul, a, b);
  const result = values(core, y);
  for (const tensor of [a, b, y]) core.release(tensor);
  return result;
}
