/**
 * From what a user asks of a table to what rules are told: keys and effects, treatment, formula, clusters; each derived from the others where it
 * was not said. With an engine and a formula also what rows and groups do to a coefficient.
 */
import { UsageError, WasmetricsError } from "../base/errors.js";
import type { PanelKeys } from "../data/panel/panel.js";
import { type Panel, panel as panelOf } from "../data/panel/panel.js";
import { type TreatmentDesign, type TreatmentSource, treatmentDesign } from "../data/panel/treatment-design.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { columnsOf } from "../formula/expression.js";
import { printFixedEffect } from "../formula/print.js";
import { columnsOfVariable, type ModelSpec, variablesOf } from "../formula/spec.js";
import { specOf } from "../regression/frame/inputs.js";
import type { Refusal } from "../report/messages.js";
import { describeDesign } from "../verbs/did/design/design-record.js";
import { sensitivity } from "../verbs/sensitivity/fit.js";
import type { SensitivityRecord } from "../verbs/sensitivity/record.js";
import { RULES } from "./catalogue.js";
import type { Known } from "./columns-table.js";
import { type Inspection, inspect } from "./inspect.js";
import type { Told } from "./inspected.js";

/** What a user asks of a table. */
export interface Asked {
  readonly keys?: PanelKeys;
  readonly source?: TreatmentSource;
  readonly formula?: string | ModelSpec;
  readonly outcome?: string;
  readonly term?: string;
  readonly cluster?: readonly string[];
}

export interface TableInspection {
  readonly known: Omit<Known, "columns">;
  readonly told: Told;
  readonly inspection: Inspection;
  readonly design?: TreatmentDesign;
}

/** @throws DataError `unknown_column`, `not_numeric` for what is named and not there; as `panel` but `panel_duplicate`, as `treatmentDesign`; UsageError `treat_without_panel` */
export function inspectTable(table: Table, asked: Asked, engine?: Engine): TableInspection {
  const { outcome, term } = asked;
  const spec = asked.formula === undefined ? undefined : specOf(asked.formula, table);
  for (const name of spec === undefined ? [] : namesOf(spec)) table.column(name);
  if (outcome !== undefined) table.numeric(outcome);
  for (const name of asked.cluster ?? []) table.column(name);
  const made = madePanel(table, asked, spec);
  const { panel } = made;
  const design = asked.source === undefined || panel === undefined ? undefined : treatmentDesign(panel, asked.source);
  const cluster = asked.cluster ?? (panel === undefined ? undefined : [panel.unit.name]);
  const influence: Influence =
    spec === undefined || engine === undefined ? {} : influenceOf(engine, table, spec, { term, asked, cluster, panel });
  const told: Told = {
    table,
    ...made,
    ...(design === undefined ? {} : { design, treatment: design.column }),
    ...(spec === undefined ? {} : { spec }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(influence.found === undefined ? {} : { influence: influence.found }),
    refused: { ...made.refused, ...(influence.because === undefined ? {} : { influence: influence.because }) },
  };
  const inspection = inspect(told, RULES);
  return {
    known: {
      table,
      findings: inspection.findings,
      ...(panel === undefined ? {} : { panel }),
      ...(design === undefined ? {} : { design: describeDesign(design, panel!) }),
    },
    told,
    inspection,
    ...(design === undefined ? {} : { design }),
  };
}

const namesOf = (spec: ModelSpec): string[] => [
  ...columnsOf(spec.lhs),
  ...variablesOf(spec).flatMap(columnsOfVariable),
  ...spec.fixedEffects.flatMap(({ columns, slopes }) => [...columns, ...(slopes?.variables ?? []).flatMap(columnsOf)]),
];

const refusalOf = ({ code, message, detail }: WasmetricsError): Refusal => ({ code, message, detail });

/** Names that a column of periods has, where effects are all that is known. */
const TIME = /^(?:year|yr|time|period|date|quarter|month|week|day|wave|round|t)$|year$|年/i;

/** The panel of the keys, or of effects that look like unit and time; where rows share keys, that they do. */
function madePanel(
  table: Table,
  { keys, source }: Asked,
  spec: ModelSpec | undefined,
): Pick<Told, "panel" | "duplicates" | "refused"> {
  const derived = keys ?? keysOf(spec);
  if (derived === undefined) {
    if (source === undefined) return {};
    throw new UsageError(
      "treat_without_panel",
      "A treatment has a path within units over time: say which columns these are with --panel unit,time; the effects of the formula do not.",
      { got: spec?.call, expected: "--panel unit,time" },
    );
  }
  try {
    return { panel: panelOf(table, derived) };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    if (error.code === "panel_duplicate" && keys !== undefined)
      return { duplicates: { keys: derived }, refused: { panel: refusalOf(error) } };
    if (keys !== undefined || source !== undefined) throw error;
    return { refused: { panel: refusalOf(error) } };
  }
}

function keysOf(spec: ModelSpec | undefined): PanelKeys | undefined {
  const [first, second, ...more] = spec?.fixedEffects ?? [];
  if (first?.columns.length !== 1 || second?.columns.length !== 1 || more.length > 0) return undefined;
  const [a, b] = [first.columns[0]!, second.columns[0]!];
  if (TIME.test(b)) return { unit: a, time: b };
  return TIME.test(a) ? { unit: b, time: a } : undefined;
}

interface Influence {
  readonly found?: SensitivityRecord;
  readonly because?: Refusal;
}

interface Coefficient {
  readonly term: string | undefined;
  readonly asked: Asked;
  readonly cluster: readonly string[] | undefined;
  readonly panel: Panel | undefined;
}

/** Where nothing says which coefficient is in question. */
const NO_TERM: Refusal = {
  code: "inspect_term",
  message: "No regressor of the formula is a column as it stands: name the coefficient in question with --term.",
};

/** What `sensitivity` finds of the coefficient in question, or why it finds nothing. */
function influenceOf(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  { term, asked: { source }, cluster, panel }: Coefficient,
): Influence {
  const treat = source !== undefined && source.cohort === undefined ? source.treat : undefined;
  const plain = spec.terms.flatMap(({ variables: [variable, ...others] }) =>
    others.length === 0 && variable?.kind === "expression" && variable.expression.kind === "name"
      ? [variable.expression.name]
      : [],
  );
  const chosen = term ?? (treat !== undefined && plain.includes(treat) ? treat : plain[0]);
  if (chosen === undefined) return { because: NO_TERM };
  const by = cluster && printFixedEffect({ columns: cluster });
  try {
    const record = sensitivity(engine, panel ?? table, spec, {
      term: chosen,
      vcov: by === undefined ? "hetero" : `cluster:${by}`,
      parts: ["influence"],
      named: 1,
      ...(by === undefined ? {} : { by: [...new Set([by, ...(panel === undefined ? [] : [panel.unit.name])])] }),
    });
    return { found: record };
  } catch (error) {
    if (term === undefined && error instanceof WasmetricsError) return { because: refusalOf(error) };
    throw error;
  }
}
