import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from '../tfjs/tf.js';
import { composedProjection } from './composed.js';
import { isWithinShaderRange, type Range, RANGES, shaderNumbers } from './gpu.js';
import { MARGIN, type UnitKernels } from './kernel.js';
import type { UnitBlocks } from './unitBlocks.js';

/** What a workgroup holds on every device. */
const THREADS = 256;

/** Two dispatches: the units' scales into one small temporary, then the products. The norms are the first of them. */
export const webgpuKernels: UnitKernels<WebGPUBackend> = {
  backendName: 'webgpu',

  project(backend, weight, attrs) {
    const { maxValue, blocks } = attrs;
    if (!isWithinShaderRange(maxValue)) return composedProjection(weight, attrs);
    const flat = flattened(weight);
    const bounds = [maxValue ** 2, maxValue * (1 - MARGIN)].map((bound) => ({
      type: 'float32',
      data: [bound],
    }));
    const scales = backend.runWebGPUProgram(unitsProgram('scales', blocks), [flat], 'float32', [
      ...sizesOf(blocks),
      ...bounds,
    ]);
    const { dataId } = backend.runWebGPUProgram(
      productProgram(weight.size),
      [flat, scales],
      'float32',
      sizesOf(blocks),
    );
    backend.disposeData(scales.dataId);
    return { dataId, shape: weight.shape, dtype: weight.dtype };
  },

  norms(backend, weight, { blocks }) {
    const program = unitsProgram('norms', blocks);
    return backend.runWebGPUProgram(program, [flattened(weight)], 'float32', sizesOf(blocks));
  },
};

function flattened({ dataId, dtype, size }: tf.Tensor): tf.TensorInfo {
  return { dataId, dtype, shape: [size] };
}

function sizesOf([, r0, k1, r1]: UnitBlocks): { type: string; data: number[] }[] {
  return [r0, k1, r1].map((size) => ({ type: 'int32', data: [size] }));
}

const RESULTS = {
  scales: {
    uniforms: 'boundSquared : f32, targetNorm : f32,',
    code: `
      fn resultOf(low : f32, high : f32) -> f32 {
        var scale = 1.0;
        if (high > 0.0) {
          scale = uniforms.targetNorm * HIGH / highNorm(low, high);
        } else if (low > uniforms.boundSquared) {
          scale = uniforms.targetNorm / sqrt(low);
        }
        return select(scale, 1.0, isnan(low) || isnan(high));
      }
    `,
  },
  norms: {
    uniforms: '',
    code: `
      fn resultOf(low : f32, high : f32) -> f32 {
        if (high > 0.0) {
          return highNorm(low, high) * (1.0 / HIGH);
        }
        return sqrt(low) * (1.0 / LOW);
      }
    `,
  },
};

/**
 * Some units a workgroup, some threads a unit. Neighbouring threads read neighbouring weights: of the same unit where
 * it lies in runs, else of neighbouring units.
 */
function unitsProgram(result: Range, [k0, r0, k1, r1]: UnitBlocks): WebGPUProgram {
  const inRuns = r1 > 1;
  const lanes = threadsOfUnit(r0 * r1, inRuns);
  const units = THREADS / lanes;
  // Workgroups do not reach from one outer block into the next.
  const groupsOfBlock = Math.ceil(k1 / units);
  const { uniforms, code } = RESULTS[result];
  return {
    variableNames: ['w'],
    outputShape: [k0 * k1],
    dispatchLayout: { x: [0] },
    dispatch: [k0 * groupsOfBlock, 1, 1],
    workgroupSize: [THREADS, 1, 1],
    uniforms: `r0 : i32, k1 : i32, r1 : i32, ${uniforms}`,
    shaderKey: `maxNorm_${result}_${inRuns}_${lanes}`,
    getUserCode: () => `
      const LANES = ${lanes};
      const UNITS = ${units};
      ${Object.entries(shaderNumbers(RANGES[result]))
        .map(([name, value]) => `const ${name} : f32 = ${value};`)
        .join('\n')}
      var<workgroup> sums : array<vec2<f32>, ${THREADS}>;

      // From both roots: the square of RATIO would leave float32.
      fn highNorm(low : f32, high : f32) -> f32 {
        let a = sqrt(high);
        let b = sqrt(low) * RATIO;
        return sqrt(a * a + b * b);
      }
      ${code}

      // The squares of the low weights, and of the high ones.
      fn squares(first : i32, at : i32, count : i32) -> vec2<f32> {
        if (at >= count) {
          return vec2<f32>(0.0);
        }
        let v = w[first + (at / uniforms.r1) * uniforms.k1 * uniforms.r1 + at % uniforms.r1];
        let low = v * LOW;
        let high = v * HIGH;
        return select(vec2<f32>(low * low, 0.0), vec2<f32>(0.0, high * high), abs(v) > LARGEST_LOW);
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
        let first = block * uniforms.r0 * uniforms.k1 * uniforms.r1 + j * uniforms.r1;
        // Sums of as many numbers each are added: float32 loses least so, above all if the numbers are equal.
        // partial[n] is there if bit n of done is set.
        var partial : array<vec2<f32>, 28>;
        var done = 0;
        for (var at = lane; at < count; at += 4 * LANES) {
          var sum = (squares(first, at, count) + squares(first, at + LANES, count))
            + (squares(first, at + 2 * LANES, count) + squares(first, at + 3 * LANES, count));
          var level = 0;
          for (var bits = done; bits % 2 == 1; bits /= 2) {
            sum += partial[level];
            level++;
          }
          partial[level] = sum;
          done++;
        }
        var total = vec2<f32>(0.0);
        var level = 0;
        for (var bits = done; bits > 0; bits /= 2) {
          if (bits % 2 == 1) {
            total += partial[level];
          }
          level++;
        }
        let own = ${inRuns ? 'thread' : 'thread % UNITS * LANES + lane'};
        sums[own] = total;
        workgroupBarrier();
        for (var other = LANES / 2; other > 0; other /= 2) {
          if (lane < other) {
            sums[own] += sums[own + other];
          }
          workgroupBarrier();
        }
        if (lane == 0 && isUnit) {
          result[unit] = resultOf(sums[own].x, sums[own].y);
        }
      }
    `,
  };
}

/** About four weights a thread at least; few threads a column, so that neighbours of a row are read together. */
function threadsOfUnit(weights: number, inRuns: boolean): number {
  if (weights <= 4) return 1;
  if (weights <= 16) return 4;
  if (!inRuns || weights < 64) return 16;
  return weights >= 512 ? THREADS : 64;
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
