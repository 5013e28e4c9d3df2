import { show } from '../show.js';
import { type Config, isConfig, readObject, writeObject } from './config.js';
import { camel, snake } from './naming.js';
import type { Option } from './option.js';
import { type Place, refuse } from './refusal.js';

/** The class names of constraints and their options: alike on both sides, but for the case of the options. */
const constraints = new Map(
  Object.entries({
    MaxNorm: ['max_value', 'axis'],
    MinMaxNorm: ['min_value', 'max_value', 'rate', 'axis'],
    NonNeg: [],
    UnitNorm: ['axis'],
  } as Record<string, string[]>),
);

export const constraint: Option = {
  toKeras: (value, place, key) =>
    translate(value, place, key, constraints, (className, config) =>
      writeObject('keras.constraints', className, config),
    ),
  toTfjs: (value, place, key) =>
    value == null
      ? null
      : readClass(value, place, key, constraints, 'Remove the constraint, or use one of these'),
};

export const regularizer: Option = {
  toKeras: (value, place, key) =>
    translate(value, place, key, new Map([['L1L2', ['l1', 'l2']]]), (className, config) =>
      writeObject('keras.regularizers', className, config),
    ),
  toTfjs: (value, place, key) => {
    if (value == null) return null;
    const { config } = readClass(
      value,
      place,
      key,
      new Map([
        ['L1L2', ['l1', 'l2']],
        ['L1', ['l1']],
        ['L2', ['l2']],
      ]),
      'Remove the regularizer, or use one of these',
    );
    return { className: 'L1L2', config: { l1: 0, l2: 0, ...config } };
  },
};

const scaled = ['scale', 'mode', 'distribution', 'seed'];
const initializers = new Map(
  Object.entries({
    Zeros: [],
    Ones: [],
    Constant: ['value'],
    RandomUniform: ['minval', 'maxval', 'seed'],
    RandomNormal: ['mean', 'stddev', 'seed'],
    TruncatedNormal: ['mean', 'stddev', 'seed'],
    Identity: ['gain'],
    VarianceScaling: scaled,
    Orthogonal: ['gain', 'seed'],
    GlorotUniform: ['seed'],
    GlorotNormal: ['seed'],
    HeUniform: ['seed'],
    HeNormal: ['seed'],
    LeCunUniform: ['seed'],
    LeCunNormal: ['seed'],
  } as Record<string, string[]>),
);

/** Older Keras 3 knows these by the longer name alone, newer by both. */
const initializerNames = new Map([
  ['Orthogonal', 'OrthogonalInitializer'],
  ['Identity', 'IdentityInitializer'],
  ['LeCunUniform', 'LecunUniform'],
  ['LeCunNormal', 'LecunNormal'],
]);
const initializersOfKeras = new Map(
  [...initializers].flatMap(([tfjs, options]) =>
    [tfjs, initializerNames.get(tfjs) ?? tfjs].map((keras) => [keras, { tfjs, options }] as const),
  ),
);

export const initializer: Option = {
  toKeras: (value, place, key) =>
    translate(value, place, key, initializers, (className, config) => {
      if (typeof config.mode === 'string') config.mode = snake(config.mode);
      if (config.distribution === 'normal' || config.distribution === 'truncatedNormal') {
        config.distribution = 'truncated_normal';
      }
      if (className === 'Identity') {
        if (config.gain !== 1) {
          return refuse(
            place,
            `${key} Identity has no gain in Keras, got ${show(config.gain)}`,
            'Use gain 1',
          );
        }
        config = {};
      }
      return writeObject(
        'keras.initializers',
        initializerNames.get(className) ?? className,
        config,
      );
    }),
  toTfjs: (value, place, key) => {
    if (value == null) return null;
    const { className, config } = readObject(value, key, place);
    const known = initializersOfKeras.get(className);
    if (known == null) return unknownClass(className, [...initializersOfKeras.keys()], key, place);
    const translated = pick(config, known.options, key, place);
    for (const name of ['mode', 'distribution']) {
      if (typeof translated[name] === 'string') translated[name] = camel(translated[name]);
    }
    if (translated.distribution === 'untruncatedNormal') {
      return refuse(
        place,
        `${key} with distribution "untruncated_normal" is missing in TensorFlow.js`,
        'Use "truncated_normal"',
      );
    }
    return { className: known.tfjs, config: translated };
  },
};

function translate(
  value: unknown,
  place: Place,
  key: string,
  classes: Map<string, string[]>,
  write: (className: string, config: Config) => Config,
): Config | null {
  if (value == null) return null;
  const { className, config } = value as { className: string; config: Config };
  const options = classes.get(className);
  if (options == null) return unknownClass(className, [...classes.keys()], key, place);
  const names = Object.fromEntries(Object.entries(config).map(([name, v]) => [snake(name), v]));
  return write(className, pick(names, options, key, place));
}

function readClass(
  value: unknown,
  place: Place,
  key: string,
  classes: Map<string, string[]>,
  remedy: string,
): { className: string; config: Config } {
  const { className, config } = readObject(value, key, place);
  const options = classes.get(className);
  if (options == null) return unknownClass(className, [...classes.keys()], key, place, remedy);
  const picked = pick(config, options, key, place);
  return {
    className,
    config: Object.fromEntries(Object.entries(picked).map(([name, v]) => [camel(name), v])),
  };
}

function unknownClass(
  className: string,
  known: string[],
  key: string,
  place: Place,
  remedy = 'Use one of these',
): never {
  return refuse(
    place,
    `${key} ${show(className)} is not one of those that Keras and TensorFlow.js share: ${known.join(', ')}`,
    remedy,
  );
}

/** The options named, refusing any other that is set. */
function pick(config: Config, options: string[], key: string, place: Place): Config {
  const picked: Config = {};
  for (const [name, value] of Object.entries(config)) {
    if (value == null || (name === 'dtype' && value === 'float32')) continue;
    if (!options.includes(name)) {
      return refuse(
        place,
        `${key} has an option ${show(name)} that only one side knows`,
        'Leave it out',
      );
    }
    if (isConfig(value)) {
      return refuse(place, `${name} of ${key} must be plain, got ${show(value)}`, 'Use a number');
    }
    picked[name] = value;
  }
  return picked;
}
