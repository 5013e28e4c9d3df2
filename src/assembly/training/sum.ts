import { addTo } from './vector';

/** Columns summed in one go, and rows in one partial sum: float32 errors grow with the number of terms. */
const COLUMNS: i32 = 1024;
const ROWS: i32 = 256;

/** Bytes of working memory that `sumMiddle` needs. */
export const SUM_SCRATCH: i32 = COLUMNS * 4;

/** out [outer, inner] = x [outer, reduced, inner], summed over its middle axis. */
export function sumMiddle(
  x: usize,
  out: usize,
  outer: i32,
  reduced: i32,
  inner: i32,
  scratch: usize,
): void {
  const rowBytes = (<usize>inner) << 2;
  memory.fill(out, 0, outer * rowBytes);
  for (let o = 0; o < outer; o++) {
    const block = x + <usize>o * reduced * rowBytes;
    const target = out + o * rowBytes;
    for (let column = 0; column < inner; column += COLUMNS) {
      const columns = min(COLUMNS, inner - column);
      for (let row = 0; row < reduced; row += ROWS) {
        const rows = min(ROWS, reduced - row);
        sumRows(block + row * rowBytes + (column << 2), rowBytes, rows, columns, scratch);
        addTo(target + (column << 2), scratch, columns);
      }
    }
  }
}

function sumRows(x: usize, rowBytes: usize, rows: i32, columns: i32, out: usize): void {
  memory.fill(out, 0, columns << 2);
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += rowBytes << 2) {
    let a = x;
    let target = out;
    const end = out + (columns << 2);
    for (; target + 16 <= end; target += 16, a += 16) {
      const b = a + rowBytes;
      const c = b + rowBytes;
      const d = c + rowBytes;
      const pairs = f32x4.add(
        f32x4.add(v128.load(a), v128.load(b)),
        f32x4.add(v128.load(c), v128.load(d)),
      );
      v128.store(target, f32x4.add(v128.load(target), pairs));
    }
    for (; target < end; target += 4, a += 4) {
      const b = a + rowBytes;
      const c = b + rowBytes;
      const d = c + rowBytes;
      store<f32>(
        target,
        load<f32>(target) + (load<f32>(a) + load<f32>(b) + (load<f32>(c) + load<f32>(d))),
      );
    }
  }
  for (; row < rows; row++, x += rowBytes) addTo(out, x, columns);
}
