/**
 * A stage `psm-did` as the verb takes it: which units are treated at all, which periods come before, and the
 * options of `psmatch` under their own spelling. Estimates nothing.
 */
import { UsageError } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import { rowsOf } from "../../../data/panel/treatment.js";
import type { PsmatchOptions } from "../../../verbs/psmatch/options.js";
import { type MatchingPlan, planMatching } from "../../../verbs/psmatch/plan.js";
import { type KeyPath, locating, type StudyFile } from "../../file/study-file.js";
import { addColumns } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { PsmDidSpec } from "./schema.js";

/** Choices that need no data, under the names of `psmatch`. */
function choicesOf(spec: PsmDidSpec): PsmatchOptions {
  const { preset, method, link, ratio, replace, order, ties, exact, caliper, kernel, bandwidth, support, moments } =
    spec;
  const given = {
    ...{ preset, method, link, ratio, replace, order, ties, exact, caliper, kernel, bandwidth, support, moments },
    caliperUnit: spec.caliper_unit,
    weightSum: spec.weight_sum,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as PsmatchOptions;
}

/** The plan of the stage at `path` before data are seen. Throws as `planMatching`, and for `pre` without averages. */
export function matchingPlan(file: StudyFile, path: KeyPath, spec: PsmDidSpec): MatchingPlan {
  if (spec.pre !== undefined && spec.match !== "averages") {
    throw new UsageError(
      "psm_did_pre",
      `${file.at([...path, "pre"])}: pre says which rows units are averaged over, and match: ${spec.match} averages none; leave pre out, or set match: averages.`,
      { got: spec.match, expected: "averages" },
    );
  }
  return locating(file, path, () => planMatching(choicesOf(spec)));
}

/** Options of `psmatch` for the sample that `made` is; the seed and the level are the study's. */
export function matchingOptions(
  file: StudyFile,
  path: KeyPath,
  spec: PsmDidSpec,
  made: TreatmentMade,
  treatment: string,
): PsmatchOptions {
  const { unit, time } = made.panel;
  return {
    ...choicesOf(spec),
    ...(spec.match === "averages" ? { average: unit.name, pre: preOf(file, path, spec, made) } : {}),
    ...(spec.match === "by-period" ? { by: time.name } : {}),
    timing: treatment,
    seed: file.spec.seed,
    level: file.spec.level,
  };
}

/** The condition on rows averaged: as written, or all periods before the first cohort. */
function preOf(file: StudyFile, path: KeyPath, { pre }: PsmDidSpec, { facts, panel }: TreatmentMade): string {
  if (pre !== undefined) return pre;
  if (facts.span !== null) return `${panel.time.name} < ${facts.span[0]}`;
  throw new UsageError(
    "psm_did_pre",
    `${file.at(path)}: no unit is observed both before and after its treatment began, so there is no first cohort to average before; write pre, such as pre: ${panel.time.name} <= 2011.`,
    { got: null, expected: "pre" },
  );
}

/** The panel with a column that is 1 in every row of units whose `treatment` is 1 in some row; and its name. */
export function withEverTreated(panel: Panel, treatment: string): { readonly panel: Panel; readonly name: string } {
  let name = `ever_${treatment}`;
  while (panel.table.has(name)) name = `_${name}`;
  const values = panel.table.numeric(treatment);
  const ever = new Float64Array(values.length);
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u);
    if (rows.some((row) => values[row] === 1)) for (const row of rows) ever[row] = 1;
  }
  return { panel: addColumns(panel, { [name]: ever }), name };
}
