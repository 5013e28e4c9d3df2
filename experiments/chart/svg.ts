import * as echarts from 'echarts';
import { toOption, WIDTH, heightOf } from './option.js';
import type { Picture } from './picture.js';

/** Draws a picture as SVG, without a DOM. */
export function toSvg(picture: Picture): string {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: heightOf(picture),
  });
  try {
    chart.setOption(toOption(picture));
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
}
