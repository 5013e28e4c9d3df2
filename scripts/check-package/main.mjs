// Packs the package and uses it as its users do: each use trains a model and looks at its norms. `--full` adds other package
// managers, versions of Node, Bun, Deno and webpack, which are downloaded.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lean } from './lean.mjs';
import { otherManagers } from './otherManagers.mjs';
import { otherRuntimes } from './otherRuntimes.mjs';
import { twoCopies } from './twoCopies.mjs';
import { union } from './union.mjs';
import { webpack } from './webpack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-max-norm-'));
try {
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename, files }] = JSON.parse(execFileSync('npm', packing, { encoding: 'utf8' }));
  const tarball = join(folder, filename);
  console.log(`${filename}: ${files.length} files`);
  for (const [tool, ...args] of [
    ['publint', '--strict'],
    ['attw', tarball],
  ]) {
    console.log(`\n== ${tool}`);
    execFileSync('npx', ['--no-install', tool, ...args], { stdio: 'inherit' });
  }
  const checks = [union, lean, twoCopies];
  if (process.argv.includes('--full')) checks.push(otherManagers, otherRuntimes, webpack);
  for (const check of checks) check(tarball, folder);
  console.log('\nThe package works.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
