/** Layers: the engine's, and those whose computation is written in JavaScript. */
import { takeAll } from '../call';
import { core, scratch } from '../core';
import { tidy } from '../engine';
import { layerWeights } from '../gradients';
import { addCallback, adoptUnknown, calling } from '../host';
import { DTYPE_NAMES } from '../native';
import { type ConfigDict, onRegister, Serializable } from '../serialization';
import { adoptVariable, Tensor, type Variable } from '../tensor';
import type { DataType } from '../types';
import { assert } from '../util';
import { fromPython, toPython } from './config';

/** The extents of an axis that is not known are null. */
export type Shape = Array<number | null>;
export type Kwargs = Record<string, any>;
type Tensors = Tensor | Tensor[];
type Symbols = SymbolicTensor | SymbolicTensor[];

/** What every layer takes. */
export interface LayerArgs {
  inputShape?: Shape;
  batchInputShape?: Shape;
  batchSize?: number;
  dtype?: DataType;
  name?: string;
  trainable?: boolean;
  weights?: Tensor[];
  inputDType?: DataType;
}

export const toList = <T>(x: T | T[]): T[] => (Array.isArray(x) ? x : [x]);
export const one = <T>(list: T[]): T | T[] => (list.length === 1 ? list[0] : list);
const forgotten = typeof FinalizationRegistry === 'undefined' ? null
  : /* @__PURE__ */ new FinalizationRegistry<number>((handle) => core.release(handle));
/** Lets the garbage collector give a handle back. */
export function guardHandle(owner: object, handle: number): number {
  forgotten?.register(owner, handle, owner);
  return handle;
}
/** Gives a handle back now. */
export function releaseHandle(owner: object, handle: number) {
  forgotten?.unregister(owner);
  core.release(handle);
}

/** A stand-in for the tensors that will flow through a model. */
export class SymbolicTensor {
  readonly shape: Shape;
  readonly dtype: DataType;
  readonly name: string;
  readonly rank: number;

  constructor(public handle: number, readonly sourceLayer: Layer, readonly inputs: SymbolicTensor[] = []) {
    guardHandle(this, handle);
    this.name = core.nameOf(handle);
    core.describe(handle);
    const s = scratch();
    this.dtype = DTYPE_NAMES[s[0]];
    this.rank = s[1];
    this.shape = Array.from(s.subarray(2, 2 + s[1]), (d) => (d < 0 ? null : d));
  }
  /** Gives the engine's part back: it holds the layer, and so the weights. */
  release(): void {
    if (this.handle) releaseHandle(this, this.handle);
    this.handle = 0;
  }
}

/** A weight of a layer. */
export class LayerVariable {
  constructor(private layer: Layer, private place: number, readonly name: string, readonly shape: Shape,
    readonly dtype: DataType = 'float32') {}

  private get val(): Variable {
    return this.layer.variables()[this.place];
  }
  get trainable(): boolean {
    return this.val.trainable;
  }
  set trainable(trainable: boolean) {
    this.val.trainable = trainable;
  }
  /** The variable that holds its value. */
  read(): Tensor {
    return this.val as unknown as Tensor;
  }
  /** Gives it a new value. */
  write(newVal: Tensor): this {
    this.val.assign(newVal as any);
    return this;
  }
  dispose(): void {
    this.val.dispose();
  }
}

/** What a layer expects of its inputs. */
export class InputSpec {
  [field: string]: any;
  constructor(args: Record<string, unknown>) {
    Object.assign(this, args);
  }
}

/**
 * A layer: a function with weights. Subclasses in JavaScript define `call`, and as they need
 * `build`, `computeOutputShape` and `getConfig`.
 */
export abstract class Layer extends Serializable {
  name: string;
  inputSpec: InputSpec[] | null = null;
  supportsMasking = false;
  stateful = false;
  protected args: LayerArgs;
  private handle_ = 0;
  private variables_: Variable[] | null = null;
  private nodes: SymbolicTensor[] = [];
  private isBuilt = false;
  private trained: boolean;

  constructor(args: LayerArgs = {}, handle = 0) {
    super();
    this.args = args ?? {};
    this.trained = this.args.trainable ?? true;
    if (handle) this.handle_ = guardHandle(this, handle);
    this.name = handle ? core.nameOf(handle) : this.args.name ?? '';
  }

  /** The engine's name for it. */
  get handle(): number {
    if (!this.handle_) {
      this.handle_ = guardHandle(this, customLayer(this));
      this.name = core.nameOf(this.handle_);
    }
    return this.handle_;
  }
  /** The shape of the first input, if the arguments say it. */
  get batchInputShape(): Shape | undefined {
    const { batchInputShape, inputShape, batchSize } = this.args;
    return batchInputShape ?? (inputShape && [batchSize ?? null, ...inputShape]);
  }
  get inputDType(): DataType | undefined {
    return this.args.inputDType ?? this.args.dtype;
  }

