import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';
import { type Config, isConfig, readObject, writeObject } from './config.js';
import { markFloats } from './floats.js';
import { type Place, refuse } from './refusal.js';

const WITHOUT = 'Leave the training settings out: { training: false }';
const SAVING: Place = { owner: 'saveKeras', subject: 'the training settings' };
const LOADING: Place = { owner: 'loadKeras', subject: 'the training settings' };

interface OptimizerEntry {
  keras: string;
  /** TensorFlow.js name -> Keras name. */
  options: Record<string, string>;
  make(options: Record<string, number & boolean>): tf.Optimizer;
}

/** By class name in TensorFlow.js. */
const optimizers: Record<string, OptimizerEntry> = {
  SGD: {
    keras: 'SGD',
    options: { learningRate: 'learning_rate' },
    make: (o) => tf.train.sgd(o.learningRate),
  },
  Momentum: {
    keras: 'SGD',
    options: { learningRate: 'learning_rate', momentum: 'momentum', useNesterov: 'nesterov' },
    make: (o) => tf.train.momentum(o.learningRate, o.momentum, o.useNesterov),
  },
  Adam: {
    keras: 'Adam',
    options: {
      learningRate: 'learning_rate',
      beta1: 'beta_1',
      beta2: 'beta_2',
      epsilon: 'epsilon',
    },
    make: (o) => tf.train.adam(o.learningRate, o.beta1, o.beta2, o.epsilon),
  },
  Adamax: {
    keras: 'Adamax',
    options: {
      learningRate: 'learning_rate',
      beta1: 'beta_1',
      beta2: 'beta_2',
      epsilon: 'epsilon',
    },
    make: (o) => tf.train.adamax(o.learningRate, o.beta1, o.beta2, o.epsilon),
  },
  Adagrad: {
    keras: 'Adagrad',
    options: {
      learningRate: 'learning_rate',
      initialAccumulatorValue: 'initial_accumulator_value',
    },
    make: (o) => tf.train.adagrad(o.learningRate, o.initialAccumulatorValue),
  },
  Adadelta: {
    keras: 'Adadelta',
    options: { learningRate: 'learning_rate', rho: 'rho', epsilon: 'epsilon' },
    make: (o) => tf.train.adadelta(o.learningRate, o.rho, o.epsilon),
  },
  RMSProp: {
    keras: 'RMSprop',
    options: {
      learningRate: 'learning_rate',
      decay: 'rho',
      momentum: 'momentum',
      epsilon: 'epsilon',
      centered: 'centered',
    },
    make: (o) => tf.train.rmsprop(o.learningRate, o.decay, o.momentum, o.epsilon, o.centered),
  },
};

/** Options that only Keras has, by the value that switches them off, or that has no bearing when it stays there. */
const off = new Map(
  Object.entries<unknown[]>({
    weight_decay: [null],
    clipnorm: [null],
    global_clipnorm: [null],
    clipvalue: [null],
    use_ema: [false],
    amsgrad: [false],
    loss_scale_factor: [null],
    gradient_accumulation_steps: [null, 1],
    decay: [0],
    jit_compile: [true, false],
    is_legacy_optimizer: [true, false],
  }),
);
const idle = ['name', 'ema_momentum', 'ema_overwrite_frequency'];

const lossNames = {
  meanSquaredError: 'mean_squared_error',
  meanAbsoluteError: 'mean_absolute_error',
  meanAbsolutePercentageError: 'mean_absolute_percentage_error',
  meanSquaredLogarithmicError: 'mean_squared_logarithmic_error',
  hinge: 'hinge',
  squaredHinge: 'squared_hinge',
  categoricalHinge: 'categorical_hinge',
  categoricalCrossentropy: 'categorical_crossentropy',
  sparseCategoricalCrossentropy: 'sparse_categorical_crossentropy',
  binaryCrossentropy: 'binary_crossentropy',
  kullbackLeiblerDivergence: 'kl_divergence',
  poisson: 'poisson',
  logcosh: 'log_cosh',
};

interface Names {
  what: string;
  toKeras: Map<string, string>;
  toTfjs: Map<string, string>;
}

function names(
  what: string,
  table: Record<string, string>,
  aliases: Record<string, string>,
): Names {
  const toTfjs = new Map(Object.entries(table).map(([tfjs, keras]) => [keras, tfjs]));
  for (const [alias, tfjs] of Object.entries(aliases)) toTfjs.set(alias, tfjs);
  return { what, toKeras: new Map(Object.entries(table)), toTfjs };
}

