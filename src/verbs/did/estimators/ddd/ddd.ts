/**
 * Triple differences: the effect of a treatment on the eligible units of the cohorts that it reaches, where trends of eligible and other
 * units may differ, as long as they differ alike in all cohorts. An effect is of three two-by-two comparisons, each weighed to the
 * covariates of the eligible units of the cohort: with its other units, with eligible units of another cohort, less with others of
 * that cohort. Pooling cohorts that are not yet treated would not estimate it; each has a third difference of its own.
 * Source: Ortiz-Villavicencio & Sant'Anna (2025), doi:10.48550/arXiv.2505.09942.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { DataError, NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { type AttCell, type AttResult, attCells, type Segment } from "../../../../engine/kernels/att-cells.js";
import type { Engine, Scope } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, aggregate } from "../../shared/aggregation.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { cellEstimates, type FoundCell, sharesOf, sizesOf } from "../cs/cell-estimates.js";
import { type Comparison, comparisonsOf } from "../cs/comparisons.js";
import { LIMIT, notesOf, nothingToCompare, requireFit, TRIM } from "../cs/cs.js";
import { type CsUnits, csUnits, offsetsOf, type PanelColumns, panelColumns } from "../cs/rows.js";
import { type Combined, combined } from "./combined.js";
import { eligibleUnits } from "./eligibility.js";
import { DDD_NOTES } from "./messages.js";
import type { TripleComparison, TripleRecord } from "./record.js";

export const ddd: DidEstimator = {
  name: "ddd",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseMethods(plan);
    const eligible = eligibleUnits(sample, plan.eligible!);
    const clusters = unitClusters("ddd", sample, plan);
    const units = csUnits(sample, plan.unbalanced === "balanced");
    const groups = groupsOf(units, eligible);
    const comparisons = comparisonsOf(units.cohorts, units.sizes, units.periods, plan);
    const asked = comparisons.list.filter(({ isReference }) => !isReference);
    if (asked.length === 0) throw nothingToCompare("ddd", sample, units, comparisons);
    requireBoth(groups, asked, units, plan.eligible!, sample.design.from);
    return engine.scope((scope) => {
      const columns = panelColumns(scope, sample, { ...units, order: groups.order }, clusters.ofUnit);
      const k = 1 + sample.x.names.length;
      const method = k === 1 ? "reg" : plan.method;
      const layout = { method, k, ...columns, nClusters: clusters.nLevels, trim: TRIM, limit: LIMIT } as const;
      const thirds = thirdDifferences(engine, scope, layout, sample, columns, groups, asked);
      const found = thirds.flatMap((one) => combine(engine, one));
      if (found.length === 0) throw nothingLeft(plan.eligible!);
      const members = { ...sample, cellWeights: ofEligible(sample, eligible) };
      const cells = cellEstimates(
        engine,
        members,
        comparisons.list,
        found.map(({ cell }) => cell),
        {
          n: clusters.nLevels,
          sizeOf: (g) => groups.sizes[2 * g]!,
          sharesOf: (cohorts) => {
            if (plan.shares === "all") return sharesOf(sample, units, clusters, cohorts, false);
            const own = cohorts.map((g) => 2 * g);
            return sharesOf(sample, groups, clusters, own, false);
          },
        },
      );
      return {
        cells,
        aggregations: AGGREGATIONS,
        aggregate: (by) => aggregate(engine, cells, by, plan.balanced),
        df: Number.POSITIVE_INFINITY,
        ...sizesOf(sample, groups, clusters),
        details: { kind: "triple", ...tripleOf(plan, method, units, groups, found) },
        notes: [
          ...notesOf({ unbalanced: "balanced" }, { ...units, sizes: evens(groups.sizes) }, comparisons, k, {
            empty: thirds.flatMap(({ comparison, against }) => (against.length === 0 ? [comparison] : [])),
            trimmed: thirds.flatMap(({ trimmed }) => (trimmed > 0 ? [trimmed] : [])),
          }),
          ...dddNotes(plan, units, groups, asked, found),
        ],
      };
    });
  },
};

/** Units by cohort, the eligible before the others; group 2g is of the eligible of cohort g, 2g + 1 of its others. */
interface Groups {
  readonly order: Uint32Array;
  readonly sizes: Uint32Array;
  readonly firsts: Uint32Array;
}

