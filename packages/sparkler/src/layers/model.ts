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
import { guardHandle, Layer, NativeLayer, releaseHandle, type Shape, SymbolicTensor, toList } from './layer';

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

const one = <T>(list: T[]): T | T[] => (list.length === 1 ? list[0] : list);
const OPTIMIZERS: Record<string, () => Optimizer> = {
  sgd: () => train.sgd(0.01), momentum: () => train.momentum(0.01, 0.9), rmsprop: () => train.rmsprop(0.001),
  adam: () => train.adam(), adadelta: () => train.adadelta(1), adamax: () => train.adamax(), adagrad: () => train.adagrad(0.01),
};
/** The engine says `accuracy`, TensorFlow.js `acc`. */
const logName = (name: string) => name.replace(/accuracy$/, (word, at) => (at === 0 || name === 'val_accuracy' ? 'acc' : word));

/** The tensors in the order of the names. */
function inOrder(data: Tensors, names: string[], what: string): Tensor[] {
  const list = data instanceof Tensor ? [data] : Array.isArray(data) ? data : names.map((name) => {
    if (!data[name]) throw new Error(`No data provided for "${name}". Need data for each key in: ${names}`);
    return data[name];
  });
  assert(list.length === names.length, () => `Error when checking ${what}: the Array of Tensors that you are passing to ` +
    `your model is not the size the model expected. Expected to see ${names.length} Tensor(s), but instead got the ` +
    `following list of Tensor(s): ${list}.`);
  for (const t of list) t.throwIfDisposed();
  return list;
}

/** A model: layers from inputs to outputs. */
export class LayersModel extends Layer {
  static className = 'Model';
  stopTraining = false;
  isTraining = false;
  protected model_ = 0;
  private own: Layer[] = [];
  private optimizer_: Optimizer | null = null;
  private compiled = false;
  private metadata: {} | undefined;
  loss: ModelCompileArgs['loss'] = '';
  metrics: NonNullable<ModelCompileArgs['metrics']> = [];
  inputs: SymbolicTensor[] = [];
  protected outputs_: SymbolicTensor[] = [];

