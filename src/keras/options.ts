import { show } from '../checks.js';
import { type Config, isConfig, readObject, writeObject } from './config.js';
import { camel, snake } from './naming.js';
import { type Place, refuse } from './refusal.js';

/** Which Keras wrote the file that is read: 2 differs from 3 in the meaning of a few names. */
export type KerasMajor = 2 | 3;

/** One option of a layer, translated both ways. */
export interface Option {
  toKeras(value: unknown, place: Place, key: string): unknown;
  toTfjs(value: unknown, place: Place, key: string, major: KerasMajor): unknown;
  /** What the option is in TensorFlow.js where its configuration leaves it out. */
  absent?: unknown;
  /** Its name in TensorFlow.js, where that is not Keras's in camel case. */
  tfjsName?: string;
}

const same = (value: unknown): unknown => value;

/** Written alike on both sides: a number, a list of numbers, a flag. */
export const plain: Option = { toKeras: same, toTfjs: same };

/** A word: `channelsLast` and `channels_last`, `fanAvg` and `fan_avg`. */
export const word: Option = {
  toKeras: (value) => (typeof value === 'string' ? snake(value) : value),
  toTfjs: (value) => (typeof value === 'string' ? camel(value) : value),
};

/** A number where Keras takes a list as well. */
export const single: Option = {
  toKeras: same,
  toTfjs: (value, place, key) => {
    const number: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof number === 'number') return number;
    return refuse(
      place,
      `${key} ${show(value)} is a number in TensorFlow.js`,
      'Rewrite the layer with one number',
    );
  },
};

/** One of the words that mean the same on both sides. */
export function oneOf(words: string[], reason: string, remedy: string): Option {
  const check = (value: unknown, place: Place, key: string): unknown =>
    words.includes(value as string)
      ? value
      : refuse(place, `${key} ${show(value)} ${reason}`, remedy);
  return { toKeras: check, toTfjs: check };
}

/** TensorFlow.js name -> Keras 3 name. */
const activations = new Map(
  Object.entries({
    linear: 'linear',
    relu: 'relu',
    relu6: 'relu6',
    elu: 'elu',
    selu: 'selu',
    sigmoid: 'sigmoid',
    tanh: 'tanh',
    softmax: 'softmax',
    logSoftmax: 'log_softmax',
    softplus: 'softplus',
    softsign: 'softsign',
    swish: 'silu',
    mish: 'mish',
    gelu: 'gelu',
  }),
);
const activationsOfKeras = new Map([...activations].map(([tfjs, keras]) => [keras, tfjs]));
activationsOfKeras.set('swish', 'swish');

export const activation: Option = {
  toKeras: (value, place, key) => {
    if (value == null) return 'linear';
    const known = activations.get(value as string);
    if (known != null) return known;
    if (value === 'hardSigmoid') {
      return refuse(
        place,
        `${key} "hardSigmoid" is 0.2 x + 0.5 in TensorFlow.js and x / 6 + 0.5 in Keras 3`,
        `Build the layer with "sigmoid" and train it again`,
      );
    }
    if (value === 'gelu_new') {
      return refuse(
        place,
        `${key} "gelu_new" is gelu(approximate=True) in Keras, which a saved file cannot name`,
        'Build the layer with "gelu"',
      );
    }
    return refuse(
      place,
      `Keras 3 has no activation ${show(value)} of the same meaning`,
      `Build the layer with one of ${[...activations.keys()].join(', ')}`,
    );
  },
  toTfjs: (value, place, key, major) => {
    if (value == null) return 'linear';
    const name = isConfig(value) && value.class_name === 'function' ? value.config : value;
    if (name === 'hard_sigmoid' && major === 2) return 'hardSigmoid';
    const known = activationsOfKeras.get(name as string);
    if (known != null) return known;
    if (name === 'hard_sigmoid') {
      return refuse(
        place,
        `${key} "hard_sigmoid" is x / 6 + 0.5 in Keras 3 and 0.2 x + 0.5 in TensorFlow.js`,
        'Build the layer with "sigmoid" and train it again',
      );
    }
    return refuse(
      place,
      `TensorFlow.js has no activation ${show(isConfig(name) ? name.class_name : name)} of the same meaning`,
      `Build the layer with one of ${[...activationsOfKeras.keys()].join(', ')}`,
    );
  },
};

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
const initializerNames: Record<string, string> = {
  Orthogonal: 'OrthogonalInitializer',
  Identity: 'IdentityInitializer',
  LeCunUniform: 'LecunUniform',
  LeCunNormal: 'LecunNormal',
};
const initializersOfKeras = new Map(
  [...initializers].flatMap(([tfjs, options]) =>
    [tfjs, initializerNames[tfjs] ?? tfjs].map((keras) => [keras, { tfjs, options }] as const),
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
      return writeObject('keras.initializers', initializerNames[className] ?? className, config);
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
    `${key} ${show(className)} is none of those that Keras and TensorFlow.js share: ${known.join(', ')}`,
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
