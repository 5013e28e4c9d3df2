import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { STOCK } from '../../src/wasm/patch.js';
import { randomOperand } from './compareWithCpu.js';
import { disableWasmTraining } from './disableWasmTraining.js';
import { GuardTensors } from './guardTensors.js';

// What a kernel was not written for: wrong, broadcasting and empty shapes, other dtypes, attributes that do not fit.

const RUNS = 60;

interface Tensor {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  values?: number[];
}

interface Case {
  inputs: Record<string, Tensor>;
  attrs: Record<string, unknown>;
}

const float = (...shape: number[]): Tensor => ({ shape, dtype: 'float32' });
const conv = { strides: 1, pad: 'valid', dataFormat: 'NHWC' };

/** Of every kernel that has a counterpart in TensorFlow.js, what it was written for. */
const written: Record<string, Case[]> = {
  BatchMatMul: [
    {
      inputs: { a: float(3, 9), b: float(3, 4) },
      attrs: { transposeA: true, transposeB: false },
    },
    {
      inputs: { a: float(2, 9, 3), b: float(2, 4, 3) },
      attrs: { transposeA: false, transposeB: true },
    },
    { inputs: { a: float(9, 4), b: float(4, 4) }, attrs: { transposeA: false, transposeB: false } },
    { inputs: { a: float(2, 3), b: float(3, 5) }, attrs: { transposeA: false, transposeB: false } },
  ],
  Conv2DBackpropFilter: [
    {
      inputs: { x: float(2, 5, 4, 3), dy: float(2, 4, 3, 2) },
      attrs: { ...conv, filterShape: [2, 2, 3, 2] },
    },
  ],
  Conv2DBackpropInput: [
    {
      inputs: { dy: float(2, 4, 3, 2), filter: float(2, 2, 3, 2) },
      attrs: { ...conv, inputShape: [2, 5, 4, 3] },
    },
  ],
  Conv3DBackpropFilterV2: [
    {
      inputs: { x: float(1, 3, 4, 3, 2), dy: float(1, 2, 3, 2, 3) },
      attrs: { strides: 1, pad: 'valid', filterShape: [2, 2, 2, 2, 3] },
    },
  ],
  Conv3DBackpropInputV2: [
    {
      inputs: { dy: float(1, 2, 3, 2, 3), filter: float(2, 2, 2, 2, 3) },
      attrs: { strides: 1, pad: 'valid', inputShape: [1, 3, 4, 3, 2] },
    },
  ],
  DepthwiseConv2dNativeBackpropFilter: [
    {
      inputs: { x: float(2, 4, 4, 3), dy: float(2, 3, 3, 6) },
      attrs: { ...conv, dilations: 1, filterShape: [2, 2, 3, 2] },
    },
  ],
  DepthwiseConv2dNativeBackpropInput: [
    {
      inputs: { dy: float(2, 3, 3, 6), filter: float(2, 2, 3, 2) },
      attrs: { ...conv, dilations: 1, inputShape: [2, 4, 4, 3] },
    },
  ],
  MaxPoolGrad: [
    {
      inputs: { dy: float(2, 2, 3, 5), input: float(2, 4, 6, 5), output: float(2, 2, 3, 5) },
      attrs: { filterSize: 2, strides: 2, pad: 'valid' },
    },
  ],
  Sum: [
    { inputs: { x: float(4, 3, 5) }, attrs: { axis: [0], keepDims: false } },
    { inputs: { x: float(4, 3, 5) }, attrs: { axis: [1], keepDims: true } },
  ],
  Identity: [{ inputs: { x: float(2, 3) }, attrs: {} }],
  UnsortedSegmentSum: [
    {
      inputs: {
        x: float(5, 3),
        segmentIds: { shape: [5], dtype: 'int32', values: [0, 2, 1, 2, -1] },
      },
      attrs: { numSegments: 3 },
    },
  ],
};

/** Kernels that are called by methods of this package only: see otherWeights.test.ts and dropoutLayer.test.ts. */
const ownKernels = ['WasmAdamUpdate', 'WasmMomentumUpdate', 'WasmDropoutMask'];

