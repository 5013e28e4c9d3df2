import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { NPM_INSTALL, newProject } from './project.mjs';

/** Core and layers once more, nested below the package: what happens where versions cannot be made one. */
export function twoCopies(tarball, folder) {
  const { cwd, run } = newProject('two copies', folder, tarball, ['@tensorflow/tfjs']);
  run('install', NPM_INSTALL);
  for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
    const nested = join(cwd, 'node_modules/tfjs-max-norm/node_modules', name);
    cpSync(join(cwd, 'node_modules', name), nested, { recursive: true });
  }
  run('an error that says so', ['node', 'twoCopies.mjs']);
}
