/** Data sets that come element by element, public as `tf.data`. */
import { dispose } from './engine';
import { stack } from './generated/ops';
import { tensor } from './convert';
import { Tensor } from './tensor';
import type { TensorContainer } from './types';

type Source<T> = () => Iterator<T> | AsyncIterator<T> | Promise<Iterator<T> | AsyncIterator<T>>;

/** Joins the elements of a batch: numbers and tensors at the same places become one tensor. */
function join(items: any[]): any {
  const [first] = items;
  if (first instanceof Tensor) return stack(items);
  if (typeof first !== 'object' || first === null || ArrayBuffer.isView(first)) return tensor(items as any);
  if (Array.isArray(first) && typeof first[0] !== 'object') return tensor(items);
  const joined = Object.keys(first).map((key) => [key, join(items.map((item) => item[key]))]);
  return Array.isArray(first) ? joined.map(([, value]) => value) : Object.fromEntries(joined);
}

/** Elements that are made when they are asked for. */
export class Dataset<T = any> {
  /** `size` is null where it is not known. */
  constructor(private source: Source<T>, readonly size: number | null = null) {}

  async iterator(): Promise<{ next(): Promise<IteratorResult<T>> }> {
    const iterator = await this.source();
    return { next: async () => iterator.next() };
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const iterator = await this.iterator();
    for (let item; !(item = await iterator.next()).done;) yield item.value;
  }
  private derive<U>(body: (items: Dataset<T>) => AsyncIterator<U>, size: number | null): Dataset<U> {
    return new Dataset<U>(() => body(this), size);
  }
  map<U>(transform: (value: T) => U | Promise<U>): Dataset<U> {
    return this.derive(async function* (items) {
      for await (const item of items) yield await transform(item);
    }, this.size);
  }
  filter(predicate: (value: T) => boolean): Dataset<T> {
    return this.derive(async function* (items) {
      for await (const item of items) if (predicate(item)) yield item;
      else dispose(item as TensorContainer);
    }, null);
  }
  /** Batches of examples, joined to tensors. */
  batch(batchSize: number, smallLastBatch = true): Dataset<any> {
    const { size } = this;
    return this.derive(async function* (items) {
      let list: T[] = [];
      for await (const item of items) {
        if (list.push(item) === batchSize) {
          yield join(list);
          list = [];
        }
      }
      if (list.length && smallLastBatch) yield join(list);
    }, size && Math[smallLastBatch ? 'ceil' : 'floor'](size / batchSize));
  }
  /** Elements in another order: each is drawn from the next `bufferSize`. */
  shuffle(bufferSize: number): Dataset<T> {
    return this.derive(async function* (items) {
      const held: T[] = [];
      const draw = () => held.splice(Math.floor(Math.random() * held.length), 1)[0];
      for await (const item of items) if (held.push(item) > bufferSize) yield draw();
      while (held.length) yield draw();
    }, this.size);
  }
  take(count: number): Dataset<T> {
    return this.derive(async function* (items) {
      let left = count;
      if (left > 0) for await (const item of items) {
        yield item;
        if (--left === 0) break;
      }
    }, this.size && Math.min(this.size, count));
  }
  repeat(count = Infinity): Dataset<T> {
    return this.derive(async function* (items) {
      for (let i = 0; i < count; i++) yield* items;
    }, this.size && this.size * count);
  }
  async forEachAsync(f: (value: T) => void): Promise<void> {
    for await (const item of this) f(item);
  }
  async toArray(): Promise<T[]> {
    const list: T[] = [];
    for await (const item of this) list.push(item);
    return list;
  }
}
/** A data set of the elements of an array. */
export const array = <T>(items: T[]): Dataset<T> => new Dataset<T>(() => items[Symbol.iterator](), items.length);
/** A data set of what an iterator gives. */
export const generator = <T>(source: Source<T>): Dataset<T> => new Dataset<T>(source);
