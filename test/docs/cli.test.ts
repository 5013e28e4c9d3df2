import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const PROGRAMS: Record<string, string> = {
  'npm start --': 'examples/mnist/main.ts',
  'npx tfjs-max-norm': 'src/cli/main.ts',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-page-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command of the page on the sources; what it prints on both streams. */
function run(command: string): string {
  const [name, program] = Object.entries(PROGRAMS).find(([start]) => command.startsWith(start))!;
  const args = command.slice(name.length).trim().split(' ');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), join(root, program), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    },
  );
  return stdout + stderr;
}

test('its commands print what docs/cli.md shows, a table in at most 80 columns', () => {
  const [training] = /^npm start -- .*$/m.exec(page)!;
  expect(run(training)).toMatch(/predictions\s+are\s+the\s+same,\s+norms\s+are\s+the\s+same\./);
  const shown = [...page.matchAll(/```console\n\$ (.*)\n([^]*?)```/g)];
  expect(shown.length).toBeGreaterThan(3);
  for (const [, command, output] of shown) {
    expect(`$ ${command}\n${run(command)}`).toBe(`$ ${command}\n${output}`);
    if (output.startsWith('_')) {
      expect(Math.max(...output.split('\n').map(({ length }) => length))).toBe(80);
    }
  }
});
