/** Calls of operations: arguments into numbers, numbers into tensors, failures into errors. */
import { convertToTensor, convertToTensorArray, type Wanted } from './convert';
import { core, DTYPE_CODES, scratch } from './core';
import { type DataId, state } from './engine';
import { fail } from './host';
import { DTYPE_NAMES } from './native';
import { adopt, Tensor } from './tensor';
import type { DataType } from './types';
import { ENV } from './env';

/** An attribute of an operation: null or left out, it is the table's default. */
export type Attr = undefined | null | boolean | number | string | ArrayLike<number> | number[][] | string[];

/** No operation has more attributes than this. */
const MOST = 16;

/**
 * Writes attributes after the inputs' handles. What a number or word means follows from its value:
 * the engine takes a whole number where it wants a real one, and no word is a data type's name.
 */
function encode(attrs: Attr[], s: Float64Array, n: number) {
  for (let a of attrs) {
    // Words go as one, with commas.
    if (a && typeof (a as string[])[0] === 'string') a = String(a);
    if (a == null) s[n++] = 0;
    else if (typeof a === 'number') {
      s[n++] = Number.isInteger(a) && !Object.is(a, -0) ? 3 : 4;
      s[n++] = a;
    } else if (typeof a === 'boolean') {
      s[n++] = 2;
      s[n++] = +a;
    } else if (typeof a === 'string') {
      const code = DTYPE_CODES[a as DataType];
      s[n++] = code === undefined ? 7 : 5;
      s[n++] = code ?? a.length;
      if (code === undefined) for (let i = 0; i < a.length; i++) s[n++] = a.charCodeAt(i);
    } else {
      const list = (Array.isArray(a[0]) ? (a as number[][]).flat() : a) as ArrayLike<number>;
      s[n++] = 6;
      s[n++] = list.length;
      for (let i = 0; i < list.length; i++) s[n++] = list[i];
    }
  }
  if (n + MOST > s.length) throw new Error('too many inputs or too long attributes in one call');
  // Those that the caller left out are the table's defaults.
  s.fill(0, n, n + MOST);
}


/** Runs operation number `op`; gives the number of outputs, which are in scratch. */
function invoke(op: number, inputs: ArrayLike<Tensor | null | undefined>, attrs?: Attr[]): number {
  const s = scratch();
  const n = inputs.length;
  for (let i = 0; i < n; i++) {
    const t = inputs[i];
    if (t == null) s[i] = 0;
    else {
      if (t.isDisposedInternal) fail('Tensor is disposed.');
      s[i] = t.handle;
    }
  }
  if (attrs !== undefined) encode(attrs, s, n);
  const count = core.run(op, n);
  if (count < 0) fail(core.lastError());
  return count;
}

/** Where the next output begins in scratch; moved on by `take`. */
let at = 0;
function take(s: Float64Array, share?: DataId): Tensor {
  const handle = s[at], rank = s[at + 2];
  const dtype = DTYPE_NAMES[s[at + 1]];
  const shape = new Array<number>(rank);
  at += 3;
  for (let i = 0; i < rank; i++) shape[i] = s[at++];
  return adopt(handle, dtype, shape, share);
}
/** The tensors that a call has left in scratch. */
export function takeAll(count: number): Tensor[] {
  const s = scratch();
  const list = new Array<Tensor>(count);
  at = 0;
  for (let i = 0; i < count; i++) list[i] = take(s);
  return list;
}

/** What debugging and profiling want to know of a call. */
function observe<T extends Tensor | Tensor[]>(op: number, inputs: ArrayLike<Tensor | null | undefined>, body: () => T): T {
  const info = state.activeProfile;
  const { numBytes, numTensors } = state;
  const start = ENV.platform.now();
  const result = body();
  const outputs = ([] as Tensor[]).concat(result);
  if (info) {
    info.kernels.push({
      name: rowOf(op).name,
      bytesAdded: state.numBytes - numBytes,
      totalBytesSnapshot: state.numBytes,
      tensorsAdded: state.numTensors - numTensors,
      totalTensorsSnapshot: state.numTensors,
      inputShapes: Array.from(inputs, (t) => t?.shape as number[]),
      outputShapes: outputs.map((t) => t.shape),
      kernelTimeMs: ENV.platform.now() - start,
      extraInfo: '',
    });
  }
  if (ENV.flags['DEBUG']) {
    for (const t of outputs) {
      if (t.dtype !== 'float32') continue;
      const bad = t.dataSync().find((x) => !Number.isFinite(x));
      if (bad !== undefined) console.warn(`Found ${bad} in the result of '${rowOf(op).name}'`);
    }
  }
  return result;
}

/** Runs an operation of one output. With `share` the output's elements are those of another tensor. */
export function run<T extends Tensor = Tensor>(op: number, inputs: ArrayLike<Tensor | null | undefined>, attrs?: Attr[],
  share?: DataId): T {
  if (state.activeProfile !== null || ENV.flags['DEBUG']) return observe(op, inputs, () => run1(op, inputs, attrs, share)) as T;
  return run1(op, inputs, attrs, share) as T;
}
function run1(op: number, inputs: ArrayLike<Tensor | null | undefined>, attrs?: Attr[], share?: DataId): Tensor {
  invoke(op, inputs, attrs);
  at = 0;
  return take(scratch(), share);
}
/** Runs an operation of several outputs. */
export function runAll(op: number, inputs: ArrayLike<Tensor | null | undefined>, attrs?: Attr[]): Tensor[] {
  return observe(op, inputs, () => takeAll(invoke(op, inputs, attrs)));
}

