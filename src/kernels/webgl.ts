import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '../tfjs/tf.js';
import { composedProjection, composedUnitNorms } from './composed.js';
import { isWithinShaderRange, type Range, RANGES, shaderNumbers } from './gpu.js';
import { MARGIN, type UnitKernels } from './kernel.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The draw that puts a unit's sums together would take too long for more of them. */
const MOST_SUMS = 4096;

/** Three draws: sums over pieces of the units, the units' scales, and the products by tfjs's own kernel. */
export const webglKernels: UnitKernels<MathBackendWebGL> = {
  backendName: 'webgl',

  project(backend, weight, attrs) {
    const { maxValue, axes, blocks } = attrs;
    if (!isWithinShaderRange(maxValue) || !canDraw(blocks)) {
      return composedProjection(weight, attrs);
    }
    const scales = drawUnits(backend, weight, blocks, 'scales', [
      [maxValue ** 2],
      [maxValue * (1 - MARGIN)],
    ]);
    const shape = weight.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const product = tf.getKernel('Multiply', 'webgl').kernelFunc({
      inputs: { a: weight, b: { ...scales, dataId: scales.dataId, shape } },
      backend,
    }) as tf.TensorInfo;
    backend.disposeIntermediateTensorInfo(scales);
    return product;
  },

  norms(backend, weight, attrs) {
    const [k0, , k1] = attrs.blocks;
    if (!canDraw(attrs.blocks)) return composedUnitNorms(weight, attrs);
    const norms = drawUnits(backend, weight, attrs.blocks, 'norms', []);
    const flat = tf.getKernel('Reshape', 'webgl').kernelFunc({
      inputs: { x: norms },
      backend,
      attrs: { shape: [k0 * k1] },
    }) as tf.TensorInfo;
    backend.disposeIntermediateTensorInfo(norms);
    return flat;
  },
};

/** The shaders are written for WebGL 2, and for textures that hold float32. */
function canDraw(blocks: UnitBlocks): boolean {
  return (
    sumsOfUnit(blocks) <= MOST_SUMS &&
    tf.env().getNumber('WEBGL_VERSION') === 2 &&
    tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')
  );
}

function sumsOfUnit(blocks: UnitBlocks): number {
  const [, r0, , r1] = blocks;
  return r1 === 1 ? Math.ceil(r0 / pieceLength(blocks)) : r0 * Math.ceil(r1 / pieceLength(blocks));
}

/** Even, and about as many pieces as weights a piece: both draws have short loops then. */
function pieceLength([, r0, , r1]: UnitBlocks): number {
  return 2 * Math.max(16, Math.ceil(Math.sqrt(r1 === 1 ? r0 : r1) / 2));
}

function drawUnits(
  backend: MathBackendWebGL,
  { dataId, dtype }: tf.TensorInfo,
  blocks: UnitBlocks,
  result: Range,
  uniforms: number[][],
): tf.TensorInfo {
  const [k0, r0, k1, r1] = blocks;
  const isColumns = r1 === 1;
  const shape = isColumns ? [k0, r0, k1] : [k0 * r0 * k1, r1];
  const sums = backend.runWebGLProgram(
    isColumns ? sumsOfColumns(blocks, result) : sumsOfRuns(blocks, result),
    [{ dataId, dtype, shape }],
    'float32',
  );
  const drawn = backend.runWebGLProgram(
    isColumns ? resultsOfColumns(blocks, result) : resultsOfRuns(blocks, result),
    [sums],
    'float32',
    uniforms,
  );
  backend.disposeIntermediateTensorInfo(sums);
  return drawn;
}

/** Texels hold two rows by two columns: `(x, y)` above `(z, w)`; beyond the end of an odd size they hold anything. */
const PACKED = { packedInputs: true, packedOutput: true };

/**
 * Sums of as many numbers each are added: float32 loses least so, above all if the numbers are equal. `partial[n]` is
 * there if bit n of `done` is set.
 */
const ADDITION = `
  vec4 partial[20];
  int done = 0;

  void add(vec4 sum) {
    int level = 0;
    for (int bits = done; bits % 2 == 1; bits /= 2) sum += partial[level++];
    partial[level] = sum;
    done++;
  }

  vec4 total() {
    vec4 sum = vec4(0.0);
    int level = 0;
    for (int bits = done; bits > 0; bits /= 2) {
      if (bits % 2 == 1) sum += partial[level];
      level++;
    }
    return sum;
  }
`;

function constantsOf(result: Range): string {
  return Object.entries(shaderNumbers(RANGES[result]))
    .map(([name, value]) => `const float ${name} = ${value};`)
    .join('\n');
}

/** The squares of the low weights, and of the high ones. */
const SQUARES = `
  vec4 lowSquares(vec4 v) {
    vec4 low = v * LOW;
    return mix(low * low, vec4(0.0), greaterThan(abs(v), vec4(LARGEST_LOW)));
  }

  vec4 highSquares(vec4 v) {
    vec4 high = v * HIGH;
    return mix(vec4(0.0), high * high, greaterThan(abs(v), vec4(LARGEST_LOW)));
  }
`;

