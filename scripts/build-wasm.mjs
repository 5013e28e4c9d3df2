// Compiles each AssemblyScript module of src/assembly to SIMD WebAssembly and writes it as a TypeScript file that
// exports its bytes in base64: nothing is fetched at run time, in Node or in a browser. There are two of each, for a
// module must say whether the memory it imports is shared between threads; what only threads use is built for such a
// memory alone.
import { existsSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const modules = [
  ['src/assembly/projection.ts', 'src/kernels/projection.generated.ts'],
  ['src/assembly/training.ts', 'src/wasm/training.generated.ts'],
  ['src/assembly/convolve.ts', 'src/wasm/convolve.generated.ts', { sharedOnly: true }],
].filter(([source]) => existsSync(source));

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];
const shared = ['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];

for (const [source, target, { sharedOnly } = {}] of modules) {
  const sharedBinary = await compile(source, [...options, ...shared, '--enable', 'threads']);
  const binary = sharedOnly ? sharedBinary : await compile(source, options);
  const main =
    `/** ${source}, compiled: ${binary.length} bytes. */\n` +
    `export default '${base64(binary)}';\n`;
  const other =
    `\n/** The same for a memory that is shared between threads. */\n` +
    `export const shared = '${base64(sharedBinary)}';\n`;
  writeFileSync(target, sharedOnly ? main : main + other);
}

function base64(binary) {
  return Buffer.from(binary).toString('base64');
}

async function compile(source, options) {
  let binary;
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...options], {
    writeFile: (name, contents) => {
      if (name === 'module.wasm') binary = contents;
    },
  });
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
  return binary;
}
