/** What functions of this library are in the engine, so that training calls no JavaScript for them. */
import * as losses from '../ops/losses';
import * as metrics from './metrics';

const logits = (class_name: string) => ({ class_name, config: { from_logits: true } });
let known: Map<Function, unknown> | undefined;

/** The engine's name or description of a loss or metric function, if it has it. */
export function engineName(f: Function): unknown {
  known ??= new Map<Function, unknown>([
    [losses.meanSquaredError, 'mean_squared_error'],
    [losses.absoluteDifference, 'mean_absolute_error'],
    [losses.huberLoss, 'huber'],
    [losses.softmaxCrossEntropy, logits('CategoricalCrossentropy')],
    [losses.sigmoidCrossEntropy, logits('BinaryCrossentropy')],
    [metrics.binaryAccuracy, 'binary_accuracy'],
    [metrics.binaryCrossentropy, 'binary_crossentropy'],
    [metrics.categoricalAccuracy, 'categorical_accuracy'],
    [metrics.categoricalCrossentropy, 'categorical_crossentropy'],
    [metrics.sparseCategoricalAccuracy, 'sparse_categorical_accuracy'],
    [metrics.meanAbsoluteError, 'mean_absolute_error'],
    [metrics.meanSquaredError, 'mean_squared_error'],
    [metrics.meanAbsolutePercentageError, 'mean_absolute_percentage_error'],
  ]);
  return known.get(f);
}
