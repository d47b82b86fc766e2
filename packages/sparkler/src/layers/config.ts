/** Configurations: TensorFlow.js's names here, Python's in the engine and in saved models. */
import type { ConfigDict } from '../serialization';

const toSnake = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
const toCamel = (name: string) => name.replace(/(?<=[a-z\d])_([a-z])/g, (_, c) => c.toUpperCase());

/** What has a class and a configuration: an initializer, a regularizer, a layer. */
interface Described {
  getClassName(): string;
  getConfig(): ConfigDict;
}
const isDescribed = (x: any): x is Described => typeof x?.getClassName === 'function';

/** A value as the engine reads it. Words become Python's too (`channelsLast`), names stay. */
export function toPython(value: any, key = ''): any {
  if (isDescribed(value)) return { class_name: value.getClassName(), config: toPython(value.getConfig()) };
  if (Array.isArray(value)) return value.map((v) => toPython(v, key));
  if (typeof value === 'string') return /name$/i.test(key) || /^[A-Z]/.test(value) ? value : toSnake(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)
    .map(([k, v]) => [toSnake(k), toPython(v, k)]));
}

/** A value as TensorFlow.js writes it. */
export function fromPython(value: any, key = ''): any {
  if (Array.isArray(value)) return value.map((v) => fromPython(v, key));
  if (typeof value === 'string') return /name$/i.test(key) ? value : toCamel(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [toCamel(k), fromPython(v, k)]));
}
