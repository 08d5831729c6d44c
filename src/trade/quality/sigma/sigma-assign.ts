/**
 * From elasticities to the sigma of each row: what can't be used is left out or replaced, as the caller
 * chose, and counted by reason.
 */

import type { Category } from "../../../base/columns.js";
import { type Note, note } from "../../../base/messages.js";
import { compensatedSum } from "../../../base/numbers.js";
import type { Table } from "../../../data/table/table.js";
import { cellText, codesOf } from "../codes/product-codes.js";
import { STEPS } from "../messages.js";
import type { Instead } from "../options.js";
import { dropMarked, type Sample } from "../sample.js";
import type { EstimatedSigma, TabledSigma } from "./plan-sigma.js";
import type { SigmaOfGroup } from "./sigma-estimate.js";

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

/** The step that takes the rows of a group whose sigma is not used, counted from 1; 0 where it is. */
export const unusableStep = ({ status }: SigmaOfGroup, used: number): number =>
  Number.isNaN(used) ? 1 + ["not_above_one", "weak", "not_estimable"].indexOf(status) : 0;

/** Steps of the waterfall for rows whose elasticity in a table is not used. */
export const tableSteps = ({ lookup }: TabledSigma): readonly Note[] => [
  note(STEPS, "no_elasticity", { table: lookup.name }),
  note(STEPS, "table_not_above"),
];

/** The rows by the sigma of their group; those of groups marked 1, 2, ..., `nReasons` are lost. */
export function assignByGroup(
  sample: Sample,
  { codes }: Category,
  used: Float64Array,
  reasons: Uint8Array,
  nReasons: number,
) {
  const marks = new Uint8Array(codes.length);
  for (let i = 0; i < marks.length; i++) marks[i] = reasons[codes[i]!]!;
  const sigma = Float64Array.from(codes, (g) => used[g]!);
  return dropMarked({ ...sample, sigma }, marks, nReasons);
}

/** The rows for which the table has a usable elasticity. Throws as `lookUp`. */
export function assignFromTable(sample: Sample, table: Table, plan: TabledSigma) {
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
  const use: TableUse = {
    tiers: [...tiers].map(([tier, { rows, values }]) => ({ tier, rows, value: compensatedSum(values) })),
    nFloored,
    nCapped,
  };
  return { ...dropMarked({ ...sample, sigma }, marks, 2), use };
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
