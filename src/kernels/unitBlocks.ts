/**
 * A weight's shape as four sizes, outermost first: kept axes, reduced axes, kept axes, reduced axes; neighbours of one
 * sort merged, absent ones 1. A unit's weights are r0 runs of r1 neighbours; unit (i, j) is number `i * k1 + j`.
 *
 * `[in, units]` reduced over 0 is `[1, in, units, 1]`; `[vocabulary, dim]` over 1 is `[1, 1, vocabulary, dim]`;
 * `[h, w, filters, in]` over 0, 1 and 3 is `[1, h * w, filters, in]`.
 */
export type UnitBlocks = [k0: number, r0: number, k1: number, r1: number];

/** `null` if kept and reduced axes alternate more often than four blocks can say. */
export function unitBlocks(shape: number[], axes: number[]): UnitBlocks | null {
  const blocks: UnitBlocks = [1, 1, 1, 1];
  let at = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    const isReduced = axes.includes(axis) ? 1 : 0;
    if (at % 2 !== isReduced) at++;
    if (at >= blocks.length) return null;
    blocks[at] *= shape[axis];
  }
  const [k0, r0, k1, r1] = blocks;
  // Each unit lies in one piece: say so in one way only.
  return k1 === 1 ? [1, 1, k0, r0 * r1] : blocks;
}
