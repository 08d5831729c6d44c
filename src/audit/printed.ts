/**
 * A number as a table prints it, and the values it may have been rounded from. Every rule reckons with these ranges, so that what
 * rounding can explain is never held against a table. Knows nothing of tables.
 */

/** A closed range of values; the ends may be infinite. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A printed number: half a unit of its last digit around `value`, both ends included, as rules for ties differ. */
export interface Printed extends Range {
  /** As it stands, without stars and brackets. */
  readonly text: string;
  readonly value: number;
  /** Digits after the point of the value (negative where the last digits before it are rounded away, as in 3.2e5). */
  readonly decimals: number;
  /** Whether a minus sign is printed, as before -0.000, which says that the value is at most 0. */
  readonly negative: boolean;
}

export interface NumberStyle {
  /** The decimal point. Default ".". */
  readonly point?: "." | ",";
}

/** Half-widths are widened by this share of the value, for the rounding of our own arithmetic. */
const SLACK = 1e-12;

const MINUS = /^[-−–﹣－]/u;

/**
 * The number `text` prints, or undefined where it prints none. Reads signs of every kind, spaces and commas between thousands, percent
 * (as a share), exponents (1.2e-5, 1.2×10^-5), and a point without a digit before it.
 */
export function printedNumber(text: string, { point = "." }: NumberStyle = {}): Printed | undefined {
  const trimmed = text.trim();
  const negative = MINUS.test(trimmed);
  const unsigned = trimmed.replace(MINUS, "").replace(/^\+/, "").trim();
  const percent = unsigned.endsWith("%");
  const plain = plainDigits(percent ? unsigned.slice(0, -1).trim() : unsigned, point);
  const match = plain === undefined ? null : /^(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(plain);
  if (match === null || (match[1] === "" && (match[2] ?? "") === "")) return undefined;
  const exponent = Number(match[3] ?? 0) - (percent ? 2 : 0);
  const decimals = (match[2] ?? "").length - exponent;
  const size = Number(`${match[1] === "" ? "0" : match[1]}.${match[2] || "0"}e${exponent}`);
  return rounded(trimmed, negative ? -size : size, decimals, negative);
}

/** The number with its range. */
function rounded(text: string, value: number, decimals: number, negative: boolean): Printed {
  const half = Number(`0.5e${-decimals}`);
  const slack = SLACK * Math.abs(value);
  const [low, high] = [value - half - slack, value + half + slack];
  return { text, value, decimals, negative, low, high: negative ? Math.min(high, 0) : high };
}

/** Digits with "." as point and "e" before the exponent; undefined where commas or spaces don't part thousands. */
function plainDigits(text: string, point: "." | ","): string | undefined {
  const ascii = text.replace(/\s*[×x*]\s*10\s*(?:\^|\*\*)?\s*\{?([-−+]?\d+)\}?$/u, "e$1").replace("−", "-");
  const mark = point === "." ? "," : "[.]";
  if (/[\s,.'’]/u.test(ascii.replace(point, ""))) {
    const grouped = new RegExp(
      `^\\d{1,3}(?:(?:${mark}|[\\s'’\\u00a0\\u2009\\u202f])\\d{3})+(?:[${point}]\\d*)?(?:e[+-]?\\d+)?$`,
      "iu",
    );
    if (!grouped.test(ascii)) return undefined;
    return ascii.replace(new RegExp(`${mark}|[\\s'’\\u00a0\\u2009\\u202f]`, "gu"), "").replace(point, ".");
  }
  return point === "." ? ascii : ascii.replace(",", ".");
}

/** A count, which is not rounded. */
export const exactly = (value: number): Range => ({ low: value, high: value });

/** Whether `value` is in the range, to the rounding of our own arithmetic. */
export const holds = ({ low, high }: Range, value: number): boolean =>
  value >= low - SLACK * Math.abs(low) && value <= high + SLACK * Math.abs(high);

/** Numbers of a record are exact: what follows from one of them agrees with another to what a solver leaves, no closer. */
const SOLVED = 1e-9;

/** Whether the ranges have a value in common. */
export const meet = (a: Range, b: Range): boolean => below(a.low, b.high) && below(b.low, a.high);

const below = (low: number, high: number): boolean =>
  low <= high || low - high <= SOLVED * Math.max(Math.abs(low), Math.abs(high));

export const sum = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });

export const negated = ({ low, high }: Range): Range => ({ low: -high, high: -low });

export const difference = (a: Range, b: Range): Range => sum(a, negated(b));

/** a b: the least and the greatest product of ends (0 times an infinite end is 0). */
export function product(a: Range, b: Range): Range {
  const ends = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => (x === 0 || y === 0 ? 0 : x * y)));
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** a / b; where b may be 0, everything it may then be. */
export function ratio(a: Range, b: Range): Range {
  if (b.low > 0 || b.high < 0) return product(a, { low: 1 / b.high, high: 1 / b.low });
  const isAboveZero = b.low === 0 && b.high > 0;
  const isBelowZero = b.high === 0 && b.low < 0;
  if (isAboveZero) return product(a, { low: 1 / b.high, high: Number.POSITIVE_INFINITY });
  if (isBelowZero) return product(a, { low: Number.NEGATIVE_INFINITY, high: 1 / b.low });
  return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** |x| for x in the range. */
export const absolute = ({ low, high }: Range): Range =>
  low >= 0 ? { low, high } : high <= 0 ? { low: -high, high: -low } : { low: 0, high: Math.max(-low, high) };

export function square(range: Range): Range {
  const { low, high } = absolute(range);
  return { low: low * low, high: high * high };
}

/** Square roots of what of the range is not negative. */
export const squareRoot = ({ low, high }: Range): Range => ({
  low: Math.sqrt(Math.max(low, 0)),
  high: Math.sqrt(Math.max(high, 0)),
});

/** f over the range, where f falls or rises throughout. */
export function monotone({ low, high }: Range, f: (x: number) => number): Range {
  const [a, b] = [f(low), f(high)];
  return { low: Math.min(a, b), high: Math.max(a, b) };
}