// The stock kernels warn of dtypes and sizes that they do not know.
beforeAll(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterAll(() => jest.restoreAllMocks());

beforeEach(async () => {
  await enableWasmTraining();
  await tf.setBackend('wasm');
});

test('lists every kernel', () => {
  const replaced = tf.getKernelsForBackend('wasm').filter((kernel) => STOCK in kernel);
  const names = replaced.map(({ kernelName }) => kernelName);
  expect(names.sort()).toEqual([...Object.keys(written), ...ownKernels].sort());
});

interface Outcome {
  error?: string;
  shape?: number[];
  dtype?: string;
  values?: number[];
  /** Pieces of memory that the kernel left behind. */
  leaked?: number;
}

/** Runs a kernel with other tensors around its own, no bit of which may change. */
function run(kernelName: string, { inputs, attrs }: Case, content?: number): Outcome {
  const guards = new GuardTensors(content);
  const tensors: tf.NamedTensorMap = {};
  guards.lay();
  Object.entries(inputs).forEach(([name, { shape, dtype, values }], i) => {
    const data = values ?? [...randomOperand(shape, i + 7).values];
    tensors[name] = tf.tensor(dtype === 'float32' ? data : data.map(integer(dtype)), shape, dtype);
    guards.lay();
  });
  const { numTensors } = tf.memory();
  const numDataIds = tf.backend().numDataIds();
  let outcome: Outcome;
  try {
    const result = tf
      .engine()
      .runKernel<tf.Tensor>(kernelName, tensors, attrs as unknown as tf.NamedAttrMap);
    outcome = { shape: result.shape, dtype: result.dtype, values: [...result.dataSync()] };
    result.dispose();
  } catch (error) {
    outcome = { error: (error as Error).message };
  }
  expect(tf.memory().numTensors).toBe(numTensors);
  outcome.leaked = tf.backend().numDataIds() - numDataIds;
  guards.expectUnchanged();
  guards.dispose();
  tf.dispose(tensors);
  return outcome;
}

function integer(dtype: 'int32' | 'bool'): (value: number) => number {
  return dtype === 'bool' ? (value) => Number(value > 0) : (value) => Math.round(4 * value);
}

function agree(a: Outcome, b: Outcome): boolean {
  if (a.error != null || b.error != null) return a.error === b.error;
  return (
    a.dtype === b.dtype &&
    tf.util.arraysEqual(a.shape!, b.shape!) &&
    a.values!.every((value, i) => {
      const other = b.values![i];
      return Object.is(value, other) || Math.abs(value - other) <= 1e-5 * (1 + Math.abs(other));
    })
  );
}

/** The stock kernels that look at their tensors: others read and write past them, and spoil the heap of this test. */
const careful = ['BatchMatMul', 'Sum', 'Identity'];

/**
 * Expects what stock wasm or cpu makes of these tensors: the same error, or the same values. Where two runs of stock
 * differ, it left its result as it found it, and there is nothing to compare with.
 */
async function expectStockOutcome(kernelName: string, given: Case): Promise<void> {
  const ours = run(kernelName, given);
  // Stock leaves the sum of bools as it finds it, which may well be the same at several runs.
  if (kernelName === 'Sum' && given.inputs.x.dtype === 'bool') return;
  disableWasmTraining();
  const isCareful = careful.includes(kernelName);
  const stock = isCareful ? [1, 2].map((content) => run(kernelName, given, content)) : [];
  await tf.setBackend('cpu');
  const cpu = run(kernelName, given);
  await tf.setBackend('wasm');
  await enableWasmTraining();
  expect(ours.leaked).toBeLessThanOrEqual(stock[0]?.leaked ?? 0);
  if (isCareful && !agree(stock[0], stock[1])) return;
  const references = [...stock.slice(0, 1), cpu];
  if (!references.some((reference) => agree(ours, reference))) {
    expect({ kernelName, ...given, outcome: ours }).toEqual({
      kernelName,
      ...given,
      outcome: references[0],
    });
  }
}

/** Other shapes for a tensor, among them ones that broadcast to it, empty ones, and ones of its own size. */
function otherShape(shape: number[]): fc.Arbitrary<number[]> {
  const axis = fc.nat({ max: Math.max(0, shape.length - 1) });
  const resized = fc
    .tuple(axis, fc.constantFrom(-1, 1, 3))
    .map(([at, by]) => shape.map((size, i) => (i === at ? Math.max(0, size + by) : size)));
  return fc.oneof<fc.Arbitrary<number[]>[]>(
    fc.constant(shape),
    resized,
    axis.map((at) => shape.map((size, i) => (i === at ? 1 : size))),
    axis.map((at) => shape.map((size, i) => (i === at ? 0 : size))),
    axis.map((at) => shape.filter((_, i) => i !== at)),
    fc.constant([1, ...shape]),
    fc.constant([2, ...shape]),
    fc.constant([...shape].reverse()),
    fc.constant([shape.reduce((product, size) => product * size, 1)]),
    fc.constant([] as number[]),
  );
}

const dtype = fc.constantFrom<Tensor['dtype']>('float32', 'float32', 'int32', 'bool');

/** Mostly the attributes themselves, else with one that does not fit. */
function otherAttrs(attrs: Case['attrs']): fc.Arbitrary<Case['attrs']> {
  const misfits: Record<string, unknown[]> = {
    filterShape: [[2, 2, 3, 5], [2, 2, 2, 2], [3, 3, 3, 2], [2, 2], [2, 2, 2, 2, 5], []],
    inputShape: [[2, 5, 4, 5], [2, 9, 9, 3], [1, 3, 3, 3], [2, 5], [1, 3, 4, 3, 4], []],
    strides: [2, [1, 3]],
    pad: ['same', 1],
    dilations: [2],
    filterSize: [3, [1, 4], 9],
    axis: [[0, 0], [5], [-1], null, [], [0, 2]],
    numSegments: [0, 1, 7, -1, 1.5],
    dataFormat: ['NCHW'],
  };
  const others = Object.keys(attrs).flatMap((name) =>
    (misfits[name] ?? []).map((misfit) => ({ ...attrs, [name]: misfit })),
  );
  return fc.oneof(
    { arbitrary: fc.constant(attrs), weight: 2 },
    { arbitrary: fc.constantFrom(attrs, ...others), weight: 1 },
  );
}

function otherCases(cases: Case[]): fc.Arbitrary<Case> {
  return fc.constantFrom(...cases).chain(({ inputs, attrs }) => {
    const others = Object.entries(inputs).map(([name, tensor]) =>
      fc.record({ shape: otherShape(tensor.shape), dtype, keep: fc.boolean() }).map((other) => {
        if (other.keep) return [name, tensor] as const;
        // Ids and the like are few numbers again, if it is another number of them.
        const count = other.shape.reduce((product, size) => product * size, 1);
        const values = tensor.values && Array.from({ length: count }, (_, i) => (i % 4) - 1);
        return [name, { shape: other.shape, dtype: other.dtype, values }] as const;
      }),
    );
    return fc.record({
      inputs: fc.tuple(...others).map((entries) => Object.fromEntries<Tensor>(entries)),
      attrs: otherAttrs(attrs),
    });
  });
}

test.each(Object.keys(written))('%s does what it was written for', async (kernelName) => {
  for (const given of written[kernelName]) {
    expect(run(kernelName, given).error).toBeUndefined();
    await expectStockOutcome(kernelName, given);
  }
});

test.each(Object.keys(written))(
  '%s gives the results and errors of the stock kernel for other tensors',
  async (kernelName) => {
    await fc.assert(
      fc.asyncProperty(otherCases(written[kernelName]), (given) =>
        expectStockOutcome(kernelName, given),
      ),
      { numRuns: RUNS },
    );
  },
);

test('says what to import where neither wasm nor cpu has a kernel', () => {
  const cpuKernel = tf.getKernel('UnsortedSegmentSum', 'cpu');
  tf.unregisterKernel('UnsortedSegmentSum', 'cpu');
  tf.tidy(() => {
    const x = tf.ones([2], 'int32');
    expect(() => tf.unsortedSegmentSum(x, tf.tensor1d([0, 1], 'int32'), 2)).toThrow(
      'UnsortedSegmentSum: the wasm backend has no kernel for x of int32 [2] and segmentIds of int32 [2]; ' +
        'import "@tensorflow/tfjs-backend-cpu" to run that of the cpu backend.',
    );
  });
  tf.registerKernel(cpuKernel);
  tf.tidy(() => {
    const x = tf.tensor1d([1, 2, 3], 'int32');
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 1], 'int32'), 2);
    expect(sums.arraySync()).toEqual([1, 5]);
  });
});
