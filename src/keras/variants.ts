import type * as tf from '../tfjs/tf.js';
import { type Config } from './config.js';

const keptDims = new Map([
  ['GlobalAveragePooling1D', 'GlobalAveragePoolingKeepDims'],
  ['GlobalAveragePooling2D', 'GlobalAveragePoolingKeepDims'],
  ['GlobalMaxPooling1D', 'GlobalMaxPoolingKeepDims'],
  ['GlobalMaxPooling2D', 'GlobalMaxPoolingKeepDims'],
]);

/** Which class here is a class of Keras with these options: some are two here. */
export function tfjsClassOf(className: string, config: Config): string {
  switch (className) {
    case 'GRU':
    case 'GRUCell':
      return config.reset_after === true ? `${className}ResetAfter` : className;
    case 'Rescaling':
      return [config.scale, config.offset].some((value) => [value].flat().length > 1)
        ? 'ChannelRescaling'
        : className;
    case 'BatchNormalization':
      return 'BatchNormalizationAlong';
    default:
      return config.keepdims === true ? (keptDims.get(className) ?? className) : className;
  }
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
