import { matMul, MATMUL_SCRATCH } from './matMul';
import { addTo } from './vector';

// Images are [batch, depth, height, width, channels], filters [depth, height, width, inChannels, outChannels]; flat
// images have depth 1. A patch is what one output pixel sees of the image. Both gradients are matrix products with the
// patches of some output rows at a time.

/** Bytes for those patches: they should stay in the cache. */
export const PATCHES: i32 = 1 << 18;

/** Bytes of working memory that both gradients need, beside those for the patches of one output row. */
export const CONV_SCRATCH: i32 = MATMUL_SCRATCH + PATCHES;

/**
 * dFilter = patches of x, transposed, times dy. Only the rows of dFilter in the given range are computed, one for each
 * element of a patch: their bits do not depend on how it is cut.
 */
export function convFilterGradient(
  x: usize,
  dy: usize,
  dFilter: usize,
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
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const patches = scratch + MATMUL_SCRATCH;
  const patchSize = filterDepth * filterHeight * filterWidth * inChannels;
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outDepth * outHeight;
  const count = end - first;
  const target = dFilter + ((<usize>first * outChannels) << 2);
  memory.fill(target, 0, (<usize>count * outChannels) << 2);
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
      first,
      end,
      patches,
    );
    const pixels = (endRow - row) * outWidth;
    const dyRows = dy + ((<usize>row * outWidth * outChannels) << 2);
    matMul(
      patches,
      dyRows,
      target,
      count,
      outChannels,
      pixels,
      true,
      false,
      true,
      0,
      count,
      0,
      outChannels,
      scratch,
    );
  }
}

/** dx = dy times the filter, transposed, each patch added where it was taken from. */
export function convInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
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
  const patches = scratch + MATMUL_SCRATCH;
  const patchSize = filterDepth * filterHeight * filterWidth * inChannels;
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outDepth * outHeight;
  const imageBytes = (<usize>(inDepth * inHeight * inWidth) * inChannels) << 2;
  memory.fill(dx, 0, batch * imageBytes);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - row);
    const pixels = count * outWidth;
    const dyRows = dy + ((<usize>row * outWidth * outChannels) << 2);
    matMul(
      dyRows,
      filter,
      patches,
      pixels,
      patchSize,
      outChannels,
      false,
      true,
      false,
      0,
      pixels,
      0,
      patchSize,
      scratch,
    );
    let patch = patches;
    for (let r = row; r < row + count; r++) {
      const plane = r / outHeight;
      const image = dx + (plane / outDepth) * imageBytes;
      const front = (plane % outDepth) * strideDepth - padFront;
      const top = (r % outHeight) * strideHeight - padTop;
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        for (let d = front; d < front + filterDepth; d++) {
          if (d >= 0 && d < inDepth) {
            const slice = image + ((<usize>d * inHeight * inWidth * inChannels) << 2);
            addPatch(
              patch,
              slice,
              inHeight,
              inWidth,
              inChannels,
              top,
              left,
              filterHeight,
              filterWidth,
            );
          }
          patch += (filterHeight * filterWidth * inChannels) << 2;
        }
      }
    }
  }
}

/** Copies the patches of the output rows from `row` to `endRow`, of each its elements from `first` to `end`. */
export function copyPatches(
  x: usize,
  inDepth: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outDepth: i32,
  outHeight: i32,
  outWidth: i32,
  filterDepth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideDepth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padFront: i32,
  padTop: i32,
  padLeft: i32,
  row: i32,
  endRow: i32,
  first: i32,
  end: i32,
  patch: usize,
): void {
  const imageBytes = (<usize>(inDepth * inHeight * inWidth) * inChannels) << 2;
  const patchBytes = (<usize>(end - first)) << 2;
  for (let r = row; r < endRow; r++) {
    const plane = r / outHeight;
    const image = x + (plane / outDepth) * imageBytes;
    const front = (plane % outDepth) * strideDepth - padFront;
    const top = (r % outHeight) * strideHeight - padTop;
    for (let column = 0; column < outWidth; column++, patch += patchBytes) {
      const left = column * strideWidth - padLeft;
      copyPatch(
        image,
        inDepth,
        inHeight,
        inWidth,
        inChannels,
        front,
        top,
        left,
        filterDepth,
        filterHeight,
        filterWidth,
        first,
        end,
        patch,
      );
    }
  }
}

/** Copies a patch's elements from `first` to `end`; outside of the image there are zeros. */
function copyPatch(
  image: usize,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  front: i32,
  top: i32,
  left: i32,
  filterDepth: i32,
  filterHeight: i32,
  filterWidth: i32,
  first: i32,
  end: i32,
  patch: usize,
): void {
  const rowSize = filterWidth * channels;
  // The image's row, counted from the start of the patch's.
  const imageStart = -left * channels;
  const imageEnd = (width - left) * channels;
  let start = 0;
  for (let d = front; d < front + filterDepth; d++) {
    for (let row = top; row < top + filterHeight; row++, start += rowSize) {
      const from = max(first - start, 0);
      const to = min(end - start, rowSize);
      if (from >= to) continue;
      const patchEnd = patch + ((to - from) << 2);
      if (d < 0 || d >= depth || row < 0 || row >= height) {
        memory.fill(patch, 0, patchEnd - patch);
        patch = patchEnd;
        continue;
      }
      const inside = min(to, max(from, imageStart));
      const outside = max(inside, min(to, imageEnd));
      const imageRow = image + ((<usize>(d * height + row) * width * channels) << 2);
      for (const p = patch + ((inside - from) << 2); patch < p; patch += 4) store<f32>(patch, 0);
      const bytes = (<usize>(outside - inside)) << 2;
      copy(patch, imageRow + ((inside - imageStart) << 2), bytes);
      for (patch += bytes; patch < patchEnd; patch += 4) store<f32>(patch, 0);
    }
  }
}

function addPatch(
  patch: usize,
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  filterHeight: i32,
  filterWidth: i32,
): void {
  const rowBytes = (filterWidth * channels) << 2;
  const first = min(filterWidth, max(0, -left));
  const end = max(first, min(filterWidth, width - left));
  patch += (first * channels) << 2;
  for (let row = top; row < top + filterHeight; row++, patch += rowBytes) {
    if (row < 0 || row >= height) continue;
    const to = image + ((<usize>(row * width + left + first) * channels) << 2);
    addTo(to, patch, (end - first) * channels);
  }
}

/** Faster than `memory.copy` for the few elements of a patch's row. */
function copy(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from));
}
