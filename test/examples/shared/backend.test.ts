import * as tf from '@tensorflow/tfjs';
import * as wasmBackend from '@tensorflow/tfjs-backend-wasm';
import * as wasmTraining from 'tfjs-max-norm/wasm';
import { type Backend, describeBackend, useBackend } from '../../../examples/shared/backend.js';
import { stopWasm } from '../../wasm/useThreads.js';

const NOT_INSTALLED = [
  '@tensorflow/tfjs-node-gpu is not installed',
  'webgpu is not installed',
  '@tensorflow/tfjs-node is not installed',
];

/** What importing a package does, in place of what is installed on this machine. */
function mock(packages: Record<string, () => object>): void {
  for (const [name, load] of Object.entries(packages)) {
    jest.doMock(name, load, { virtual: true });
  }
}

const missing = (name: string) => () => {
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
};
const broken = (message: string) => () => {
  throw new Error(message);
};

/** A package that computes on the cpu backend under another name, without its native library. */
function computing(backend: string, properties: object = {}) {
  return () => {
    const cpu = tf.findBackend('cpu');
    const instance = Object.assign(Object.create(cpu) as typeof cpu, properties);
    tf.registerBackend(backend, () => instance);
    tf.copyRegisteredKernels('cpu', backend);
    return {};
  };
}

/** What of the package `webgpu` is used. */
function dawn(info: object | null) {
  return () => ({
    create: () => ({ requestAdapter: () => Promise.resolve(info && { info }) }),
    globals: {},
  });
}

const GPU = { description: 'NVIDIA H100', isFallbackAdapter: false };
const SWIFTSHADER = { description: 'SwiftShader driver 5.0.0', isFallbackAdapter: true };

