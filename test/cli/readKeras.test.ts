import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readKeras } from '../../src/cli/readKeras.js';
import { saveDense } from '../node/savedModel.js';
import { useFolder } from '../support/useFolder.js';
import { runCli } from './runCli.js';

const folder = useFolder();
const at = (name: string) => join(folder.path, name);

beforeEach(async () => {
  await saveDense(at('in'));
  await runCli('to-keras', at('in'), at('in.keras'));
});

/** The sources as the file of a thread. */
function worker(): string {
  const path = at('worker.mjs');
  const source = require.resolve('../../src/cli/kerasWorker.ts');
  const tsx = pathToFileURL(
    join(dirname(require.resolve('tsx/package.json')), 'dist/esm/api/index.mjs'),
  ).href;
  writeFileSync(
    path,
    `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(pathToFileURL(source).href)});`,
  );
  return path;
}

test('a thread reads Keras files, and says what is wrong with them', async () => {
  expect(await readKeras('norms', at('in.keras'), 60, worker())).toMatchObject([
    { layer: 'dense' },
  ]);
  const { weightData } = await readKeras('artifacts', at('in.keras'), 60, worker());
  expect(new Uint8Array(weightData as ArrayBuffer)).toEqual(
    new Uint8Array(readFileSync(at('in/weights.bin'))),
  );
  writeFileSync(at('bad.keras'), 'no zip');
  await expect(readKeras('norms', at('bad.keras'), 60, worker())).rejects.toThrow(
    /bad\.keras" is neither a \.keras file/,
  );
}, 120_000);

test('a thread that takes too long is ended', async () => {
  await expect(readKeras('norms', at('in.keras'), 0.001, worker())).rejects.toThrow(
    `${at('in.keras')} was not read within 0.001 seconds`,
  );
});

test('a thread that runs for ever is ended', async () => {
  writeFileSync(at('loop.js'), 'for (;;);');
  await expect(readKeras('norms', at('in.keras'), 0.5, at('loop.js'))).rejects.toThrow(
    'was not read within 0.5 seconds; it may be damaged. --timeout SECONDS gives it more time.',
  );
});

test('a thread that fails says so', async () => {
  writeFileSync(at('exit.js'), 'process.exit(3);');
  await expect(readKeras('norms', at('in.keras'), 60, at('exit.js'))).rejects.toThrow(
    `${at('in.keras')} cannot be read: its thread ended with code 3.`,
  );
});

test.each(['0', '-1', 'x', '', '1e9'])('--timeout=%s is refused', async (value) => {
  const { code, errors } = await runCli('inspect', at('in.keras'), `--timeout=${value}`);
  expect(code).toBe(2);
  expect(errors.join()).toContain('--timeout must be a positive number of seconds');
});
