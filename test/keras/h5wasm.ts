// h5wasm is an ES module only, and Jest runs CommonJS: here is the same library as the script that it ships for workers.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const script = readFileSync(
  resolve(__dirname, '../../node_modules/h5wasm/dist/iife/h5wasm.js'),
  'utf8',
);
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the library's own file
const load = new Function(`${script}; return h5wasm;`) as () => typeof import('h5wasm');

export const { ready, File, Group, Dataset } = load();
