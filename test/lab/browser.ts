import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser to test in, if there is none. */
export const missingBrowser = existsSync(PATH)
  ? false
  : `no browser at ${PATH}: install Debian's package chromium, or set CHROMIUM to the path of one`;

/** WebGL and WebGPU drawn by the processor: right and slow. */
const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

const NO_GPU = ['--disable-gpu', '--disable-software-rasterizer'];

export function openBrowser(gpu: 'software' | 'none' = 'software'): Promise<Browser> {
  const args = ['--no-sandbox', ...(gpu === 'software' ? SOFTWARE_GPU : NO_GPU)];
  return chromium.launch({ executablePath: PATH, args });
}
