/** Float32 sums of more numbers than this, added one by one, would be too inexact. */
const LONGEST_PIECE = 512;

/** Into how many pieces of equal length to cut so many numbers for their sum; as many as there are for a large prime. */
export function piecesOf(length: number): number {
  let pieces = Math.max(1, Math.ceil(length / LONGEST_PIECE));
  while (length % pieces !== 0) pieces++;
  return pieces;
}
