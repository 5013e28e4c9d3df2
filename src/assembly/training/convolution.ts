import { matMul, MATMUL_SCRATCH } from './matMul';
import { addTo } from './vector';

// Images are [batch, depth, height, width, channels], filters [depth, height, width, inChannels, outChannels]; flat
// images have depth 1. A patch is what one output pixel sees of the image. Both gradients are matrix products with the
// patches of some output rows at a time.

/** Bytes for those patches: they should stay in the cache. */
const PATCHES: i32 = 1 << 18;

/** Bytes of working memory that both gradients need, beside those for the patches of one output row. */
export const CONV_SCRATCH: i32 = MATMUL_SCRATCH + PATCHES;

/** dFilter = patches of x, transposed, times dy. */
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
  scratch: usize,
): void {
  const patches = scratch + MATMUL_SCRATCH;
  const patchSize = filterDepth * filterHeight * filterWidth * inChannels;
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outDepth * outHeight;
  const imageBytes = (<usize>(inDepth * inHeight * inWidth) * inChannels) << 2;
  memory.fill(dFilter, 0, (<usize>patchSize * outChannels) << 2);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - row);
    let patch = patches;
    for (let r = row; r < row + count; r++) {
      const plane = r / outHeight;
      const image = x + (plane / outDepth) * imageBytes;
      const front = (plane % outDepth) * strideDepth - padFront;
      const top = (r % outHeight) * strideHeight - padTop;
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        for (let d = front; d < front + filterDepth; d++) {
          const inside = d >= 0 && d < inDepth;
          // With no rows, all of the slice lies outside.
          const height = inside ? inHeight : 0;
          const slice = image + ((<usize>(inside ? d : 0) * inHeight * inWidth * inChannels) << 2);
          copyPatch(
            slice,
            height,
            inWidth,
            inChannels,
            top,
            left,
            filterHeight,
            filterWidth,
            patch,
          );
          patch += (filterHeight * filterWidth * inChannels) << 2;
        }
      }
    }
    const pixels = count * outWidth;
    const dyRows = dy + ((<usize>row * outWidth * outChannels) << 2);
    matMul(patches, dyRows, dFilter, patchSize, outChannels, pixels, true, false, true, scratch);
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
    matMul(dyRows, filter, patches, pixels, patchSize, outChannels, false, true, false, scratch);
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

function copyPatch(
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  filterHeight: i32,
  filterWidth: i32,
  patch: usize,
): void {
  const rowBytes = (filterWidth * channels) << 2;
  // The columns of the patch that lie inside of the image.
  const first = min(filterWidth, max(0, -left));
  const end = max(first, min(filterWidth, width - left));
  const before = (first * channels) << 2;
  const inside = ((end - first) * channels) << 2;
  for (let row = top; row < top + filterHeight; row++, patch += rowBytes) {
    if (row < 0 || row >= height) {
      memory.fill(patch, 0, rowBytes);
      continue;
    }
    for (let p = patch; p < patch + before; p += 4) store<f32>(p, 0);
    const from = image + ((<usize>(row * width + left + first) * channels) << 2);
    copy(patch + before, from, inside);
    for (let p = patch + before + inside; p < patch + rowBytes; p += 4) store<f32>(p, 0);
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
