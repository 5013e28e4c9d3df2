// Loads a model in TensorFlow.js without this package, and prints its weights.
import * as tf from '@tensorflow/tfjs';

const model = await tf.loadLayersModel(process.argv[2]);
process.stdout.write(JSON.stringify(model.getWeights().map((weight) => [...weight.dataSync()])));
