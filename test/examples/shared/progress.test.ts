import { Writable } from 'node:stream';
import type * as tf from '@tensorflow/tfjs';
import { duration } from '../../../examples/shared/duration.js';
import { showProgress } from '../../../examples/shared/progress.js';

/** Two epochs of two batches each; what was written. */
async function written(isTTY: boolean, lines?: number): Promise<string> {
  let text = '';
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        text += chunk.toString();
        done();
      },
    }),
    { isTTY, columns: 120, cursorTo: () => true, clearLine: () => true },
  ) as unknown as NodeJS.WriteStream;
  const callback = showProgress({
    epochs: 2,
    steps: 4,
    lines,
    stream,
  }) as Required<tf.CustomCallbackArgs>;
  for (let epoch = 0; epoch < 2; epoch++) {
    await callback.onEpochBegin(epoch);
    await callback.onBatchEnd(0, { size: 3, loss: 1 + epoch, acc: 0.5 });
    await callback.onBatchEnd(1, { size: 1, loss: 5 + epoch, acc: 0.9 });
    await callback.onEpochEnd(epoch);
  }
  await callback.onTrainEnd();
  return text;
}

test('is a line an epoch where there is no terminal, with means over its digits', async () => {
  expect(await written(false)).toBe(
    'epoch 1/2: loss 2.0000, accuracy 60.00 %, 0:00 left\n' +
      'epoch 2/2: loss 3.0000, accuracy 60.00 %, 0:00 left\n',
  );
});

test('is as many lines as are asked for', async () => {
  expect(await written(false, 1)).toBe('epoch 2/2: loss 3.0000, accuracy 60.00 %, 0:00 left\n');
});

test('is a bar on a terminal', async () => {
  const text = await written(true);
  expect(text).toContain('epoch 2/2 ');
  expect(text).toContain('100 % | loss 3.0000 | accuracy 60.00 % | 0:00 left');
});

test.each([
  [0, '0:00'],
  [59_600, '1:00'],
  [65_000, '1:05'],
  [3_605_000, '1:00:05'],
])('writes %d ms as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
