/**
 * What the rules of `inspect` find grave in the sample of a study: of outcome and controls alone, and by the rules whose matter no stage and
 * no sentence of a study has; a study that extrapolates its outcome says so itself.
 */
import { WasmetricsError } from "../../base/errors.js";
import { makeTable } from "../../data/table/table.js";
import { expressionText, parseFormula } from "../../formula/parser.js";
import { columnsOfVariable, type ModelSpec, variablesOf } from "../../formula/spec.js";
import type { Finding } from "../../inspect/finding.js";
import { inspect } from "../../inspect/inspect.js";
import { builtOutcome } from "../../inspect/rules/columns/built-outcome.js";
import { duplicates } from "../../inspect/rules/rows/duplicates.js";
import type { InspectRule } from "../../inspect/rules/rule.js";
import { codes } from "../../inspect/rules/values/codes.js";
import { imputed } from "../../inspect/rules/values/imputed.js";
import { outliers } from "../../inspect/rules/values/outliers.js";
import type { PanelSpec } from "./panel-schema.js";
import type { TreatmentMade } from "./treatment.js";

/** Nothing where the rows stay with an engine: there are no numbers to look at. */
export function dataFindings(
  { outcome, controls, extrapolate }: PanelSpec,
  { panel, stayed }: TreatmentMade,
): readonly Finding[] {
  if (stayed !== undefined) return [];
  const { table } = panel;
  const spec = readFormula(outcome, controls, table.names);
  if (spec === null) return [];
  const used = new Set([panel.unit.name, panel.time.name, outcome, ...variablesOf(spec).flatMap(columnsOfVariable)]);
  const looked = makeTable(
    table.columns.filter(({ name }) => used.has(name)),
    table.source,
  );
  const ofOutcome: readonly InspectRule[] = extrapolate === undefined ? [imputed, builtOutcome] : [];
  const rules = [duplicates, codes, outliers, ...ofOutcome];
  const { findings } = inspect({ table: looked, panel: { ...panel, table: looked }, spec }, rules);
  return findings.filter(({ severity }) => severity === "serious");
}

/** The outcome on the controls; null where these can't be read, which every stage that uses them says. */
function readFormula(outcome: string, controls: readonly string[], columns: readonly string[]): ModelSpec | null {
  try {
    return parseFormula(`${expressionText(outcome)} ~ ${controls.length === 0 ? "1" : controls.join(" + ")}`, {
      columns,
    });
  } catch (error) {
    if (error instanceof WasmetricsError) return null;
    throw error;
  }
}
