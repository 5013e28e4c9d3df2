import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { packDigits } from './packDigits.js';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig(async () => {
  await packDigits(`${here}digits`);
  return {
    root: here,
    base: './', // the built site runs from any folder of a server
    build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
    worker: { format: 'es' as const },
  };
});
