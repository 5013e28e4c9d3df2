import { type Config, isConfig } from './config.js';

/** A reference to a tensor: the layer that gives it, which of the layer's calls, and which of its outputs. */
export type History = [layer: string, call: number, tensor: number];

export function isHistory(value: unknown): value is History {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    Number.isInteger(value[1]) &&
    Number.isInteger(value[2])
  );
}

function historyIn(value: Config): History | null {
  if (value.class_name !== '__keras_tensor__' || !isConfig(value.config)) return null;
  const history = value.config.keras_history;
  return isHistory(history) ? history : null;
}

/** Every tensor in the arguments of a call, in order. */
export function tensorsIn(value: unknown): History[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isConfig(value)) return [];
  const history = historyIn(value);
  return history == null ? Object.values(value).flatMap(tensorsIn) : [history];
}

/** The arguments of a call with other tensors, in the same order. */
export function withTensors(value: unknown, tensors: unknown[]): unknown {
  const left = [...tensors];
  const visit = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(visit);
    if (!isConfig(part)) return part;
    if (historyIn(part) != null) return left.shift();
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(value);
}
