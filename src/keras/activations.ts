import { show } from '../checks.js';
import { isConfig } from './config.js';
import type { Option } from './option.js';
import { refuse } from './refusal.js';

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
