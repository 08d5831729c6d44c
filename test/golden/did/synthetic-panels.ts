/** The panels of synthetic controls' own papers, and what `sc` finds in them. */
import { categoryOf } from "../../../src/data/panel/codes.js";
import { panel } from "../../../src/data/panel/panel.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { ScDetails, ScUnit } from "../../../src/verbs/did/estimators/sc/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { goldenTable } from "../../support/golden-table.js";

/** A panel, who is treated from when on, and further columns it is given. */
export interface SyntheticPanel {
  readonly file: string;
  readonly unit: string;
  readonly time: string;
  readonly outcome: string;
  readonly treated: string;
  readonly start: number;
  readonly with?: (table: Table) => Table;
}

export const CALIFORNIA: SyntheticPanel = {
  ...{ file: "california_prop99", unit: "State", time: "Year", outcome: "PacksPerCapita" },
  ...{ treated: "California", start: 1989 },
};
export const GERMANY: SyntheticPanel = {
  ...{ file: "scpi_germany", unit: "country", time: "year", outcome: "gdp", treated: "West Germany", start: 1991 },
};
export const BASQUE_PANEL: SyntheticPanel = {
  ...{ file: "basque", unit: "regionno", time: "year", outcome: "gdpcap", treated: "17", start: 1970 },
};

/** The synthetic control of the treated unit. Options may be texts, as the command line has them. */
export const controlOf = async (engine: Engine, of: SyntheticPanel, options: object): Promise<ScUnit> =>
  (await controlsOf(engine, of, options)).units[0]!;

/** The same with placebos. */
export async function controlsOf(engine: Engine, of: SyntheticPanel, options: object): Promise<ScDetails> {
  const given = await goldenTable(`${of.file}.csv`);
  const { codes, label } = categoryOf(given.column(of.unit));
  const values = Float64Array.from(codes, (code) => (label(code) === of.treated ? of.start : Number.POSITIVE_INFINITY));
  const table = withColumns(of.with?.(given) ?? given, [{ kind: "numeric", name: "start", values }]);
  const { unit, time, outcome } = of;
  const asked: DidOptions = { ...options, cohort: "start", estimator: ["sc"] };
  const { estimates } = did(engine, panel(table, { unit, time }), `${outcome} ~ 1 | ${unit} + ${time}`, asked);
  return estimates[0]!.details as ScDetails;
}
