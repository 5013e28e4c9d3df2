// Builds dist/esm and dist/cjs, each with the package.json that tells Node how to read its files.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
rmSync('dist', { recursive: true, force: true });
for (const [config, folder, type] of [
  ['tsconfig.build.json', 'dist/esm', 'module'],
  ['tsconfig.cjs.json', 'dist/cjs', 'commonjs'],
]) {
  execFileSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' });
  // Bundlers read the nearest package.json, so it repeats which files register on import.
  writeFileSync(
    `${folder}/package.json`,
    JSON.stringify({
      type,
      sideEffects: ['./register.js', './node/fileScheme.js', './node/index.js'],
    }) + '\n',
  );
}
