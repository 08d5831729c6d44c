/**
 * From elasticities to the sigma of each row: what can't be used is left out or replaced, as the caller
 * chose, and counted by reason.
 */

import { type Note, note } from "../../../base/messages.js";
import { compensatedSum } from "../../../base/numbers.js";
import { numbersAt } from "../../../base/row-runs.js";
import type { Table } from "../../../data/table/table.js";
import { cellText, codesOf } from "../codes/product-codes.js";
import { STEPS } from "../messages.js";
import type { Instead } from "../options.js";
import type { Waterfall } from "../sample.js";
import { dropMarked, type Sample } from "../sample.js";
import type { EstimatedSigma, TabledSigma } from "./plan-sigma.js";
import type { SigmaEstimates, SigmaOfGroup } from "./sigma-estimate.js";

/** A sample of which every row has a sigma above 1, and these. */
export interface Assigned {
  readonly sample: Sample;
  /** Positions in the sample before. */
  readonly positions: Uint32Array;
  readonly sigma: Float64Array;
}

/** Rows by how their elasticity was found in a table. */
export interface SigmaTier {
  readonly tier: string;
  readonly rows: number;
  readonly value: number;
}

/** Rows whose elasticity was set to the floor or the cap. */
export interface TableUse {
  readonly tiers: readonly SigmaTier[];
  readonly nFloored: number;
  readonly nCapped: number;
}

/** The sigma each group is used with; NaN: none, its rows are left out. */
export function sigmaUsed({ status, sigma }: SigmaOfGroup, plan: EstimatedSigma): number {
  const instead = (rule: Instead | "keep"): number =>
    rule === "keep" ? sigma : rule === "exclude" ? Number.NaN : rule;
  if (status === "estimated") return sigma;
  return instead(status === "weak" ? plan.weak : plan.invalid);
}

/** Steps of the waterfall for groups whose sigma is not used. */
export const unusableSteps = ({ minF: min_F }: EstimatedSigma): readonly Note[] => [
  note(STEPS, "sigma_not_above"),
  note(STEPS, "sigma_weak", { min_F }),
  note(STEPS, "sigma_not_estimable"),
];

/** The rows of groups whose sigma can be used. */
export function assignEstimates(
  sample: Sample,
  { groups, estimates }: SigmaEstimates,
  plan: EstimatedSigma,
  waterfall: Waterfall,
): Assigned {
  const used = Float64Array.from(estimates, (estimate) => sigmaUsed(estimate, plan));
  const marks = new Uint8Array(groups.codes.length);
  const markOf = Uint8Array.from(estimates, ({ status }, g) =>
    Number.isNaN(used[g]!) ? 1 + ["not_above_one", "weak", "not_estimable"].indexOf(status) : 0,
  );
  for (let i = 0; i < marks.length; i++) marks[i] = markOf[groups.codes[i]!]!;
  const steps = unusableSteps(plan);
  const sigma = Float64Array.from(groups.codes, (g) => used[g]!);
  return dropWithSigma(sample, marks, steps, sigma, waterfall);
}

/** The rows for which the table has a usable elasticity. Throws as `lookUp`. */
export function assignFromTable(
  sample: Sample,
  table: Table,
  plan: TabledSigma,
  waterfall: Waterfall,
): Assigned & { readonly use: TableUse } {
  const columns = [
    plan.product,
    ...(plan.dest === null ? [] : [plan.dest]),
    ...(plan.year === null ? [] : [plan.year]),
  ];
  const { codes, nLevels } = sample.groups.by({ written: columns.join("^"), columns });
  const firstRow = new Uint32Array(nLevels);
  for (let i = codes.length - 1; i >= 0; i--) firstRow[codes[i]!] = sample.rows[i]!;
  const found = Array.from(firstRow, (row) => lookUp(table, plan, row));
  const marks = new Uint8Array(codes.length);
  const sigma = new Float64Array(codes.length);
  const tiers = new Map<string, { rows: number; values: number[] }>();
  let [nFloored, nCapped] = [0, 0];
  for (let i = 0; i < codes.length; i++) {
    const { tier, raw, value } = found[codes[i]!]!;
    const entry = tiers.get(tier) ?? { rows: 0, values: [] };
    tiers.set(tier, entry);
    entry.rows++;
    entry.values.push(sample.value[i]!);
    sigma[i] = value;
    if (Number.isNaN(raw)) marks[i] = 1;
    else if (Number.isNaN(value)) marks[i] = 2;
    else if (value > raw && plan.floor === value) nFloored++;
    else if (value < raw && plan.cap === value) nCapped++;
  }
  const steps = [note(STEPS, "no_elasticity", { table: plan.lookup.name }), note(STEPS, "table_not_above")];
  const use = {
    tiers: [...tiers].map(([tier, { rows, values }]) => ({ tier, rows, value: compensatedSum(values) })),
    nFloored,
    nCapped,
  };
  return { ...dropWithSigma(sample, marks, steps, sigma, waterfall), use };
}

/**
 * The elasticity of the product of `row` as found, and as used: NaN where there is none, or none that is usable. Throws
 * DataError `product_not_text` where first digits count and the codes are numbers, which have lost their zeros.
 */
export function lookUp(table: Table, plan: TabledSigma, row: number): { tier: string; raw: number; value: number } {
  const text = (name: string): string => cellText(table.column(name), row) ?? "";
  const [product, country] = [text(plan.product), plan.dest === null ? "" : text(plan.dest)];
  const year = plan.year === null ? Number.NaN : table.numeric(plan.year)[row]!;
  const found =
    plan.lookup.find(product, country, year) ??
    (plan.missing === "median" ? plan.lookup.median(product, year) : undefined) ??
    (typeof plan.missing === "number"
      ? { sigma: plan.missing, tier: `not in the table: ${plan.missing}`, whole: true }
      : undefined);
  if (found === undefined) return { tier: "not in the table", raw: Number.NaN, value: Number.NaN };
  if (!found.whole) codesOf(table, plan.product);
  const { sigma: raw, tier } = found;
  const bounded = Math.min(Math.max(raw, plan.floor ?? raw), plan.cap ?? Number.POSITIVE_INFINITY);
  if (bounded > 1) return { tier, raw, value: bounded };
  return { tier, raw, value: typeof plan.invalid === "number" ? plan.invalid : Number.NaN };
}

function dropWithSigma(
  sample: Sample,
  marks: Uint8Array,
  steps: readonly Note[],
  sigma: Float64Array,
  waterfall: Waterfall,
): Assigned {
  const kept = dropMarked(sample, marks, steps, waterfall);
  const positions = new Uint32Array(kept.rows.length);
  for (let i = 0, next = 0; i < marks.length; i++) if (marks[i] === 0) positions[next++] = i;
  return { sample: kept, positions, sigma: numbersAt(sigma, positions) };
}