  // --- what subclasses in JavaScript define ---

  /** Computes outputs from inputs. */
  call(inputs: Tensors, _kwargs: Kwargs): Tensors {
    return inputs;
  }
  /** Makes weights for inputs of that shape. */
  build(inputShape: Shape | Shape[]): void {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    scratch().set(shapes.flatMap((shape) => [shape.length, ...shape.map((d) => d ?? -1)]));
    calling(() => core.layerBuild(this.handle, shapes.length));
    this.variables();
  }
  /** The shape of the output for inputs of that shape. */
  computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }
  getConfig(): ConfigDict {
    const { name, trainable } = this;
    const config: ConfigDict = { name, trainable };
    if (this.batchInputShape) config.batchInputShape = this.batchInputShape;
    if (this.args.dtype) config.dtype = this.args.dtype;
    return config;
  }
  computeMask(_inputs: Tensors, mask?: Tensors): Tensors | null {
    return mask ?? null;
  }

  /** In `build`: a new weight. */
  addWeight(name: string, shape: Shape, dtype: DataType = 'float32', initializer?: any, regularizer?: any,
    trainable = true, constraint?: any): LayerVariable {
    const place = core.layerAddWeight(JSON.stringify({ name, shape, dtype, trainable,
      ...toPython({ initializer: initializer ?? (dtype === 'int32' ? 'zeros' : 'glorotUniform'), regularizer, constraint }) }));
    return new LayerVariable(this, place, name, shape, dtype);
  }

  // --- what all layers have ---

  /** Applies the layer: to tensors, which gives tensors, or to stand-ins, to make a model. */
  apply(inputs: Tensors | Symbols, kwargs: Kwargs = {}): Tensors | Symbols {
    const list = toList<Tensor | SymbolicTensor>(inputs as any);
    const { handle } = this;
    const handles = list.map((t) => t.handle);
    if (list[0] instanceof SymbolicTensor) {
      scratch().set(handles);
      const made = calling(() => core.layerApply(handle, list.length));
      const y = new SymbolicTensor(made, this, list as SymbolicTensor[]);
      this.nodes.push(y);
      this.variables();
      this.setInitialWeights();
      return y;
    }
    return tidy(() => {
      for (const t of list as Tensor[]) t.throwIfDisposed();
      scratch().set(handles);
      const y = one(takeAll(calling(() => core.layerCall(handle, list.length, !!kwargs.training))));
      this.variables();
      return y;
    });
  }
  private setInitialWeights() {
    const { weights } = this.args;
    if (weights && !this.isBuilt) this.setWeights(weights);
    this.isBuilt = true;
  }

  get built(): boolean {
    return this.isBuilt || (this.handle_ !== 0 && this.variables().length > 0);
  }
  set built(built: boolean) {
    this.isBuilt = built;
  }

  /** The variables that hold its weights, in the order in which they were made. */
  variables(): Variable[] {
    if (this.variables_) return this.variables_;
    const list = weightVariables(this.handle);
    if (list.length) this.variables_ = list;
    return list;
  }
  private wrap(list: Variable[]): LayerVariable[] {
    return list.map((v) => new LayerVariable(this, this.variables().indexOf(v), v.name, v.shape, v.dtype));
  }
  get weights(): LayerVariable[] {
    return [...this.trainableWeights, ...this.nonTrainableWeights];
  }
  get trainableWeights(): LayerVariable[] {
    return this.wrap(this.variables().filter((v) => this.trainable && v.trainable));
  }
  get nonTrainableWeights(): LayerVariable[] {
    return this.wrap(this.variables().filter((v) => !this.trainable || !v.trainable));
  }
  get trainable(): boolean {
    return this.trained;
  }
  set trainable(trainable: boolean) {
    this.trained = trainable;
    core.setTrainable(this.handle, trainable);
  }
  /** The values of the weights. They are the layer's own: do not dispose of them. */
  getWeights(trainableOnly = false): Tensor[] {
    return (trainableOnly ? this.trainableWeights : this.weights).map((w) => w.read());
  }
  /** Gives the weights new values. */
  setWeights(weights: Tensor[]): void {
    const own = this.weights;
    assert(own.length === weights.length, () =>
      `setWeights: layer ${this.name} has ${own.length} weights, but got ${weights.length}`);
    own.forEach((w, i) => w.write(weights[i]));
  }
  countParams(): number {
    assert(this.built, () => `countParams: layer ${this.name} is not built yet`);
    return this.variables().reduce((sum, v) => sum + v.size, 0);
  }
  private ends<T>(pick: (y: SymbolicTensor) => T, what: string): T {
    assert(this.nodes.length === 1, () => `Layer ${this.name} was applied ${this.nodes.length} times and has no one ${what}`);
    return pick(this.nodes[0]);
  }
  get input(): Symbols {
    return this.ends((y) => one(y.inputs) ?? y, 'input');
  }
  get output(): Symbols {
    return this.ends((y) => y, 'output');
  }
  get inputShape(): Shape | Shape[] {
    return this.ends((y) => one(y.inputs.map((t) => t.shape)) as Shape, 'input shape');
  }
  get outputShape(): Shape | Shape[] {
    return this.ends((y) => y.shape, 'output shape');
  }
  resetStates(): void {}
  /** Gives back the weights. */
  dispose(): { refCountAfterDispose: number | null; numDisposedVariables: number } {
    const list = this.variables_ ?? [];
    for (const v of list) v.dispose();
    this.variables_ = null;
    for (const y of this.nodes) y.release();
    this.nodes = [];
    if (this.handle_ > 0) releaseHandle(this, this.handle_);
    // What is disposed of is not made anew.
    this.handle_ = -1;
    return { refCountAfterDispose: 0, numDisposedVariables: list.length };
  }
}

