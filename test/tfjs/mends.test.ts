import { anotherTfjs } from '../support/saving.js';

/**
 * What stock TensorFlow.js still gets wrong. A test that fails here names a mend of src/tfjs that is no longer needed.
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
});
