/**
 * Where a panel is unbalanced: periods nobody has, units that enter late, leave early or have gaps, and whether leaving differs between
 * units that are treated and those that never are.
 */
import type { Panel } from "../../../data/panel/panel.js";
import { timeStep } from "../../../data/panel/panel.js";
import type { Finding } from "../../finding.js";
import { finding, MOST_NAMED } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import { compareGroups, everTreated, unitNames } from "../../measure/units.js";
import type { InspectRule } from "../rule.js";

/** Share of cells without a row from which on a panel is worth a second look. */
const MANY_MISSING = 0.1;
/** A difference in leaving this many standard errors from none. */
const FAR = 3;

export const balance: InspectRule = {
  name: "balance",
  needs: ["panel"],
  limits: { share: MANY_MISSING, errors: FAR },
  find(data) {
    return [...periodsNobodyHas(data), ...(data.panel!.balance.balanced ? [] : unbalanced(data))];
  },
};

function periodsNobodyHas({ panel, times, periodText }: Inspected): Finding[] {
  const step = timeStep(panel!.timeValues);
  const gaps = times.flatMap((time, t) => {
    const next = times[t + 1];
    return next === undefined
      ? []
      : Array.from({ length: Math.min(MOST_NAMED, (next - time) / step - 1) }, (_, i) => time + (i + 1) * step);
  });
  if (gaps.length === 0) return [];
  const missing = gaps.slice(0, MOST_NAMED);
  return [
    finding(
      "balance",
      "look",
      "periods_skipped",
      { periods: missing.map(periodText), time: panel!.time.name },
      { columns: [panel!.time.name], periods: missing },
    ),
  ];
}

function unbalanced(data: Inspected): Finding[] {
  const { panel, times, periodText, periodsText } = data;
  const { order, time, nUnits, nPeriods } = panel!;
  const [late, left, gaps]: [number[], number[], number[]] = [[], [], []];
  const absent = new Uint32Array(nPeriods);
  for (let u = 0; u < nUnits; u++) {
    const [from, end] = [order.starts[u]!, order.starts[u + 1]!];
    const first = time.codes[order.rows[from]!]!;
    const last = time.codes[order.rows[end - 1]!]!;
    if (first > 0) late.push(u);
    if (last < nPeriods - 1) left.push(u);
    if (last - first + 1 > end - from) gaps.push(u);
  }
  for (let row = 0; row < time.codes.length; row++) absent[time.codes[row]!]!++;
  const rows = time.codes.length;
  const cells = nUnits * nPeriods;
  const least = absent.reduce((place, n, t) => (n < absent[place]! ? t : place), 0);
  const of = (units: readonly number[]) => ({
    units: units.length,
    of: nUnits,
    named: unitNames(panel!, units, 5),
    unit: panel!.unit.name,
  });
  const where = (units: readonly number[]) => ({
    columns: [panel!.unit.name],
    units: unitNames(panel!, units, MOST_NAMED),
  });
  const severity = 1 - rows / cells >= MANY_MISSING ? ("look" as const) : ("note" as const);
  return [
    finding(
      "balance",
      severity,
      "unbalanced",
      {
        missing: cells - rows,
        ...{ cells, share: 1 - rows / cells, units: nUnits },
        complete: completeUnits(panel!),
        period: periodText(times[least]!),
        seen: absent[least]!,
        fullest: Math.max(...absent),
      },
      { periods: times.filter((_, t) => absent[t]! < nUnits) },
    ),
    ...(gaps.length === 0
      ? []
      : [
          finding(
            "balance",
            "look",
            "unit_gaps",
            { ...of(gaps), example: gapOf(panel!, gaps[0]!, times, periodsText) },
            where(gaps),
          ),
        ]),
    ...(late.length === 0
      ? []
      : [finding("balance", "note", "units_late", { ...of(late), first: periodText(times[0]!) }, where(late))]),
    ...(left.length === 0
      ? []
      : [finding("balance", "note", "units_left", { ...of(left), last: periodText(times.at(-1)!) }, where(left))]),
    ...leavingByTreatment(data, left),
  ];
}

function completeUnits({ order, nUnits, nPeriods }: Panel): number {
  let complete = 0;
  for (let u = 0; u < nUnits; u++) if (order.starts[u + 1]! - order.starts[u]! === nPeriods) complete++;
  return complete;
}

/** Periods between a unit's first and last without a row. */
function gapOf(
  { order, time }: Panel,
  u: number,
  times: readonly number[],
  text: (periods: readonly number[]) => string,
): string {
  const seen = Array.from(order.rows.subarray(order.starts[u]!, order.starts[u + 1]!), (row) => time.codes[row]!);
  const own = new Set(seen);
  return text(times.filter((_, t) => t > seen[0]! && t < seen.at(-1)! && !own.has(t)));
}

function leavingByTreatment({ panel, design }: Inspected, left: readonly number[]): Finding[] {
  if (design === undefined || left.length === 0) return [];
  const leaves = new Float64Array(panel!.nUnits);
  for (const u of left) leaves[u] = 1;
  const compared = compareGroups(leaves, everTreated(design));
  if (compared === null || Math.abs(compared.t) < FAR) return [];
  const [untreated, treated] = compared.means;
  return [
    finding(
      "balance",
      "serious",
      "leaving_differs",
      { treated, untreated, t: compared.t },
      { columns: [design.column] },
    ),
  ];
}
