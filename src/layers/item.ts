import * as tf from '../tfjs/tf.js';

/** What is taken of one axis: one element, or a slice `[start, stop, step]` as in Python. */
type Taken = number | [start: number | null, stop: number | null, step: number | null];

/** One part of an index: what is taken of an axis, `null` for a new axis, `"..."` for all axes that are not named. */
export type Index = Taken | null | '...';

const whole: Taken = [null, null, null];

/** The index with something for every axis of the tensor. */
function complete(index: Index[], rank: number): (Taken | null)[] {
  const at = index.indexOf('...');
  const parts = index.filter((part) => part !== '...');
  const named = parts.filter((part) => part !== null).length;
  const rest = Array<Taken>(Math.max(0, rank - named)).fill(whole);
  parts.splice(at < 0 ? parts.length : at, 0, ...rest);
  return parts;
}

/** The shape of `x[index]`. An axis of unknown size can only be taken whole. */
export function itemShape(shape: tf.Shape, index: Index[]): tf.Shape {
  const sizes = [...shape];
  return complete(index, shape.length).flatMap((taken) => {
    if (taken === null) return [1];
    const size = sizes.shift()!;
    if (typeof taken === 'number') return [];
    if (size != null) return [positions(taken, size).length];
    if (taken.every((part) => part == null)) return [null];
    throw new RangeError(
      `Operation: index must take all of an axis of unknown size, got ${JSON.stringify(taken)}.`,
    );
  });
}

export function takeItem(x: tf.Tensor, index: Index[]): tf.Tensor {
  const parts = complete(index, x.rank);
  const taken = parts.filter((part): part is Taken => part !== null);
  const [begin, sizes] = [x.shape.map(() => 0), [...x.shape]];
  let item = x;
  taken.forEach((part, axis) => {
    const at = positions(part, x.shape[axis]);
    sizes[axis] = at.length;
    const isRow = typeof part === 'number' || (part[2] ?? 1) === 1;
    if (isRow) begin[axis] = at[0] ?? 0;
    else item = tf.gather(item, tf.tensor1d(at, 'int32'), axis);
  });
  item = tf.slice(item, begin, sizes);
  const left = [...sizes];
  const shape = parts.flatMap((part) => {
    if (part === null) return [1];
    const size = left.shift()!;
    return typeof part === 'number' ? [] : [size];
  });
  return tf.reshape(item, shape);
}

/** The elements that are taken of an axis, in order. */
function positions(taken: Taken, size: number): number[] {
  if (typeof taken === 'number') return [taken < 0 ? taken + size : taken];
  const step = taken[2] ?? 1;
  const [first, last] = step > 0 ? [0, size] : [size - 1, -1];
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const at = (value: number | null, otherwise: number): number =>
    value == null
      ? otherwise
      : Math.min(highest, Math.max(lowest, value < 0 ? value + size : value));
  const [start, stop] = [at(taken[0], first), at(taken[1], last)];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return Array.from({ length: count }, (_, i) => start + i * step);
}
