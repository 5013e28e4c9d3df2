import * as tf from '@tensorflow/tfjs';
import { maxNorm, projectMaxNorm, unitNorms } from 'tfjs-max-norm';
import { describeBackends } from '../support/backends.js';
import { normsComposed, projectComposed } from '../support/composed.js';
import { constrainedWeights, layerCases, modelOf } from '../support/layerCases.js';
import { brokenPromises, measurePromise, type Operations } from '../support/promise.js';
import { layerLayouts, structuredWeights } from '../support/structuredWeights.js';

const tensor = (values: Float32Array, shape: number[]) => tf.tensor(values, shape);
const implementations: [string, Operations][] = [
  ['kernel', { tensor, project: projectMaxNorm, norms: unitNorms }],
  ['composed', { tensor, project: projectComposed, norms: normsComposed }],
];

async function findings(operations: Operations, shape: number[], axes: number[]) {
  const found: string[] = [];
  for (const weight of structuredWeights(shape, axes)) {
    const broken = brokenPromises(await measurePromise(operations, weight));
    if (Object.keys(broken).length > 0) found.push(`${weight.title}: ${JSON.stringify(broken)}`);
  }
  return found;
}

describeBackends('what is promised of every weight', () => {
  describe.each(implementations)('holds for the %s', (name, operations) => {
    test.each([
      [128, 16],
      [784, 5],
      ...(name === 'kernel'
        ? [
            [1009, 3],
            [4096, 2],
          ]
        : []),
    ])('at a fan-in of %i, in every layout of a layer', async (fanIn, units) => {
      for (const [, shape, axes] of layerLayouts(fanIn, units)) {
        expect(await findings(operations, shape, axes)).toEqual([]);
      }
    });

    test.each([
      [
        [3, 50, 2, 40, 2],
        [1, 3],
      ],
      [
        [2, 3, 70, 3, 20],
        [0, 2, 4],
      ],
      [[7, 300, 5], [1]],
    ])('for %j over %j', async (shape, axes) => {
      expect(await findings(operations, shape, axes)).toEqual([]);
    });
  });

  test.each([
    [[65537, 3], [0]],
    [[3, 65537], [1]],
    [[1_000_000], [0]],
    // Above what tensorflow reads as a whole.
    [[80, 1024], [0]],
    [[784, 128], [0]],
    [[301, 5, 61], [1]],
  ])('holds for %j over %j', async (shape, axes) => {
    expect(await findings(implementations[0][1], shape, axes)).toEqual([]);
  });

  const kinds: [string, (at: number) => number][] = [
    ['constant', () => 0.7],
    ['two-valued', (at) => (at % 3 === 0 ? 0.7 : 0.3)],
    ['alternating', (at) => (at % 2 === 0 ? 0.7 : -0.7)],
  ];

  test.each(layerCases)('$title is loaded unchanged', async (layerCase) => {
    for (const [, valueAt] of kinds) {
      const constraint = maxNorm({ maxValue: 0.9 });
      const model = modelOf(layerCase, constraint);
      model.setWeights(
        model.getWeights().map((weight) => {
          const values = Float32Array.from({ length: weight.size }, (_, at) => valueAt(at));
          return tf.tensor(values, weight.shape);
        }),
      );
      await expectUnchanged(model);
      for (const { axes, weight } of constrainedWeights(layerCase, model)) {
        expect(Math.max(...tf.tidy(() => unitNorms(weight, axes).dataSync()))).toBeLessThanOrEqual(
          0.9 * (1 + 1e-6),
        );
      }
      model.dispose();
    }
  });

  test('a Dense kernel of equal weights is loaded unchanged', async () => {
    for (const fanIn of [128, 300, 784, 1024, 2048, 4096]) {
      for (const value of [0.7, 0.123, 1 / 3]) {
        const kernelConstraint = maxNorm({ maxValue: 0.9 });
        const model = tf.sequential({
          layers: [tf.layers.dense({ units: 3, inputShape: [fanIn], kernelConstraint })],
        });
        model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, value)));
        await expectUnchanged(model);
        model.dispose();
      }
    }
  });
});

/** Built anew from its JSON and given its own weights, as loading does, a model has the same bits. */
async function expectUnchanged(model: tf.Sequential): Promise<void> {
  const before = model.getWeights().map((weight) => weight.dataSync().slice());
  const modelTopology: unknown = JSON.parse(model.toJSON() as string);
  const loaded = await tf.models.modelFromJSON({ modelTopology } as never);
  loaded.setWeights(model.getWeights());
  expect(loaded.getWeights().map((weight) => weight.dataSync())).toEqual(before);
  loaded.dispose();
}
