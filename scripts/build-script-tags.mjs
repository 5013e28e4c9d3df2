// Builds what a <script> loads, from dist/esm: dist/tfjs-max-norm.min.js works on the global `tf` and defines
// `tfMaxNorm`; dist/tfjs-max-norm-wasm.min.js adds `enableWasmTraining` to it, dist/tfjs-max-norm-wasm-threads.min.js the
// same with what several threads need.
import { build } from 'esbuild';

/** The global `tf` in the place of the packages that it is made of. */
const globalTf = {
  name: 'global-tf',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\// }, () => ({ path: 'tf', namespace: 'global' }));
    onLoad({ filter: /.*/, namespace: 'global' }, () => ({
      contents: `
        if (globalThis.tf == null || globalThis.tf.layers == null) {
          throw new Error(
            'tfjs-max-norm: the global "tf" must be TensorFlow.js with layers, but none is loaded yet; ' +
              'put the <script> of tf.min.js before that of tfjs-max-norm.min.js.',
          );
        }
        module.exports = globalThis.tf;`,
    }));
  },
};

/** What is loaded only where threads are asked for, and cannot be from one script. */
const noThreads = {
  name: 'no-threads',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /enableThreads/ }, () => ({ path: 'none', namespace: 'threads' }));
    onLoad({ filter: /.*/, namespace: 'threads' }, () => ({
      contents: `
        export function enableThreads() {
          throw new Error(
            'enableWasmTraining: threads must be 1 with this script; for more, load ' +
              'tfjs-max-norm-wasm-threads.min.js in the place of tfjs-max-norm-wasm.min.js.',
          );
        }`,
    }));
  },
};

const wasm = `
  import { enableWasmTraining } from './wasm/index.js';
  if (globalThis.tfMaxNorm == null) {
    throw new Error(
      'tfjs-max-norm: the global "tfMaxNorm" must be defined first; ' +
        'put the <script> of tfjs-max-norm.min.js before that of tfjs-max-norm-wasm.min.js.',
    );
  }
  Object.assign(globalThis.tfMaxNorm, { enableWasmTraining });`;

export async function buildScriptTags(dist) {
  const options = {
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    plugins: [globalTf],
    logLevel: 'warning',
  };
  await build({
    ...options,
    entryPoints: [`${dist}/esm/index.js`],
    globalName: 'tfMaxNorm',
    outfile: `${dist}/tfjs-max-norm.min.js`,
  });
  const stdin = { contents: wasm, resolveDir: `${dist}/esm` };
  await build({
    ...options,
    stdin,
    plugins: [globalTf, noThreads],
    outfile: `${dist}/tfjs-max-norm-wasm.min.js`,
  });
  await build({
    ...options,
    stdin,
    outfile: `${dist}/tfjs-max-norm-wasm-threads.min.js`,
  });
}
