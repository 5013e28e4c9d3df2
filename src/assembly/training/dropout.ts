/**
 * out = 0 where an element is dropped, else `scale`. Four generators side by side, xoshiro128+ (Blackman and Vigna,
 * "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47, 2021); of each number the upper 31 bits are
 * compared with `threshold`, the rate times 2^31. `state` holds 16 random words.
 */
export function dropoutMask(out: usize, size: i32, threshold: i32, scale: f32, state: usize): void {
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  const limit = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  const end = out + ((<usize>size) << 2);
  while (out < end) {
    const random = i32x4.shr_u(i32x4.add(s0, s3), 1);
    const mask = v128.and(i32x4.ge_s(random, limit), kept);
    const t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
    if (out + 16 <= end) v128.store(out, mask);
    else {
      store<f32>(out, f32x4.extract_lane(mask, 0));
      if (out + 4 < end) store<f32>(out + 4, f32x4.extract_lane(mask, 1));
      if (out + 8 < end) store<f32>(out + 8, f32x4.extract_lane(mask, 2));
    }
    out += 16;
  }
}
