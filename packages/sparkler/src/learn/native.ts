/** What the module of the learners offers to JavaScript: the calls of the crate `learn-web`. */
import type { Glue } from '../load/module';

/** A matrix in the module's memory. */
export interface Table {
  free(): void;
}

/** What lives in the module's memory and can be written down. */
export interface Kept {
  /** Its file. */
  save(): Uint8Array<ArrayBuffer>;
  free(): void;
}

/** A model in the module's memory. Calls that make no sense for it throw. */
export interface Learnt extends Kept {
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
}

/** A recommender in the module's memory. Lists are numbers of items or users, each with its score. */
export interface Recommends extends Kept {
  estimator(): string;
  users(): string[];
  items(): string[];
  predict(user: string, item: string): number;
  recommend(user: string, n: number, filterAlreadyLiked: boolean): Float64Array;
  recommendFor(items: string[], values: Float64Array, n: number, filterAlreadyLiked: boolean): Float64Array;
  similarItems(item: string, n: number): Float64Array;
  similarUsers(user: string, n: number): Float64Array;
  /** The score, then the parts. */
  explain(user: string, item: string, n: number): Float64Array;
}

/** A model of tables in the module's memory. */
export interface Tabular extends Kept {
  /** JSON: what is to be known of it. */
  about(): string;
  /** `name` ends as a file of that format does. */
  predict(name: string, bytes: Uint8Array): Answers;
}

/** What a model says of a table. */
export interface Answers {
  /** A number for each row. */
  values(): Float64Array;
  /** Row after row, a column for each class. */
  probabilities(): Float64Array | undefined;
  /** JSON: categories that it did not know. */
  unknown(): string;
  free(): void;
}

/** Is told the steps done, the steps there will be and the score (or NaN); says whether to go on. */
export type Watcher = (done: number, total: number, score: number) => boolean;

/** The module. All calls throw an `Error` that says what is wrong. */
export interface Native extends Glue {
  /** JSON: a list of `{ name, kind, params }` with all defaults. */
  estimators(): string;
  /** JSON: `{ kind, params }` of an estimator with these parameters and defaults for the others. */
  parameters(estimator: string, params: string): string;
  /** JSON: all parameters of a recommender. */
  recommenderParameters(name: string, params: string): string;
  Table: {
    single(rows: number, columns: number, values: Float32Array): Table;
    double(rows: number, columns: number, values: Float64Array): Table;
    sparse(rows: number, columns: number, starts: Uint32Array, indices: Uint32Array, values: Float64Array): Table;
  };
  Learnt: {
    fit(
      estimator: string, params: string, x: Table, y: Float64Array,
      weights: Float64Array | undefined, groups: Uint32Array | undefined, labels: string[],
      watcher: Watcher | undefined,
    ): Learnt;
    load(bytes: Uint8Array): Learnt;
  };
  Recommends: {
    /** `users` and `items` hold places among the names. */
    fit(
      name: string, params: string, userNames: string[], itemNames: string[],
      users: Uint32Array, items: Uint32Array, values: Float64Array, watcher: Watcher | undefined,
    ): Recommends;
    load(bytes: Uint8Array): Recommends;
  };
  Tabular: {
    fit(name: string, bytes: Uint8Array, what: string, watcher: Watcher | undefined): Tabular;
    load(bytes: Uint8Array): Tabular;
  };
  /** The number of itemsets, where each begins, the end of the last, their counts, and items. */
  frequentItemsets(
    algorithm: string, starts: Uint32Array, items: Uint32Array, minSupport: number,
    maxLen: number | undefined, maxItemsets: number | undefined,
  ): Uint32Array;
  /** JSON: rules; what is infinite is null. */
  associationRules(
    transactions: number, starts: Uint32Array, counts: Uint32Array, items: Uint32Array,
    metric: string, minThreshold: number,
  ): string;
  /** The short names of the learners for tables. */
  tableLearners(task: string): string[];
  threads(): number;
  setThreads(count: number): void;
  /** Has a call been cut off, so that what it held stays taken? */
  brokenOff(): boolean;
  /** Gives back the memory that is held back for saving models. */
  releaseReserve(): void;
}
