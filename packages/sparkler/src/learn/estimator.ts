/** What all estimators have in common, and what they learn. */
import { type Features, Matrix, type Target, target, withTable } from './data';
import { module } from './module';
import type { Learnt, Native, Table } from './native';

/** What may go with a fit. */
export interface FitOptions {
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

/** Parameters as the module takes them: `['scale', new StandardScaler()]` is a part in short. */
function plain(key: string, value: unknown): unknown {
  if (key === 'steps' || key === 'estimators' || key === 'transformers') {
    return Array.isArray(value) ? value.map((part: unknown) => {
      if (!Array.isArray(part)) return part;
      const [name, estimator, columns] = part as [unknown, unknown, unknown];
      return { name, estimator, columns };
    }) : value;
  }
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
}

/**
 * Parameters that can be fitted to data, with scikit-learn's names and defaults. Fitting leaves
 * them as they are and gives a `Model`.
 */
export abstract class Estimator<P extends object = object> {
  /** Its name, scikit-learn's where it has one. */
  abstract readonly estimator: string;

  /** `params` are those that differ from the defaults. What they may be is checked by `fit`. */
  constructor(readonly params: P = {} as P) {}

  /** Changes some parameters and leaves the others. */
  set_params(params: Partial<P>): this {
    Object.assign(this.params, params);
    return this;
  }

  /** All parameters, defaults included. */
  async get_params(): Promise<Required<P>> {
    return JSON.parse((await module()).parameters(this.estimator, this.written())).params as Required<P>;
  }

  /** For other estimators' parameters and for files: name and parameters. */
  toJSON(): { estimator: string; state: P } {
    return { estimator: this.estimator, state: this.params };
  }

  private written(): string {
    return JSON.stringify(this.params, plain);
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
    const native = await module();
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
      params = JSON.stringify({ ...this.params, class_weight: Object.fromEntries(weights) }, plain);
    }
    const { sample_weight, groups } = options;
    return withTable(native, X, (x) => new Model(native, native.Learnt.fit(
      this.estimator, params, x, values,
      sample_weight && Float64Array.from(sample_weight), groups && Uint32Array.from(groups), labels,
    )));
  }
}

/** What an estimator has learnt. Methods that make no sense for it throw an `Error`. */
export class Model {
  /** The name of the estimator that made it. */
  readonly estimator: string;
  /** The number of columns it has learnt from and expects. */
  readonly n_features_in_: number;
  /** A classifier's classes, ascending: the columns of `predict_proba`. */
  readonly classes_: number[] | string[] | undefined;
  private readonly labels: string[];

  /** @internal */
  constructor(private readonly native: Native, private readonly learnt: Learnt) {
    this.estimator = learnt.estimator();
    this.n_features_in_ = learnt.featureCount();
    this.labels = learnt.labels();
    const classes = learnt.classes();
    this.classes_ = classes && (this.labels.length > 0 ? this.named(classes) : Array.from(classes));
  }

  private named(codes: Float64Array): string[] {
    return Array.from(codes, (code) => this.labels[code]!);
  }

  private matrix(X: Features, ask: (x: Table) => Float64Array): Matrix {
    return withTable(this.native, X, (x, rows) => {
      const data = ask(x);
      return new Matrix(data, [rows, rows > 0 ? data.length / rows : 0]);
    });
  }

  /**
   * For each row a class, a value, a cluster, or 1 (ordinary) and -1 (outlier). Classes that had
   * names when they were learnt have them here.
   */
  predict(X: Features): Float64Array | string[] {
    const found = withTable(this.native, X, (x) => this.learnt.predict(x));
    return this.labels.length > 0 ? this.named(found) : found;
  }

  /** The probability of each class (columns, as in `classes_`) for each row. */
  predict_proba(X: Features): Matrix {
    return this.matrix(X, (x) => this.learnt.predictProba(x));
  }

  /** Scores before they become classes: one column for two classes, else one for each. */
  decision_function(X: Features): Matrix {
    return this.matrix(X, (x) => this.learnt.decisionFunction(x));
  }

  /** The features in their new form. */
  transform(X: Features): Matrix {
    return this.matrix(X, (x) => this.learnt.transform(x));
  }

  /** How much each column matters, where the model knows; they add up to 1. */
  get feature_importances_(): Float64Array | undefined {
    return this.learnt.importances();
  }

  /** What a clusterer found for each row it has learnt from: the number of its cluster, or -1. */
  get labels_(): Float64Array | undefined {
    return this.learnt.clusters();
  }

  /** Its file, which Sparkler opens everywhere: `load` here, `SavedModel` in Rust. */
  save(): Uint8Array<ArrayBuffer> {
    return this.learnt.save();
  }

  /** Gives its memory back now; otherwise that happens when nothing refers to it any more. */
  dispose(): void {
    this.learnt.free();
  }
}

/**
 * A model from the bytes that `save` gave, here or in another program.
 *
 * Throws an `Error` if they are no model, of a later version, or broken.
 */
export async function load(bytes: Uint8Array | ArrayBuffer): Promise<Model> {
  const native = await module();
  return new Model(native, native.Learnt.load(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)));
}

/** The names of all estimators, what they are for, and their parameters with the defaults. */
export async function estimators(): Promise<{ name: string; kind: string; params: object }[]> {
  return JSON.parse((await module()).estimators());
}
