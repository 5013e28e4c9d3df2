import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newProject } from './project.mjs';

const union = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'];
/** Plug'n'Play lets a package load only what it lists: TensorFlow.js 4.22 forgets two, and the project lists our peers. */
const peers = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
const yarnrc = `nodeLinker: pnp
enableScripts: false
enableTelemetry: false
packageExtensions:
  '@tensorflow/tfjs@*':
    dependencies:
      long: '4.0.0'
      seedrandom: '^3.0.5'
`;

/** Other package managers must end with one copy of TensorFlow.js as well: two would refuse the constraint. */
export function otherManagers(tarball, folder) {
  const pnpm = newProject('pnpm', folder, tarball, union);
  pnpm.run('install', ['npx', '-y', 'pnpm@9', 'install', '--ignore-scripts', '--silent']);
  use(pnpm, ['node']);

  const classic = newProject('Yarn classic', folder, tarball, union);
  classic.run('install', ['npx', '-y', 'yarn@1.22', 'install', '--ignore-scripts', '--silent']);
  use(classic, ['node']);

  const berry = ['npx', '-y', '-p', '@yarnpkg/cli-dist@4', 'yarn'];
  const pnp = newProject('Yarn PnP', folder, tarball, [...union, ...peers]);
  writeFileSync(join(pnp.cwd, '.yarnrc.yml'), yarnrc);
  writeFileSync(join(pnp.cwd, 'yarn.lock'), '');
  pnp.run('install', [...berry, 'install', '--no-immutable']);
  use(pnp, [...berry, 'node']);
}

function use({ run }, node) {
  run('CommonJS', [...node, 'train.cjs']);
  run('ESM', [...node, 'registers/root.js']);
}
