/**
 * Each element of dy goes to the first place in its window where x is largest, NaN left out, or nowhere if there is
 * none: the maximum that pooling found is of no use, since backends differ in what they make of NaN.
 */
export function maxPoolGradient(
  dy: usize,
  x: usize,
  dx: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = inWidth * pixelBytes;
  memory.fill(dx, 0, batch * inHeight * rowBytes);
  for (let image = 0; image < batch; image++) {
    const offset = image * inHeight * rowBytes;
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      const firstRow = max(0, top);
      const endRow = min(inHeight, top + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const firstColumn = max(0, left);
        const window = offset + firstRow * rowBytes + firstColumn * pixelBytes;
        const rows = endRow - firstRow;
        const columns = min(inWidth, left + filterWidth) - firstColumn;
        let channel: usize = 0;
        for (; channel + 16 <= pixelBytes; channel += 16, dy += 16) {
          let largest = f32x4.splat(-Infinity);
          // Where it is, counted from the start of the window.
          let place = i32x4.splat(-1);
          for (let r = 0; r < rows; r++) {
            let p = r * rowBytes;
            for (let c = 0; c < columns; c++, p += pixelBytes) {
              const value = v128.load(x + window + channel + p);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              place = v128.bitselect(i32x4.splat(<i32>p), place, larger);
            }
          }
          const target = dx + window + channel;
          addAt(target, i32x4.extract_lane(place, 0), load<f32>(dy));
          addAt(target + 4, i32x4.extract_lane(place, 1), load<f32>(dy, 4));
          addAt(target + 8, i32x4.extract_lane(place, 2), load<f32>(dy, 8));
          addAt(target + 12, i32x4.extract_lane(place, 3), load<f32>(dy, 12));
        }
        for (; channel < pixelBytes; channel += 4, dy += 4) {
          let largest: f32 = -Infinity;
          let place: i32 = -1;
          for (let r = 0; r < rows; r++) {
            let p = r * rowBytes;
            for (let c = 0; c < columns; c++, p += pixelBytes) {
              const value = load<f32>(x + window + channel + p);
              if (value > largest) {
                largest = value;
                place = <i32>p;
              }
            }
          }
          addAt(dx + window + channel, place, load<f32>(dy));
        }
      }
    }
  }
}

function addAt(target: usize, place: i32, gradient: f32): void {
  if (place >= 0) store<f32>(target + place, load<f32>(target + place) + gradient);
}
