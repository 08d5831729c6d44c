/**
 * Values that were filled in rather than measured: carried over from the period before, interpolated on a straight line, or shared by many
 * units of a period in which other periods have a value for each. Found by where differences of a column pile up at exactly zero.
 */
import { type Panel, timeStep } from "../../../data/panel/panel.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import { stepOf } from "../../measure/profile.js";
import type { InspectRule } from "../rule.js";

/** Fewer values than this are steps or groups, which repeat by themselves. */
const LEAST_DISTINCT = 50;
/** Share of a period's units from which on a pattern is the period's, and below which other periods do not have it. */
const MANY = 0.2;
const HARDLY_ANY = 0.05;
/** Cells that show a pattern, and how many times as dense as beside it. */
const LEAST_CELLS = 20;
const TIMES = 5;
/** A second difference this small relative to the value is rounding of a straight line. */
const ROUNDING = 1e-9;
/** Of all cells, from which on straight lines scattered over periods are worth a word; and beyond which a column is a trend. */
const SCATTERED = 0.01;
const TREND = 0.9;
/** Distinct values over rows of a period: fewer than the first are shared, in periods whose like have the second. */
const SHARED = 0.5;
const OWN = 0.9;
const LEAST_UNITS = 20;

export const imputed: InspectRule = {
  name: "imputed",
  needs: ["panel"],
  limits: { many: MANY, hardly: HARDLY_ANY, times: TIMES, shared: SHARED },
  find: (data) =>
    data.measures.flatMap(({ name, values }) => {
      if (data.profile(name).distinct < LEAST_DISTINCT) return [];
      const isOutcome = data.outcomes.includes(name);
      return [...repeats(data, name, values, isOutcome), ...shared(data, name, values, isOutcome)];
    }),
};

/** Differences of units from period to period, counted by the period they end in. */
interface Differences {
  /** Pairs of periods that follow each other, and those with the same value, not 0. */
  readonly pairs: Uint32Array;
  readonly same: Uint32Array;
  /** Pairs that differ by one step of the digits the column is given with. */
  readonly near: Uint32Array;
  /** Triples of periods; second differences that are zero up to rounding, and those next to them, over twice the width. */
  readonly triples: Uint32Array;
  readonly straight: Uint32Array;
  readonly bent: Uint32Array;
}

