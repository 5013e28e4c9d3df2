/** The most characters of a value that an error shows. */
const LENGTH = 120;
const DEPTH = 3;

/** A value as an error shows it: on one line and short, whatever it is. */
export function show(value: unknown): string {
  return cut(shown(value, DEPTH));
}

function shown(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > LENGTH ? `${value.slice(0, LENGTH)}\u2026` : value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return value.name === '' ? 'a function' : `function ${cut(value.name)}`;
    case 'object':
      return value === null ? 'null' : shownObject(value, depth);
    default:
      return String(value);
  }
}

function shownObject(value: object, depth: number): string {
  if (Array.isArray(value)) {
    return depth === 0 ? '[\u2026]' : `[${shownSome(value, (one) => shown(one, depth - 1))}]`;
  }
  const name = className(value);
  if (name !== 'Object') return `an object of class ${cut(name)}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  if (depth === 0) return '{\u2026}';
  const entries = shownSome(
    keys,
    (key) => `${key}: ${shown((value as Record<string, unknown>)[key], depth - 1)}`,
  );
  return `{ ${entries} }`;
}

/** No more of a list than fits. */
function shownSome<T>(values: T[], showOne: (value: T) => string): string {
  let text = '';
  for (let i = 0; i < values.length; i++) {
    if (text.length > LENGTH) return `${text}, \u2026`;
    text += (i === 0 ? '' : ', ') + showOne(values[i]);
  }
  return text;
}

function className(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: unknown } | null;
  const constructor = prototype?.constructor;
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'Object';
}

function cut(text: string): string {
  return text.length > 2 * LENGTH ? `${text.slice(0, 2 * LENGTH)}\u2026` : text;
}
