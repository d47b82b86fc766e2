/**
 * The compiled core as JavaScript sees it. The WebAssembly module and Node's addon both implement
 * this interface (it is written down once, in `crates/bridge/src/interface.rs`), so everything
 * above it is the same in a browser, in Node with WebAssembly and in Node with the addon.
 *
 * Things of the core are known here by their **handle**, a whole number above 0. A handle belongs
 * to whoever got it and lives until `release`; 0 stands for "none". Tensors, variables, symbolic
 * tensors, layers, models, optimizers, training runs and tapes all have handles, from one table.
 *
 * Lists of numbers (handles, extents, attributes) go in and out through `scratch()`, one array of
 * numbers that both sides see, because that costs nothing per call. Each call says what it reads
 * from its beginning and what it leaves there.
 *
 * Unless said otherwise a call that fails throws an `Error` with the core's message.
 */
export interface Native {
  /**
   * The numbers that go in and out of calls: at least 16,384 of them. Ask anew after each call:
   * memory that grows moves it.
   */
  scratch(): Float64Array;

  /** A number that follows from the op table; generated code holds it against its own. */
  tableVersion(): number;

  /**
   * How operations are called, in order: `gather x indices:i;2|concat *tensors;1|topk x;2>values indices`.
   * A name and its inputs (`*`: a list, `?`: may be left out, `:i`: indices, `:b`: bool), then `;` and the
   * number of attributes, then `>` and the names of outputs if they are several, none if there can be any number.
   */
  opTable(): string;

  // --- tensors -------------------------------------------------------------------------------

  /**
   * Runs op number `op` of the table. Scratch in: `inputs` handles (tensors or variables; 0 for an
   * optional input that is left out), then every attribute in the row's order, each as a tag and
   * what it calls for:
   *   0 the row's default | 1 null | 2 bool: 0 or 1 | 3 whole number | 4 real number
   *   | 5 data type code | 6 list: its length, then whole numbers | 7 text: its length in UTF-16
   *   units, then each.
   * Gives the number of outputs, each left in scratch as: handle, data type code, rank, extents.
   * Does not throw: -1 means that it failed, and `lastError` says why.
   */
  run(op: number, inputs: number): number;

  /** The message of the last `run` that gave -1. */
  lastError(): string;

  /**
   * A tensor with those elements, row by row, in the machine's byte order (bool: a byte each;
   * complex64: real and imaginary parts in turn). Scratch in: `rank` extents.
   */
  create(dtype: number, rank: number, data: Uint8Array): number;

  /** A tensor of strings: all bytes in one piece. Scratch in: `rank` extents, then each string's length. */
  createStrings(rank: number, data: Uint8Array): number;

  /**
   * Type and shape of a tensor, variable or symbolic tensor. Scratch out: data type code, rank,
   * extents (-1 where a symbolic tensor's is not known).
   */
  describe(handle: number): void;

  /** A copy of a tensor's or variable's elements, in the form that `create` takes. */
  read(handle: number): Uint8Array;

  /** A tensor of strings in one piece. Scratch out: each string's length. */
  readStrings(handle: number): Uint8Array;

  /** The tensor as the core prints it. */
  print(handle: number): string;

  /** Another handle of the same tensor, variable, layer... */
  duplicate(handle: number): number;

  /** Gives a handle back. What it stood for goes when nothing else needs it. */
  release(handle: number): void;

  /** Scratch out: tensors, buffers, bytes and the most bytes at one time, all as the core counts. */
  memory(): void;

  // --- gradients -----------------------------------------------------------------------------

  /** Starts to record on a new tape; tapes nest. `release` stops and drops it. */
  tapeBegin(): number;

  /** Makes a tensor one that this tape can give the gradient for. Trainable variables need no watching. */
  tapeWatch(tape: number, tensor: number): void;

  /**
   * Stops the tape and gives the gradient of `y`, weighted by `dy` (0: ones). Scratch in: `count`
   * handles of tensors and variables. Scratch out: as many handles, 0 where `y` does not depend on
   * it. The tape is used up, its handle still wants `release`.
   */
  tapeGradient(tape: number, y: number, dy: number, count: number): void;

