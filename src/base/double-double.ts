/**
 * Arithmetic with about 31 digits: a number is the unevaluated sum of a double and of what its rounding left
 * over. For small matrices and for columns whose rounding decides a result; kernels have their own.
 * Sources: Dekker (1971), Numerische Mathematik 18, doi:10.1007/BF01397083; Hida, Li & Bailey (2001), Proceedings of the
 * 15th IEEE Symposium on Computer Arithmetic, doi:10.1109/ARITH.2001.930115.
 */

/** high + low, high being the sum rounded. */
export interface Twofold {
  readonly high: number;
  readonly low: number;
}

/** 2^27 + 1, which splits a double into halves of 26 bits. */
const SPLITTER = 134_217_729;

/** a + b, |a| >= |b|. */
function quickSum(a: number, b: number): Twofold {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** a + b, exactly. */
export function twoSum(a: number, b: number): Twofold {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** a * b, exactly, unless parts of it overflow or underflow. */
export function twoProduct(a: number, b: number): Twofold {
  const high = a * b;
  return { high, low: productError(a, b, high) };
}

/** a * b - product, where product is a * b rounded. */
export function productError(a: number, b: number, product: number): number {
  const aHead = headOf(a);
  const bHead = headOf(b);
  const aTail = a - aHead;
  const bTail = b - bHead;
  return aHead * bHead - product + aHead * bTail + aTail * bHead + aTail * bTail;
}

function headOf(x: number): number {
  const scaled = SPLITTER * x;
  return scaled - (scaled - x);
}

export function add(a: Twofold, b: Twofold): Twofold {
  const high = twoSum(a.high, b.high);
  const low = twoSum(a.low, b.low);
  const sum = quickSum(high.high, high.low + low.high);
  return quickSum(sum.high, sum.low + low.low);
}

const negate = ({ high, low }: Twofold): Twofold => ({ high: -high, low: -low });

export const subtract = (a: Twofold, b: Twofold): Twofold => add(a, negate(b));

function multiply(a: Twofold, b: Twofold): Twofold {
  const product = twoProduct(a.high, b.high);
  return quickSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function divide(a: Twofold, b: Twofold): Twofold {
  const first = a.high / b.high;
  const rest = subtract(a, multiply(b, { high: first, low: 0 }));
  const second = rest.high / b.high;
  const last = subtract(rest, multiply(b, { high: second, low: 0 })).high / b.high;
  return add(quickSum(first, second), { high: last, low: 0 });
}

/** The root of a number above 0. */
export function squareRoot(a: Twofold): Twofold {
  const first = Math.sqrt(a.high);
  const { high } = subtract(a, twoProduct(first, first));
  return quickSum(first, high / (2 * first));
}

/** A sum that products are taken from, in place: for loops that would else make a number a step. */
export class TwofoldSum implements Twofold {
  constructor(
    public high: number,
    public low: number,
  ) {}

  /** Subtracts (aHigh + aLow) (bHigh + bLow). */
  subtractProduct(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
    const product = twoProduct(-aHigh, bHigh);
    const sum = twoSum(this.high, product.high);
    const rest = sum.low + (this.low + (product.low - (aHigh * bLow + aLow * bHigh)));
    this.high = sum.high + rest;
    this.low = rest - (this.high - sum.high);
  }
}
