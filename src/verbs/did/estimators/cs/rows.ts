/**
 * Rows of the sample as comparisons read them: a column of units, by cohort, for each period; or, as cross-sections, rows by cohort and
 * period. Everything the kernel needs is in linear memory. Knows no estimates.
 */
import { NO_COHORT } from "../../../../data/panel/treatment-design.js";
import type { AttCell, Segment } from "../../../../engine/kernels/att-cells.js";
import type { F64Block, Scope, U32Block } from "../../../../engine/kernels/engine.js";
import type { DidSample } from "../../design/sample.js";
import type { Comparison } from "./comparisons.js";

/** Units that take part, by cohort. */
export interface CsUnits {
  /** Ascending; the never treated are at the position behind them. */
  readonly cohorts: readonly number[];
  readonly sizes: Uint32Array;
  /** Periods with rows, ascending, and the position of each code of time among them. */
  readonly periods: readonly number[];
  readonly periodOf: Uint32Array;
  /** Positions among the sample's units, by cohort. */
  readonly order: Uint32Array;
  /** Units left out as they lack a period, where all are asked for. */
  readonly incomplete: number;
  /** Units that take part and lack a period. */
  readonly short: number;
}

/** @param isComplete whether units that lack a period are left out */
export function csUnits({ design, units, starts, time, periods }: DidSample, isComplete: boolean): CsUnits {
  const seen = new Uint8Array(periods.length);
  for (let i = 0; i < time.length; i++) seen[time[i]!] = 1;
  const present = Array.from(seen.keys()).filter((code) => seen[code] !== 0);
  const periodOf = new Uint32Array(periods.length);
  present.forEach((code, t) => {
    periodOf[code] = t;
  });
  const nCohorts = design.cohorts.length;
  const sizes = new Uint32Array(nCohorts + 1);
  const position = new Uint32Array(units.length).fill(NO_COHORT);
  let [incomplete, short] = [0, 0];
  for (let u = 0; u < units.length; u++) {
    const g = design.cohortOf[units[u]!]!;
    const isShort = starts[u + 1]! - starts[u]! < present.length;
    if (isShort && isComplete) incomplete++;
    else {
      position[u] = g;
      sizes[g]!++;
      short += Number(isShort);
    }
  }
  const next = offsetsOf(sizes);
  const order = new Uint32Array(next.at(-1)!);
  for (let u = 0; u < units.length; u++) if (position[u] !== NO_COHORT) order[next[position[u]!]!++] = u;
  return {
    cohorts: design.cohorts.map(({ cohort }) => cohort),
    ...{ sizes, periods: present.map((code) => periods[code]!), periodOf, order, incomplete, short },
  };
}

/** Rows in linear memory. */
export interface CsRows {
  /** The cluster of each row. */
  readonly clusters: U32Block;
  readonly xStride: number;
  /** The unit of a row, as a position among the sample's units. */
  readonly unitOf: (row: number) => number;
  readonly cell: (comparison: Comparison) => AttCell;
}

/** Units in linear memory, a column of them for each period. */
export interface PanelColumns extends Pick<CsRows, "clusters" | "xStride" | "unitOf"> {
  /** Differences of the period at position `t` less that at `base`, of units by their places. */
  readonly between: (segments: readonly Segment[], t: number, base: number) => AttCell;
}

/** Differences of a unit's periods: a column of units, in their order, for each period, NaN where a unit is not observed. */
export function panelColumns(
  scope: Scope,
  sample: DidSample,
  { order, periods, periodOf, short }: Pick<CsUnits, "order" | "periods" | "periodOf" | "short">,
  ofUnit: Uint32Array,
): PanelColumns {
  const { starts, time, y, x, weights } = sample;
  const nUnits = order.length;
  const size = nUnits * periods.length;
  const blocks = [y, ...x.columns, ...(weights === null ? [] : [weights])];
  const all = scope.f64(size * blocks.length);
  const codes = scope.copyU32(order.map((u) => ofUnit[u]!));
  const to = Uint32Array.from(periodOf, (t) => t * nUnits);
  blocks.forEach((column, b) => {
    const own = all.part(b * size, size).view();
    if (short > 0) own.fill(Number.NaN);
    for (let place = 0; place < nUnits; place++) {
      const end = starts[order[place]! + 1]!;
      for (let i = starts[order[place]!]!; i < end; i++) own[to[time[i]!]! + place] = column[i]!;
    }
  });
  const weightsAt = (blocks.length - 1) * size;
  return {
    ...{ clusters: codes, xStride: size },
    unitOf: (row) => order[row]!,
    between: (segments, t, base) => ({
      segments,
      y1: all.at(t * nUnits),
      y0: all.at(base * nUnits),
      // covariates and weights are those of the earlier period
      x: x.columns.length === 0 ? undefined : all.at(size + Math.min(t, base) * nUnits),
      weights: weights === null ? undefined : all.at(weightsAt + Math.min(t, base) * nUnits),
    }),
  };
}

