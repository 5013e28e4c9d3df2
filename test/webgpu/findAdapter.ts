import { existsSync } from 'node:fs';
import { type Environment, runNode } from './runNode.js';

export interface Adapter {
  name: string;
  isSoftware: boolean;
  /** What makes a process find it. */
  environment: Environment;
}

/** The loader and the driver of Vulkan that Chromium brings, which computes on the processor. */
const CHROMIUM: Environment[] = ['/usr/lib/chromium', '/usr/lib/chromium-browser']
  .filter((folder) => existsSync(`${folder}/vk_swiftshader_icd.json`))
  .map((folder) => ({
    LD_LIBRARY_PATH: folder,
    VK_ICD_FILENAMES: `${folder}/vk_swiftshader_icd.json`,
  }));

/** The GPU of this machine, else a software adapter. */
export async function findAdapter(): Promise<Adapter | undefined> {
  for (const environment of [{}, ...CHROMIUM]) {
    try {
      const name = (await runNode(['test/webgpu/printAdapter.ts'], environment)).trim();
      return { name, isSoftware: name.endsWith('a software adapter'), environment };
    } catch (error) {
      console.log((error as { stderr: string }).stderr.trim());
    }
  }
  return undefined;
}