function groupsOf({ order, sizes }: CsUnits, eligible: Uint8Array): Groups {
  const firsts = offsetsOf(sizes);
  const sorted: number[] = [];
  const counts = new Uint32Array(2 * sizes.length);
  for (let g = 0; g < sizes.length; g++) {
    const own = order.subarray(firsts[g]!, firsts[g + 1]!);
    const chosen = own.filter((u) => eligible[u] === 1);
    sorted.push(...chosen, ...own.filter((u) => eligible[u] === 0));
    counts[2 * g] = chosen.length;
    counts[2 * g + 1] = own.length - chosen.length;
  }
  return { order: Uint32Array.from(sorted), sizes: counts, firsts: offsetsOf(counts) };
}

const evens = (sizes: Uint32Array): Uint32Array => sizes.filter((_, group) => group % 2 === 0);
const hasBoth = ({ sizes }: Groups, g: number): boolean => sizes[2 * g]! > 0 && sizes[2 * g + 1]! > 0;

/** A cell, with the third difference against each cohort that it can be compared with. */
interface ThirdDifferences {
  readonly comparison: Comparison;
  readonly units: number;
  readonly trimmed: number;
  readonly against: readonly { readonly g: number; readonly effect: number; readonly influence: Float64Array }[];
}

/** Throws as `requireFit`. */
function thirdDifferences(
  engine: Engine,
  scope: Scope,
  layout: Parameters<typeof attCells>[2],
  sample: DidSample,
  columns: PanelColumns,
  groups: Groups,
  asked: readonly Comparison[],
): ThirdDifferences[] {
  const { sizes, firsts } = groups;
  const pair = ({ g, t, base }: Comparison, other: number): AttCell => {
    const range = (group: Segment[0], at: number): Segment => [group, firsts[at]!, firsts[at + 1]!];
    return columns.between([range(0, 2 * g), range(2, other)], t, base);
  };
  const all = asked.map((comparison) => {
    const { g, lowest } = comparison;
    const others = Array.from({ length: sizes.length / 2 - lowest }, (_, p) => lowest + p);
    const usable = hasBoth(groups, g) ? others.filter((p) => p !== g && hasBoth(groups, p)) : [];
    return { comparison, others: usable };
  });
  const pairs = all.flatMap(({ comparison, others }) =>
    others.length === 0
      ? []
      : [2 * comparison.g + 1, ...others.flatMap((p) => [2 * p, 2 * p + 1])].map((other) => ({ comparison, other })),
  );
  const n = layout.nClusters;
  const influence = scope.f64(n * pairs.length);
  const cells = pairs.map(({ comparison, other }) => pair(comparison, other));
  const results = cells.length === 0 ? [] : attCells(engine, scope, layout, cells, influence);
  pairs.forEach(({ comparison }, j) => {
    requireFit("ddd", sample, columns, comparison, results[j]!);
  });
  const own = influence.view();
  const column = (j: number) => own.subarray(j * n, (j + 1) * n);
  let next = 0;
  return all.map(({ comparison, others }) => {
    const first = next;
    if (others.length > 0) next += 1 + 2 * others.length;
    const mine = results.slice(first, next);
    const isWhole = (...parts: readonly (AttResult | undefined)[]) => parts.every((part) => part?.fault === null);
    return {
      comparison,
      units: mine[0]?.rows[0] ?? 0,
      trimmed: mine.reduce((sum, { trimmed }) => sum + trimmed, 0),
      against: others.flatMap((g, p) => {
        const [a, b, c] = [0, 1 + 2 * p, 2 + 2 * p];
        if (!isWhole(mine[a], mine[b], mine[c])) return [];
        const [same, high, low] = [a, b, c].map((at) => column(first + at));
        return [
          {
            ...{ g, effect: mine[a]!.effect + mine[b]!.effect - mine[c]!.effect },
            influence: Float64Array.from({ length: n }, (_, i) => same![i]! + high![i]! - low![i]!),
          },
        ];
      }),
    };
  });
}

/** The effect of a cell, with what it is put together of. */
interface FoundTriple {
  readonly cell: FoundCell;
  readonly against: ThirdDifferences["against"];
  readonly combined: Combined;
}

function combine(engine: Engine, { comparison, units, against }: ThirdDifferences): FoundTriple[] {
  if (against.length === 0) return [];
  const n = against[0]!.influence.length;
  const influences = new Float64Array(n * against.length);
  against.forEach(({ influence }, c) => {
    influences.set(influence, c * n);
  });
  const found = combined(
    engine,
    against.map(({ effect }) => effect),
    influences,
  );
  const { effect, influence } = against.length === 1 ? against[0]! : found;
  return [{ cell: { comparison, effect, units, influence }, against, combined: found }];
}

