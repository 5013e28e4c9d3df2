import type { EChartsOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { drawReference, drawSeries } from './drawSeries.js';
import { logRange } from './logRange.js';
import type { Panel, Picture } from './picture.js';

/** Pixels: what README shows without scaling. */
export const WIDTH = 800;
const HEAD = 64;
const LEGEND = 34;
/** Of a legend's second row and those after it. */
const LEGEND_ROW = 27;
const ICON = 22;
const GAP = 24;
const MARGIN = { left: 64, right: 18, top: 42, bottom: 52 };
const INK = '#333333';
const FAINT = '#e3e3e3';

export function heightOf({ panels, columns, panelHeight = 300, legend }: Picture): number {
  return HEAD + Math.ceil(panels.length / columns) * panelHeight + legendHeight(legend);
}

function legendHeight(names: string[]): number {
  return names.length === 0 ? 8 : LEGEND + (legendRows(names) - 1) * LEGEND_ROW;
}

function legendRows(names: string[]): number {
  const width = names.reduce((sum, { length }) => sum + ICON + GAP + 6.6 * length, 0);
  return Math.ceil(width / WIDTH);
}

export function toOption(picture: Picture): EChartsOption {
  const { panels, columns, panelHeight = 300, legend, title, subtitle } = picture;
  const drawnNames = new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)));
  const panelWidth = WIDTH / columns;
  const places = panels.map((panel, i) => ({
    left: (i % columns) * panelWidth + leftMargin(panel),
    top: HEAD + Math.floor(i / columns) * panelHeight + MARGIN.top,
    width: panelWidth - leftMargin(panel) - rightMargin(panel),
    height: panelHeight - MARGIN.top - MARGIN.bottom,
  }));
  return {
    textStyle: { fontFamily: 'Helvetica, Arial, sans-serif', color: INK },
    title: [
      {
        text: title,
        subtext: subtitle,
        left: 16,
        top: 10,
        itemGap: 6,
        textStyle: { fontSize: 16, color: INK },
        subtextStyle: { fontSize: 12, color: '#666666' },
      },
      ...panels.map((panel, i) => ({
        text: panel.title,
        left: places[i].left - 4,
        top: places[i].top - 38,
        textStyle: { fontSize: 13, color: INK },
      })),
    ],
    legend:
      legend.length === 0
        ? undefined
        : {
            data: legend
              .filter((name) => drawnNames.has(name))
              .map((name) => ({ name, ...legendEntry(panels, name) })),
            bottom: 8,
            width: legendRows(legend) > 1 ? WIDTH - 2 * MARGIN.left : undefined,
            itemWidth: ICON,
            itemGap: GAP,
            textStyle: { fontSize: 12, color: INK },
          },
    grid: places,
    xAxis: panels.map((panel, i) => ({
      ...axis(panel, 'x', i),
      nameGap: 30,
    })) as XAXisComponentOption[],
    yAxis: panels.map((panel, i) => ({
      ...axis(panel, 'y', i),
      nameGap: 44,
      inverse: panel.y.type === 'category',
    })) as YAXisComponentOption[],
    series: panels.flatMap(({ series, references = [], y }, i) => [
      ...series.flatMap((one) => drawSeries(one, i, y.type === 'category')),
      ...references.map((reference) => drawReference(reference, i, y.type === 'category')),
    ]),
  };
}

/** As the series of that name are drawn: as a line if one of them is. */
function legendEntry(panels: Panel[], name: string): { icon: string; itemStyle: object } {
  const drawn = panels.flatMap(({ series }) => series.filter((one) => one.name === name));
  const marks = drawn.map(({ mark }) => mark);
  const icon = marks.includes('line')
    ? 'path://M0 0h22v2.5h-22z'
    : marks.includes('dashed')
      ? 'path://M0 0h6v2.5h-6zM8 0h6v2.5h-6zM16 0h6v2.5h-6z'
      : 'circle';
  return { icon, itemStyle: { color: drawn[0].color, borderWidth: 0, opacity: 1 } };
}

/** Room for the names of categories. */
function leftMargin({ y }: Panel): number {
  const longest = Math.max(0, ...(y.categories ?? []).map((category) => category.length));
  return y.type === 'category' ? 20 + 6.6 * longest : MARGIN.left;
}

/** Room for the labels of references across. */
function rightMargin({ references = [] }: Panel): number {
  const labels = references.filter(({ axis }) => axis === 'y').map(({ label }) => label.length);
  return Math.max(MARGIN.right, ...labels.map((length) => 10 + 5.6 * length));
}

function axis(panel: Panel, which: 'x' | 'y', gridIndex: number) {
  const { name, type, categories, min, max } = panel[which];
  return {
    gridIndex,
    type,
    name,
    nameLocation: 'middle' as const,
    nameMoveOverlap: false,
    ...(type === 'log' ? logRange(panel, which) : { scale: true, min, max }),
    data: categories,
    nameTextStyle: { fontSize: 12, color: INK },
    axisLabel: {
      fontSize: 11,
      color: INK,
      ...(type === 'category' ? { interval: 0 } : { hideOverlap: true }),
      formatter: type === 'category' ? undefined : tickLabel,
    },
    axisLine: { show: true, onZero: false, lineStyle: { color: '#999999' } },
    axisTick: { show: type !== 'category', lineStyle: { color: '#999999' } },
    splitLine: { show: type !== 'category', lineStyle: { color: FAINT } },
  };
}

/** Short, and without the last digits of a power's rounding. */
function tickLabel(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e4 || size < 1e-2)
    ? value.toExponential(0)
    : String(Number(value.toPrecision(3)));
}
