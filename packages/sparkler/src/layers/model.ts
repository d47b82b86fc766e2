/** Models: layers joined from inputs to outputs, trained and used. */
import { takeAll } from '../call';
import { scalar } from '../convert';
import { core, scratch } from '../core';
import { dispose, tidy } from '../engine';
import { addCallback, adoptUnknown, calling } from '../host';
import { getSaveHandler, type IOHandler, type ModelArtifacts, type SaveConfig,
  type SaveResult } from '../io/handlers';
import { NativeOptimizer, type Optimizer, train } from '../optimizers';
import type { ConfigDict } from '../serialization';
import { makeTensor, type Scalar, Tensor, type Variable } from '../tensor';
import type { DataType } from '../types';
import { assert } from '../util';
import { type BaseCallback, CallbackList, type CustomCallbackArgs, History, type Logs, standardizeCallbacks, Yielder,
  type YieldEvery } from './callbacks';
import { fromPython, toPython } from './config';
import { engineName } from './names';
import { guardHandle, Layer, NativeLayer, one, releaseHandle, type Shape, SymbolicTensor, toList } from './layer';

type Tensors = Tensor | Tensor[] | Record<string, Tensor>;
type Named<T> = T | T[] | Record<string, T>;
/** A loss by its name, or a function of what is true and what was predicted. */
export type LossFn = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** What `compile` takes. */
export interface ModelCompileArgs {
  optimizer: string | Optimizer;
  loss: Named<string | LossFn>;
  metrics?: Named<string | LossFn>;
}
/** What `fit` takes. */
export interface ModelFitArgs {
  batchSize?: number;
  epochs?: number;
  verbose?: number;
  callbacks?: BaseCallback | BaseCallback[] | CustomCallbackArgs | CustomCallbackArgs[];
  validationSplit?: number;
  validationData?: [Tensors, Tensors] | [Tensors, Tensors, Tensors];
  shuffle?: boolean;
  classWeight?: Record<number, number>;
  sampleWeight?: Tensor;
  initialEpoch?: number;
  yieldEvery?: YieldEvery;
  /** Decides the order of the examples; new each time if it is left out. */
  seed?: number;
}
/** What `evaluate` takes. */
export interface ModelEvaluateArgs {
  batchSize?: number;
  verbose?: number;
  sampleWeight?: Tensor;
  steps?: number;
}
/** What `predict` takes. */
export interface ModelPredictArgs {
  batchSize?: number;
  verbose?: boolean;
}
/** Batches of examples: what `tf.data` makes, or anything that can be iterated in the same way. */
export interface BatchSource {
  iterator(): Promise<{ next(): Promise<IteratorResult<any>> }>;
}
/** What `fitDataset` takes. */
export interface ModelFitDatasetArgs {
  epochs: number;
  batchesPerEpoch?: number;
  initialEpoch?: number;
  callbacks?: ModelFitArgs['callbacks'];
  validationData?: [Tensors, Tensors] | BatchSource;
  validationBatchSize?: number;
  validationBatches?: number;
  yieldEvery?: YieldEvery;
  verbose?: number;
}

const OPTIMIZERS: Record<string, () => Optimizer> = {
  sgd: () => train.sgd(0.01), momentum: () => train.momentum(0.01, 0.9), rmsprop: () => train.rmsprop(0.001),
  adam: () => train.adam(), adadelta: () => train.adadelta(1), adamax: () => train.adamax(), adagrad: () => train.adagrad(0.01),
};
/** The engine says `accuracy`, TensorFlow.js `acc`. */
const logName = (name: string) => name.replace(/accuracy$/, (word, at) => (at === 0 || name === 'val_accuracy' ? 'acc' : word));

/** The tensors in the order of the names. */
function inOrder(data: Tensors, names: string[], what: string): Tensor[] {
  const list = data instanceof Tensor ? [data] : Array.isArray(data) ? data : names.map((name) => {
    assert(data[name], () => `No data provided for "${name}". Need data for each key in: ${names}`);
    return data[name];
  });
  assert(list.length === names.length, () => `${what}: the model expects ${names.length} tensor(s), but got ${list.length}`);
  for (const t of list) t.throwIfDisposed();
  return list;
}

