import {
  checkBoolean,
  checkOptions,
  checkString,
  checkWebAssembly,
  refuseType,
} from '../checks.js';
import { show } from '../show.js';
import { oneLine } from '../files/fileErrors.js';
import { parseJson } from '../files/parseJson.js';
import * as tf from '../tfjs/tf.js';
import { readArchive } from './archive.js';
import { BuildGuard } from './buildGuard.js';
import { type Config, isConfig } from './config.js';
import { readBytes } from './files.js';
import { layerPaths } from './graph.js';
import { type Hdf5Reader, readHdf5 } from './hdf5.js';
import { modelFromKeras } from './model.js';
import type { LayerMaker } from './ownLayer.js';
import type { KerasMajor } from './reading.js';
import { compileFromKeras } from './training.js';
import {
  assignWeights,
  listSource,
  sizeCheck,
  treeSource,
  type WeightSource,
} from './weightSource.js';

export interface LoadKerasOptions {
  /**
   * Whether the model is compiled as it was in Keras: the optimizer's settings, the losses and the metrics.
   * The optimizer's state stays behind.
   *
   * @default true
   */
  training?: boolean;

  /**
   * Activations of your own, by the name that Keras saved (for a registered one, the part after ">" is enough). They
   * take precedence over built-in ones.
   *
   * @default {}
   */
  activations?: Record<string, (x: tf.Tensor) => tf.Tensor>;

  /**
   * What makes a layer in the place of one that TensorFlow.js does not have, by the layer's name or by its class; the
   * name goes first. It is given the configuration that Keras saved. The layer gets the weights in the order that Keras
   * saved them, and each shape is checked.
   *
   * @default {}
   */
  layers?: Record<string, LayerMaker>;
}

/**
 * Reads a model that Keras saved: a `.keras` file of Keras 3, or an `.h5` file of Keras 2 or 3.
 *
 * Weights are loaded bit for bit, except those outside of their constraint: constraints are enforced from the start
 * here, so these are projected at once. Anything that would compute something else here is refused; docs/keras.md lists
 * what is exchanged. No code in the file is run.
 *
 * An untrusted file may make HDF5 run forever. Read it in a worker with limits of time and memory: docs/keras.md has a
 * recipe for Node and what to do in a browser.
 *
 * @param file The path of the file in Node, its address in a browser, or its bytes.
 * @param options What to take along.
 * @throws {TypeError} If `file` is neither a path nor bytes, or an option has another name or is not a boolean.
 * @throws {Error} If a layer, an option or a training setting has no counterpart, or the file is damaged: the error names the
 *   layer, the reason and what to do. A file that would inflate to more than a hundred times its size is refused.
 *
 * @example
 * ```ts
 * import { loadKeras } from 'tfjs-max-norm/keras';
 * const model = await loadKeras('model.keras');
 * ```
 */
export async function loadKeras(
  file: string | Uint8Array | ArrayBuffer,
  options: LoadKerasOptions = {},
): Promise<tf.LayersModel> {
  checkOptions('loadKeras', options, ['training', 'activations', 'layers'], '{ training: false }');
  const { training = true, activations = {}, layers = {} } = options;
  checkBoolean('loadKeras', 'training', training);
  checkWebAssembly('loadKeras');
  checkFunctions('activations', activations, '(x) => x.square()');
  checkFunctions('layers', layers, '(config) => layer');
  return loadStored(file, { training, asStored: false, activations, layers });
}

/** As {@link loadKeras}, not compiled, and with weights outside of their constraint left there. */
export async function loadKerasAsStored(file: string): Promise<tf.LayersModel> {
  return loadStored(file, { training: false, asStored: true, activations: {}, layers: {} });
}

async function loadStored(
  file: unknown,
  options: Omit<Stored, 'title' | 'limit'>,
): Promise<tf.LayersModel> {
  const title = typeof file === 'string' ? show(file) : 'this file';
  const bytes = await bytesOf(file);
  const stored: Stored = { title, limit: 100 * bytes.length + 2 ** 20, ...options };
  try {
    return await loadBytes(bytes, stored);
  } catch (error) {
    throw naming(file, error);
  }
}

/** Adds the file's name, if it has one, to an error. */
function naming(file: unknown, error: unknown): unknown {
  if (typeof file === 'string' && error instanceof Error && !error.message.includes(show(file))) {
    error.message = error.message.replace(/^loadKeras:/, () => `loadKeras: ${show(file)}:`);
  }
  return error;
}

async function loadBytes(bytes: Uint8Array, stored: Stored): Promise<tf.LayersModel> {
  if (startsWith(bytes, ZIP)) return loadArchive(bytes, stored);
  if (startsWith(bytes, HDF5)) return loadH5(bytes, stored);
  const { title } = stored;
  const [first] = bytes;
  throw new Error(
    `loadKeras: ${title} is neither a .keras file (zip) nor an .h5 file (HDF5)` +
      (first === 0x80 ? ', but looks like a Python pickle, which is never read.' : '.'),
  );
}

