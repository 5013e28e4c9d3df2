import type { NormRow } from './normReport.js';

/**
 * What the figures of each weight are called in the logs, without the figure: `norm_dense_1_kernel`. Only letters, digits,
 * `_` and `-`, whatever a layer is called: tfjs-vis makes CSS selectors of the names. No two are alike.
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
