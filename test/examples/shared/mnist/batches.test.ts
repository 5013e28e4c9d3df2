import * as tf from '@tensorflow/tfjs';
import { type Batch, batches, batchesPerPass } from '../../../../examples/shared/mnist/batches.js';
import { seededRandom } from '../../../../examples/shared/random.js';
import { digitsOf } from './digitsOf.js';

const digits = digitsOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

/** The labels of a pass, batch by batch. */
async function pass(dataset: tf.data.Dataset<Batch>): Promise<number[][]> {
  const labels: number[][] = [];
  await dataset.forEachAsync(({ xs, ys }) => {
    labels.push(Array.from(tf.tidy(() => ys.argMax(1).dataSync())));
    tf.dispose([xs, ys]);
  });
  return labels;
}

beforeAll(() => tf.setBackend('cpu'));

test('give pixels from 0 to 1 and one-hot targets', async () => {
  const [{ xs, ys }] = await batches(digits, { batchSize: 4, inputShape: [28, 28, 1] }).toArray();
  expect(xs.shape).toEqual([4, 28, 28, 1]);
  expect(ys.shape).toEqual([4, 10]);
  expect((await xs.data())[3 * 784]).toBeCloseTo(3 / 255, 7);
  expect(Array.from(await ys.data()).slice(10, 20)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('cover every digit once, the last batch smaller', async () => {
  const dataset = batches(digits, { batchSize: 4, inputShape: [784], random: seededRandom(1) });
  const labels = await pass(dataset);
  expect(labels.map((batch) => batch.length)).toEqual([4, 4, 2]);
  expect(labels.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(batchesPerPass(digits, 4)).toBe(3);
});

test('come in a new order at each pass, the same for the same seed', async () => {
  const twoPasses = async (seed: number) => {
    const dataset = batches(digits, {
      batchSize: 10,
      inputShape: [784],
      random: seededRandom(seed),
    });
    return [...(await pass(dataset)), ...(await pass(dataset))];
  };
  const [first, second] = await twoPasses(7);
  expect(second).not.toEqual(first);
  expect(await twoPasses(7)).toEqual([first, second]);
  expect(await twoPasses(8)).not.toEqual([first, second]);
});

test('leave no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await pass(batches(digits, { batchSize: 3, inputShape: [784] }));
  expect(tf.memory().numTensors).toBe(before);
});
