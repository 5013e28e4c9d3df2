// Packs the package, installs it in an empty project and uses it from CommonJS, ESM, strict TypeScript and a Vite
// bundle; checks the tarball with publint and attw. Each use trains a model and looks at its norms.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = process.cwd();
const project = mkdtempSync(join(tmpdir(), 'tfjs-max-norm-'));
const { version, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const tarball = `tfjs-max-norm-${version}.tgz`;

function step(title, command, args, cwd = project) {
  console.log(`\n== ${title}`);
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

try {
  step(
    'pack',
    'npm',
    ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', project],
    root,
  );
  step('publint', 'npx', ['--no-install', 'publint', '--strict'], root);
  step(
    'attw',
    'npx',
    ['--no-install', 'attw', join(project, tarball), '--profile', 'node16'],
    root,
  );

  cpSync(resolve(root, 'scripts/check-package'), project, { recursive: true });
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'empty', private: true, type: 'module' }),
  );
  const pinned = [
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    'typescript',
    'vite',
    '@types/node',
  ].map((name) => `${name}@${devDependencies[name]}`);
  step('install', 'npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `./${tarball}`,
    ...pinned,
  ]);
  step('CommonJS', 'node', ['use.cjs']);
  step('ESM', 'node', ['use.mjs']);
  step('the command line', 'npx', ['--no-install', 'tfjs-max-norm', 'inspect', 'saved']);
  // TensorFlow.js's own declarations do not pass strict.
  const tsc = ['tsc', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2020', '--module'];
  step('TypeScript, strict', 'npx', [...tsc, 'nodenext', 'use.ts']);
  step('TypeScript for bundlers', 'npx', [...tsc, 'preserve', 'use.ts']);
  step('Vite', 'npx', ['vite', 'build', '--logLevel', 'warn']);
  // It is run in a real browser by `npm run test:browser`; here: did tree-shaking leave what registers?
  if (!readFileSync(join(project, 'dist/use.js'), 'utf8').includes('tfjs-max-norm/registered')) {
    throw new Error('The bundle lacks the file that registers the constraint.');
  }
  console.log('\nThe package works from CommonJS, ESM, TypeScript and Vite.');
} finally {
  rmSync(project, { recursive: true, force: true });
}