function differencesOf({ panel, profile }: Inspected, name: string, values: Float64Array): Differences {
  const { order, nUnits, nPeriods, time, timeValues } = panel!;
  const gap = timeStep(timeValues);
  const step = stepOf(profile(name));
  const counts = Array.from({ length: 6 }, () => new Uint32Array(nPeriods)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const [pairs, same, near, triples, straight, bent] = counts;
  for (let u = 0; u < nUnits; u++) {
    let [before, difference, last] = [Number.NaN, Number.NaN, Number.NaN];
    for (let j = order.starts[u]!; j < order.starts[u + 1]!; j++) {
      const row = order.rows[j]!;
      const [value, at, t] = [values[row]!, timeValues[row]!, time.codes[row]!];
      const follows = at - last === gap;
      const own = follows ? value - before : Number.NaN;
      if (Number.isFinite(own)) {
        if (value !== 0 || before !== 0) {
          pairs[t]!++;
          if (own === 0) same[t]!++;
          else if (Math.abs(own) <= 1.5 * step) near[t]!++;
        }
        // of a line that stands still the first differences speak
        if (Number.isFinite(difference) && own !== 0 && difference !== 0) {
          const second = Math.abs(own - difference);
          const limit = Math.max(1.5 * step, ROUNDING * Math.max(Math.abs(value), Math.abs(before)));
          triples[t]!++;
          if (second <= limit) straight[t]!++;
          else if (second <= 3 * limit) bent[t]!++;
        }
      }
      difference = own;
      before = value;
      last = at;
    }
  }
  return { pairs, same, near, triples, straight, bent };
}

const sum = (values: Uint32Array): number => values.reduce((total, value) => total + value, 0);

function repeats(data: Inspected, name: string, values: Float64Array, isOutcome: boolean): Finding[] {
  const found = differencesOf(data, name, values);
  const carried = periodsOf(data, found.pairs, found.same, found.near);
  const straight = periodsOf(data, found.triples, found.straight, found.bent);
  const { periodsText, times } = data;
  const severity = isOutcome ? ("serious" as const) : ("look" as const);
  const facts = (periods: readonly number[]) => ({
    column: name,
    isOutcome,
    periods: periodsText(periods),
    count: periods.length,
    of: times.length,
  });
  const share = (periods: readonly number[], hits: Uint32Array, of: Uint32Array) => {
    const own = periods.map((period) => times.indexOf(period));
    const all = own.reduce((total, t) => total + of[t]!, 0);
    return all === 0 ? 0 : own.reduce((total, t) => total + hits[t]!, 0) / all;
  };
  const besides = (periods: readonly number[]) => times.filter((time) => !periods.includes(time));
  const scattered = scatteredLines(found);
  return [
    ...(carried.length === 0
      ? []
      : [
          finding(
            "imputed",
            severity,
            "carried_forward",
            {
              ...facts(carried),
              share: share(carried, found.same, found.pairs),
              others: share(besides(carried), found.same, found.pairs),
            },
            { columns: [name], periods: carried },
          ),
        ]),
    ...(straight.length === 0
      ? scattered === null
        ? []
        : [
            finding(
              "imputed",
              "look",
              "straight_scattered",
              { column: name, isOutcome, ...scattered },
              { columns: [name] },
            ),
          ]
      : [
          finding(
            "imputed",
            severity,
            "interpolated",
            {
              ...facts(straight),
              share: share(straight, found.straight, found.triples),
              others: share(besides(straight), found.straight, found.triples),
            },
            { columns: [name], periods: straight },
          ),
        ]),
  ];
}

/** Periods in which a pattern is frequent, and denser than beside it; none where most other periods have it too. */
function periodsOf({ times }: Inspected, of: Uint32Array, hits: Uint32Array, beside: Uint32Array): number[] {
  const shares = times.map((_, t) => (of[t]! === 0 ? Number.NaN : hits[t]! / of[t]!));
  const many = times.filter((_, t) => shares[t]! >= MANY && hits[t]! >= LEAST_CELLS && hits[t]! >= TIMES * beside[t]!);
  const without = shares.filter((share) => share <= HARDLY_ANY).length;
  return without * 2 >= many.length ? many : [];
}

function scatteredLines({
  triples,
  straight,
  bent,
}: Differences): { readonly cells: number; readonly of: number } | null {
  const [cells, of, beside] = [sum(straight), sum(triples), sum(bent)];
  const isMeant = cells >= LEAST_CELLS && cells >= SCATTERED * of && cells <= TREND * of && cells >= TIMES * beside;
  return isMeant ? { cells, of } : null;
}

/** Periods in which many units share a value though elsewhere each has its own. */
function shared(
  { panel, times, periodsText, profile }: Inspected,
  name: string,
  values: Float64Array,
  isOutcome: boolean,
): Finding[] {
  const { time } = panel!;
  const { sorted, distinct } = profile(name);
  const rows = new Uint32Array(times.length);
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row]!) && values[row] !== 0) rows[time.codes[row]!]!++;
  }
  // repeats of the whole column are fewer than those of one period would be
  const least = rows.reduce((fewest, n) => (n < LEAST_UNITS ? fewest : Math.min(fewest, n)), values.length);
  if (sorted.length - distinct < (1 - SHARED) * least) return [];
  const seen = distinctByPeriod(panel!, values, rows);
  const shares = times.map((_, t) => (rows[t]! < LEAST_UNITS ? Number.NaN : seen[t]! / rows[t]!));
  const few = times.filter((_, t) => shares[t]! <= SHARED);
  const own = shares.filter((share) => share >= OWN).length;
  if (few.length === 0 || own === 0) return [];
  const t = times.indexOf(few[0]!);
  return [
    finding(
      "imputed",
      isOutcome ? "serious" : "look",
      "shared_values",
      {
        column: name,
        isOutcome,
        periods: periodsText(few),
        count: few.length,
        of: times.length,
        distinct: seen[t]!,
        rows: rows[t]!,
        first: periodsText([few[0]!]),
        own,
      },
      { columns: [name], periods: few },
    ),
  ];
}

/** Distinct values of each period but 0; `rows` are how many there are. */
function distinctByPeriod({ time }: Panel, values: Float64Array, rows: Uint32Array): Uint32Array {
  const own = Array.from(rows, (n) => new Float64Array(n));
  const filled = new Uint32Array(rows.length);
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!) || values[row] === 0) continue;
    const t = time.codes[row]!;
    own[t]![filled[t]!++] = values[row]!;
  }
  return Uint32Array.from(own, (numbers) => {
    numbers.sort();
    let distinct = 0;
    for (let i = 0; i < numbers.length; i++) if (i === 0 || numbers[i] !== numbers[i - 1]) distinct++;
    return distinct;
  });
}
