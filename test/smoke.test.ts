import * as tf from '@tensorflow/tfjs';
import {
  maxNorm,
  projectMaxNorm,
  unitNorms,
  enforceConstraints,
  releaseConstraints,
} from '../src/index.js';

test('holds', async () => {
  await tf.setBackend('cpu');
  const c = maxNorm({ maxValue: 0.5 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu', kernelConstraint: c }),
      tf.layers.dense({ units: 1, kernelConstraint: c }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
  const x = tf.randomNormal([32, 4]);
  const y = tf.mul(10, tf.randomNormal([32, 1]));
  await model.fit(x, y, { epochs: 3, verbose: 0 });
  const before = tf.memory().numTensors;
  await model.fit(x, y, { epochs: 20, verbose: 0 });
  expect(tf.memory().numTensors).toBe(before);
  const norms = unitNorms(model.layers[0].getWeights()[0]);
  console.log(
    norms.toString(),
    JSON.stringify(model.toJSON(null, false)).match(/.{0,40}MaxNorm.{0,80}/g),
  );
  c.maxValue = 0.25;
  await model.fit(x, y, { epochs: 1, verbose: 0 });
  console.log(unitNorms(model.layers[0].getWeights()[0]).toString());
  console.log(
    releaseConstraints(model),
    releaseConstraints(model),
    enforceConstraints(model),
    enforceConstraints(model),
  );
  const b = tf.sequential({
    layers: [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 3, kernelConstraint: c, recurrentConstraint: c }) as any,
        inputShape: [5, 2],
      }),
    ],
  });
  console.log(JSON.stringify(b.toJSON(null, false)).match(/.{0,40}MaxNorm.{0,80}/g));
  const g = tf.grad((w) => tf.sum(tf.square(projectMaxNorm(w, 1))));
  g(
    tf.tensor2d([
      [3, 0.1],
      [4, 0.2],
    ]),
  ).print();
});
