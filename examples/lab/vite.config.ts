import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { packDigits } from './packDigits.js';
import { printSize } from './printSize.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The package's sources by its public names: an edit shows without a build. */
const sources = [
  { find: /^tfjs-max-norm$/, replacement: `${here}../../src/index.ts` },
  { find: /^tfjs-max-norm\/(\w+)$/, replacement: `${here}../../src/$1/index.ts` },
];

export default defineConfig(async () => {
  await packDigits(`${here}digits`);
  return {
    root: here,
    resolve: { alias: sources },
    plugins: [printSize()],
    base: './', // the built site runs from any folder of a server
    build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
    worker: { format: 'es' as const },
  };
});
