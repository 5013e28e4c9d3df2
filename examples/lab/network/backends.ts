import * as tf from '@tensorflow/tfjs';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadsUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { BACKENDS, type BackendName, TITLES } from './backendNames.js';

export interface Backend {
  name: BackendName;
  /** Why it cannot be used, for people to read. */
  missing?: string;
  /** It works, but computes on the processor what is meant for a graphics card. */
  emulated?: boolean;
}

/** In every browser with WebGPU, but not yet in the types that TensorFlow.js brings. */
type AdapterWithInfo = GPUAdapter & { info: Record<'architecture' | 'description', string> };

type Check = Pick<Backend, 'missing' | 'emulated'>;

/** What this browser offers. */
export function findBackends(): Promise<Backend[]> {
  return Promise.all(BACKENDS.map(async (name) => ({ name, ...(await check[name]()) })));
}

/** Starts the fastest backend that works; notes at those that do not what is wrong. */
export async function startBestBackend(
  backends: Backend[],
  onStart: (name: BackendName) => void,
): Promise<void> {
  for (const backend of backends) {
    if (backend.missing != null || backend.emulated) continue;
    onStart(backend.name);
    try {
      return await startBackend(backend.name);
    } catch (error) {
      backend.missing = (error as Error).message.replace(/\.$/, '');
    }
  }
  throw new Error('No backend of TensorFlow.js works in this browser.');
}

/** @throws If the backend does not start or computes nonsense. */
export async function startBackend(name: BackendName): Promise<void> {
  await load[name]();
  if (!(await tf.setBackend(name))) throw new Error(`${TITLES[name]} does not start here.`);
  const product = tf.tidy(() => tf.matMul([[1, 1]], [[2], [2]]));
  const [four] = await product.data();
  product.dispose();
  if (four !== 4) throw new Error(`${TITLES[name]} computes 2 + 2 = ${four}.`);
}

const check: Record<BackendName, () => Check | Promise<Check>> = {
  async webgpu() {
    if (!isSecureContext) return { missing: 'WebGPU works on https pages and localhost only' };
    if (!('gpu' in navigator)) return { missing: 'this browser has no WebGPU' };
    const adapter = (await navigator.gpu.requestAdapter()) as AdapterWithInfo | null;
    if (adapter == null) return { missing: 'WebGPU finds no graphics card to work with' };
    return { emulated: isEmulated(`${adapter.info.architecture} ${adapter.info.description}`) };
  },
  webgl() {
    if (typeof OffscreenCanvas === 'undefined') {
      return { missing: 'this browser gives WebGL to pages only, not to workers' };
    }
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (gl == null) return { missing: 'this browser gives no WebGL 2 context' };
    const names = gl.getExtension('WEBGL_debug_renderer_info');
    const renderer: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
    return { emulated: isEmulated(String(renderer)) };
  },
  wasm() {
    return typeof WebAssembly === 'undefined' ? { missing: 'this browser has no WebAssembly' } : {};
  },
  cpu: () => ({}),
};

function isEmulated(renderer: string): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

const load: Record<BackendName, () => Promise<void>> = {
  async webgpu() {
    await import('@tensorflow/tfjs-backend-webgpu');
  },
  async webgl() {},
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const { enableWasmTraining } = await import('tfjs-max-norm/wasm');
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadsUrl,
    });
    await enableWasmTraining();
  },
  async cpu() {},
};
