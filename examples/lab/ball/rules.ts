import { add, angle, length, scale, subtract, type Vector } from './vector.js';

export interface Knobs {
  /** c, the radius of the ball; also the largest coordinate for clipping. */
  maxValue: number;
  /** The share of w that L2 takes away at each step. */
  decay: number;
  /** The maximum step length of gradient clipping. */
  longestStep: number;
}

/** One update of a weight vector: from where, where the step alone leads, and where the rule puts w. */
export interface Move {
  from: Vector;
  free: Vector;
  to: Vector;
}

export interface Rule {
  name: string;
  formula: string;
  /** Where w goes from `from`, when the optimizer's step is `step`. */
  apply(from: Vector, step: Vector, knobs: Knobs): Vector;
  /** What a move did, in one line. */
  read(move: Move, knobs: Knobs): string;
}

export const maxNorm: Rule = {
  name: 'Max-norm',
  formula: 'w ← w · min(1, c / ‖w‖)',
  apply(from, step, { maxValue }) {
    const free = add(from, step);
    return scale(free, Math.min(1, maxValue / length(free)));
  },
  read({ from, free, to }, { maxValue }) {
    const grew = `The step took ‖w‖ from ${show(length(from))} to ${show(length(free))}`;
    return length(free) <= maxValue
      ? `${grew}: within c = ${show(maxValue)}, so w stays as it is.`
      : `${grew}, beyond c = ${show(maxValue)}: w is scaled by ${show(length(to) / length(free))}. ` +
          'Direction kept, length cut.';
  },
};

export const coordinateClipping: Rule = {
  name: 'Clipping each coordinate',
  formula: 'wᵢ ← min(c, max(−c, wᵢ))',
  apply(from, step, { maxValue }) {
    const [x, y] = add(from, step);
    const clip = (value: number) => Math.min(maxValue, Math.max(-maxValue, value));
    return [clip(x), clip(y)];
  },
  read({ free, to }) {
    const turned = angle(free, to);
    return turned < 0.05
      ? `‖w‖ = ${show(length(to))}, nothing clipped: its bound is a box.`
      : `Turned w by ${turned.toFixed(1)}°: another direction, ‖w‖ = ${show(length(to))}.`;
  },
};

export const l2Decay: Rule = {
  name: 'L2 decay',
  formula: 'w ← (1 − λ) · w + step',
  apply: (from, step, { decay }) => add(scale(from, 1 - decay), step),
  read: ({ from, to }, { decay, maxValue }) =>
    `Pulled w back by ${show(decay * length(from))}, be it long or short: ‖w‖ = ${show(length(to))}, ` +
    (length(to) > maxValue ? 'beyond c.' : 'no bound.'),
};

export const gradientClipping: Rule = {
  name: 'Gradient clipping',
  formula: 'step ← step · min(1, k / ‖step‖)',
  apply: (from, step, { longestStep }) =>
    add(from, scale(step, Math.min(1, longestStep / length(step)))),
  read({ from, free, to }, { maxValue }) {
    const [wanted, taken] = [length(subtract(free, from)), length(subtract(to, from))];
    const cut =
      taken < wanted ? `Cut the step from ${show(wanted)} to ${show(taken)}` : 'Step kept';
    const far = length(to) > maxValue ? ', beyond c' : '';
    return `${cut}: bounds the step, not w. ‖w‖ = ${show(length(to))}${far}.`;
  },
};

/** The loss is ½‖w − minimum‖². */
export function gradientStep(w: Vector, minimum: Vector, learningRate: number): Vector {
  return scale(subtract(minimum, w), learningRate);
}

function show(value: number): string {
  return value.toFixed(2);
}
