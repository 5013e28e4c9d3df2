import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep, win32 } from 'node:path';
import { show } from '../show.js';
import { parseJson } from '../files/parseJson.js';
import { isFolder, readFile, sizeOfFile } from '../files/readFile.js';
import * as tf from '../tfjs/tf.js';
import { checkLayerGraphs } from './layerGraph.js';
import { checkObject, specByteLength, weightOffsets } from './weightSpec.js';

export const MODEL_JSON = 'model.json';

/** A saved model whose `model.json` was read and checked against the sizes of its weight files. */
export interface ModelFiles {
  /** The path of `model.json`: how errors name the model. */
  path: string;
  /** `model.json`, byte for byte. */
  text: Uint8Array;
  json: tf.io.ModelJSON;
  /** `null` for a model saved without weights. */
  groups: WeightFileGroup[] | null;
}

export interface WeightFileGroup {
  /** In this order they hold the weights one after another. */
  files: WeightFile[];
  weights: tf.io.WeightsManifestEntry[];
}

export interface WeightFile {
  /** As the manifest names it, relative to the model's folder. */
  name: string;
  path: string;
  size: number;
}

/**
 * Reads a complete saved model; if it is replaced meanwhile, reads once more.
 *
 * @param path A model's folder, or its JSON file.
 * @throws As {@link readModelFiles}, or if the model is replaced again.
 */
export async function readModel(
  path: string,
): Promise<{ files: ModelFiles; weights: WeightBytes[] }> {
  const jsonPath = (await isFolder(path)) ? join(path, MODEL_JSON) : path;
  for (let isSecond = false; ; isSecond = true) {
    const before = await version(jsonPath);
    try {
      const files = await readModelFiles(jsonPath);
      return { files, weights: await readWeightBytes(files) };
    } catch (error) {
      // Only a model that was replaced has missing files: what was read completely is one model.
      if ((await version(jsonPath)) === before) throw error;
      if (isSecond) {
        throw new Error(
          `${jsonPath} is being replaced: it changed twice while the model was read. Load it again later.`,
        );
      }
    }
  }
}

async function version(path: string): Promise<string | null> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return null;
  }
}

/**
 * Reads the JSON file of a saved model, and checks it against its weight files before any of them is read.
 *
 * @throws If the JSON is missing or damaged, a weight file lies outside of the model's folder, or the files' sizes are
 *   not those of the weights' shapes and dtypes. The error names the file and what is wrong with it.
 */
export async function readModelFiles(path: string): Promise<ModelFiles> {
  const text = await readFile(path);
  const json = parse(path, text);
  const groups = json.weightsManifest == null ? null : await readManifest(path, json);
  return { path, text, json, groups };
}

/** The bytes of one group's weights. */
export interface WeightBytes {
  group: WeightFileGroup;
  /** One for each file. */
  buffers: ArrayBuffer[];
  /** Where each weight starts in the buffers one after another, and one more for the end. */
  offsets: number[];
}

/** Reads the weight files of a model that has been checked. */
export async function readWeightBytes({ path, groups }: ModelFiles): Promise<WeightBytes[]> {
  const all: WeightBytes[] = [];
  for (const group of groups ?? []) {
    const buffers: ArrayBuffer[] = [];
    for (const { path, size } of group.files) buffers.push((await readFile(path, size)).buffer);
    const offsets = weightOffsets(path, group.weights, composite(buffers));
    all.push({ group, buffers, offsets });
  }
  return all;
}

/** Buffers as one: TensorFlow.js cannot read past an empty buffer, and needs one even for no bytes. */
export function composite(buffers: ArrayBuffer[]): tf.io.CompositeArrayBuffer {
  const filled = buffers.filter(({ byteLength }) => byteLength > 0);
  return new tf.io.CompositeArrayBuffer(filled.length > 0 ? filled : new ArrayBuffer(0));
}

/** A model in the form that `tf.loadLayersModel` takes from a handler. */
export function modelArtifacts(
  { json }: ModelFiles,
  weights: WeightBytes[],
): Promise<tf.io.ModelArtifacts> {
  const specs = weights.flatMap(({ group }) => group.weights);
  const buffers = weights
    .flatMap((bytes) => bytes.buffers)
    .filter(({ byteLength }) => byteLength > 0);
  return tf.io.getModelArtifactsForJSON(json, () =>
    Promise.resolve([specs, buffers.length === 1 ? buffers[0] : buffers]),
  );
}

