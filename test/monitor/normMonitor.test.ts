import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm, maxNormSchedule, normMonitor } from '../../src/index.js';
import { backends, describeBackends } from '../support/backends.js';
import { largestNorm } from '../support/reference.js';

const FIGURES = ['min', 'mean', 'max', 'at_bound'].map((figure) => `norm_hidden_kernel_${figure}`);

function compiled(constrained = true): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden',
        units: 4,
        inputShape: [3],
        kernelConstraint: constrained ? maxNorm({ maxValue: 0.5 }) : undefined,
      }),
      tf.layers.dense({ name: 'out', units: 1 }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

const x = (): tf.Tensor => tf.randomNormal([8, 3], 0, 1, 'float32', 1);
const y = (): tf.Tensor => tf.fill([8, 1], 20);

describeBackends('normMonitor', () => {
  test('adds the norms to the logs of fit, for History and the callbacks that follow', async () => {
    const model = compiled();
    const seen: tf.Logs[] = [];
    const data = [x(), y()];
    const fit = () =>
      model.fit(data[0], data[1], {
        epochs: 3,
        verbose: 0,
        callbacks: [
          normMonitor(),
          new tf.CustomCallback({ onEpochEnd: (_, logs) => void seen.push({ ...logs }) }),
        ],
      });
    await fit();
    const before = tf.memory().numTensors;
    const { history } = await fit();
    expect(tf.memory().numTensors).toBe(before);
    for (const name of ['loss', ...FIGURES]) expect(history[name]).toHaveLength(3);
    const max = history['norm_hidden_kernel_max'][2] as number;
    expect(max).toBeCloseTo(largestNorm(model.getWeights()[0], [0]), 6);
    expect(max).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    expect(seen[5]['norm_hidden_kernel_max']).toBe(max);
    expect(history['norm_out_kernel_max']).toBeUndefined();
  });
});

describe('normMonitor', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('adds them to those of fitDataset, with validation', async () => {
    const dataset = tf.data.zip({
      xs: tf.data.array([...Array(8).keys()].map((i) => [i, 1, 1])),
      ys: tf.data.array([...Array(8).keys()].map((i) => [i])),
    });
    const { history } = await compiled().fitDataset(dataset.batch(4), {
      epochs: 2,
      verbose: 0,
      validationData: dataset.batch(8),
      callbacks: normMonitor(),
    });
    for (const name of ['val_loss', ...FIGURES]) expect(history[name]).toHaveLength(2);
  });

  test('downloads once an epoch, however many weights there are', async () => {
    const model = compiled();
    const data = jest.spyOn(tf.Tensor.prototype, 'data');
    await model.fit(x(), y(), { epochs: 1, verbose: 0 });
    const without = data.mock.calls.length;
    data.mockClear();
    await model.fit(x(), y(), {
      epochs: 1,
      verbose: 0,
      callbacks: normMonitor({ kernels: true }),
    });
    // One when training begins, one for the epoch.
    expect(data.mock.calls.length).toBe(without + 2);
    data.mockRestore();
  });

  test('adds them every so many epochs, and for kernels without a constraint', async () => {
    const { history } = await compiled(false).fit(x(), y(), {
      epochs: 5,
      verbose: 0,
      callbacks: normMonitor({ every: 2, kernels: true }),
    });
    expect(history['norm_hidden_kernel_max']).toHaveLength(2);
    expect(history['norm_out_kernel_mean']).toHaveLength(2);
    expect(history['norm_hidden_kernel_at_bound']).toBeUndefined();
  });

  test('bad options, and nothing to monitor, are errors', async () => {
    expect(() => normMonitor({ every: 0 })).toThrow(
      'normMonitor: every must be a positive integer, got 0.',
    );
    expect(() => normMonitor({ each: 1 } as never)).toThrow('unknown option "each"');
    await expect(
      compiled(false).fit(x(), y(), { verbose: 0, callbacks: normMonitor() }),
    ).rejects.toThrow('normMonitor: no weight of the model has a constraint');
  });
});

(backends.includes('tensorflow') ? test : test.skip)(
  'TensorBoard shows the norms and c',
  async () => {
    await tf.setBackend('tensorflow');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional, so it cannot be imported
    const { node } = require('@tensorflow/tfjs-node') as {
      node: { tensorBoard(dir: string): tf.CustomCallback };
    };
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'norm-monitor-'));
    try {
      const model = compiled();
      const schedule = maxNormSchedule(maxNorm(), (epoch) => 3 - epoch);
      await model.fit(x(), y(), {
        epochs: 2,
        verbose: 0,
        callbacks: [schedule, normMonitor(), node.tensorBoard(dir)],
      });
      const train = path.join(dir, 'train');
      const events = fs
        .readdirSync(train)
        .map((file) => fs.readFileSync(path.join(train, file), 'latin1'));
      for (const name of [...FIGURES, 'max_norm']) expect(events.join()).toContain(`epoch_${name}`);
    } finally {
      fs.rmSync(dir, { recursive: true });
    }
  },
);
