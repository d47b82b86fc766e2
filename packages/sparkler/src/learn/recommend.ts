/** Recommendations: what a user may like, learnt from what users have liked so far. */
import { shown } from './data';
import { bytesOf, Saved } from './kept';
import { type Home, module } from './module';
import type { Native, Recommends } from './native';
import { Parameters } from './parameters';
import { type Watching, watching } from './watch';

/** The name of a user or an item. Numbers are names like any: `1` and `'1'` are the same. */
export type Name = string | number;

/**
 * Who met what: a list of user, item and how strongly (plays, purchases; 1 without it) or what
 * rating was given; or the same as columns.
 */
export type Interactions =
  | Iterable<readonly [user: Name, item: Name, value?: number]>
  | { users: ArrayLike<Name>; items: ArrayLike<Name>; values?: ArrayLike<number> };

/** An item and how much it is recommended, or how alike it is; the larger, the better. */
export interface ScoredItem {
  item: string;
  score: number;
}

/** A user and how alike that is. */
export interface ScoredUser {
  user: string;
  score: number;
}

/** Gives names numbers, in the order in which they come. */
export class Names {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  number(name: unknown, where: () => string): number {
    if (typeof name !== 'string' && typeof name !== 'number') {
      throw new TypeError(`${where()} is ${shown(name)}; expected a text or a number`);
    }
    const text = String(name);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.list.push(text) - 1;
      this.numbers.set(text, number);
    }
    return number;
  }
}

function columns(interactions: Interactions) {
  if (typeof interactions !== 'object' || interactions === null) {
    throw new TypeError(`interactions are ${shown(interactions)}; expected a list of [user, item, value]`);
  }
  const [users, items] = [new Names(), new Names()];
  const rows: [number[], number[], number[]] = [[], [], []];
  const add = (user: unknown, item: unknown, value: unknown = 1) => {
    const row = rows[0].length;
    if (typeof value !== 'number') {
      throw new TypeError(`interactions: the value at row ${row} is ${shown(value)}; expected a number`);
    }
    rows[0].push(users.number(user, () => `interactions: the user at row ${row}`));
    rows[1].push(items.number(item, () => `interactions: the item at row ${row}`));
    rows[2].push(value);
  };
  if (Symbol.iterator in interactions) {
    for (const [user, item, value] of interactions) add(user, item, value);
  } else {
    const { length } = interactions.users;
    for (const name of ['items', 'values'] as const) {
      const found = interactions[name]?.length ?? length;
      if (found !== length) {
        throw new TypeError(`interactions: ${found} ${name}; expected ${length}, as many as users`);
      }
    }
    for (let row = 0; row < length; row++) {
      add(interactions.users[row], interactions.items[row], interactions.values?.[row]);
    }
  }
  return { users, items, rows };
}

/** What learns to recommend. Parameters and defaults are those of the Python package `implicit`. */
export abstract class Recommender<P extends object = object> extends Parameters<P> {
  /** @internal */
  protected complete(native: Native): Required<P> {
    return JSON.parse(native.recommenderParameters(this.estimator, this.written())) as Required<P>;
  }

  /**
   * Learns from interactions. Where a user met an item several times, the values are added; of
   * several ratings the last counts.
   *
   * Throws an `Error` that says what is wrong with parameters or data.
   */
  async fit(interactions: Interactions, options: Watching = {}): Promise<RecommenderModel> {
    const { users, items, rows } = columns(interactions);
    return (await module()).call((native, home) => watching(options, (watcher) =>
      new RecommenderModel(home, native.Recommends.fit(
        this.estimator, this.written(), users.list, items.list,
        Uint32Array.from(rows[0]), Uint32Array.from(rows[1]), Float64Array.from(rows[2]), watcher,
      ))));
  }
}

/** What has learnt to recommend. Users and items are named as they were when it learnt. */
export class RecommenderModel extends Saved<Recommends> {
  /** The name of the recommender that made it. */
  readonly estimator: string;
  /** All users. */
  readonly users: string[];
  /** All items. */
  readonly items: string[];

  /** @internal */
  constructor(home: Home, recommends: Recommends) {
    super(home, recommends);
    this.estimator = recommends.estimator();
    this.users = recommends.users();
    this.items = recommends.items();
  }

  /** @internal */
  protected open(native: Native, bytes: Uint8Array): Recommends {
    return native.Recommends.load(bytes);
  }

  private scored(pairs: Float64Array): ScoredItem[] {
    return Array.from({ length: pairs.length / 2 }, (_, i) =>
      ({ item: this.items[pairs[2 * i]!]!, score: pairs[2 * i + 1]! }));
  }

  /** The score of an item for a user: for factorised ratings the rating that is expected. */
  predict(user: Name, item: Name): number {
    return this.ask((it) => it.predict(String(user), String(item)));
  }

  /** The best items for a user, without those that the user has met unless these are wanted too. */
  recommend(
    user: Name, N = 10, { filter_already_liked_items = true }: { filter_already_liked_items?: boolean } = {},
  ): ScoredItem[] {
    return this.scored(this.ask((it) => it.recommend(String(user), N, filter_already_liked_items)));
  }

  /** The best items for somebody it has not learnt from, who has met these; nothing is learnt again. */
  recommend_for(
    met: Iterable<readonly [item: Name, value?: number]>, N = 10,
    { filter_already_liked_items = true }: { filter_already_liked_items?: boolean } = {},
  ): ScoredItem[] {
    const list = [...met];
    const values = Float64Array.from(list, ([, value = 1]) => value);
    return this.scored(this.ask((it) =>
      it.recommendFor(list.map(([item]) => String(item)), values, N, filter_already_liked_items)));
  }

  /** The items most like an item. */
  similar_items(item: Name, N = 10): ScoredItem[] {
    return this.scored(this.ask((it) => it.similarItems(String(item), N)));
  }

  /** The users most like a user. Throws where the model knows nothing of users. */
  similar_users(user: Name, N = 10): ScoredUser[] {
    const pairs = this.ask((it) => it.similarUsers(String(user), N));
    return Array.from({ length: pairs.length / 2 }, (_, i) =>
      ({ user: this.users[pairs[2 * i]!]!, score: pairs[2 * i + 1]! }));
  }

  /**
   * Why an item has its score for a user: what the items that the user has met add to it, the
   * largest `N` first. Throws where the model cannot tell.
   */
  explain(user: Name, item: Name, N = 10): { score: number; contributions: ScoredItem[] } {
    const found = this.ask((it) => it.explain(String(user), String(item), N));
    return { score: found[0]!, contributions: this.scored(found.subarray(1)) };
  }
}

/**
 * A recommender from the bytes that `save` gave, here or in another program.
 *
 * Throws an `Error` if they are none, of a later version, or broken.
 */
export async function loadRecommender(bytes: Uint8Array | ArrayBuffer): Promise<RecommenderModel> {
  return (await module()).call((native, home) =>
    new RecommenderModel(home, native.Recommends.load(bytesOf(bytes))));
}
