/**
 * What a stage estimates, as a formula: outcome, treatment, controls, fixed effects. Knows the study's
 * choices, no data.
 */
import { UsageError } from "../../base/errors.js";
import type { StudySpec } from "../file/schema.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";
import { requireCoding } from "../inputs/treatment-spec.js";

/** Controls chosen by true (those of the panel), false (none) or a list. */
export const chosenControls = (choice: boolean | readonly string[], { panel }: StudySpec): readonly string[] =>
  choice === true ? panel.controls : choice === false ? [] : choice;

/** `outcome ~ regressors | effects`; `fe` defaults to unit + time, and `none` is none. */
export function formulaOf(spec: StudySpec, regressors: readonly string[], outcome?: string, fe?: string): string {
  const effects = fe ?? `${spec.panel.unit} + ${spec.panel.time}`;
  const right = regressors.length === 0 ? "1" : regressors.join(" + ");
  return `${outcome ?? spec.panel.outcome} ~ ${right}${effects === "none" ? "" : ` | ${effects}`}`;
}

/** The coding a stage uses: the one named at `path`, or the first absorbing one. */
export function absorbingCoding(file: StudyFile, path: KeyPath, name: string | undefined): string {
  if (name !== undefined) requireCoding(file, [...path, "treatment"], name);
  const { codings } = file.spec.treatment;
  const chosen = name ?? Object.keys(codings).find((key) => codings[key]!.coding === "absorbing");
  if (chosen !== undefined && codings[chosen]!.coding === "absorbing") return chosen;
  throw new UsageError(
    "stage_needs_absorbing",
    `${file.at(path)}: this stage needs a treatment coded absorbing; ${chosen === undefined ? "the study has none" : `'${chosen}' is coded ${codings[chosen]!.coding}`}.`,
    { got: chosen, expected: "a coding absorbing" },
  );
}