/** Row `2 p` holds the low sums of piece p of each column, row `2 p + 1` the high ones. */
function sumsOfColumns(blocks: UnitBlocks, result: Range): GPGPUProgram {
  const [k0, r0, k1] = blocks;
  const piece = pieceLength(blocks);
  return {
    ...PACKED,
    variableNames: ['W'],
    outputShape: [k0, 2 * Math.ceil(r0 / piece), k1],
    userCode: `
      ${constantsOf(result)}
      ${SQUARES}
      ${ADDITION}
      void main() {
        ivec3 at = getOutputCoords();
        int first = at.y / 2 * ${piece};
        int end = min(first + ${piece}, ${r0});
        for (int row = first; row < end; row += 2) {
          vec4 v = getW(at.x, row, at.z);
          if (row + 1 == ${r0}) v.zw = vec2(0.0);
          vec4 low = lowSquares(v);
          vec4 high = highSquares(v);
          add(vec4(low.xy + low.zw, high.xy + high.zw));
        }
        setOutput(total());
      }
    `,
  };
}

/** Column `2 p` holds the low sums of piece p of each run, column `2 p + 1` the high ones. */
function sumsOfRuns(blocks: UnitBlocks, result: Range): GPGPUProgram {
  const [k0, r0, k1, r1] = blocks;
  const piece = pieceLength(blocks);
  return {
    ...PACKED,
    variableNames: ['W'],
    outputShape: [k0 * r0 * k1, 2 * Math.ceil(r1 / piece)],
    userCode: `
      ${constantsOf(result)}
      ${SQUARES}
      ${ADDITION}
      void main() {
        ivec2 at = getOutputCoords();
        int first = at.y / 2 * ${piece};
        int end = min(first + ${piece}, ${r1});
        for (int column = first; column < end; column += 2) {
          vec4 v = getW(at.x, column);
          if (column + 1 == ${r1}) v.yw = vec2(0.0);
          vec4 low = lowSquares(v);
          vec4 high = highSquares(v);
          add(vec4(low.x + low.y, high.x + high.y, low.z + low.w, high.z + high.w));
        }
        setOutput(total());
      }
    `,
  };
}

/** From both roots: the square of RATIO would leave float32. */
const HIGH_NORM = `
  float highNorm(float low, float high) {
    float a = sqrt(high);
    float b = sqrt(low) * RATIO;
    return sqrt(a * a + b * b);
  }
`;

const RESULTS: Record<Range, Pick<GPGPUProgram, 'customUniforms'> & { code: string }> = {
  scales: {
    customUniforms: [
      { name: 'boundSquared', type: 'float' },
      { name: 'targetNorm', type: 'float' },
    ],
    code: `
      float resultOf(float low, float high) {
        if (isnan(low) || isnan(high)) return 1.0;
        if (high > 0.0) return targetNorm * HIGH / highNorm(low, high);
        return low > boundSquared ? targetNorm / sqrt(low) : 1.0;
      }
    `,
  },
  norms: {
    customUniforms: [],
    code: `
      float resultOf(float low, float high) {
        if (high > 0.0) return highNorm(low, high) * (1.0 / HIGH);
        return sqrt(low) * (1.0 / LOW);
      }
    `,
  },
};

function resultsOfColumns(blocks: UnitBlocks, result: Range): GPGPUProgram {
  const [k0, , k1] = blocks;
  const { customUniforms, code } = RESULTS[result];
  return {
    ...PACKED,
    variableNames: ['Sums'],
    outputShape: [k0, 1, k1],
    customUniforms,
    userCode: `
      ${constantsOf(result)}
      ${ADDITION}
      ${HIGH_NORM}
      ${code}
      void main() {
        ivec3 at = getOutputCoords();
        for (int row = 0; row < ${2 * sumsOfUnit(blocks)}; row += 2) add(getSums(at.x, row, at.z));
        vec4 sum = total();
        setOutput(vec4(resultOf(sum.x, sum.z), resultOf(sum.y, sum.w), 1.0, 1.0));
      }
    `,
  };
}

function resultsOfRuns(blocks: UnitBlocks, result: Range): GPGPUProgram {
  const [k0, r0, k1, r1] = blocks;
  const { customUniforms, code } = RESULTS[result];
  return {
    ...PACKED,
    variableNames: ['Sums'],
    outputShape: [k0 * k1, 1],
    customUniforms,
    userCode: `
      ${constantsOf(result)}
      ${ADDITION}
      ${HIGH_NORM}
      ${code}
      float resultOfUnit(int unit) {
        done = 0;
        for (int run = 0; run < ${r0}; run++) {
          int row = (unit / ${k1} * ${r0} + run) * ${k1} + unit % ${k1};
          for (int column = 0; column < ${2 * Math.ceil(r1 / pieceLength(blocks))}; column += 2) {
            vec4 both = getSums(row, column);
            add(row % 2 == 0 ? vec4(both.xy, 0.0, 0.0) : vec4(both.zw, 0.0, 0.0));
          }
        }
        vec4 sum = total();
        return resultOf(sum.x, sum.y);
      }

      void main() {
        int unit = getOutputCoords().x;
        setOutput(vec4(resultOfUnit(unit), 1.0, resultOfUnit(unit + 1), 1.0));
      }
    `,
  };
}
