import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Backend } from './runVariant.js';
import type { StockRecord } from './stockRecord.js';

export type StockRecords = Record<Backend, StockRecord>;

const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json');

/** The version of TensorFlow.js that is installed. */
export const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

const file = join('test/upstream/stock', `${version}.json`);

export function readStock(): StockRecords | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StockRecords) : undefined;
}

export function writeStock(records: StockRecords): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(records, null, 2)}\n`);
  console.log(`Recorded stock TensorFlow.js ${version} in ${file}.`);
}