/** What a model is made of. */
export interface ModelArgs {
  inputs: SymbolicTensor | SymbolicTensor[];
  outputs: SymbolicTensor | SymbolicTensor[];
  name?: string;
  /** Decides the initial weights, and what is random in training: a whole number, 0 if it is left out. */
  seed?: number;
}
/** What a model of layers one after the other is made of. */
export interface SequentialArgs extends Pick<ModelArgs, 'name' | 'seed'> {
  layers?: Layer[];
}

/** A model: layers from inputs to outputs. */
export class LayersModel extends Layer {
  static className = 'Model';
  stopTraining = false;
  isTraining = false;
  protected model_ = 0;
  private seed?: number;
  private own: Layer[] = [];
  private optimizer_: Optimizer | null = null;
  /** Ends what the optimizer keeps for this model; the optimizer itself may serve others. */
  private forgetOptimizer?: () => void;
  private compiled = false;
  private metadata: {} | undefined;
  loss: ModelCompileArgs['loss'] = '';
  metrics: NonNullable<ModelCompileArgs['metrics']> = [];
  inputs: SymbolicTensor[] = [];
  protected outputs_: SymbolicTensor[] = [];

  constructor(args: ModelArgs) {
    super({ name: args.name });
    this.seed = args.seed;
    this.inputs = toList(args.inputs);
    this.outputs_ = toList(args.outputs);
    if (this.outputs_.length) void this.handle;
  }

  /** A model object for a model of the engine's. */
  static fromHandle(handle: number, found: Layer[] = []): LayersModel {
    const { className, name } = JSON.parse(core.modelInfo(handle));
    const model: LayersModel = className === 'Sequential' ? new Sequential({ name })
      : new LayersModel({ inputs: [], outputs: [], name });
    model.adopt(handle, found);
    return model;
  }
  /** Makes objects of the engine's layers, but for those that have one. */
  protected adopt(handle: number, known: Layer[]) {
    this.model_ = guardHandle(this, handle);
    this.name = core.nameOf(handle);
    const layers = Array.from(scratch().subarray(0, core.modelLayers(handle)));
    this.own = layers.map((h) => {
      const name = core.nameOf(h);
      // Layers without a name get one with the model.
      const layer = known.find((l) => (l.name = core.nameOf(l.handle)) === name);
      if (layer) core.release(h);
      return layer ?? new NativeLayer(JSON.parse(core.layerInfo(h)).className, {}, h);
    });
    const count = core.modelEnds(handle);
    const info = JSON.parse(core.modelInfo(handle));
    this.compiled = info.compiled;
    const ends = Array.from(scratch().subarray(0, count + info.outputs.length));
    const symbols = ends.map((h) => new SymbolicTensor(h, this.own.find((l) => l.name === core.nameOf(h)) ?? this.own[0]));
    this.inputs = symbols.slice(0, count);
    this.outputs_ = symbols.slice(count);
    this.variables();
  }

  override get handle(): number {
    return this.model_ || (this.model_ = this.make());
  }
  /** Makes the engine's part. */
  protected make(): number {
    // Layers are those that lead from the inputs to the outputs.
    const found: Layer[] = [];
    const walk = (t: SymbolicTensor) => {
      if (found.includes(t.sourceLayer)) return;
      t.inputs.forEach(walk);
      found.push(t.sourceLayer);
    };
    this.outputs_.forEach(walk);
    const ends = [...this.inputs, ...this.outputs_].map((t) => t.handle);
    scratch().set(ends);
    const handle = calling(() => core.model(JSON.stringify({ name: this.name || undefined, seed: this.seed,
      sequential: this instanceof Sequential }), this.inputs.length, this.outputs_.length));
    this.adopt(handle, found);
    return handle;
  }

