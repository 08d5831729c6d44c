/** A column followed to the file it comes from, by the blocks of the study file. Reads no data. */
import { ownOf } from "../../base/objects.js";
import type { Aggregation } from "../inputs/panel-schema.js";
import type { MappedInputs } from "../outputs/mapped-inputs.js";

/** A step on the way from a column to the data. */
export type Origin =
  | {
      readonly from: "treatment";
      readonly column: string;
      readonly coding: string;
      readonly source: string;
      readonly of: string | null;
      readonly data: string;
    }
  | { readonly from: "fitted"; readonly column: string; readonly of: string }
  | { readonly from: "lag"; readonly column: string; readonly of: string }
  | {
      readonly from: "aggregate";
      readonly column: string;
      readonly function: string;
      readonly of: string;
      readonly weight: string | null;
      readonly unit: string;
      readonly time: string;
      readonly data: string;
    }
  | { readonly from: "extrapolation"; readonly column: string; readonly formula: string; readonly last: number | null }
  | { readonly from: "quality"; readonly column: string; readonly data: string }
  | { readonly from: "column"; readonly column: string; readonly data: string };

/** Columns that the measure of quality adds to customs rows. */
const OF_QUALITY = ["quality", "r_quality", "sigma"];

/** The way of `column` to the data, nearest first. */
export function originsOf({ panel, quality, treatment }: MappedInputs, column: string): Origin[] {
  const coding = ownOf(treatment.codings, column);
  if (coding !== undefined) {
    const { source, column: of, data } = treatment;
    return [{ from: "treatment", column, coding, source, of, data }];
  }
  const visit = (name: string, seen: readonly string[]): Origin[] => {
    if (seen.includes(name)) return [];
    const on = (next: string) => visit(next, [...seen, name]);
    const lagged = ownOf(panel.lags, name);
    if (lagged !== undefined) return [{ from: "lag", column: name, of: lagged }, ...on(lagged)];
    const made = panel.aggregate === null ? undefined : ownOf(panel.aggregate, name);
    const { data } = panel;
    if (made !== undefined) {
      const { function: how, of, weight } = aggregated(made);
      const { unit, time } = panel;
      return [{ from: "aggregate", column: name, function: how, of, weight, unit, time, data }, ...measured(of)];
    }
    const imputed: Origin[] =
      panel.extrapolate !== null && name === panel.outcome
        ? [
            {
              from: "extrapolation",
              column: name,
              formula: panel.extrapolate.formula,
              last: panel.extrapolate.last ?? null,
            },
          ]
        : [];
    return [...imputed, ...measured(name)];
  };
  /** A column of the rows the panel is made of. */
  const measured = (name: string): Origin[] => {
    const { data } = panel;
    return quality?.data === data && OF_QUALITY.includes(name)
      ? [{ from: "quality", column: name, data }]
      : [{ from: "column", column: name, data }];
  };
  return visit(column, []);
}

function aggregated(made: Aggregation): {
  readonly function: string;
  readonly of: string;
  readonly weight: string | null;
} {
  const [[how, of]] = Object.entries(made) as [[string, string]];
  return { function: how, of, weight: "weight" in made ? (made.weight ?? null) : null };
}

/** Names of columns in a term of an equation: `log(l_exports)` has `l_exports`. */
export function columnsIn(term: string): string[] {
  const names = term.match(/(?<![\p{L}\p{N}_.:])[\p{L}_][\p{L}\p{M}\p{N}_.]*(?![\p{L}\p{M}\p{N}_.]|\s*\(|::)/gu) ?? [];
  return [...new Set(names)];
}
