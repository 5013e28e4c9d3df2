import { show } from './show.js';

/**
 * Checks of arguments. `caller` is the public function. Every message has the same form: the function, the argument,
 * what is accepted, and the value. The wrong type is a TypeError, the wrong value a RangeError.
 *
 * @module
 */

export function refuseType(caller: string, name: string, accepted: string, value: unknown): never {
  throw new TypeError(`${caller}: ${name} must be ${accepted}, got ${show(value)}.`);
}

export function refuseValue(caller: string, name: string, accepted: string, value: unknown): never {
  throw new RangeError(`${caller}: ${name} must be ${accepted}, got ${show(value)}.`);
}

export function checkBoolean(
  caller: string,
  name: string,
  value: unknown,
): asserts value is boolean {
  if (typeof value !== 'boolean') refuseType(caller, name, 'true or false', value);
}

export function checkFunction(
  caller: string,
  name: string,
  value: unknown,
  accepted = 'a function',
): void {
  if (typeof value !== 'function') refuseType(caller, name, accepted, value);
}

/** A string that is not empty. */
export function checkString(
  caller: string,
  name: string,
  value: unknown,
  accepted = 'a non-empty string',
): asserts value is string {
  if (typeof value !== 'string') refuseType(caller, name, accepted, value);
  if (value === '') refuseValue(caller, name, accepted, value);
}

export function isListOfStrings(value: unknown): value is string[] {
  // Not `every`, which skips the holes of a sparse array.
  return Array.isArray(value) && !Array.from<unknown>(value).some((one) => typeof one !== 'string');
}

export function checkNames(
  caller: string,
  name: string,
  value: unknown,
): asserts value is string[] {
  if (!isListOfStrings(value)) refuseType(caller, name, 'a list of names', value);
}

export function checkPositiveInteger(
  caller: string,
  name: string,
  value: unknown,
): asserts value is number {
  const accepted = 'a positive integer';
  if (typeof value !== 'number') refuseType(caller, name, accepted, value);
  if (!Number.isInteger(value) || value < 1) refuseValue(caller, name, accepted, value);
}

export function checkPositive(
  caller: string,
  name: string,
  value: unknown,
): asserts value is number {
  const accepted = 'a positive finite number';
  if (typeof value !== 'number') refuseType(caller, name, accepted, value);
  if (!(value > 0 && value < Infinity)) refuseValue(caller, name, accepted, value);
}

/** c has the same name everywhere. */
export function checkMaxValue(caller: string, maxValue: unknown): asserts maxValue is number {
  checkPositive(caller, 'maxValue', maxValue);
}

/**
 * @param example How the options are written, such as `{ maxValue: 2 }`.
 * @throws {TypeError} If `options` is not an object, or has an option of another name.
 */
export function checkOptions(
  caller: string,
  options: unknown,
  names: string[],
  example: string,
): void {
  const keys = isOptions(options) ? Object.keys(options) : [];
  const isKnown = (key: string): boolean => names.includes(key);
  // An instance of a class is accepted if it has an option: a date or a map has none.
  if (!isOptions(options) || (!isPlain(options) && !keys.some(isKnown))) {
    refuseType(caller, 'options', `an object such as ${example}`, options);
  }
  const unknown = keys.find((key) => !isKnown(key));
  if (unknown != null) {
    throw new TypeError(
      `${caller}: unknown option ${show(unknown)}; options must be among ${names.join(', ')}.`,
    );
  }
}

/** @throws {TypeError} If a function gets more arguments than it takes, for example options that it does not have. */
export function checkNoMore(caller: string, unexpected: readonly unknown[]): void {
  if (unexpected.every((value) => value === undefined)) return;
  throw new TypeError(`${caller}: unexpected argument ${unexpected.map(show).join(', ')}.`);
}

/** The start of every WebAssembly module, which is the smallest module itself. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** @throws {Error} If WebAssembly may not be compiled here. */
export function checkWebAssembly(caller: string): void {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    throw new Error(
      `${caller}: WebAssembly must be available and allowed: if the page has a Content-Security-Policy, its ` +
        `script-src must have 'wasm-unsafe-eval'. Compiling failed with: ${String(error)}`,
    );
  }
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of any realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
