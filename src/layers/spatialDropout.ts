import * as tf from '../tfjs/tf.js';
import { upstreamClass } from './base.js';

interface Dropout extends tf.layers.Layer {
  getNoiseShape(input: tf.Tensor): number[];
}

const Dropout = upstreamClass<Dropout>('Dropout');

/** Drops whole channels of images, `[batch, height, width, channels]` (Tompson et al. 2015). */
export class SpatialDropout2D extends Dropout {
  static readonly className = 'SpatialDropout2D';

  override getNoiseShape({ shape }: tf.Tensor): number[] {
    return wholeChannels(shape);
  }
}

/** Drops whole channels of volumes, `[batch, depth, height, width, channels]`. */
export class SpatialDropout3D extends Dropout {
  static readonly className = 'SpatialDropout3D';

  override getNoiseShape({ shape }: tf.Tensor): number[] {
    return wholeChannels(shape);
  }
}

function wholeChannels(shape: number[]): number[] {
  return shape.map((size, axis) => (axis === 0 || axis === shape.length - 1 ? size : 1));
}
