// Compiles each AssemblyScript module of src/assembly to SIMD WebAssembly and writes it as a TypeScript file that
// exports its bytes in base64: nothing is fetched at run time, in Node or in a browser.
import { existsSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const modules = [
  ['src/assembly/projection.ts', 'src/kernels/projection.generated.ts'],
  ['src/assembly/training.ts', 'src/wasm/training.generated.ts'],
].filter(([source]) => existsSync(source));

for (const [source, target] of modules) {
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];
  const { error, stderr, binary } = await compile(source, options);
  if (error) {
    process.stderr.write(stderr);
    throw error;
  }
  const base64 = Buffer.from(binary).toString('base64');
  writeFileSync(
    target,
    `/** ${source}, compiled: ${binary.length} bytes. */\nexport default '${base64}';\n`,
  );
}

async function compile(source, options) {
  let binary;
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...options], {
    writeFile: (name, contents) => {
      if (name === 'module.wasm') binary = contents;
    },
  });
  return { error, stderr: stderr.toString(), binary };
}