  constructor(args: { inputs: SymbolicTensor | SymbolicTensor[]; outputs: SymbolicTensor | SymbolicTensor[]; name?: string }) {
    super({ name: args.name });
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
      const layer = known.find((l) => l.name === name);
      if (layer) core.release(h);
      return layer ?? new NativeLayer(JSON.parse(core.layerInfo(h)).className, {}, h);
    });
    const count = core.modelEnds(handle);
    const info = JSON.parse(core.modelInfo(handle));
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
    const handle = calling(() => core.model(JSON.stringify({ name: this.name || undefined,
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
    if (layer) return layer;
    throw new Error(at == null ? `No such layer: ${nameOrIndex}`
      : `Was asked to retrieve layer at index ${at}, but model only has ${this.layers.length} layer(s).`);
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
    if (!(optimizer instanceof NativeOptimizer)) {
      throw new Error('User-defined optimizer must be an instance of tf.Optimizer that the engine knows.');
    }
    if (loss == null) throw new Error('compile: a loss is needed');
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
    this.optimizer_ = optimizer;
    this.compiled = true;
  }
  private checkCompiled() {
    if (!this.compiled) {
      throw new Error('You must compile a model before training/testing. Use LayersModel.compile(modelCompileArgs).');
    }
  }

  /** Puts tensors where the engine finds them. */
  private give(list: Tensor[]): number {
    scratch().set(list.map((t) => t.handle));
    return list.length;
  }
  private data(x: Tensors, y: Tensors, weight?: Tensor | null): Tensor[] {
    const list = [...inOrder(x, this.inputNames, 'model input'), ...inOrder(y, this.outputNames, 'model target')];
    const rows = list.map((t) => t.shape[0]);
    assert(rows.every((n) => n === rows[0]), () =>
      `Input Tensors should have the same number of samples as target Tensors. Found shapes ${list.map((t) => `[${t.shape}]`)}.`);
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
    const count = this.give(list);
    return one(takeAll(calling(() => core.modelPredict(this.handle, count, Math.max(1, list[0].shape[0] ?? 1)))));
  }
  /** Values inside the model, by the names of symbolic tensors' layers. */
  execute(inputs: Tensors, outputs: string | SymbolicTensor | Array<string | SymbolicTensor>): Tensor | Tensor[] {
    const ends = toList(outputs).map((o) => (typeof o === 'string' ? this.getLayer(o).output as SymbolicTensor : o));
    return new LayersModel({ inputs: this.inputs, outputs: ends }).predict(inputs) as Tensor;
  }
  /** Loss and metrics on examples. */
  evaluate(x: Tensors, y: Tensors, { batchSize = 32, sampleWeight }: ModelEvaluateArgs = {}): Scalar | Scalar[] {
    this.checkCompiled();
    const count = this.give(this.data(x, y, sampleWeight));
    const { values } = JSON.parse(calling(() => core.modelEvaluate(this.handle, count, batchSize)));
    return one(values.map((v: number | null) => scalar(v ?? NaN))) as Scalar | Scalar[];
  }
  /** One step of training on one batch. */
  async trainOnBatch(x: Tensors, y: Tensors, sampleWeight?: Tensor): Promise<number | number[]> {
    return one(Object.values(this.step(x, y, sampleWeight))) as number | number[];
  }
  private step(x: Tensors, y: Tensors, sampleWeight?: Tensor): Logs {
    this.checkCompiled();
    const count = this.give(this.data(x, y, sampleWeight));
    const { names, values } = JSON.parse(calling(() => core.modelTrainOnBatch(this.handle, count)));
    return Object.fromEntries(names.map((name: string, i: number) => [logName(name), values[i] ?? NaN]));
  }

  /** Trains on examples. The page stays responsive meanwhile. */
  async fit(x: Tensors, y: Tensors, args: ModelFitArgs = {}): Promise<History> {
    this.checkCompiled();
    const { batchSize = 32, epochs = 1, validationSplit = 0, validationData, shuffle = true, classWeight, initialEpoch = 0,
      yieldEvery, callbacks, seed } = args;
    assert(batchSize > 0 && Number.isInteger(batchSize), () => `batchSize is required to be a positive integer, but got ${batchSize}`);
    assert(epochs > 0 && Number.isInteger(epochs), () => `epochs is expected to be a positive integer, but got ${epochs}`);
    assert(!this.isTraining, 'Cannot start training because another fit() call is ongoing.');
    const weights = classWeight ? classWeights(y, classWeight, args.sampleWeight) : args.sampleWeight;
    const train = this.data(x, y, weights);
    const [vx, vy, vw] = validationData ?? [];
    const validation = vx && vy ? this.data(vx, vy, vw as Tensor) : [];
    const config = { epochs, batch_size: batchSize, shuffle: !!shuffle, validation_split: validationSplit, initial_epoch: initialEpoch,
      sample_weight: !!weights, validation_sample_weight: !!vw, seed: seed ?? Math.floor(Math.random() * 2 ** 32) };
    const { history, list, yielder, onYield } = this.listeners(callbacks, yieldEvery);
    this.give([...train, ...validation]);
    const run = calling(() => core.trainingBegin(this.handle, train.length, validation.length, JSON.stringify(config)));
    const names = core.trainingNames(run).split(' ').map(logName);
    const wantLogs = list.has('onBatchEnd') || !!onYield;
    this.isTraining = true;
    this.stopTraining = false;
    try {
      list.setParams({ epochs, initialEpoch, samples: train[0].shape[0], batchSize, steps: null,
        doValidation: validation.length > 0 || validationSplit > 0, metrics: names });
      await list.tell('onTrainBegin');
      let logs: Logs = {};
      for (;;) {
        const event = calling(() => core.trainingNext(run, wantLogs));
        if (event === 0) break;
        const s = scratch();
        const [epoch, step, , size] = [s[0], s[1], s[2], s[3]];
        const read = (at: number) => Object.fromEntries(names.map((name, i) => [name, s[at + i]] as const)
          .filter(([name, v]) => !(name.startsWith('val_') && Number.isNaN(v))));
        if (event === 1) await list.tell('onEpochBegin', epoch, {});
        else if (event === 2) {
          logs = wantLogs ? { batch: step, size, ...read(4) } : { batch: step, size };
          await list.tell('onBatchBegin', step, { batch: step, size });
          await list.tell('onBatchEnd', step, logs);
          if (await yielder.turn('batch')) await onYield?.(epoch, step, logs);
        } else if (event === 3) {
          await list.tell('onEpochEnd', epoch, (logs = read(1)));
          if (await yielder.turn('epoch')) await onYield?.(epoch, step, logs);
        } else await yielder.turn('batch');
        if (this.stopTraining) break;
      }
      await list.tell('onTrainEnd');
      await history.syncData();
      return history;
    } finally {
      this.isTraining = false;
      core.release(run);
      if (classWeight) weights?.dispose();
    }
  }
  private listeners(callbacks: ModelFitArgs['callbacks'], yieldEvery?: YieldEvery) {
    const history = new History();
    const given = standardizeCallbacks(callbacks);
    const list = new CallbackList([...given, history]);
    list.setModel(this);
    const custom = given as CustomCallbackArgs[];
    const frame = custom.find((c) => c.nextFrameFunc)?.nextFrameFunc;
    return { history, list, yielder: new Yielder(yieldEvery, frame), onYield: custom.find((c) => c.onYield)?.onYield };
  }

  /** Trains on batches that come one after the other. */
  async fitDataset(dataset: BatchSource, args: ModelFitDatasetArgs): Promise<History> {
    this.checkCompiled();
    assert(args?.epochs > 0, () => `For fitDataset(), epochs is expected to be a positive integer, but got ${args?.epochs}`);
    assert(!this.isTraining, 'Cannot start training because another fit() call is ongoing.');
    const { epochs, batchesPerEpoch = Infinity, initialEpoch = 0, validationData } = args;
    const { history, list, yielder, onYield } = this.listeners(args.callbacks, args.yieldEvery);
    this.isTraining = true;
    this.stopTraining = false;
    try {
      list.setParams({ epochs, initialEpoch, steps: args.batchesPerEpoch ?? null, doValidation: !!validationData });
      await list.tell('onTrainBegin');
      let iterator = await dataset.iterator();
      for (let epoch = initialEpoch; epoch < epochs && !this.stopTraining; epoch++) {
        await list.tell('onEpochBegin', epoch, {});
        const sums: Logs = {};
        let seen = 0;
        for (let batch = 0; batch < batchesPerEpoch && !this.stopTraining; batch++) {
          const { value, done } = await iterator.next();
          if (done) {
            if (Number.isFinite(batchesPerEpoch)) {
              console.warn('You provided `batchesPerEpoch` but your dataset iterator ran out of data.');
              this.stopTraining = true;
            }
            break;
          }
          const [xs, ys] = pair(value);
          const size = toList(Object.values(xs instanceof Tensor ? [xs] : xs))[0].shape[0];
          await list.tell('onBatchBegin', batch, { batch, size });
          const logs = this.step(xs, ys);
          dispose(value);
          for (const name in logs) sums[name] = (sums[name] ?? 0) + logs[name] * size;
          seen += size;
          await list.tell('onBatchEnd', batch, { batch, size, ...logs });
          if (await yielder.turn('batch')) await onYield?.(epoch, batch, logs);
        }
        const logs: Logs = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / seen]));
        if (validationData) {
          const values = toList(Array.isArray(validationData)
            ? this.evaluate(validationData[0], validationData[1], { batchSize: args.validationBatchSize })
            : await this.evaluateDataset(validationData, { batches: args.validationBatches }));
          Object.keys(sums).forEach((name, i) => (logs[`val_${name}`] = (values[i].dataSync() as Float32Array)[0]));
          dispose(values);
        }
        await list.tell('onEpochEnd', epoch, logs);
        await yielder.turn('epoch');
        if (!Number.isFinite(batchesPerEpoch)) iterator = await dataset.iterator();
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
    let sums: number[] = [];
    let seen = 0;
    for (let batch = 0; batch < batches; batch++) {
      const { value, done } = await iterator.next();
      if (done) break;
      const [xs, ys] = pair(value);
      const size = toList(Object.values(xs instanceof Tensor ? [xs] : xs))[0].shape[0];
      const values = toList(this.evaluate(xs, ys, { batchSize: size }));
      sums = values.map((v, i) => (sums[i] ?? 0) + (v.dataSync() as Float32Array)[0] * size);
      seen += size;
      dispose(values);
      dispose(value);
    }
    return one(sums.map((sum) => scalar(sum / seen))) as Scalar | Scalar[];
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
    const list = this.variables();
    for (const layer of this.own) layer.dispose();
    if (this.model_) releaseHandle(this, this.model_);
    this.model_ = 0;
    (this.optimizer_ as NativeOptimizer | null)?.dispose();
    return { refCountAfterDispose: 0, numDisposedVariables: list.length };
  }
}

/** What a batch of a data set holds. */
function pair(value: any): [Tensors, Tensors] {
  if (Array.isArray(value)) return value as [Tensors, Tensors];
  assert(value?.xs && value?.ys, 'A Dataset for fitDataset() is expected to generate objects of the form {xs, ys}, or [xs, ys].');
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
    assert(at in weights, () => `classWeight must contain all classes in the training data. The class ${at} exists in the ` +
      'data but not in classWeight');
    return weights[at] * (extra ? extra[i] : 1);
  });
  return makeTensor(list, [rows], 'float32');
}

