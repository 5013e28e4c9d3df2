import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

function experiment(...args: string[]) {
  const main = join(ROOT, 'experiments/main.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

test('says on one line what is wrong with its arguments, and exits with 2', () => {
  const { status, stdout, stderr } = experiment('papers', '--quick');
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^There must be one experiment, one of compare, .*, got "papers"\.\n$/);
});

test('reports on finished runs where their backend is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  cpSync(join(ROOT, 'experiments/results/clip/runs.jsonl'), join(folder, 'clip/runs.jsonl'));
  const report = (backend: string) =>
    experiment('clip', '--quick', '--backend', backend, '--report', '--output', folder);

  const { status, stdout } = report('wasm');
  expect(status).toBe(0);
  expect(stdout).toMatch(/max-norm .* 3 .* 2\.00 ± 0\.00/);
  expect(stdout).toContain(join(folder, 'clip/clip.svg'));

  // No run of these has been made there.
  expect(report('tensorflow').stdout).toContain('Not finished: 12 runs.');
  rmSync(folder, { recursive: true });
});
