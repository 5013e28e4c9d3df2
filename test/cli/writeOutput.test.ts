import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { fileSystem } from '../../src/node/index.js';
import { kill, result, start } from '../node/processes.js';
import { readJson, saveDense, writeJson } from '../node/savedModel.js';
import { useFolder } from '../support/useFolder.js';
import { valuesOf } from './models.js';
import { runCli } from './runCli.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();
const at = (name: string) => join(folder.path, name);
const cli = (...args: string[]) => start('../../src/cli/main.ts', ...args);

/** Each command that writes, with what it writes from `in` or `in.keras`. */
const commands: [name: string, output: string, args: (output: string) => string[]][] = [
  ['project', 'out', (output) => ['project', at('in'), output, '--max-value', '1']],
  ['to-keras', 'out.keras', (output) => ['to-keras', at('in'), output]],
  ['from-keras', 'out', (output) => ['from-keras', at('in.keras'), output]],
];

beforeEach(async () => {
  await saveDense(at('in'));
  expect((await runCli('to-keras', at('in'), at('in.keras'))).errors).toEqual([]);
});

describe.each(commands)('%s', (_, name, args) => {
  test('started three times at once writes once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => result(cli(...args(at(name))))));
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    for (const { code, errors } of runs) {
      if (code === 1) expect(errors).toMatch(/out(\.keras)? already exists: nothing was written/);
    }
    expect(readdirSync(folder.path).sort()).toEqual(['in', 'in.keras', name]);
  }, 120_000);

  test('started three times at once with --force leaves one whole result', async () => {
    expect((await runCli(...args(at(name)))).code).toBe(0);
    const runs = await Promise.all([1, 2, 3].map(() => result(cli(...args(at(name)), '--force'))));
    expect(runs.map(({ code, errors }) => [code, errors])).toEqual(runs.map(() => [0, '']));
    expect((await runCli('inspect', at(name))).errors).toEqual([]);
    expect(readdirSync(folder.path).sort()).toEqual(['in', 'in.keras', name]);
    if (name === 'out') expect(readdirSync(at(name))).toHaveLength(2);
  }, 120_000);

  test('stopped by Ctrl-C leaves all or nothing, and killed nothing that the next run keeps', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      for (let round = 0; round < 3; round++) {
        const output = at(`${signal}-${round}-${name}`);
        const child = cli(...args(output));
        const ended = result(child);
        // While it works: it ends some 100 ms after the first file appears beside it.
        await Promise.race([ended, wait(1500 + 400 * round)]);
        if (signal === 'SIGINT') child.kill(signal);
        else if (child.exitCode == null) await kill(child);
        await ended;
        if (signal === 'SIGKILL') await runCli(...args(output));
        if (existsSync(output)) expect((await runCli('inspect', output)).errors).toEqual([]);
      }
    }
    expect(readdirSync(folder.path).filter((entry) => entry.startsWith('.'))).toEqual([]);
  }, 120_000);

  test('does not write into a folder that is missing or a file', async () => {
    writeFileSync(at('file'), 'kept');
    const { code, errors } = await runCli(...args(join(at('file'), name)));
    expect(code).toBe(1);
    expect(errors.join()).toContain(`${join(at('file'), name)} cannot be written: `);
    expect(readFileSync(at('file'), 'utf8')).toBe('kept');
  });

  test('does not take the place of a link that leads nowhere', async () => {
    symlinkSync('nowhere', at(name));
    expect((await runCli(...args(at(name)))).errors.join()).toContain('already exists');
    expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
  });
});

test('project --force follows no link out of the output folder', async () => {
  const json = readJson(at('in'));
  mkdirSync(at('in/more'));
  writeFileSync(at('in/more/w.bin'), readFileSync(at('in/weights.bin')));
  json.weightsManifest[0].paths = ['more/w.bin'];
  writeJson(at('in'), json);
  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/w.bin'), 'kept');
  mkdirSync(at('out'));
  symlinkSync(at('elsewhere'), at('out/more'));
  symlinkSync(at('elsewhere/w.bin'), at('out/model.json'));
  const { errors } = await runCli('project', at('in'), at('out'), '--max-value=1', '--force');
  expect(errors).toEqual([]);
  expect(readdirSync(at('elsewhere'))).toEqual(['w.bin']);
  expect(readFileSync(at('elsewhere/w.bin'), 'utf8')).toBe('kept');
  expect(valuesOf(at('out'))).toHaveLength(8);
});

test('project --force changes nothing of model.json but the names of the weight files', async () => {
  mkdirSync(at('out'));
  writeFileSync(at('out/labels.txt'), 'kept');
  await runCli('project', at('in'), at('out'), '--max-value=1', '--force');
  const [before, after] = [readJson(at('in')), readJson(at('out'))];
  const { paths } = after.weightsManifest[0];
  expect(paths).toEqual([expect.stringMatching(/^model\.weights-[0-9a-f]{16}\.bin$/)]);
  after.weightsManifest[0].paths = before.weightsManifest[0].paths;
  expect(after).toEqual(before);
  await expect(tf.loadLayersModel(fileSystem(at('out')))).resolves.toBeDefined();
});

test('a device is no place for a file', async () => {
  const { errors } = await runCli('to-keras', at('in'), '/dev/null', '--force');
  expect(errors.join()).toContain('/dev/null cannot be written: it is not a regular file.');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});
