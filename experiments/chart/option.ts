import type {
  EChartsOption,
  SeriesOption,
  XAXisComponentOption,
  YAXisComponentOption,
} from 'echarts';
import { errorBars } from './errorBars.js';
import { logRange } from './logRange.js';
import type { Panel, Picture, Series } from './picture.js';

/** Pixels: what README shows without scaling. */
export const WIDTH = 800;
const HEAD = 64;
const LEGEND = 34;
const MARGIN = { left: 64, right: 18, top: 34, bottom: 52 };
const INK = '#333333';
const FAINT = '#e3e3e3';

export function heightOf({ panels, columns, panelHeight = 300, legend }: Picture): number {
  return HEAD + Math.ceil(panels.length / columns) * panelHeight + (legend.length > 0 ? LEGEND : 8);
}

export function toOption(picture: Picture): EChartsOption {
  const { panels, columns, panelHeight = 300, legend, title, subtitle } = picture;
  const drawnNames = new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)));
  const panelWidth = WIDTH / columns;
  const places = panels.map((panel, i) => ({
    left: (i % columns) * panelWidth + leftMargin(panel),
    top: HEAD + Math.floor(i / columns) * panelHeight + MARGIN.top,
    width: panelWidth - leftMargin(panel) - MARGIN.right,
    height: panelHeight - MARGIN.top - MARGIN.bottom,
  }));
  return {
    animation: false,
    backgroundColor: '#ffffff',
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
        top: places[i].top - 30,
        textStyle: { fontSize: 13, color: INK },
      })),
    ],
    legend:
      legend.length === 0
        ? undefined
        : {
            data: legend
              .filter((name) => drawnNames.has(name))
              .map((name) => ({ name, icon: legendIcon(panels, name) })),
            bottom: 8,
            itemWidth: 22,
            itemGap: 24,
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
    series: panels.flatMap(({ series, y }, i) =>
      series.flatMap((one) => drawn(one, i, y.type === 'category')),
    ),
  };
}

/** As the first series of that name is drawn. */
function legendIcon(panels: Panel[], name: string): string {
  const series = panels.flatMap(({ series }) => series).find((one) => one.name === name);
  if (series?.mark === 'line') return 'path://M0 0h22v2.5h-22z';
  if (series?.mark === 'dashed') return 'path://M0 0h6v2.5h-6zM8 0h6v2.5h-6zM16 0h6v2.5h-6z';
  return 'circle';
}

/** Room for the names of categories. */
function leftMargin({ y }: Panel): number {
  const longest = Math.max(0, ...(y.categories ?? []).map((category) => category.length));
  return y.type === 'category' ? 20 + 6.6 * longest : MARGIN.left;
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
      hideOverlap: true,
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

function drawn(series: Series, index: number, alongX: boolean): SeriesOption[] {
  const { name, color, mark, points } = series;
  const common = {
    name,
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    itemStyle: { color },
    data: points.map(({ x, y }) => (alongX ? [y, x] : [x, y])) as (number | string)[][],
  };
  const bars = points.some(({ low }) => low != null)
    ? [errorBars({ name, color, points, index, alongX })]
    : [];
  switch (mark) {
    case 'points':
      return [{ ...common, type: 'scatter', symbolSize: 9 }, ...bars];
    case 'line and points':
      return [
        {
          ...common,
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { color, width: 2 },
        },
        ...bars,
      ];
    default:
      return [
        {
          ...common,
          type: 'line',
          symbol: 'none',
          lineStyle: { color, width: 2, type: mark === 'dashed' ? 'dashed' : 'solid' },
        },
      ];
  }
}
