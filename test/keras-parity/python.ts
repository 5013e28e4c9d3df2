import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a program to its end, and shows what it prints. */
export function run(command: string, args: string[], options: SpawnSyncOptions = {}): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error != null || status !== 0) {
    throw new Error(`${command} ${args[0]} failed: ${error?.message ?? `exit ${status}`}`);
  }
}

/** Python 3.11 or later that can make environments, or `null`. */
export function findPython(): string | null {
  for (const name of [process.env.PYTHON, 'python3', 'python']) {
    if (!name) continue;
    const check = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)';
    if (spawnSync(name, ['-c', check], { stdio: 'ignore' }).status === 0) return name;
  }
  return null;
}

/** The Python of an environment in `folder`, which is made anew when the requirements change. */
export function environment(python: string, requirements: string, folder: string): string {
  const stamp = join(folder, 'made-of.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const [bin, executable] =
    process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`Making the Python environment ${folder}, once.`);
    rmSync(folder, { recursive: true, force: true });
    run(python, ['-m', 'venv', folder]);
    run(join(folder, bin, executable), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    writeFileSync(stamp, wanted);
  }
  return join(folder, bin, executable);
}