const namesOf = (handle: number, kind: number): Array<[handle: number, name: string]> =>
  Array.from(scratch().subarray(0, core.weights(handle, kind)), (h) => h).map((h) => [h, core.nameOf(h)]);

/** The variables of a layer in the order in which they were made, counted and known by their names as long as they live. */
function weightVariables(handle: number): Variable[] {
  const trained = new Set(namesOf(handle, 1).map(([h, name]) => (core.release(h), name)));
  return namesOf(handle, 0).map(([h, base]) => {
    let name = base;
    for (let n = 1; layerWeights.get(name)?.deref()?.isDisposed === false; n++) name = `${base}_${n}`;
    const v = adoptVariable(h, name, trained.has(base));
    layerWeights.set(name, new WeakRef(v));
    return v;
  });
}

/** A layer that the engine computes. */
export class NativeLayer extends Layer {
  constructor(private className: string, args: LayerArgs, handle?: number) {
    super(args, handle ?? core.layer(className, JSON.stringify(toPython(arguments_(args)))));
  }
  override getClassName(): string {
    return this.className;
  }
  override getConfig(): ConfigDict {
    return fromPython(JSON.parse(core.layerInfo(this.handle)).config);
  }
}
/** The arguments that the engine reads: the shape of the input is a matter of the model. */
function arguments_({ inputShape, batchInputShape, batchSize, inputDType, weights, ...rest }: LayerArgs & ConfigDict) {
  return rest;
}

const shapesOf = (handle: number): Shape[] => {
  const shapes = JSON.parse(core.textOf(handle));
  core.release(handle);
  return shapes;
};
const shapeText = (shape: Shape | Shape[]) => core.text(JSON.stringify(Array.isArray(shape[0]) ? shape[0] : shape));

/** Makes the engine's part of a layer in JavaScript. */
function customLayer(layer: Layer): number {
  const entries = [
    ([shapes]: number[]) => {
      layer.build(one(shapesOf(shapes)) as Shape);
      layer.built = true;
      return [];
    },
    (handles: number[]) => {
      const y = tidy(() => {
        const inputs = handles.map(adoptUnknown);
        return toList(layer.call(one(inputs), { training: core.layerTraining() }));
      });
      // What it made is the engine's now.
      const results = y.map((t) => core.duplicate(t.handle));
      for (const t of y) if (!t.kept) t.dispose();
      return results;
    },
    ([shapes]: number[]) => [shapeText(layer.computeOutputShape(one(shapesOf(shapes)) as Shape))],
  ];
  // A build that is not the subclass's own makes no weights.
  if (layer.build === Layer.prototype.build) entries[0] = ([shapes]) => (core.release(shapes), []);
  const { name, ...config } = layer.getConfig();
  return core.customLayer(layer.getClassName(), JSON.stringify({ ...toPython(config), name: name || undefined }),
    addCallback(entries));
}

/** Classes of layers by name, those of JavaScript that loading knows. */
const classes: any[] = [];
onRegister.push((cls) => {
  if (cls.prototype instanceof Layer) classes.push(cls);
});
/** Makes classes of layers that were registered known to the engine. */
export function tellClasses(found: (layer: Layer) => void) {
  for (const cls of classes) {
    core.registerLayerClass(cls.className, addCallback([() => [], () => [], () => [], ([text]) => {
      const config = fromPython(JSON.parse(core.textOf(text)));
      core.release(text);
      const layer: Layer = cls.fromConfig ? cls.fromConfig(cls, config) : new cls(config);
      found(layer);
      return [core.duplicate(layer.handle)];
    }]));
  }
}
