import * as tf from '../tfjs/tf.js';
import { fileSystem } from './fileSystem.js';

/**
 * The one side effect of importing `tfjs-max-norm/node`: `model.save('file://folder')` and
 * `tf.loadLayersModel('file://folder/model.json')` work as they do with tfjs-node. Where tfjs-node is loaded, before or
 * after, it answers and this stays silent: TensorFlow.js refuses a URL for which there are two handlers.
 */
const MARK = Symbol.for('tfjs-max-norm/file-scheme');
const SCHEME = 'file://';

if (!Object.hasOwnProperty.call(tf.io.registerLoadRouter, MARK)) {
  Object.defineProperty(tf.io.registerLoadRouter, MARK, { value: true });
  tf.io.registerLoadRouter(unlessAnswered((url) => tf.io.getLoadHandlers(url)));
  tf.io.registerSaveRouter(unlessAnswered((url) => tf.io.getSaveHandlers(url)));
}

/** A router that answers for URLs for which no other one does. */
function unlessAnswered(handlersOf: (url: string) => tf.io.IOHandler[]) {
  let isAsking = false;
  return (url: string | string[]): tf.io.IOHandler => {
    // What TensorFlow.js takes for "not mine", though its types do not say so.
    const none = null as unknown as tf.io.IOHandler;
    if (isAsking || typeof url !== 'string' || !url.startsWith(SCHEME)) return none;
    isAsking = true;
    try {
      return handlersOf(url).length > 0 ? none : fileSystem(url.slice(SCHEME.length));
    } finally {
      isAsking = false;
    }
  };
}
