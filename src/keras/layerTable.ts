import { activation } from './activations.js';
import { constraint, initializer, regularizer } from './classOptions.js';
import { oneOf, type Option, plain, shape, single, word } from './option.js';
import { type Place, refuse } from './refusal.js';

/** A layer class that Keras 3 and TensorFlow.js both have, under the same name and with the same meaning. */
export interface LayerEntry {
  /** Translated both ways, by their names in Keras. */
  options: Record<string, Option>;
  /** Options that only Keras has, with the value that means what TensorFlow.js does: written, and required. */
  fixed?: Record<string, unknown>;
  /** The same, but not known to every Keras 3 and its default there: required, and not written. */
  required?: Record<string, unknown>;
  /** Options that do not change what the layer computes: left out. */
  idle?: string[];
}

function weight(name: string): Record<string, Option> {
  return {
    [`${name}_initializer`]: initializer,
    [`${name}_regularizer`]: regularizer,
    [`${name}_constraint`]: constraint,
  };
}

const dataFormat: Record<string, Option> = { data_format: { ...word, absent: 'channelsLast' } };
const biased = { use_bias: plain, ...weight('bias') };

const window: Record<string, Option> = {
  kernel_size: plain,
  strides: plain,
  padding: word,
  ...dataFormat,
};
const dilated = { dilation_rate: plain };
const activated = { activation };

function convolution(...weights: string[]): LayerEntry {
  return {
    options: Object.fromEntries(
      [window, dilated, activated, biased, ...weights.map(weight)].flatMap(Object.entries<Option>),
    ),
    required: { groups: 1 },
  };
}

function transposed(rank: number): LayerEntry {
  const { options } = convolution('kernel');
  const kept = Object.entries(options).filter(([key]) => key !== 'dilation_rate');
  return {
    options: { filters: plain, ...Object.fromEntries(kept) },
    required: { dilation_rate: Array<number>(rank).fill(1), groups: 1 },
  };
}

function withOptions(
  entry: LayerEntry,
  options: Record<string, Option>,
  idle: string[] = [],
): LayerEntry {
  return { ...entry, options: { ...entry.options, ...options }, idle };
}

const recurrentWeights = {
  activation,
  ...biased,
  ...weight('kernel'),
  ...weight('recurrent'),
  dropout: plain,
  recurrent_dropout: plain,
};
const gated = { recurrent_activation: activation };
const forgetful = { unit_forget_bias: { ...plain, absent: false } };

const cells: Record<string, LayerEntry> = {
  SimpleRNNCell: { options: { units: plain, ...recurrentWeights }, idle: ['seed'] },
  GRUCell: {
    options: { units: plain, ...recurrentWeights, ...gated },
    fixed: { reset_after: false },
    idle: ['seed', 'implementation'],
  },
  GRUCellResetAfter: {
    options: { units: plain, ...recurrentWeights, ...gated },
    fixed: { reset_after: true },
    idle: ['seed', 'implementation'],
  },
  LSTMCell: {
    options: { units: plain, ...recurrentWeights, ...gated, ...forgetful },
    idle: ['seed', 'implementation'],
  },
};

const recurrence = {
  return_sequences: plain,
  return_state: plain,
  go_backwards: plain,
  stateful: plain,
  unroll: plain,
};
const recurrenceOfKeras = { zero_output_for_mask: false, time_major: false };

function recurrent(cell: LayerEntry): LayerEntry {
  return {
    ...cell,
    options: { ...cell.options, ...recurrence },
    required: recurrenceOfKeras,
    idle: ['seed', 'implementation'],
  };
}

function pooling(spatial: Record<string, Option>): LayerEntry {
  return {
    options: { pool_size: plain, strides: plain, padding: word, ...spatial },
    required: spatial.data_format == null ? { data_format: 'channels_last' } : {},
  };
}

