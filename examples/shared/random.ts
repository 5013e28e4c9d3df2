import seedrandom from 'seedrandom';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export type Random = () => number;

export function seededRandom(seed: number | string): Random {
  return seedrandom.alea(String(seed));
}

/** The integers 0 to count - 1 in random order (Fisher-Yates). */
export function shuffledIndices(count: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices;
}
