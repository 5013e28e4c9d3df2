import type * as tf from '@tensorflow/tfjs';
import { renderSvg } from '../shared/renderSvg.js';

/**
 * The spatial filters as an SVG picture, one a column: how much of each channel goes into it.
 *
 * @param kernel Of the depthwise convolution, `[channels, 1, temporal filters, spatial filters of each]`.
 */
export async function filtersPicture(kernel: tf.Tensor, title: string): Promise<string> {
  const [channels, , temporal, depth] = kernel.shape;
  const columns = temporal * depth;
  const weights = Array.from(await kernel.data());
  const most = Math.max(...weights.map(Math.abs));
  const names = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}`);
  const axis = (name: string, count: number, nameGap: number) => ({
    type: 'category' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap,
    data: names(count),
    axisTick: { show: false },
  });
  const height = 140 + Math.max(160, 20 * channels);
  return renderSvg(
    {
      title: { text: title, left: 16, top: 10, textStyle: { fontSize: 15 } },
      grid: { left: 60, right: 110, top: 50, bottom: 60 },
      xAxis: axis(`spatial filter, ${depth} to each temporal filter`, columns, 30),
      yAxis: { ...axis('channel', channels, 30), inverse: true },
      visualMap: {
        min: -most,
        max: most,
        text: [`weight ${most.toFixed(2)}`, (-most).toFixed(2)],
        right: 10,
        top: 'middle',
        inRange: { color: ['#0072b2', '#f7f7f7', '#d55e00'] },
      },
      series: [
        {
          type: 'heatmap',
          data: weights.map((weight, i) => [i % columns, Math.floor(i / columns), weight]),
        },
      ],
    },
    800,
    height,
  );
}
