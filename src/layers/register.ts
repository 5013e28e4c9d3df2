import * as tf from '../tfjs/tf.js';
import { registerActivations } from './activations.js';
import { BatchNormalizationAlong } from './batchNormalizationAlong.js';
import { ChannelRescaling, Normalization } from './channelwise.js';
import { mendConvolutions } from './convolution.js';
import { registerDilatedGradients } from './dilatedGradient.js';
import { GRUCellResetAfter, GRUResetAfter } from './gruResetAfter.js';
import { GlobalAveragePoolingKeepDims, GlobalMaxPoolingKeepDims } from './keptDimsPooling.js';
import { mendMasks } from './masking.js';
import { Operation } from './operation.js';
import { mendReshape } from './reshape.js';
import { SpatialDropout2D, SpatialDropout3D } from './spatialDropout.js';
import { Subtract } from './subtract.js';

/** A second copy of this package finds the mark and leaves it at that. */
const MARK = Symbol.for('tfjs-max-norm/layers');

if (!Object.hasOwnProperty.call(tf.layers.Layer, MARK)) {
  Object.defineProperty(tf.layers.Layer, MARK, { value: true });
  const classes = [
    BatchNormalizationAlong,
    ChannelRescaling,
    GlobalAveragePoolingKeepDims,
    GlobalMaxPoolingKeepDims,
    GRUCellResetAfter,
    GRUResetAfter,
    Normalization,
    Operation,
    SpatialDropout2D,
    SpatialDropout3D,
    Subtract,
  ];
  for (const layer of classes) {
    tf.serialization.registerClass(
      layer as unknown as Parameters<typeof tf.serialization.registerClass>[0],
    );
  }
  registerActivations();
  mendConvolutions();
  mendMasks();
  mendReshape();
  registerDilatedGradients();
}