function parse(path: string, text: Uint8Array): tf.io.ModelJSON {
  const json = parseJson(path, () => new TextDecoder().decode(text));
  checkObject(`${path}: the JSON`, json);
  if (json.modelTopology == null) {
    throw new Error(`${path} has no modelTopology, so it is not a saved TensorFlow.js model.`);
  }
  checkObject(`${path}: modelTopology`, json.modelTopology);
  checkLayerGraphs(path, json.modelTopology);
  return json as unknown as tf.io.ModelJSON;
}

async function readManifest(path: string, json: tf.io.ModelJSON): Promise<WeightFileGroup[]> {
  const manifest: unknown = json.weightsManifest;
  if (!Array.isArray(manifest)) {
    throw new Error(`${path}: weightsManifest must be a list, got ${show(manifest)}.`);
  }
  const seen = new Set([await realpath(path)]);
  const groups: WeightFileGroup[] = [];
  for (const group of manifest as unknown[]) groups.push(await readGroup(path, group, seen));
  return groups;
}

async function readGroup(
  jsonPath: string,
  group: unknown,
  seen: Set<string>,
): Promise<WeightFileGroup> {
  checkObject(`${jsonPath}: a group of weightsManifest`, group);
  const { paths, weights } = group;
  for (const [key, list] of Object.entries({ paths, weights })) {
    if (!Array.isArray(list)) {
      throw new Error(`${jsonPath}: ${key} in weightsManifest must be a list, got ${show(list)}.`);
    }
  }
  const files: WeightFile[] = [];
  for (const name of paths as unknown[]) files.push(await findWeightFile(jsonPath, name, seen));
  checkSizes(jsonPath, files, weights as unknown[]);
  return { files, weights: weights as tf.io.WeightsManifestEntry[] };
}

async function findWeightFile(
  jsonPath: string,
  name: unknown,
  seen: Set<string>,
): Promise<WeightFile> {
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw new Error(`${jsonPath}: the path of a weight file must be a string, got ${show(name)}.`);
  }
  const outside = new Error(
    `${jsonPath}: weight file ${show(name)} lies outside of the model's folder; it is not read.`,
  );
  const isInside = !isAbsolute(name) && !win32.isAbsolute(name) && !/^[a-z]:/i.test(name);
  if (!isInside || name.split(/[\\/]/).includes('..')) throw outside;
  const path = join(dirname(jsonPath), name);
  const size = await sizeOfFile(path);
  const real = await realpath(path);
  const fromFolder = relative(await realpath(dirname(jsonPath)), real);
  if (fromFolder.split(sep)[0] === '..' || isAbsolute(fromFolder)) throw outside;
  if (seen.has(real)) {
    throw new Error(
      `${jsonPath}: weight file ${show(name)} is named twice, or is model.json itself.`,
    );
  }
  seen.add(real);
  return { name, path, size };
}

function checkSizes(jsonPath: string, files: WeightFile[], weights: unknown[]): void {
  const held = files.reduce((sum, file) => sum + file.size, 0);
  let needed = 0;
  let hasStrings = false;
  for (const spec of weights) {
    const bytes = specByteLength(jsonPath, spec);
    const { name, shape, dtype } = spec as tf.io.WeightsManifestEntry;
    if (bytes > held) {
      throw new Error(
        `${jsonPath}: weight ${show(name)} of shape ${show(shape)} takes ${bytes} bytes, ` +
          `more than its files hold: ${held} in ${fileNames(files)}.`,
      );
    }
    needed += bytes;
    hasStrings ||= dtype === 'string';
  }
  if (needed > held || (needed < held && !hasStrings)) {
    throw new Error(
      `${jsonPath}: the weights of ${fileNames(files)} take ${needed} bytes by their shapes and dtypes, ` +
        `but ${held} are there.`,
    );
  }
}

function fileNames(files: WeightFile[]): string {
  if (files.length === 0) return 'no file';
  const [first] = files;
  const last = files[files.length - 1];
  return files.length < 3
    ? files.map((file) => show(file.name)).join(' and ')
    : `${show(first.name)} to ${show(last.name)}`;
}
