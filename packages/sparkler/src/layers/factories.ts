/** Functions that make layers, initializers and the like, each by its class's name. */
import { Serializable, type ConfigDict } from '../serialization';
import { InputLayer, input } from './model';
import { Layer, type LayerArgs, NativeLayer, type Shape } from './layer';

/** The class that a function makes: `conv2d` makes a Conv2D. */
const SPECIAL: Record<string, string> = {
  elu: 'ELU', gru: 'GRU', lstm: 'LSTM', prelu: 'PReLU', rnn: 'RNN', gruCell: 'GRUCell', lstmCell: 'LSTMCell',
  convLstm2d: 'ConvLSTM2D', convLstm2dCell: 'ConvLSTM2DCell', l1l2: 'L1L2',
};
const classOf = (name: string) => SPECIAL[name] ?? (name[0].toUpperCase() + name.slice(1))
  .replace(/(\d)d/, '$1D').replace(/^(Global)?(Max|Avg)Pool(?:ing)?(?=\d)/, '$1$2Pooling').replace(/^(Global)?Avg/, '$1Average');

/** Values that a layer, initializer or the like is described by. */
export class Described extends Serializable {
  constructor(private className: string, private config: ConfigDict = {}) {
    super();
    Object.assign(this, config);
  }
  override getClassName(): string {
    return this.className;
  }
  getConfig(): ConfigDict {
    return this.config;
  }
}
/**
 * An object whose every name is a function that `make` gives for it. So the engine alone knows which layers there are; one
 * that it does not know it refuses by its name.
 */
const byName = (make: (name: string) => unknown, own: object = {}): any => new Proxy(own, {
  get: (target: any, name) => target[name] ?? (typeof name === 'string' && name !== 'then' ? (target[name] = make(name)) : undefined),
  has: () => true,
});
const described = () => byName((name) => (config?: ConfigDict) => new Described(classOf(name), config));

type Activation = 'elu' | 'hardSigmoid' | 'linear' | 'relu' | 'relu6' | 'selu' | 'sigmoid' | 'softmax' | 'softplus' | 'softsign' |
  'tanh' | 'swish' | 'mish' | 'gelu' | (string & {});
type InitializerLike = 'constant' | 'glorotNormal' | 'glorotUniform' | 'heNormal' | 'heUniform' | 'identity' | 'leCunNormal' |
  'leCunUniform' | 'ones' | 'orthogonal' | 'randomNormal' | 'randomUniform' | 'truncatedNormal' | 'varianceScaling' | 'zeros' |
  (string & {}) | Described;
type RegularizerLike = 'l1' | 'l2' | 'l1l2' | (string & {}) | Described;
type ConstraintLike = 'maxNorm' | 'minMaxNorm' | 'nonNeg' | 'unitNorm' | (string & {}) | Described;
type Pad = 'valid' | 'same' | 'causal';
type DataFormat = 'channelsFirst' | 'channelsLast';

interface Kernel extends LayerArgs {
  activation?: Activation;
  useBias?: boolean;
  kernelInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
  kernelConstraint?: ConstraintLike;
  biasConstraint?: ConstraintLike;
  kernelRegularizer?: RegularizerLike;
  biasRegularizer?: RegularizerLike;
  activityRegularizer?: RegularizerLike;
}
export interface DenseLayerArgs extends Kernel {
  units: number;
  inputDim?: number;
}
export interface ConvLayerArgs extends Kernel {
  filters: number;
  kernelSize: number | number[];
  strides?: number | number[];
  padding?: Pad;
  dataFormat?: DataFormat;
  dilationRate?: number | number[];
}
export interface DepthwiseConv2DLayerArgs extends Omit<ConvLayerArgs, 'filters'> {
  depthMultiplier?: number;
  depthwiseInitializer?: InitializerLike;
  depthwiseConstraint?: ConstraintLike;
  depthwiseRegularizer?: RegularizerLike;
}
export interface SeparableConvLayerArgs extends ConvLayerArgs {
  depthMultiplier?: number;
  depthwiseInitializer?: InitializerLike;
  pointwiseInitializer?: InitializerLike;
}
export interface PoolingLayerArgs extends LayerArgs {
  poolSize?: number | number[];
  strides?: number | number[];
  padding?: Pad;
  dataFormat?: DataFormat;
}
export interface RecurrentLayerArgs extends Kernel {
  units: number;
  recurrentActivation?: Activation;
  recurrentInitializer?: InitializerLike;
  recurrentRegularizer?: RegularizerLike;
  dropout?: number;
  recurrentDropout?: number;
  returnSequences?: boolean;
  returnState?: boolean;
  goBackwards?: boolean;
  stateful?: boolean;
  unroll?: boolean;
  resetAfter?: boolean;
  unitForgetBias?: boolean;
}
export interface BatchNormalizationLayerArgs extends LayerArgs {
  axis?: number;
  momentum?: number;
  epsilon?: number;
  center?: boolean;
  scale?: boolean;
  betaInitializer?: InitializerLike;
  gammaInitializer?: InitializerLike;
  movingMeanInitializer?: InitializerLike;
  movingVarianceInitializer?: InitializerLike;
}
type Make<A = LayerArgs & ConfigDict> = (args: A) => Layer;
type Maybe<A = LayerArgs & ConfigDict> = (args?: A) => Layer;
type Names<N extends string, F> = { [K in N]: F };

