import type { Rank, Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { anotherTfjs } from '../support/saving.js';

/**
 * What stock TensorFlow.js still lacks or gets wrong. A test that fails here names a mend that is no longer needed.
 */
describe('stock TensorFlow.js', () => {
  const tf = anotherTfjs();

  test('does not save the constraint of DepthwiseConv2D (mends.ts)', () => {
    const depthwiseConstraint = tf.constraints.nonNeg();
    const layer = tf.layers.depthwiseConv2d({ kernelSize: 3, depthwiseConstraint });
    expect(layer.getConfig().depthwiseConstraint ?? null).toBeNull();
  });

  test('does not save the depth multiplier of SeparableConv2D (mends.ts)', () => {
    const layer = tf.layers.separableConv2d({ filters: 2, kernelSize: 3, depthMultiplier: 3 });
    expect(layer.getConfig().depthMultiplier).toBeUndefined();
  });

  test('gives the directions of Bidirectional copies of the constraint (bidirectional.ts)', () => {
    const kernelConstraint = tf.constraints.nonNeg();
    const layer = tf.layers.simpleRNN({ units: 2, kernelConstraint }) as never;
    const both = tf.layers.bidirectional({ layer, inputShape: [4, 3] });
    both.build([null, 4, 3]);
    const { forwardLayer } = both as unknown as {
      forwardLayer: { cell: { kernelConstraint: unknown } };
    };
    expect(forwardLayer.cell.kernelConstraint).toBeInstanceOf(kernelConstraint.constructor);
    expect(forwardLayer.cell.kernelConstraint).not.toBe(kernelConstraint);
  });

  test('saves of Bidirectional the layer that it was given, not those that it trains (bidirectional.ts)', () => {
    const layer = tf.layers.simpleRNN({ units: 2 }) as never;
    const both = tf.layers.bidirectional({ layer, inputShape: [4, 3] });
    both.build([null, 4, 3]);
    const { forwardLayer } = both as unknown as {
      forwardLayer: { cell: { kernelConstraint: unknown } };
    };
    forwardLayer.cell.kernelConstraint = tf.constraints.nonNeg();
    expect(JSON.stringify(both.getConfig())).not.toContain('NonNeg');
  });

  test('ignores constraints in training (addWeight.ts)', async () => {
    const kernelConstraint = tf.constraints.maxNorm({ maxValue: 0.1, axis: 0 });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          kernelConstraint,
          kernelInitializer: 'ones',
          inputShape: [3],
        }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit(tf.ones([4, 3]), tf.ones([4, 2]), { verbose: 0 });
    const norms = tf.norm(model.getWeights()[0], 'euclidean', 0).dataSync();
    expect(Math.max(...norms)).toBeGreaterThan(0.2);
  });

  test('has no gradient of a dilated convolution (dilatedGradient.ts)', () => {
    const convolve = (filter: Tensor) =>
      tf.conv2d(tf.ones<Rank.R4>([1, 9, 9, 1]), filter as Tensor4D, 1, 'same', 'NHWC', 2);
    expect(() => tf.grad(convolve)(tf.ones([3, 3, 1, 1]))).toThrow(/dilation/);
  });

  test('has no gradient of a transposed convolution over volumes (conv3dTransposeGradient.ts)', () => {
    const convolve = (filter: Tensor) =>
      tf.conv3dTranspose(
        tf.ones<Rank.R5>([1, 2, 2, 2, 1]),
        filter as Tensor5D,
        [1, 4, 4, 4, 1],
        2,
        'same',
      );
    expect(() => tf.grad(convolve)(tf.ones([3, 3, 3, 1, 1]))).toThrow(/gradient/);
  });
});
