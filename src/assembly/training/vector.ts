/** target += source, `length` elements. */
export function addTo(target: usize, source: usize, length: i32): void {
  const end = target + ((<usize>length) << 2);
  for (; target + 16 <= end; target += 16, source += 16) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
  }
  for (; target < end; target += 4, source += 4) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
  }
}