  get layers(): Layer[] {
    void this.handle;
    return this.own;
  }
  get outputs(): SymbolicTensor[] {
    return this.outputs_;
  }
  get inputNames(): string[] {
    void this.handle;
    return this.inputs.map((t) => t.name);
  }
  get outputNames(): string[] {
    void this.handle;
    return this.outputs_.map((t) => t.name);
  }
  override get input(): any {
    return one(this.inputs);
  }
  override get output(): any {
    return one(this.outputs_);
  }
  override get inputShape(): Shape | Shape[] {
    return one(this.inputs.map((t) => t.shape)) as Shape;
  }
  override get outputShape(): Shape | Shape[] {
    return one(this.outputs_.map((t) => t.shape)) as Shape;
  }
  override get batchInputShape(): Shape | undefined {
    return this.inputs[0]?.shape;
  }
  override variables(): Variable[] {
    return [...new Set(this.layers.flatMap((layer) => layer.variables()))];
  }
  override get trainable(): boolean {
    return super.trainable;
  }
  override set trainable(trainable: boolean) {
    super.trainable = trainable;
    for (const layer of this.layers) layer.trainable = trainable;
  }
  override get trainableWeights() {
    return this.layers.flatMap((layer) => layer.trainableWeights);
  }
  override get nonTrainableWeights() {
    return this.layers.flatMap((layer) => layer.nonTrainableWeights);
  }
  override get weights() {
    return this.layers.flatMap((layer) => layer.weights);
  }
  override get built(): boolean {
    return this.outputs_.length > 0;
  }
  override set built(_built: boolean) {}
  /** The layer of that name, or at that place. */
  getLayer(nameOrIndex: string | number, index?: number): Layer {
    const at = typeof nameOrIndex === 'number' ? nameOrIndex : index;
    const layer = at == null ? this.layers.find((l) => l.name === nameOrIndex) : this.layers[at];
    assert(layer, () => `No such layer: ${nameOrIndex}`);
    return layer;
  }
  override countParams(): number {
    return JSON.parse(core.modelInfo(this.handle)).countParams;
  }
  /** Prints a table of the layers. */
  summary(_lineLength?: number, _positions?: number[], printFn: (message?: any) => void = console.log): void {
    for (const line of core.modelSummary(this.handle).split('\n')) printFn(line);
  }
  override getConfig(): ConfigDict {
    return fromPython(JSON.parse(core.modelTopology(this.handle, false)).modelTopology.model_config?.config ?? {});
  }
  /** The model's configuration as text or object. */
  toJSON(_unused?: unknown, returnString = true): string | object {
    const { modelTopology } = JSON.parse(core.modelTopology(this.handle, false));
    return returnString ? JSON.stringify(modelTopology) : modelTopology;
  }

  get optimizer(): Optimizer {
    return this.optimizer_!;
  }
  set optimizer(optimizer: Optimizer) {
    this.optimizer_ = optimizer;
  }

