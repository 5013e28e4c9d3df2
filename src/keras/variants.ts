import type * as tf from '../tfjs/tf.js';
import { type Config } from './config.js';

const keptDims: Record<string, string> = {
  GlobalAveragePooling1D: 'GlobalAveragePoolingKeepDims',
  GlobalAveragePooling2D: 'GlobalAveragePoolingKeepDims',
  GlobalMaxPooling1D: 'GlobalMaxPoolingKeepDims',
  GlobalMaxPooling2D: 'GlobalMaxPoolingKeepDims',
};

/** Which class here is a class of Keras with these options: some are two here. */
export function tfjsClassOf(className: string, config: Config, rank: number | null): string {
  switch (className) {
    case 'GRU':
    case 'GRUCell':
      return config.reset_after === true ? `${className}ResetAfter` : className;
    case 'Rescaling':
      return [config.scale, config.offset].some((value) => [value].flat().length > 1)
        ? 'ChannelRescaling'
        : className;
    case 'BatchNormalization':
      return isPlainNormalization(config, rank) ? className : 'BatchNormalizationAlong';
    default:
      return config.keepdims === true ? (keptDims[className] ?? className) : className;
  }
}

/** Whether TensorFlow.js's own BatchNormalization does the same: on the last axis, when it is not frozen. */
function isPlainNormalization(config: Config, rank: number | null): boolean {
  const [axis] = [config.axis].flat();
  // Where the file does not tell the rank, the axis of images' channels is taken for the last.
  const isLast = axis === -1 || axis === (rank ?? 4) - 1;
  const isComplete = config.center !== false && config.scale !== false;
  return isLast && isComplete && config.trainable !== false && rank !== 5;
}

/** Keras's class of a layer. */
export function kerasClassOf(layer: tf.layers.Layer): string {
  const className = layer.getClassName();
  switch (className) {
    case 'GRUResetAfter':
    case 'GRUCellResetAfter':
    case 'BatchNormalizationAlong':
      return className.replace(/ResetAfter$|Along$/, '');
    case 'ChannelRescaling':
      return 'Rescaling';
    case 'GlobalAveragePoolingKeepDims':
    case 'GlobalMaxPoolingKeepDims': {
      const rank = (layer.outputShape as tf.Shape).length;
      return className.replace('KeepDims', `${rank - 2}D`);
    }
    default:
      return className;
  }
}
