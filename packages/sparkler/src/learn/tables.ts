/** Tables with named columns of mixed types: preparation, learner and target as one model. */
import { Matrix, shown } from './data';
import { bytesOf, Saved } from './kept';
import { type Home, module } from './module';
import type { Native, Tabular } from './native';
import { type Watching, watching } from './watch';

/**
 * A table: the text or the bytes of a CSV file (or of one with tabs, or of JSON lines), also packed
 * with gzip; or an array of objects with the columns' names as keys.
 */
export type TableSource = string | Uint8Array | ArrayBuffer | readonly object[];

/** How a table is written. */
export interface TableFormat {
  /** Default: `'csv'`, whose separator is found out; objects need no word. */
  format?: 'csv' | 'tsv' | 'jsonl';
}

/** What to learn from a table. */
export interface TrainOptions extends Watching, TableFormat {
  /** The name of the column to predict. */
  target: string;
  /**
   * The learner by its short name: `boosting` (default), `forest`, `extra-trees`, `tree`,
   * `logistic`, `linear`, `ridge`, `lasso`, `svm`, `linear-svm`, `knn`, `bayes` and others
   * (`learners` lists them). Each comes with the preparation that it needs.
   */
  model?: string;
  /** Classes or numbers. Found out from the column without it. */
  task?: 'classification' | 'regression';
  /** Parameters of the learner that differ from its defaults. */
  params?: object;
  /** Columns that are not to be learnt from. */
  ignore?: string[];
  /**
   * The share of the rows that is held out, to score the model with: from 0 to below 1. With 0 it
   * learns from all and has no scores. Default: 0.2.
   */
  test_size?: number;
  /** The seed of the learner and of the choice of rows. Default: 0. */
  seed?: number;
  /** Texts that stand for missing values, besides the usual ones. */
  missing?: string[];
  /** Does the first line hold the names of the columns? Default: true. */
  header?: boolean;
}

/** What a model says of a table. */
export interface TablePredictions {
  /** For each row a class or a number. */
  values: string[] | Float64Array;
  /** The probability of each class for each row, where the learner has them. */
  probabilities: Matrix | undefined;
  /** Categories that it has not learnt from and takes for missing values. */
  unknown: { column: string; rows: number; examples: string[] }[];
}

function bytes(table: TableSource, format: string): [name: string, bytes: Uint8Array] {
  const name = `table.${format}`;
  if (typeof table === 'string') return [name, new TextEncoder().encode(table)];
  if (table instanceof Uint8Array || table instanceof ArrayBuffer) return [name, bytesOf(table)];
  if (!Array.isArray(table)) {
    throw new TypeError(`the table is ${shown(table)}; expected the text of a CSV file, or an array of objects`);
  }
  return ['table.jsonl', new TextEncoder().encode(table.map((row) => `${JSON.stringify(row)}\n`).join(''))];
}

/**
 * Learns to predict a column of a table from the others, as `sparkler train` does: finds out what
 * the columns hold, turns categories, dates and texts into numbers, fills what is missing where the
 * learner needs it, and scores the model on rows that were held out.
 *
 * Throws an `Error` that names line and column if the table is malformed, or says what else is wrong.
 */
export async function train(table: TableSource, options: TrainOptions): Promise<TableModel> {
  const { progress, signal, format = 'csv', ...what } = options;
  const [name, data] = bytes(table, format);
  return (await module()).call((native, home) => watching({ progress, signal }, (watcher) =>
    new TableModel(home, native.Tabular.fit(name, data, JSON.stringify(what), watcher))));
}

/** The short names of the learners that `train` has for a task. */
export async function learners(task: 'classification' | 'regression'): Promise<string[]> {
  return (await module()).call((native) => native.tableLearners(task));
}

/** What has learnt from a table: preparation, learner and target. */
export class TableModel extends Saved<Tabular> {
  /** The short name of the learner. */
  readonly model: string;
  /** The column it predicts. */
  readonly target: string;
  readonly task: 'classification' | 'regression';
  /** The classes: the columns of `predict_proba`. None where it predicts numbers. */
  readonly classes_: string[];
  /** The columns it needs, and what they hold. */
  readonly columns: { name: string; type: string }[];
  /** Columns that it has not learnt from, and why. */
  readonly ignored: string[];
  /** How many rows it has learnt from. */
  readonly rows: number;
  /** Its scores on the rows that were held out: `accuracy`, or `rmse` and `r2`. */
  readonly scores: Record<string, number>;

  /** @internal */
  constructor(home: Home, tabular: Tabular) {
    super(home, tabular);
    const about = JSON.parse(tabular.about());
    this.model = about.model;
    this.target = about.target;
    this.task = about.task;
    this.classes_ = about.classes;
    this.columns = about.columns;
    this.ignored = about.ignored;
    this.rows = about.rows;
    this.scores = about.scores;
  }

  /** @internal */
  protected open(native: Native, file: Uint8Array): Tabular {
    return native.Tabular.load(file);
  }

  /** Everything that the model says of a table. Columns are found by name. */
  predictions(table: TableSource, { format = 'csv' }: TableFormat = {}): TablePredictions {
    const [name, data] = bytes(table, format);
    return this.ask((tabular) => {
      const answers = tabular.predict(name, data);
      const values = answers.values();
      const p = answers.probabilities();
      const result: TablePredictions = {
        values: this.classes_.length > 0 ? Array.from(values, (code) => this.classes_[code]!) : values,
        probabilities: p && new Matrix(p, [values.length, this.classes_.length]),
        unknown: JSON.parse(answers.unknown()),
      };
      answers.free();
      return result;
    });
  }

  /** For each row of a table a class or a number. */
  predict(table: TableSource, format: TableFormat = {}): string[] | Float64Array {
    return this.predictions(table, format).values;
  }

  /** The probability of each class (columns, as in `classes_`) for each row. */
  predict_proba(table: TableSource, format: TableFormat = {}): Matrix {
    const { probabilities } = this.predictions(table, format);
    if (!probabilities) throw new Error(`${this.model}: has no probabilities`);
    return probabilities;
  }
}

/**
 * A model of tables from the bytes that `save` gave, or from the file that `sparkler train` wrote.
 *
 * Throws an `Error` if they are none, of a later version, or broken.
 */
export async function loadTable(file: Uint8Array | ArrayBuffer): Promise<TableModel> {
  return (await module()).call((native, home) => new TableModel(home, native.Tabular.load(bytesOf(file))));
}
