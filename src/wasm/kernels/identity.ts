import type { TrainingKernel } from './kernel.js';

/** Shares the data where the stock kernel copies it, as the cpu backend does: tensors are immutable. */
export const identity: TrainingKernel = {
  kernelName: 'Identity',
  run: ({ inputs: { x }, backend }) => {
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};
