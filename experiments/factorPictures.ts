import { ARMS, COLORS, type Picture, type Series } from './chart/picture.js';
import { type Excess, FACTORS, LIMIT, type TaskExcess } from './factorVerdict.js';

const LINES: Record<string, Pick<Series, 'color' | 'mark'>> = {
  dense: { color: COLORS.blue, mark: 'line' },
  'dense, dropout': { color: COLORS.blue, mark: 'dashed' },
  'dense, dropout, Adam': { color: COLORS.skyBlue, mark: 'dashed' },
  deep: { color: COLORS.red, mark: 'line' },
  plasticity: { color: COLORS.green, mark: 'line' },
  'plasticity, Adam': { color: COLORS.green, mark: 'dashed' },
  'CNN, Adam': { color: COLORS.orange, mark: 'line' },
  'Conv1D, dropout': { color: COLORS.pink, mark: 'dashed' },
  'LSTM, Adam': { color: COLORS.black, mark: 'line' },
};
const NO_BOUND = 'none';
const NAMES = [...FACTORS.map(String), NO_BOUND];
const X = { name: 'c / initial norm', type: 'category' as const, categories: NAMES };
const Y = { name: 'excess loss, %', type: 'value' as const };
const LIMIT_LINE = { axis: 'y' as const, at: LIMIT, label: `${LIMIT} %` };
/** In percent: a picture of what is beyond would show no difference below it. */
const MOST = 60;

/** `factor`: a line for each task; `factor-tasks`: a panel for each task, a dot for each seed. */
export function factorPictures(tasks: TaskExcess[]): Record<string, Picture> {
  const seeds = Math.max(0, ...tasks.map(({ excesses }) => excesses[0]?.values.length ?? 0));
  const subtitle = `Loss relative to that of the factor that seeds 1 to 3 found best on the task; ${seeds} other seeds`;
  return {
    factor: {
      title: 'One multiple of the initial norm for every task?',
      subtitle: `${subtitle}; geometric means`,
      columns: 1,
      panelHeight: 380,
      legend: tasks.map(({ task }) => task),
      panels: [
        {
          title: `Excess loss, up to ${MOST} %`,
          x: X,
          y: { ...Y, min: -20, max: MOST },
          references: [LIMIT_LINE],
          series: tasks.map(({ task, excesses }) => ({
            name: task,
            ...LINES[task],
            points: excesses.map(({ factor, mean }) => ({ x: nameOf(factor), y: mean })),
          })),
        },
      ],
    },
    'factor-tasks': {
      title: 'The same, task by task',
      subtitle: `${subtitle}, one dot each; up to ${MOST} %`,
      columns: 3,
      panelHeight: 250,
      legend: [],
      panels: tasks.map(({ task, excesses }) => ({
        title: task,
        x: X,
        y: { ...Y, max: excesses.some(isBeyond) ? MOST : undefined },
        references: [LIMIT_LINE],
        series: [
          ...dots(
            task,
            ARMS['max-norm'],
            excesses.filter(({ factor }) => factor != null),
          ),
          ...dots(
            task,
            ARMS.none,
            excesses.filter(({ factor }) => factor == null),
          ),
        ],
      })),
    },
  };
}

function dots(name: string, color: string, excesses: Excess[]): Series[] {
  return [
    {
      name,
      color,
      mark: 'dots',
      points: excesses.flatMap(({ factor, values }) =>
        values.map((y) => ({ x: nameOf(factor), y })),
      ),
    },
    {
      name,
      color,
      mark: 'mean',
      points: excesses.map(({ factor, mean }) => ({ x: nameOf(factor), y: mean })),
    },
  ];
}

function isBeyond({ values }: Excess): boolean {
  return values.some((value) => value > MOST);
}

function nameOf(factor: number | null): string {
  return factor == null ? NO_BOUND : String(factor);
}
