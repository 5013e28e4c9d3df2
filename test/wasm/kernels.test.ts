import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { disableWasmTraining } from './disableWasmTraining.js';
import { useThreads } from './useThreads.js';
import { expectSameAsCpu, type Operand, randomOperand, runKernel } from './compareWithCpu.js';

const seed = fc.integer({ min: 1, max: 2 ** 31 });
const upTo = (max: number) => fc.integer({ min: 1, max });

async function forAll<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) {
  await fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: 60 });
}

describe.each([1, 2, 5])('with %i threads', (threads) => {
  beforeAll(() => useThreads(threads));

  describe('BatchMatMul', () => {
    const transposes = { transposeA: fc.boolean(), transposeB: fc.boolean() };

    test('multiplies matrices of any size, transposed or not', async () => {
      const sizes = { m: upTo(70), n: upTo(70), k: upTo(37) };
      await forAll(
        fc.record({ ...sizes, ...transposes, seed }),
        async ({ m, n, k, seed, ...t }) => {
          const a = randomOperand([1, ...(t.transposeA ? [k, m] : [m, k])], seed);
          const b = randomOperand([1, ...(t.transposeB ? [n, k] : [k, n])], seed + 1);
          await expectSameAsCpu('BatchMatMul', { a, b }, t);
        },
      );
    });

    test.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('multiplies matrices larger than a block (%s, %s)', async (transposeA, transposeB) => {
      const a = randomOperand([1, ...(transposeA ? [300, 131] : [131, 300])], 1);
      const b = randomOperand([1, ...(transposeB ? [530, 300] : [300, 530])], 2);
      await expectSameAsCpu('BatchMatMul', { a, b }, { transposeA, transposeB });
    });

    test('broadcasts batches', async () => {
      const axis = fc.record({ size: upTo(3), a: fc.boolean(), b: fc.boolean() });
      const batches = fc.record({
        axes: fc.array(axis, { minLength: 1, maxLength: 2 }),
        missing: fc.integer({ min: 0, max: 1 }),
        transposeA: fc.constant(true),
        transposeB: fc.boolean(),
        seed,
      });
      await forAll(batches, async ({ axes, missing, seed, transposeA, transposeB }) => {
        const aBatch = axes.map(({ size, a }) => (a ? size : 1)).slice(missing);
        const bBatch = axes.map(({ size, b }) => (b ? size : 1));
        const [m, n, k] = [3, 5, 4];
        const t = { transposeA, transposeB };
        const out = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
        const a = randomOperand([...aBatch, k, m], seed);
        const b = randomOperand([...bBatch, ...(transposeB ? [n, k] : [k, n])], seed + 1);
        // One product a batch, which needs no broadcasting.
        await tf.setBackend('wasm');
        tf.tidy(() => {
          const product = tf.matMul(
            tf.tensor(a.values, a.shape),
            tf.tensor(b.values, b.shape),
            true,
            transposeB,
          );
          expect(product.shape).toEqual([...out, m, n]);
          const whole = (x: typeof a) => {
            const matrix = x.shape.slice(-2);
            const tensor = tf.tensor(x.values, x.shape);
            return tf.unstack(
              tf.reshape(tf.broadcastTo(tensor, [...out, ...matrix]), [-1, ...matrix]),
            );
          };
          const bs = whole(b);
          const each = whole(a).map((matrix, i) =>
            tf.matMul(matrix, bs[i], t.transposeA, t.transposeB),
          );
          expect(product.dataSync()).toEqual(tf.stack(each).dataSync());
        });
      });
    });

    test('names inner sizes that do not fit', async () => {
      await tf.setBackend('wasm');
      tf.tidy(() => {
        expect(() => tf.matMul(tf.ones([9, 3]), tf.ones([4, 4]))).toThrow(
          'inner shapes (3) and (4) of Tensors with shapes 9,3 and 4,4',
        );
      });
    });

    test('broadcasts a few rows too', async () => {
      await tf.setBackend('wasm');
      tf.tidy(() => {
        const product = tf.matMul(tf.ones([3, 1, 2, 5]), tf.reshape(tf.range(0, 20), [2, 5, 2]));
        const columns = [
          [20, 25],
          [70, 75],
        ];
        expect(product.arraySync()).toEqual(
          Array(3).fill(columns.map((columnSums) => [columnSums, columnSums])),
        );
      });
    });

    test('gives zeros for an empty sum', async () => {
      await tf.setBackend('wasm');
      const product = tf.tidy(() => tf.matMul(tf.zeros([0, 2]), tf.zeros([0, 3]), true, false));
      expect([...product.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
      product.dispose();
    });
  });

  const pad2d = fc.oneof(
    fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    fc.constantFrom(0, 1, 2),
    fc
      .array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 })
      .map(([top, bottom, left, right]): tf.backend_util.ExplicitPadding => [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]),
  );

  const image2d = {
    batch: upTo(3),
    height: fc.integer({ min: 4, max: 9 }),
    width: fc.integer({ min: 4, max: 9 }),
    channels: upTo(9),
    filterHeight: upTo(4),
    filterWidth: upTo(4),
    strides: fc.tuple(upTo(3), upTo(3)),
    pad: pad2d,
    seed,
  };

  describe('Conv2D', () => {
    const geometry = fc.record({ ...image2d, filters: upTo(9) });

    test('has the gradients of cpu for any stride and padding', async () => {
      await forAll(geometry, async (g) => {
        const inputShape: [number, number, number, number] = [
          g.batch,
          g.height,
          g.width,
          g.channels,
        ];
        const filterShape: [number, number, number, number] = [
          g.filterHeight,
          g.filterWidth,
          g.channels,
          g.filters,
        ];
        await compareConv2d(inputShape, filterShape, g.strides, g.pad, g.seed);
      });
    });

    test('has them where the patches of one row exceed their memory', async () => {
      await compareConv2d([1, 3, 40, 80], [5, 5, 80, 3], [1, 1], 'same', 1);
    });

    // One thread runs the stock kernel, which leaves some results of 'same' padding uncomputed.
    if (threads > 1) {
      test('is that of cpu for any stride and padding', async () => {
        await forAll(geometry, async (g) => {
          const attrs = { strides: g.strides, pad: g.pad, dataFormat: 'NHWC', dilations: 1 };
          const x = randomOperand([g.batch, g.height, g.width, g.channels], g.seed);
          const filter = randomOperand(
            [g.filterHeight, g.filterWidth, g.channels, g.filters],
            g.seed + 1,
          );
          await expectSameAsCpu('Conv2D', { x, filter }, attrs);
          const bias = randomOperand([g.filters], g.seed + 2);
          const fused = { ...attrs, activation: 'linear' };
          await expectSameAsCpu('FusedConv2D', { x, filter, bias }, fused);
        });
      });
    }

    async function compareConv2d(
      inputShape: [number, number, number, number],
      filterShape: [number, number, number, number],
      strides: [number, number],
      pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding,
      seed: number,
    ) {
      const info = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad);
      const x = randomOperand(inputShape, seed);
      const filter = randomOperand(filterShape, seed + 1);
      const dy = randomOperand(info.outShape, seed + 2);
      const attrs = { strides, pad, dataFormat: 'NHWC' };
      await expectSameAsCpu('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape });
      await expectSameAsCpu('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape });
    }
  });

  test('Conv3D has the gradients of cpu for any stride and padding', async () => {
    const side = fc.integer({ min: 3, max: 5 });
    const geometry = fc.record({
      image: fc.tuple(upTo(2), side, side, side, upTo(5)),
      filter: fc.tuple(upTo(3), upTo(3), upTo(3)),
      filters: upTo(5),
      strides: fc.tuple(upTo(2), upTo(2), upTo(2)),
      pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
      seed,
    });
    await forAll(geometry, async ({ image, filter: [d, h, w], filters, strides, pad, seed }) => {
      const inputShape = image;
      const filterShape: typeof image = [d, h, w, image[4], filters];
      const info = tf.backend_util.computeConv3DInfo(inputShape, filterShape, strides, 1, pad);
      const x = randomOperand(inputShape, seed);
      const filter = randomOperand(filterShape, seed + 1);
      const dy = randomOperand(info.outShape, seed + 2);
      const attrs = { strides, pad };
      await expectSameAsCpu('Conv3DBackpropFilterV2', { x, dy }, { ...attrs, filterShape });
      await expectSameAsCpu('Conv3DBackpropInputV2', { dy, filter }, { ...attrs, inputShape });
    });
  });

  test('DepthwiseConv2D has the gradients of cpu for any stride, dilation, padding and multiplier', async () => {
    const geometry = fc.record({
      ...image2d,
      height: fc.integer({ min: 7, max: 10 }),
      width: fc.integer({ min: 7, max: 10 }),
      filterHeight: upTo(3),
      filterWidth: upTo(3),
      pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
      multiplier: upTo(3),
      window: fc.oneof(
        fc.record({ strides: fc.tuple(upTo(3), upTo(3)), dilations: fc.constant([1, 1]) }),
        fc.record({ strides: fc.constant([1, 1]), dilations: fc.tuple(upTo(3), upTo(3)) }),
      ),
    });
    await forAll(geometry, async (g) => {
      const { strides, dilations } = g.window as Record<'strides' | 'dilations', [number, number]>;
      const inputShape: [number, number, number, number] = [g.batch, g.height, g.width, g.channels];
      const filterShape: typeof inputShape = [
        g.filterHeight,
        g.filterWidth,
        g.channels,
        g.multiplier,
      ];
      const info = tf.backend_util.computeConv2DInfo(
        inputShape,
        filterShape,
        strides,
        dilations,
        g.pad,
        undefined,
        true,
      );
      const x = randomOperand(inputShape, g.seed);
      const filter = randomOperand(filterShape, g.seed + 1);
      const dy = randomOperand(info.outShape, g.seed + 2);
      await expectSameAsSpread(x, filter, dy, { strides, dilations, pad: g.pad });
    });
  });

  /**
   * Compares with cpu for the same filter written out without dilation, zeros between its taps: the gradients of the cpu
   * backend leave dilation out.
   */
  async function expectSameAsSpread(
    x: Operand,
    filter: Operand,
    dy: Operand,
    attrs: { strides: number[]; dilations: number[]; pad: string },
  ): Promise<void> {
    const { dilations } = attrs;
    const [height, width, ...channels] = filter.shape;
    const spreadShape = [
      (height - 1) * dilations[0] + 1,
      (width - 1) * dilations[1] + 1,
      ...channels,
    ];
    const tapSize = channels[0] * channels[1];
    const taps: [from: number, to: number][] = [];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const to = row * dilations[0] * spreadShape[1] + column * dilations[1];
        taps.push([(row * width + column) * tapSize, to * tapSize]);
      }
    }
    const spread = new Float32Array(spreadShape.reduce((product, size) => product * size, 1));
    for (const [from, to] of taps) spread.set(filter.values.slice(from, from + tapSize), to);
    const dense = { ...attrs, dilations: [1, 1] };

    await tf.setBackend('cpu');
    const dSpread = runKernel(
      'DepthwiseConv2dNativeBackpropFilter',
      { x, dy },
      { ...dense, filterShape: spreadShape },
    );
    const dFilter = new Float32Array(filter.values.length);
    for (const [from, to] of taps) dFilter.set(dSpread.values.slice(to, to + tapSize), from);
    const toInput = { inputShape: x.shape };
    const dx = runKernel(
      'DepthwiseConv2dNativeBackpropInput',
      { dy, filter: { shape: spreadShape, values: spread } },
      { ...dense, ...toInput },
    );

    await tf.setBackend('wasm');
    const toFilter = { ...attrs, filterShape: filter.shape };
    // Terms lie in (-1, 1).
    const filterTerms = dy.values.length / tapSize;
    expectClose(
      runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, toFilter).values,
      dFilter,
      filterTerms,
    );
    const actual = runKernel(
      'DepthwiseConv2dNativeBackpropInput',
      { dy, filter },
      { ...attrs, ...toInput },
    );
    expectClose(actual.values, dx.values, height * width * channels[1]);
  }

  const pooling = fc.record({
    ...image2d,
    height: fc.integer({ min: 4, max: 9 }),
    pad: fc.oneof(fc.constantFrom<'same' | 'valid'>('same', 'valid'), fc.constant(1)),
    filterHeight: fc.integer({ min: 2, max: 4 }),
    filterWidth: fc.integer({ min: 2, max: 4 }),
    /** How many values there are: with few, windows hold their maximum more than once. */
    levels: fc.constantFrom(1, 3, 1000),
  });

  test('MaxPool has the gradient of cpu, also where a maximum occurs twice or is negative', async () => {
    await forAll(pooling, async ({ levels, strides, pad, seed, ...g }) => {
      const filterSize: [number, number] = [g.filterHeight, g.filterWidth];
      const shape: [number, number, number, number] = [g.batch, g.height, g.width, g.channels];
      const input = randomOperand(shape, seed);
      input.values.forEach((value, i) => (input.values[i] = Math.floor(value * levels) / levels));
      const attrs = { filterSize, strides, pad };
      await tf.setBackend('cpu');
      const output = runKernel('MaxPool', { x: input }, attrs);
      const dy = randomOperand(output.shape, seed + 1);
      const inputs = { dy, input, output };
      const expected = runKernel('MaxPoolGrad', inputs, attrs).values;
      await tf.setBackend('wasm');
      const terms = filterSize[0] * filterSize[1];
      expectClose(runKernel('MaxPoolGrad', inputs, attrs).values, expected, terms);
    });
  });

  test('MaxPool has the gradient of cpu where there is NaN or no number', async () => {
    const rare = fc.constantFrom(NaN, -Infinity, Infinity, -2, 0, 1);
    const windows = fc.record({
      values: fc.array(rare, { minLength: 4 * 4 * 5, maxLength: 4 * 4 * 5 }),
      filterSize: fc.integer({ min: 1, max: 3 }),
      strides: upTo(2),
      pad: fc.constantFrom('same', 'valid'),
    });
    await forAll(windows, async ({ values, ...attrs }) => {
      const input = { shape: [1, 4, 4, 5], values: Float32Array.from(values) };
      await tf.setBackend('cpu');
      const { shape } = runKernel('MaxPool', { x: input }, attrs);
      const dy = randomOperand(shape, 1);
      const { values: expected } = runKernel('MaxPoolGrad', { dy, input, output: dy }, attrs);
      await tf.setBackend('wasm');
      const output = runKernel('MaxPool', { x: input }, attrs);
      const { values: actual } = runKernel('MaxPoolGrad', { dy, input, output }, attrs);
      expectClose(actual, expected, 1);
    });
  });

  describe('Sum', () => {
    test('sums over any axes', async () => {
      const dimension = fc.record({ size: upTo(7), reduced: fc.boolean() });
      const sums = fc.record({
        dimensions: fc.array(dimension, { minLength: 1, maxLength: 5 }),
        keepDims: fc.boolean(),
        seed,
      });
      await forAll(sums, async ({ dimensions, keepDims, seed }) => {
        const x = randomOperand(
          dimensions.map(({ size }) => size),
          seed,
        );
        const axis = dimensions.flatMap(({ reduced }, i) => (reduced ? [i] : []));
        // No axes means all of them.
        await expectSameAsCpu('Sum', { x }, { axis: axis.length > 0 ? axis : undefined, keepDims });
      });
    });

    test.each([
      [[1000, 7], [0]],
      [[3, 300, 1100], [1]],
      [
        [9, 31, 31, 33],
        [0, 1, 2],
      ],
    ])('sums %j over %j', async (shape, axis) => {
      await expectSameAsCpu('Sum', { x: randomOperand(shape, 1) }, { axis, keepDims: false });
    });

    test('sums integers and empty tensors', async () => {
      await tf.setBackend('wasm');
      tf.tidy(() => {
        expect(tf.sum(tf.ones([3, 2], 'int32'), 0).arraySync()).toEqual([3, 3]);
        // Memory that is not zero, for what leaves its result as it finds it.
        tf.dispose([1, 2, 3].map((size) => tf.fill([size], NaN)));
        expect(tf.sum(tf.zeros([0, 2]), 0).arraySync()).toEqual([0, 0]);
        expect(tf.sum(tf.zeros([3, 0]), 1).arraySync()).toEqual([0, 0, 0]);
        expect(tf.sum(tf.zeros([0])).arraySync()).toBe(0);
      });
    });
  });

  test('UnsortedSegmentSum sums rows by segment and skips those of no segment', async () => {
    const segments = fc.record({
      ids: fc.array(fc.integer({ min: -1, max: 6 }), { minLength: 1, maxLength: 20 }),
      rowShape: fc.array(upTo(5), { maxLength: 2 }),
      numSegments: upTo(6),
      seed,
    });
    await forAll(segments, async ({ ids, rowShape, numSegments, seed }) => {
      const x = randomOperand([ids.length, ...rowShape], seed);
      const segmentIds = { shape: [ids.length], values: Int32Array.from(ids) };
      await expectSameAsCpu('UnsortedSegmentSum', { x, segmentIds }, { numSegments });
    });
  });

  test('Identity copies strings', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => expect(tf.clone(tf.tensor1d(['a', 'b'])).arraySync()).toEqual(['a', 'b']));
  });

  test('conv2dTranspose crops what it is given too much of, as stock does', async () => {
    const crop = () =>
      tf.tidy(() => {
        const { values } = randomOperand([8, 8, 2], 1);
        const filter = randomOperand([3, 3, 4, 2], 2);
        return tf
          .conv2dTranspose(
            tf.tensor3d(values, [8, 8, 2]),
            tf.tensor4d(filter.values, [3, 3, 4, 2]),
            [4, 4, 4],
            1,
            'same',
          )
          .dataSync();
      });
    await tf.setBackend('wasm');
    const actual = crop();
    disableWasmTraining();
    const expected = crop();
    await enableWasmTraining();
    expectClose(actual, expected as Float32Array, 1);
  });

  test('Identity shares data that outlives the original', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const copy = tf.clone(original);
    original.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3]);
    const { numTensors, numDataBuffers } = tf.memory();
    copy.dispose();
    expect(tf.memory()).toMatchObject({
      numTensors: numTensors - 1,
      numDataBuffers: numDataBuffers - 1,
    });
  });

  test('conv3dTranspose has the gradients of a bilinear map', async () => {
    await tf.setBackend('wasm');
    const x = randomOperand([2, 3, 2, 3, 4], 1);
    const filter = randomOperand([2, 3, 2, 5, 4], 2);
    tf.tidy(() => {
      const tensors = [x, filter].map(({ values, shape }) => tf.tensor(values, shape));
      const loss = (x: tf.Tensor, filter: tf.Tensor) => {
        const y = tf.conv3dTranspose(
          x as tf.Tensor5D,
          filter as tf.Tensor5D,
          [2, 5, 4, 5, 5],
          2,
          'same',
        );
        return tf.sum<tf.Scalar>(tf.mul(y, tf.cos(tf.range(0, y.size).reshape(y.shape))));
      };
      const { value, grads } = tf.valueAndGrads(loss)(tensors);
      // f(x, w) = <x, df/dx> = <w, df/dw>.
      const expected = value.dataSync()[0];
      grads.forEach((gradient, i) => {
        expect(tf.sum(tf.mul(gradient, tensors[i])).dataSync()[0]).toBeCloseTo(expected, 3);
      });
    });
  });
});

function expectClose(actual: ArrayLike<number>, expected: Float32Array, scale: number): void {
  expect(actual.length).toBe(expected.length);
  let error = 0;
  expected.forEach((value, i) => {
    const difference = Math.abs(actual[i] - value);
    if (!(difference <= error)) error = difference;
  });
  expect(error / scale).toBeLessThanOrEqual(1e-5);
}
