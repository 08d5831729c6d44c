/**
 * What a stage estimates, as a formula: outcome, treatment, controls, fixed effects. Knows the study's
 * choices, no data.
 */
import { UsageError } from "../../base/errors.js";
import { expressionText } from "../../formula/parser.js";
import { printName } from "../../formula/print.js";
import type { StudySpec } from "../file/schema.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";
import type { QualityMade } from "../inputs/quality.js";
import type { QualitySpec } from "../inputs/quality-block.js";
import { requireCoding } from "../inputs/treatment-spec.js";
import type { StageNode } from "../run/stage-node.js";

/** Controls chosen by true (those of the panel), false (none) or a list. */
export const chosenControls = (choice: boolean | readonly string[], { panel }: StudySpec): readonly string[] =>
  choice === true ? panel.controls : choice === false ? [] : choice;

/** `unit + time` of the panel, as a formula has them. */
export const panelEffects = ({ panel }: Pick<StudySpec, "panel">): string =>
  `${printName(panel.unit)} + ${printName(panel.time)}`;

/** `outcome ~ regressors | effects`, or outcomes in turn; `fe` defaults to unit + time, and `none` is none. */
export function formulaOf(
  spec: StudySpec,
  regressors: readonly string[],
  outcome?: string | readonly string[],
  fe?: string,
): string {
  const outcomes = [outcome ?? spec.panel.outcome].flat().map(expressionText);
  const left = outcomes.length === 1 ? outcomes[0] : `c(${outcomes.join(", ")})`;
  const effects = fe ?? panelEffects(spec);
  const right = regressors.length === 0 ? "1" : regressors.join(" + ");
  return `${left} ~ ${right}${effects === "none" ? "" : ` | ${effects}`}`;
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

// What stages on customs rows need of the study.

/** The block and its node. Throws UsageError `stage_needs_quality`, at `path`, in a study without one. */
export function neededQuality(
  file: StudyFile,
  path: KeyPath,
  kind: string,
  quality: StageNode<QualityMade> | null,
): { readonly spec: QualitySpec; readonly node: StageNode<QualityMade> } {
  const { spec } = file;
  if (quality !== null && spec.quality !== undefined) return { spec: spec.quality, node: quality };
  throw new UsageError(
    "stage_needs_quality",
    `${file.at(path)}: a stage ${kind} is about the rows the block quality makes, and this study has no such block; add quality: {data: DATA SOURCE, ...}, or leave the stage out.`,
    { got: null, expected: "a study with quality" },
  );
}

/** The column that plays `role`: as the block says, else of the role's own name. */
export const roleColumn = ({ columns }: QualitySpec, role: "firm" | "year" | "value"): string =>
  columns?.[role] ?? role;
