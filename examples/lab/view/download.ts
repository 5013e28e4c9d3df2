import type { ModelFiles } from '../network/modelFiles.js';

/** Hands the files to the browser's downloads. */
export function download(files: ModelFiles): void {
  for (const [name, blob] of Object.entries(files)) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob as Blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
