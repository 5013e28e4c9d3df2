import * as tf from '@tensorflow/tfjs';

// The first use of the cpu backend in Node prints the advice to install tfjs-node: use it here, in silence.
const warn = console.warn;
console.warn = () => undefined;
void tf.setBackend('cpu');
tf.scalar(0).dispose();
console.warn = warn;
