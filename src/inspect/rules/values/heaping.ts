/**
 * Values that pile up: last digits on 0 and 5 more often than counting gives, and many rows at the least or the largest value of a column
 * that otherwise takes many (top- or bottom-coding, winsorising, corners).
 */
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import { isWhole, type Profile } from "../../measure/profile.js";
import type { InspectRule } from "../rule.js";

/** A column of fewer values and rows shows no digits. */
const LEAST_DISTINCT = 50;
const LEAST_ROWS = 200;
/** Of last digits one in five is 0 or 5; this share of them is heaped. */
const ROUND = 0.4;
/** Digits that people round: of numbers with more decimals there is nothing to say. */
const MOST_DECIMALS = 3;
/** Values whose decimals are looked at, evenly among the ordered. */
const LOOKED_AT = 20_000;
/** Share of rows at an end from which on they are a mass, and how many times as many as at the values beside it. */
const MASS = 0.01;
const TIMES = 10;
const LEAST_AT_END = 10;
/** Values beside an end that its count is compared with. */
const BESIDE = 20;

export const heaping: InspectRule = {
  name: "heaping",
  needs: [],
  limits: { round: ROUND, mass: MASS, times: TIMES, rows: LEAST_ROWS },
  find: (data) =>
    data.measures.flatMap(({ name }) => {
      const profile = data.uncoded(name);
      if (profile.sorted.length < LEAST_ROWS || profile.distinct < LEAST_DISTINCT) return [];
      return [...digits(profile), ...ends(profile, data)];
    }),
};

/**
 * Last digits, at the decimals that most values are given with: those with more have digits of another kind, as a program writes that gives
 * so many significant digits.
 */
function digits(profile: Profile): Finding[] {
  const { name } = profile;
  const [low, high] = [profile.sorted[0]!, profile.sorted.at(-1)!];
  const sorted = profile.sorted.filter((value) => value !== 0 && value !== low && value !== high);
  const decimals = usualDecimals(sorted);
  if (decimals === null) return [];
  let [round, rows] = [0, 0];
  const scale = 10 ** decimals;
  for (const value of sorted) {
    const scaled = value * scale;
    if (!isWhole(scaled)) continue;
    const digit = Math.abs(Math.round(scaled)) % 10;
    // behind a decimal point a 0 is a number given with fewer decimals
    if (digit === 0 && decimals > 0) continue;
    rows++;
    if (digit % 5 === 0) round++;
  }
  if (rows < LEAST_ROWS || round < ROUND * rows || round === rows) return [];
  return [
    finding(
      "heaping",
      "note",
      "round_numbers",
      {
        column: name,
        share: round / rows,
        rows,
        decimals,
        expected: decimals === 0 ? 2 / 10 : 1 / 9,
        unit: Number((5 / 10 ** decimals).toPrecision(1)),
      },
      { columns: [name] },
    ),
  ];
}

/** The fewest decimals that half of the values need no more than; null of numbers that nobody wrote down. */
function usualDecimals(sorted: Float64Array): number | null {
  const stride = Math.max(1, Math.floor(sorted.length / LOOKED_AT));
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    let [rows, of] = [0, 0];
    for (let i = 0; i < sorted.length; i += stride, of++) if (isWhole(sorted[i]! * scale)) rows++;
    if (rows * 2 >= of) return decimals;
  }
  return null;
}

function ends(profile: Profile, { outcomes }: Inspected): Finding[] {
  const { name, sorted } = profile;
  return ([-1, 1] as const).flatMap((end): Finding[] => {
    const value = end === 1 ? sorted.at(-1)! : sorted[0]!;
    const { count, beside } = atEnd(sorted, end);
    if (count < LEAST_AT_END || count < MASS * sorted.length || count < TIMES * beside) return [];
    const isOutcome = outcomes.includes(name);
    return [
      finding(
        "heaping",
        isOutcome ? "look" : "note",
        "mass_at_end",
        {
          column: name,
          value,
          rows: count,
          share: count / sorted.length,
          end: end === 1 ? "largest" : "least",
          beside,
        },
        { columns: [name] },
      ),
    ];
  });
}

/** Rows at an end, and the mean number of rows at the values next to it. */
function atEnd(sorted: Float64Array, end: 1 | -1): { readonly count: number; readonly beside: number } {
  const at = (i: number) => sorted[end === 1 ? sorted.length - 1 - i : i];
  let count = 1;
  while (at(count) === at(0)) count++;
  let [rows, values] = [0, 0];
  for (let i = count; i < sorted.length && values <= BESIDE; i++) {
    if (at(i) !== at(i - 1)) values++;
    if (values <= BESIDE) rows++;
  }
  return { count, beside: values === 0 ? 0 : rows / Math.min(values, BESIDE) };
}
