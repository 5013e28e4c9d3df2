/** A picture of one or more panels, side by side or in rows, with one legend for all. */
export interface Picture {
  title: string;
  /** What a reader needs to know besides, under the title. */
  subtitle?: string;
  panels: Panel[];
  /** Panels in a row. */
  columns: number;
  /** Pixels, of one panel with its axes. @default 300 */
  panelHeight?: number;
  /** The names of series in the legend, in order; none if empty. */
  legend: string[];
}

export interface Panel {
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** Values to compare with, such as c. */
  references?: Reference[];
}

export interface Axis {
  name: string;
  type: 'value' | 'log' | 'category';
  /** Of a category axis. */
  categories?: string[];
  min?: number;
  max?: number;
}

/** A dotted line across the panel. */
export interface Reference {
  axis: 'x' | 'y';
  at: number;
  label: string;
  /** @default black */
  color?: string;
}

export interface Series {
  /** Series of the same name have one entry in the legend. */
  name: string;
  color: string;
  /** One dot for each run; a mean among dots; a range from `low` to `high` with a dot between them. */
  mark: 'line' | 'dashed' | 'dots' | 'mean' | 'range';
  /** Dots as circles: of the arms with dropout, where there are others. */
  hollow?: boolean;
  /** Pixels across its category, so that arms stand side by side. */
  shift?: number;
  points: Point[];
}

export interface Point {
  x: number | string;
  /** `null` leaves a gap. */
  y: number | null;
  /** Ends of a range; upright, or along x where y is a category. */
  low?: number;
  high?: number;
}

/** Okabe and Ito's colours, which colour-blind readers tell apart, without their yellow. */
export const COLORS = {
  grey: '#7f7f7f',
  orange: '#e69f00',
  skyBlue: '#56b4e9',
  green: '#009e73',
  blue: '#0072b2',
  red: '#d55e00',
  pink: '#cc79a7',
  black: '#222222',
};

/** What an arm limits its weights by has the same colour in every picture. */
export const ARMS = {
  none: COLORS.grey,
  L1: COLORS.pink,
  L2: COLORS.orange,
  'L1 + L2': COLORS.red,
  'max-norm': COLORS.blue,
  clipping: COLORS.green,
  both: COLORS.skyBlue,
};