  /** Says how to train: with which optimizer, and by which loss. */
  compile({ optimizer, loss, metrics = [] }: ModelCompileArgs): void {
    if (typeof optimizer === 'string') {
      const make = OPTIMIZERS[optimizer.toLowerCase()];
      if (!make) throw new Error(`Unknown Optimizer ${optimizer}`);
      optimizer = make();
    }
    assert(optimizer instanceof NativeOptimizer, 'The optimizer must be one of tf.train.');
    assert(loss != null, 'compile: a loss is needed');
    this.loss = loss;
    this.metrics = metrics;
    const names = (x: Named<string | LossFn>): any => {
      if (typeof x === 'function') return engineName(x) ?? jsFunction(x);
      if (typeof x === 'string') return toPython(x);
      return Array.isArray(x) ? x.map(names) : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, names(v)]));
    };
    const flat = Array.isArray(metrics) || typeof metrics !== 'object' ? toList(metrics as string) : metrics;
    const list = names(flat as any);
    const group = optimizer.newGroup(this.variables().map((v) => v.name));
    calling(() => core.modelCompile(this.handle, group.handle, JSON.stringify({
      loss: names(loss), metrics: Array.isArray(list) ? list.map((m) => (m === 'acc' ? 'accuracy' : m)) : list,
    })));
    this.forgetOptimizer?.();
    this.forgetOptimizer = () => (optimizer as NativeOptimizer).dropGroup(group);
    this.optimizer_ = optimizer;
    this.compiled = true;
  }
  private checkCompiled() {
    assert(this.compiled, 'The model needs to be compiled before being used for training or evaluation.');
  }

  /** Puts tensors where the engine finds them. */
  private give(list: Tensor[]): number {
    scratch().set(list.map((t) => t.handle));
    return list.length;
  }
  private data(x: Tensors, y: Tensors, weight?: Tensor | null): Tensor[] {
    const list = [...inOrder(x, this.inputNames, 'model input'), ...inOrder(y, this.outputNames, 'model target')];
    const rows = list.map((t) => t.shape[0]);
    assert(rows.every((n) => n === rows[0]), () => `Inputs and targets must have the same number of samples, but have ${rows}`);
    weight?.throwIfDisposed();
    return weight ? [...list, weight] : list;
  }

  /** Predictions for examples, a batch at a time. */
  predict(x: Tensors, { batchSize = 32 }: ModelPredictArgs = {}): Tensor | Tensor[] {
    const count = this.give(inOrder(x, this.inputNames, 'model input'));
    return one(takeAll(calling(() => core.modelPredict(this.handle, count, batchSize))));
  }
  /** Predictions for one batch. */
  predictOnBatch(x: Tensors): Tensor | Tensor[] {
    const list = inOrder(x, this.inputNames, 'model input');
    return this.predict(list, { batchSize: list[0].shape[0] || 1 });
  }
  /** Values inside the model, by the names of symbolic tensors' layers. */
  execute(inputs: Tensors, outputs: string | SymbolicTensor | Array<string | SymbolicTensor>): Tensor | Tensor[] {
    const ends = toList(outputs).map((o) => (typeof o === 'string' ? this.getLayer(o).output as SymbolicTensor : o));
    return new LayersModel({ inputs: this.inputs, outputs: ends }).predict(inputs) as Tensor;
  }
  /** Loss and metrics on examples. */
  evaluate(x: Tensors, y: Tensors, { batchSize = 32, sampleWeight }: ModelEvaluateArgs = {}): Scalar | Scalar[] {
    return scalars(this.scores(x, y, batchSize, sampleWeight));
  }
  private scores(x: Tensors, y: Tensors, batchSize: number, sampleWeight?: Tensor): Logs {
    this.checkCompiled();
    const count = this.give(this.data(x, y, sampleWeight));
    return logsOf(calling(() => core.modelEvaluate(this.handle, count, batchSize)));
  }
  /** One step of training on one batch. */
  async trainOnBatch(x: Tensors, y: Tensors, sampleWeight?: Tensor): Promise<number | number[]> {
    return one(Object.values(this.step(x, y, sampleWeight))) as number | number[];
  }
  private step(x: Tensors, y: Tensors, sampleWeight?: Tensor): Logs {
    this.checkCompiled();
    const count = this.give(this.data(x, y, sampleWeight));
    return logsOf(calling(() => core.modelTrainOnBatch(this.handle, count)));
  }

  /** Trains on examples. The page stays responsive meanwhile. */
  async fit(x: Tensors, y: Tensors, args: ModelFitArgs = {}): Promise<History> {
    this.checkCompiled();
    const { batchSize = 32, epochs = 1, validationSplit = 0, validationData, shuffle = true, classWeight, initialEpoch = 0, seed } = args;
    positive({ batchSize, epochs });
    const weights = classWeight ? classWeights(y, classWeight, args.sampleWeight) : args.sampleWeight;
    const train = this.data(x, y, weights);
    const [vx, vy, vw] = validationData ?? [];
    const validation = vx && vy ? this.data(vx, vy, vw as Tensor) : [];
    const config = { epochs, batch_size: batchSize, shuffle: !!shuffle, validation_split: validationSplit, initial_epoch: initialEpoch,
      sample_weight: !!weights, validation_sample_weight: !!vw, seed: seed ?? Math.floor(Math.random() * 2 ** 32) };
    const params = { epochs, initialEpoch, samples: train[0].shape[0], batchSize, steps: null,
      doValidation: validation.length > 0 || validationSplit > 0 };
    const begin = () => {
      this.give([...train, ...validation]);
      return calling(() => core.trainingBegin(this.handle, train.length, validation.length, JSON.stringify(config)));
    };
    async function* events(wantLogs: boolean): AsyncGenerator<TrainingEvent> {
      const run = begin();
      try {
        const names = core.trainingNames(run).split(' ').map(logName);
        for (let kind; (kind = calling(() => core.trainingNext(run, wantLogs)));) {
          const s = scratch();
          const read = (at: number) => Object.fromEntries(names.map((name, i) => [name, s[at + i]] as const)
            .filter(([name, v]) => !name.startsWith('val_') || !Number.isNaN(v)));
          yield { kind, epoch: s[0], step: s[1], size: s[3], logs: kind === 3 ? read(1) : kind === 2 && wantLogs ? read(4) : {} };
        }
      } finally {
        core.release(run);
      }
    }
    try {
      return await this.train(args, params, events);
    } finally {
      if (classWeight) weights?.dispose();
    }
  }

  /** Trains on batches that come one after the other. */
  async fitDataset(dataset: BatchSource, args: ModelFitDatasetArgs): Promise<History> {
    this.checkCompiled();
    const { epochs, batchesPerEpoch = Infinity, initialEpoch = 0, validationData } = args;
    positive({ epochs });
    const self = this;
    async function* events(): AsyncGenerator<TrainingEvent> {
      let iterator = await dataset.iterator();
      for (let epoch = initialEpoch; epoch < epochs; epoch++) {
        yield { kind: 1, epoch, step: 0, size: 0, logs: {} };
        const mean = new Mean();
        for (let step = 0; step < batchesPerEpoch; step++) {
          const { value, done } = await iterator.next();
          if (done) {
            if (batchesPerEpoch === Infinity) break;
            console.warn('fitDataset: the dataset has fewer batches than batchesPerEpoch asks for.');
            return;
          }
          const [xs, ys] = pair(value);
          const size = rowsOf(xs);
          const logs = self.step(xs, ys);
          dispose(value);
          mean.add(logs, size);
          yield { kind: 2, epoch, step, size, logs };
        }
        const logs = mean.result();
        if (validationData) {
          const values = toList(Array.isArray(validationData)
            ? self.evaluate(validationData[0], validationData[1], { batchSize: args.validationBatchSize })
            : await self.evaluateDataset(validationData, { batches: args.validationBatches }));
          Object.keys(logs).forEach((name, i) => (logs[`val_${name}`] = (values[i].dataSync() as Float32Array)[0]));
          dispose(values);
        }
        yield { kind: 3, epoch, step: 0, size: 0, logs };
        if (batchesPerEpoch === Infinity) iterator = await dataset.iterator();
      }
    }
    return this.train(args, { epochs, initialEpoch, steps: args.batchesPerEpoch ?? null, doValidation: !!validationData }, events);
  }

  /** Tells callbacks of what happens in training, and lets the page work in between. */
  private async train({ callbacks, yieldEvery }: Pick<ModelFitArgs, 'callbacks' | 'yieldEvery'>, params: Record<string, unknown>,
    events: (wantLogs: boolean) => AsyncGenerator<TrainingEvent>): Promise<History> {
    assert(!this.isTraining, 'Cannot start training because another fit() call is ongoing.');
    const history = new History();
    const given = standardizeCallbacks(callbacks);
    const list = new CallbackList([...given, history]);
    const custom = given as CustomCallbackArgs[];
    const { onYield } = custom.find((c) => c.onYield) ?? {};
    const yielder = new Yielder(yieldEvery, custom.find((c) => c.nextFrameFunc)?.nextFrameFunc);
    list.setModel(this);
    list.setParams(params);
    this.isTraining = true;
    this.stopTraining = false;
    try {
      await list.tell('onTrainBegin');
      for await (const { kind, epoch, step: batch, size, logs } of events(list.has('onBatchEnd') || !!onYield)) {
        if (kind === 1) await list.tell('onEpochBegin', epoch, {});
        else if (kind === 2) {
          await list.tell('onBatchBegin', batch, { batch, size });
          await list.tell('onBatchEnd', batch, { batch, size, ...logs });
        } else if (kind === 3) await list.tell('onEpochEnd', epoch, logs);
        if (kind > 1 && await yielder.turn(kind === 3 ? 'epoch' : 'batch')) await onYield?.(epoch, batch, logs);
        if (this.stopTraining) break;
      }
      await list.tell('onTrainEnd');
      return history;
    } finally {
      this.isTraining = false;
    }
  }
  /** Loss and metrics on batches that come one after the other. */
  async evaluateDataset(dataset: BatchSource, { batches = Infinity }: { batches?: number } = {}): Promise<Scalar | Scalar[]> {
    this.checkCompiled();
    const iterator = await dataset.iterator();
    const mean = new Mean();
    for (let batch = 0; batch < batches; batch++) {
      const { value, done } = await iterator.next();
      if (done) break;
      const [xs, ys] = pair(value);
      const size = rowsOf(xs);
      mean.add(this.scores(xs, ys, size), size);
      dispose(value);
    }
    return scalars(mean.result());
  }

  setUserDefinedMetadata(metadata: {}): void {
    this.metadata = metadata;
  }
  getUserDefinedMetadata(): {} | undefined {
    return this.metadata;
  }
  /** The model as TensorFlow.js saves it. */
  artifacts(includeOptimizer = false): ModelArtifacts {
    const { weightsManifest, ...rest } = JSON.parse(core.modelTopology(this.handle, includeOptimizer && this.compiled));
    const weightSpecs = weightsManifest.flatMap((group: any) => group.weights);
    const bytes = core.modelWeightData(this.handle, includeOptimizer && this.compiled);
    const artifacts: ModelArtifacts = { ...rest, weightSpecs,
      weightData: bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer as ArrayBuffer : bytes.slice().buffer };
    if (this.metadata) artifacts.userDefinedMetadata = this.metadata;
    return artifacts;
  }
  /** Saves the model: to a URL of a registered scheme, or through a handler. */
  async save(handlerOrURL: IOHandler | string, config: SaveConfig = {}): Promise<SaveResult> {
    const handler = getSaveHandler(handlerOrURL);
    const artifacts = this.artifacts(config.includeOptimizer);
    return handler.save!(artifacts);
  }

  override dispose() {
    let numDisposedVariables = 0;
    void this.layers;
    for (const layer of this.own) numDisposedVariables += layer.dispose().numDisposedVariables;
    for (const end of [...this.inputs, ...this.outputs_]) end.release();
    if (this.model_ > 0) releaseHandle(this, this.model_);
    this.model_ = -1;
    this.forgetOptimizer?.();
    return { refCountAfterDispose: 0, numDisposedVariables };
  }
}

