import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { disableWasmTraining } from './disableWasmTraining.js';

beforeEach(async () => {
  await enableWasmTraining();
  await tf.setBackend('wasm');
});

type DropoutArgs = Parameters<typeof tf.layers.dropout>[0];

function drop(args: DropoutArgs, shape: number[], training = true): number[] {
  return tf.tidy(() => {
    const layer = tf.layers.dropout(args);
    return [...(layer.apply(tf.ones(shape), { training }) as tf.Tensor).dataSync()];
  });
}

test('drops the share `rate` and scales the rest, for any size', async () => {
  const masks = fc.record({
    rate: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    shape: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(masks, async ({ rate, shape }) => {
      const values = drop({ rate }, shape);
      const kept = values.filter((value) => value !== 0);
      for (const value of kept) expect(value).toBeCloseTo(1 / (1 - rate), 3);
      // Seven standard deviations.
      const bound = 7 * Math.sqrt(values.length * rate * (1 - rate)) + 1;
      expect(Math.abs(kept.length - values.length * (1 - rate))).toBeLessThan(bound);
      return Promise.resolve();
    }),
  );
});

test('draws independent elements, anew at each call', () => {
  const size = 100_000;
  const first = drop({ rate: 0.5 }, [size]);
  const second = drop({ rate: 0.5 }, [size]);
  const agreement = (a: number[], b: number[]) =>
    a.filter((value, i) => value === b[i]).length / a.length;
  expect(Math.abs(agreement(first, second) - 0.5)).toBeLessThan(0.02);
  for (const lag of [1, 2, 3, 4, 5, 8, 16, 128]) {
    expect(Math.abs(agreement(first.slice(lag), first) - 0.5)).toBeLessThan(0.02);
  }
});

test('shares the mask along axes of 1 in noiseShape', () => {
  const values = drop({ rate: 0.5, noiseShape: [40, 1] }, [40, 3]);
  for (let row = 0; row < 40; row++) {
    expect(new Set(values.slice(3 * row, 3 * row + 3)).size).toBe(1);
  }
});

test('keeps the stock numbers where there is a seed', () => {
  const args = { rate: 0.4, seed: 7 };
  const enabled = drop(args, [50]);
  expect(drop(args, [50])).toEqual(enabled);
  disableWasmTraining();
  expect(drop(args, [50])).toEqual(enabled);
});

test('does nothing outside of training, at rate 0, and on another backend', async () => {
  expect(drop({ rate: 0.5 }, [20], false)).toEqual(Array(20).fill(1));
  expect(drop({ rate: 0 }, [20])).toEqual(Array(20).fill(1));
  await tf.setBackend('cpu');
  const { kernelNames } = await tf.profile(() => {
    const layer = tf.layers.dropout({ rate: 0.5 });
    return layer.apply(tf.ones([20]), { training: true }) as tf.Tensor;
  });
  expect(kernelNames).not.toContain('WasmDropoutMask');
});

test('drops nearly everything at a rate just below 1', () => {
  for (const rate of [1 - 2 ** -30, 1 - 2 ** -31, 1 - 2 ** -33, 1 - 2 ** -53]) {
    expect(drop({ rate }, [1000])).toEqual(Array(1000).fill(0));
  }
});

test('gives the error of the stock layer for a noiseShape that does not fit', async () => {
  for (const noiseShape of [
    [40, 2],
    [-1, 3],
    [1.5, 3],
  ]) {
    const message = errorOf(() => drop({ rate: 0.5, noiseShape }, [40, 3]));
    disableWasmTraining();
    expect(message).toBe(errorOf(() => drop({ rate: 0.5, noiseShape }, [40, 3])));
    await enableWasmTraining();
  }
});

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

test('passes the gradient through what it kept', () => {
  tf.tidy(() => {
    const layer = tf.layers.dropout({ rate: 0.5 });
    let output: tf.Tensor | undefined;
    const gradient = tf.grad((x) => {
      output = tf.keep(layer.apply(x, { training: true }) as tf.Tensor);
      return tf.sum(output);
    })(tf.ones([100]));
    expect([...gradient.dataSync()]).toEqual([...output!.dataSync()]);
    output!.dispose();
  });
});
