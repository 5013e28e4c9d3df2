import { addTo } from './vector';

/** out [segments, length] = the sums of those rows of x [rows, length] that `ids` (int32) sends to each segment. */
export function segmentSum(
  x: usize,
  ids: usize,
  out: usize,
  rows: i32,
  length: i32,
  segments: i32,
): void {
  const rowBytes = (<usize>length) << 2;
  memory.fill(out, 0, segments * rowBytes);
  for (let row = 0; row < rows; row++, x += rowBytes) {
    const id = load<i32>(ids + ((<usize>row) << 2));
    if (id >= 0 && id < segments) addTo(out + id * rowBytes, x, length);
  }
}
