import { count } from '../../../examples/shared/count.js';

test.each([
  [0, '0 epochs'],
  [1, '1 epoch'],
  [2, '2 epochs'],
  [12345, '12,345 epochs'],
])('%d: %s', (number, text) => {
  expect(count(number, 'epoch')).toBe(text);
});
