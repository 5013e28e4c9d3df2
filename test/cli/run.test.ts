import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands.js';
import { useFolder } from '../support/useFolder.js';
import { runCli } from './runCli.js';

const folder = useFolder();
const root = join(__dirname, '../..');

test.each(['--help', '-h'])('%s lists the commands', async (flag) => {
  const { code, output, errors } = await runCli(flag);
  expect([code, errors]).toEqual([0, []]);
  expect(output).toMatch(/^Usage: tfjs-max-norm COMMAND/);
  for (const name of Object.keys(commands)) expect(output).toContain(`\n  ${name} `);
});

test('without a command the help is an error', async () => {
  const { code, output, errors } = await runCli();
  expect([code, output]).toEqual([2, '']);
  expect(errors[0]).toContain('Usage: tfjs-max-norm COMMAND');
});

test.each(['--version', '-v'])('%s prints the version of package.json', async (flag) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(await runCli(flag)).toEqual({ code: 0, output: version, errors: [] });
});

test.each(Object.keys(commands))('%s --help describes the command', async (name) => {
  for (const args of [
    [name, '--help'],
    [name, 'model', '-h'],
  ]) {
    const { code, output, errors } = await runCli(...args);
    expect([code, errors]).toEqual([0, []]);
    expect(output).toMatch(new RegExp(`^Usage: tfjs-max-norm ${name} `));
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  }
});

test.each(['inspekt', 'constructor', '--unknown'])('unknown command %s', async (name) => {
  const { code, errors } = await runCli(name);
  expect(code).toBe(2);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(
    `tfjs-max-norm: unknown command "${name}"; the commands are inspect,`,
  );
});

test.each<[string[], string]>([
  [['inspect'], 'MODEL_DIR is missing.'],
  [['inspect', 'a', 'b'], 'unexpected argument "b".'],
  [['inspect', 'a', '--unknown'], "Unknown option '--unknown'."],
  [['inspect', 'a', '--layers'], "Option '--layers <value>' argument missing."],
  [['inspect', 'a', '--layers', ','], '--layers must name something, got ",".'],
  [['inspect', 'a', '--layers', '/(/'], '--layers is not a valid regular expression: /(/.'],
  [['project', 'a'], 'OUT_DIR is missing.'],
  [['project', 'a', 'b'], '--max-value is missing.'],
  [['project', 'a', 'b', '--max-value', 'x'], 'must be a positive finite number, got "x".'],
  [['project', 'a', 'b', '--max-value', ''], 'must be a positive finite number, got "".'],
  [['project', 'a', 'b', '--max-value', '0'], 'must be a positive finite number, got "0".'],
  [['project', 'a', 'b', '--max-value=-1'], 'must be a positive finite number, got "-1".'],
  [['project', 'a', 'b', '--max-value', 'Infinity'], 'must be a positive finite number'],
])('%j are wrong arguments', async (args, message) => {
  const { code, output, errors } = await runCli(...args);
  expect([code, output]).toEqual([2, '']);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(new RegExp(`^tfjs-max-norm ${args[0]}: `));
  expect(errors[0]).toContain(message);
  expect(errors[0]).toContain(` See tfjs-max-norm ${args[0]} --help.`);
});

describe('as a program', () => {
  const program = ['--import', 'tsx', join(root, 'src/cli/main.ts')];

  test('prints to stdout and ends with 0', () => {
    const output = execFileSync(process.execPath, [...program, '--help'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(output).toContain('Exit codes:');
  });

  test('prints one line to stderr and ends with 1 where a model is damaged', () => {
    writeFileSync(join(folder.path, 'model.json'), '{"modelTopology":');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...program, 'inspect', folder.path],
      { cwd: root, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd()).toMatch(
      /^tfjs-max-norm inspect: \S+model\.json is not valid JSON: [^\n]+$/,
    );
  });
});