const globalPooling1D: LayerEntry = {
  options: {},
  required: { data_format: 'channels_last', keepdims: false },
};
const globalPooling2D: LayerEntry = { options: dataFormat, required: { keepdims: false } };

const normalization = {
  axis: plain,
  epsilon: plain,
  center: plain,
  scale: plain,
};
const batchNormalization: LayerEntry = {
  options: {
    ...normalization,
    axis: single,
    momentum: plain,
    ...weight('beta'),
    ...weight('gamma'),
    moving_mean_initializer: initializer,
    moving_variance_initializer: initializer,
  },
  required: { renorm: false, synchronized: false },
  idle: ['renorm_momentum', 'fused'],
};
const noise = { options: { rate: plain }, idle: ['seed'] };
const spatial: LayerEntry = {
  options: { rate: plain },
  required: { data_format: 'channels_last' },
  idle: ['seed', 'noise_shape'],
};
const keptDims: LayerEntry = { options: dataFormat, fixed: { keepdims: true } };
const merge: LayerEntry = { options: {} };

/** Every layer that is exchanged, but for the wrappers, `RNN`, `StackedRNNCells` and the models themselves. */
const layerTable = new Map(
  Object.entries<LayerEntry>({
    Dense: { options: { units: plain, ...activated, ...biased, ...weight('kernel') } },
    Embedding: {
      options: {
        input_dim: plain,
        output_dim: plain,
        mask_zero: { ...plain, absent: false },
        ...weight('embeddings'),
      },
      idle: ['input_length'],
    },
    Conv1D: withOptions(convolution('kernel'), { filters: plain }),
    Conv2D: withOptions(convolution('kernel'), { filters: plain }),
    Conv3D: withOptions(convolution('kernel'), { filters: plain }),
    Conv2DTranspose: transposed(2),
    Conv3DTranspose: transposed(3),
    DepthwiseConv2D: withOptions(
      convolution('depthwise'),
      { depth_multiplier: plain },
      Object.keys(weight('kernel')),
    ),
    SeparableConv2D: withOptions(
      convolution('depthwise', 'pointwise'),
      {
        filters: plain,
        depth_multiplier: plain,
      }, // Keras 2 writes what its base class has and this layer does not use.
      Object.keys(weight('kernel')),
    ),

    ...cells,
    SimpleRNN: recurrent(cells.SimpleRNNCell),
    GRU: recurrent(cells.GRUCell),
    GRUResetAfter: recurrent(cells.GRUCellResetAfter),
    LSTM: recurrent(cells.LSTMCell),
    ConvLSTM2D: {
      options: {
        filters: plain,
        ...window,
        ...dilated,
        ...recurrentWeights,
        ...gated,
        ...forgetful,
        ...recurrence,
      },
      required: recurrenceOfKeras,
      idle: ['seed', 'implementation'],
    },

    BatchNormalization: batchNormalization,
    BatchNormalizationAlong: batchNormalization,
    LayerNormalization: {
      options: {
        ...normalization,
        beta_initializer: initializer,
        beta_regularizer: regularizer,
        gamma_initializer: initializer,
        gamma_regularizer: regularizer,
      },
      required: { rms_scaling: false },
    },

    Activation: { options: { activation } },
    ReLU: { options: { max_value: plain }, required: { negative_slope: 0, threshold: 0 } },
    LeakyReLU: { options: { negative_slope: { ...plain, tfjsName: 'alpha' } } },
    ELU: { options: { alpha: plain } },
    PReLU: { options: { ...weight('alpha'), shared_axes: plain } },
    Softmax: { options: { axis: single } },

    Dropout: { options: { rate: plain, noise_shape: plain, seed: plain } },
    SpatialDropout1D: noise,
    SpatialDropout2D: spatial,
    SpatialDropout3D: spatial,
    AlphaDropout: { options: { rate: plain, noise_shape: plain }, idle: ['seed'] },
    GaussianDropout: noise,
    GaussianNoise: { options: { stddev: plain }, idle: ['seed'] },

    Flatten: { options: dataFormat },
    Reshape: { options: { target_shape: shape } },
    Permute: { options: { dims: plain } },
    RepeatVector: { options: { n: plain } },
    Masking: { options: { mask_value: plain } },
    Cropping2D: { options: { cropping: plain, ...dataFormat } },
    ZeroPadding2D: { options: { padding: plain, ...dataFormat } },
    UpSampling2D: {
      options: {
        size: plain,
        ...dataFormat,
        interpolation: oneOf(
          ['nearest'],
          'samples other points in TensorFlow.js than in Keras',
          'Use "nearest"',
        ),
      },
    },
    ChannelRescaling: { options: { scale: plain, offset: plain } },
    Normalization: { options: { axis: plain, mean: plain, variance: plain, invert: plain } },
    Rescaling: { options: { scale: single, offset: single } },

    AveragePooling1D: pooling({}),
    AveragePooling2D: pooling(dataFormat),
    AveragePooling3D: pooling(dataFormat),
    MaxPooling1D: pooling({}),
    MaxPooling2D: pooling(dataFormat),
    MaxPooling3D: pooling(dataFormat),
    GlobalAveragePooling1D: globalPooling1D,
    GlobalAveragePooling2D: globalPooling2D,
    GlobalMaxPooling1D: globalPooling1D,
    GlobalMaxPooling2D: globalPooling2D,
    GlobalAveragePoolingKeepDims: keptDims,
    GlobalMaxPoolingKeepDims: keptDims,

    Add: merge,
    Average: merge,
    Maximum: merge,
    Minimum: merge,
    Multiply: merge,
    Subtract: merge,
    Concatenate: { options: { axis: plain } },
    Dot: { options: { axes: plain, normalize: plain } },
  }),
);

