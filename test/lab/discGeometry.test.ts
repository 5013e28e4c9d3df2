import { distanceOf, placeOf, REACH } from '../../examples/lab/view/discGeometry.js';

describe('the place of a unit in the disc', () => {
  it('is as far from the centre as its norm says, up to c', () => {
    for (const norm of [0, 0.25, 1]) {
      for (const angle of [0, 1, Math.PI / 2, 3]) {
        expect(Math.hypot(...placeOf(norm, angle, 4))).toBeCloseTo(norm, 12);
      }
    }
  });

  it('is at the top at the start, and turns to either side', () => {
    expect(placeOf(1, 0, 0)).toEqual([0, -1]);
    const [right, left] = [placeOf(1, Math.PI / 2, 0), placeOf(1, Math.PI / 2, 1)];
    expect(right[0]).toBeCloseTo(1, 12);
    expect(left[0]).toBeCloseTo(-1, 12);
    expect([right[1], left[1]].map(Math.abs)).toEqual([expect.closeTo(0), expect.closeTo(0)]);
  });

  it('leaves the disc where the norm leaves the bound, without a jump, and stays in the picture', () => {
    expect(distanceOf(1 + 1e-9)).toBeCloseTo(1, 8);
    expect(distanceOf(4) - distanceOf(2)).toBeCloseTo(distanceOf(8) - distanceOf(4), 12);
    expect(distanceOf(1e6)).toBeLessThan(REACH);
    expect(distanceOf(Infinity)).toBeLessThan(REACH);
  });
});
