import { resolve } from 'node:path';
import { NPM_INSTALL, newProject } from './project.mjs';

const jest = [resolve('node_modules/jest/bin/jest.js'), '--silent', '--rootDir', '.'];

/** With `@tensorflow/tfjs`, all optional peers but tfjs-node, and the tools that people use. */
export function union(tarball, folder) {
  const { run } = newProject('@tensorflow/tfjs', folder, tarball, [
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    '@types/node',
    '@rollup/plugin-node-resolve',
    'esbuild',
    'fflate',
    'h5wasm',
    'rollup',
    'typescript',
    'vite',
  ]);
  run('install', NPM_INSTALL);
  run('CommonJS', ['node', 'use.cjs']);
  run('ESM', ['node', 'use.mjs']);
  run('/keras from CommonJS', ['node', 'keras.cjs']);
  run('/keras from ESM', ['node', 'keras.mjs']);
  run('/wasm from CommonJS', ['node', 'wasm.cjs']);
  run('/wasm from ESM', ['node', 'wasm.mjs']);
  run('the recipe for uploads', ['node', 'recipe.mjs']);
  run('the command line', ['npx', '--no-install', 'tfjs-max-norm', 'inspect', 'saved']);
  // TensorFlow.js's own declarations do not pass strict.
  const tsc = ['npx', 'tsc', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2020'];
  run('TypeScript, strict', [...tsc, '--module', 'nodenext', 'use.ts']);
  run('TypeScript for bundlers', [...tsc, '--module', 'preserve', 'use.ts']);
  const node10 = ['--module', 'commonjs', '--moduleResolution', 'node10', '--esModuleInterop'];
  run('TypeScript for node10', [...tsc, ...node10, 'use.ts']);
  run('bundles', ['node', 'bundles.mjs']);
  run('Jest', ['node', ...jest, 'use.test.cjs']);
  run('Jest with ES modules', ['node', '--experimental-vm-modules', ...jest, 'vm.test.cjs']);
}
