/** Market baskets: items that are bought together, and rules about them. */
import { shown } from './data';
import { module } from './module';
import { type Name, Names } from './recommend';

/** Which itemsets to look for. */
export interface ItemsetOptions {
  /** The share of the baskets that hold all items of a set: more than 0, at most 1. Default: 0.5. */
  min_support?: number;
  /** The most items of a set. No limit without it. */
  max_len?: number;
  /** More sets than this are an error instead of a full memory. Default: 10,000,000. */
  max_itemsets?: number;
}

/** Items that come together. */
export interface Itemset {
  /** The share of the baskets that hold them all. */
  support: number;
  itemset: string[];
}

/** Who has the antecedents has the consequents too. */
export interface Rule {
  antecedents: string[];
  consequents: string[];
  /** The share of the baskets with the antecedents. */
  antecedent_support: number;
  /** The share of the baskets with the consequents. */
  consequent_support: number;
  /** The share of the baskets with both. */
  support: number;
  /** The share of those with the antecedents that have the consequents. */
  confidence: number;
  /** Confidence over the share of the consequents: above 1 where both attract each other. */
  lift: number;
  /** How much larger the share of both is than if they were independent. */
  leverage: number;
  /** How much rarer a failure is than if they were independent; infinite if there is none. */
  conviction: number;
  /** -1 (they avoid each other) to 1. */
  zhangs_metric: number;
  /** The share of those with one that have both. */
  jaccard: number;
  /** How much of the doubt about the consequents goes away with the antecedents. */
  certainty: number;
  /** The mean of the confidences of both directions. */
  kulczynski: number;
}

/** What measures a rule. */
export type RuleMetric = Exclude<keyof Rule, `${'antecedent' | 'consequent'}${string}`>;

/** Frequent itemsets, shorter ones first. */
export class Itemsets implements Iterable<Itemset> {
  /** How many there are. */
  readonly length: number;
  /** @internal */
  readonly starts: Uint32Array;
  /** @internal */
  readonly counts: Uint32Array;
  /** @internal */
  readonly codes: Uint32Array;

  /** @internal */
  constructor(
    /** How many baskets they were found in. */
    readonly transactions: number,
    /** @internal */
    readonly names: string[],
    found: Uint32Array,
  ) {
    const length = this.length = found[0]!;
    this.starts = found.subarray(1, length + 2);
    this.counts = found.subarray(length + 2, 2 * length + 2);
    this.codes = found.subarray(2 * length + 2);
  }

  *[Symbol.iterator](): Iterator<Itemset> {
    for (let i = 0; i < this.length; i++) {
      const codes = this.codes.subarray(this.starts[i], this.starts[i + 1]);
      yield { support: this.counts[i]! / this.transactions, itemset: Array.from(codes, (code) => this.names[code]!) };
    }
  }

  /** An array of them. */
  toArray(): Itemset[] {
    return [...this];
  }
}

async function find(
  algorithm: string, baskets: Iterable<Iterable<Name>>, { min_support = 0.5, max_len, max_itemsets }: ItemsetOptions,
): Promise<Itemsets> {
  const names = new Names();
  const starts = [0];
  const items: number[] = [];
  for (const basket of baskets) {
    // A text has characters, but is no list of items.
    if (typeof basket !== 'object' || basket === null || !(Symbol.iterator in basket)) {
      throw new TypeError(`${algorithm}: basket ${starts.length - 1} is ${shown(basket)}; expected a list of items`);
    }
    for (const item of basket) {
      items.push(names.number(item, () => `${algorithm}: an item of basket ${starts.length - 1}`));
    }
    starts.push(items.length);
  }
  return (await module()).call((native) => new Itemsets(starts.length - 1, names.list, native.frequentItemsets(
    algorithm, Uint32Array.from(starts), Uint32Array.from(items), min_support, max_len, max_itemsets)));
}

/**
 * The itemsets that many baskets hold, by FP-growth (Han, Pei and Yin 2000). A basket is a list of
 * items; an item that comes twice counts once.
 *
 * Throws an `Error` if an option is out of range, or there are no baskets or too many itemsets.
 */
export const fpgrowth = (baskets: Iterable<Iterable<Name>>, options: ItemsetOptions = {}): Promise<Itemsets> =>
  find('fpgrowth', baskets, options);

/** The same itemsets as `fpgrowth`, found by Apriori (Agrawal and Srikant 1994). */
export const apriori = (baskets: Iterable<Iterable<Name>>, options: ItemsetOptions = {}): Promise<Itemsets> =>
  find('apriori', baskets, options);

/**
 * All rules that parts of the itemsets make, whose `metric` (default: `'confidence'`) is at least
 * `min_threshold` (default: 0.8).
 */
export async function association_rules(
  itemsets: Itemsets, { metric = 'confidence', min_threshold = 0.8 }: { metric?: RuleMetric; min_threshold?: number } = {},
): Promise<Rule[]> {
  if (!(itemsets instanceof Itemsets)) {
    throw new TypeError(`association_rules: itemsets are ${shown(itemsets)}; expected what fpgrowth gave`);
  }
  const { transactions, starts, counts, codes, names } = itemsets;
  const text = (await module()).call((native) =>
    native.associationRules(transactions, starts, counts, codes, metric, min_threshold));
  const named = (list: number[]) => list.map((code) => names[code]!);
  return (JSON.parse(text) as (Omit<Rule, 'antecedents' | 'consequents'>
    & { antecedents: number[]; consequents: number[] })[]).map((rule) => ({
    ...rule,
    antecedents: named(rule.antecedents),
    consequents: named(rule.consequents),
    // JSON has no infinity.
    conviction: rule.conviction ?? Infinity,
  }));
}
