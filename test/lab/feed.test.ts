import { Feed } from '../../examples/lab/network/feed.js';
import { ShuffleLog } from '../../examples/lab/network/shuffleLog.js';
import { PIXELS } from '../../examples/shared/mnist/digits.js';

const COUNT = 20;
const digits = {
  images: Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 31) % 251),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 10),
};

describe('the digits that the lab learns from', () => {
  it('are the same at every start', () => {
    const [a, b] = [new Feed(digits, 12, 5), new Feed(digits, 12, 5)];
    for (let i = 0; i < 6; i++) expect(a.next()).toEqual(b.next());
  });

  it('have every pixel in another place after a shuffle, none lost, and weights laid back', () => {
    const feed = new Feed(digits, COUNT, 5);
    feed.shuffle();
    const image = digits.images.slice(0, PIXELS);
    const { images } = feed.permuted({ images: image, labels: Uint8Array.of(0) });
    expect(images).not.toEqual(image);
    expect([...images].sort()).toEqual([...image].sort());
    expect([...feed.restored(Float32Array.from(images))]).toEqual([...image]);
    const second = new Feed(digits, COUNT, 5);
    second.shuffle();
    expect(second.permutation).toEqual(feed.permutation);
    second.shuffle();
    expect(second.permutation).not.toEqual(feed.permutation);
  });
});

describe('the log of shuffles', () => {
  it('has a mean for each task and network', () => {
    const log = new ShuffleLog();
    log.begin();
    log.add([1, 0]);
    log.add([0.5, 0.5]);
    log.begin();
    log.begin();
    expect(log.means()).toEqual([[0.75, 0.25]]);
    log.add([0.25, 0]);
    expect(log.means()).toEqual([
      [0.75, 0.25],
      [0.25, 0],
    ]);
    expect([log.count, log.steps]).toEqual([2, 1]);
  });
});
