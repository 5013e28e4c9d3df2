import { writeFile } from '../../files/writeFile.js';
import { type Command, parseCommand } from '../command.js';
import { loadStoredLayers } from '../storedLayers.js';
import { readStoredModel } from '../storedModel.js';
import { refuseToOverwrite, writeOutput } from '../writeOutput.js';

const help = `Usage: tfjs-max-norm to-keras MODEL_DIR OUT.keras [--force]

Writes a saved LayersModel as a .keras file, which keras.models.load_model of
Keras 3 opens: weights bit for bit, with constraints, regularizers and
initializers. What would mean something else in Keras is refused with the
layer's name.

MODEL_DIR is the model's folder, or its model.json.

Options:
  --force       writes over OUT.keras
  -h, --help    prints this`;

export const toKeras: Command = {
  help,
  async run(args, print) {
    const { values, positionals } = parseCommand(args, ['MODEL_DIR', 'OUT.keras'], {
      force: { type: 'boolean' },
    });
    const [modelPath, output] = positionals;
    await refuseToOverwrite(output, values.force);
    const stored = await readStoredModel(modelPath);
    if (stored.format !== 'layers-model') {
      throw new Error(`${stored.files.path} is a GraphModel, and Keras takes a LayersModel only.`);
    }
    const { saveKeras } = await import('../../keras/saveKeras.js');
    const { model } = await loadStoredLayers(stored);
    const bytes = await saveKeras(model);
    await writeOutput(
      output,
      values.force,
      (signal) => writeFile(output, [bytes], { signal, isNew: true }),
      (signal) => writeFile(output, [bytes], { signal }),
    );
    print(`Written: ${output} (${bytes.length.toLocaleString('en-US')} bytes)`);
  },
};
