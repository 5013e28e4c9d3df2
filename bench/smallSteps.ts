// Where the time of a small step goes: 784-300-150-10, batches of 16, momentum, without anything, with L1, with L2, with
// L2 that brings its gradient along, and with max-norm, by turns in one process.
// Run: npx tsx bench/smallSteps.ts [wasm|tensorflow] [rounds]
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import Table from 'cli-table3';
import { maxNorm } from '../src/index.js';
import { enableWasmTraining } from '../src/wasm/index.js';

const BATCH = 16;
const L1 = 1e-5;
const L2 = 1e-4;

const arms = {
  none: {},
  L1: { kernelRegularizer: () => tf.regularizers.l1({ l1: L1 }) },
  L2: { kernelRegularizer: () => tf.regularizers.l2({ l2: L2 }) },
  'L2, own gradient': { kernelRegularizer: l2WithGradient },
  'max-norm': { kernelConstraint: () => maxNorm({ maxValue: 1 }) },
} satisfies Record<string, Partial<Record<'kernelRegularizer' | 'kernelConstraint', () => object>>>;

/** The same sum of squares; its gradient is one product, where that of `tf.regularizers.l2` is made from those of all parts. */
function l2WithGradient(): object {
  const apply = tf.customGrad((x, save) => {
    const weight = x as tf.Tensor;
    (save as tf.GradSaveFunc)([weight]);
    return {
      value: tf.mul(L2, tf.sum(tf.square(weight))),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], tf.mul(dy, 2 * L2)),
    };
  });
  return Object.assign(tf.regularizers.l2({ l2: L2 }), { apply });
}

function network(arm: keyof typeof arms): tf.Sequential {
  const extra = () =>
    Object.fromEntries(Object.entries(arms[arm]).map(([name, make]) => [name, make()]));
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 300, activation: 'relu', inputShape: [784], ...extra() }),
      tf.layers.dense({ units: 150, activation: 'relu', ...extra() }),
      tf.layers.dense({ units: 10, activation: 'softmax', ...extra() }),
    ],
  });
  model.compile({ optimizer: tf.train.momentum(0.03, 0.9), loss: 'categoricalCrossentropy' });
  return model;
}

/** The milliseconds that each kernel takes from now on, by its name; those that a kernel calls count as its own. */
function watchKernels(): Map<string, number> {
  const times = new Map<string, number>();
  let depth = 0;
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, kernelFunc } = kernel;
    kernel.kernelFunc = (params) => {
      if (depth > 0) return kernelFunc(params);
      depth++;
      const start = performance.now();
      try {
        return kernelFunc(params);
      } finally {
        depth--;
        times.set(kernelName, (times.get(kernelName) ?? 0) + performance.now() - start);
        times.set('calls', (times.get('calls') ?? 0) + 1);
      }
    };
  }
  return times;
}

interface Sample {
  step: number;
  kernels: Map<string, number>;
}

async function main(): Promise<void> {
  const [backend = 'wasm', rounds = '300'] = process.argv.slice(2);
  if (backend === 'tensorflow') {
    // A variable, since TypeScript looks for a literal where it need not be installed.
    const tfjsNode = '@tensorflow/tfjs-node';
    await import(tfjsNode);
  } else await enableWasmTraining();
  await tf.setBackend(backend);
  const times = watchKernels();
  const x = tf.randomUniform([BATCH, 784]);
  const y = tf.tidy(() => tf.oneHot(tf.range(0, BATCH, 1, 'int32').mod(10).toInt(), 10));
  const names = Object.keys(arms) as (keyof typeof arms)[];
  const models = names.map(network);
  const samples: Sample[][] = names.map(() => []);
  for (let round = -30; round < Number(rounds); round++) {
    for (const [i, model] of models.entries()) {
      times.clear();
      const start = performance.now();
      await model.trainOnBatch(x, y);
      const step = performance.now() - start;
      if (round >= 0) samples[i].push({ step, kernels: new Map(times) });
    }
  }
  const table = new Table({
    head: [
      'arm',
      'step, ms\n(fastest\ntenth,\nmedian)',
      'kernels',
      'ms in\nthem',
      'ms\nout-\nside',
      'longest, ms',
    ],
    colWidths: [10],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  names.forEach((name, i) => {
    const sorted = samples[i].sort((a, b) => a.step - b.step);
    const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))];
    // One real step speaks for all, of those that nothing else held up.
    const { step, kernels } = at(0.05);
    const calls = kernels.get('calls')!;
    const each = [...kernels].filter(([kernel]) => kernel !== 'calls').sort((a, b) => b[1] - a[1]);
    const inside = each.reduce((sum, [, ms]) => sum + ms, 0);
    table.push([
      name,
      `${step.toFixed(2)}\n(${at(0).step.toFixed(2)}-${at(0.1).step.toFixed(2)},\n${at(0.5).step.toFixed(2)})`,
      calls,
      inside.toFixed(2),
      (step - inside).toFixed(2),
      each
        .slice(0, 3)
        .map(([kernel, ms]) => `${kernel} ${ms.toFixed(2)}`)
        .join('\n'),
    ]);
  });
  console.log(`${backend}, TensorFlow.js ${tf.version.tfjs}, Node ${process.version}`);
  console.log(table.toString());
}

await main();
