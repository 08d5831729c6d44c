/**
 * What the data call the parts of a model: its coefficients, outcome, effects, clusters and weights, by the names its record has.
 */
import type { Labelled } from "../../base/columns.js";
import { labelsOf } from "../../data/labels.js";
import type { Table } from "../../data/table/table.js";
import type { ExpandedTerms } from "../frame/terms.js";
import type { FitRecord } from "./fit-record.js";

/** What every model's record has of names. */
interface Named {
  readonly depvar: string;
  readonly vcov: Pick<FitRecord["vcov"], "clusters">;
  readonly fixed_effects?: Pick<FitRecord["fixed_effects"], "effects">;
  readonly weights?: string | null;
}

/** The `labels` of a model's record; `terms` are its regressors and instruments. */
export function modelLabels(
  table: Table,
  { depvar, vcov, fixed_effects, weights }: Named,
  terms: Pick<ExpandedTerms, "labels">,
): Labelled {
  const effects = Object.entries(fixed_effects?.effects ?? {});
  return labelsOf(
    table,
    [
      depvar,
      ...Object.keys(terms.labels),
      ...effects.flatMap(([name, { slopes }]) => [name, ...(slopes?.names ?? [])]),
      ...Object.keys(vcov.clusters),
      ...(weights == null ? [] : [weights]),
    ],
    terms.labels,
  );
}