const losses = names('loss', lossNames, {
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
  kullback_leibler_divergence: 'kullbackLeiblerDivergence',
  logcosh: 'logcosh',
});
/** TensorFlow.js writes some metrics in three ways. */
const metricAliases = new Map([
  ['MSE', 'mse'],
  ['MAE', 'mae'],
  ['MAPE', 'mape'],
  ['acc', 'accuracy'],
]);
const metrics = names(
  'metric',
  {
    accuracy: 'accuracy',
    binaryAccuracy: 'binary_accuracy',
    categoricalAccuracy: 'categorical_accuracy',
    categoricalCrossentropy: 'categorical_crossentropy',
    sparseCategoricalCrossentropy: 'sparse_categorical_crossentropy',
    mse: 'mean_squared_error',
    mae: 'mean_absolute_error',
    mape: 'mean_absolute_percentage_error',
  },
  {
    mse: 'mse',
    mae: 'mae',
    mape: 'mape',
    acc: 'accuracy',
    // What "accuracy" is where the loss is sparse.
    sparse_categorical_accuracy: 'accuracy',
  },
);
/** The settings of `model.compile`, as Keras writes them; `null` if the model was not compiled. */
export function trainingToKeras(model: tf.LayersModel): Config | null {
  if (model.optimizer == null) return null;
  const { loss, metrics: watched } = model as unknown as { loss: unknown; metrics: unknown };
  return {
    optimizer: optimizerToKeras(model.optimizer),
    loss: mapNames(loss, (name) => nameToKeras(name, losses)),
    loss_weights: null,
    metrics: isEmpty(watched) ? null : mapNames(watched, (name) => nameToKeras(name, metrics)),
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
  };
}

function optimizerToKeras(optimizer: tf.Optimizer): Config {
  const className = optimizer.getClassName();
  const entry = Object.entries(optimizers).find(([name]) => name === className)?.[1];
  if (entry == null) {
    return refuse(SAVING, `Keras has no optimizer like ${show(className)}`, WITHOUT);
  }
  const config = optimizer.getConfig() as Config;
  if (className === 'Adamax' && config.decay !== 0) {
    refuse(SAVING, `Adamax has no decay in Keras, got ${show(config.decay)}`, WITHOUT);
  }
  const translated = Object.fromEntries(
    Object.entries(entry.options).map(([tfjs, keras]) => [keras, config[tfjs]]),
  );
  if (className === 'Adagrad') translated.epsilon = tf.backend().epsilon();
  return writeObject('keras.optimizers', entry.keras, markFloats(translated));
}

function nameToKeras(name: unknown, known: Names): string {
  const full = metricAliases.get(name as string) ?? name;
  const found = known.toKeras.get(full as string);
  if (found != null) return found;
  return refuse(
    SAVING,
    typeof name === 'function'
      ? `a ${known.what} is a function`
      : `Keras has no ${known.what} ${show(name)} of the same meaning`,
    WITHOUT,
  );
}

/** Compiles a model with the settings of a Keras file; one that has none, or no loss, stays as it is. */
export function compileFromKeras(model: tf.LayersModel, settings: Config): void {
  if (isEmpty(settings.loss)) return;
  for (const key of ['loss_weights', 'weighted_metrics', 'sample_weight_mode']) {
    if (!isEmpty(settings[key])) {
      refuse(LOADING, `TensorFlow.js has no ${key}, got ${show(settings[key])}`, WITHOUT);
    }
  }
  const read = (known: Names) => (name: unknown) => nameToTfjs(name, known);
  const watched = isEmpty(settings.metrics)
    ? []
    : mapNames(flatten(settings.metrics), read(metrics));
  const loss = mapNames(settings.loss, read(losses)) as string;
  // Last: it holds tensors.
  const optimizer = optimizerFromKeras(settings.optimizer ?? settings.optimizer_config);
  model.compile({ optimizer, loss, metrics: watched as string[] });
  // Else `model.dispose` leaves it to whoever made it.
  (model as unknown as { isOptimizerOwned: boolean }).isOptimizerOwned = true;
}

const RATE = { learning_rate: 0.001 };

/** What Keras makes of an optimizer that is given by name. */
const named = new Map(
  Object.entries<[string, Config]>({
    sgd: ['SGD', { learning_rate: 0.01 }],
    adam: ['Adam', { ...RATE, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }],
    adamax: ['Adamax', { ...RATE, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }],
    adagrad: ['Adagrad', { ...RATE, initial_accumulator_value: 0.1 }],
    adadelta: ['Adadelta', { ...RATE, rho: 0.95, epsilon: 1e-7 }],
    rmsprop: ['RMSprop', { ...RATE, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false }],
  }),
);

