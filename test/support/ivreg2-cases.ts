/** The runs of ivreg2 in `test/golden/iv/ivreg2.json`, with the equation and errors of each. */
import { readFileSync } from "node:fs";
import { goldenTable } from "./golden-table.js";
import type { NaiveEquation, NaiveErrors } from "./naive-iv.js";

export interface Ivreg2Case {
  readonly name: string;
  readonly data_file: string;
  readonly y: string;
  readonly endogenous: readonly string[];
  readonly exogenous: readonly string[];
  readonly instruments: readonly string[];
  readonly errors: "iid" | "hetero" | "cluster";
  readonly clusters: readonly string[] | null;
  /** Scalars of e(), by name. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Rows of e(first), by endogenous regressor and name. */
  readonly first_stage: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const IVREG2_CASES: readonly Ivreg2Case[] = JSON.parse(
  readFileSync(new URL("../golden/iv/ivreg2.json", import.meta.url), "utf8"),
).cases;

/** Its columns in the single precision Stata held them in, and its errors. */
export async function ivreg2Equation(
  run: Omit<Ivreg2Case, "name" | "diagnostics" | "first_stage">,
): Promise<{ equation: NaiveEquation; how: NaiveErrors }> {
  const table = await goldenTable(run.data_file);
  const column = (name: string) => table.numeric(name).map(Math.fround);
  const W = [new Float64Array(table.nRows).fill(1), ...run.exogenous.map(column)];
  const equation = { y: column(run.y), X: run.endogenous.map(column), W, Z: run.instruments.map(column) };
  const { errors: type } = run;
  const how: NaiveErrors =
    type === "cluster" ? { type, by: run.clusters!.map((name) => table.numeric(name)) } : { type };
  return { equation, how };
}
