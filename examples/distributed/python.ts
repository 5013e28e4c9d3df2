import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../shared/errors.js';

/** A Python with Keras and JAX: `PYTHON` if that is set, else an environment that is made once in `folder`. */
export function preparePython(folder: string, requirements: string): string {
  const given = process.env.PYTHON_WITH_KERAS;
  if (given) return given;
  const stamp = join(folder, 'made-of.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const python = join(folder, 'bin/python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  console.log('Making a Python environment with Keras and JAX, once.');
  run('python3', ['-m', 'venv', '--clear', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

function run(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error != null || status !== 0) {
    throw new UserError(
      `${command} ${args.join(' ')} failed (${error?.message ?? `exit ${status}`}): this needs Python 3.11 or later ` +
        'with venv, or PYTHON_WITH_KERAS set to a Python that has Keras and JAX.',
    );
  }
}
