// Builds dist/esm and dist/cjs, each with the package.json that tells Node how to read its files. The old dist stays
// until the new one is whole.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { sideEffects } = JSON.parse(readFileSync('package.json', 'utf8'));
const fresh = 'dist.new';
rmSync(fresh, { recursive: true, force: true });
for (const [config, folder, type] of [
  ['tsconfig.build.json', 'esm', 'module'],
  ['tsconfig.cjs.json', 'cjs', 'commonjs'],
]) {
  const outDir = `${fresh}/${folder}`;
  execFileSync(process.execPath, [tsc, '-p', config, '--outDir', outDir], { stdio: 'inherit' });
  // Bundlers read the nearest package.json, so it repeats which files have side effects.
  writeFileSync(
    `${outDir}/package.json`,
    JSON.stringify({ type, sideEffects: sideEffects.map((file) => file.replace('dist/*/', '')) }) +
      '\n',
  );
}
rmSync('dist', { recursive: true, force: true });
renameSync(fresh, 'dist');
