/** Layers, models and their training. */
export { Callback, CallbackList, callbacks, CustomCallback, EarlyStopping, History } from './callbacks';
export type { CustomCallbackArgs, EarlyStoppingCallbackArgs, Logs, YieldEvery } from './callbacks';
export { constraints, initializers, layers, regularizers } from './factories';
export { InputSpec, Layer, LayerVariable, SymbolicTensor } from './layer';
export type { LayerArgs, Shape } from './layer';
export { loadLayersModel, models } from './load';
export { input, LayersModel, model, Sequential, sequential } from './model';
export type {
  ModelArgs, ModelCompileArgs, ModelEvaluateArgs, ModelFitArgs, ModelFitDatasetArgs, ModelPredictArgs, SequentialArgs,
} from './model';