/** What cells are averaged by, of eligible units alone: those the effects are of. */
function ofEligible({ cellWeights, starts }: DidSample, eligible: Uint8Array): Float64Array | null {
  if (cellWeights === null) return null;
  const own = cellWeights.slice();
  eligible.forEach((one, u) => {
    if (one === 0) own.fill(0, starts[u], starts[u + 1]);
  });
  return own;
}

function tripleOf(
  { eligible }: DidPlan,
  method: string,
  { cohorts }: CsUnits,
  { sizes }: Groups,
  found: readonly FoundTriple[],
): TripleRecord {
  const several = found.filter(({ against }) => against.length > 1);
  return {
    ...{ eligible: eligible!, method },
    groups: [...cohorts, null].flatMap((cohort, g) => {
      const [own, others] = [sizes[2 * g]!, sizes[2 * g + 1]!];
      return own + others === 0 ? [] : [{ cohort, eligible: own, ineligible: others }];
    }),
    comparisons: several.flatMap(({ cell: { comparison }, against, combined: { weights, errors } }) =>
      against.map(
        ({ g, effect }, c): TripleComparison => ({
          ...{ cohort: comparison.cohort, time: comparison.period, against: cohorts[g] ?? null, estimate: effect },
          ...{ std_error: errors[c]! > 0 ? errors[c]! : null, weight: weights[c]! },
        }),
      ),
    ),
  };
}

function dddNotes(
  { unbalanced }: DidPlan,
  { cohorts, short, sizes }: CsUnits,
  groups: Groups,
  asked: readonly Comparison[],
  found: readonly FoundTriple[],
): Note[] {
  const named = (chosen: readonly number[]): string[] => chosen.map((g) => String(cohorts[g] ?? "never"));
  const oneSided = Array.from(sizes.keys()).filter((g) => sizes[g]! > 0 && !hasBoth(groups, g));
  const used = new Set(asked.flatMap(({ g }) => g));
  const even = found.filter(({ against, combined: { isEven } }) => against.length > 1 && isEven);
  return [
    unbalanced === "pairs" && short > 0 && note(DDD_NOTES, "ddd_pairs", { count: short }),
    oneSided.some((g) => used.has(g) || g >= cohorts.length || oneSided.length > 0) &&
      note(DDD_NOTES, "ddd_one_sided", { cohorts: named(oneSided) }),
    even.length > 0 && note(DDD_NOTES, "ddd_even", { count: even.length }),
  ].filter((one) => one !== false);
}

/** Throws NotSupported `did_method`: the other methods have no form that was compared with another program. */
function refuseMethods({ method }: DidPlan): void {
  if (method !== "imp" && method !== "ht") return;
  throw new NotSupported("did_method", `ddd has no method ${method}; use dr, ipw or reg.`, {
    got: method,
    expected: ["dr", "ipw", "reg"],
  });
}

/** Throws DataError `did_eligible` where no cohort that is treated, or none to compare with, has both eligible and other units. */
function requireBoth(
  groups: Groups,
  asked: readonly Comparison[],
  { cohorts }: CsUnits,
  column: string,
  from: "cohort" | "treatment",
): void {
  const own = [...new Set(asked.map(({ g }) => g))];
  if (own.some((g) => hasBoth(groups, g))) return;
  const hint =
    from === "treatment"
      ? " A treatment that is 1 for eligible units alone hides where their cohort begins: give the first treated period of the cohort, to which ineligible units belong too, with --cohort"
      : " Ineligible units belong to the cohort of the place they are in";
  throw new DataError(
    "did_eligible",
    `ddd: no cohort (${own.map((g) => cohorts[g]).join(", ")}) has both eligible and other units by ${columnFlag("eligible", column)}.${hint}; without ineligible units in treated cohorts use cs.`,
    { got: 0, expected: "a cohort with eligible and other units", column },
  );
}

const nothingLeft = (column: string): DataError =>
  new DataError(
    "did_nothing_compared",
    `ddd: in no period has a cohort with eligible and other units (${columnFlag("eligible", column)}) another such cohort, still untreated, to be compared with. Add never treated units of both kinds, or use --control notyet.`,
    { got: 0, expected: "two cohorts with eligible and other units" },
  );