/** Something that happened in training: an epoch began (1), a step was made (2), an epoch ended (3), validation went on (4). */
interface TrainingEvent {
  kind: number;
  epoch: number;
  step: number;
  size: number;
  logs: Logs;
}
const logsOf = (json: string): Logs => {
  const { names, values } = JSON.parse(json);
  return Object.fromEntries(names.map((name: string, i: number) => [logName(name), values[i] ?? NaN]));
};
const scalars = (logs: Logs) => one(Object.values(logs).map((v) => scalar(v))) as Scalar | Scalar[];
/** Means over batches of different sizes. */
class Mean {
  private sums: Logs = {};
  private seen = 0;
  add(logs: Logs, size: number) {
    for (const name in logs) this.sums[name] = (this.sums[name] ?? 0) + logs[name] * size;
    this.seen += size;
  }
  result(): Logs {
    return Object.fromEntries(Object.entries(this.sums).map(([name, sum]) => [name, sum / this.seen]));
  }
}
function positive(numbers: Record<string, number>) {
  for (const name in numbers) {
    assert(numbers[name] > 0 && Number.isInteger(numbers[name]), () => `${name} must be a positive integer, but got ${numbers[name]}`);
  }
}
const rowsOf = (xs: Tensors): number => (xs instanceof Tensor ? xs : Object.values(xs)[0]).shape[0]!;

