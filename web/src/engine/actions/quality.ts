/** Export quality of customs rows, with the library's own choices: what it takes, said before; and a file a key, such as quality by city and year. */

import { UsageError } from "../../../../src/base/errors.js";
import { flagText, shellWord } from "../../../../src/base/text.js";
import { formatCsv } from "../../../../src/data/table/write-csv.js";
import { kebab } from "../../../../src/declare/option.js";
import { qualityCost } from "../../../../src/study/run/stage-cost.js";
import { estimateQuality } from "../../../../src/trade/quality/fit.js";
import { planQuality, type QualityPlan } from "../../../../src/trade/quality/plan.js";
import type { EstimateQualityOptions } from "../../../../src/trade/quality/verb.js";
import type { CustomsRoles, MadeFile } from "../../protocol.js";
import type { Action } from "../action.js";
import { customsRoles } from "../customs.js";
import type { Desk } from "../desk.js";

/** The name its pace goes by. */
const PACE = "quality of customs rows";
/** Bytes a row beside the kernels' memory, as measured: columns that are made, codes of keys, sums. */
const MADE_BYTES = 96;

export const appraise: Action<"appraise"> = async (desk, { file }) => {
  const { table, options, plan } = await asked(desk, file);
  const effects = plan.effects.map(({ columns }) => columns);
  const { modelled, memory } = qualityCost(table, effects);
  return {
    rows: table.nRows,
    by: plan.by.map(({ written }) => written),
    bytes: memory.least + MADE_BYTES * table.nRows,
    linear: memory.least,
    grants: desk.grants(),
    ms: modelled * (desk.pace[PACE] ?? 1),
    command: commandOf(file, options),
  };
};

export const quality: Action<"quality"> = async (desk, { file }, report) => {
  const { table, options, plan } = await asked(desk, file);
  const started = performance.now();
  const onProgress = ({ fraction }: { readonly fraction: number }): void => report({ fraction });
  const { aggregates } = estimateQuality(desk.engine, table, { ...options, signal: desk.signal, onProgress });
  const files = aggregates.map(
    ({ by, table: { columns } }): MadeFile => ({ name: fileOf(by), type: "text/csv", content: formatCsv(columns) }),
  );
  const { modelled } = qualityCost(
    table,
    plan.effects.map(({ columns }) => columns),
  );
  desk.pace[PACE] = (performance.now() - started) / modelled;
  return files;
};

interface Asked {
  readonly table: Awaited<ReturnType<Desk["table"]>>;
  readonly options: EstimateQualityOptions;
  readonly plan: QualityPlan;
}

async function asked(desk: Desk, file: string): Promise<Asked> {
  const table = await desk.table(file);
  const roles = customsRoles(table);
  if (roles === null) {
    throw new UsageError("customs_rows", `${file} has no product, destination, year, value and quantity.`, {
      got: table.names,
      expected: ["product", "dest", "year", "value", "quantity"],
    });
  }
  const options = { ...roles, ...keysOf(roles) };
  return { table, options, plan: planQuality(table, options) };
}

/** Firms and cities by year, as the command makes unasked; else provinces, else products. */
function keysOf({ firm, city, province }: CustomsRoles): { readonly by?: string } {
  if (firm !== undefined || city !== undefined) return {};
  return { by: province === undefined ? "product^year" : "province^year" };
}

/** The command that makes the same. */
function commandOf(file: string, options: EstimateQualityOptions): string {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    name === value ? [] : [flagText(kebab(name), String(value))],
  );
  return ["wasmetrics", "quality", shellWord(file), ...flags, "--out", "quality"].join(" ");
}

/** The name of the file of an aggregate, as the command has it. */
const fileOf = (by: string): string => `${by.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}.csv`;