interface Stored {
  title: string;
  /** The most bytes that the file may inflate to. */
  limit: number;
  training: boolean;
  asStored: boolean;
  activations: Record<string, (x: tf.Tensor) => tf.Tensor>;
  layers: Record<string, LayerMaker>;
}

async function bytesOf(file: unknown): Promise<Uint8Array> {
  const accepted = 'a path, a Uint8Array or an ArrayBuffer';
  if (typeof file === 'string') {
    checkString('loadKeras', 'file', file, accepted);
    return readBytes(file);
  }
  if (ArrayBuffer.isView(file))
    return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  if (Object.prototype.toString.call(file) === '[object ArrayBuffer]') {
    return new Uint8Array(file as ArrayBuffer);
  }
  return refuseType('loadKeras', 'file', accepted, file);
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

function startsWith(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

async function loadArchive(bytes: Uint8Array, stored: Stored): Promise<tf.LayersModel> {
  const { config, metadata, weights } = await readArchive(bytes, stored.title, stored.limit);
  const version = String(parse(metadata, 'metadata.json').keras_version);
  if (!version.startsWith('3.')) {
    throw new Error(
      `loadKeras: ${stored.title} was written by Keras ${version}, and a .keras file is read of Keras 3 only. ` +
        'Save it as an .h5 file: model.save("model.h5").',
    );
  }
  const topology = parse(config, 'config.json');
  const model = await readHdf5(weights, 'model.weights.h5', (reader) => {
    const source = treeSource(reader, sizeCheck('model.weights.h5', stored.limit));
    return buildModel(topology, 3, source, reader, stored);
  });
  return compiled(model, topology.compile_config, stored);
}

async function loadH5(bytes: Uint8Array, stored: Stored): Promise<tf.LayersModel> {
  const [model, settings] = await readHdf5(bytes, stored.title, (reader) => {
    const text = reader.text('', 'model_config');
    if (text == null) {
      throw new Error(
        `loadKeras: ${stored.title} holds weights without a model. Save the whole model: model.save("model.keras").`,
      );
    }
    const topology = parse(text, 'model_config');
    const major = reader.text('', 'keras_version')?.startsWith('3.') ? 3 : 2;
    const settings = reader.text('', 'training_config');
    const source = listSource(
      reader,
      sizeCheck(stored.title, stored.limit),
      namesByPlace(topology),
    );
    return [
      buildModel(topology, major, source, reader, stored),
      settings == null ? null : parse(settings, 'training_config'),
    ] as const;
  });
  return compiled(model, settings, stored);
}

/** The names of a model's layers by their place in the tree: `layers/dense_1`. */
function namesByPlace(topology: Config): Map<string, string> {
  const layers = isConfig(topology.config) ? topology.config.layers : null;
  const listed = (Array.isArray(layers) ? layers : [])
    .filter(isConfig)
    .filter(
      ({ class_name: name }) => topology.class_name !== 'Sequential' || name !== 'InputLayer',
    );
  return new Map(
    [...layerPaths(listed)].map(([{ config }, path]) => [
      path,
      String(isConfig(config) ? config.name : ''),
    ]),
  );
}

function buildModel(
  topology: Config,
  major: KerasMajor,
  weights: WeightSource,
  reader: Hdf5Reader,
  { asStored, activations, layers }: Stored,
): tf.LayersModel {
  const guard = new BuildGuard();
  try {
    const model = modelFromKeras(topology, {
      reading: { major, activations },
      layers,
      weights,
      guard,
      shared: new Set(),
    });
    assignWeights(model, weights, asStored, ({ path, shape }) =>
      tf.tensor(reader.read(path), shape),
    );
    return model;
  } catch (error) {
    guard.dispose();
    if (error instanceof Error && error.message.startsWith('loadKeras')) throw error;
    throw new Error(`loadKeras: TensorFlow.js cannot build the model: ${oneLine(error)}.`);
  } finally {
    guard.release();
  }
}

function compiled(model: tf.LayersModel, settings: unknown, { training }: Stored): tf.LayersModel {
  if (!training || !isConfig(settings)) return model;
  try {
    compileFromKeras(model, settings);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function parse(text: string, file: string): Config {
  const value = parseJson(`loadKeras: ${file}`, () => text);
  if (isConfig(value)) return value;
  throw new Error(`loadKeras: ${file} must hold an object, got ${show(value)}.`);
}

function checkFunctions(option: string, given: unknown, example: string): void {
  const isTable = typeof given === 'object' && given !== null && !Array.isArray(given);
  const wrong = isTable
    ? Object.entries(given).find(([, value]) => typeof value !== 'function')
    : null;
  if (isTable && wrong == null) return;
  throw new TypeError(
    `loadKeras: ${option}${wrong == null ? '' : `[${show(wrong[0])}]`} must be ` +
      `${wrong == null ? `an object such as { name: ${example} }` : `a function such as ${example}`}, ` +
      `got ${show(wrong == null ? given : wrong[1])}.`,
  );
}
