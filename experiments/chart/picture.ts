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
}

export interface Axis {
  name: string;
  type: 'value' | 'log' | 'category';
  /** Of a category axis. */
  categories?: string[];
  min?: number;
  max?: number;
}

export interface Series {
  /** Series of the same name have one entry in the legend. */
  name: string;
  color: string;
  mark: 'line' | 'dashed' | 'points' | 'line and points';
  points: Point[];
}

export interface Point {
  x: number | string;
  /** `null` leaves a gap. */
  y: number | null;
  /** Ends of an error bar; upright, or along x where y is a category. */
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
