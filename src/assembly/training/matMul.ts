// Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34 (2008): blocks of both
// factors are packed into panels in the order in which the innermost loop reads them, whatever their transposition.
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
const BLOCK_M: i32 = 128;
const BLOCK_N: i32 = 512;
const BLOCK_K: i32 = 256;

const PACKED_A: i32 = BLOCK_M * BLOCK_K * 4;
const PACKED_B: i32 = BLOCK_N * BLOCK_K * 4;
const TILE: i32 = ROWS * COLUMNS * 4;

/** Bytes of working memory that `matMul` needs. */
export const MATMUL_SCRATCH: i32 = PACKED_A + PACKED_B + TILE;

/**
 * out [m, n] = A B, or out += A B; A is [m, k] or transposed [k, m], B is [k, n] or transposed [n, k]. Only the rows
 * and columns of `out` in the given ranges are computed: their bits do not depend on how it is cut.
 */
export function matMul(
  a: usize,
  b: usize,
  out: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
  scratch: usize,
): void {
  if (k == 0 && !accumulate) memory.fill(out, 0, (<usize>m * n) << 2);
  const packedA = scratch;
  const packedB = scratch + PACKED_A;
  const tile = packedB + PACKED_B;
  for (let j = firstColumn; j < endColumn; j += BLOCK_N) {
    const columns = min(BLOCK_N, endColumn - j);
    for (let p = 0; p < k; p += BLOCK_K) {
      const depth = min(BLOCK_K, k - p);
      const adds = accumulate || p > 0;
      if (transposeB) packAlong(at(b, j, k, p), k, columns, depth, packedB, COLUMNS);
      else packAcross(at(b, p, n, j), n, columns, depth, packedB, COLUMNS);
      for (let i = firstRow; i < endRow; i += BLOCK_M) {
        const rows = min(BLOCK_M, endRow - i);
        if (transposeA) packAcross(at(a, p, m, i), m, rows, depth, packedA, ROWS);
        else packAlong(at(a, i, k, p), k, rows, depth, packedA, ROWS);
        multiplyBlock(packedA, packedB, at(out, i, n, j), n, rows, columns, depth, adds, tile);
      }
    }
  }
}

/** The address of element [row, column] of a matrix. */
function at(matrix: usize, row: i32, rowLength: i32, column: i32): usize {
  return matrix + ((<usize>row * rowLength + column) << 2);
}

function multiplyBlock(
  packedA: usize,
  packedB: usize,
  out: usize,
  rowLength: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  adds: bool,
  tile: usize,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const panelB = packedB + ((j * depth) << 2);
    for (let i = 0; i < rows; i += ROWS) {
      const panelA = packedA + ((i * depth) << 2);
      const target = at(out, i, rowLength, j);
      if (i + ROWS <= rows && j + COLUMNS <= columns) {
        multiplyTile(panelA, panelB, target, (<usize>rowLength) << 2, depth, adds);
      } else {
        multiplyTile(panelA, panelB, tile, COLUMNS << 2, depth, false);
        copyTile(tile, target, rowLength, min(ROWS, rows - i), min(COLUMNS, columns - j), adds);
      }
    }
  }
}

function copyTile(
  tile: usize,
  out: usize,
  rowLength: i32,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const target = at(out, i, rowLength, j);
      const value = load<f32>(at(tile, i, COLUMNS, j));
      store<f32>(target, adds ? load<f32>(target) + value : value);
    }
  }
}

/** A tile of 4x8: as many sums as stay in the 16 registers of x86, beside a row of B and an element of A. */
function multiplyTile(
  a: usize,
  b: usize,
  out: usize,
  rowBytes: usize,
  depth: i32,
  adds: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (const end = a + ((<usize>depth) << 4); a < end; a += 16, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
  }
  const out1 = out + rowBytes;
  const out2 = out1 + rowBytes;
  const out3 = out2 + rowBytes;
  if (adds) {
    s00 = f32x4.add(s00, v128.load(out));
    s01 = f32x4.add(s01, v128.load(out, 16));
    s10 = f32x4.add(s10, v128.load(out1));
    s11 = f32x4.add(s11, v128.load(out1, 16));
    s20 = f32x4.add(s20, v128.load(out2));
    s21 = f32x4.add(s21, v128.load(out2, 16));
    s30 = f32x4.add(s30, v128.load(out3));
    s31 = f32x4.add(s31, v128.load(out3, 16));
  }
  v128.store(out, s00);
  v128.store(out, s01, 16);
  v128.store(out1, s10);
  v128.store(out1, s11, 16);
  v128.store(out2, s20);
  v128.store(out2, s21, 16);
  v128.store(out3, s30);
  v128.store(out3, s31, 16);
}

/** Packs panels of `width` units, where units are neighbours in memory and each row holds one element of every unit. */
export function packAcross(
  matrix: usize,
  rowLength: i32,
  units: i32,
  depth: i32,
  packed: usize,
  width: i32,
): void {
  const rowBytes = (<usize>rowLength) << 2;
  const step = (<usize>width) << 2;
  for (let first = 0; first < units; first += width) {
    for (let group = 0; group < width; group += 4) {
      const unit = first + group;
      let from = matrix + ((<usize>unit) << 2);
      let to = packed + ((first * depth + group) << 2);
      const left = units - unit;
      for (const end = to + depth * step; to < end; to += step, from += rowBytes) {
        if (left >= 4) v128.store(to, v128.load(from));
        else {
          for (let u = 0; u < 4; u++) {
            store<f32>(to + (u << 2), u < left ? load<f32>(from + (u << 2)) : 0);
          }
        }
      }
    }
  }
}

/** Packs panels of `width` units, where each row of the matrix is one unit. */
function packAlong(
  matrix: usize,
  rowLength: i32,
  units: i32,
  depth: i32,
  packed: usize,
  width: i32,
): void {
  const rowBytes = (<usize>rowLength) << 2;
  const step = (<usize>width) << 2;
  for (let first = 0; first < units; first += width) {
    for (let group = 0; group < width; group += 4) {
      const unit = first + group;
      let from = matrix + unit * rowBytes;
      let to = packed + ((first * depth + group) << 2);
      const left = units - unit;
      let p = 0;
      if (left >= 4) {
        for (; p + 4 <= depth; p += 4, from += 16, to += step << 2) {
          packSquare(from, rowBytes, to, step);
        }
      }
      for (; p < depth; p++, from += 4, to += step) {
        for (let u = 0; u < 4; u++) {
          store<f32>(to + (u << 2), u < left ? load<f32>(from + u * rowBytes) : 0);
        }
      }
    }
  }
}

/** Transposes 4x4 elements. */
function packSquare(from: usize, rowBytes: usize, to: usize, step: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + rowBytes);
  const r2 = v128.load(from + 2 * rowBytes);
  const r3 = v128.load(from + 3 * rowBytes);
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(to + step, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(to + 2 * step, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(to + 3 * step, i64x2.shuffle(high01, high23, 1, 3));
}
