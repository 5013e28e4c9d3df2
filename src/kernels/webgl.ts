import * as tf from '../tfjs/tf.js';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { composedProjection } from './composed.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  type ProjectionInputs,
  type UnitBlocks,
} from './kernel.js';

/** As in the composed projection: a shader adds, divides and takes roots in float32 at best. */
const MARGIN = 5e-7;
/** Beyond, the square of the bound nears the ends of float32. */
const [SMALLEST_BOUND, LARGEST_BOUND] = [1e-15, 1e15];
/** More sums of one unit than this, added one by one in float32, would be too inexact. */
const MOST_SUMS = 512;

/** Three draws: sums over pieces of the units, the units' scales, and the products by tfjs's own kernel. */
export const webglKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'webgl',
  kernelFunc: (params) => {
    const { weight } = params.inputs as unknown as ProjectionInputs;
    const { maxValue, axes, blocks } = params.attrs as unknown as ProjectionAttrs;
    const [k0, r0, k1, r1] = blocks;
    const isColumns = r1 === 1;
    const piece = pieceLength(isColumns ? r0 : r1);
    const sumsOfUnit = isColumns ? Math.ceil(r0 / piece) : r0 * Math.ceil(r1 / piece);
    const isOrdinary = maxValue >= SMALLEST_BOUND && maxValue <= LARGEST_BOUND;
    if (!isOrdinary || sumsOfUnit > MOST_SUMS || !canDraw()) {
      return composedProjection(weight as tf.Tensor, maxValue, axes);
    }
    const backend = params.backend as unknown as MathBackendWebGL;
    const view = isColumns ? [k0, r0, k1] : [k0 * r0 * k1, r1];
    const sums = backend.runWebGLProgram(
      isColumns ? sumsOfColumns(blocks, piece) : sumsOfRuns(blocks, piece),
      [{ ...weight, dataId: weight.dataId, shape: view }],
      'float32',
    );
    const scales = backend.runWebGLProgram(
      isColumns ? scalesOfColumns(blocks, piece) : scalesOfRuns(blocks, piece),
      [sums],
      'float32',
      [[maxValue ** 2], [maxValue * (1 - MARGIN)]],
    );
    backend.disposeIntermediateTensorInfo(sums);
    const shape = weight.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const product = tf.getKernel('Multiply', 'webgl').kernelFunc({
      inputs: { a: weight, b: { ...scales, dataId: scales.dataId, shape } },
      backend: params.backend,
    });
    backend.disposeIntermediateTensorInfo(scales);
    return product;
  },
};

/** The shaders are written for WebGL 2, and for textures that hold float32. */
function canDraw(): boolean {
  return (
    tf.env().getNumber('WEBGL_VERSION') === 2 && tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')
  );
}

/** Even, and about as many pieces as weights a piece: both draws have short loops then, and float32 loses little. */
function pieceLength(weights: number): number {
  return 2 * Math.max(16, Math.ceil(Math.sqrt(weights) / 2));
}

/** Texels hold two rows by two columns: `(x, y)` above `(z, w)`; beyond the end of an odd size they hold anything. */
const PACKED = { packedInputs: true, packedOutput: true };

/**
 * The squares of small weights, and those of large ones, shrunk so that they and SHRINK^2 stay within float32, are
 * added up apart.
 */
const SQUARES = `
  const float SHRINK = ${2 ** -60};
  vec4 small = vec4(0.0);
  vec4 large = vec4(0.0);

  void addSquares(vec4 v) {
    vec4 shrunk = v * SHRINK;
    bvec4 isLarge = greaterThan(abs(v), vec4(1e15));
    small += mix(v * v, vec4(0.0), isLarge);
    large += mix(vec4(0.0), shrunk * shrunk, isLarge);
  }
`;

