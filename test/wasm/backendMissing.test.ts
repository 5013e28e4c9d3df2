import { enableWasmTraining } from '../../src/wasm/index.js';

test('says what to import where there is no wasm backend', async () => {
  await expect(enableWasmTraining()).rejects.toThrow(
    'enableWasmTraining: there must be a wasm backend, got none; import "@tensorflow/tfjs-backend-wasm" first.',
  );
});
