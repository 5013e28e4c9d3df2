// Builds dist/esm and dist/cjs, each with the package.json that tells Node how to read its files, and the scripts for
// <script> tags. The old dist stays until the new one is whole.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildScriptTags } from './build-script-tags.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { sideEffects } = JSON.parse(readFileSync('package.json', 'utf8'));
const fresh = 'dist.new';
const built = sideEffects
  .filter((file) => file.includes('dist/*/'))
  .map((file) => file.replace('dist/*/', ''));
rmSync(fresh, { recursive: true, force: true });
for (const [config, folder, type] of [
  ['tsconfig.build.json', 'esm', 'module'],
  ['tsconfig.cjs.json', 'cjs', 'commonjs'],
]) {
  const outDir = `${fresh}/${folder}`;
  execFileSync(process.execPath, [tsc, '-p', config, '--outDir', outDir], { stdio: 'inherit' });
  // Bundlers read the nearest package.json: which files have side effects, and what no browser needs. (They are files of
  // ours, as webpack fails at the name of a builtin of Node before it looks here.)
  const files = ['files/readFile.js', 'files/writeFile.js', 'wasm/threads/inNode.js'];
  const browser = Object.fromEntries(files.map((file) => [`./${file}`, false]));
  const manifest = { type, sideEffects: built, browser };
  writeFileSync(`${outDir}/package.json`, JSON.stringify(manifest) + '\n');
}
// h5wasm is an ES module only, which CommonJS imports but cannot require; tsc makes a require of every import.
const hdf5 = `${fresh}/cjs/keras/hdf5.js`;
const required = "Promise.resolve().then(() => __importStar(require('h5wasm')))";
const compiled = readFileSync(hdf5, 'utf8');
if (!compiled.includes(required)) throw new Error(`${hdf5} does not load h5wasm as expected.`);
writeFileSync(hdf5, compiled.replace(required, "import('h5wasm')"));
await buildScriptTags(fresh);
rmSync('dist', { recursive: true, force: true });
renameSync(fresh, 'dist');
