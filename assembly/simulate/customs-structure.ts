// Kernel family simulate. Which firms export which products when, and to how many destinations: pure functions of random
// words, shared by the pass that counts rows and the pass that makes them. Must not know of prices or quality.
//
// A random word belongs to the counter (place, firm, purpose, part): the part says what it decides, the place which
// product of the firm, period and destination. So a firm's rows are the same whatever other firms are made with it.

import { u32At } from "../abi";
import { philoxBlock } from "../resample/philox";

// Parts of the counter.
// @ts-ignore: decorator
@inline export const FIRM: u32 = 1;
// @ts-ignore: decorator
@inline export const FIRM_NORMALS: u32 = 2;
// @ts-ignore: decorator
@inline export const PRODUCT: u32 = 3;
// @ts-ignore: decorator
@inline export const PRODUCT_NORMALS: u32 = 4;
// @ts-ignore: decorator
@inline export const PRODUCT_YEAR: u32 = 5;
// @ts-ignore: decorator
@inline export const PRODUCT_YEAR_NORMALS: u32 = 6;
// @ts-ignore: decorator
@inline export const DESTINATIONS: u32 = 7;
// @ts-ignore: decorator
@inline export const ROW: u32 = 8;

/** Place of product slot, period and destination: below 256, 256 and 65,536. */
// @ts-ignore: decorator
@inline export function placeOf(slot: usize, t: usize, m: usize): u32 {
  return (<u32>slot << 24) | (<u32>t << 16) | <u32>m;
}

/** A whole number below `size` of a random word; probabilities are within 2^-32 of equal. */
// @ts-ignore: decorator
@inline export function below(word: usize, size: usize): usize {
  return <usize>((<u64>word * <u64>size) >> 32);
}

/** Whether an event of probability `p` happens. */
// @ts-ignore: decorator
@inline export function happens(word: usize, p: f64): bool {
  return <f64><u32>word * 2.3283064365386963e-10 < p;
}

/**
 * Periods start .. end - 1 in which something exists that could from `from` to `to` - 1, as start * 2^16 + end: it
 * enters late with probability `entry`, at a period drawn evenly, and is gone after each period with probability `exit`.
 */
export function spellOf(block: usize, from: usize, to: usize, entry: f64, exit: f64): usize {
  let start = from;
  if (to - from > 1 && happens(u32At(block, 0), entry)) start = from + 1 + below(u32At(block, 1), to - from - 1);
  let end = start + 1;
  for (let p = 1 - exit; end < to && happens(u32At(block, 2), p); p *= 1 - exit) end++;
  return (start << 16) | end;
}

/** Destinations of a firm-product-year: one with probability `single`, else evenly 2 .. most. */
export function destinationsOf(
  place: u32, firm: u32, purpose: u32, k0: u32, k1: u32, single: f64, most: usize, block: usize,
): usize {
  philoxBlock(place, firm, purpose, PRODUCT_YEAR, k0, k1, block);
  if (most < 2 || happens(u32At(block, 0), single)) return 1;
  return 2 + below(u32At(block, 1), most - 1);
}
