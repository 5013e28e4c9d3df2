// Run: npm run test:keras -- --help
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, findPython, run as runIn } from './python.js';

const help = `The proof against real Keras: models go there, are checked and trained on, and
come back. Without Python it says so and ends well, unless the environment has
KERAS_PARITY=required.

  npm run test:keras -- [newest|oldest] [--full]

  newest, oldest  one version of Keras [default: both]
  --full          every class of Keras and every network, in place of some
  --help          this text

The Python environments are kept in output/keras-parity.`;

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const output = join(root, 'output/keras-parity');

function run(command: string, args: string[], options: { env?: NodeJS.ProcessEnv } = {}): void {
  runIn(command, args, { cwd: root, ...options });
}

const known = ['newest', 'oldest', '--full', '--help'];
const unknown = process.argv.slice(2).find((argument) => !known.includes(argument));
if (unknown != null) {
  console.error(
    `test:keras: unknown argument "${unknown}"; the arguments are ${known.join(', ')}.`,
  );
  process.exit(2);
}
if (process.argv.includes('--help')) {
  console.log(help);
  process.exit(0);
}
const python = findPython();
if (python == null) {
  console.log(
    'Left out: the proof against Keras needs Python 3.11 or later with venv, and found none.',
  );
  process.exit(process.env.KERAS_PARITY === 'required' ? 1 : 0);
}
const full = process.argv.includes('--full');
const asked = process.argv.slice(2).filter((argument) => argument !== '--full');
const versions = asked.length > 0 ? asked : ['newest', 'oldest'];
const pythonSettings = { KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu', PYTHONDONTWRITEBYTECODE: '1' };
/** Those that Keras trains without --full, which it compiles for long. */
const trained = ['EEGNet', 'ShallowConvNet'];
/** Without --full, every tenth class of Keras. */
const EVERY = 10;
const circle = ['--import', 'tsx', join(here, 'circle.ts')];
for (const version of versions) {
  const requirements = join(here, `requirements-${version}.txt`);
  const interpreter = environment(python, requirements, join(output, `venv-${version}`));
  const folder = join(output, version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'gallery'), { recursive: true });
  console.log(`\n== The ${version} Keras: TensorFlow.js -> Keras`);
  run(process.execPath, [...circle, 'write', folder]);
  const withKeras = { env: { ...process.env, ...pythonSettings } };
  run(interpreter, [join(here, 'check.py'), folder], withKeras);
  console.log(`== The ${version} Keras: Keras -> TensorFlow.js`);
  run(process.execPath, [...circle, 'read', folder]);
  if (version === 'newest') {
    console.log('== Networks of EEG that Keras built');
    const named = join(output, 'named');
    rmSync(named, { recursive: true, force: true });
    const withNumPy = { env: { ...withKeras.env, KERAS_BACKEND: 'numpy' } };
    run(interpreter, [join(here, 'build.py'), named], withNumPy);
    run(
      interpreter,
      [join(here, 'build.py'), named, '--train', ...(full ? [] : trained)],
      withKeras,
    );
    run(process.execPath, ['--import', 'tsx', join(here, 'named.ts'), named]);
    run(interpreter, [join(here, 'checkNamed.py'), named], withNumPy);
    console.log('== How much of Keras loads');
    const list = join(output, 'list');
    rmSync(list, { recursive: true, force: true });
    run(interpreter, [join(here, 'layerList.py'), list, full ? '1' : `${EVERY}`], withNumPy);
    run(process.execPath, ['--import', 'tsx', join(here, 'share.ts'), list, named]);
    console.log('== The distributed example: a worker is killed');
    const script = join(here, 'killedWorker.ts');
    run(process.execPath, ['--import', 'tsx', script, interpreter, join(output, 'killed')]);
    console.log('== The distributed example: data of any kind');
    const data = join(here, 'trainData.ts');
    run(process.execPath, ['--import', 'tsx', data, interpreter, join(output, 'trainData')]);
  }
}
