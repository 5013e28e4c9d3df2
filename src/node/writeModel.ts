import * as fs from 'node:fs/promises';
import { dirname, basename, join, resolve } from 'node:path';
import { discard } from '../files/discard.js';
import { draftsOf, newDraft, removeAbandoned } from '../files/drafts.js';
import { codeOf, writingError } from '../files/fileErrors.js';
import { makeFolder, removeEmpty } from '../files/makeFolder.js';
import { isThere } from '../files/readFile.js';
import { refuseOddPlace, writeNewFile } from '../files/writeFile.js';

export interface NewModel {
  /** The name of its JSON file. */
  name: string;
  weightFiles: { name: string; chunks: Uint8Array[] }[];
  /** The JSON file, given the names under which the weight files are written. */
  json: (names: string[]) => Uint8Array;
}

/**
 * Writes a model into a new folder, completely or not at all: it is written beside its place, then moved there.
 *
 * @throws If there is anything at the path (code EEXIST), or the folder cannot be written; then nothing was changed and
 *   nothing is left behind.
 */
export async function createModel(
  folder: string,
  { name, weightFiles, json }: NewModel,
  signal?: AbortSignal,
): Promise<void> {
  const target = resolve(folder);
  const parent = dirname(target);
  const draft = join(parent, newDraft(basename(target)).name);
  const made: string[] = [];
  try {
    if (await isThere(target)) throw alreadyExists();
    made.push(...(await makeFolder(parent)));
    await removeAbandoned(parent, basename(target));
    await fs.mkdir(draft);
    for (const file of weightFiles) {
      await fs.mkdir(dirname(join(draft, file.name)), { recursive: true });
      await writeNewFile(join(draft, file.name), file.chunks, signal);
    }
    await writeNewFile(join(draft, name), [json(weightFiles.map((file) => file.name))], signal);
    await moveFolder(draft, target);
  } catch (error) {
    await discard(draft);
    await removeEmpty(made);
    throw codeOf(error) === 'EEXIST' ? error : writingError(folder, error);
  }
}

/** A rename never replaces a folder that holds something, so that of several writers one succeeds. */
async function moveFolder(draft: string, target: string): Promise<void> {
  try {
    await fs.rename(draft, target);
  } catch (error) {
    throw (await isThere(target)) ? alreadyExists() : error;
  }
}

function alreadyExists(): Error {
  return Object.assign(new Error('it already exists'), { code: 'EEXIST' });
}

/**
 * Writes a model into an existing folder, replacing the model that may be in it in one step: the weights go into files
 * with new names, and the JSON file, which names them, is moved into place last. Then the replaced model's weights are
 * removed.
 *
 * @throws If the folder cannot be written; then nothing was changed and nothing is left behind.
 */
export async function replaceModel(
  folder: string,
  { name, weightFiles, json }: NewModel,
  signal?: AbortSignal,
): Promise<void> {
  const target = resolve(folder);
  const draft = newDraft(name);
  const names = weightFiles.map((_, i) => weightsName(name, draft.id, i, weightFiles.length));
  const made: string[] = [];
  let replaced: string[];
  try {
    made.push(...(await makeFolder(target)));
    await refuseOddPlace(join(target, name));
    await removeUnused(target, name);
    // Before the weights: as long as this file exists, they are in use.
    await writeNewFile(join(target, draft.name), [json(names)], signal);
    for (const [i, file] of weightFiles.entries()) {
      await writeNewFile(join(target, names[i]), file.chunks, signal);
    }
    replaced = (await weightFilesOf(join(target, name))) ?? [];
    await fs.rename(join(target, draft.name), join(target, name));
  } catch (error) {
    for (const file of [...names, draft.name]) await discard(join(target, file));
    await removeEmpty(made);
    throw writingError(folder, error);
  }
  for (const file of replaced.filter(isStockName)) await discard(join(target, file));
  await removeUnused(target, name);
}

function weightsName(json: string, id: string, index: number, count: number): string {
  const part = count === 1 ? '' : `-${index + 1}of${count}`;
  return `${stem(json)}.weights-${id}${part}.bin`;
}

function stem(json: string): string {
  return json.replace(/\.json$/, '');
}

/** The names that TensorFlow.js and its converter give to weight files. Other files may be something else. */
function isStockName(name: string): boolean {
  return /^(weights\.bin|group\d+-shard\d+of\d+(\.bin)?)$/.test(name);
}

/** Removes the weights of models that were replaced, and what killed processes left. */
async function removeUnused(folder: string, json: string): Promise<void> {
  try {
    await removeAbandoned(folder, json);
    const start = `${stem(json)}.weights-`;
    const candidates = (await fs.readdir(folder)).filter(
      (file) =>
        file.startsWith(start) && /^[0-9a-f]{16}(-\d+of\d+)?\.bin$/.test(file.slice(start.length)),
    );
    if (candidates.length === 0) return;
    // In this order: a writer of a candidate that has no draft any more has put its JSON in place, or has given up.
    const inUse = new Set((await draftsOf(folder, json)).map(({ id }) => id));
    const current = await weightFilesOf(join(folder, json));
    if (current == null) return;
    for (const file of candidates) {
      const id = file.slice(start.length, start.length + 16);
      if (!inUse.has(id) && !current.includes(file)) await discard(join(folder, file));
    }
  } catch {
    // The model is saved nevertheless; the next writer tries again.
  }
}

/** The weight files that a JSON file names; none where it is missing, `null` where it cannot be read. */
async function weightFilesOf(json: string): Promise<string[] | null> {
  try {
    const { weightsManifest } = JSON.parse(await fs.readFile(json, 'utf8')) as {
      weightsManifest?: { paths: string[] }[];
    };
    return (weightsManifest ?? []).flatMap(({ paths }) => paths);
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? [] : null;
  }
}
