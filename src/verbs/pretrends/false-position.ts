/** Roots of increasing functions, by false position with the Illinois rule: few values of the function, each costly. */

const MOST_STEPS = 100;

/** The x in [low, high] with f(x) = 0, within `precision` of it relative to `high`; f(low) <= 0 <= f(high). */
export function falsePosition(f: (x: number) => number, low: number, high: number, precision: number): number {
  let [a, fa, b, fb] = [low, f(low), high, f(high)];
  let side = 0;
  for (let step = 0; step < MOST_STEPS && fa !== 0 && fb !== 0; step++) {
    const x = (a * fb - b * fa) / (fb - fa);
    const fx = f(x);
    const moved = Math.min(Math.abs(x - a), Math.abs(b - x));
    if (fx > 0) {
      [b, fb] = [x, fx];
      if (side === 1) fa /= 2;
      side = 1;
    } else {
      [a, fa] = [x, fx];
      if (side === -1) fb /= 2;
      side = -1;
    }
    if (fx === 0 || moved <= precision * high) return x;
  }
  return fa === 0 ? a : b;
}
