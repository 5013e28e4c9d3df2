import { UserError } from '../../examples/shared/errors.js';
import { provideWebGpu } from '../../examples/shared/webgpu.js';

try {
  console.log(await provideWebGpu(true));
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
