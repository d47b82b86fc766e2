/**
 * The public surface of the package under test, as the specs see it.
 *
 * A spec imports names from modules of tfjs-core. Each name is looked up, at the moment it is
 * used, among the package's exports. What is not there is noted for the spec that wanted it.
 */

/** Namespaces in which a name may be public. */
const NAMESPACES = [
  'util', 'backend_util', 'slice_util', 'broadcast_util', 'tensor_util', 'gather_util',
  'scatter_util', 'serialization', 'io', 'browser', 'test_util', 'train', 'kernel_impls',
  'device_util', 'image', 'linalg', 'losses', 'spectral', 'signal',
];

/** Thrown where a spec wants something that stock TensorFlow.js does not export either. */
export class InternalOnly extends Error {
  constructor(module, name) {
    super(`${module}: ${name} is not public`);
    this.name = 'InternalOnly';
  }
}

/**
 * Answers the imports of the specs. `tf` is the package under test, `stock` is TensorFlow.js, which
 * says what is public. `wanted(name)` is told of names that the package lacks, `counts()` of each
 * use of `tf.memory`.
 */
export class Surface {
  #tf;
  #stock;
  #wanted;
  #counts;
  #index;

  constructor(tf, stock, wanted, counts) {
    this.#tf = tf;
    this.#stock = stock;
    this.#wanted = wanted;
    this.#counts = counts;
    this.#index = this.#noting(tf, stock, 'tf');
  }

  /** What `import` of that module of tfjs-core gives; `helpers` are the suite's own. */
  module(module, helpers) {
    if (module === 'index') return this.#index;
    const base = module.split('/').pop();
    if (isNamespace(this.#stock[base]) && isNamespace(this.#tf[base])) {
      const names = Object.keys(this.#stock[base]);
      // Handed over itself where it is complete, so that a spy set on it reaches the package.
      if (names.every(name => name in this.#tf[base])) return {...helpers, ...this.#tf[base]};
    }
    const lookup = (_, name) => {
      if (typeof name !== 'string' || name === '__esModule') return undefined;
      return helpers[name] ?? this.#find(module, base, name);
    };
    // The bundler copies own properties and keeps the prototype, so the look-up must be there.
    return Object.create(new Proxy({}, {get: lookup, has: () => true}));
  }

  #find(module, base, name) {
    if (name === 'ENGINE') return this.#index.engine();
    if (name === 'ENV') return this.#index.env();
    const places = [[base, this.#stock[base]], ['', this.#stock],
      ...NAMESPACES.map(space => [space, this.#stock[space]])];
    const place = places.find(([, space]) => isNamespace(space) && name in space);
    if (place === undefined) throw new InternalOnly(module, name);
    const [space] = place;
    return space === '' ? this.#index[name] : this.#index[space]?.[name];
  }

  /** The namespace `ours`, with a note for each use of what only `theirs` has. */
  #noting(ours, theirs, path) {
    const spaces = new Map();
    return new Proxy(ours, {
      get: (target, name) => {
        if (typeof name !== 'string') return target[name];
        if (!(name in target)) {
          if (name in theirs) this.#wanted(`${path}.${name}`);
          return undefined;
        }
        if (name === 'memory') this.#counts();
        const value = target[name];
        if (path !== 'tf' || !isNamespace(value) || !isNamespace(theirs[name])) return value;
        if (!spaces.has(name)) {
          spaces.set(name, this.#noting(value, theirs[name], `${path}.${name}`));
        }
        return spaces.get(name);
      },
    });
  }
}

function isNamespace(value) {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
