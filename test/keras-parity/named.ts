// Models that Keras built, as a user meets them: `named.ts FOLDER` loads each from .keras and .h5, compares predictions
// and bounds, trains it here, looks at the norms along Keras's own axes, sends it back, and prints a line a network.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { MaxNorm, unitNorms } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';
import { allLayers, ownWeights, variableOf, weightName } from '../../src/tfjs/layers.js';
import { enforcedConstraint } from '../../src/enforce/enforcement.js';
import { difference, plain, type Plain, predict, readJson, tensor, writeJson } from './exchange.js';
import { activations, layers } from './ownParts.js';

const TOLERANCE = 1e-5;
const STEPS = 3;

interface Bound {
  layer: string;
  weight: string;
  maxValue: number;
  axis: number[];
}

interface Record {
  inputs: Plain[];
  outputs: Plain[];
  bounds: Bound[];
  compiled: boolean;
}

let failures = 0;
function expect(what: string, passed: boolean): void {
  if (passed) return;
  failures++;
  console.error(`FAILED: ${what}`);
}

/** The weights under a bound, by layer and name. */
function boundedWeights(model: tf.LayersModel): Map<string, tf.Variable> {
  const found = new Map<string, tf.Variable>();
  for (const layer of allLayers(model)) {
    for (const weight of ownWeights(layer)) {
      const variable = variableOf(weight);
      if (enforcedConstraint(variable) instanceof MaxNorm) {
        // Keras 3 has one name for the kernel of every convolution.
        found.set(`${layer.name}/${weightName(weight).replace(/^depthwise_/, '')}`, variable);
      }
    }
  }
  return found;
}

function sameBounds(model: tf.LayersModel, bounds: Bound[]): boolean {
  const found = boundedWeights(model);
  return (
    found.size === bounds.length &&
    bounds.every(({ layer, weight, maxValue, axis }) => {
      const variable = found.get(`${layer}/${weight}`);
      const constraint = variable && (enforcedConstraint(variable) as MaxNorm);
      if (constraint == null) return false;
      const axes = [constraint.axis ?? []].flat();
      return constraint.maxValue === maxValue && axes.join() === axis.join();
    })
  );
}

/** The largest norm along the axes that Keras saved, in units of the bound. */
function largestNorm(model: tf.LayersModel, bounds: Bound[]): number {
  const found = boundedWeights(model);
  return bounds.reduce((most, { layer, weight, maxValue, axis }) => {
    const norms = unitNorms(found.get(`${layer}/${weight}`)!, axis);
    return Math.max(most, norms.max().dataSync()[0] / maxValue);
  }, 0);
}

async function train(model: tf.LayersModel, inputs: tf.Tensor[]): Promise<number> {
  const [count, classes] = (model.outputs[0].shape as number[]).map((n) => n ?? inputs[0].shape[0]);
  const target = tf.oneHot(
    tf.range(0, count, 1, 'int32').mod(tf.scalar(classes, 'int32')),
    classes,
  );
  model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
  let loss = NaN;
  for (let step = 0; step < STEPS; step++) {
    loss = (await model.trainOnBatch(inputs[0], target)) as number;
  }
  return loss;
}

async function walk(folder: string, name: string): Promise<string> {
  const record = readJson<Record>(join(folder, `${name}.json`));
  const inputs = record.inputs.map(tensor);
  const apart: string[] = [];
  for (const kind of ['keras', 'h5']) {
    const file = join(folder, `${name}.${kind}`);
    if (!existsSync(file)) continue;
    const model = await loadKeras(file, { activations, layers });
    const outputs = predict(model, inputs);
    const worst = Math.max(...outputs.map((o, i) => difference(o, tensor(record.outputs[i]))));
    apart.push(worst.toExponential(1));
    expect(`${name}.${kind}: predictions within ${TOLERANCE}, got ${worst}`, worst <= TOLERANCE);
    expect(`${name}.${kind}: the bounds that Keras saved`, sameBounds(model, record.bounds));
    expect(`${name}.${kind}: compiled as in Keras`, (model.optimizer != null) === record.compiled);
    if (kind === 'h5') continue;
    const loss = await train(model, inputs);
    const norm = largestNorm(model, record.bounds);
    expect(`${name}: a finite loss, got ${loss}`, Number.isFinite(loss));
    expect(`${name}: norms within c, got ${norm}`, norm <= 1 + 1e-6);
    await saveKeras(model, join(folder, `${name}.sent.keras`));
    writeJson(join(folder, `${name}.sent.json`), {
      inputs: record.inputs,
      outputs: predict(model, inputs).map(plain),
      bounds: record.bounds,
    });
    apart.push(`norm ${record.bounds.length === 0 ? '-' : norm.toFixed(7)}`);
    model.dispose();
  }
  return `| ${name} | ${apart.join(' | ')} |`;
}

const [folder, ...chosen] = process.argv.slice(2);
await tf.setBackend('cpu');
const names = readdirSync(folder)
  .filter((file) => /^[^.]+(\.trained)?\.keras$/.test(file))
  .map((file) => file.replace(/\.keras$/, ''))
  .filter((name) => chosen.length === 0 || chosen.includes(name.replace('.trained', '')));
const refused: string[] = [];
for (const name of names) {
  try {
    console.log(await walk(folder, name));
  } catch (error) {
    const message = `${name}: ${(error as Error).message}`;
    refused.push(message);
    expect(message, false);
  }
}
writeFileSync(join(folder, 'refused.json'), JSON.stringify(refused, null, 1));
if (failures > 0) process.exit(1);
