/** Where a layer keeps an option of one of its weights: `kernel` -> `kernelConstraint`, `depthwise_kernel` -> `depthwiseConstraint`. */
export function optionField(weightName: string, option: 'Constraint' | 'Regularizer'): string {
  const stem = weightName
    .replace(/_kernel$/, '')
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return stem + option;
}
