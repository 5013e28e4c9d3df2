import { reference, unitsOf } from './reference.js';

export interface ProjectedWeight {
  shape: number[];
  axes: number[];
  maxValue: number;
  values: Float32Array;
  /** Which unit each weight belongs to. */
  unitOf: Uint32Array;
  /** Of each unit, in float64. */
  norms: number[];
}

/**
 * Weights whose rounding errors do not cancel: a sum of equal numbers in float32 rounds the same way at every step.
 * Each unit has numbers of its own, for how they round depends on them.
 */
const KINDS: [kind: string, valueAt: (at: number, a: number, b: number) => number][] = [
  ['constant', (_, a) => a],
  ['two values', (at, a, b) => ((at * 7919) % 31 < 13 ? a : b)],
  ['alternating', (at, a) => (at % 2 === 0 ? a : -a)],
  ['any values', (at, a) => a * Math.sin(at * at + 1)],
];

/** A weight of each kind, with bounds that put all units, about half of them and none outside of the ball. */
export function* structuredWeights(
  shape: number[],
  axes: number[],
  seed = 1,
): Generator<ProjectedWeight & { title: string }> {
  const random = generator(seed);
  const { unitOf, units } = unitsOf(shape, axes);
  for (const [kind, valueAt] of KINDS) {
    const [a, b] = [0, 1].map(() => Float32Array.from({ length: units }, () => 0.01 + random()));
    const positions = new Uint32Array(units);
    const values = Float32Array.from(unitOf, (unit) =>
      valueAt(positions[unit]++, a[unit], b[unit]),
    );
    const { norms } = reference(values, shape, axes);
    const sorted = [...norms].sort((x, y) => x - y);
    const bounds = {
      'all outside': sorted[0] * 0.7,
      'some outside': sorted[Math.floor(units / 2)] * 0.99999,
      'all inside': sorted[units - 1] * 1.00001,
    };
    for (const [where, maxValue] of Object.entries(bounds)) {
      const title = `${JSON.stringify(shape)} over ${JSON.stringify(axes)}, ${kind}, ${where}`;
      yield { title, shape, axes, values, maxValue, unitOf, norms };
    }
  }
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A weight of each layout that a layer's weight has, with about so many weights a unit. */
export function layerLayouts(
  fanIn: number,
  units: number,
): [layer: string, shape: number[], axes: number[]][] {
  const by = (divisor: number) => Math.ceil(fanIn / divisor);
  const side = Math.ceil(Math.sqrt(fanIn));
  return [
    ['Dense', [fanIn, units], [0]],
    ['Embedding', [units, fanIn], [1]],
    ['Conv1D', [3, by(3), units], [0, 1]],
    ['Conv2D', [3, 3, by(9), units], [0, 1, 2]],
    ['Conv3D', [2, 2, 2, by(8), units], [0, 1, 2, 3]],
    ['Conv2DTranspose', [3, 3, units, by(9)], [0, 1, 3]],
    ['Conv3DTranspose', [2, 2, 2, units, by(8)], [0, 1, 2, 4]],
    ['DepthwiseConv2D', [side, side, units, 2], [0, 1]],
  ];
}
