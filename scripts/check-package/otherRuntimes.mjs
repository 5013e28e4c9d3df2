import { NPM_INSTALL, newProject } from './project.mjs';

const npx = (...packages) => ['npx', '-y', ...packages.flatMap((name) => ['-p', name])];

/** The versions of Node that are supported beside the one that runs this, Bun and Deno. */
const runtimes = [
  ...[18, 20, 22, 24].map((version) => [`Node ${version}`, ...npx(`node@${version}`), 'node']),
  ['Bun', ...npx('bun@1'), 'bun'],
  ['Deno', ...npx('deno@2'), 'deno', 'run', '--allow-all'],
];

export function otherRuntimes(tarball, folder) {
  const { run } = newProject('other runtimes', folder, tarball, [
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    'fflate',
    'h5wasm',
  ]);
  run('install', NPM_INSTALL);
  for (const [name, ...runtime] of runtimes) {
    run(`${name}, CommonJS`, [...runtime, 'use.cjs']);
    run(`${name}, ESM`, [...runtime, 'use.mjs']);
    run(`${name}, /keras`, [...runtime, 'keras.mjs']);
    run(`${name}, /wasm`, [...runtime, 'wasm.mjs']);
    const cli = 'node_modules/tfjs-max-norm/dist/esm/cli/main.js';
    run(`${name}, the command line`, [...runtime, cli, 'inspect', 'saved']);
  }
}
