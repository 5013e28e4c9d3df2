import { show } from '../../show.js';
import '../../register.js';
import { downloadNorms, normFigures } from '../../model/normFigures.js';
import { type NormRow, normReport } from '../../monitor/normReport.js';
import { printNormReport } from '../../monitor/printNormReport.js';
import { type Command, UsageError, parseCommand } from '../command.js';
import { parsePattern } from '../pattern.js';
import { parseTimeout, readKeras, TIMEOUT_HELP } from '../readKeras.js';
import { selectGraphWeights } from '../storedGraph.js';
import { loadStoredLayers } from '../storedLayers.js';
import { type StoredModel, decodeStoredWeight, readStoredModel } from '../storedModel.js';

const help = `Usage: tfjs-max-norm inspect MODEL_DIR [options]

Prints the norms of a saved model's units: a line for each kernel and for each
weight that carries a constraint, as they are in the files, and what the figures
suggest.

MODEL_DIR is the model's folder, or its model.json: a LayersModel or a
GraphModel. It may be a model that Keras saved, IN.keras or IN.h5.

Options:
  --layers NAMES    LayersModel: only these layers
  --weights NAMES   GraphModel: only these weights; by default those that a
                    matrix multiplication or a convolution uses
  --json            prints JSON: { model, format, weights: [{ layer, weight,
                    shape, constraint, maxValue, axis, units, min, mean, median,
                    max, atBound, dead, advice }] }
  --timeout SECONDS ${TIMEOUT_HELP}
  -h, --help        prints this

NAMES are separated by commas (dense_1,dense_2), or a regular expression between
slashes ('/^dense/').`;

export const inspect: Command = {
  help,
  async run(args, print, kerasWorker) {
    const { values, positionals } = parseCommand(args, ['MODEL_DIR'], {
      layers: { type: 'string' },
      weights: { type: 'string' },
      json: { type: 'boolean' },
      timeout: { type: 'string' },
    });
    const layers = values.layers == null ? null : parsePattern('--layers', values.layers);
    const weights = values.weights == null ? null : parsePattern('--weights', values.weights);
    const timeout = parseTimeout(values.timeout);
    const [path] = positionals;
    if (/\.(keras|h5|hdf5)$/.test(path)) {
      if (weights != null) throw new UsageError(`${path} is a model of layers: use --layers.`);
      const rows = select(await readKeras('norms', path, timeout, kerasWorker), path, layers);
      if (values.json !== true) return printRows(rows, print);
      print(JSON.stringify({ model: path, format: 'keras', weights: rows }, null, 2));
      return;
    }
    const model = await readStoredModel(path);
    const { format, files } = model;
    if (format === 'graph-model' && layers != null) {
      throw new UsageError(`${files.path} is a GraphModel, which has no layers: use --weights.`);
    }
    if (format === 'layers-model' && weights != null) {
      throw new UsageError(`${files.path} is a LayersModel: use --layers.`);
    }
    const rows =
      format === 'graph-model' ? await graphRows(model, weights) : await layerRows(model, layers);
    if (values.json === true) {
      print(JSON.stringify({ model: files.path, format, weights: rows }, null, 2));
    } else {
      await printRows(rows, print);
    }
  },
};

async function layerRows(model: StoredModel, layers: string[] | RegExp | null): Promise<NormRow[]> {
  const rows = await normReport((await loadStoredLayers(model)).model, { kernels: true });
  return select(rows, model.files.path, layers);
}

function select(rows: NormRow[], path: string, layers: string[] | RegExp | null): NormRow[] {
  if (layers == null) return rows;
  const matches = (row: NormRow, wanted: string[] | RegExp): boolean =>
    [row.layer, ...row.layer.split('/')].some((name) =>
      Array.isArray(wanted) ? wanted.includes(name) : name.search(wanted) >= 0,
    );
  for (const wanted of Array.isArray(layers) ? layers.map((name) => [name]) : [layers]) {
    if (rows.some((row) => matches(row, wanted))) continue;
    const names = [...new Set(rows.map(({ layer }) => layer))].join(', ');
    throw new Error(
      `${path}: no layer with a kernel or a constraint matches ${show(String(wanted))}; ` +
        `there are ${names || 'none'}.`,
    );
  }
  return rows.filter((row) => matches(row, layers));
}

async function graphRows(
  model: StoredModel,
  selection: string[] | RegExp | null,
): Promise<NormRow[]> {
  const selected = selectGraphWeights(model, selection);
  const tensors = selected.map(({ weight, axes }) => ({
    variable: decodeStoredWeight(weight),
    axes,
  }));
  const norms = await downloadNorms(tensors);
  return selected.map(({ weight, layer, name, axes }, i) => ({
    layer,
    weight: name,
    shape: weight.spec.shape,
    constraint: null,
    maxValue: null,
    axis: axes,
    ...normFigures(norms[i], null),
    advice: [],
  }));
}

/** In 80 columns, or in as many more as the longest name and shape need: nothing is cut off. */
async function printRows(rows: NormRow[], print: (line: string) => void): Promise<void> {
  const widest = (least: number, texts: string[]): number =>
    Math.max(least, ...texts.map(({ length }) => length + 1));
  const names = rows.map(({ layer, weight }) => `${layer}/${weight}`);
  const axes = rows.map(({ axis }) => axis.join(','));
  const name = widest(17, names);
  const others = [6, widest(6, axes), 6, 6, 7, 6, 6, 5];
  const left = others.reduce((rest, width) => rest - width, 80 - name);
  const shapes = rows.map(({ shape }) => show(shape));
  let end = 0;
  const ends = [name, widest(Math.max(left, 6), shapes), ...others].map((width) => (end += width));
  await printNormReport(rows, end, ends, print);
}
