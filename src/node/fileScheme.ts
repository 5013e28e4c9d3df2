import * as tf from '../tfjs/tf.js';
import { fileSystem } from './fileSystem.js';

/**
 * The one side effect of importing `tfjs-max-norm/node`: `model.save('file://folder')` and
 * `tf.loadLayersModel('file://folder/model.json')` work as they do with tfjs-node. If tfjs-node is loaded, before or
 * after, this router does not answer, because TensorFlow.js refuses a URL with two handlers.
 */
const MARK = Symbol.for('tfjs-max-norm/file-scheme');
const SCHEME = 'file://';

if (!Object.hasOwnProperty.call(tf.io.registerLoadRouter, MARK)) {
  Object.defineProperty(tf.io.registerLoadRouter, MARK, { value: true });
  tf.io.registerLoadRouter(unlessAnswered((url) => tf.io.getLoadHandlers(url)));
  tf.io.registerSaveRouter(unlessAnswered((url) => tf.io.getSaveHandlers(url)));
}

/** A router for URLs that no other router handles. */
function unlessAnswered(handlersOf: (url: string) => tf.io.IOHandler[]) {
  let isAsking = false;
  return (url: string | string[]): tf.io.IOHandler => {
    // TensorFlow.js takes this for "not mine", though its types do not say so.
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
