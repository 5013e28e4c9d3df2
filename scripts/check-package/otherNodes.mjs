import { NPM_INSTALL, newProject } from './project.mjs';

/** The oldest version of Node that is supported, and the newest that is tested. */
export function otherNodes(tarball, folder) {
  const { run } = newProject('other versions of Node', folder, tarball, [
    '@tensorflow/tfjs',
    'fflate',
    'h5wasm',
  ]);
  run('install', NPM_INSTALL);
  for (const version of [18, 24]) {
    const node = ['npx', '-y', '-p', `node@${version}`, 'node'];
    run(`Node ${version}, CommonJS`, [...node, 'use.cjs']);
    run(`Node ${version}, ESM`, [...node, 'use.mjs']);
    run(`Node ${version}, /keras`, [...node, 'keras.mjs']);
    const cli = 'node_modules/tfjs-max-norm/dist/esm/cli/main.js';
    run(`Node ${version}, the command line`, [...node, cli, 'inspect', 'saved']);
  }
}