/** Row `2 p` holds the small sums of piece p of each column, row `2 p + 1` the large ones. */
function sumsOfColumns([k0, r0, k1]: UnitBlocks, piece: number): GPGPUProgram {
  return {
    ...PACKED,
    variableNames: ['W'],
    outputShape: [k0, 2 * Math.ceil(r0 / piece), k1],
    userCode: `
      ${SQUARES}
      void main() {
        ivec3 at = getOutputCoords();
        int first = at.y / 2 * ${piece};
        for (int row = first; row < min(first + ${piece}, ${r0}); row += 2) {
          vec4 v = getW(at.x, row, at.z);
          if (row + 1 == ${r0}) v.zw = vec2(0.0);
          addSquares(v);
        }
        setOutput(vec4(small.xy + small.zw, large.xy + large.zw));
      }
    `,
  };
}

/** Column `2 p` holds the small sums of piece p of each run, column `2 p + 1` the large ones. */
function sumsOfRuns([k0, r0, k1, r1]: UnitBlocks, piece: number): GPGPUProgram {
  return {
    ...PACKED,
    variableNames: ['W'],
    outputShape: [k0 * r0 * k1, 2 * Math.ceil(r1 / piece)],
    userCode: `
      ${SQUARES}
      void main() {
        ivec2 at = getOutputCoords();
        int first = at.y / 2 * ${piece};
        for (int column = first; column < min(first + ${piece}, ${r1}); column += 2) {
          vec4 v = getW(at.x, column);
          if (column + 1 == ${r1}) v.yw = vec2(0.0);
          addSquares(v);
        }
        setOutput(vec4(small.x + small.y, large.x + large.y, small.z + small.w, large.z + large.w));
      }
    `,
  };
}

const SCALES: Pick<
  GPGPUProgram,
  'packedInputs' | 'packedOutput' | 'variableNames' | 'customUniforms'
> = {
  ...PACKED,
  variableNames: ['Sums'],
  customUniforms: [
    { name: 'boundSquared', type: 'float' },
    { name: 'targetNorm', type: 'float' },
  ],
};

const SCALE = `
  const float SHRINK = ${2 ** -60};

  float scale(float small, float large) {
    if (isnan(small) || isnan(large)) return 1.0;
    if (large > 0.0) return targetNorm * SHRINK / sqrt(large + small * SHRINK * SHRINK);
    return small > boundSquared ? targetNorm / sqrt(small) : 1.0;
  }
`;

function scalesOfColumns([k0, r0, k1]: UnitBlocks, piece: number): GPGPUProgram {
  return {
    ...SCALES,
    outputShape: [k0, 1, k1],
    userCode: `
      ${SCALE}
      void main() {
        ivec3 at = getOutputCoords();
        vec4 sum = vec4(0.0);
        for (int row = 0; row < ${2 * Math.ceil(r0 / piece)}; row += 2) {
          sum += getSums(at.x, row, at.z);
        }
        setOutput(vec4(scale(sum.x, sum.z), scale(sum.y, sum.w), 1.0, 1.0));
      }
    `,
  };
}

function scalesOfRuns([k0, r0, k1, r1]: UnitBlocks, piece: number): GPGPUProgram {
  return {
    ...SCALES,
    outputShape: [k0 * k1, 1],
    userCode: `
      ${SCALE}
      float scaleOf(int unit) {
        vec2 sum = vec2(0.0);
        for (int run = 0; run < ${r0}; run++) {
          int row = (unit / ${k1} * ${r0} + run) * ${k1} + unit % ${k1};
          for (int column = 0; column < ${2 * Math.ceil(r1 / piece)}; column += 2) {
            vec4 both = getSums(row, column);
            sum += row % 2 == 0 ? both.xy : both.zw;
          }
        }
        return scale(sum.x, sum.y);
      }

      void main() {
        int unit = getOutputCoords().x;
        setOutput(vec4(scaleOf(unit), 1.0, scaleOf(unit + 1), 1.0));
      }
    `,
  };
}
