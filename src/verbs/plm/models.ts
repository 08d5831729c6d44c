/**
 * What the command gives: models of one panel, side by side where several are asked for, and tests of it.
 */
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { renderText } from "../../report/render/text.js";
import type { Presentation } from "../verb.js";
import { panelTestNames, panelTests } from "./panel-tests.js";
import { plmPlan, requirePlainFormula } from "./plan.js";
import { plm } from "./plm.js";
import type { PanelTestsRecord, PlmRecord } from "./record.js";
import { panelTestsTable, plmSummary, plmTable } from "./report/table.js";
import type { PanelTestsOptions, PlmModel, PlmModelsOptions, PlmOptions } from "./verb.js";

export interface PlmModels {
  readonly fits: readonly PlmRecord[];
  /** Null for none. */
  readonly tests: PanelTestsRecord | null;
}

/** The models of `model`, and `tests`: those named, or Hausman's where within and random stand side by side. Throws as both verbs. */
export function plmModels(engine: Engine, panel: Panel, formula: string, options: PlmModelsOptions): PlmModels {
  const { subset } = options;
  const { models, tests } = askedOf(options);
  return {
    fits: models.map((model) => plm(engine, panel, formula, model)),
    tests:
      tests === null
        ? null
        : panelTests(engine, panel, formula, { tests, ...(subset === undefined ? {} : { subset }) }),
  };
}

/** Throws what `plm` and `panelTests` would throw whatever the data. */
export function checkPlmModels(formula: string, options: PlmModelsOptions): void {
  const { models, tests } = askedOf(options);
  checkPanelTests(formula, { ...options, tests: tests ?? "all" });
  models.forEach(plmPlan);
}

export function checkPanelTests(formula: string, { tests = "all", subset }: PanelTestsOptions): void {
  requirePlainFormula(parseFormula(formula));
  if (subset !== undefined) parseExpression(subset);
  panelTestNames(tests);
}

/** In a row of models an effect is that of those that have it. */
function askedOf({ model: names = ["within"], tests, ...options }: PlmModelsOptions): {
  readonly models: readonly PlmOptions[];
  readonly tests: readonly string[] | null;
} {
  const { effect = "individual" } = options;
  const has = (model: string): boolean => model !== "fd" && (model !== "between" || effect !== "twoways");
  const models = names.map((model) => ({
    ...options,
    model: model as PlmModel,
    effect: names.length === 1 || has(model) ? effect : "individual",
  }));
  const compared = names.includes("within") && names.includes("random") && effect === "individual";
  return { models, tests: tests ?? (compared ? ["hausman"] : null) };
}

export function presentPlmModels({ fits, tests }: PlmModels): Presentation {
  const [first] = fits;
  const single = fits.length === 1 ? first : undefined;
  const beneath = tests === null ? [] : presentPanelTests(tests).tables;
  return {
    record: single !== undefined && tests === null ? single : { kind: "plm-models", fits, tests },
    tables: [
      plmTable(
        fits.map((fit) => ({ label: "", fit })),
        { title: first!.call },
      ),
      ...beneath,
    ],
    ...(single && {
      text: (presentation) =>
        [`${plmSummary(single, presentation)}\n`, ...beneath.map((table) => renderText(table))].join("\n"),
    }),
  };
}

export const presentPanelTests = (record: PanelTestsRecord): Presentation => ({
  record,
  tables: [panelTestsTable(record)],
});
