/** Flags, and what the host offers. */

/** What a host has to offer. */
export interface Platform {
  fetch(path: string, requestInits?: RequestInit, options?: unknown): Promise<Response>;
  now(): number;
  encode(text: string, encoding: string): Uint8Array;
  decode(bytes: Uint8Array, encoding: string): string;
  setTimeoutCustom?(functionRef: Function, delay: number): void;
  isTypedArray(a: unknown): boolean;
}

type Flag = number | boolean | string;
type Evaluate = () => Flag | Promise<Flag>;

/** Is this Node (or a host that looks like it)? */
export const isNode = () => typeof process !== 'undefined' && !!process.versions?.node;

const isTypedArrayHere = (a: unknown) => ArrayBuffer.isView(a) && !(a instanceof DataView);

/** The host's own functions. */
function hostPlatform(): Platform {
  return {
    fetch: (path, init) => globalThis.fetch(path, init),
    now: () => performance.now(),
    encode(text, encoding) {
      if (/^utf-?8$/.test(encoding)) return new TextEncoder().encode(text);
      if (!/^utf-?16$/.test(encoding)) throw new Error(`Unsupported encoding ${encoding}`);
      return new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);
    },
    decode: (bytes, encoding) =>
      bytes.length ? new TextDecoder(encoding === 'utf16' ? 'utf-16' : encoding).decode(bytes) : '',
    setTimeoutCustom: (f, delay) => void setTimeout(f as () => void, delay),
    isTypedArray: isTypedArrayHere,
  };
}

/** The parameters of a URL's query. */
export function getQueryParams(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** Flags with their values, and functions that find a value where none was set. */
export class Environment {
  flags: Record<string, Flag> = {};
  flagRegistry: Record<string, { evaluationFn: Evaluate; setHook?: (value: Flag) => void }> = {};
  urlFlags: Record<string, Flag> = {};
  platform!: Platform;
  platformName!: string;
  getQueryParams = getQueryParams;

  constructor(public global: any) {
    this.populateURLFlags();
  }

  setPlatform(platformName: string, platform: Platform) {
    this.platformName = platformName;
    this.platform = platform;
  }

  registerFlag(flagName: string, evaluationFn: Evaluate, setHook?: (value: Flag) => void) {
    this.flagRegistry[flagName] = { evaluationFn, setHook };
    const value = this.urlFlags[flagName];
    if (value != null) this.set(flagName, value);
  }

  async getAsync(flagName: string): Promise<Flag> {
    return (this.flags[flagName] ??= await this.evaluateFlag(flagName));
  }

  get(flagName: string): Flag {
    if (flagName in this.flags) return this.flags[flagName];
    const value = this.evaluateFlag(flagName);
    if (value instanceof Promise) {
      throw new Error(`Flag ${flagName} cannot be synchronously evaluated. Please use getAsync() instead.`);
    }
    return (this.flags[flagName] = value);
  }

  getNumber(flagName: string) {
    return this.get(flagName) as number;
  }
  getBool(flagName: string) {
    return this.get(flagName) as boolean;
  }
  getString(flagName: string) {
    return this.get(flagName) as string;
  }
  getFlags() {
    return this.flags;
  }
  get features() {
    return this.flags;
  }

  set(flagName: string, value: Flag) {
    const flag = this.flagRegistry[flagName];
    if (flag == null) throw new Error(`Cannot set flag ${flagName} as it has not been registered.`);
    this.flags[flagName] = value;
    flag.setHook?.(value);
  }

  evaluateFlag(flagName: string): Flag | Promise<Flag> {
    const flag = this.flagRegistry[flagName];
    if (flag == null) throw new Error(`Cannot evaluate flag '${flagName}': no evaluation function found.`);
    return flag.evaluationFn();
  }

  setFlags(flags?: Record<string, Flag>) {
    this.flags = { ...flags };
  }

  reset() {
    this.flags = {};
    this.urlFlags = {};
    this.populateURLFlags();
  }

  private populateURLFlags() {
    const query = this.global?.location?.search;
    if (query === undefined) return;
    const list = this.getQueryParams(query)['tfjsflags'];
    for (const pair of list ? list.split(',') : []) {
      const [key, text] = pair.split(':');
      const lower = text.toLowerCase();
      this.urlFlags[key] = lower === 'true' ? true : lower === 'false' ? false : `${+lower}` === lower ? +lower : text;
    }
  }
}

/** The environment that everything uses. */
export const ENV = /* @__PURE__ */ makeEnvironment();

function makeEnvironment() {
  const e = new Environment(globalThis);
  const agent = (pattern: RegExp) => pattern.test((globalThis as any).navigator?.userAgent ?? '');
  const flags: Record<string, Evaluate> = {
    IS_BROWSER: () => !isNode() && typeof document !== 'undefined',
    IS_NODE: isNode,
    IS_CHROME: () => agent(/Chrome/),
    IS_SAFARI: () => agent(/Safari/) && !agent(/Chrome/),
    TENSORLIKE_CHECK_SHAPE_CONSISTENCY: () => e.getBool('DEBUG'),
    CHECK_COMPUTATION_FOR_ERRORS: () => e.getBool('DEBUG'),
    DEPRECATION_WARNINGS_ENABLED: () => true,
  };
  for (const name of ['DEBUG', 'PROD', 'IS_TEST', 'WRAP_TO_IMAGEBITMAP', 'CANVAS2D_WILL_READ_FREQUENTLY_FOR_GPU',
    'USE_SETTIMEOUTCUSTOM']) flags[name] = () => false;
  for (const name in flags) e.flagRegistry[name] = { evaluationFn: flags[name] };
  e.flagRegistry.DEBUG.setHook = (on) => {
    if (on) console.warn('Debugging mode is on: the results of all operations are checked for NaN, which is slow.');
  };
  e.platform = hostPlatform();
  e.platformName = isNode() ? 'node' : 'browser';
  return e;
}

/** The environment: flags and platform. */
export const env = () => ENV;
