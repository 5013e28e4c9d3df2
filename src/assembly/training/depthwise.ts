/**
 * dFilter [filterHeight, filterWidth, channels, multiplier]; sums by row, image and batch, so that errors stay small.
 * Only the output channels in the given range are computed: their bits do not depend on how it is cut.
 */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  dFilter: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
  first: i32,
  end: i32,
): void {
  const outChannels = channels * multiplier;
  for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
    const top = tapRow * dilationHeight - padTop;
    for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
      const left = tapColumn * dilationWidth - padLeft;
      for (let channel = first; channel < end;) {
        const lanes = multiplier == 1 && channel + 4 <= end ? 4 : 1;
        let total = f32x4.splat(0);
        for (let image = 0; image < batch; image++) {
          let imageSum = f32x4.splat(0);
          for (let row = 0; row < outHeight; row++) {
            const inRow = row * strideHeight + top;
            if (inRow < 0 || inRow >= inHeight) continue;
            let rowSum = f32x4.splat(0);
            for (let column = 0; column < outWidth; column++) {
              const inColumn = column * strideWidth + left;
              if (inColumn < 0 || inColumn >= inWidth) continue;
              const xPixel = <usize>((image * inHeight + inRow) * inWidth + inColumn) * channels;
              const dyPixel = <usize>((image * outHeight + row) * outWidth + column) * outChannels;
              const xAt = x + ((xPixel + channel / multiplier) << 2);
              const dyAt = dy + ((dyPixel + channel) << 2);
              if (lanes == 4)
                rowSum = f32x4.add(rowSum, f32x4.mul(v128.load(xAt), v128.load(dyAt)));
              else {
                const product = f32x4.mul(v128.load32_zero(xAt), v128.load32_zero(dyAt));
                rowSum = f32x4.add(rowSum, product);
              }
            }
            imageSum = f32x4.add(imageSum, rowSum);
          }
          total = f32x4.add(total, imageSum);
        }
        const tap = (tapRow * filterWidth + tapColumn) * outChannels;
        const target = dFilter + ((<usize>(tap + channel)) << 2);
        if (lanes == 4) v128.store(target, total);
        else store<f32>(target, f32x4.extract_lane(total, 0));
        channel += lanes;
      }
    }
  }
}

export function depthwiseInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = (<usize>(channels * multiplier)) << 2;
  memory.fill(dx, 0, (<usize>(batch * inHeight * inWidth) * channels) << 2);
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, dy += pixelBytes) {
        for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
          const inRow = row * strideHeight - padTop + tapRow * dilationHeight;
          if (inRow < 0 || inRow >= inHeight) continue;
          for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
            const inColumn = column * strideWidth - padLeft + tapColumn * dilationWidth;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            const pixel = (image * inHeight + inRow) * inWidth + inColumn;
            const tap = filter + (tapRow * filterWidth + tapColumn) * pixelBytes;
            addProducts(dx + ((<usize>pixel * channels) << 2), dy, tap, channels, multiplier);
          }
        }
      }
    }
  }
}

/** target[c] += sum over a channel's multiples of a[c] b[c]. */
function addProducts(target: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  let channel = 0;
  if (multiplier == 1) {
    for (; channel + 4 <= channels; channel += 4, target += 16, a += 16, b += 16) {
      const products = f32x4.mul(v128.load(a), v128.load(b));
      v128.store(target, f32x4.add(v128.load(target), products));
    }
  }
  for (; channel < channels; channel++, target += 4) {
    let sum: f32 = 0;
    for (let m = 0; m < multiplier; m++, a += 4, b += 4) sum += load<f32>(a) * load<f32>(b);
    store<f32>(target, load<f32>(target) + sum);
  }
}
