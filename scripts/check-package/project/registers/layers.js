import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm/layers';

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const expected = ['GRUResetAfter', 'Normalization', 'Operation', 'SpatialDropout2D', 'MaxNorm'];
const missing = expected.filter((name) => classNameMap[name] == null);
if (missing.length > 0) throw new Error(`not registered: ${missing.join(', ')}`);
// A registered activation and the mend of causal padding.
tf.layers.dense({ units: 1, inputShape: [1], activation: 'hardSilu' });
const causal = tf.sequential();
causal.add(tf.layers.conv1d({ filters: 1, kernelSize: 3, padding: 'causal', inputShape: [5, 1] }));
if (causal.outputs[0].shape[1] !== 5) throw new Error('causal padding is not mended');
