import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { checkLayerGraphs } from '../../src/node/layerGraph.js';
import { fileSystem } from '../../src/node/index.js';
import { runCli } from '../cli/runCli.js';
import { readJson, writeJson } from './savedModel.js';
import { useFolder } from '../support/useFolder.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();

/** A model of shared and nested layers, several inputs and a layer that is called on its own output. */
function model(): tf.LayersModel {
  const [x, y] = ['x', 'y'].map((name) => tf.input({ shape: [2], name }));
  const dense = tf.layers.dense({ units: 2, name: 'dense' });
  const inner = tf.sequential({
    name: 'inner',
    layers: [tf.layers.dense({ units: 2, inputShape: [2], name: 'in' })],
  });
  const z = tf.input({ shape: [2], name: 'z' });
  const graph = tf.model({
    name: 'graph',
    inputs: z,
    outputs: inner.apply(inner.apply(z)) as tf.SymbolicTensor,
  });
  const once = dense.apply(x) as tf.SymbolicTensor;
  const twice = dense.apply(once) as tf.SymbolicTensor;
  const both = tf.layers.add({ name: 'sum' }).apply([twice, y]) as tf.SymbolicTensor;
  return tf.model({ inputs: [x, y], outputs: graph.apply(both) as tf.SymbolicTensor });
}

type Entry = Record<string, unknown> & { name: string; inbound_nodes: unknown };

/** The model's own file with its layers changed by hand, which TensorFlow.js would look into for ever. */
async function damaged(change: (layers: Record<string, Entry>) => void): Promise<string> {
  await model().save(fileSystem(join(folder.path, 'model')));
  const path = join(folder.path, 'model');
  const json = readJson(path);
  const { config } = json.modelTopology as { config: { layers: Entry[] } };
  change(Object.fromEntries(config.layers.map((layer) => [layer.name, layer])));
  writeJson(path, json);
  return path;
}

test('graphs that TensorFlow.js saved are loaded', async () => {
  const path = await damaged(() => undefined);
  await expect(tf.loadLayersModel(fileSystem(path))).resolves.toBeDefined();
});

const cases: [string, (layers: Record<string, Entry>) => void, RegExp][] = [
  [
    'no such layer',
    ({ dense }) => (dense.inbound_nodes = [[['missing', 0, 0, {}]]]),
    /layer "dense" takes its input from "missing", which does not exist/,
  ],
  [
    'a property of every object',
    ({ dense }) => (dense.inbound_nodes = [[['constructor', 0, 0, {}]]]),
    /takes its input from "constructor", which does not exist/,
  ],
  [
    'a circle',
    ({ dense }) => (dense.inbound_nodes = [[['sum', 0, 0, {}]]]),
    /wait for one another in a circle/,
  ],
  [
    'itself',
    ({ sum }) => (sum.inbound_nodes = [[['sum', 0, 0, {}]]]),
    /in a circle.*for outputs of \["sum"\]/,
  ],
  [
    'a call that is not there',
    ({ sum }) => (sum.inbound_nodes = [[['dense', 9, 0, {}]]]),
    /for calls that do not exist/,
  ],
  ['a string', ({ sum }) => (sum.inbound_nodes = 'x'), /must be a list, got "x"/],
  ['null', ({ sum }) => (sum.inbound_nodes = null), /must be a list, got null/],
  ['a string as a call', ({ sum }) => (sum.inbound_nodes = ['x']), /must be lists of calls/],
  ['a string as an input', ({ sum }) => (sum.inbound_nodes = [['x']]), /got "x"/],
  ['a number as an input', ({ sum }) => (sum.inbound_nodes = [[5]]), /got 5/],
  ['two spellings', ({ sum }) => (sum.inboundNodes = [[5]]), /must be a list/],
  ['a name twice', ({ sum }) => (sum.name = 'dense'), /the name "dense" must be that of one layer/],
  [
    'another name inside',
    ({ sum, dense }) => ((dense.config as Entry).name = (sum.config as Entry).name),
    /the name "dense" must be that of one layer/,
  ],
];

test.each(cases)('%s is refused, in one line that names the file', async (_, change, message) => {
  const path = await damaged(change);
  const error = await tf.loadLayersModel(fileSystem(path)).catch((reason: Error) => reason);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message.startsWith(join(path, 'model.json'))).toBe(true);
  expect((error as Error).message.length).toBeLessThan(400);
  for (const args of [
    ['inspect', path],
    ['project', path, `${path}-2`, '--max-value=1'],
    ['to-keras', path, `${path}.keras`],
  ]) {
    const { code, errors } = await runCli(...args);
    expect([code, errors.length]).toEqual([1, 1]);
    expect(errors[0]).toMatch(message);
  }
});

test('a graph inside a layer is looked into', () => {
  const inner = { config: { layers: [{ name: 'a', inbound_nodes: [[['b', 0, 0]]] }] } };
  const topology = { class_name: 'Sequential', config: { layers: [{ config: { layer: inner } }] } };
  expect(() => checkLayerGraphs('F', topology)).toThrow(/^F: layer "a" takes/);
});

test('100,000 layers in the worst order take time in proportion', () => {
  const layers: object[] = Array.from({ length: 100_000 }, (_, i) => ({
    name: `l${i}`,
    class_name: 'Activation',
    inbound_nodes: [
      [
        [`l${i + 1}`, 0, 0, {}],
        ['x', 0, 0, {}],
      ],
    ],
  }));
  layers.push({ name: 'l100000', class_name: 'InputLayer', inbound_nodes: [] });
  layers.push({ name: 'x', class_name: 'InputLayer', inbound_nodes: [] });
  checkLayerGraphs('F', { config: { layers } });
});
