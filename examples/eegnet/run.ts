import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normReport, printNormReport } from 'tfjs-max-norm';
import { saveKeras } from 'tfjs-max-norm/keras';
import { describeBackend, useBackend } from '../shared/backend.js';
import { duration } from '../shared/duration.js';
import { exitCodeOf } from '../shared/exitCode.js';
import { makeFolder } from '../shared/makeFolder.js';
import { compare, printComparison } from './compare.js';
import { filtersPicture } from './filtersPicture.js';
import { fromKeras } from './fromKeras.js';
import { HELP, type Options, parseOptions } from './options.js';
import { describeSplit, sourceOf } from './source.js';
import { train } from './train.js';

/** The program; returns its exit code. */
export async function run(args: string[]): Promise<number> {
  return exitCodeOf(async () => {
    const options = parseOptions(args);
    if (options == null) console.log(HELP);
    else await trainAndReport(options);
  });
}

async function trainAndReport(options: Options): Promise<void> {
  const { recording, epochs, seeds, keras, output } = options;
  const begin = performance.now();
  await makeFolder(output);
  const backend = await useBackend(options.backend);
  console.log(describeBackend(backend));
  const source = await sourceOf(recording);
  const split = source.draw(1);
  console.log(`Data: ${describeSplit(source.name, split)}.`);
  const loaded = keras == null ? undefined : await fromKeras(keras, split.train);

  const { accuracies, model } = await compare(source, seeds, epochs);
  printComparison(accuracies);

  console.log('\nThe network under its bounds, of seed 1:');
  await printNormReport(await normReport(model, { kernels: true }));
  const picture = join(output, 'filters.svg');
  const [kernel] = model.getLayer('spatial').getWeights();
  await writeFile(
    picture,
    await filtersPicture(kernel, `Spatial filters of EEGNet, trained on ${source.name}`),
  );
  await saveKeras(model, join(output, 'eegnet.keras'));
  console.log(`Its spatial filters: ${picture}. Saved for Keras: ${join(output, 'eegnet.keras')}.`);
  model.dispose();

  if (loaded != null) {
    console.log(`\n${keras}, as Keras saved it, trained here within the bounds that it brings:`);
    const accuracy = await train(loaded, split, epochs);
    console.log(`Accuracy on the trials held out: ${(100 * accuracy).toFixed(1)} %`);
    await printNormReport(loaded);
    loaded.dispose();
  }
  console.log(`Done in ${duration(performance.now() - begin)}.`);
}
