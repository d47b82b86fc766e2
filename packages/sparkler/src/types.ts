/** The types that signatures are made of. */
import type { Tensor } from './tensor';

/** What the elements of a tensor can be. */
export interface DataTypeMap {
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
  complex64: Float32Array;
  string: string[];
  uint8: Uint8Array;
  int8: Int8Array;
  int64: BigInt64Array;
  float16: Float32Array;
  bfloat16: Float32Array;
  float64: Float64Array;
}
/** The name of a data type. */
export type DataType = keyof DataTypeMap;
/** The name of a data type whose elements are JavaScript's numbers; those of int64 are bigints. */
export type NumericDataType = Exclude<DataType, 'string' | 'int64'>;

/** Elements of a tensor in JavaScript. */
export type TypedArray = Float32Array | Int32Array | Uint8Array | Uint8ClampedArray | Int8Array |
  Float64Array | BigInt64Array;
/** Elements of a tensor in JavaScript, strings too. */
export type DataValues = DataTypeMap[DataType];

/** Shapes by rank. */
export interface ShapeMap {
  R0: number[];
  R1: [number];
  R2: [number, number];
  R3: [number, number, number];
  R4: [number, number, number, number];
  R5: [number, number, number, number, number];
  R6: [number, number, number, number, number, number];
}
/** Nested arrays by rank. */
export interface ArrayMap {
  R0: number;
  R1: number[];
  R2: number[][];
  R3: number[][][];
  R4: number[][][][];
  R5: number[][][][][];
  R6: number[][][][][][];
}
/** The ranks that have a name. */
export const Rank = /* @__PURE__ */ Object.freeze({
  R0: 'R0', R1: 'R1', R2: 'R2', R3: 'R3', R4: 'R4', R5: 'R5', R6: 'R6',
} as const);
/** The rank of a tensor, as a name. */
export type Rank = keyof ShapeMap;

/** A nested array of arbitrary depth. */
export interface RecursiveArray<T> {
  [index: number]: T | RecursiveArray<T>;
}
/** One element. */
export type ScalarLike = number | boolean | string | Uint8Array;
/** Whatever can be turned into a tensor. */
export type TensorLike = TypedArray | number | boolean | string | RecursiveArray<number | number[] | TypedArray> |
  RecursiveArray<boolean> | RecursiveArray<string> | Uint8Array[];
/** Whatever can be turned into a tensor of rank 1. */
export type TensorLike1D = TypedArray | number[] | boolean[] | string[] | Uint8Array[];
/** Whatever can be turned into a tensor of rank 2. */
export type TensorLike2D = TensorLike1D | number[][] | boolean[][] | string[][];
/** Whatever can be turned into a tensor of rank 3. */
export type TensorLike3D = TensorLike1D | number[][][] | boolean[][][] | string[][][];
/** Whatever can be turned into a tensor of rank 4. */
export type TensorLike4D = TensorLike1D | number[][][][] | boolean[][][][] | string[][][][];
/** Whatever can be turned into a tensor of rank 5. */
export type TensorLike5D = TensorLike1D | number[][][][][] | boolean[][][][][] | string[][][][][];
/** Whatever can be turned into a tensor of rank 6. */
export type TensorLike6D = TensorLike1D | number[][][][][][] | boolean[][][][][][] | string[][][][][][];

/** Tensors by name. */
export interface NamedTensorMap {
  [name: string]: Tensor;
}
/** A tensor, or tensors in arrays and objects, as `tidy` may return them. */
export type TensorContainer = void | Tensor | string | number | boolean | TensorContainerObject | TensorContainerArray |
  Float32Array | Int32Array | Uint8Array;
/** An object that holds tensors. */
export interface TensorContainerObject {
  [x: string]: TensorContainer;
}
/** An array that holds tensors. */
export interface TensorContainerArray extends Array<TensorContainer> {}

/** Pixels as a bare object. */
export interface PixelData {
  width: number;
  height: number;
  data: Uint8Array;
}

const UPCAST = ['bool', 'int32', 'float32', 'complex64'];
/** The type that two types meet in. */
export function upcastType(typeA: DataType, typeB: DataType): DataType {
  if (typeA === typeB) return typeA;
  if (typeA === 'string' || typeB === 'string') throw new Error(`Can not upcast ${typeA} with ${typeB}`);
  return UPCAST[Math.max(UPCAST.indexOf(typeA), UPCAST.indexOf(typeB))] as DataType;
}
/** The type of a sum of elements of that type. */
export function sumOutType(type: DataType): DataType {
  return upcastType(type, 'int32');
}
