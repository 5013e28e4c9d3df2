/**
 * Kingma and Ba, "Adam", ICLR 2015, algorithm 1. The order of operations is that of `tf.train.adam`, so that the
 * results are the same to the last bit. `correction1` and `correction2` are addresses of 1 - beta^t.
 */
export function adam(
  weight: usize,
  gradient: usize,
  moment1: usize,
  moment2: usize,
  correction1: usize,
  correction2: usize,
  newWeight: usize,
  newMoment1: usize,
  newMoment2: usize,
  size: i32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  epsilon: f32,
  minusRate: f32,
): void {
  const c1 = load<f32>(correction1);
  const c2 = load<f32>(correction2);
  const vBeta1 = f32x4.splat(beta1);
  const vOneMinusBeta1 = f32x4.splat(oneMinusBeta1);
  const vBeta2 = f32x4.splat(beta2);
  const vOneMinusBeta2 = f32x4.splat(oneMinusBeta2);
  const vEpsilon = f32x4.splat(epsilon);
  const vMinusRate = f32x4.splat(minusRate);
  const vc1 = f32x4.splat(c1);
  const vc2 = f32x4.splat(c2);
  const end = (<usize>size) << 2;
  let p: usize = 0;
  for (; p + 16 <= end; p += 16) {
    const g = v128.load(gradient + p);
    const m = f32x4.add(f32x4.mul(v128.load(moment1 + p), vBeta1), f32x4.mul(g, vOneMinusBeta1));
    const v = f32x4.add(
      f32x4.mul(v128.load(moment2 + p), vBeta2),
      f32x4.mul(f32x4.mul(g, g), vOneMinusBeta2),
    );
    const root = f32x4.add(f32x4.sqrt(f32x4.div(v, vc2)), vEpsilon);
    const step = f32x4.mul(f32x4.div(f32x4.div(m, vc1), root), vMinusRate);
    v128.store(newMoment1 + p, m);
    v128.store(newMoment2 + p, v);
    v128.store(newWeight + p, f32x4.add(step, v128.load(weight + p)));
  }
  for (; p < end; p += 4) {
    const g = load<f32>(gradient + p);
    const m = load<f32>(moment1 + p) * beta1 + g * oneMinusBeta1;
    const v = load<f32>(moment2 + p) * beta2 + g * g * oneMinusBeta2;
    const root = sqrt<f32>(v / c2) + epsilon;
    store<f32>(newMoment1 + p, m);
    store<f32>(newMoment2 + p, v);
    store<f32>(newWeight + p, (m / c1 / root) * minusRate + load<f32>(weight + p));
  }
}
