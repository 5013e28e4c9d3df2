import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm } from 'tfjs-max-norm';
import {
  coordinateClipping,
  gradientClipping,
  l2Decay,
  maxNorm,
} from '../../examples/lab/ball/rules.js';
import type { Vector } from '../../examples/lab/ball/vector.js';

const knobs = { maxValue: 2, decay: 0.1, longestStep: 0.5 };
const from: Vector = [1.2, -0.9];
const step: Vector = [1.8, 4.9]; // to [3, 4], of length 5

describe('the rules of the lab', () => {
  it('max-norm is the projection of this package', () => {
    for (const [x, y] of [
      [3, 4],
      [0.3, 0.4],
      [-2, 0],
      [0, 0],
    ] as Vector[]) {
      const to = maxNorm.apply(from, [x - from[0], y - from[1]], knobs);
      const projected = tf.tidy(() => [...projectMaxNorm(tf.tensor1d([x, y]), 2).dataSync()]);
      // What the projection promises.
      to.forEach((coordinate, i) => {
        expect(Math.abs(coordinate - projected[i])).toBeLessThanOrEqual(
          1e-6 * Math.abs(coordinate),
        );
      });
    }
  });

  it('clipping takes each coordinate for itself and turns w', () => {
    expect(coordinateClipping.apply(from, step, knobs)).toEqual([2, 2]);
    const move = { from, free: [3, 4] as Vector, to: [2, 2] as Vector };
    expect(coordinateClipping.read(move, knobs)).toBe(
      'Turned w by 8.1°: another direction, ‖w‖ = 2.83.',
    );
  });

  it('L2 decay takes a share of w, and bounds nothing', () => {
    const [x, y] = l2Decay.apply(from, step, knobs);
    expect(x).toBeCloseTo(0.9 * 1.2 + 1.8, 12);
    expect(y).toBeCloseTo(0.9 * -0.9 + 4.9, 12);
  });

  it('gradient clipping bounds the step, not w', () => {
    const [x, y] = gradientClipping.apply([10, 0], [3, 4], knobs);
    expect(x).toBeCloseTo(10.3, 12);
    expect(y).toBeCloseTo(0.4, 12);
  });

  it('tells in numbers what max-norm did', () => {
    const to = maxNorm.apply(from, step, knobs);
    expect(maxNorm.read({ from, free: [3, 4], to }, knobs)).toBe(
      'The step took ‖w‖ from 1.50 to 5.00, beyond c = 2.00: w is scaled by 0.40. ' +
        'Direction kept, length cut.',
    );
  });
});
