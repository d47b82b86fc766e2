/** Features and targets of all forms as the module takes them. */
import type { Native, Table } from './native';

/** Arrays of numbers that JavaScript stores as such. */
export type TypedArray = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray
  | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** What has a shape and gives its numbers: a tensor of Sparkler's or TensorFlow.js's. */
export interface TensorLike {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** Numbers row after row, and how many rows and columns they are. */
export interface Flat {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * A sparse matrix in compressed rows, with the words of SciPy's `csr_matrix`: row `i` has the
 * numbers `data[indptr[i]]` to before `data[indptr[i + 1]]` in the columns `indices[...]`, which
 * ascend; all others are 0.
 */
export interface Sparse {
  readonly data: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly indptr: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * Rows (samples) of columns (features). A number that is missing is `NaN`, `null` or `undefined`
 * (the last two in arrays of rows); `true` is 1.
 */
export type Features = ArrayLike<ArrayLike<number | boolean | null | undefined>> | TensorLike | Flat
  | Sparse;

/** What is to be predicted, one of each row: numbers, or the names of classes. */
export type Target = ArrayLike<number | string | boolean> | TensorLike;

/** Rows and columns of results; it can be given to a model as it is. */
export class Matrix implements Flat {
  constructor(
    /** The numbers, row after row. */
    readonly data: Float64Array,
    /** The numbers of rows and of columns. */
    readonly shape: [number, number],
  ) {}

  /** An array of rows. */
  toArray(): number[][] {
    const [rows, columns] = this.shape;
    return Array.from({ length: rows }, (_, row) =>
      Array.from(this.data.subarray(row * columns, (row + 1) * columns)));
  }
}

export const shown = (value: unknown) => typeof value === 'string' ? JSON.stringify(value) : String(value);

function number(value: unknown, row: number, column: number): number {
  switch (typeof value) {
    case 'number': return value;
    case 'boolean': return value ? 1 : 0;
    case 'undefined': return NaN;
    default:
      if (value === null) return NaN;
      throw new TypeError(`X: ${shown(value)} at row ${row}, column ${column}; expected a number `
        + '(categories can be numbered, and a missing value is NaN, null or undefined)');
  }
}

function rowsOf(x: ArrayLike<ArrayLike<unknown>>): [Float64Array, number, number] {
  const rows = x.length;
  const isRow = (row: unknown) => Array.isArray(row) || ArrayBuffer.isView(row);
  if (rows > 0 && !isRow(x[0])) {
    throw new TypeError(`X: its first row is ${shown(x[0])}; expected an array of rows, or `
      + '{ data, shape: [rows, columns] }, or a tensor of two dimensions');
  }
  const columns = x[0]?.length ?? 0;
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = x[row]!;
    if (!isRow(from) || from.length !== columns) {
      throw new TypeError(`X: row ${row} has ${from?.length ?? shown(from)} columns; expected `
        + `${columns}, as in row 0`);
    }
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = number(from[column], row, column);
    }
  }
  return [values, rows, columns];
}

function isTensor(x: object): x is TensorLike {
  return typeof (x as TensorLike).dataSync === 'function';
}

/** Puts features into the module's memory; gives the number of rows too. */
export function table(native: Native, x: Features): [Table, number] {
  if (typeof x !== 'object' || x === null) {
    throw new TypeError(`X is ${shown(x)}; expected an array of rows`);
  }
  if (!('shape' in x)) {
    const [values, rows, columns] = rowsOf(x);
    return [native.Table.double(rows, columns, values), rows];
  }
  const shape = x.shape;
  if (shape.length !== 2) {
    throw new TypeError(`X has the shape [${shape.join(', ')}]; expected [rows, columns]`);
  }
  const [rows, columns] = shape as [number, number];
  const doubles = (data: ArrayLike<number>) => data instanceof Float64Array ? data : Float64Array.from(data);
  if ('indptr' in x) {
    const { data, indices, indptr } = x;
    const made = native.Table.sparse(
      rows, columns, Uint32Array.from(indptr), Uint32Array.from(indices), doubles(data));
    return [made, rows];
  }
  const data = isTensor(x) ? x.dataSync() : x.data;
  if (rows * columns !== data.length) {
    throw new TypeError(`X has ${data.length} numbers; expected ${rows} rows x ${columns} columns`);
  }
  // Single precision stays: trees need no more, and it takes half the memory.
  const made = data instanceof Float32Array
    ? native.Table.single(rows, columns, data)
    : native.Table.double(rows, columns, doubles(data));
  return [made, rows];
}

/** Does something with features in the module's memory. */
export function withTable<T>(native: Native, x: Features, body: (x: Table, rows: number) => T): T {
  const [made, rows] = table(native, x);
  try {
    return body(made, rows);
  } finally {
    try {
      made.free();
    } catch {
      // A call that was broken off has never given it back.
    }
  }
}

/** Targets as numbers; texts become 0, 1, ... in their order, which `labels` is. */
export function target(
  name: string, y: Target | undefined, classifies: boolean,
): { values: Float64Array; labels: string[] } {
  if (y === undefined || y === null) return { values: new Float64Array(0), labels: [] };
  const tensor = typeof y === 'object' && 'shape' in y && isTensor(y);
  const data: ArrayLike<unknown> = tensor ? y.dataSync() : y as ArrayLike<unknown>;
  if (typeof data !== 'object' || typeof data.length !== 'number') {
    throw new TypeError(`y is ${shown(y)}; expected an array with one entry for each row of X`);
  }
  if (typeof data[0] !== 'string') {
    const value = (v: unknown, row: number) => {
      if (typeof v === 'number') return v;
      if (typeof v === 'boolean') return v ? 1 : 0;
      throw new TypeError(`y: ${shown(v)} at row ${row}; expected a number, as before it`);
    };
    const numbers = data instanceof Float64Array ? data : Float64Array.from(data, value);
    return { values: numbers, labels: [] };
  }
  if (!classifies) {
    throw new TypeError(`y: ${shown(data[0])} at row 0; ${name} predicts numbers`);
  }
  for (let row = 0; row < data.length; row++) {
    if (typeof data[row] !== 'string') {
      throw new TypeError(`y: ${shown(data[row])} at row ${row}; expected a text, as before it`);
    }
  }
  const labels = [...new Set(data as ArrayLike<string> as string[])].sort();
  const code = new Map(labels.map((label, i) => [label, i]));
  return { values: Float64Array.from(data as ArrayLike<string>, (v) => code.get(v)!), labels };
}
