import type { CustomSeriesOption } from 'echarts';
import type { Series } from './picture.js';

const CAP = 4;

/** A bar with caps from `low` to `high` of each point; ECharts has no such series. */
export function ranges(
  { name, color, points, shift = 0 }: Series,
  index: number,
  alongX: boolean,
): CustomSeriesOption {
  return {
    type: 'custom',
    name,
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    itemStyle: { color },
    z: 3,
    data: points
      .filter(({ low, high }) => low != null && high != null)
      .map(({ x, low, high }) => [x, low!, high!]),
    encode: alongX ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const at = api.value(0);
      const end = (i: number) => {
        const [x, y] = api.coord(alongX ? [api.value(i), at] : [at, api.value(i)]);
        return alongX ? [x, y + shift] : [x + shift, y];
      };
      const [x1, y1] = end(1);
      const [x2, y2] = end(2);
      const cap = (x: number, y: number) =>
        line(alongX ? [x, y - CAP, x, y + CAP] : [x - CAP, y, x + CAP, y], color);
      return { type: 'group', children: [line([x1, y1, x2, y2], color), cap(x1, y1), cap(x2, y2)] };
    },
  };
}

function line([x1, y1, x2, y2]: number[], stroke: string) {
  return { type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1.5 } };
}
