import { scalesOf, scaleUnits, squaredNorms } from './loops.js';
import { canStage, projectStaged } from './staged.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The projection in an array of its own: by the SIMD module if available, else by plain loops; `null` if no unit exceeds. */
export function projectValues(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null {
  const project = canStage(blocks) ? projectStaged : projectByLoops;
  return project(values, blocks, maxValue);
}

function projectByLoops(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null {
  const { scales, exceeding } = scalesOf(squaredNorms(values, blocks), maxValue);
  if (exceeding === 0) return null;
  const projected = values.slice();
  scaleUnits(projected, blocks, scales, exceeding);
  return projected;
}
