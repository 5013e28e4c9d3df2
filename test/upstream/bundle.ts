import { join } from 'node:path';
import { build } from 'esbuild';

export const variants = {
  stock: 'stock',
  withPackage: 'with the package',
  withWasmTraining: 'with the package and enableWasmTraining',
};

export type Variant = keyof typeof variants;

const folder = 'output/upstream';

/** Bundles TensorFlow.js's tests and what they run on, by variant, each onto one copy of TensorFlow.js. */
export async function bundleTests(): Promise<void> {
  const { metafile } = await build({
    entryPoints: Object.keys(variants).map((variant) => `test/upstream/specs/${variant}.ts`),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // The tests import the modules of @tensorflow/tfjs-core, which the bundle of its CommonJS entry would repeat.
    mainFields: ['module', 'main'],
    // @tensorflow/tfjs-core says that its tests have no side effects.
    ignoreAnnotations: true,
    external: ['jasmine-core'],
    metafile: true,
    logLevel: 'warning',
  });
  const cores = Object.keys(metafile.inputs).filter((path) =>
    /tfjs-core\/dist\/(engine|tf-core.*)\.js$/.test(path),
  );
  if (cores.length !== 1) {
    throw new Error(`The tests must run on one copy of TensorFlow.js, got ${cores.join(', ')}.`);
  }
}

export function bundleOf(variant: Variant): string {
  return join(folder, `${variant}.cjs`);
}