beforeEach(() => {
  jest.resetModules(); // else a mock that was loaded once stays
  mock({
    '@tensorflow/tfjs-backend-wasm': () => wasmBackend,
    'tfjs-max-norm/wasm': () => wasmTraining,
    '@tensorflow/tfjs-node-gpu': missing('@tensorflow/tfjs-node-gpu'),
    webgpu: missing('webgpu'),
    '@tensorflow/tfjs-backend-webgpu': computing('webgpu'),
    '@tensorflow/tfjs-node': missing('@tensorflow/tfjs-node'),
  });
  jest.spyOn(console, 'warn').mockImplementation(); // kernels are registered again
  // As where the loader of Vulkan is installed.
  jest.spyOn(process, 'dlopen').mockImplementation(() => undefined);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await tf.setBackend('cpu');
  ['tensorflow', 'webgpu']
    .filter((name) => tf.findBackendFactory(name) != null)
    .forEach((name) => tf.removeBackend(name));
  delete (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu;
});

test('uses the backend that is asked for', async () => {
  expect(await useBackend('cpu')).toEqual({ name: 'cpu', why: ['as asked for'] });
  expect(await useBackend('wasm')).toEqual({ name: 'wasm', why: ['as asked for'] });
});

test('takes wasm where nothing faster is installed, and says so', async () => {
  expect(await useBackend()).toEqual({ name: 'wasm', why: NOT_INSTALLED });
});

test('takes cpu where none works, and says why', async () => {
  mock({
    '@tensorflow/tfjs-node': broken('isNullOrUndefined is not a function'),
    '@tensorflow/tfjs-backend-wasm': broken('No WebAssembly.\nLong story.'),
  });
  expect(await useBackend()).toEqual({
    name: 'cpu',
    why: [
      ...NOT_INSTALLED.slice(0, 2),
      `@tensorflow/tfjs-node does not work with Node ${process.version} (isNullOrUndefined is not a function)`,
      `@tensorflow/tfjs-backend-wasm does not work with Node ${process.version} (No WebAssembly)`,
    ],
  });
});

test('takes no other than the one asked for', async () => {
  await expect(useBackend('tensorflow')).rejects.toMatchObject({
    message:
      'The backend tensorflow cannot be used: @tensorflow/tfjs-node-gpu is not installed; @tensorflow/tfjs-node is ' +
      'not installed. Take another, or none to have the fastest found.',
    exitCode: 1,
  });
});

test.each([undefined, 'tensorflow'] as const)(
  'takes tfjs-node-gpu first (asked for %s)',
  async (wanted) => {
    mock({
      '@tensorflow/tfjs-node-gpu': computing('tensorflow', { isUsingGpuDevice: true }),
      '@tensorflow/tfjs-node': broken('must not be loaded'),
      webgpu: dawn(GPU),
    });
    const { name, why } = await useBackend(wanted);
    expect([name, why[0]]).toEqual(['tensorflow', '@tensorflow/tfjs-node-gpu, on a GPU']);
    expect(tf.getBackend()).toBe('tensorflow');
  },
);

test('says that tfjs-node-gpu found no GPU', async () => {
  mock({ '@tensorflow/tfjs-node-gpu': computing('tensorflow', { isUsingGpuDevice: false }) });
  expect((await useBackend()).why).toEqual(['@tensorflow/tfjs-node-gpu, which finds no GPU']);
});

test('takes tfjs-node where the native library of tfjs-node-gpu does not load', async () => {
  mock({
    '@tensorflow/tfjs-node-gpu': broken('libtensorflow.so.2: cannot open shared object file'),
    '@tensorflow/tfjs-node': computing('tensorflow'),
  });
  const { name, why } = await useBackend();
  expect(name).toBe('tensorflow');
  expect(why[0]).toContain('@tensorflow/tfjs-node-gpu does not work with Node');
  expect(why[0]).toContain('(libtensorflow.so.2: cannot open shared object file)');
});

test('takes webgpu on a GPU', async () => {
  mock({ webgpu: dawn(GPU), '@tensorflow/tfjs-node': computing('tensorflow') });
  expect(await useBackend()).toEqual({
    name: 'webgpu',
    why: ['on NVIDIA H100', '@tensorflow/tfjs-node-gpu is not installed'],
  });
  expect(tf.getBackend()).toBe('webgpu');
});

test('leaves a software adapter alone unless webgpu is asked for', async () => {
  mock({ webgpu: dawn(SWIFTSHADER) });
  const { name, why } = await useBackend();
  expect(name).toBe('wasm');
  expect(why).toContain('webgpu finds a software adapter only (SwiftShader driver 5.0.0)');
  expect(await useBackend('webgpu')).toEqual({
    name: 'webgpu',
    why: ['on SwiftShader driver 5.0.0, a software adapter', 'as asked for'],
  });
});

test('says that there is no GPU for webgpu', async () => {
  mock({ webgpu: dawn(null) });
  await expect(useBackend('webgpu')).rejects.toThrow(
    'The backend webgpu cannot be used: webgpu finds no GPU. Take another',
  );
});

test('takes none that the caller cannot use', async () => {
  mock({ webgpu: dawn(GPU) });
  expect((await useBackend(undefined, ['wasm', 'cpu'])).name).toBe('wasm');
});

test('describes a backend within 80 columns', () => {
  const describe = (...why: Backend['why']) => describeBackend({ name: 'wasm', why });
  expect(describe()).toBe('Backend: wasm (the fastest there is).');
  expect(describe('as asked for')).toBe('Backend: wasm (as asked for).');
  expect(describe(...NOT_INSTALLED).split('\n')).toEqual([
    'Backend: wasm',
    ...NOT_INSTALLED.map((reason) => `- ${reason}`),
  ]);
});

test('wasm computes with as many threads as it is asked for', async () => {
  await stopWasm();
  expect(await useBackend('wasm', undefined, 2)).toEqual({
    name: 'wasm',
    why: ['2 threads', 'as asked for'],
  });
  await stopWasm();
  expect(await useBackend('wasm')).toEqual({ name: 'wasm', why: ['as asked for'] });
});
