/**
 * Why a comparison cannot be made, in sentences: overlap, separation, collinear covariates. Knows no rows.
 */
import { DataError } from "../../../../base/errors.js";
import { plural } from "../../../../base/messages.js";
import type { AttFault, AttResult } from "../../../../engine/kernels/att-cells.js";
import type { Comparison } from "./comparisons.js";

/** What a refusal names. */
export interface Named {
  /** The estimator. */
  readonly name: string;
  readonly unit: string;
  /** Labels of the units whose propensity is too high, the first few. */
  readonly units: readonly string[];
  readonly covariates: readonly string[];
  readonly limit: number;
}

/** Throws DataError `did_overlap`, `did_separated`, `did_collinear` for a comparison that has that fault. */
export function refuseFault(
  { cohort, period }: Comparison,
  fault: Exclude<AttFault, "empty">,
  { highest, tooHigh, column }: AttResult,
  { name: estimator, unit, units, covariates, limit }: Named,
): never {
  const place = `${estimator}, cohort ${cohort} in ${period}`;
  const given = covariates.join(", ");
  const remedy = `--method reg, which needs no propensity, can extrapolate; else leave covariates out, or units with --subset`;
  if (fault === "overlap") {
    const more = tooHigh > units.length ? " and others" : "";
    throw new DataError(
      "did_overlap",
      `${place}: given ${given}, ${tooHigh} ${plural(tooHigh, "unit has", "units have")} a propensity to be treated of ${limit} or more (${unit} ${units.map((label) => `'${label}'`).join(", ")}${more}), so that none of those compared with is like ${plural(tooHigh, "it", "them")}; ${remedy}.`,
      { got: highest, expected: `< ${limit}`, units, count: tooHigh },
    );
  }
  if (fault === "separated") {
    throw new DataError(
      "did_separated",
      `${place}: ${given} separate${covariates.length === 1 ? "s" : ""} the treated from those compared with, and the logit of the propensity has no maximum; ${remedy}.`,
      { got: "separated", expected: "overlap" },
    );
  }
  const who = { controls: "units compared with", treated: "treated units", all: "units" }[fault];
  const name = column === 1 ? "the constant" : `covariate '${covariates[column - 2]}'`;
  throw new DataError(
    "did_collinear",
    `${place}: among the ${who} ${name} is constant or follows from the covariates before it; leave it out${fault === "treated" ? ", or use --method reg or ipw" : ""}.`,
    { got: column === 1 ? "constant" : covariates[column - 2], expected: "covariates that vary in every comparison" },
  );
}
