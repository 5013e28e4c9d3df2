/** Each element of dy goes to the first place in its window where x is the maximum, `y`. */
export function maxPoolGradient(
  dy: usize,
  x: usize,
  y: usize,
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
        for (; channel + 16 <= pixelBytes; channel += 16, dy += 16, y += 16) {
          let gradient = v128.load(dy);
          const maximum = v128.load(y);
          for (let r = 0; r < rows; r++) {
            let p = window + channel + r * rowBytes;
            for (let c = 0; c < columns; c++, p += pixelBytes) {
              const found = f32x4.eq(v128.load(x + p), maximum);
              v128.store(dx + p, f32x4.add(v128.load(dx + p), v128.and(gradient, found)));
              gradient = v128.andnot(gradient, found);
            }
          }
        }
        for (; channel < pixelBytes; channel += 4, dy += 4, y += 4) {
          addToFirst(
            load<f32>(dy),
            load<f32>(y),
            x,
            dx,
            window + channel,
            rows,
            columns,
            rowBytes,
            pixelBytes,
          );
        }
      }
    }
  }
}

function addToFirst(
  gradient: f32,
  maximum: f32,
  x: usize,
  dx: usize,
  window: usize,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  pixelBytes: usize,
): void {
  for (let r = 0; r < rows; r++) {
    let p = window + r * rowBytes;
    for (let c = 0; c < columns; c++, p += pixelBytes) {
      if (load<f32>(x + p) == maximum) {
        store<f32>(dx + p, load<f32>(dx + p) + gradient);
        return;
      }
    }
  }
}
