/** Classes that go into saved models and come out of them, by name. */
import { assert } from './util';

/** A value of a configuration. */
export type ConfigDictValue = any;
/** A configuration. */
export interface ConfigDict {
  [key: string]: ConfigDictValue;
}
/** A class that can be made from a configuration. */
export interface SerializableConstructor<T extends Serializable> {
  new (...args: any[]): T;
  className: string;
  fromConfig(cls: any, config: ConfigDict): T;
}

/** What has a class name and a configuration. */
export abstract class Serializable {
  abstract getConfig(): ConfigDict;
  getClassName(): string {
    return (this.constructor as any).className;
  }
  static fromConfig<T extends Serializable>(cls: SerializableConstructor<T>, config: ConfigDict): T {
    return new cls(config);
  }
}

/** Classes by name. */
export class SerializationMap {
  private static instance?: SerializationMap;
  classNameMap: Record<string, [SerializableConstructor<any>, Function]> = {};

  static getMap(): SerializationMap {
    return (SerializationMap.instance ??= new SerializationMap());
  }
  static register<T extends Serializable>(cls: SerializableConstructor<T>): void {
    SerializationMap.getMap().classNameMap[cls.className] = [cls, cls.fromConfig];
  }
}

const registered = /* @__PURE__ */ new Map<unknown, string>();
/** Called with each class that is registered. */
export const onRegister: Array<(cls: SerializableConstructor<any>) => void> = [];

/** Makes a class known by its name, for loading models. */
export function registerClass<T extends Serializable>(cls: SerializableConstructor<T>, pkg = 'Custom',
  name?: string): SerializableConstructor<T> {
  assert(cls.className != null, 'Class being registered does not have the static className property defined.');
  assert(typeof cls.className === 'string', () =>
    `className is required to be a string, but got type ${typeof cls.className}`);
  assert(cls.className.length > 0, 'Class being registered has an empty-string as its className, which is disallowed.');
  SerializationMap.register(cls);
  registered.set(cls, `${pkg}>${name ?? cls.className}`);
  for (const f of onRegister) f(cls);
  return cls;
}
/** The full name under which a class was registered. */
export const getRegisteredName = (cls: SerializableConstructor<any>): string => registered.get(cls) ?? cls.className;
