import * as tf from '@tensorflow/tfjs';

type Four = [number, number, number, number];
export interface Case {
  input: Four;
  kernel: Four;
  rate: [number, number];
  pad: 'same' | 'valid';
  depthwise: boolean;
}

const shapes: Omit<Case, 'depthwise'>[] = [
  { input: [2, 9, 8, 3], kernel: [3, 2, 3, 4], rate: [2, 3], pad: 'same' },
  { input: [2, 9, 8, 3], kernel: [3, 2, 3, 4], rate: [2, 3], pad: 'valid' },
  { input: [1, 7, 7, 1], kernel: [3, 3, 1, 2], rate: [3, 3], pad: 'valid' },
  { input: [2, 1, 13, 2], kernel: [1, 4, 2, 3], rate: [1, 4], pad: 'same' },
  { input: [1, 11, 5, 2], kernel: [3, 1, 2, 1], rate: [5, 1], pad: 'valid' },
];

export const cases: Case[] = shapes.flatMap((shape) =>
  [false, true].map((depthwise) => ({ ...shape, depthwise })),
);

/** The gradients of `sum(dy * convolution(x, kernel))` by their definition, in float64. */
function definition({ input, kernel, rate, pad, depthwise }: Case, data: tf.Tensor[]) {
  const [x, k, dy] = data.map((tensor) => Array.from(tensor.dataSync()));
  const [, height, width, out] = data[2].shape;
  const [rows, columns, depth, filters] = kernel;
  const before = [rows, columns].map((size, i) =>
    pad === 'same' ? Math.floor((rate[i] * (size - 1)) / 2) : 0,
  );
  const [dx, dk] = [x, k].map((values) => values.map(() => 0));
  dy.forEach((value, index) => {
    const o = index % out;
    const j = Math.floor(index / out) % width;
    const i = Math.floor(index / (out * width)) % height;
    const b = Math.floor(index / (out * width * height));
    for (let p = 0; p < rows; p++) {
      for (let q = 0; q < columns; q++) {
        const [row, column] = [i + p * rate[0] - before[0], j + q * rate[1] - before[1]];
        if (row < 0 || row >= input[1] || column < 0 || column >= input[2]) continue;
        for (let c = 0; c < depth; c++) {
          if (depthwise && Math.floor(o / filters) !== c) continue;
          const at = ((b * input[1] + row) * input[2] + column) * depth + c;
          const weight = ((p * columns + q) * depth + c) * filters + (depthwise ? o % filters : o);
          dx[at] += value * k[weight];
          dk[weight] += value * x[at];
        }
      }
    }
  });
  return [dx, dk];
}

/** The largest difference of a backend's gradients from their definition, in units of the largest value and of 1. */
export function gradientError(each: Case): number {
  const convolution = each.depthwise ? tf.depthwiseConv2d : tf.conv2d;
  let worst = 0;
  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>(each.input, 0, 1, 'float32', 1);
    const kernel = tf.randomNormal<tf.Rank.R4>(each.kernel, 0, 1, 'float32', 2);
    const run = (a: tf.Tensor, b: tf.Tensor) =>
      convolution(a as tf.Tensor4D, b as tf.Tensor4D, 1, each.pad, 'NHWC', each.rate);
    const dy = tf.randomNormal<tf.Rank.R4>(run(x, kernel).shape, 0, 1, 'float32', 3);
    const gradients = tf.grads(run)([x, kernel], dy);
    definition(each, [x, kernel, dy]).forEach((expected, i) => {
      const actual = gradients[i].dataSync();
      if (actual.length !== expected.length) worst = Infinity;
      const most = Math.max(...expected.map(Math.abs));
      expected.forEach((value, j) => {
        worst = Math.max(worst, Math.abs(actual[j] - value) / (1 + most));
      });
    });
  });
  return worst;
}
