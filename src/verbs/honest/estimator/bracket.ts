/**
 * Where a function that may jump comes to be at least 0, by false position with the Illinois rule, and by halves where that is slow.
 * Source: Dowell & Jarratt (1971), BIT 11(2), doi:10.1007/BF01934364.
 */

/**
 * A place between `negative`, where f < 0, and `other`, where f >= 0, within `width` of which it changes sign: one at which it is at
 * least 0. The ends may stand in either order.
 */
export function crossing(f: (x: number) => number, negative: number, other: number, width: number): number {
  let [a, b] = [negative, other];
  let [fa, fb] = [f(a), f(b)];
  let before = Math.abs(b - a);
  for (let step = 0, side = 0; Math.abs(b - a) > width; step++) {
    const middle = a + (b - a) / 2;
    if (middle === a || middle === b) break;
    // three steps must halve the bracket
    const isSlow = step % 3 === 0 && step > 0 && Math.abs(b - a) > before / 2;
    if (step % 3 === 0) before = Math.abs(b - a);
    const x = isSlow || !Number.isFinite(fb) ? middle : inside((a * fb - b * fa) / (fb - fa), a, b, middle, width);
    const fx = f(x);
    if (fx >= 0) {
      [b, fb] = [x, fx];
      if (side === 1) fa /= 2;
      side = 1;
    } else {
      [a, fa] = [x, fx];
      if (side === -1) fb /= 2;
      side = -1;
    }
  }
  return b;
}

/** `x`, but no nearer to an end than the width sought: the other side of it ends the search. */
function inside(x: number, a: number, b: number, middle: number, width: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  const least = Math.min(width * 0.9, (high - low) / 2);
  if (!(x > low && x < high)) return middle;
  return Math.min(high - least, Math.max(low + least, x));
}
