/**
 * What Keras's layers need and TensorFlow.js lacks. Importing it registers them, so that saved models that use them load.
 *
 * @module
 */
import './register.js';
