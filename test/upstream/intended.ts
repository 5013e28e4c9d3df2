/** Tests that pass on stock TensorFlow.js and are meant to fail with this package: name and reason. */
export const intended: Record<string, string> = Object.fromEntries(
  ['cpu', 'wasm'].map((backend) => [
    `depthwiseConv2d gradients ${backend} {} throws error on dilations > 1`,
    'tfjs-max-norm/layers brings this gradient.',
  ]),
);
