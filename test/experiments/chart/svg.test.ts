import type { Picture } from '../../../experiments/chart/picture.js';
import { toSvg } from '../../../experiments/chart/svg.js';

const picture: Picture = {
  title: 'A title',
  columns: 2,
  legend: ['one'],
  panels: [
    {
      title: 'Left',
      x: { name: 'step', type: 'value' },
      y: { name: 'loss', type: 'log' },
      series: [
        {
          name: 'one',
          color: '#123456',
          mark: 'line and points',
          points: [
            { x: 0, y: 1, low: 0.5, high: 2 },
            { x: 1, y: null },
            { x: 2, y: 3 },
          ],
        },
      ],
    },
    {
      title: 'Right',
      x: { name: 'error', type: 'value' },
      y: { name: '', type: 'category', categories: ['dropout'] },
      series: [
        {
          name: 'one',
          color: '#654321',
          mark: 'points',
          points: [{ x: 'dropout', y: 2, low: 1, high: 3 }],
        },
      ],
    },
  ],
};

test('draws titles, axes, legend, lines and error bars on an opaque background', () => {
  const svg = toSvg(picture);
  expect(svg).toMatch(/^<svg width="800"/);
  for (const text of ['A title', 'Left', 'Right', 'step', 'loss', 'error', 'dropout', 'one']) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg).toMatch(/fill="#ffffff"/);
  expect(svg.match(/stroke="#123456"/g)!.length).toBeGreaterThanOrEqual(3);
  expect(svg.match(/stroke="#654321"/g)!.length).toBe(3); // the bar and its caps
});
