import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm, unitAxes, unitNorms } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';

interface Case {
  layer: string;
  shape: number[];
  weight: number[];
  projected: number[];
  permutation: number[];
  axis: number[];
}

/** Made by record.py. */
const { maxValue, cases } = JSON.parse(readFileSync(join(__dirname, 'renorm.json'), 'utf8')) as {
  maxValue: number;
  cases: Case[];
};

const layers: Record<string, () => [tf.layers.Layer, string]> = {
  Linear: () => [tf.layers.dense({ units: 5 }), 'kernel'],
  Conv2d: () => [tf.layers.conv2d({ filters: 4, kernelSize: 3 }), 'kernel'],
  ConvTranspose2d: () => [tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3 }), 'kernel'],
  'depthwise Conv2d': () => [tf.layers.depthwiseConv2d({ kernelSize: 3 }), 'depthwise_kernel'],
  Embedding: () => [tf.layers.embedding({ inputDim: 6, outputDim: 5 }), 'embeddings'],
};

describeBackends("torch.renorm's recorded output", () => {
  test.each(cases.map((each) => [each.layer, each] as const))(
    'is what %s weights become, and its axes are the ones found',
    (layer, { shape, weight, projected, permutation, axis }) => {
      expect(unitAxes(...layers[layer]())).toEqual(axis);
      tf.tidy(() => {
        const [before, expected] = [weight, projected].map((values) =>
          tf.tensor(values, shape).transpose(permutation),
        );
        const norms = unitNorms(before, axis).dataSync();
        // Some units are outside of the bound, and some inside where the layer has units enough.
        expect(Math.max(...norms)).toBeGreaterThan(maxValue);
        const difference = projectMaxNorm(before, maxValue, axis).sub(expected).abs().max();
        // torch.renorm divides by the norm plus 1e-7, and itself errs by 1e-6 of a weight.
        expect(difference.dataSync()[0]).toBeLessThan(1e-6);
      });
    },
  );
});
