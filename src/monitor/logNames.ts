import type { NormRow } from './normReport.js';

/**
 * The names of weights in the logs, to which the name of a figure is added: `norm_dense_1_kernel`. They have only
 * letters, digits, `_` and `-`, because tfjs-vis makes CSS selectors of them. No two are the same.
 */
export function logNames(rows: NormRow[]): string[] {
  const taken = new Set<string>();
  return rows.map(({ layer, weight }) => {
    const plain = `norm_${layer}_${weight}`.replace(/[^A-Za-z0-9_-]/g, '_');
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
    taken.add(name);
    return name;
  });
}
