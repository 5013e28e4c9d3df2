import { boundOf, type DigitsRun, middleNorms, networkOf } from './digitsArms.js';
import { pairs } from './chart/pairs.js';
import { ARMS, type Panel, type Picture } from './chart/picture.js';

const SIDES = [
  { name: 'without', bounded: false, color: ARMS.none, shift: -6 },
  { name: 'with', bounded: true, color: ARMS['max-norm'], shift: 6 },
];

/** `combine`: the test errors, partner by partner and seed by seed; `combine-norms`: the norms. */
export function combinePictures(runs: DigitsRun[]): Record<string, Picture> {
  return { combine: errorPairs(runs), 'combine-norms': normRanges(runs) };
}

function errorPairs(runs: DigitsRun[]): Picture {
  const partners = [...new Set(runs.map(partnerOf))];
  const errors = runs.map(({ result }) => result.testError);
  const y = {
    name: 'test error, %',
    type: 'value' as const,
    min: Math.floor(Math.min(...errors)),
    max: Math.ceil(Math.max(...errors)),
  };
  return {
    title: 'What max-norm adds to L2, batch norm and dropout',
    subtitle: `${networkOf(runs)}; one line per seed`,
    columns: 3,
    panelHeight: 250,
    legend: [],
    panels: partners.map((partner) => panel(runs, partner, y)),
  };
}

function normRanges(runs: DigitsRun[]): Picture {
  const partners = [...new Set(runs.map(partnerOf))];
  return {
    title: 'Norms with max-norm and without it',
    subtitle: networkOf(runs),
    columns: 1,
    legend: SIDES.map(({ name }) => legendName(name)),
    panels: [norms(runs, partners)],
  };
}

function panel(runs: DigitsRun[], partner: string, y: Panel['y']): Panel {
  const own = runs.filter((run) => partnerOf(run) === partner);
  const seeds = [...new Set(own.map(({ seed }) => seed))];
  return {
    title: partner,
    x: { name: 'max-norm', type: 'category', categories: SIDES.map(({ name }) => name) },
    y,
    series: pairs(SIDES, seeds, (side, seed) => {
      const { bounded } = SIDES[side];
      const run = own.find((run) => run.seed === seed && isBounded(run) === bounded);
      return run?.result.testError ?? null;
    }),
  };
}

function norms(runs: DigitsRun[], partners: string[]): Panel {
  return {
    title: 'Hidden norms: median, 5 % to 95 %',
    x: { name: 'norm of incoming weights', type: 'value', min: 0 },
    y: { name: '', type: 'category', categories: partners },
    references: boundOf(runs, 'x'),
    series: SIDES.map(({ name, bounded, color, shift }) => ({
      name: legendName(name),
      color,
      shift,
      mark: 'range',
      points: partners.map((partner) => ({
        x: partner,
        ...middleNorms(
          runs
            .filter((run) => partnerOf(run) === partner && isBounded(run) === bounded)
            .map(({ result }) => result),
        ),
      })),
    })),
  };
}

function legendName(side: string): string {
  return `${side} max-norm`;
}

function partnerOf({ variant }: DigitsRun): string {
  return variant === 'max-norm' ? 'none' : variant.replace(' + max-norm', '');
}

function isBounded({ settings }: DigitsRun): boolean {
  return settings.maxNorm != null;
}
