/** The published results of this folder: their files, and a case estimated by us through its line of Stata, or as `rules` has it. */
import { readdirSync, readFileSync } from "node:fs";
import { panel } from "../../../src/data/panel/panel.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import { elementary } from "../../../src/engine/kernels/math.js";
import { parseExpression } from "../../../src/formula/parser.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import { evaluate } from "../../../src/regression/frame/expression.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fepois } from "../../../src/verbs/glm/fit-glm.js";
import type { GlmRecord } from "../../../src/verbs/glm/record.js";
import { plm } from "../../../src/verbs/plm/plm.js";
import type { PlmRecord } from "../../../src/verbs/plm/record.js";
import { goldenTable } from "../../support/golden-table.js";

export type Fit = FitRecord | PlmRecord | GlmRecord;

/** What is printed of a coefficient: estimate, error, t or z, p, and the ends of its interval. */
export type PrintedTerm = Partial<Record<"b" | "se" | "t" | "p" | "ll" | "ul", string>>;

/** Numbers are kept as they are printed. */
export interface PublishedCase {
  readonly name: string;
  /** A file of ../data. */
  readonly data: string;
  readonly command: string;
  readonly terms: Readonly<Record<string, PrintedTerm>>;
  /** By Stata's names. */
  readonly stats: Readonly<Record<string, string>>;
  /** The covariance: lower triangle, and the names of its rows. */
  readonly names: readonly string[];
  readonly V: readonly (readonly string[])[];
}

export interface PublishedFile {
  readonly software: string;
  readonly from: string;
  /** What declares the panel or the time series before the commands, by data. */
  readonly tsset: Readonly<Record<string, string>>;
  readonly cases: readonly PublishedCase[];
}

const folder = new URL("./", import.meta.url);

export const publishedFiles: ReadonlyMap<string, PublishedFile> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => [file.slice(0, -".json".length), JSON.parse(readFileSync(new URL(file, folder), "utf8"))]),
);

/** Columns made of others, by data: name and expression. */
const COLUMNS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  grunfeld: [
    ["invest", "inv"],
    ["mvalue", "value"],
    ["kstock", "capital"],
    ["company", "firm"],
    ["time", "year"],
    ["inverse", "1 / mvalue"],
  ],
  // the unit of a time series alone
  simulated_iv: [["one", "1 + 0 * time"]],
  macrodata: [["one", "1 + 0 * quarter"]],
};

/** Columns that Stata held in single precision, where the file has the decimals. */
const SINGLE: Readonly<Record<string, readonly string[]>> = { grunfeld: ["invest", "mvalue", "kstock"] };

const tables = new Map<string, Promise<Table>>();

export function publishedTable(engine: Engine, data: string): Promise<Table> {
  const made = async (): Promise<Table> => {
    const table = await goldenTable(`${data}.csv`);
    return (COLUMNS[data] ?? []).reduce((made, [name, expression]) => {
      const { values } = evaluate(parseExpression(expression), made, elementary(engine));
      const isSingle = SINGLE[data]?.includes(name) === true;
      return withColumns(made, [{ kind: "numeric", name, values: isSingle ? values.map(Math.fround) : values }]);
    }, table);
  };
  if (!tables.has(data)) tables.set(data, made());
  return tables.get(data)!;
}

/** A model of ours in place of a line that is not translated. */
export interface OurModel {
  readonly verb: "feols" | "fepois" | "plm";
  readonly formula: string;
  readonly options: Record<string, unknown>;
}

/** Estimates the line of Stata. Throws as its translation does where that does not take the line. */
export function estimateLine(engine: Engine, table: Table, line: string): Fit {
  const { verb, formula, options } = parseStata(line, { columns: table.names });
  if (verb !== "feols" && verb !== "fepois" && verb !== "plm") throw new Error(`${verb} is compared elsewhere`);
  return estimateModel(engine, table, { verb, formula, options: { ...options } });
}

export function estimateModel(engine: Engine, table: Table, { verb, formula, options }: OurModel): Fit {
  if (verb === "plm") {
    const { panel: keys, ...rest } = options;
    return plm(engine, panel(table, keys as never), formula, rest as never);
  }
  const { model: _, ...rest } = options;
  return (verb === "fepois" ? fepois : feols)(engine, table, formula, rest as never);
}

/** Names as Stata has them: `_cons`, instrumented regressors under their own, lags and levels as it writes them. */
export const stataName = (ours: string): string =>
  ours === "(Intercept)"
    ? "_cons"
    : ours
        .replace(/^fit_/, "")
        .replace(/^l\((\w+), 1\)$/, "L.$1")
        .replace(/^factor\((\w+)\)(\w+)$/, "$2.$1");