/** Comparisons of differences: a cohort with those compared with. */
export function panelRows(scope: Scope, sample: DidSample, units: CsUnits, ofUnit: Uint32Array): CsRows {
  const columns = panelColumns(scope, sample, units, ofUnit);
  const firsts = offsetsOf(units.sizes);
  return {
    ...columns,
    cell: ({ g, t, base, lowest }) => {
      const others = withoutOne(lowest, units.cohorts.length + 1, g);
      const segments: Segment[] = [
        [0, firsts[g]!, firsts[g + 1]!],
        ...others.map(([low, high]): Segment => [2, firsts[low]!, firsts[high]!]),
      ];
      return columns.between(segments, t, base);
    },
  };
}

/** Rows as cross-sections, by cohort and period; each has covariates and weights of its own. */
export function sectionRows(scope: Scope, sample: DidSample, units: CsUnits, ofUnit: Uint32Array): CsRows {
  const { order, periods, periodOf, cohorts } = units;
  const { starts, time, y, x, weights, design } = sample;
  const nPeriods = periods.length;
  const counts = new Uint32Array((cohorts.length + 1) * nPeriods);
  const cellOf = (u: number, i: number) => design.cohortOf[sample.units[u]!]! * nPeriods + periodOf[time[i]!]!;
  const eachRow = (visit: (u: number, i: number) => void) => {
    for (const u of order) for (let i = starts[u]!; i < starts[u + 1]!; i++) visit(u, i);
  };
  eachRow((u, i) => {
    counts[cellOf(u, i)]!++;
  });
  const firsts = offsetsOf(counts);
  const next = firsts.slice();
  const [rows, owners] = [new Uint32Array(firsts.at(-1)!), new Uint32Array(firsts.at(-1)!)];
  eachRow((u, i) => {
    const at = next[cellOf(u, i)]!++;
    rows[at] = i;
    owners[at] = u;
  });
  const take = (column: Float64Array): F64Block => scope.copyF64(Float64Array.from(rows, (row) => column[row]!));
  const [outcome, weight] = [take(y), weights === null ? undefined : take(weights)];
  const covariates = scope.f64(rows.length * x.columns.length);
  x.columns.forEach((column, j) => {
    covariates
      .part(j * rows.length, rows.length)
      .view()
      .set(Float64Array.from(rows, (row) => column[row]!));
  });
  const codes = scope.copyU32(owners.map((u) => ofUnit[u]!));
  const segment = (group: Segment[0], g: number, t: number): Segment => [
    group,
    firsts[g * nPeriods + t]!,
    firsts[g * nPeriods + t + 1]!,
  ];
  return {
    ...{ clusters: codes, xStride: rows.length },
    unitOf: (row) => owners[row]!,
    cell: ({ g, t, base, lowest }) => {
      const others = Array.from({ length: cohorts.length + 1 - lowest }, (_, p) => lowest + p).filter((p) => p !== g);
      return {
        segments: [
          ...[segment(0, g, t), segment(1, g, base)],
          ...others.map((p) => segment(2, p, t)),
          ...others.map((p) => segment(3, p, base)),
        ],
        ...{ y1: outcome.at(0), y0: undefined },
        ...{ x: x.columns.length === 0 ? undefined : covariates.at(0), weights: weight?.at(0) },
      };
    },
  };
}

/** Ranges of `low .. high - 1` without `one`. */
function withoutOne(low: number, high: number, one: number): (readonly [number, number])[] {
  if (one < low || one >= high) return [[low, high]];
  return (
    [
      [low, one],
      [one + 1, high],
    ] as const
  ).filter(([a, b]) => a < b);
}

/** Where each group begins, and the end of all. */
export function offsetsOf(counts: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(counts.length + 1);
  counts.forEach((count, g) => {
    offsets[g + 1] = offsets[g]! + count;
  });
  return offsets;
}
