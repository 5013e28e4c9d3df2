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
      references: [{ axis: 'y', at: 2, label: 'c = 2' }],
      series: [
        {
          name: 'one',
          color: '#123456',
          mark: 'line',
          points: [
            { x: 0, y: 1 },
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
          mark: 'range',
          points: [{ x: 'dropout', y: 2, low: 1, high: 3 }],
        },
      ],
    },
  ],
};

test('draws titles, axes, legend, lines, references and ranges on an opaque background', () => {
  const svg = toSvg(picture);
  expect(svg).toMatch(/^<svg width="800"/);
  for (const text of [
    'A title',
    'Left',
    'Right',
    'step',
    'loss',
    'error',
    'dropout',
    'one',
    'c = 2',
  ]) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg).toMatch(/fill="#ffffff"/);
  expect(svg).toMatch(/stroke="#123456"/);
  expect(svg.match(/stroke="#654321"/g)!.length).toBe(3); // the bar and its caps
});
