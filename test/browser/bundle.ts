import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';

/** One script for a page, with all that it imports: of this package, what was built, by its public names. */
export async function bundle(page: URL): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(page), formats: ['iife'], name: 'page' },
    },
  })) as Rollup.RollupOutput[];
  return output[0].output[0].code;
}