/** The layers. */
export type LayersNamespace =
  Names<'dense', Make<DenseLayerArgs>> &
  Names<'conv1d' | 'conv2d' | 'conv2dTranspose' | 'conv3d' | 'conv3dTranspose', Make<ConvLayerArgs>> &
  Names<'depthwiseConv2d', Make<DepthwiseConv2DLayerArgs>> &
  Names<'separableConv2d', Make<SeparableConvLayerArgs>> &
  Names<'averagePooling1d' | 'averagePooling2d' | 'averagePooling3d' | 'avgPool1d' | 'avgPool2d' | 'avgPool3d' | 'avgPooling1d' |
    'avgPooling2d' | 'avgPooling3d' | 'maxPool1d' | 'maxPool2d' | 'maxPooling1d' | 'maxPooling2d' | 'maxPooling3d', Maybe<PoolingLayerArgs>> &
  Names<'gru' | 'lstm' | 'simpleRNN' | 'gruCell' | 'lstmCell' | 'simpleRNNCell', Make<RecurrentLayerArgs>> &
  Names<'batchNormalization' | 'layerNormalization', Maybe<BatchNormalizationLayerArgs>> &
  Names<'dropout' | 'alphaDropout' | 'gaussianDropout' | 'spatialDropout1d' | 'spatialDropout2d', Make<LayerArgs & { rate: number; noiseShape?: number[]; seed?: number }>> &
  Names<'gaussianNoise', Make<LayerArgs & { stddev: number }>> &
  Names<'activation', Make<LayerArgs & { activation: Activation }>> &
  Names<'reshape', Make<LayerArgs & { targetShape: Shape }>> &
  Names<'rescaling', Make<LayerArgs & { scale: number; offset?: number }>> &
  Names<'permute', Make<LayerArgs & { dims: number[] }>> &
  Names<'repeatVector', Make<LayerArgs & { n: number }>> &
  Names<'embedding', Make<LayerArgs & ConfigDict & { inputDim: number; outputDim: number }>> &
  Names<'bidirectional' | 'timeDistributed', Make<LayerArgs & ConfigDict & { layer: Layer }>> &
  Names<'rnn', Make<LayerArgs & ConfigDict & { cell: Layer | Layer[] }>> &
  Names<'stackedRNNCells', Make<LayerArgs & { cells: Layer[] }>> &
  Names<'add' | 'average' | 'concatenate' | 'maximum' | 'minimum' | 'multiply' | 'subtract' | 'dot' | 'flatten' | 'softmax' | 'elu' | 'leakyReLU' |
    'prelu' | 'reLU' | 'thresholdedReLU' | 'masking' | 'globalAveragePooling1d' | 'globalAveragePooling2d' | 'globalMaxPooling1d' |
    'globalMaxPooling2d' | 'globalMaxPool1d' | 'globalMaxPool2d' | 'globalAveragePooling3d' | 'globalMaxPooling3d' | 'zeroPadding1d' | 'zeroPadding2d' | 'upSampling2d' | 'cropping2D' | 'convLstm2d' |
    'convLstm2dCell' | 'categoryEncoding' | 'centerCrop' | 'resizing' | 'randomWidth', Maybe>;

/** Makes layers, public as `tf.layers`. */
export const layers: LayersNamespace & { Layer: typeof Layer; input: typeof input; inputLayer: (args: any) => InputLayer } =
  // TensorFlow.js knows this form of the layer alone.
  /* @__PURE__ */ byName((name) => (args: LayerArgs = {}) =>
    new NativeLayer(classOf(name), name === 'gru' ? { resetAfter: false, ...args } as LayerArgs : args),
    { Layer, input, inputLayer: (args: any) => new InputLayer(args) });
/** Makes initial weights, public as `tf.initializers`. */
export const initializers: Record<'constant' | 'glorotNormal' | 'glorotUniform' | 'heNormal' | 'heUniform' | 'identity' | 'leCunNormal' |
  'leCunUniform' | 'ones' | 'orthogonal' | 'randomNormal' | 'randomUniform' | 'truncatedNormal' | 'varianceScaling' | 'zeros',
  (config?: ConfigDict) => Described> = /* @__PURE__ */ described();
/** Penalties on weights, public as `tf.regularizers`. */
export const regularizers: Record<'l1' | 'l2' | 'l1l2', (config?: ConfigDict) => Described> = /* @__PURE__ */ described();
/** Limits on weights, public as `tf.constraints`. */
export const constraints: Record<'maxNorm' | 'minMaxNorm' | 'nonNeg' | 'unitNorm', (config?: ConfigDict) => Described> =
  /* @__PURE__ */ described();
