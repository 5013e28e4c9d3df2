import { show } from './axes.js';

/** @throws If `options` is no object, or holds an option of another name. */
export function checkOptions(owner: string, options: unknown, names: string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${owner}: the options must be an object, got ${show(options)}.`);
  }
  const unknown = Object.keys(options).find((key) => !names.includes(key));
  if (unknown != null) {
    throw new Error(
      `${owner}: there is no option "${unknown}"; the options are ${names.join(', ')}.`,
    );
  }
}
