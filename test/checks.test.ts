import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import * as tmn from '../src/index.js';
import { loadKeras, saveKeras } from '../src/keras/index.js';
import { fileSystem } from '../src/node/index.js';
import { enableWasmTraining } from '../src/wasm/index.js';
import { anotherTfjs } from './support/saving.js';

/** An argument of a public function, or one of its options. */
interface Argument {
  caller: string;
  /** What the error calls it. */
  name: string;
  /** Calls the function with this argument, and right ones for the rest. */
  call(value: never): unknown;
  /** Whether TypeScript's declaration admits the value; where it does not, the error is a TypeError. */
  isTyped(value: unknown): boolean;
  /** Whether a value of the right type is a right one; where it is not, the error is a RangeError. */
  isRight?(value: never): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isString = (value: unknown): value is string => typeof value === 'string';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isList = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && Array.from<unknown>(value).every(isOne);
const isPositive = (value: number): boolean => value > 0 && value < Infinity;
const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
const optional =
  (isTyped: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isTyped(value);
const nullable =
  (isTyped: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value == null || isTyped(value);
const isLive = (value: tf.Tensor): boolean => !value.isDisposed;

/** A right `axis` for the model's one kernel, which has rank 2. */
const isAxis = (value: unknown): boolean => {
  if (value == null) return true;
  const axes = ([value] as number[]).flat().map((axis) => (axis < 0 ? axis + 2 : axis));
  const isWithin = (axis: number): boolean => axis === 0 || axis === 1;
  return axes.length > 0 && axes.every(isWithin) && new Set(axes).size === axes.length;
};
const isAxisType = nullable((value) => isNumber(value) || isList(value, isNumber));

let model: tf.LayersModel;
let weight: tf.Tensor;
let variable: tf.Variable;
let disposed: { tensor: tf.Tensor; variable: tf.Variable; model: tf.LayersModel };
const named = 'a';

const isModel = (value: unknown): boolean => value instanceof tf.layers.Layer;
const isInUse = (value: tf.layers.Layer): boolean =>
  value !== disposed.model && value !== disposed.model.layers[0];
const isNames = (value: unknown): boolean => isList(value, isString);
const isLayers = nullable(
  (value) => isNames(value) || value instanceof RegExp || isFunction(value),
);

const maxValue = (caller: string, call: Argument['call']): Argument => ({
  caller,
  name: 'maxValue',
  call,
  isTyped: isNumber,
  isRight: isPositive,
});
/** As TensorFlow.js's own has it, null is the default too. */
const orDefault = (argument: Argument): Argument => ({
  ...argument,
  isTyped: nullable(isNumber),
  isRight: (value) => value == null || isPositive(value),
});
const axis = (caller: string, call: Argument['call']): Argument => ({
  caller,
  name: 'axis',
  call,
  isTyped: isAxisType,
  isRight: isAxis,
});
const flag = (caller: string, name: string, call: Argument['call']): Argument => ({
  caller,
  name,
  call,
  isTyped: optional((value) => typeof value === 'boolean'),
});
const modelOf = (caller: string, call: Argument['call'], name = 'model'): Argument => ({
  caller,
  name,
  call,
  isTyped: isModel,
  isRight: isInUse,
});
const option = (
  caller: string,
  name: string,
  isRight: (value: number) => boolean,
  call: Argument['call'],
): Argument => ({
  caller,
  name,
  call,
  isTyped: isNumber,
  isRight,
});
const constrain = (options: object) =>
  tmn.constrainModel(model, { maxValue: 2, ...options }).release();
const project = (options: object) => tmn.projectModel(model, { maxValue: 2, ...options });
/** A layer that has no constraint yet. */
const wrap = (options: object) =>
  tmn.withMaxNorm({ layer: tf.layers.dense({ units: 2, inputShape: [3] }), ...options });

const args: Argument[] = [
  orDefault(maxValue('maxNorm', (value) => tmn.maxNorm({ maxValue: value }))),
  orDefault(maxValue('maxNorm', (value) => new tmn.MaxNorm({ maxValue: value }))),
  maxValue('maxNorm', (value) => (tmn.maxNorm().maxValue = value)),
  {
    ...axis('maxNorm', (value) => tmn.maxNorm({ axis: value })),
    isRight: (value: unknown) => {
      const axes = value == null ? [0] : ([value] as number[]).flat();
      return axes.length > 0 && axes.every(Number.isInteger) && new Set(axes).size === axes.length;
    },
  },
  {
    caller: 'projectMaxNorm',
    name: 'weight',
    call: (value) => tmn.projectMaxNorm(value, 2),
    isTyped: (value) =>
      value instanceof tf.Tensor && (value.isDisposed || value.dtype === 'float32'),
    isRight: isLive,
  },
  maxValue('projectMaxNorm', (value) => tmn.projectMaxNorm(weight, value)),
  axis('projectMaxNorm', (value) => tmn.projectMaxNorm(weight, 2, value)),
  {
    caller: 'unitNorms',
    name: 'weight',
    call: (value) => tmn.unitNorms(value),
    isTyped: (value) =>
      value instanceof tf.Tensor && (value.isDisposed || value.dtype === 'float32'),
    isRight: isLive,
  },
  axis('unitNorms', (value) => tmn.unitNorms(weight, value)),
  modelOf('unitAxes', (value) => tmn.unitAxes(value, 'kernel'), 'layer'),
  {
    caller: 'unitAxes',
    name: 'weightName',
    call: (value) => tmn.unitAxes(model.layers[0], value),
    isTyped: isString,
    isRight: (value) => value === 'kernel',
  },
  {
    caller: 'registerUnitAxes',
    name: 'className',
    call: (value) => tmn.registerUnitAxes(value, 'kernel', 0),
    isTyped: isString,
    isRight: (value) => value !== '' && value !== 'Dense',
  },
  {
    caller: 'registerUnitAxes',
    name: 'weightName',
    call: (value) => tmn.registerUnitAxes('Checked', value, 0),
    isTyped: isString,
    isRight: (value) => value !== '',
  },
  modelOf('enforceConstraints', (value) => tmn.enforceConstraints(value)),
  modelOf('releaseConstraints', (value) => tmn.releaseConstraints(value)),
  modelOf('constrainModel', (value) => tmn.constrainModel(value, { maxValue: 2 })),
  maxValue('constrainModel', (value) => constrain({ maxValue: value })),
  maxValue('maxNorm', (value) => {
    const bound = tmn.constrainModel(model, { maxValue: 2 });
    try {
      bound.maxValue = value;
    } finally {
      bound.release();
    }
  }),
  axis('constrainModel', (value) => constrain({ axis: value })),
  flag('constrainModel', 'replace', (value) => constrain({ replace: value })),
  {
    caller: 'constrainModel',
    name: 'weights',
    call: (value) => constrain({ weights: value }),
    isTyped: optional(isNames),
    isRight: (value: string[] | undefined) => (value ?? []).every((name) => name === 'kernel'),
  },
  {
    caller: 'constrainModel',
    name: 'layers',
    call: (value) => constrain({ layers: value }),
    isTyped: isLayers,
    isRight: (value: unknown) =>
      value == null ||
      isFunction(value) ||
      (isList(value, (one) => one === named) && (value as []).length > 0),
  },
  modelOf('projectModel', (value) => tmn.projectModel(value, { maxValue: 2 })),
  maxValue('projectModel', (value) => project({ maxValue: value })),
  axis('projectModel', (value) => project({ axis: value })),
  {
    caller: 'projectModel',
    name: 'weights',
    call: (value) => project({ weights: value }),
    isTyped: optional(isNames),
    isRight: (value: string[] | undefined) => (value ?? []).every((name) => name === 'kernel'),
  },
  {
    caller: 'constrainVariable',
    name: 'variable',
    call: (value) => tmn.constrainVariable(value, tmn.maxNorm())(),
    isTyped: (value) => value instanceof tf.Variable,
    isRight: isLive,
  },
  {
    caller: 'constrainVariable',
    name: 'constraint',
    call: (value) => tmn.constrainVariable(variable, value)(),
    isTyped: (value) => value instanceof tmn.Constraint,
  },
  modelOf('withMaxNorm', (value) => tmn.withMaxNorm({ layer: value }), 'layer'),
  modelOf('withMaxNorm', (value) => new tmn.WithMaxNorm({ layer: value }), 'layer'),
  {
    ...maxValue('withMaxNorm', (value) => wrap({ maxValue: value })),
    isTyped: nullable(isNumber),
    isRight: (value) => value == null || isPositive(value),
  },
  {
    ...axis('withMaxNorm', (value) => wrap({ axis: value })),
    isRight: (value: unknown) => {
      const axes = value == null ? [0] : ([value] as number[]).flat();
      return axes.length > 0 && axes.every(Number.isInteger) && new Set(axes).size === axes.length;
    },
  },
  {
    caller: 'withMaxNorm',
    name: 'weights',
    call: (value) => wrap({ weights: value }),
    isTyped: optional(isNames),
  },
  ...(['inputShape', 'batchInputShape'] as const).map((name) => ({
    caller: 'withMaxNorm',
    name,
    call: (value: never) => wrap({ [name]: value }),
    isTyped: nullable((value) =>
      isList(value, (size) => size === null || (Number.isInteger(size) && (size as number) >= 0)),
    ),
  })),
  modelOf('normReport', (value) => tmn.normReport(value)),
  flag('normReport', 'kernels', (value) => tmn.normReport(model, { kernels: value })),
  {
    ...modelOf('printNormReport', (value) => tmn.printNormReport(value, 100, undefined, () => {})),
    isTyped: (value) => isModel(value) || (Array.isArray(value) && value.length === 0),
    isRight: (value) => Array.isArray(value) || isInUse(value),
  },
  {
    ...option('printNormReport', 'lineLength', isCount, (value) =>
      tmn.printNormReport(model, value, undefined, () => {}),
    ),
    isTyped: optional(isNumber),
    isRight: (value) => value === undefined || isCount(value),
  },
  {
    caller: 'printNormReport',
    name: 'positions',
    call: (value) => tmn.printNormReport(model, 100, value, () => {}),
    isTyped: optional((value) => isList(value, isNumber)),
    isRight: (value) => value === undefined,
  },
  {
    caller: 'printNormReport',
    name: 'printFn',
    call: (value) => tmn.printNormReport([], 100, undefined, value),
    isTyped: (value) => isFunction(value) || value === undefined,
  },
  {
    ...option('normMonitor', 'every', isCount, (value) => tmn.normMonitor({ every: value })),
    isTyped: optional(isNumber),
    isRight: (value) => value === undefined || isCount(value),
  },
  flag('normMonitor', 'kernels', (value) => tmn.normMonitor({ kernels: value })),
  {
    caller: 'maxNormSchedule',
    name: 'target',
    call: (value) => tmn.maxNormSchedule(value, () => 1),
    isTyped: (value) =>
      [value].flat().every((one) => isNumber((one as tmn.MaxNormTarget | null)?.maxValue)),
    isRight: (value) => !Array.isArray(value) || (value as []).length > 0,
  },
  {
    caller: 'maxNormSchedule',
    name: 'schedule',
    call: (value) => tmn.maxNormSchedule(tmn.maxNorm(), value),
    isTyped: isFunction,
  },
  {
    ...option('maxNormSchedule', 'schedule', isPositive, (value) =>
      tmn.maxNormSchedule(tmn.maxNorm(), () => value).onEpochBegin(0),
    ),
  },
  maxValue('constantSchedule', (value) => tmn.constantSchedule(value)),
  ...(['linearSchedule', 'exponentialSchedule'] as const).flatMap((caller) => [
    option(caller, 'from', isPositive, (value) => tmn[caller]({ from: value, to: 1, epochs: 2 })),
    option(caller, 'to', isPositive, (value) => tmn[caller]({ from: 1, to: value, epochs: 2 })),
    option(caller, 'epochs', isCount, (value) => tmn[caller]({ from: 1, to: 2, epochs: value })),
  ]),
  option('stepSchedule', 'from', isPositive, (value) =>
    tmn.stepSchedule({ from: value, factor: 0.5, every: 1 }),
  ),
  option('stepSchedule', 'factor', isPositive, (value) =>
    tmn.stepSchedule({ from: 1, factor: value, every: 1 }),
  ),
  option('stepSchedule', 'every', isCount, (value) =>
    tmn.stepSchedule({ from: 1, factor: 0.5, every: value }),
  ),
  {
    caller: 'fileSystem',
    name: 'path',
    call: (value) => fileSystem(value),
    isTyped: isString,
    isRight: (value) => value !== '',
  },
  {
    caller: 'fileSystem',
    name: 'argument',
    call: (value) => fileSystem('x', ...([value] as unknown as [])),
    isTyped: (value) => value === undefined,
  },
  {
    caller: 'enableWasmTraining',
    name: 'threads',
    call: (value) => enableWasmTraining({ threads: value }),
    isTyped: (value) => value === undefined || value === 'auto' || isNumber(value),
    isRight: (value) => !isNumber(value) || (isCount(value) && value <= 64),
  },
  {
    ...modelOf('saveKeras', (value) => saveKeras(value)),
    isTyped: (value) => value instanceof tf.LayersModel,
  },
  {
    caller: 'saveKeras',
    name: 'path',
    // Read-only: nothing right may be written.
    call: (value) => (isString(value) && value !== '' ? null : saveKeras(model, value)),
    isTyped: nullable(isString),
    isRight: (value) => value !== '',
  },
  flag('saveKeras', 'training', (value) => saveKeras(model, null, { training: value })),
  {
    caller: 'loadKeras',
    name: 'file',
    call: (value) => (isString(value) && value !== '' ? null : loadKeras(value)),
    isTyped: (value) => isString(value),
    isRight: (value) => value !== '',
  },
  {
    ...flag(
      'loadKeras',
      'training',
      (value) =>
        typeof value === 'boolean' || value === undefined || loadKeras('x', { training: value }),
    ),
  },
];

/** Functions that take options, which are all right where none is given. */
const takers: [caller: string, call: (options: never) => unknown, right: () => object][] = [
  ['maxNorm', (options) => tmn.maxNorm(options), () => ({})],
  ['maxNorm', (options) => new tmn.MaxNorm(options), () => ({})],
  ['constrainModel', (options) => tmn.constrainModel(model, options), () => ({ maxValue: 2 })],
  ['projectModel', (options) => tmn.projectModel(model, options), () => ({ maxValue: 2 })],
  ['withMaxNorm', (options) => tmn.withMaxNorm(options), () => ({ layer: model.layers[0] })],
  ['withMaxNorm', (options) => new tmn.WithMaxNorm(options), () => ({ layer: model.layers[0] })],
  ['normReport', (options) => tmn.normReport(model, options), () => ({})],
  ['normMonitor', (options) => tmn.normMonitor(options), () => ({})],
  ['enableWasmTraining', (options) => enableWasmTraining(options), () => ({})],
  [
    'linearSchedule',
    (options) => tmn.linearSchedule(options),
    () => ({ from: 1, to: 2, epochs: 3 }),
  ],
  [
    'exponentialSchedule',
    (options) => tmn.exponentialSchedule(options),
    () => ({ from: 1, to: 2, epochs: 3 }),
  ],
  [
    'stepSchedule',
    (options) => tmn.stepSchedule(options),
    () => ({ from: 1, factor: 2, every: 3 }),
  ],
  ['saveKeras', (options) => saveKeras(model, null, options), () => ({})],
  ['loadKeras', (options) => loadKeras('missing.keras', options), () => ({})],
];

let values: unknown[];

beforeAll(async () => {
  await tf.setBackend('cpu');
  const build = () =>
    tf.sequential({ layers: [tf.layers.dense({ name: named, units: 2, inputShape: [3] })] });
  model = build();
  weight = tf.ones([2, 2]);
  variable = tf.variable(tf.ones([2, 2]));
  disposed = { tensor: tf.ones([2, 2]), variable: tf.variable(tf.ones([2, 2])), model: build() };
  Object.values(disposed).forEach((one) => one.dispose());
  const another = anotherTfjs();
  const circular: { self?: unknown } = {};
  circular.self = circular;
  values = [
    ...[
      undefined,
      null,
      true,
      false,
      'true',
      0,
      -0,
      1,
      -1,
      1.5,
      2 ** 53,
      NaN,
      Infinity,
      -Infinity,
      3n,
    ],
    ...[
      '',
      'x',
      '2',
      'kernel',
      'maxNorm',
      'toString',
      '__proto__',
      named,
      'x'.repeat(10_000),
      Symbol('s'),
      Symbol.iterator,
    ],
    ...[
      [],
      [0],
      [0, 1],
      [0, 0],
      [-3],
      [0.5],
      ['0'],
      [''],
      [named],
      ['x'],
      [null],
      [[0]],
      [{}],
      Array<number>(3),
    ],
    ...[
      {},
      { maxValue: '2' },
      { a: { b: { c: { d: {} } } } },
      Object.create(null) as object,
      circular,
      new Date(0),
    ],
    ...[
      new Map(),
      new Set(['kernel']),
      /kernel/,
      () => 1,
      function () {},
      class {},
      tmn.maxNorm,
      tmn.MaxNorm,
    ],
    ...[
      tf.tensor1d(['text']),
      tf.ones([2, 2], 'int32'),
      tf.ones([2], 'bool'),
      disposed.tensor,
      disposed.variable,
    ],
    ...[
      disposed.model,
      disposed.model.layers[0],
      tf.layers.flatten(),
      tf.input({ shape: [2] }),
      tf.train.sgd(1),
    ],
    ...[
      tf.constraints.nonNeg,
      another.layers.dense({ units: 1 }),
      another.ones([2, 2]),
      another.constraints.nonNeg(),
    ],
    ...[Promise.resolve(1), new Proxy({}, {}), new Error('x'), globalThis],
  ];
});

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return null;
  } catch (error) {
    return error;
  }
}

/** What must be as before a call that was refused. */
function state(): unknown {
  const { numTensors, numDataBuffers } = tf.memory();
  const [kernel] = model.layers[0].weights;
  const isFree = !Object.hasOwnProperty.call(kernel.read(), 'assign');
  const variableIsFree = !Object.hasOwnProperty.call(variable, 'assign');
  return {
    numTensors,
    numDataBuffers,
    isFree,
    variableIsFree,
    config: model.getConfig(),
    values: model.getWeights().map((one) => Array.from(one.dataSync())),
  };
}

async function expectRefused(
  call: () => unknown,
  Class: typeof Error,
  message: RegExp,
): Promise<void> {
  const before = state();
  const error = await errorOf(call);
  expect(error).toBeInstanceOf(Class);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain('[object ');
  expect((error as Error).message.length).toBeLessThan(600);
  expect(state()).toEqual(before);
}

async function expectChecked(argument: Argument, value: unknown): Promise<void> {
  const { caller, name } = argument;
  const isOfType = argument.isTyped(value);
  if (isOfType && (argument.isRight?.(value as never) ?? true)) return;
  const message = new RegExp(`^${caller}\\b.*\\b${name}\\b`);
  await expectRefused(
    () => argument.call(value as never),
    isOfType ? RangeError : TypeError,
    message,
  );
}

describe.each(args.map((argument) => [argument.caller, argument.name, argument] as const))(
  '%s: %s',
  (_, __, argument) => {
    test('what is wrong is refused, by name, and nothing has changed', async () => {
      for (const value of values) await expectChecked(argument, value);
      await fc.assert(
        fc.asyncProperty(
          fc.anything({ maxDepth: 2, withBigInt: true, withDate: true, withSparseArray: true }),
          (value) => expectChecked(argument, value),
        ),
        { numRuns: 40 },
      );
    });
  },
);

describe.each(takers)('options of %s', (caller, call, right) => {
  test('what is no object is refused', async () => {
    const isObject = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    for (const value of values.filter((one) => one !== undefined && !isObject(one))) {
      await expectRefused(
        () => call(value as never),
        TypeError,
        new RegExp(`^${caller}: options must be`),
      );
    }
  });

  test('an option of another name is refused', async () => {
    const names = [
      'maxvalue',
      'max_value',
      'Axis',
      'trainning',
      'kernel',
      'constructor',
      'toString',
      'customObjects',
      '',
    ];
    for (const name of names) {
      const options = { ...right(), [name]: undefined };
      await expectRefused(
        () => call(options as never),
        TypeError,
        new RegExp(`^${caller}: unknown option "${name}"`),
      );
    }
    for (const value of [new Date(0), new Map(), disposed.tensor, tmn.maxNorm]) {
      await expectRefused(
        () => call(value as never),
        TypeError,
        new RegExp(`^${caller}: options must be`),
      );
    }
  });
});
