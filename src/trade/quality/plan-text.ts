/**
 * A plan as one line of text, every default filled in.
 */
import type { Table } from "../../data/table/table.js";
import type { QualityPlan } from "./plan.js";
import type { Keys } from "./plan-names.js";
import type { SigmaPlan } from "./sigma/plan-sigma.js";

/** The call of a run, as it could be written again. */
export function describePlan(table: Table, plan: Omit<QualityPlan, "call" | "notes">): string {
  const { cleaning, instrument } = plan;
  const { trim, maxRatio, minRows, duplicates, intermediaries, unit } = cleaning;
  const rule = ruleText(plan);
  const parts = [
    ...Object.entries(plan.roles).map(([role, column]) => `${role} = ${column}`),
    `sigma = ${sigmaText(plan.sigma)}`,
    ...(instrument === null
      ? []
      : [`instrument = ${instrument.mean} mean, weights ${instrument.weights}, single_dest ${instrument.singleDest}`]),
    `fe = ${written(plan.effects, " + ")}`,
    `normalise = ${plan.normalise.written}${rule === "min-max" ? "" : ` (${rule})`}`,
    ...(plan.concordance === null ? [] : [`concordance = ${plan.concordance.maps.map(({ name }) => name).join(", ")}`]),
    ...(intermediaries === null ? [] : [`intermediaries = ${intermediaries.column}`]),
    ...(unit === null ? [] : [`unit = ${unit.column} (${unit.changes})`]),
    `duplicates = ${duplicates?.rule ?? "keep"}`,
    `trim = ${trim?.share ?? 0}`,
    ...(maxRatio === null ? [] : [`max_ratio = ${maxRatio.factor}`]),
    ...(minRows === null ? [] : [`min_rows = ${minRows.rows}`]),
    `by = ${plan.by.length === 0 ? "none" : written(plan.by, ",")}`,
    `singletons = ${plan.singletons}`,
  ];
  return `quality(${table.source.name}, ${parts.join(", ")})`;
}

/** The rule of normalisation as it is asked for. */
export const ruleText = ({ rule }: Pick<QualityPlan, "rule">): string =>
  rule.kind === "percentile" ? `percentile:${rule.share}` : rule.kind;

const written = (keys: readonly Keys[], separator: string): string => keys.map((key) => key.written).join(separator);

function sigmaText(sigma: SigmaPlan): string {
  if (sigma.source === "fixed") return String(sigma.value);
  if (sigma.source === "table") return `table:${sigma.lookup.name}`;
  return `${sigma.source}, ${sigma.by === null ? "pooled" : `by ${sigma.by.written}`}, ${sigma.vcov.written}`;
}
