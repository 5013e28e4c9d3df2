import { show } from '../show.js';
import { DAMAGED, type Place, refuse } from './refusal.js';

/** An object of a configuration: what JSON holds. */
export type Config = Record<string, unknown>;

export function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A class and its configuration, as Keras writes it. */
export interface KerasObject {
  className: string;
  config: Config;
}

/** Reads `{class_name, config}`, refusing anything else and every class of the user's own. */
export function readObject(value: unknown, what: string, place: Place): KerasObject {
  if (!isConfig(value) || typeof value.class_name !== 'string' || !isConfig(value.config)) {
    return refuse(
      place,
      `${what} must be a class with its configuration, got ${show(value)}`,
      DAMAGED,
    );
  }
  const registered = value.registered_name;
  if (typeof registered === 'string' && registered.includes('>')) {
    return refuse(
      place,
      `${what} is of the class ${show(registered)}, which is not one of Keras's own`,
      `Give a layer in its place: loadKeras(file, { layers: { ${value.class_name}: (config) => layer } })`,
    );
  }
  return { className: value.class_name, config: value.config };
}

/** Writes an object as Keras does. */
export function writeObject(
  module: string,
  className: string,
  config: Config,
  registeredName: string | null = null,
): Config {
  return { module, class_name: className, config, registered_name: registeredName };
}

export function readString(value: unknown, what: string, place: Place): string {
  if (typeof value === 'string') return value;
  return refuse(place, `${what} must be a string, got ${show(value)}`, DAMAGED);
}

export function readList(value: unknown, what: string, place: Place): unknown[] {
  if (Array.isArray(value)) return value;
  return refuse(place, `${what} must be a list, got ${show(value)}`, DAMAGED);
}

export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
