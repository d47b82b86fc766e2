/** Optimizers; the engine holds their state and makes their steps. */
import { core, scratch } from './core';
import { dispose } from './engine';
import { variableGrads, variableOf } from './gradients';
import { scalar } from './convert';
import { type ConfigDict, Serializable, type SerializableConstructor } from './serialization';
import { adoptVariable, makeTensor, type Scalar, type Tensor, type Variable } from './tensor';
import type { NamedTensorMap } from './types';

/** A tensor with its name. */
export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** What optimizers have besides; an interface, because setting it has an effect in the engine's. */
export interface Optimizer {
  /** How far a step goes. */
  learningRate: number;
}
/** What changes variables by their gradients. */
export abstract class Optimizer extends Serializable {
  protected iterations_: number = 0;

  /** Lowers a scalar function of variables by one step. */
  minimize(f: () => Scalar, returnCost = false, varList?: Variable[]): Scalar | null {
    const { value, grads } = this.computeGradients(f, varList);
    let cost: Scalar | null = null;
    try {
      this.applyGradients(varList ? varList.map((v) => ({ name: v.name, tensor: grads[v.name] })) : grads);
      if (returnCost) cost = value;
    } finally {
      dispose(grads);
      if (!cost) value.dispose();
    }
    return cost;
  }
  /** How many steps have been made. */
  get iterations(): number {
    return this.iterations_;
  }
  protected incrementIterations() {
    this.iterations_++;
  }
  /** Value and gradients of a scalar function of variables. */
  computeGradients(f: () => Scalar, varList?: Variable[]): { value: Scalar; grads: NamedTensorMap } {
    return variableGrads(f, varList);
  }
  /** Changes variables by their gradients. */
  abstract applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void;

  dispose(): void {}
  async saveIterations(): Promise<NamedTensor> {
    return { name: 'iter', tensor: scalar(this.iterations_, 'int32') };
  }
  async getWeights(): Promise<NamedTensor[]> {
    return [await this.saveIterations()];
  }
  async setWeights(weightValues: NamedTensor[]): Promise<void> {
    await this.extractIterations(weightValues);
  }
  protected async extractIterations(weightValues: NamedTensor[]): Promise<NamedTensor[]> {
    this.iterations_ = Number((await weightValues[0].tensor.data())[0]);
    return weightValues.slice(1);
  }
}

/** Variables that the engine makes steps for together. */
interface Group {
  handle: number;
  names: Set<string>;
  /** What it keeps for the variables, counted as tensors. */
  state: Variable[];
}

/** What the engine calls a class, its parameters and what it keeps for each variable. */
interface Kind {
  engine: string;
  parameters: Array<[ours: string, engines: string]>;
  slots: Array<[ours: string, engines: string]>;
}

/** An optimizer of the engine's. */
export abstract class NativeOptimizer extends Optimizer {
  private groups: Group[] = [];
  private declare rate: number;
  [parameter: string]: any;

  protected kind(): Kind {
    return (this.constructor as any).KIND;
  }

  constructor(values: unknown[]) {
    super();
    this.kind().parameters.forEach(([name], i) => {
      if (name !== 'learningRate') this[name] = values[i];
    });
    this.rate = values[0] as number;
    if (values[0] == null) throw new Error(`learningRate for ${this.getClassName()}Optimizer must be defined.`);
  }

  /** How far a step goes. */
  override get learningRate(): number {
    return this.rate;
  }
  override set learningRate(learningRate: number) {
    this.rate = learningRate;
    for (const { handle } of this.groups ?? []) core.optimizerSetLearningRate(handle, learningRate);
  }
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  /** Makes the engine's part, for variables of those names. */
  newGroup(names: string[]): Group {
    const { engine, parameters } = this.kind();
    const config = Object.fromEntries(parameters.map(([ours, theirs]) => [theirs, this[ours] ?? undefined]));
    const group = { handle: core.optimizer(engine, JSON.stringify(config)), names: new Set(names), state: [] };
    this.groups.push(group);
    return group;
  }

  applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void {
    const list = Array.isArray(variableGradients) ? variableGradients
      : Object.keys(variableGradients).map((name) => ({ name, tensor: variableGradients[name] }));
    const given = list.filter(({ tensor }) => tensor != null);
    const fresh = given.filter(({ name }) => !this.groups.some((group) => group.names.has(name)));
    if (fresh.length) this.newGroup(fresh.map(({ name }) => name));
    for (const group of this.groups) {
      const pairs = given.filter(({ name }) => group.names.has(name));
      if (!pairs.length) continue;
      const handles = pairs.flatMap(({ name, tensor }) => {
        const v = variable(name);
        v.throwIfDisposed();
        tensor.throwIfDisposed();
        return [v.handle, tensor.handle];
      });
      scratch().set(handles);
      core.optimizerApply(group.handle, pairs.length);
      if (!group.state.length) this.adoptState(group);
    }
    this.incrementIterations();
  }

  /** Makes tensors of what the engine keeps. Counter and learning rate are numbers here. */
  private adoptState(group: Group) {
    const { slots } = this.kind();
    if (!slots.length) return;
    const count = core.optimizerWeights(group.handle);
    const handles = Array.from(scratch().subarray(0, count));
    const names = handles.map((handle) => core.nameOf(handle));
    for (const [ours, engines] of slots) {
      for (const name of group.names) {
        const at = names.findIndex((n) => n.endsWith(`/${name.replaceAll('/', '_')}_${engines}`));
        if (at < 0) continue;
        group.state.push(adoptVariable(handles[at], `${name}/${ours}`, false));
        handles[at] = 0;
      }
    }
    for (const handle of handles) if (handle) core.release(handle);
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const state = this.groups.flatMap((group) => group.state);
    return [await this.saveIterations(), ...this.kind().slots.flatMap(([slot]) =>
      state.filter((v) => v.name.endsWith(`/${slot}`)).map((v) => ({ name: v.name, tensor: v })))];
  }

  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    const values = await this.extractIterations(weightValues);
    const { slots, engine } = this.kind();
    if (!slots.length && values.length) throw new Error(`${engine} optimizer does not have settable weights.`);
    const names = [...new Set(values.map(({ name }) => name.replace(/\/[^/]*$/, '')))];
    this.dispose();
    const group = this.newGroup(names);
    scratch().set(names.map((name) => variable(name).handle));
    core.optimizerBuild(group.handle, names.length);
    this.adoptState(group);
    for (const v of group.state) {
      const value = values.find(({ name }) => name === v.name);
      if (value) v.assign(value.tensor);
    }
    const counter = makeTensor(BigInt64Array.of(BigInt(this.iterations_)), [], 'int64');
    const own = Array.from(scratch().subarray(0, core.optimizerWeights(group.handle)));
    core.variableAssign(own[0], counter.handle);
    for (const handle of own) core.release(handle);
    counter.dispose();
  }

  override dispose(): void {
    for (const group of this.groups) this.dropGroup(group);
  }
  /** Gives back what the engine keeps for variables that are trained no more. */
  dropGroup(group: Group) {
    if (!this.groups.includes(group)) return;
    dispose(group.state as unknown as Tensor[]);
    core.release(group.handle);
    this.groups = this.groups.filter((other) => other !== group);
  }

  getConfig(): ConfigDict {
    return Object.fromEntries(this.kind().parameters.map(([name]) => [name, this[name] ?? null]));
  }
  static override fromConfig<T extends Serializable>(cls: SerializableConstructor<T>, config: ConfigDict): T {
    const { parameters } = (cls as any).KIND as Kind;
    return new (cls as any)(...parameters.map(([name]) => config[name]));
  }
}

function variable(name: string): Variable {
  const v = variableOf(name);
  if (!v) throw new Error(`There is no variable named ${name}`);
  return v;
}

const EPSILON = 1e-7;
const BETAS = 'beta1:beta_1 beta2:beta_2 epsilon:epsilon';
const MEANS = { beta1: 0.9, beta2: 0.999, epsilon: EPSILON };

