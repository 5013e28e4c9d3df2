import type { SeriesOption } from 'echarts';
import { COLORS, type Reference, type Series } from './picture.js';
import { ranges } from './ranges.js';

/** @param alongX Whether the categories are those of y. */
export function drawSeries(series: Series, index: number, alongX: boolean): SeriesOption[] {
  const { name, color, mark, points, hollow = false, shift = 0 } = series;
  const common = {
    name,
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    itemStyle: { color },
    data: points.map(({ x, y }) => (alongX ? [y, x] : [x, y])) as (number | string)[][],
  };
  const symbolOffset: [number, number] = alongX ? [0, shift] : [shift, 0];
  switch (mark) {
    case 'dots':
      return [
        {
          ...common,
          type: 'scatter',
          symbolSize: 7,
          symbolOffset,
          itemStyle: hollow
            ? { color: '#ffffff', borderColor: color, borderWidth: 1.5 }
            : { color, opacity: 0.75 },
        },
      ];
    case 'mean':
      return [
        {
          ...common,
          type: 'scatter',
          symbol: 'rect',
          symbolSize: alongX ? [3, 16] : [16, 3],
          symbolOffset,
          z: 4,
        },
      ];
    case 'range':
      return [
        { ...common, type: 'scatter', symbolSize: 8, symbolOffset },
        ranges(series, index, alongX),
      ];
    default:
      return [
        {
          ...common,
          type: 'line',
          symbol: 'none',
          lineStyle: { color, width: 1.8, type: mark === 'dashed' ? 'dashed' : 'solid' },
        },
      ];
  }
}

export function drawReference(
  { axis, at, label, color = COLORS.black }: Reference,
  index: number,
  alongX: boolean,
): SeriesOption {
  return {
    type: 'line',
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color, width: 1.5, type: 'dotted' },
      label: {
        formatter: label,
        color,
        fontSize: 11,
        // An axis of categories goes from top to bottom.
        position: alongX ? 'start' : 'end',
        distance: 3,
      },
      data: [axis === 'x' ? { xAxis: at } : { yAxis: at }],
    },
  };
}
