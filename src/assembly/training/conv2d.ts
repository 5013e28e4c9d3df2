import { matMul, MATMUL_SCRATCH } from './matMul';
import { addTo } from './vector';

/** Bytes for the patches of some output rows: they should stay in the cache. */
const PATCHES: i32 = 1 << 18;

/** Bytes of working memory that both gradients need, and more where the patches of one output row take more. */
export const CONV_SCRATCH: i32 = MATMUL_SCRATCH + PATCHES;

/** dFilter [filterHeight, filterWidth, inChannels, outChannels] = patches of x, transposed, times dy. */
export function conv2dFilterGradient(
  x: usize,
  dy: usize,
  dFilter: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  scratch: usize,
): void {
  const patches = scratch + MATMUL_SCRATCH;
  const patchSize = filterHeight * filterWidth * inChannels;
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outHeight;
  memory.fill(dFilter, 0, (<usize>patchSize * outChannels) << 2);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - row);
    let patch = patches;
    for (let r = row; r < row + count; r++) {
      const image = x + ((<usize>(r / outHeight) * inHeight * inWidth * inChannels) << 2);
      const top = (r % outHeight) * strideHeight - padTop;
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        copyPatch(
          image,
          inHeight,
          inWidth,
          inChannels,
          top,
          left,
          filterHeight,
          filterWidth,
          patch,
        );
        patch += patchSize << 2;
      }
    }
    const pixels = count * outWidth;
    const dyRows = dy + ((<usize>row * outWidth * outChannels) << 2);
    matMul(patches, dyRows, dFilter, patchSize, outChannels, pixels, true, false, true, scratch);
  }
}

/** dx = dy times the filter, transposed, each patch added where it was taken from. */
export function conv2dInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  scratch: usize,
): void {
  const patches = scratch + MATMUL_SCRATCH;
  const patchSize = filterHeight * filterWidth * inChannels;
  const rowsAtOnce = max(1, PATCHES / (max(1, outWidth * patchSize) << 2));
  const rows = batch * outHeight;
  memory.fill(dx, 0, (<usize>batch * inHeight * inWidth * inChannels) << 2);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - row);
    const pixels = count * outWidth;
    const dyRows = dy + ((<usize>row * outWidth * outChannels) << 2);
    matMul(dyRows, filter, patches, pixels, patchSize, outChannels, false, true, false, scratch);
    let patch = patches;
    for (let r = row; r < row + count; r++) {
      const image = dx + ((<usize>(r / outHeight) * inHeight * inWidth * inChannels) << 2);
      const top = (r % outHeight) * strideHeight - padTop;
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        addPatch(patch, image, inHeight, inWidth, inChannels, top, left, filterHeight, filterWidth);
        patch += patchSize << 2;
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
