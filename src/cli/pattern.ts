import { UsageError } from './command.js';

/**
 * Names in the form that an option takes: `a,b` is a list, `/^conv/` a regular expression.
 *
 * @throws UsageError if the regular expression is none, or there is no name.
 */
export function parsePattern(option: string, text: string): string[] | RegExp {
  const expression = /^\/(.+)\/([imsu]*)$/s.exec(text);
  if (expression != null) {
    try {
      return new RegExp(expression[1], expression[2]);
    } catch {
      throw new UsageError(`${option} is not a valid regular expression: ${text}.`);
    }
  }
  return parseNames(option, text);
}

/** @throws UsageError if there is no name. */
export function parseNames(option: string, text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new UsageError(`${option} must name something, got "${text}".`);
  return names;
}
