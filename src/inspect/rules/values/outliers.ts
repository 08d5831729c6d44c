/**
 * Values far from all others, and units whose values jump by a factor of fifty and more, as a change of unit or a slipped decimal
 * point makes them.
 */
import type { Finding } from "../../finding.js";
import { finding, MOST_NAMED } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import type { Profile } from "../../measure/profile.js";
import type { InspectRule } from "../rule.js";

/** Values beyond a gap that is as wide as all values on its other side, and ten times as large as these where none is negative. */
const TIMES = 10;
/** At most this share of the rows stands apart, else they are a group. */
const FEW = 0.001;
const LEAST_ROWS = 50;
/** A unit's values in periods that follow each other differ by this factor, and by no more than the other elsewhere. */
const JUMP = 50;
const CALM = 5;
const LEAST_PERIODS = 4;

export const outliers: InspectRule = {
  name: "outliers",
  needs: [],
  limits: { times: TIMES, share: FEW, jump: JUMP },
  find: (data) =>
    data.measures.flatMap(({ name }) => {
      const profile = data.uncoded(name);
      const { values } = profile;
      const isUsed = data.outcomes.includes(name);
      return [...apart(profile, values, isUsed), ...jumps(data, name, values, isUsed)];
    }),
};

function apart({ name, sorted, distinct }: Profile, values: Float64Array, isUsed: boolean): Finding[] {
  const n = sorted.length;
  const most = Math.max(1, Math.floor(FEW * n));
  if (n < LEAST_ROWS || distinct < 10) return [];
  return ([1, -1] as const).flatMap((end): Finding[] => {
    const at = (i: number) => sorted[end === 1 ? n - 1 - i : i]!;
    for (let k = 1; k <= most; k++) {
      const [next, last, far] = [at(k), at(k - 1), at(n - 1)];
      const gap = Math.abs(last - next);
      if (!(gap > Math.abs(next - far))) continue;
      if (end === 1 ? sorted[0]! >= 0 && last < TIMES * next : sorted[n - 1]! <= 0 && last > TIMES * next) continue;
      if (end === -1 && sorted[0]! >= 0) continue;
      const rows: number[] = [];
      values.forEach((value, row) => {
        if (end === 1 ? value >= last : value <= last) rows.push(row + 1);
      });
      return [
        finding(
          "outliers",
          isUsed ? "serious" : "look",
          "value_apart",
          {
            column: name,
            value: at(0),
            rows: rows.length,
            row: rows[0]!,
            low: Math.min(next, far),
            high: Math.max(next, far),
          },
          { columns: [name], rows },
        ),
      ];
    }
    return [];
  });
}

/** Units with a jump where their other steps are small: which, when, and by what factor. */
function jumps(
  { panel, periodText, uncoded: profile }: Inspected,
  name: string,
  values: Float64Array,
  isUsed: boolean,
): Finding[] {
  // ratios are of columns that are never negative
  if (panel === undefined || profile(name).distinct < 10 || profile(name).sorted[0]! < 0) return [];
  const { order, nUnits, unit, timeValues } = panel;
  const steps: number[] = [];
  const found: { u: number; row: number; factor: number }[] = [];
  for (let u = 0; u < nUnits; u++) {
    if (order.starts[u + 1]! - order.starts[u]! < LEAST_PERIODS) continue;
    let [before, seen, largest, second, at] = [0, 0, 1, 1, -1];
    let factor = 1;
    for (let j = order.starts[u]!; j < order.starts[u + 1]!; j++) {
      const row = order.rows[j]!;
      const value = values[row]!;
      if (!(value > 0) || !Number.isFinite(value)) continue;
      if (seen++ > 0) {
        const ratio = value / before;
        const size = ratio > 1 ? ratio : 1 / ratio;
        if (size > JUMP && largest > JUMP && ratio > 1 !== factor > 1) {
          // a return to where the unit was is the same jump
        } else if (size > largest) {
          second = largest;
          [largest, at, factor] = [size, row, ratio];
        } else if (size > second) second = size;
      }
      before = value;
    }
    if (seen < LEAST_PERIODS) continue;
    steps.push(largest);
    if (largest < JUMP || second > CALM) continue;
    found.push({ u, row: at, factor });
  }
  const [one] = found;
  // a column whose units jump as a rule has nothing to say here
  if (one === undefined || steps.sort((a, b) => a - b)[steps.length >> 1]! > CALM) return [];
  return [
    finding(
      "outliers",
      isUsed ? "serious" : "look",
      "unit_jumps",
      {
        column: name,
        units: found.length,
        unitName: unit.name,
        ...{ unit: unit.label(one.u), period: periodText(timeValues[one.row]!), row: one.row + 1, factor: one.factor },
      },
      {
        columns: [name],
        units: found.slice(0, MOST_NAMED).map(({ u }) => unit.label(u)),
        rows: found.map(({ row }) => row + 1),
      },
    ),
  ];
}
