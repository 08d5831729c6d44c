/**
 * Which estimators a design refuses, and why: units on a path of treatment that an estimator cannot use.
 */
import { DataError } from "../../../base/errors.js";
import type { PathBreak, TreatmentDesign, UnitPath } from "../../../data/panel/treatment-design.js";
import { UNIT_PATHS } from "../../../data/panel/treatment-design.js";
import { didWords } from "../design/messages.js";
import type { DidPlan } from "../design/plan.js";
import { type DidEstimator, pathsOf } from "../shared/estimator.js";
import type { EstimatorName } from "../shared/names.js";
import { estimators } from "./estimators.js";

/** What may refuse a design, and the paths of units it can use. */
interface Served {
  readonly name: string;
  readonly paths: DidEstimator["paths"];
}

/** Why an estimator does not serve a design. */
export interface Refusal {
  readonly estimator: string;
  readonly column: string;
  readonly path: UnitPath;
  /** Units on that path, and where the first of them leaves the ways the estimator knows. */
  readonly units: number;
  readonly first: PathBreak | null;
  /** What can use such units, as it is asked for. */
  readonly others: readonly string[];
}

/** Null where the estimator serves the design. */
export function refusalOf(asked: Served, design: TreatmentDesign, plan: DidPlan): Refusal | null {
  const path = UNIT_PATHS.findLast((one) => design.units[one] > 0 && !pathsOf(asked, plan).includes(one));
  if (path === undefined) return null;
  return {
    estimator: asked.name,
    column: design.column,
    path,
    units: design.units[path],
    first: design.breaks[0] ?? null,
    others: remedies(path, plan),
  };
}

/** Options under which estimators serve designs they otherwise refuse, and how they are written. */
const WAYS: readonly { readonly option: Partial<DidPlan>; readonly written: string }[] = [
  { option: {}, written: "" },
  { option: { aggregate: "simple" }, written: " --aggregate simple" },
  { option: { stable: 1 }, written: " --stable PERIODS" },
];

/** Estimators that can use units of `path`, each with the first option under which it can. */
function remedies(path: UnitPath, plan: DidPlan): string[] {
  return (Object.keys(estimators) as EstimatorName[]).flatMap((name) => {
    const way = WAYS.find(({ option }) => pathsOf(estimators[name], { ...plan, ...option }).includes(path));
    return way === undefined ? [] : [`${name}${way.written}`];
  });
}

/** Throws DataError `did_design` where the design refuses the estimator. */
export function requireDesign(asked: Served, design: TreatmentDesign, plan: DidPlan): void {
  const refusal = refusalOf(asked, design, plan);
  if (refusal === null) return;
  const { path, units } = refusal;
  const expected = pathsOf(asked, plan);
  throw new DataError("did_design", didWords.refused.en({ ...refusal, refused: [refusal.estimator] }), {
    got: path,
    expected,
    units,
  });
}
