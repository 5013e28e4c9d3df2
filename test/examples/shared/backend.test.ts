import { useBackend } from '../../../examples/shared/backend.js';

/** Packages fail to load, with these messages. */
function breakPackages(messages: Record<string, string>): void {
  for (const [name, message] of Object.entries(messages)) {
    const code = message.startsWith('Cannot find') ? 'MODULE_NOT_FOUND' : undefined;
    const fail = () => {
      throw Object.assign(new Error(message), { code });
    };
    jest.doMock(name, fail, { virtual: true });
  }
}

const noTfjsNode = { '@tensorflow/tfjs-node': "Cannot find module '@tensorflow/tfjs-node'" };
const noWasm = { '@tensorflow/tfjs-backend-wasm': 'No WebAssembly.\nLong story.' };

test('uses the backend that is asked for', async () => {
  expect(await useBackend('cpu')).toEqual({ name: 'cpu', why: 'as asked for' });
  expect(await useBackend('wasm')).toEqual({ name: 'wasm', why: 'as asked for' });
});

test('takes wasm where tfjs-node is not installed, and says so', async () => {
  breakPackages(noTfjsNode);
  expect(await useBackend()).toEqual({
    name: 'wasm',
    why: '@tensorflow/tfjs-node is not installed',
  });
});

test('takes cpu where neither works, and says why', async () => {
  breakPackages({
    '@tensorflow/tfjs-node': 'isNullOrUndefined is not a function',
    ...noWasm,
  });
  expect(await useBackend()).toEqual({
    name: 'cpu',
    why:
      `@tensorflow/tfjs-node does not work with Node ${process.version} (isNullOrUndefined is not a function); ` +
      `@tensorflow/tfjs-backend-wasm does not work with Node ${process.version} (No WebAssembly)`,
  });
});

test('takes no other than the one asked for', async () => {
  breakPackages(noTfjsNode);
  await expect(useBackend('tensorflow')).rejects.toMatchObject({
    message:
      'The backend tensorflow cannot be used: @tensorflow/tfjs-node is not installed. Take another, or none to have ' +
      'the fastest found.',
    exitCode: 1,
  });
});
