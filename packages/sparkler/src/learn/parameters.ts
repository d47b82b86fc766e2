/** What all that learns has in common: parameters. */
import { module } from './module';
import type { Native } from './native';

/** Parameters as the module takes them: `['scale', new StandardScaler()]` is a part in short. */
export function plain(key: string, value: unknown): unknown {
  if (key === 'steps' || key === 'estimators' || key === 'transformers') {
    return Array.isArray(value) ? value.map((part: unknown) => {
      if (!Array.isArray(part)) return part;
      const [name, estimator, columns] = part as [unknown, unknown, unknown];
      return { name, estimator, columns };
    }) : value;
  }
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
}

/** Named parameters, those that differ from the defaults. */
export abstract class Parameters<P extends object> {
  /** Its name. */
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
    return (await module()).call((native) => this.complete(native));
  }

  /** For other estimators' parameters and for files: name and parameters. */
  toJSON(): { estimator: string; state: P } {
    return { estimator: this.estimator, state: this.params };
  }

  /** All parameters, as the module knows them. @internal */
  protected abstract complete(native: Native): Required<P>;

  /** @internal */
  protected written(params: object = this.params): string {
    return JSON.stringify(params, plain);
  }
}
