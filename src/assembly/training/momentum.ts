/**
 * The order of operations is that of `tf.train.momentum`, so that the results are the same to the last bit.
 * `minusRate` and `momentum` are addresses of numbers.
 */
export function momentum(
  weight: usize,
  gradient: usize,
  accumulation: usize,
  minusRate: usize,
  momentum: usize,
  newWeight: usize,
  newAccumulation: usize,
  size: i32,
  useNesterov: bool,
): void {
  const c = load<f32>(minusRate);
  const m = load<f32>(momentum);
  const vc = f32x4.splat(c);
  const vm = f32x4.splat(m);
  const end = (<usize>size) << 2;
  let p: usize = 0;
  for (; p + 16 <= end; p += 16) {
    const g = v128.load(gradient + p);
    const a = f32x4.add(f32x4.mul(vm, v128.load(accumulation + p)), g);
    const step = useNesterov ? f32x4.add(g, f32x4.mul(a, vm)) : a;
    v128.store(newAccumulation + p, a);
    v128.store(newWeight + p, f32x4.add(f32x4.mul(vc, step), v128.load(weight + p)));
  }
  for (; p < end; p += 4) {
    const g = load<f32>(gradient + p);
    const a = m * load<f32>(accumulation + p) + g;
    const step = useNesterov ? g + a * m : a;
    store<f32>(newAccumulation + p, a);
    store<f32>(newWeight + p, c * step + load<f32>(weight + p));
  }
}
