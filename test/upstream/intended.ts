/** Tests that pass on stock TensorFlow.js and are meant to fail with this package: name and reason. */
export const intended: Record<string, string> = {};
