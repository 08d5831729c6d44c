/**
 * An outcome that other columns make: in all rows, or in some periods alone, where it was filled in by a formula. A regressor it is made of
 * explains it by construction.
 */
import type { Category, Column } from "../../../base/columns.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { lag, timeStep } from "../../../data/panel/panel.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import { type Inspected, numbersOf, regressorColumns } from "../../inspected.js";
import { EXACT, type Groups, NEARLY, type Numbers, type Reproduced, reproduce } from "../../measure/reproduce.js";
import { isInvariant } from "../../measure/within.js";
import type { InspectRule } from "../rule.js";

/** Periods that are looked at one by one, and rows of one. */
const MOST_PERIODS = 100;
const LEAST_ROWS = 30;
/** Columns that are tried: the regressors first. */
const MOST_COLUMNS = 60;
/** A grouping has at most one level for so many rows of a period. */
const ROWS_A_LEVEL = 3;
const LEAST_DISTINCT = 10;
/** Share of rows that are the outcome of a period beside theirs, and of outcomes that do not move, beyond which that says nothing. */
const NEIGHBOUR = 0.9;
const STILL = 0.5;

export const builtOutcome: InspectRule = {
  name: "built-outcome",
  needs: ["outcome"],
  limits: { exact: 1 - EXACT, nearly: 1 - NEARLY, rows: LEAST_ROWS },
  find: (data) =>
    data.outcomes.flatMap((name) =>
      numbersOf(data, name) !== null && data.profile(name).distinct >= LEAST_DISTINCT
        ? [...ofOutcome(data, name), ...neighbours(data, name)]
        : [],
    ),
};

function ofOutcome(data: Inspected, outcome: string): Finding[] {
  const y = numbersOf(data, outcome)!;
  const candidates = candidatesOf(data, outcome);
  if (candidates.length === 0) return [];
  const present = rowsWith(y);
  const whole = reproduce(y, candidates, [], present, EXACT) ?? reproduce(y, candidates, [], present, NEARLY);
  if (whole !== undefined) return [said(data, outcome, whole, null, [present])];
  return byPeriod(data, outcome, y, candidates);
}

/** Columns that are the outcome of the unit's period before, or of the one after. */
function neighbours(data: Inspected, outcome: string): Finding[] {
  const { panel } = data;
  if (panel === undefined || panel.nPeriods < 2) return [];
  const y = numbersOf(data, outcome)!;
  const regressors = new Set(regressorColumns(data));
  const step = timeStep(panel.timeValues);
  return (["lag", "lead"] as const).flatMap((which) => {
    const moved = lag(panel, y, which === "lag" ? step : -step);
    // an outcome that stands still is its own past
    if (alike(y, moved).share > STILL) return [];
    return candidatesOf(data, outcome).flatMap(({ name, values }): Finding[] => {
      const { share, pairs } = alike(values, moved);
      if (pairs < LEAST_ROWS || share < NEIGHBOUR) return [];
      const isUsed = regressors.has(name);
      const facts = { outcome, column: name, which, share, pairs, isUsed };
      return [
        finding("built-outcome", isUsed ? "serious" : "note", "outcome_of_neighbour", facts, {
          columns: [outcome, name],
        }),
      ];
    });
  });
}

/** The share of pairs, where both are there, that are equal to the last digit. */
function alike(a: Float64Array, b: Float64Array): { readonly share: number; readonly pairs: number } {
  let [pairs, equal] = [0, 0];
  for (let row = 0; row < a.length; row++) {
    if (!Number.isFinite(a[row]!) || !Number.isFinite(b[row]!)) continue;
    pairs++;
    if (a[row] === b[row]) equal++;
  }
  return { share: pairs === 0 ? 0 : equal / pairs, pairs };
}

/** Numeric columns beside the outcome, the regressors first. */
function candidatesOf(data: Inspected, outcome: string): Numbers[] {
  const regressors = new Set(regressorColumns(data));
  const others = data.measures.filter(
    ({ name }) => name !== outcome && name !== data.treatment && data.profile(name).distinct > 2,
  );
  return [
    ...others.filter(({ name }) => regressors.has(name)),
    ...others.filter(({ name }) => !regressors.has(name)),
  ].slice(0, MOST_COLUMNS);
}

