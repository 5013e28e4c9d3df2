import type { ModelFiles } from '../network/modelFiles.js';

/** Hands both files to the browser's downloads. */
export function download({ json, weights }: ModelFiles): void {
  for (const file of [json, weights]) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
