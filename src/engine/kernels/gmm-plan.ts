/**
 * A panel regression with instruments as the kernels read it: which columns stand in the equations and, for
 * every row of a unit, which instruments are made of which values. Slots are rows of a unit: period t of the
 * transformed equation is slot t, of that in levels slot T + t.
 */

/** What a number of an instrument is: the variable in levels, its first difference, its orthogonal deviation. */
export type ValueKind = 0 | 1 | 2;

/** A number of a row of Z. */
export interface PlanEntry {
  /** Column of Z. */
  readonly instrument: number;
  readonly kind: ValueKind;
  /** Position in `GmmPlan.variables`. */
  readonly variable: number;
  /** Of which period; a missing value counts as 0. */
  readonly period: number;
}

export interface GmmPlan {
  readonly nPeriods: number;
  /** Columns of the panel that are the outcome and the regressors. */
  readonly columns: readonly number[];
  /** Of each: whether it enters the transformed equation as it is; not with orthogonal deviations. */
  readonly asIs: readonly boolean[];
  /** Columns of the panel that instruments are made of. */
  readonly variables: readonly number[];
  /** Of each: 1 added when rows of the transformed equation need it, 2 when those of the levels do. */
  readonly needed: readonly number[];
  readonly nInstruments: number;
  readonly levels: boolean;
  readonly orthogonal: boolean;
  /** 0: H is the identity; 1: that of the transformed errors, the identity in levels; 2: that of both, with their covariance. */
  readonly covariance: 0 | 1 | 2;
  /** 2T slots, each ascending by instrument, one entry an instrument. */
  readonly slots: readonly (readonly PlanEntry[])[];
}

const HEADER = 20;

/** The plan as u32: seven numbers, then where each table begins (from 8 on), then the tables. */
export function packPlan(plan: GmmPlan): Uint32Array {
  const { nPeriods: T, slots, variables } = plan;
  const entries = slots.flat();
  const byPeriod = periodPatterns(plan);
  const [own, periods] = [runsOf(slots.map((slot) => slot.map(({ instrument }) => instrument))), runsOf(byPeriod)];
  const tables: readonly (readonly number[])[] = [
    [...plan.columns, ...variables],
    plan.asIs.map(Number),
    plan.needed,
    startsOf(slots),
    entries.map(({ instrument }) => instrument),
    entries.map(({ kind, variable, period }) => (kind * variables.length + variable) * T + period),
    own.starts,
    own.runs,
    periods.starts,
    periods.runs,
  ];
  const packed = new Uint32Array(HEADER + tables.reduce((sum, { length }) => sum + length, 0));
  packed.set([T, plan.columns.length, variables.length, plan.nInstruments]);
  packed.set([Number(plan.levels), Number(plan.orthogonal), plan.covariance], 4);
  let at = HEADER;
  tables.forEach((numbers, i) => {
    packed[8 + i] = at;
    packed.set(numbers, at);
    at += numbers.length;
  });
  return packed;
}

/** First of each list, all lists one after the other, and the end. */
function startsOf(lists: readonly { readonly length: number }[]): number[] {
  const starts = [0];
  for (const { length } of lists) starts.push(starts.at(-1)! + length);
  return starts;
}

/** Runs of consecutive numbers in each ascending list: first and count. */
function runsOf(lists: readonly (readonly number[])[]): { starts: number[]; runs: number[] } {
  const starts = [0];
  const runs: number[] = [];
  for (const list of lists) {
    for (const [i, value] of list.entries()) {
      if (i > 0 && value === list[i - 1]! + 1) runs[runs.length - 1]!++;
      else runs.push(value, 1);
    }
    starts.push(runs.length / 2);
  }
  return { starts, runs };
}

/** Instruments that may be other than 0 in each row of M'Z, a row a period. */
function periodPatterns({ nPeriods: T, slots, levels, orthogonal, covariance }: GmmPlan): number[][] {
  return Array.from({ length: T }, (_, t) => {
    const found = new Set<number>();
    const add = (slot: number) => {
      for (const { instrument } of slots[slot] ?? []) found.add(instrument);
    };
    if (orthogonal) for (let s = 0; s <= Math.min(t + 1, T - 1); s++) add(s);
    else for (const s of [t, t + 1]) if (s < T) add(s);
    if (levels && covariance === 2) add(T + t);
    return [...found].sort((a, b) => a - b);
  });
}
