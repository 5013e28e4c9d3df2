import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** WebGL and WebGPU drawn by the processor: right and slow, and there on machines without a GPU. */
const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Neither WebGL nor WebGPU. */
const NO_GPU = ['--disable-gpu', '--disable-software-rasterizer'];

/** The browser to test in: `CHROMIUM` if set, else where distributions put it. `undefined` if there is none. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path != null && existsSync(path));

/** For the `skip` option of a test: why it cannot run, or `false` if it can. */
export const noChromium: string | false =
  chromiumPath == null &&
  'no Chromium found: install it (apt-get install --no-install-recommends chromium) or set CHROMIUM to its path';

export function launchChromium(gpu: 'software' | 'none' = 'software'): Promise<Browser> {
  const args = ['--no-sandbox', ...(gpu === 'software' ? SOFTWARE_GPU : NO_GPU)];
  return chromium.launch({ executablePath: chromiumPath, args });
}
