// AssemblyScript, compiled to SIMD WebAssembly by scripts/build-wasm.mjs. All of it works on `rows` rows of `units` runs
// of `run` neighbouring weights each; a unit's weights are its runs in all rows. One sum or scale a unit, float64.
// No function allocates: the caller owns the memory.

export function clear(sums: usize, units: i32): void {
  memory.fill(sums, 0, (<usize>units) << 3);
}

/** Rows, or vectors of a run, that are added in float32 before they go into a float64. */
const BLOCK = 8;

/**
 * Adds up squares in float32 arithmetic, eight at most before they go into a float64 sum: the relative error of a sum
 * is at most 2^-20. A square beyond float32 gives Infinity.
 */
export function addRoughSquares(x: usize, sums: usize, rows: i32, units: i32, run: i32): void {
  if (run == 1) {
    addRoughColumns(x, sums, rows, units);
    return;
  }
  const bytes = (<usize>run) << 2;
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++, x += bytes) {
      const sum = sums + ((<usize>unit) << 3);
      store<f64>(sum, load<f64>(sum) + roughSquaresOfRun(x, run));
    }
  }
}

function addRoughColumns(x: usize, sums: usize, rows: i32, units: i32): void {
  const bytes = (<usize>units) << 2;
  for (let row = 0; row < rows; row += BLOCK, x += bytes * BLOCK) {
    const block = min(BLOCK, rows - row);
    let unit = 0;
    // A whole cache line of each row at a time: rows of a power of two fall on the same few lines of the nearest cache.
    for (; unit + 16 <= units; unit += 16) {
      const sum = sums + ((<usize>unit) << 3);
      let p = x + ((<usize>unit) << 2);
      let a = squared(p);
      let b = squared(p + 16);
      let c = squared(p + 32);
      let d = squared(p + 48);
      for (let i = 1; i < block; i++) {
        p += bytes;
        a = f32x4.add(a, squared(p));
        b = f32x4.add(b, squared(p + 16));
        c = f32x4.add(c, squared(p + 32));
        d = f32x4.add(d, squared(p + 48));
      }
      addTo(sum, a);
      addTo(sum + 32, b);
      addTo(sum + 64, c);
      addTo(sum + 96, d);
    }
    for (; unit + 4 <= units; unit += 4) {
      let p = x + ((<usize>unit) << 2);
      let a = squared(p);
      for (let i = 1; i < block; i++) a = f32x4.add(a, squared((p += bytes)));
      addTo(sums + ((<usize>unit) << 3), a);
    }
    addColumnsOneByOne(x, sums, unit, units, block);
  }
}

function roughSquaresOfRun(x: usize, run: i32): f64 {
  let total: f64 = 0;
  let at = 0;
  for (; at + 4 * 4 * BLOCK <= run; at += 4 * 4 * BLOCK) {
    let a = squared(x);
    let b = squared(x + 16);
    let c = squared(x + 32);
    let d = squared(x + 48);
    x += 64;
    for (let i = 1; i < BLOCK; i++, x += 64) {
      a = f32x4.add(a, squared(x));
      b = f32x4.add(b, squared(x + 16));
      c = f32x4.add(c, squared(x + 32));
      d = f32x4.add(d, squared(x + 48));
    }
    total += laneSum(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  let a = f32x4.splat(0);
  for (; at + 16 <= run; at += 16, x += 64) {
    const b = f32x4.add(squared(x), squared(x + 16));
    const c = f32x4.add(squared(x + 32), squared(x + 48));
    a = f32x4.add(a, f32x4.add(b, c));
  }
  total += laneSum(a);
  for (; at < run; at++, x += 4) total += square(x);
  return total;
}

/** Adds up squares in float64: none of a float32 leaves it, and each norm is right to the last bit of a float32. */
export function addSquares(x: usize, sums: usize, rows: i32, units: i32, run: i32): void {
  if (run == 1) {
    addColumns(x, sums, rows, units);
    return;
  }
  const bytes = (<usize>run) << 2;
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++, x += bytes) {
      const sum = sums + ((<usize>unit) << 3);
      store<f64>(sum, load<f64>(sum) + squaresOfRun(x, run));
    }
  }
}

function addColumns(x: usize, sums: usize, rows: i32, units: i32): void {
  const bytes = (<usize>units) << 2;
  const pairs = units & ~1;
  let row = 0;
  for (; row + BLOCK <= rows; row += BLOCK, x += bytes * BLOCK) {
    let at = x;
    let sum = sums;
    for (let unit = 0; unit < pairs; unit += 2, at += 8, sum += 16) {
      let p = at;
      const a = squaredPair(p);
      const b = squaredPair((p += bytes));
      const c = squaredPair((p += bytes));
      const d = squaredPair((p += bytes));
      const e = squaredPair((p += bytes));
      const f = squaredPair((p += bytes));
      const g = squaredPair((p += bytes));
      const h = squaredPair((p += bytes));
      const total = f64x2.add(
        f64x2.add(f64x2.add(a, b), f64x2.add(c, d)),
        f64x2.add(f64x2.add(e, f), f64x2.add(g, h)),
      );
      v128.store(sum, f64x2.add(v128.load(sum), total));
    }
    addColumnsOneByOne(x, sums, pairs, units, BLOCK);
  }
  for (; row < rows; row++, x += bytes) addColumnsOneByOne(x, sums, 0, units, 1);
}

