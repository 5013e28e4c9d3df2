// The two ends of the circle that are walked in TypeScript: `circle.ts write FOLDER` saves networks for Keras,
// `circle.ts read FOLDER` loads what Keras made of them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm, MaxNorm, unitNorms } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';
import { allLayers, ownWeights, variableOf } from '../../src/tfjs/layers.js';
import { enforcedConstraint } from '../../src/enforce/enforcement.js';
import { difference, plain, type Plain, predict, readJson, tensor, writeJson } from './exchange.js';
import { circleNetworks, gallery, type Network } from './networks.js';

const TOLERANCE = 1e-6;

/** Gives every weight numbers of its own: zeros and ones would hide what is swapped. */
function scatter(model: tf.LayersModel): void {
  let seed = 1;
  for (const layer of allLayers(model)) {
    for (const weight of ownWeights(layer)) {
      const value = tf.randomNormal(weight.shape as number[], 0, 0.5, 'float32', seed++);
      variableOf(weight).assign(
        weight.originalName.endsWith('variance') ? value.abs().add(0.5) : value,
      );
    }
  }
}

interface Record {
  inputs: Plain[];
  outputs: Plain[];
  /** The bounds of the model, in the order of its weights. */
  bounds: number[];
  /** What is expected of every weight after training, where that is compared. */
  training?: { target: Plain; steps: number; weights: Plain[] };
}

function boundsOf(model: tf.LayersModel): number[] {
  return [...allLayers(model)]
    .flatMap(ownWeights)
    .map((weight) => enforcedConstraint(variableOf(weight)))
    .filter((constraint): constraint is MaxNorm => constraint instanceof MaxNorm)
    .map((constraint) => constraint.maxValue);
}

async function write(
  folder: string,
  { name, model, inputs }: Network,
  training?: Record['training'],
) {
  await saveKeras(model, join(folder, `${name}.keras`));
  const outputs = predict(model, inputs).map(plain);
  const record: Record = { inputs: inputs.map(plain), outputs, bounds: boundsOf(model), training };
  writeJson(join(folder, `${name}.json`), record);
}

async function writeParity(folder: string): Promise<void> {
  const constraint = () => maxNorm({ maxValue: 0.9 });
  const model = tf.sequential({
    name: 'parity',
    layers: [
      tf.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'tanh',
        inputShape: [6, 6, 2],
        kernelConstraint: constraint(),
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 8, activation: 'tanh', kernelConstraint: constraint() }),
      tf.layers.dense({ units: 3, kernelConstraint: constraint() }),
    ],
  });
  scatter(model);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const inputs = [tf.randomNormal([16, 6, 6, 2], 0, 1, 'float32', 1)];
  const target = tf.randomNormal([16, 3], 0, 1, 'float32', 2);
  const training = { target: plain(target), steps: 10, weights: [] as Plain[] };
  await write(folder, { name: 'parity', model, inputs }, training);
  for (let step = 0; step < training.steps; step++) await model.trainOnBatch(inputs[0], target);
  training.weights = model.getWeights().map(plain);
  const path = join(folder, 'parity.json');
  writeJson(path, { ...readJson<Record>(path), training });
}

async function writeAll(folder: string): Promise<void> {
  for (const network of circleNetworks()) {
    scatter(network.model);
    network.model.compile({ optimizer: tf.train.momentum(0.02, 0.9), loss: 'meanSquaredError' });
    await write(folder, network);
  }
  await writeParity(folder);
  for (const network of gallery()) {
    scatter(network.model);
    await write(join(folder, 'gallery'), network);
  }
}

let failures = 0;

function expect(what: string, passed: boolean): void {
  if (!passed) {
    failures++;
    console.error(`FAILED: ${what}`);
  }
}

/** The largest norm of a bounded unit, in units of its bound, over a model. */
function largestNorm(model: tf.LayersModel): number {
  let largest = 0;
  for (const weight of [...allLayers(model)].flatMap(ownWeights)) {
    const constraint = enforcedConstraint(variableOf(weight));
    if (!(constraint instanceof MaxNorm)) continue;
    const norm = unitNorms(variableOf(weight), constraint.axis).max().dataSync()[0];
    largest = Math.max(largest, norm / constraint.maxValue);
  }
  return largest;
}

async function readAll(folder: string): Promise<void> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.back.json'))
    .map((file) => file.slice(0, -'.back.json'.length));
  expect('Keras gave models back', names.length > 0);
  for (const name of names) {
    const sent = readJson<Record>(join(folder, `${name}.json`));
    const back = readJson<Record>(join(folder, `${name}.back.json`));
    for (const file of [`${name}.back.keras`, `${name}.back.h5`]) {
      const model = await loadKeras(join(folder, file));
      const outputs = predict(model, back.inputs.map(tensor));
      const worst = Math.max(...outputs.map((o, i) => difference(o, tensor(back.outputs[i]))));
      const norm = largestNorm(model);
      console.log(
        `${file.padEnd(24)} predictions within ${worst.toExponential(1)}, ` +
          `largest norm ${norm.toFixed(7)} c, ${boundsOf(model).length} bounds`,
      );
      expect(`${file}: predictions within ${TOLERANCE}`, worst <= TOLERANCE);
      expect(`${file}: norms within c`, norm <= 1 + 1e-6);
      expect(`${file}: the same bounds`, boundsOf(model).join() === sent.bounds.join());
      expect(`${file}: compiled`, model.optimizer != null);
    }
  }
}

const [command, folder] = process.argv.slice(2);
await tf.setBackend('cpu');
if (command === 'write') await writeAll(folder);
else await readAll(folder);
if (failures > 0) process.exit(1);
