// How much of Keras loads: `share.ts LIST NAMED` reads what `layerList.py LIST` and `named.ts NAMED` left, and prints a
// line for the classes that TensorFlow.js has, one for the named networks, and one for everything with the reasons.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../src/layers/index.js';
import { loadKeras } from '../../src/keras/index.js';
import { difference, type Plain, predict, readJson, tensor } from './exchange.js';

const TOLERANCE = 1e-5;

/** Classes that both have under one name, and that mean something else. */
const otherMeaning = ['CategoryEncoding', 'CenterCrop', 'Resizing', 'MultiHeadAttention'];

const [list, named] = process.argv.slice(2);
await tf.setBackend('cpu');
const { classNameMap } = tf.serialization.SerializationMap.getMap();
const isKnown = (name: string): boolean =>
  classNameMap[name]?.[0].prototype instanceof tf.layers.Layer && !otherMeaning.includes(name);

interface Record {
  inputs: Plain[];
  outputs: Plain[];
}

/** Why a file does not load, or `null`. */
async function refusalOf(stem: string): Promise<string | null> {
  const { inputs, outputs } = readJson<Record>(join(list, `${stem}.json`));
  try {
    const model = await loadKeras(join(list, `${stem}.keras`));
    const given = inputs.map((input) =>
      tensor({ ...input, dtype: input.dtype.replace(/\d+$/, '32') }),
    );
    const predicted = predict(model, given);
    const worst = Math.max(...predicted.map((o, i) => difference(o, tensor(outputs[i]))));
    return worst <= TOLERANCE ? null : `predictions apart by ${worst.toExponential(1)}`;
  } catch (error) {
    return (error as Error).message.replace(/^.*?\): |^.*?: /, '').split('. ')[0];
  }
}

const stems = readdirSync(list)
  .filter((file) => file.endsWith('.keras'))
  .map((file) => file.replace(/\.keras$/, ''));
const refusals = new Map<string, string>();
for (const stem of stems) {
  const refusal = await refusalOf(stem);
  if (refusal != null) refusals.set(stem, refusal);
}
const classOf = (stem: string): string => stem.split('.')[0];
const known = stems.filter((stem) => isKnown(classOf(stem)));
const missing = known.filter((stem) => refusals.has(stem));
const networks = readdirSync(named).filter((file) => /^[^.]+(\.trained)?\.keras$/.test(file));
const refusedNetworks = readJson<string[]>(join(named, 'refused.json'));
const reasons = new Map<string, Set<string>>();
for (const [stem, reason] of refusals) {
  reasons.set(reason, (reasons.get(reason) ?? new Set()).add(classOf(stem)));
}
const share = (all: number, refused: number): string => `${all - refused} of ${all}`;
console.log(
  `Models of the classes that TensorFlow.js has: ${share(known.length, missing.length)} load.`,
);
console.log(`Named networks: ${share(networks.length, refusedNetworks.length)} load.`);
console.log(
  `Models of every class of Keras: ${share(stems.length, refusals.size)} load. Refused: ` +
    [...reasons].map(([reason, classes]) => `${[...classes].join(', ')} (${reason})`).join('; ') +
    '.',
);
for (const stem of missing) console.error(`FAILED: ${stem}: ${refusals.get(stem)}`);
if (missing.length + refusedNetworks.length > 0) process.exit(1);
