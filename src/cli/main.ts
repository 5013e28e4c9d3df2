#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { run } from './run.js';

// `tfjs-max-norm inspect model | head` closes the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// npm starts this file through a link.
const main = realpathSync(process.argv[1]);

void run(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
  // The loader that translates TypeScript in this thread is missing in another one.
  kerasWorker: extname(main) === '.ts' ? undefined : join(dirname(main), 'kerasWorker.js'),
}).then((code) => {
  process.exitCode = code;
});
