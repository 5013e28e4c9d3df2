import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NPM_INSTALL, newProject } from './project.mjs';

/** With core, layers and one backend. */
export function lean(tarball, folder) {
  const { cwd, run } = newProject('core and layers', folder, tarball, [
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-layers',
    '@tensorflow/tfjs-backend-cpu',
  ]);
  run('install', NPM_INSTALL);
  if (existsSync(join(cwd, 'node_modules/@tensorflow/tfjs'))) {
    throw new Error('The package brings all of @tensorflow/tfjs along.');
  }
  run('ESM', ['node', 'lean.mjs']);
  run('the command line', ['npx', '--no-install', 'tfjs-max-norm', 'inspect', 'saved-lean']);
}
