// What registers something must survive each bundler's tree-shaking (`sideEffects`).
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import * as vite from 'vite';

const peers = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  'fflate',
  'h5wasm',
];
const isExternal = (name) => peers.includes(name) || name.startsWith('node:');

const bundlers = {
  esbuild: (entry, outfile) =>
    esbuild.build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: peers,
    }),
  Rollup: async (input, file) => {
    const bundle = await rollup({ input, external: isExternal, plugins: [nodeResolve()] });
    await bundle.write({ file, format: 'es', inlineDynamicImports: true });
  },
  Vite: (entry, file) =>
    vite.build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: '.',
        emptyOutDir: false,
        target: 'es2022',
        lib: { entry, formats: ['es'], fileName: () => file },
        rollupOptions: { external: isExternal },
      },
    }),
};

for (const [bundler, bundle] of Object.entries(bundlers)) {
  for (const entry of ['root', 'keras', 'layers', 'node']) {
    const file = `${bundler}-${entry}.mjs`;
    await bundle(`registers/${entry}.js`, file);
    await import(`./${file}`);
    console.log(`${bundler}, ${entry}: registered`);
  }
}

// webpack fails at the name of a builtin of Node in what it bundles for browsers, even where `browser` leaves it out.
const noBuiltins = {
  name: 'no-builtins',
  setup({ onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) => ({
      errors: [{ text: `${importer} imports ${path}` }],
    }));
  },
};
await esbuild.build({
  entryPoints: ['root', 'keras', 'layers', 'wasm'].map((entry) => `registers/${entry}.js`),
  outdir: 'browser',
  bundle: true,
  format: 'esm',
  external: peers,
  plugins: [noBuiltins],
});
console.log('for browsers: no builtins of Node');
