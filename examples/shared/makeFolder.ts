import { mkdir } from 'node:fs/promises';
import { UserError } from './errors.js';

/** Makes the folder for what a program writes at its end, before it computes for long. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`${folder}: cannot hold the model (${(error as Error).message}).`);
  }
}
