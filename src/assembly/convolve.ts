// The forward convolution for several threads, on the backend's own memory. Arguments are as in training.ts.
import { copyPatches, PATCHES } from './training/convolution';
import { packAcross } from './training/matMul';

const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
const TILE: i32 = ROWS * COLUMNS * 4;

/**
 * out = patches of x, times the filter, plus the bias if its address is not 0. Each sum starts with the bias and adds
 * product by product, in the order of the filter's elements: these are the bits of the stock kernel. It needs the
 * working memory of the gradients, and beside that room for four more patches, and for the filter and the bias with the
 * output channels rounded up to a multiple of 8.
 */
export function convolve(
  x: usize,
  filter: usize,
  bias: usize,
  out: usize,
  batch: i32,
  inDepth: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outDepth: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterDepth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideDepth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padFront: i32,
  padTop: i32,
  padLeft: i32,
  scratch: usize,
): void {
  const patchSize = filterDepth * filterHeight * filterWidth * inChannels;
  const roundedUp = (outChannels + COLUMNS - 1) & -COLUMNS;
  const starts = scratch + TILE;
  const packed = starts + ((<usize>roundedUp) << 2);
  const patches = packed + ((<usize>roundedUp * patchSize) << 2);
  memory.fill(starts, 0, (<usize>roundedUp) << 2);
  if (bias != 0) memory.copy(starts, bias, (<usize>outChannels) << 2);
  packAcross(filter, outChannels, outChannels, patchSize, packed, COLUMNS);
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outDepth * outHeight;
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const endRow = min(rows, row + rowsAtOnce);
    copyPatches(
      x,
      inDepth,
      inHeight,
      inWidth,
      inChannels,
      outDepth,
      outHeight,
      outWidth,
      filterDepth,
      filterHeight,
      filterWidth,
      strideDepth,
      strideHeight,
      strideWidth,
      padFront,
      padTop,
      padLeft,
      row,
      endRow,
      0,
      patchSize,
      patches,
    );
    const pixels = (endRow - row) * outWidth;
    const target = out + ((<usize>row * outWidth * outChannels) << 2);
    multiplyPatches(patches, packed, starts, target, pixels, outChannels, patchSize, scratch);
  }
}

function multiplyPatches(
  patches: usize,
  packed: usize,
  starts: usize,
  out: usize,
  pixels: i32,
  outChannels: i32,
  patchSize: i32,
  tile: usize,
): void {
  const patchBytes = (<usize>patchSize) << 2;
  const pixelBytes = (<usize>outChannels) << 2;
  for (let channel = 0; channel < outChannels; channel += COLUMNS) {
    const panel = packed + channel * patchBytes;
    const start = starts + (channel << 2);
    const columns = min(COLUMNS, outChannels - channel);
    for (let pixel = 0; pixel < pixels; pixel += ROWS) {
      const patch = patches + pixel * patchBytes;
      const target = out + pixel * pixelBytes + (channel << 2);
      const rows = min(ROWS, pixels - pixel);
      if (rows == ROWS && columns == COLUMNS) {
        multiplyTile(patch, patchBytes, panel, start, target, pixelBytes);
        continue;
      }
      multiplyTile(patch, patchBytes, panel, start, tile, COLUMNS << 2);
      for (let i = 0; i < rows; i++) {
        memory.copy(target + i * pixelBytes, tile + i * (COLUMNS << 2), columns << 2);
      }
    }
  }
}

/** Four pixels by eight channels. */
function multiplyTile(
  patch: usize,
  patchBytes: usize,
  panel: usize,
  start: usize,
  out: usize,
  pixelBytes: usize,
): void {
  let s00 = v128.load(start);
  let s01 = v128.load(start, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  const patch1 = patch + patchBytes;
  const patch2 = patch1 + patchBytes;
  const patch3 = patch2 + patchBytes;
  for (let p: usize = 0; p < patchBytes; p += 4, panel += 32) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let a = v128.load32_splat(patch + p);
    s00 = f32x4.add(s00, f32x4.mul(a, b0));
    s01 = f32x4.add(s01, f32x4.mul(a, b1));
    a = v128.load32_splat(patch1 + p);
    s10 = f32x4.add(s10, f32x4.mul(a, b0));
    s11 = f32x4.add(s11, f32x4.mul(a, b1));
    a = v128.load32_splat(patch2 + p);
    s20 = f32x4.add(s20, f32x4.mul(a, b0));
    s21 = f32x4.add(s21, f32x4.mul(a, b1));
    a = v128.load32_splat(patch3 + p);
    s30 = f32x4.add(s30, f32x4.mul(a, b0));
    s31 = f32x4.add(s31, f32x4.mul(a, b1));
  }
  const out1 = out + pixelBytes;
  const out2 = out1 + pixelBytes;
  const out3 = out2 + pixelBytes;
  v128.store(out, s00);
  v128.store(out, s01, 16);
  v128.store(out1, s10);
  v128.store(out1, s11, 16);
  v128.store(out2, s20);
  v128.store(out2, s21, 16);
  v128.store(out3, s30);
  v128.store(out3, s31, 16);
}