/**
 * A class of optimizers: TensorFlow.js's name and the engine's, parameters and state as pairs of names, and what
 * parameters are if they are left out.
 */
function optimizerClass<A extends unknown[]>(className: string, engine: string, parameters: string, slots: string,
  defaults: Record<string, unknown> = {}): new (...args: A) => NativeOptimizer {
  const pairs = (text: string) => text.split(' ').filter(Boolean).map((pair) => pair.split(':') as [string, string]);
  const kind: Kind = { engine, parameters: pairs(`learningRate:learning_rate ${parameters}`), slots: pairs(slots) };
  return class extends NativeOptimizer {
    static className = className;
    static KIND = kind;
    constructor(...args: A) {
      super(kind.parameters.map(([name], i) => args[i] ?? defaults[name]));
    }
  };
}

/** Plain steps against the gradient. */
export class SGDOptimizer extends optimizerClass<[learningRate: number]>('SGD', 'SGD', '', '') {}
/** Steps that keep a part of the last step. */
export class MomentumOptimizer extends optimizerClass<[learningRate: number, momentum: number, useNesterov?: boolean]>(
  'Momentum', 'SGD', 'momentum:momentum useNesterov:nesterov', 'momentum:momentum', { useNesterov: false }) {}
/** Adam: running means of the gradient and of its square. */
export class AdamOptimizer extends optimizerClass<[learningRate?: number, beta1?: number, beta2?: number,
  epsilon?: number | null]>('Adam', 'Adam', BETAS, 'm:momentum v:velocity', { learningRate: 0.001, ...MEANS }) {}
/** Adamax: Adam with the largest gradient instead of the mean square. */
export class AdamaxOptimizer extends optimizerClass<[learningRate?: number, beta1?: number, beta2?: number, epsilon?: number | null,
  decay?: number]>('Adamax', 'Adamax', `${BETAS} decay:decay`, 'm:momentum v:norm', { learningRate: 0.002, ...MEANS, decay: 0 }) {}
/** RMSProp: steps divided by the root of a running mean of squares. */
export class RMSPropOptimizer extends optimizerClass<[learningRate: number, decay?: number, momentum?: number,
  epsilon?: number | null, centered?: boolean]>('RMSProp', 'RMSprop', 'decay:rho momentum:momentum epsilon:epsilon centered:centered',
  'rms:velocity momentum:momentum mg:average_gradient', { decay: 0.9, momentum: 0, epsilon: EPSILON, centered: false }) {}
/** Adagrad: steps divided by the root of the sum of all squares. */
export class AdagradOptimizer extends optimizerClass<[learningRate: number, initialAccumulatorValue?: number]>('Adagrad', 'Adagrad',
  'initialAccumulatorValue:initial_accumulator_value', 'accumulator:accumulator', { initialAccumulatorValue: 0.1 }) {}
/** Adadelta: steps as long as recent steps, divided by recent gradients. */
export class AdadeltaOptimizer extends optimizerClass<[learningRate?: number, rho?: number, epsilon?: number | null]>('Adadelta',
  'Adadelta', 'rho:rho epsilon:epsilon', 'accum_grad:accumulated_grad accum_var:accumulated_delta_var',
  { learningRate: 0.001, rho: 0.95, epsilon: EPSILON }) {}

const maker = <A extends unknown[], O>(Class: new (...args: A) => O) => (...args: A): O => new Class(...args);
/** Makes optimizers, public as `tf.train`. */
export const train = {
  sgd: /* @__PURE__ */ maker(SGDOptimizer),
  momentum: /* @__PURE__ */ maker(MomentumOptimizer),
  rmsprop: /* @__PURE__ */ maker(RMSPropOptimizer),
  adam: /* @__PURE__ */ maker(AdamOptimizer),
  adadelta: /* @__PURE__ */ maker(AdadeltaOptimizer),
  adamax: /* @__PURE__ */ maker(AdamaxOptimizer),
  adagrad: /* @__PURE__ */ maker(AdagradOptimizer),
};
