// Runs in the browser; bundled and opened by webgl.ts.
import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm } from '../src/index.js';
import { composedProjection } from '../src/kernels/composed.js';
import { unitBlocks } from '../src/kernels/unitBlocks.js';
import { type Timing, timing } from './measure.js';

const shapes: [shape: number[], axes: number[]][] = [
  [[784, 1024], [0]],
  [[1024, 1024], [0]],
  [
    [3, 3, 64, 128],
    [0, 1, 2],
  ],
  [
    [3, 3, 128, 64],
    [0, 1, 3],
  ],
  [[10000, 64], [1]],
];

export interface Row {
  shape: number[];
  axes: number[];
  exceed: string;
  composed: Timing;
  ours: Timing;
}

function composedOver(weight: tf.Tensor, maxValue: number, axes: number[]): tf.Tensor {
  return composedProjection(weight, { maxValue, axes, blocks: unitBlocks(weight.shape, axes)! });
}

/** By turns, each call timed until one element of its result has been read back. */
function compare(rounds: number): Row[] {
  return shapes.flatMap(([shape, axes]) =>
    ['none', 'half'].map((exceed) => {
      // As an optimizer leaves it: in a packed texture.
      const weight = tf.tidy(() => tf.add(tf.randomNormal(shape, 0, 1, 'float32', 1), 0));
      const fanIn = axes.reduce((product, axis) => product * shape[axis], 1);
      const maxValue = Math.sqrt(fanIn) * (exceed === 'none' ? 2 : 1);
      const time = (project: typeof composedOver) => {
        const start = performance.now();
        tf.tidy(() => {
          const projected = project(weight, maxValue, axes);
          const first = shape.map(() => 0);
          const one = shape.map(() => 1);
          return tf.slice(projected, first, one).dataSync();
        });
        return performance.now() - start;
      };
      const composed: number[] = [];
      const ours: number[] = [];
      for (let round = -3; round < rounds; round++) {
        const taken = [time(composedOver), time(projectMaxNorm)];
        if (round < 0) continue;
        composed.push(taken[0]);
        ours.push(taken[1]);
      }
      weight.dispose();
      return { shape, axes, exceed, composed: timing(composed), ours: timing(ours) };
    }),
  );
}

async function run(rounds: number): Promise<{ renderer: string; rows: Row[] }> {
  if (!(await tf.setBackend('webgl'))) throw new Error('The backend webgl does not start.');
  const gl = document.createElement('canvas').getContext('webgl2')!;
  const info = gl.getExtension('WEBGL_debug_renderer_info')!;
  const renderer = String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  return { renderer, rows: compare(rounds) };
}

Object.assign(globalThis, { run });
