import { oneLine } from './fileErrors.js';

/** Far more than any model needs, and far less than what overflows the stack of a function that walks through it. */
const DEEPEST = 500;

/**
 * Parses JSON that others wrote.
 *
 * @param file How the error calls it.
 * @throws If it is not valid JSON, or lists and objects are nested too deeply.
 */
export function parseJson(file: string, text: () => string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text());
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${oneLine(error)}.`);
  }
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      throw new Error(`${file} is nested more than ${DEEPEST} levels deep.`);
    }
    const inner: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const child of Object.values(one)) {
        if (typeof child === 'object' && child !== null) inner.push(child);
      }
    }
    level = inner;
  }
  return value;
}