  /** Pauses (true) or resumes recording on all tapes; gives whether they were paused before. */
  pauseTapes(pause: boolean): boolean;

  /**
   * A tensor equal to `value` whose gradient is what callback number `callback` says: called with
   * the gradient of the value, it leaves one gradient for each of the `count` inputs. Scratch in:
   * the inputs' handles.
   */
  customGradient(value: number, count: number, callback: number): number;

  // --- calls back into JavaScript ------------------------------------------------------------

  /**
   * Names the function that the core calls for custom gradients and custom layers:
   * `host(callback, count)` finds `count` handles in scratch, which are its own to release, and
   * leaves the handles of its results there, which then are the core's; it gives their number, or
   * -1 if it failed (it keeps the error, and throws it when the core's own call has failed).
   * `count` -1 means that the core will not call that callback any more.
   */
  setHost(host: (callback: number, count: number) => number): void;

  // --- variables -----------------------------------------------------------------------------

  /** A variable that begins with a tensor's value. Variables go wherever tensors go. */
  variable(value: number, name: string, trainable: boolean): number;

  /** Gives a variable a new value of the same type and shape. */
  variableAssign(variable: number, value: number): void;

  /** The tensor that is a variable's value now. */
  variableValue(variable: number): number;

  /** The name of a variable, layer, model or symbolic tensor. */
  nameOf(handle: number): string;

  // --- layers --------------------------------------------------------------------------------

  /** A symbolic tensor to begin a model with. Config: `{batch_input_shape, dtype?, name?}`. */
  input(config: string): number;

  /** A layer, from its class name and its configuration as a saved model holds it (JSON, Python's names). */
  layer(className: string, config: string): number;

  /** A piece of text with a handle, for calls from the core into JavaScript and back. */
  text(value: string): number;

  /** The text behind such a handle. */
  textOf(handle: number): string;

  /**
   * A layer whose computation lives in JavaScript. Config: `{name?, trainable?}` and whatever its
   * own `getConfig` gives. Callback numbers are multiples of 4; the core calls
   *   - `host(callback, 1)` to build: finds a text, the JSON of the inputs' shapes
   *     (`[[null, 784]]`), and may call `layerAddWeight`; leaves nothing;
   *   - `host(callback + 1, n)` to compute: finds the input tensors, leaves the output;
   *   - `host(callback + 2, 1)` for the output's shape: finds the text of `build`, leaves the text
   *     of one shape.
   */
  customLayer(className: string, config: string, callback: number): number;

  /**
   * In a build callback: a new weight, from `{name, shape, initializer, trainable}`. Gives its
   * place in `weights(layer, 0)` once the layer is built.
   */
  layerAddWeight(config: string): number;

  /** In a call callback: is this a training step? */
  layerTraining(): boolean;

  /** Applies a layer to symbolic tensors. Scratch in: `count` handles. Gives a symbolic tensor. */
  layerApply(layer: number, count: number): number;

  /** Runs a layer, or a model as a layer, on tensors; builds it first if need be. Scratch in: `count` handles. Scratch out: as `run`. Gives the number of outputs. */
  layerCall(layer: number, count: number, training: boolean): number;

  /** Makes a layer's weights for inputs of those shapes. Scratch in: for each of `count` inputs its rank and extents (-1: unknown). */
  layerBuild(layer: number, count: number): void;

  /** JSON: `{name, className, config, built, trainable, countParams, inputShape, outputShape}`. */
  layerInfo(layer: number): string;

  /** Scratch out: variable handles, trainable ones first as Keras lists them (kind 0 all, 1 trainable, 2 not trainable). Gives their number. Layers and models alike. */
  weights(handle: number, kind: number): number;

  /** Freezes or thaws a layer or model. */
  setTrainable(handle: number, trainable: boolean): void;

  // --- models --------------------------------------------------------------------------------

  /** A model. Config: `{name?, seed?, sequential?}`. Scratch in: handles of `inputs` and then `outputs` symbolic tensors. */
  model(config: string, inputs: number, outputs: number): number;

  /** JSON: `{name, className, inputs: [{name, shape, dtype}], outputs: [...], trainable, countParams}`. */
  modelInfo(model: number): string;

  /** Scratch out: handles of the layers in order. Gives their number. */
  modelLayers(model: number): number;