/** An argument's name, type and kind: one tensor, one or none, or a list of any length. */
interface Argument {
  name: string;
  wanted: Wanted;
  optional: boolean;
  list: boolean;
}
/** How an operation is called. */
interface Row {
  name: string;
  args: Argument[];
  /** How many attributes it has. */
  attrs: number;
  /** Has its output its first input's elements? */
  shared: boolean;
  /** The names of its outputs if they are several, none if there can be any number. */
  outputs?: string[];
}
const WANTED: Record<string, Wanted> = { f: 'float32', i: 'int32', b: 'bool', a: 'string_or_numeric', s: 'string' };

/** Reads a row of the engine's table, or a text in its form for a call of other names or types. */
function parse(text: string): Row {
  const [, name, args, attrs, outputs] = /^(\w+) ?([^;>]*);?(\d*)>?(.*)$/.exec(text)!;
  return {
    name,
    shared: SHARED.test(name),
    attrs: +attrs,
    outputs: text.includes('>') ? words(outputs) : undefined,
    args: words(args).map((arg) => {
      const [, list, n, optional, letter] = /^(\*?)(\w+)(\??):?(\w*)$/.exec(arg)!;
      const wanted = letter || EXCEPTIONS.find(([, names]) => names.test(`${name}.${n}`))?.[0];
      return { name: n, wanted: WANTED[wanted!] ?? 'numeric', list: !!list, optional: !!optional };
    }),
  };
}
const words = (text: string) => text.split(' ').filter(Boolean);
/** Operations whose output has the elements of their input, as TensorFlow.js counts memory. */
const SHARED = /^(identity|clone|reshape|squeeze|expandDims)$/;
/** Arguments of which TensorFlow.js asks something else than any number. */
const EXCEPTIONS: Array<[string, RegExp]> = [
  ['f', /^(ceil|conv2d|cosh?|elu|floor|log|rsqrt|sigmoid|sin|softmax|sqrt|tanh?|flipLeftRight|transform|cropAndResize\.boxes)\b/],
  ['i', /^oneHot\b/],
  ['a', /^(concat|(not)?[eE]qual|expandDims|gatherND\.x|(greater|less)(Equal)?|identity|reshape|slice|squeeze|stack|stridedSlice|tile|unique|unstack)\b/],
  ['s', /^(stringNGrams\.data|stringSplit|stringToHashBucketFast)\b/],
];
let table: string[] | undefined;
const lines = () => (table ??= core.opTable().split('|'));
/** The row of operation number `n`. */
const rowOf = (n: number): Row => (rows[n] ??= parse(lines()[n]));
/** The names of the operations in order. */
export const rowNames = () => lines().map((line) => /^\w+/.exec(line)![0]);
const rows: Row[] = [];
const texts: Record<string, Row> = {};

/** Are all arguments tensors of a wanted type already? Nearly always they are. */
function plain(args: Argument[], given: unknown[]): given is Tensor[] {
  for (let i = 0; i < args.length; i++) {
    const { wanted, list } = args[i];
    const t = given[i];
    if (list || !(t instanceof Tensor)) return false;
    const { dtype } = t;
    if (dtype !== wanted && (dtype !== 'float32' || wanted !== 'numeric') && wanted !== 'string_or_numeric') return false;
  }
  return true;
}

/** Makes tensors of the arguments, calls `body` with them and ends those that were made for it. */
function withTensors<T>({ name, args }: Row, given: unknown[], body: (inputs: Array<Tensor | null>) => T): T {
  const inputs: Array<Tensor | null> = [];
  const made: Tensor[] = [];
  const convert = (x: any, argName: string, wanted: Wanted) => {
    const t = convertToTensor(x, argName, name, wanted);
    if (t !== x) made.push(t);
    inputs.push(t);
  };
  try {
    args.forEach(({ name: argName, wanted, optional, list }, i) => {
      const x = given[i];
      if (list) {
        if (!Array.isArray(x)) convertToTensorArray(x as any, argName, name, wanted);
        (x as unknown[]).forEach((e, j) => convert(e, `${argName}[${j}]`, wanted));
      } else if (optional && x == null) inputs.push(null);
      else convert(x, argName, wanted);
    });
    return body(inputs);
  } finally {
    for (const t of made) t.dispose();
  }
}

function finish(n: number, { shared, outputs }: Row, inputs: Array<Tensor | null>, attrs?: Attr[]): any {
  if (!outputs) return run(n, inputs, attrs, shared ? inputs[0]!.dataId : undefined);
  const list = runAll(n, inputs, attrs);
  return outputs.length ? Object.fromEntries(outputs.map((name, i) => [name, list[i]])) : list;
}

function callRow(n: number, row: Row, given: unknown[], attrs?: Attr[]): any {
  if (plain(row.args, given)) return finish(n, row, given, attrs);
  return withTensors(row, given, (inputs) => finish(n, row, inputs, attrs));
}

/** The function for operation number `n`: its inputs and then its attributes, as its row lists them. */
export function op(n: number): any {
  return (...given: unknown[]) => {
    const row = rowOf(n);
    const count = row.args.length;
    const inputs = given.length > count ? given.slice(0, count) : given;
    return callRow(n, row, inputs, row.attrs ? given.slice(count, count + row.attrs) as Attr[] : undefined);
  };
}

/** Calls an operation of one output with arguments of other names or types than the row's. */
export function call<T extends Tensor = Tensor>(n: number, text: string, given: unknown[], attrs?: Attr[]): T {
  return callRow(n, texts[text] ??= parse(text), given, attrs);
}
