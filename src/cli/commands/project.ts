import { basename, join } from 'node:path';
import { show } from '../../show.js';
import * as tf from '../../tfjs/tf.js';
import { releaseConstraints } from '../../enforce/enforceConstraints.js';
import type { ModelFiles } from '../../node/modelFiles.js';
import { createModel, type NewModel, replaceModel } from '../../node/writeModel.js';
import { downloadNorms } from '../../model/normFigures.js';
import { type ProjectedWeight, projectModel } from '../../model/projectModel.js';
import { projectMaxNorm } from '../../projection.js';
import { type Command, UsageError, parseCommand } from '../command.js';
import { parseNames, parsePattern } from '../pattern.js';
import { selectGraphWeights } from '../storedGraph.js';
import { loadStoredLayers } from '../storedLayers.js';
import {
  type StoredModel,
  type StoredWeight,
  decodeStoredWeight,
  overwriteStoredWeight,
  readStoredModel,
} from '../storedModel.js';
import { refuseToOverwrite, writeOutput } from '../writeOutput.js';

const help = `Usage: tfjs-max-norm project MODEL_DIR OUT_DIR --max-value C [options]

Writes a copy of a saved model in which every unit's incoming weights have an L2
norm of at most C. Everything else in model.json and the weight files is copied
byte for byte; files of other names are not copied.

MODEL_DIR is the model's folder, or its model.json: a LayersModel or a
GraphModel. It may be OUT_DIR, with --force. OUT_DIR is written whole or not at
all.

Options:
  --max-value C     the largest norm, a positive number
  --layers NAMES    LayersModel: only these layers
  --weights NAMES   LayersModel: weights besides kernel, depthwise_kernel and
                    pointwise_kernel, such as recurrent_kernel,embeddings
                    GraphModel: only these weights; by default those that a
                    matrix multiplication or a convolution uses
  --force           writes into OUT_DIR even if it is there: replaces the model
                    in it, in one step. Weight files get names of their own then
  --json            prints JSON: { model, output, maxValue, projected: [{ layer,
                    weight, units, unitsCut, maxBefore }] }
  -h, --help        prints this

NAMES are separated by commas (dense_1,dense_2), or a regular expression between
slashes ('/^dense/'); --weights of a LayersModel takes commas only.`;

export const project: Command = {
  help,
  async run(args, print) {
    const { values, positionals } = parseCommand(args, ['MODEL_DIR', 'OUT_DIR'], {
      'max-value': { type: 'string' },
      layers: { type: 'string' },
      weights: { type: 'string' },
      force: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const [modelPath, output] = positionals;
    const maxValue = parseMaxValue(values['max-value']);
    const layers = values.layers == null ? undefined : parsePattern('--layers', values.layers);
    await refuseToOverwrite(output, values.force);
    const model = await readStoredModel(modelPath);
    const { format, files, weightBytes } = model;
    if (format === 'graph-model' && layers != null) {
      throw new UsageError(`${files.path} is a GraphModel, which has no layers: use --weights.`);
    }
    const projected =
      format === 'graph-model'
        ? await projectGraph(model, maxValue, values.weights)
        : await projectLayers(model, maxValue, layers, values.weights);

    const weightFiles = weightBytes.flatMap(({ group, buffers }) =>
      group.files.map(({ name }, i) => ({ name, chunks: [new Uint8Array(buffers[i])] })),
    );
    const copy: NewModel = {
      name: basename(files.path),
      weightFiles,
      json: (names) => withWeightFiles(files, names),
    };
    await writeOutput(
      output,
      values.force,
      (signal) => createModel(output, copy, signal),
      (signal) => replaceModel(output, copy, signal),
    );

    const written = join(output, copy.name);
    if (values.json === true) {
      print(JSON.stringify({ model: files.path, output: written, maxValue, projected }, null, 2));
      return;
    }
    for (const { layer, weight, units, unitsCut, maxBefore } of projected) {
      print(
        `${layer}/${weight}: ${unitsCut} of ${units} units cut to ${maxValue}; the largest norm was ${Number(maxBefore.toPrecision(6))}.`,
      );
    }
    if (projected.length === 0) print(`No unit exceeds ${maxValue}: no weight has changed.`);
    print(`Written: ${written}`);
  },
};

/** The JSON of a model, byte for byte where the weight files keep their names. */
function withWeightFiles({ text, json, groups }: ModelFiles, names: string[]): Uint8Array {
  const left = [...names];
  const all = (groups ?? []).flatMap(({ files }) => files.map(({ name }) => name));
  if (names.every((name, i) => name === all[i])) return text;
  const weightsManifest = json.weightsManifest.map((group) => ({
    ...group,
    paths: left.splice(0, group.paths.length),
  }));
  return new TextEncoder().encode(JSON.stringify({ ...json, weightsManifest }));
}

function parseMaxValue(text: string | undefined): number {
  if (text == null) throw new UsageError('--max-value is missing.');
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < Infinity)) {
    throw new UsageError(`--max-value must be a positive finite number, got ${show(text)}.`);
  }
  return value;
}

async function projectLayers(
  storedModel: StoredModel,
  maxValue: number,
  layers: string[] | RegExp | undefined,
  weights: string | undefined,
): Promise<ProjectedWeight[]> {
  const { model, stored } = await loadStoredLayers(storedModel);
  // Only the requested bound, not that of the model's own constraints as well.
  releaseConstraints(model);
  const options = {
    maxValue,
    ...(layers != null && { layers }),
    ...(weights != null && { weights: parseNames('--weights', weights) }),
  };
  const projected = await projectModel(model, options).catch((error: Error) => {
    throw new Error(error.message.replace(/^projectModel/, storedModel.files.path));
  });
  for (const [variable, storedWeight] of stored) {
    if (storedWeight.spec.dtype !== 'float32') continue;
    overwriteIfChanged(storedModel, storedWeight, variable.read());
  }
  return projected;
}

async function projectGraph(
  storedModel: StoredModel,
  maxValue: number,
  weights: string | undefined,
): Promise<ProjectedWeight[]> {
  const selection = weights == null ? null : parsePattern('--weights', weights);
  const projected: ProjectedWeight[] = [];
  for (const { weight, layer, name, axes } of selectGraphWeights(storedModel, selection)) {
    const before = decodeStoredWeight(weight);
    const after = projectMaxNorm(before, maxValue, axes);
    const [norms, moves] = await downloadNorms([
      { variable: before, axes },
      { variable: tf.sub(before, after), axes },
    ]);
    overwriteIfChanged(storedModel, weight, after);
    const unitsCut = moves.filter((distance) => distance > 0).length;
    if (unitsCut === 0) continue;
    const maxBefore = norms.reduce((a, b) => Math.max(a, b));
    projected.push({ layer, weight: name, units: norms.length, unitsCut, maxBefore });
  }
  return projected;
}

function overwriteIfChanged(model: StoredModel, weight: StoredWeight, after: tf.Tensor): void {
  const before = decodeStoredWeight(weight).dataSync();
  const values = after.dataSync<'float32'>();
  if (values.every((value, i) => Object.is(value, before[i]))) return;
  overwriteStoredWeight(model.files, weight, values);
}
