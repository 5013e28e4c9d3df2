import type * as tf from '@tensorflow/tfjs';
import { normReport } from 'tfjs-max-norm';

/** The norms of the units of all kernels. */
export interface Norms {
  largest: number;
  /** The share of units at the bound, from 0 to 1; `null` without a bound. */
  atBound: number | null;
}

export async function normsOf(model: tf.LayersModel): Promise<Norms> {
  const rows = await normReport(model, { kernels: true });
  const bounded = rows.filter(({ atBound }) => atBound != null);
  const units = bounded.reduce((sum, row) => sum + row.units, 0);
  const touching = bounded.reduce((sum, row) => sum + row.units * row.atBound!, 0);
  return {
    largest: Math.max(...rows.map(({ max }) => max)),
    atBound: bounded.length === 0 ? null : touching / units,
  };
}
