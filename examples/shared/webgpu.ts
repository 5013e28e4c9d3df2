import { UserError } from './errors.js';

/**
 * Gives Node what the WebGPU backend of TensorFlow.js finds in a browser: `navigator.gpu` and the names of WebGPU.
 *
 * @param software Whether an adapter will do that is drawn by the processor.
 * @returns The name of the adapter.
 * @throws A {@link UserError} if there is no adapter.
 */
export async function provideWebGpu(software: boolean): Promise<string> {
  const { create, globals } = await import('webgpu');
  checkVulkan();
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter == null) throw new UserError('webgpu finds no GPU');
  const { description, isFallbackAdapter } = adapter.info;
  if (isFallbackAdapter && !software) {
    throw new UserError(`webgpu finds a software adapter only (${description})`);
  }
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  Object.assign(globalThis, globals);
  return isFallbackAdapter ? `${description}, a software adapter` : description;
}

/** Without the loader of Vulkan, Dawn prints where in its sources it misses it. */
function checkVulkan(): void {
  if (process.platform !== 'linux') return;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // Found, it is no module of Node, which is an error as well.
    if ((error as Error).message.includes('cannot open shared object')) {
      throw new UserError('webgpu finds no GPU: libvulkan.so.1 is not installed');
    }
  }
}
