import { show } from '../show.js';
import { activationOf } from '../layers/activations.js';
import { type Config, isConfig } from './config.js';
import type { Option } from './option.js';
import { DAMAGED, refuse } from './refusal.js';

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
    hardSilu: 'hard_silu',
    leakyRelu: 'leaky_relu',
    // The name is taken by that of Keras 2.
    hardSigmoid6: 'hard_sigmoid',
  }),
);
const activationsOfKeras = new Map([...activations].map(([tfjs, keras]) => [keras, tfjs]));
activationsOfKeras.set('swish', 'swish').set('hard_swish', 'hardSilu');

/** What Keras wrote for the caller's own activations that files were loaded with, by their names. */
const own = new Map<string, Config>();

const ownFunction = { module: 'builtins', class_name: 'function', registered_name: 'function' };

export const activation: Option = {
  toKeras: (value, place, key) => {
    if (value == null) return 'linear';
    const known = activations.get(value as string);
    if (known != null) return known;
    const kept = own.get(value as string);
    if (kept != null) return kept;
    if (value === 'hardSigmoid') {
      return refuse(
        place,
        `${key} "hardSigmoid" is 0.2 x + 0.5 in TensorFlow.js and x / 6 + 0.5 in Keras 3`,
        `Build the layer with "sigmoid" and train it again, or with "hardSigmoid6" of tfjs-max-norm/layers`,
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
  toTfjs: (value, place, key, { major, activations: given }) => {
    if (value == null) return 'linear';
    const isFunction = isConfig(value) && value.class_name === 'function';
    const layer = isConfig(value) && !isFunction ? value : null;
    const name = layer?.class_name ?? (isFunction ? value.config : value);
    if (typeof name !== 'string') {
      return refuse(place, `${key} must be a name, got ${show(name)}`, DAMAGED);
    }
    // A registered function is saved under its package: `mine>square`.
    const short = name.slice(name.lastIndexOf('>') + 1);
    const found = [name, short].find((known) => Object.hasOwnProperty.call(given, known));
    if (found != null) {
      own.set(name, layer ?? { ...ownFunction, config: name });
      return activationOf(name, given[found]);
    }
    if (layer != null) {
      return refuse(
        place,
        `${key} is the layer ${show(name)}, and TensorFlow.js takes functions only`,
        `Give a function in its place: loadKeras(file, { activations: { ${short}: (x) => ... } })`,
      );
    }
    const known =
      name === 'hard_sigmoid' && major === 2 ? 'hardSigmoid' : activationsOfKeras.get(name);
    if (known == null) {
      return refuse(
        place,
        `TensorFlow.js has no activation ${show(name)} of the same meaning`,
        `Give it yourself: loadKeras(file, { activations: { ${/^\w+$/.test(short) ? short : show(short)}: (x) => ... } })`,
      );
    }
    if (isFunction) {
      console.warn(
        `loadKeras: ${place.subject}: ${key} is a Python function named ${show(name)}, and is read as the built-in one. ` +
          `If it is your own, give it: loadKeras(file, { activations: { ${name}: (x) => ... } }).`,
      );
    }
    return known;
  },
};