  /** Scratch out: handles of the symbolic inputs and outputs. Gives the number of inputs; `modelInfo` has both. */
  modelEnds(model: number): number;

  /** The table that `summary()` prints. */
  modelSummary(model: number): string;

  /** Predictions for all examples, `batchSize` at a time. Scratch in: `count` inputs. Scratch out: as `run`. Gives the number of outputs. */
  modelPredict(model: number, count: number, batchSize: number): number;

  /** Prepares for training. Config: `{loss, metrics: [...]}` with names or `{class_name, config}`. */
  modelCompile(model: number, optimizer: number, config: string): void;

  /** Loss and metrics on examples. Scratch in: inputs, what is true, and weights if any: `count` in all. Gives JSON `{names: [...], values: [...]}`. */
  modelEvaluate(model: number, count: number, batchSize: number): string;

  /**
   * Begins to train. Scratch in: inputs, what is true, sample weights if any, then the same of the
   * validation data: `count` and `validationCount` handles. Config: `{epochs, batch_size, shuffle,
   * seed?, validation_split?, initial_epoch?, sample_weight: bool, validation_sample_weight: bool}`.
   * Gives the handle of a training run; `release` ends it.
   */
  trainingBegin(model: number, count: number, validationCount: number, config: string): number;

  /**
   * Does the next thing in a training run. Gives what was done, with scratch out:
   *   1 an epoch began: epoch | 2 a step was run: epoch, step, steps of the epoch, the batch's
   *   size, and, if `wantLogs`, the logs so far in the epoch
   *   | 3 an epoch ended: epoch, logs (validation included) | 4 a batch of the validation data was
   *   evaluated: epoch, step, steps | 0 all is done. Each call is one batch of work at most.
   * Logs are values in the order of `trainingNames`.
   */
  trainingNext(training: number, wantLogs: boolean): number;

  /** The names of the logs, joined by spaces: `loss accuracy val_loss val_accuracy`. */
  trainingNames(training: number): string;

  /** One step on one batch. Scratch in: as `modelEvaluate`. Gives JSON as `modelEvaluate`. */
  modelTrainOnBatch(model: number, count: number): string;

  /** The model as TF.js saves it: the JSON of `model.json`, with weights manifest, without data. */
  modelTopology(model: number, includeOptimizer: boolean): string;

  /** The bytes of `weights.bin` that belong to `modelTopology`. */
  modelWeightData(model: number, includeOptimizer: boolean): Uint8Array;

  /** Opens what TF.js, Keras's converter or this library saved. `host` knows custom layer classes registered with `registerLayerClass`. */
  modelLoad(json: string, weights: Uint8Array): number;

  /** Makes a class of custom layers known to `modelLoad`: `host(callback + 3, 1)` finds the text of the layer's config and leaves the handle of a `customLayer`. */
  registerLayerClass(className: string, callback: number): void;

  // --- optimizers ----------------------------------------------------------------------------

  /** An optimizer, from its Keras class name and configuration (JSON, Python's names). */
  optimizer(className: string, config: string): number;

  /** Applies gradients. Scratch in: `count` times a variable's handle and its gradient's. */
  optimizerApply(optimizer: number, count: number): void;

  /** Makes an optimizer's state for variables before its first step. Scratch in: `count` variables. */
  optimizerBuild(optimizer: number, count: number): void;

  /** JSON `{className, config, iterations, learningRate}`. */
  optimizerInfo(optimizer: number): string;

  /** Sets the learning rate from now on. */
  optimizerSetLearningRate(optimizer: number, learningRate: number): void;

  /** Scratch out: handles of the optimizer's own variables (iterations first). Gives their number. */
  optimizerWeights(optimizer: number): number;

  // --- the machine ---------------------------------------------------------------------------

  /** How many threads loops use, the caller included. */
  threads(): number;

  /** Sets how many threads loops use. Results do not depend on it. */
  setThreads(count: number): void;
}

/** Data type codes, in the order of their numbers. */
export const DTYPE_NAMES = [
  'bool', 'uint8', 'int8', 'int32', 'int64', 'float16', 'bfloat16', 'float32', 'float64',
  'complex64', 'string',
] as const;
