import fc from 'fast-check';
import { BACKENDS } from '../../examples/lab/network/backendNames.js';
import { STORY } from '../../examples/lab/network/settings.js';
import { fromHash, toHash } from '../../examples/lab/view/address.js';

describe('the address of the lab', () => {
  it('brings every place back', () => {
    const places = fc.record({
      settings: fc.record({
        architecture: fc.constantFrom('mlp' as const, 'wide' as const, 'cnn' as const),
        maxValue: fc.double({ min: 0.125, max: 256, noNaN: true }),
        dropout: fc.integer({ min: 0, max: 18 }).map((n) => n / 20),
        learningRate: fc.double({ min: 0.001, max: 1, noNaN: true }),
        digits: fc.constantFrom(250, 1000, 8000),
        batchSize: fc.constantFrom(16, 64),
        shuffleEvery: fc.constantFrom(0, 100),
      }),
      backend: fc.constantFrom(null, ...BACKENDS),
    });
    fc.assert(
      fc.property(places, (place) => {
        expect(fromHash(`#${toHash(place)}`)).toEqual(place);
      }),
    );
  });

  it('says nothing where nothing was changed', () => {
    expect(toHash({ settings: STORY, backend: null })).toBe('');
    expect(fromHash('')).toEqual({ settings: STORY, backend: null });
  });

  it.each(['c=-1', 'c=x', 'c=1e9', 'rate=NaN', 'network=gpt', 'backend=abacus', 'ball', '%'])(
    'ignores what makes no sense: %s',
    (hash) => {
      expect(fromHash(hash)).toEqual({ settings: STORY, backend: null });
    },
  );
});
