import { OutF64, OutU32, setF64, WorkU32 } from "../abi";

/** Multipliers of the two halves of a counter, and the steps of the key from round to round. */
// @ts-ignore: decorator
@inline const MULTIPLIER_0: u64 = 0xd2511f53;
// @ts-ignore: decorator
@inline const MULTIPLIER_1: u64 = 0xcd9e8d57;
// @ts-ignore: decorator
@inline const KEY_STEP_0: u32 = 0x9e3779b9;
// @ts-ignore: decorator
@inline const KEY_STEP_1: u32 = 0xbb67ae85;
// @ts-ignore: decorator
@inline const ROUNDS: i32 = 10;

/** The four numbers of counter (c0, c1, c2, c3) under key (k0, k1), stored at `block`, u32[4]. */
export function philoxBlock(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, block: usize): void {
  for (let round = 0; round < ROUNDS; round++) {
    const a = MULTIPLIER_0 * <u64>c0;
    const b = MULTIPLIER_1 * <u64>c2;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c3 = <u32>a;
    k0 += KEY_STEP_0;
    k1 += KEY_STEP_1;
  }
  store<u32>(block, c0, 0);
  store<u32>(block, c1, 4);
  store<u32>(block, c2, 8);
  store<u32>(block, c3, 12);
}

/** Number r of counter (counter, draw, purpose, 0) at `out_r`, u32[4], a lane a draw: what `philoxBlock` makes of each. */
// @ts-ignore: decorator
@inline export function philoxLanes(
  counter: u32, draws: v128, purpose: u32, k0: u32, k1: u32, out0: usize, out1: usize, out2: usize, out3: usize,
): void {
  const first = i32x4.splat(<u32>MULTIPLIER_0), second = i32x4.splat(<u32>MULTIPLIER_1);
  let c0 = i32x4.splat(counter), c1 = draws, c2 = i32x4.splat(purpose), c3 = i32x4.splat(0);
  for (let round = 0; round < ROUNDS; round++) {
    const a0 = i64x2.extmul_low_i32x4_u(c0, first), a1 = i64x2.extmul_high_i32x4_u(c0, first);
    const b0 = i64x2.extmul_low_i32x4_u(c2, second), b1 = i64x2.extmul_high_i32x4_u(c2, second);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(b0, b1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c1 = v128.shuffle<i32>(b0, b1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(a0, a1, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c3 = v128.shuffle<i32>(a0, a1, 0, 2, 4, 6);
    k0 += KEY_STEP_0;
    k1 += KEY_STEP_1;
  }
  v128.store(out0, c0);
  v128.store(out1, c1);
  v128.store(out2, c2);
  v128.store(out3, c3);
}

/**
 * Philox4x32-10: random u32 that are a function of counter and key alone, so that a stream may start anywhere and be
 * made by any thread. Block b, numbers 4b to 4b + 3, belongs to counter (first + b, c1, c2, c3).
 *
 * In    first, c1, c2, c3 the counter, lowest word first; k0, k1 the key
 * Work  u32[4]
 * Out   out u32[n]
 * Info  0
 * Cost  O(n): 5 multiplications of 32 by 32 bits a number
 * Source  Salmon, Moraes, Dror & Shaw (2011), SC'11, doi:10.1145/2063384.2063405
 */
export function philoxU32(
  n: usize, first: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: OutU32, work: WorkU32,
): i32 {
  const whole = n >> 2;
  for (let b: usize = 0; b < whole; b++) philoxBlock(first + <u32>b, c1, c2, c3, k0, k1, out + (b << 4));
  if ((n & 3) != 0) {
    philoxBlock(first + <u32>whole, c1, c2, c3, k0, k1, work);
    memory.copy(out + (whole << 4), work, (n & 3) << 2);
  }
  return 0;
}

/** 2^-53: the step between neighbouring results. */
// @ts-ignore: decorator
@inline const STEP: f64 = 1.1102230246251565e-16;

/**
 * Uniform numbers on [0, 1), multiples of 2^-53: of each pair (a, b) of `philoxU32`'s numbers, the 27 leading bits of a
 * and the 26 leading bits of b. Number i is made of numbers 2i and 2i + 1 of the same stream.
 *
 * In    first, c1, c2, c3 the counter, lowest word first; k0, k1 the key
 * Work  u32[4]
 * Out   out f64[n]
 * Info  0
 * Cost  O(n)
 * Source  as philoxU32
 */
export function philoxUniform(
  n: usize, first: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: OutF64, work: WorkU32,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    const second = (i & 1) << 3;
    if (second == 0) philoxBlock(first + <u32>(i >> 1), c1, c2, c3, k0, k1, work);
    const high = load<u32>(work + second) >> 5;
    const low = load<u32>(work + second, 4) >> 6;
    setF64(out, i, <f64>(((<u64>high) << 26) | <u64>low) * STEP);
  }
  return 0;
}
