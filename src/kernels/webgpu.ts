import type * as tf from '../tfjs/tf.js';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { composedProjection } from './composed.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  type ProjectionInputs,
  type UnitBlocks,
} from './kernel.js';

/** As in the composed projection: a shader adds, divides and takes roots in float32 at best. */
const MARGIN = 5e-7;
/** What a workgroup holds on every device. */
const THREADS = 256;
const THREADS_OF_COLUMN = 16;
/** Beyond, the square of the bound nears the ends of float32. */
const [SMALLEST_BOUND, LARGEST_BOUND] = [1e-15, 1e15];

/** Two dispatches: the units' scales into one small temporary, then the products. */
export const webgpuKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'webgpu',
  kernelFunc: (params) => {
    const { weight } = params.inputs as unknown as ProjectionInputs;
    const { maxValue, axes, blocks } = params.attrs as unknown as ProjectionAttrs;
    if (maxValue < SMALLEST_BOUND || maxValue > LARGEST_BOUND) {
      return composedProjection(weight as tf.Tensor, maxValue, axes);
    }
    const backend = params.backend as WebGPUBackend;
    const [k0, r0, k1, r1] = blocks;
    const sizes = [r0, k1, r1].map((size) => ({ type: 'int32', data: [size] }));
    const bounds = [maxValue ** 2, maxValue * (1 - MARGIN)].map((bound) => ({
      type: 'float32',
      data: [bound],
    }));
    const flat = { ...weight, dataId: weight.dataId, shape: [k0 * r0 * k1 * r1] };
    const scales = backend.runWebGPUProgram(scalesProgram(blocks), [flat], 'float32', [
      ...sizes,
      ...bounds,
    ]);
    const program = productProgram(flat.shape[0]);
    const { dataId } = backend.runWebGPUProgram(program, [flat, scales], 'float32', sizes);
    backend.disposeData(scales.dataId);
    return { dataId, shape: weight.shape, dtype: weight.dtype };
  },
};

/**
 * Some units a workgroup, some threads a unit. Neighbouring threads read neighbouring weights: of the same unit where
 * it lies in runs, else of neighbouring units.
 */
function scalesProgram([k0, r0, k1, r1]: UnitBlocks): WebGPUProgram {
  const inRuns = r1 > 1;
  const lanes = inRuns ? threadsOfRuns(r0 * r1) : THREADS_OF_COLUMN;
  const units = THREADS / lanes;
  // Workgroups do not reach from one outer block into the next.
  const groupsOfBlock = Math.ceil(k1 / units);
  return {
    variableNames: ['w'],
    outputShape: [k0 * k1],
    dispatchLayout: { x: [0] },
    dispatch: [k0 * groupsOfBlock, 1, 1],
    workgroupSize: [THREADS, 1, 1],
    uniforms: 'r0 : i32, k1 : i32, r1 : i32, boundSquared : f32, targetNorm : f32,',
    shaderKey: `maxNormScales_${inRuns}_${lanes}`,
    getUserCode: () => `
      const LANES = ${lanes};
      const UNITS = ${units};
      const LARGE = 1e15;
      const SHRINK = ${2 ** -60};
      // The squares of small weights, and those of large ones, shrunk so that they and SHRINK^2 stay within float32.
      var<workgroup> sums : array<vec2<f32>, ${THREADS}>;

      fn squares(v : f32) -> vec2<f32> {
        let shrunk = v * SHRINK;
        return select(vec2<f32>(v * v, 0.0), vec2<f32>(0.0, shrunk * shrunk), abs(v) > LARGE);
      }

      fn main(index : i32) {
        let groupsOfBlock = (uniforms.k1 + UNITS - 1) / UNITS;
        let group = index / ${THREADS};
        let thread = i32(localIndex);
        let block = group / groupsOfBlock;
        let lane = ${inRuns ? 'thread % LANES' : 'thread / UNITS'};
        let j = (group % groupsOfBlock) * UNITS + ${inRuns ? 'thread / LANES' : 'thread % UNITS'};
        let unit = block * uniforms.k1 + j;
        let isUnit = j < uniforms.k1 && unit < uniforms.outShape;
        let count = select(0, uniforms.r0 * uniforms.r1, isUnit);
        let row = uniforms.k1 * uniforms.r1;
        let first = block * uniforms.r0 * row + j * uniforms.r1;
        var sum = vec2<f32>(0.0);
        var at = lane;
        while (at < count) {
          // In pieces: float32 loses less that way.
          var piece = vec2<f32>(0.0);
          for (var i = 0; i < 32 && at < count; i++) {
            piece += squares(w[first + (at / uniforms.r1) * row + at % uniforms.r1]);
            at += LANES;
          }
          sum += piece;
        }
        sums[${inRuns ? 'thread' : 'thread % UNITS * LANES + lane'}] = sum;
        workgroupBarrier();
        let own = ${inRuns ? 'thread' : 'thread % UNITS * LANES + lane'};
        for (var other = LANES / 2; other > 0; other /= 2) {
          if (lane < other) {
            sums[own] += sums[own + other];
          }
          workgroupBarrier();
        }
        if (lane == 0 && isUnit) {
          let small = sums[own].x;
          let large = sums[own].y;
          var scale = 1.0;
          if (large > 0.0) {
            scale = uniforms.targetNorm * SHRINK / sqrt(large + small * SHRINK * SHRINK);
          } else if (small > uniforms.boundSquared) {
            scale = uniforms.targetNorm / sqrt(small);
          }
          result[unit] = select(scale, 1.0, isnan(small) || isnan(large));
        }
      }
    `,
  };
}

function threadsOfRuns(weights: number): number {
  if (weights >= 512) return THREADS;
  return weights >= 64 ? 64 : 16;
}

function productProgram(size: number): WebGPUProgram {
  return {
    variableNames: ['w', 'scales'],
    outputShape: [size],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(size / THREADS), 1, 1],
    workgroupSize: [THREADS, 1, 1],
    uniforms: 'r0 : i32, k1 : i32, r1 : i32,',
    size: true,
    shaderKey: 'maxNormProduct',
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let run = index / uniforms.r1;
          let unit = run / uniforms.k1 / uniforms.r0 * uniforms.k1 + run % uniforms.k1;
          let scale = scales[unit];
          // A product with 1 could lose a subnormal number.
          result[index] = select(w[index] * scale, w[index], scale == 1.0);
        }
      }
    `,
  };
}
