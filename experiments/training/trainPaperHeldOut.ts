import { splitByClass } from '../../examples/shared/mnist/load.js';
import type { RunContext } from '../experiment.js';
import { type PaperResult, type PaperSettings, trainPaper } from './trainPaper.js';

/** Every sixth of the training digits: of 60,000, what MNIST has for testing. */
const HELD_OUT = 6;

/** Measures the error on training digits held out: the test digits are not looked at. */
export function trainPaperHeldOut(
  settings: PaperSettings,
  context: RunContext,
): Promise<PaperResult> {
  const { mnist } = context;
  return trainPaper(settings, {
    ...context,
    mnist: { ...mnist, ...splitByClass(mnist.train, HELD_OUT) },
  });
}