/** What a batch of a data set holds. */
function pair(value: any): [Tensors, Tensors] {
  if (Array.isArray(value)) return value as [Tensors, Tensors];
  assert(value?.xs && value?.ys, 'A dataset must generate {xs, ys} or [xs, ys].');
  return [value.xs, value.ys];
}

/** A loss or metric in JavaScript. */
function jsFunction(f: LossFn): any {
  return { class_name: 'JavaScript', config: { name: f.name || 'custom', callback: customFunction(f) } };
}
function customFunction(f: LossFn): number {
  return addCallback([(handles) => {
    const y = tidy(() => {
      const [yTrue, yPred] = handles.map(adoptUnknown);
      return f(yTrue, yPred);
    });
    const handle = core.duplicate(y.handle);
    y.dispose();
    return [handle];
  }]);
}

/** The weight of each example by its class. */
function classWeights(y: Tensors, weights: Record<number, number>, others?: Tensor): Tensor {
  const t = y instanceof Tensor ? y : toList(y as Tensor[])[0];
  const values = t.dataSync() as Float32Array;
  const rows = t.shape[0]!;
  const width = t.size / rows;
  const extra = others?.dataSync() as Float32Array | undefined;
  const list = Float32Array.from({ length: rows }, (_, i) => {
    const row = values.subarray(i * width, (i + 1) * width);
    const at = width > 1 ? row.indexOf(Math.max(...row)) : row[0];
    assert(at in weights, () => `classWeight must contain all classes in the training data, but lacks ${at}`);
    return weights[at] * (extra ? extra[i] : 1);
  });
  return makeTensor(list, [rows], 'float32');
}

