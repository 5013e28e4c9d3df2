import { squaredNorms } from './loops.js';
import { canStage, squaredNormsStaged } from './staged.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The units' squared norms in float64: by the SIMD module if available, else by plain loops. */
export function measure(values: Float32Array, blocks: UnitBlocks): Float64Array {
  return canStage(blocks) ? squaredNormsStaged(values, blocks) : squaredNorms(values, blocks);
}