/** What `RNN` itself has beside its cell. */
export const rnnEntry: LayerEntry = { options: recurrence, required: recurrenceOfKeras };

/** Classes that one side or both have, and why they are not exchanged. */
const refusedClasses = new Map(
  Object.entries({
    Lambda: {
      reason: 'its function is Python code, which is never run',
      remedy:
        'Give a layer in its place: loadKeras(file, { layers: { Lambda: (config) => layer } }), or write it with built-in layers',
    },
    ThresholdedReLU: {
      reason: 'Keras 3 has no such layer',
      remedy: 'Use another activation',
    },
    Resizing: {
      reason: 'it samples other points in TensorFlow.js than in Keras',
      remedy: 'Resize the data before the model',
    },
    CenterCrop: {
      reason: 'it resizes small images, and samples other points in TensorFlow.js than in Keras',
      remedy: 'Use Cropping2D, or crop the data before the model',
    },
    CategoryEncoding: {
      reason: 'its output modes have other shapes in TensorFlow.js than in Keras',
      remedy: 'Encode the data before the model',
    },
    RandomWidth: { reason: 'Keras 3 has no such layer', remedy: 'Vary the data before the model' },
  }),
);

/** @throws If a class is not exchanged, with the reason. */
export function entryOf(className: string, place: Place): LayerEntry {
  const entry = layerTable.get(className);
  if (entry != null) return entry;
  const { reason, remedy } = refusedClasses.get(className) ?? {
    reason: `${place.owner === 'loadKeras' ? 'TensorFlow.js' : 'Keras'} has no layer of this class and meaning`,
    remedy:
      place.owner === 'loadKeras'
        ? `Give a layer in its place: loadKeras(file, { layers: { ${className}: ${example(className)} } })`
        : 'Build the model with layers of the table in docs/keras.md',
  };
  return refuse(place, reason, remedy);
}

/** What to give in the place of a class. Those that vary images at random let them pass outside of training. */
function example(className: string): string {
  return className.startsWith('Random')
    ? "() => tf.layers.activation({ activation: 'linear' })"
    : '(config) => layer';
}