function addColumnsOneByOne(x: usize, sums: usize, from: i32, units: i32, rows: i32): void {
  for (let unit = from; unit < units; unit++) {
    const sum = sums + ((<usize>unit) << 3);
    let total = load<f64>(sum);
    let at = x + ((<usize>unit) << 2);
    for (let row = 0; row < rows; row++, at += (<usize>units) << 2) total += square(at);
    store<f64>(sum, total);
  }
}

function squaresOfRun(x: usize, run: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let at = 0;
  for (; at + 8 <= run; at += 8, x += 32) {
    a = f64x2.add(a, squaredPair(x));
    b = f64x2.add(b, squaredPair(x + 8));
    c = f64x2.add(c, squaredPair(x + 16));
    d = f64x2.add(d, squaredPair(x + 24));
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; at < run; at++, x += 4) total += square(x);
  return total;
}

/** Whether no sum exceeds the bound. One that is NaN does. */
export function allWithin(sums: usize, units: i32, bound: f64): bool {
  for (let unit = 0; unit < units; unit++, sums += 8) {
    if (!(load<f64>(sums) <= bound)) return false;
  }
  return true;
}

/** Puts each unit's scale in the place of its sum of squares; returns how many units exceed. NaN does not. */
export function toScales(sums: usize, units: i32, maxValue: f64, target: f64): i32 {
  const bound = maxValue * maxValue;
  let exceeding = 0;
  for (let unit = 0; unit < units; unit++, sums += 8) {
    const sum = load<f64>(sums);
    if (sum > bound) {
      exceeding++;
      store<f64>(sums, target / Math.sqrt(sum));
    } else {
      store<f64>(sums, 1);
    }
  }
  return exceeding;
}

/** out = x * scale, each product rounded once. */
export function scale(x: usize, out: usize, scales: usize, rows: i32, units: i32, run: i32): void {
  if (run == 1) {
    for (let row = 0; row < rows; row++) {
      scaleEach(x, out, scales, units);
      x += (<usize>units) << 2;
      out += (<usize>units) << 2;
    }
    return;
  }
  const bytes = (<usize>run) << 2;
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++, x += bytes, out += bytes) {
      const s = load<f64>(scales + ((<usize>unit) << 3));
      if (s == 1) memory.copy(out, x, bytes);
      else scaleRun(x, out, s, run);
    }
  }
}

function scaleEach(x: usize, out: usize, scales: usize, units: i32): void {
  let unit = 0;
  for (; unit + 8 <= units; unit += 8, x += 32, out += 32, scales += 64) {
    storeProducts(out, x, v128.load(scales), v128.load(scales, 16));
    storeProducts(out + 16, x + 16, v128.load(scales, 32), v128.load(scales, 48));
  }
  for (; unit < units; unit++, x += 4, out += 4, scales += 8) {
    store<f32>(out, <f32>(<f64>load<f32>(x) * load<f64>(scales)));
  }
}

function scaleRun(x: usize, out: usize, s: f64, run: i32): void {
  const both = f64x2.splat(s);
  let at = 0;
  for (; at + 4 <= run; at += 4, x += 16, out += 16) storeProducts(out, x, both, both);
  for (; at < run; at++, x += 4, out += 4) store<f32>(out, <f32>(<f64>load<f32>(x) * s));
}

function storeProducts(out: usize, x: usize, low: v128, high: v128): void {
  storePair(out, f64x2.mul(pair(x), low));
  storePair(out + 8, f64x2.mul(pair(x + 8), high));
}

function storePair(out: usize, v: v128): void {
  v128.store64_lane(out, f32x4.demote_f64x2_zero(v), 0);
}

function pair(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

function squaredPair(x: usize): v128 {
  const v = pair(x);
  return f64x2.mul(v, v);
}

function squared(x: usize): v128 {
  const v = v128.load(x);
  return f32x4.mul(v, v);
}

function square(x: usize): f64 {
  const v = <f64>load<f32>(x);
  return v * v;
}

/** Adds four float32 to four float64 sums. */
function addTo(sum: usize, v: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(v)));
  const high = v128.shuffle<u64>(v, v, 1, 1);
  v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.promote_low_f32x4(high)), 16);
}

function laneSum(v: v128): f64 {
  const high = v128.shuffle<u64>(v, v, 1, 1);
  const sum = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(high));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
