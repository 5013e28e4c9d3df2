import * as tf from '../tfjs/tf.js';

/** What is taken of one axis: one element, or a slice `[start, stop, step]` as in Python. */
export type Index = number | [start: number | null, stop: number | null, step: number | null];

/** The shape of `x[index]`. An axis of unknown size can only be taken whole. */
export function itemShape(shape: tf.Shape, index: Index[]): tf.Shape {
  return shape.flatMap((size, axis) => {
    const taken = index[axis] ?? whole;
    if (typeof taken === 'number') return [];
    if (size == null) {
      if (taken.every((part) => part == null)) return [null];
      throw new RangeError(
        `Operation: index must take all of an axis of unknown size, got ${JSON.stringify(taken)} of axis ${axis}.`,
      );
    }
    const [start, stop, step] = resolved(taken, size);
    return [Math.max(0, Math.ceil((stop - start) / step))];
  });
}

export function takeItem(x: tf.Tensor, index: Index[]): tf.Tensor {
  const parts = x.shape.map((size, axis) => {
    const taken = index[axis] ?? whole;
    if (typeof taken !== 'number') return resolved(taken, size);
    const at = taken < 0 ? taken + size : taken;
    return [at, at + 1, 1];
  });
  const column = (i: number): number[] => parts.map((part) => part[i]);
  const items = parts.every(([, , step]) => step === 1)
    ? tf.slice(
        x,
        column(0),
        column(1).map((stop, axis) => stop - parts[axis][0]),
      )
    : tf.stridedSlice(x, column(0), column(1), column(2));
  const single = parts.map((_, axis) => axis).filter((axis) => typeof index[axis] === 'number');
  return single.length === 0 ? items : tf.squeeze(items, single);
}

const whole: Index = [null, null, null];

function resolved(slice: Exclude<Index, number>, size: number): [number, number, number] {
  const [start, stop, step] = slice;
  const at = (value: number): number =>
    Math.min(size, Math.max(0, value < 0 ? value + size : value));
  return [at(start ?? 0), at(stop ?? size), step ?? 1];
}
