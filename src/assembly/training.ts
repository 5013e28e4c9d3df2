// What training needs on the wasm backend, run on the backend's own memory. All arguments named after tensors are
// addresses of float32 data; images are [batch, height, width, channels].
export { matMul, MATMUL_SCRATCH } from './training/matMul';
export { convFilterGradient, convInputGradient, CONV_SCRATCH } from './training/convolution';
export { depthwiseFilterGradient, depthwiseInputGradient } from './training/depthwise';
export { maxPoolGradient } from './training/maxPool';
export { sumMiddle, SUM_SCRATCH } from './training/sum';
export { segmentSum } from './training/segmentSum';
export { adam } from './training/adam';
export { momentum } from './training/momentum';
export { dropoutMask } from './training/dropout';
