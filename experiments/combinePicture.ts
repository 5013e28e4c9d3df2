import { armsOf, type DigitsRun, networkOf, norms, testErrors } from './armPanels.js';
import { COLORS, type Picture } from './chart/picture.js';

/** One without and one with max-norm share a hue. */
const STYLES: Record<string, string> = {
  none: COLORS.grey,
  'max-norm': COLORS.black,
  'small L2': COLORS.orange,
  'small L2 + max-norm': COLORS.red,
  'large L2': COLORS.pink,
  'large L2 + max-norm': '#8c3d6d',
  'batch norm': COLORS.skyBlue,
  'batch norm + max-norm': COLORS.blue,
  'dropout, low rate': '#7fcfb6',
  'dropout, low rate + max-norm': COLORS.green,
  'dropout, high rate': '#b8a36a',
  'dropout, high rate + max-norm': '#7a6420',
};

/** Test errors and norms with max-norm and without, partner by partner. */
export function combinePicture(runs: DigitsRun[]): Picture {
  const arms = armsOf(runs, STYLES);
  return {
    title: 'What max-norm adds to what is there already',
    subtitle: networkOf(runs),
    columns: 1,
    panelHeight: 340,
    legend: [],
    panels: [testErrors(arms), norms(arms)],
  };
}