/** A model of layers one after the other. */
export class Sequential extends LayersModel {
  static override className = 'Sequential';
  private stack: Layer[] = [];

  constructor(args: { layers?: Layer[]; name?: string } = {}) {
    super({ inputs: [], outputs: [], name: args.name ?? '' });
    for (const layer of args.layers ?? []) this.add(layer);
  }
  protected override adopt(handle: number, known: Layer[]) {
    super.adopt(handle, known);
    if (!this.stack.length) this.stack = super.layers.filter((l) => l.getClassName() !== 'InputLayer');
  }
  override get layers(): Layer[] {
    return this.stack;
  }
  /** Puts a layer on top. */
  add(layer: Layer): void {
    if (!this.outputs_.length) {
      const shape = layer.batchInputShape;
      if (!shape) {
        throw new Error('The first layer in a Sequential model must get an `inputShape` or `batchInputShape` argument.');
      }
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
}

/** A stand-in to begin a model with. */
export function input({ shape, batchShape, dtype = 'float32', name }: {
  shape?: Shape; batchShape?: Shape; dtype?: DataType; name?: string; sparse?: boolean;
}): SymbolicTensor {
  assert(shape || batchShape, 'Please provide to Input either a `shape` or a `batchShape` argument. Note that `shape` does ' +
    'not include the batch dimension.');
  return new InputLayer({ batchInputShape: batchShape ?? [null, ...shape!], dtype, name }).symbol;
}
/** A model from symbolic inputs to symbolic outputs. */
export const model = (args: { inputs: SymbolicTensor | SymbolicTensor[]; outputs: SymbolicTensor | SymbolicTensor[]; name?: string }) =>
  new LayersModel(args);
/** A model of layers one after the other. */
export const sequential = (config?: { layers?: Layer[]; name?: string }) => new Sequential(config);
