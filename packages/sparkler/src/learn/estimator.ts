/** What all estimators have in common, and what they learn. */
import { type Features, Matrix, type Target, target, withTable } from './data';
import { bytesOf, Saved } from './kept';
import { type Home, module } from './module';
import type { Learnt, Native, Table } from './native';
import { Parameters } from './parameters';
import { type Watching, watching } from './watch';

/** What may go with a fit. */
export interface FitOptions extends Watching {
  /** How much each row counts, 0 or more. All count 1 without it. */
  sample_weight?: ArrayLike<number>;
  /** For rankers: the number of consecutive rows in each group (query). */
  groups?: ArrayLike<number>;
}

/** An estimator as a parameter of another one. */
export interface Part {
  /** The name, with which its parameters can be reached: `name__parameter`. */
  name: string;
  estimator: Estimator;
  /** In a `ColumnTransformer`: the columns it gets, by number. */
  columns?: number[];
}

/**
 * Parameters that can be fitted to data, with scikit-learn's names and defaults. Fitting leaves
 * them as they are and gives a `Model`.
 */
export abstract class Estimator<P extends object = object> extends Parameters<P> {
  /** @internal */
  protected complete(native: Native): Required<P> {
    return JSON.parse(native.parameters(this.estimator, this.written())).params as Required<P>;
  }

  /**
   * Learns from rows `X` and, where there is something to predict, one entry of `y` for each row:
   * numbers, or texts that name classes.
   *
   * Waits for the module if it is not loaded yet; then it works without a pause, so a page that
   * must stay responsive calls it in a worker.
   *
   * Throws an `Error` that says what is wrong with parameters or data.
   */
  async fit(X: Features, y?: Target, options: FitOptions = {}): Promise<Model> {
    return (await module()).call((native, home) => {
      let params = this.written();
      const { kind } = JSON.parse(native.parameters(this.estimator, params)) as { kind: string };
      const { values, labels } = target(this.estimator, y, kind === 'classifier');
      const named = (this.params as { class_weight?: unknown }).class_weight;
      if (labels.length > 0 && typeof named === 'object' && named) {
        // The learners know classes by number.
        const weights = Object.entries(named).map(([label, weight]) => {
          if (!labels.includes(label)) {
            throw new Error(`${this.estimator}: class_weight names ${JSON.stringify(label)}; `
              + `y has ${labels.map((l) => JSON.stringify(l)).join(', ')}`);
          }
          return [labels.indexOf(label), weight];
        });
        params = this.written({ ...this.params, class_weight: Object.fromEntries(weights) });
      }
      const { sample_weight, groups } = options;
      return watching(options, (watcher) => withTable(native, X, (x) =>
        new Model(home, native.Learnt.fit(
          this.estimator, params, x, values, sample_weight && Float64Array.from(sample_weight),
          groups && Uint32Array.from(groups), labels, watcher,
        ))));
    });
  }
}

/** What an estimator has learnt. Methods that make no sense for it throw an `Error`. */
export class Model extends Saved<Learnt> {
  /** The name of the estimator that made it. */
  readonly estimator: string;
  /** The number of columns it has learnt from and expects. */
  readonly n_features_in_: number;
  /** A classifier's classes, ascending: the columns of `predict_proba`. */
  readonly classes_: number[] | string[] | undefined;
  private readonly labels: string[];

  /** @internal */
  constructor(home: Home, learnt: Learnt) {
    super(home, learnt);
    this.estimator = learnt.estimator();
    this.n_features_in_ = learnt.featureCount();
    this.labels = learnt.labels();
    const classes = learnt.classes();
    this.classes_ = classes && (this.labels.length > 0 ? this.named(classes) : Array.from(classes));
  }

  /** @internal */
  protected open(native: Native, bytes: Uint8Array): Learnt {
    return native.Learnt.load(bytes);
  }

  private named(codes: Float64Array): string[] {
    return Array.from(codes, (code) => this.labels[code]!);
  }

  private matrix(X: Features, answer: (learnt: Learnt, x: Table) => Float64Array): Matrix {
    return this.ask((learnt, native) => withTable(native, X, (x, rows) => {
      const data = answer(learnt, x);
      return new Matrix(data, [rows, rows > 0 ? data.length / rows : 0]);
    }));
  }

  /**
   * For each row a class, a value, a cluster, or 1 (ordinary) and -1 (outlier). Classes that had
   * names when they were learnt have them here.
   */
  predict(X: Features): Float64Array | string[] {
    const found = this.ask((learnt, native) => withTable(native, X, (x) => learnt.predict(x)));
    return this.labels.length > 0 ? this.named(found) : found;
  }

  /** The probability of each class (columns, as in `classes_`) for each row. */
  predict_proba(X: Features): Matrix {
    return this.matrix(X, (learnt, x) => learnt.predictProba(x));
  }

  /** Scores before they become classes: one column for two classes, else one for each. */
  decision_function(X: Features): Matrix {
    return this.matrix(X, (learnt, x) => learnt.decisionFunction(x));
  }

  /** The features in their new form. */
  transform(X: Features): Matrix {
    return this.matrix(X, (learnt, x) => learnt.transform(x));
  }

  /** How much each column matters, where the model knows; they add up to 1. */
  get feature_importances_(): Float64Array | undefined {
    return this.ask((learnt) => learnt.importances());
  }

  /** What a clusterer found for each row it has learnt from: the number of its cluster, or -1. */
  get labels_(): Float64Array | undefined {
    return this.ask((learnt) => learnt.clusters());
  }
}

/**
 * A model from the bytes that `save` gave, here or in another program.
 *
 * Throws an `Error` if they are no model, of a later version, or broken.
 */
export async function load(bytes: Uint8Array | ArrayBuffer): Promise<Model> {
  return (await module()).call((native, home) => new Model(home, native.Learnt.load(bytesOf(bytes))));
}

/** The names of all estimators, what they are for, and their parameters with the defaults. */
export async function estimators(): Promise<{ name: string; kind: string; params: object }[]> {
  return JSON.parse((await module()).call((native) => native.estimators()));
}
