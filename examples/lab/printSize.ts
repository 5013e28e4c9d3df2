import { gzipSync } from 'node:zlib';
import type { Logger, Plugin } from 'vite';

/** Prints how large the built site is, and how much of it goes over the wire before something is seen. */
export function printSize(): Plugin {
  let logger: Logger;
  return {
    name: 'print-size',
    apply: 'build',
    configResolved(config) {
      logger = config.logger;
    },
    writeBundle(_, bundle) {
      const files = Object.values(bundle).map((file) => ({
        name: file.fileName,
        bytes: Buffer.from(file.type === 'chunk' ? file.code : file.source),
      }));
      const page = files.filter(({ name }) => /index.*\.(html|js|css)$/.test(name));
      const size = (of: typeof files) => of.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const zipped = page.reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0);
      logger.info(
        `The lab: ${files.length} files, ${(size(files) / 1e6).toFixed(1)} MB; ` +
          `the page before its worker: ${(size(page) / 1e3).toFixed(0)} kB, ${(zipped / 1e3).toFixed(0)} kB gzipped.`,
      );
    },
  };
}