function optimizerFromKeras(value: unknown): tf.Optimizer {
  const [name, defaults] = named.get(String(value).toLowerCase()) ?? [value, {}];
  const object = typeof value === 'string' ? { class_name: name, config: defaults } : value;
  const { className: written, config } = readObject(object, 'the optimizer', LOADING);
  // Keras 2.11 and later write their own optimizers so.
  const className = written.replace(/^Custom>/, '');
  const isPlainSgd = className === 'SGD' && !config.momentum && !config.nesterov;
  const candidates = Object.entries(optimizers).filter(([, { keras }]) => keras === className);
  const found = candidates.find(
    ([name]) => candidates.length === 1 || (name === 'SGD') === isPlainSgd,
  );
  if (found == null) {
    return refuse(LOADING, `TensorFlow.js has no optimizer like ${show(className)}`, WITHOUT);
  }
  const [, entry] = found;
  const options: Record<string, number & boolean> = {};
  for (const [tfjs, keras] of Object.entries(entry.options)) {
    const given = config[keras];
    if (typeof given !== 'number' && typeof given !== 'boolean') {
      refuse(
        LOADING,
        `${keras} of ${className} is ${isConfig(given) ? 'a schedule' : show(given)} instead of a number`,
        WITHOUT,
      );
    }
    options[tfjs] = given as number & boolean;
  }
  const known = Object.values(entry.options);
  for (const [key, given] of Object.entries(config)) {
    if (known.includes(key) || idle.includes(key) || given == null) continue;
    if (off.get(key)?.includes(given)) continue;
    if (isPlainSgd && (key === 'momentum' || key === 'nesterov')) continue;
    if (key === 'epsilon' && given === tf.backend().epsilon()) continue;
    refuse(LOADING, `TensorFlow.js's ${className} has no ${key}, got ${show(given)}`, WITHOUT);
  }
  return entry.make(options);
}

/** The options of loss and metric classes that TensorFlow.js has only one value of. */
const plainClass = new Map(
  Object.entries<unknown[]>({
    from_logits: [false],
    label_smoothing: [0],
    axis: [-1],
    threshold: [0.5],
    reduction: ['sum_over_batch_size', 'auto'],
    dtype: ['float32'],
    ignore_class: [null],
  }),
);

function nameToTfjs(name: unknown, known: Names): string {
  let plainName = name;
  if (isConfig(name)) {
    const { className, config } = readObject(name, `a ${known.what}`, LOADING);
    for (const [key, value] of Object.entries(config)) {
      if (key === 'name' || key === 'fn' || value == null || plainClass.get(key)?.includes(value))
        continue;
      const dtype =
        key === 'dtype' && isConfig(value) && isConfig(value.config) ? value.config.name : '';
      if (dtype === 'float32') continue;
      refuse(LOADING, `the ${known.what} ${className} has ${key} ${show(value)}`, WITHOUT);
    }
    plainName =
      wrappedName(className, config) ??
      className
        .replace(/^KLDivergence$/, 'KlDivergence')
        .replace(/[A-Z]/g, (letter, i: number) => (i === 0 ? '' : '_') + letter.toLowerCase());
  }
  const found = known.toTfjs.get(plainName as string);
  if (found != null) return found;
  return refuse(
    LOADING,
    `TensorFlow.js has no ${known.what} ${show(isConfig(name) ? name.class_name : name)} of the same meaning`,
    WITHOUT,
  );
}

/** Keras 2 keeps a metric that was given by name as a wrapper of its function; one named "accuracy" goes by the loss. */
function wrappedName(className: string, { name, fn }: Config): string | null {
  if (!/^(MeanMetricWrapper|LossFunctionWrapper)$/.test(className)) return null;
  return String(/^acc(uracy)?$/.test(String(name)) ? name : fn);
}

function isEmpty(value: unknown): boolean {
  if (value == null) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return isConfig(value) && Object.values(value).every(isEmpty);
}

/** Keras keeps one list an output; TensorFlow.js takes the one list of a model with one output flat. */
function flatten(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 && Array.isArray(value[0]) ? value[0] : value;
}

/** Translates a name, or the names in a list or under keys. */
function mapNames(value: unknown, translate: (name: unknown) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapNames(item, translate));
  if (isConfig(value) && !('class_name' in value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapNames(item, translate)]),
    );
  }
  return translate(value);
}
