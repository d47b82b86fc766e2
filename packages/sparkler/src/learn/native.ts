/** What the module of the learners offers to JavaScript: the calls of the crate `learn-web`. */
import type { Glue } from '../load/module';

/** A matrix in the module's memory. */
export interface Table {
  free(): void;
}

/** A model in the module's memory. Calls that make no sense for it throw. */
export interface Learnt {
  /** The name of the estimator that made it. */
  estimator(): string;
  /** How many columns it has learnt from. */
  featureCount(): number;
  /** The texts of the classes 0, 1, ...; none where classes are numbers. */
  labels(): string[];
  /** A classifier's classes, ascending. */
  classes(): Float64Array | undefined;
  /** What a clusterer found for each row it has learnt from. */
  clusters(): Float64Array | undefined;
  /** How much each column matters. */
  importances(): Float64Array | undefined;
  /** A number for each row. */
  predict(x: Table): Float64Array;
  /** Row after row. */
  predictProba(x: Table): Float64Array;
  /** Row after row. */
  decisionFunction(x: Table): Float64Array;
  /** Row after row. */
  transform(x: Table): Float64Array;
  /** Its file. */
  save(): Uint8Array<ArrayBuffer>;
  free(): void;
}

/** The module. All calls throw an `Error` that says what is wrong. */
export interface Native extends Glue {
  /** JSON: a list of `{ name, kind, params }` with all defaults. */
  estimators(): string;
  /** JSON: `{ kind, params }` of an estimator with these parameters and defaults for the others. */
  parameters(estimator: string, params: string): string;
  Table: {
    single(rows: number, columns: number, values: Float32Array): Table;
    double(rows: number, columns: number, values: Float64Array): Table;
  };
  Learnt: {
    fit(
      estimator: string, params: string, x: Table, y: Float64Array,
      weights: Float64Array | undefined, groups: Uint32Array | undefined, labels: string[],
    ): Learnt;
    load(bytes: Uint8Array): Learnt;
  };
}
