/**
 * An outcome that is missing: in whole periods, or more often among units that are treated than among those that never are, period by
 * period; and columns most of which is missing.
 */
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import { type Inspected, numbersOf, regressorColumns } from "../../inspected.js";
import { compareGroups, everTreated } from "../../measure/units.js";
import type { InspectRule } from "../rule.js";

/** Share of a column from which on it is mostly missing. */
const MOSTLY = 0.5;
/** A difference by treatment this many standard errors from none. */
const FAR = 3;

export const missing: InspectRule = {
  name: "missing",
  needs: [],
  limits: { share: MOSTLY, errors: FAR },
  find(data) {
    const ofOutcome = data.outcomes.filter((name) => numbersOf(data, name) !== null);
    return [
      ...infinite(data),
      ...ofOutcome.flatMap((name) => [...wholePeriods(data, name, true), ...byTreatment(data, name)]),
      ...data.measures
        .filter(({ name }) => !ofOutcome.includes(name))
        .flatMap(({ name }) => wholePeriods(data, name, false)),
    ];
  },
};

/** Columns with numbers that are infinite. */
function infinite(data: Inspected): Finding[] {
  const used = new Set([...data.outcomes, ...regressorColumns(data)]);
  return data.measures.flatMap(({ name, values }): Finding[] => {
    const rows: number[] = [];
    values.forEach((value, row) => {
      if (Math.abs(value) === Number.POSITIVE_INFINITY) rows.push(row + 1);
    });
    if (rows.length === 0) return [];
    const facts = { column: name, rows: rows.length, first: rows[0]! };
    return [
      finding("missing", used.has(name) ? "serious" : "look", "infinite_values", facts, { columns: [name], rows }),
    ];
  });
}

/** Periods without any value of a column that has some; else whether it is mostly missing. */
function wholePeriods(data: Inspected, name: string, isOutcome: boolean): Finding[] {
  const { panel, times, periodsText, table } = data;
  const values = numbersOf(data, name)!;
  const seen = new Uint32Array(times.length);
  let present = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!)) continue;
    present++;
    if (panel !== undefined) seen[panel.time.codes[row]!]!++;
  }
  const empty = times.filter((_, t) => seen[t] === 0);
  if (present > 0 && empty.length > 0) {
    return [
      finding(
        "missing",
        isOutcome ? "look" : "note",
        "missing_periods",
        { column: name, isOutcome, periods: periodsText(empty), count: empty.length, of: times.length },
        { columns: [name], periods: empty },
      ),
    ];
  }
  if (present === 0) return []; // the rule on columns says so
  const share = 1 - present / table.nRows;
  if (share < MOSTLY) return [];
  return [
    finding(
      "missing",
      "note",
      "mostly_missing",
      { column: name, missing: table.nRows - present, of: table.nRows },
      { columns: [name] },
    ),
  ];
}

/** Each unit's missing cells beyond what its periods let expect, by whether it is ever treated. */
function byTreatment(data: Inspected, name: string): Finding[] {
  const { panel, design, times } = data;
  if (panel === undefined || design === undefined) return [];
  const values = numbersOf(data, name)!;
  const [rows, lacking] = [new Uint32Array(times.length), new Uint32Array(times.length)];
  for (let row = 0; row < values.length; row++) {
    const t = panel.time.codes[row]!;
    rows[t]!++;
    if (Number.isNaN(values[row]!)) lacking[t]!++;
  }
  const excess = new Float64Array(panel.nUnits);
  const counts = new Uint32Array(panel.nUnits);
  for (let row = 0; row < values.length; row++) {
    const [u, t] = [panel.unit.codes[row]!, panel.time.codes[row]!];
    excess[u]! += Number(Number.isNaN(values[row]!)) - lacking[t]! / rows[t]!;
    counts[u]!++;
  }
  const compared = compareGroups(
    excess.map((sum, u) => sum / counts[u]!),
    everTreated(design),
  );
  if (compared === null || !(Math.abs(compared.t) >= FAR)) return [];
  const shares = missingShares(values, data);
  return [
    finding(
      "missing",
      "serious",
      "missing_by_treatment",
      { column: name, ...shares, difference: compared.means[1] - compared.means[0], t: compared.t },
      { columns: [name, design.column] },
    ),
  ];
}

function missingShares(values: Float64Array, { panel, design }: Inspected): { treated: number; untreated: number } {
  const ever = everTreated(design!);
  const [rows, lacking] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  values.forEach((value, row) => {
    const group = ever[panel!.unit.codes[row]!]!;
    if (group > 1) return;
    rows[group as 0 | 1]++;
    if (Number.isNaN(value)) lacking[group as 0 | 1]++;
  });
  return { treated: lacking[1] / rows[1], untreated: lacking[0] / rows[0] };
}