const rowsWith = (y: Float64Array): Uint32Array => {
  const rows: number[] = [];
  for (let row = 0; row < y.length; row++) if (Number.isFinite(y[row]!)) rows.push(row);
  return Uint32Array.from(rows);
};

/** The same function in several periods is one finding. */
function byPeriod(data: Inspected, outcome: string, y: Float64Array, candidates: readonly Numbers[]): Finding[] {
  const { panel, times } = data;
  if (panel === undefined || times.length < 2 || times.length > MOST_PERIODS) return [];
  const groups = groupsOf(data);
  const rows = times.map((): number[] => []);
  for (let row = 0; row < y.length; row++) if (Number.isFinite(y[row]!)) rows[panel.time.codes[row]!]!.push(row);
  const found = new Map<string, { function: Reproduced; periods: number[]; rows: Uint32Array[] }>();
  let tested = 0;
  times.forEach((period, t) => {
    const own = Uint32Array.from(rows[t]!);
    if (own.length < LEAST_ROWS) return;
    tested++;
    const small = groups.filter(({ nLevels }) => nLevels * ROWS_A_LEVEL <= own.length);
    const made = reproduce(y, candidates, small, own, EXACT) ?? reproduce(y, candidates, [], own, NEARLY);
    if (made === undefined) return;
    const key = JSON.stringify([made.kind, made.columns, "group" in made ? made.group : ""]);
    const same = found.get(key);
    if (same === undefined) found.set(key, { function: made, periods: [period], rows: [own] });
    else {
      same.periods.push(period);
      same.rows.push(own);
    }
  });
  return [...found.values()].map(({ function: made, periods, rows: own }) =>
    said(data, outcome, made, { periods, others: tested - periods.length }, own),
  );
}

/** Groupings that do not change within units: provinces, industries, cohorts. */
function groupsOf({ table, panel, keys, profile }: Inspected): Groups[] {
  const isFew = (name: string) => profile(name).decimals === 0 && profile(name).distinct >= 2;
  const columns: Column[] = table.columns.filter(
    (column) => !keys.has(column.name) && (column.kind === "text" ? column.levels.length > 1 : isFew(column.name)),
  );
  return columns
    .filter((column) => column.kind === "text" || isInvariant(column.values, panel!.unit))
    .map((column): Category => categoryOf(column))
    .filter(({ nLevels }) => nLevels * 2 <= panel!.nUnits)
    .sort((a, b) => b.nLevels - a.nLevels)
    .slice(0, 8);
}

function said(
  data: Inspected,
  outcome: string,
  made: Reproduced,
  place: { readonly periods: readonly number[]; readonly others: number } | null,
  tested: readonly Uint32Array[],
): Finding {
  const { times, periodsText } = data;
  const regressors = new Set(regressorColumns(data));
  const periods = place?.periods ?? null;
  const columns = made.columns.map((name) => numbersOf(data, name)!);
  const rows = tested.reduce(
    (sum, own) => sum + own.reduce((n, row) => n + Number(columns.every((values) => Number.isFinite(values[row]!))), 0),
    0,
  );
  const used = made.columns.filter((name) => regressors.has(name));
  const few = periods !== null && periods.length * 2 <= times.length;
  const severity = used.length > 0 || few ? ("serious" as const) : ("look" as const);
  const exact = made.unexplained <= EXACT;
  const facts = {
    ...{ outcome, kind: made.kind, columns: made.columns, regressors: used, rows, exact },
    ...("group" in made ? { group: made.group } : {}),
    r2: 1 - made.unexplained,
  };
  const where = { columns: [outcome, ...made.columns], ...(periods === null ? {} : { periods }) };
  return periods === null
    ? finding("built-outcome", severity, "outcome_built", facts, where)
    : finding(
        "built-outcome",
        severity,
        made.kind === "equal" ? "outcome_equal_in_periods" : "outcome_built_in_periods",
        { ...facts, periods: periodsText(periods), count: periods.length, of: times.length, others: place!.others },
        where,
      );
}