/** A model of layers one after the other. */
export class Sequential extends LayersModel {
  static override className = 'Sequential';
  private stack: Layer[] = [];

  constructor(args: SequentialArgs = {}) {
    super({ name: '', ...args, inputs: [], outputs: [] });
    for (const layer of args.layers ?? []) this.add(layer);
  }
  protected override adopt(handle: number, known: Layer[]) {
    super.adopt(handle, known);
    if (!this.stack.length) this.stack = super.layers.filter((l) => l.getClassName() !== 'InputLayer');
  }
  override get layers(): Layer[] {
    // They get their weights with the model.
    if (this.stack.length) void this.handle;
    return this.stack;
  }
  /** Puts a layer on top. */
  add(layer: Layer): void {
    if (!this.outputs_.length) {
      const shape = layer.batchInputShape;
      assert(shape, 'The first layer in a Sequential model must get an `inputShape` or `batchInputShape` argument.');
      if (layer instanceof InputLayer) {
        this.inputs = this.outputs_ = [layer.symbol];
        return;
      }
      this.inputs = this.outputs_ = [input({ batchShape: shape, dtype: layer.inputDType })];
    }
    this.outputs_ = toList(layer.apply(this.outputs_ as any)) as SymbolicTensor[];
    this.stack.push(layer);
    this.forget();
  }
  /** Takes the topmost layer off. */
  pop(): void {
    if (!this.stack.length) throw new TypeError('There are no layers in the model.');
    this.stack.pop();
    this.outputs_ = this.outputs_[0].inputs;
    this.forget();
  }
  private forget() {
    if (this.model_) releaseHandle(this, this.model_);
    this.model_ = 0;
  }
  override apply(inputs: any, kwargs?: any): any {
    void this.handle;
    return super.apply(inputs, kwargs);
  }
}

/** The beginning of a model. */
export class InputLayer extends NativeLayer {
  readonly symbol: SymbolicTensor;
  constructor(args: { inputShape?: Shape; batchInputShape?: Shape; batchSize?: number; dtype?: DataType; name?: string }) {
    const batch_input_shape = args.batchInputShape ?? [args.batchSize ?? null, ...(args.inputShape ?? [])];
    const { dtype, name } = args;
    const handle = core.input(JSON.stringify({ batch_input_shape, dtype, name }));
    super('InputLayer', { ...args, batchInputShape: batch_input_shape }, core.duplicate(handle));
    this.symbol = new SymbolicTensor(handle, this);
  }
  override variables(): Variable[] {
    return [];
  }
  override getConfig(): ConfigDict {
    return { name: this.name, batchInputShape: this.args.batchInputShape, dtype: this.symbol.dtype };
  }
  override dispose() {
    this.symbol.release();
    return super.dispose();
  }
}

/** A stand-in to begin a model with. */
export function input({ shape, batchShape, dtype = 'float32', name }: {
  shape?: Shape; batchShape?: Shape; dtype?: DataType; name?: string; sparse?: boolean;
}): SymbolicTensor {
  assert(shape || batchShape, 'input() needs a `shape` (without the batch) or a `batchShape`.');
  return new InputLayer({ batchInputShape: batchShape ?? [null, ...shape!], dtype, name }).symbol;
}
/** A model from symbolic inputs to symbolic outputs. */
export const model = (args: ModelArgs) => new LayersModel(args);
/** A model of layers one after the other. */
export const sequential = (config?: SequentialArgs) => new Sequential(config);
