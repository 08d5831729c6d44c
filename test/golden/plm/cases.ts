/** The expected files of panel models: their shape, and their data. */
import { readdirSync, readFileSync } from "node:fs";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import type { PlmEffect, PlmModel } from "../../../src/verbs/plm/verb.js";
import { goldenTable } from "../../support/golden-table.js";

type ByTerm = Readonly<Record<string, number>>;

/** Keys of robust errors, and the variance and small-sample rule they are: of unit and time by name. */
export const ROBUST: Readonly<Record<string, readonly [vcov: string, ssc: string]>> = {
  white1_HC0: ["hetero", "plm"],
  arellano_HC0: ["cluster:UNIT", "plm"],
  arellano_sss: ["cluster:UNIT", "K.fixef=none,t.df=conventional"],
  time_HC0: ["cluster:TIME", "plm"],
  double_HC0: ["cluster:UNIT+TIME", "plm"],
};

export interface ExpectedModel {
  readonly coef: ByTerm;
  readonly se: ByTerm;
  readonly p?: ByTerm;
  readonly nobs?: number;
  readonly df_residual?: number;
  readonly r2?: number;
  readonly adj_r2?: number;
  readonly ssr?: number;
  readonly overall?: ExpectedTest;
  readonly sigma2?: ByTerm;
  readonly theta?: number | Readonly<Record<string, { min: number; mean: number; max: number }>>;
  readonly [robust: string]: unknown;
}

export interface ExpectedTest {
  readonly stat: number;
  readonly df?: number | readonly number[] | ByTerm | null;
  readonly p: number | null;
  readonly rho?: number;
  readonly nobs?: number;
}

export interface ExpectedPanel {
  readonly id: string;
  readonly formula: string;
  readonly unit: string;
  readonly time: string;
  readonly models: Readonly<Record<string, ExpectedModel>>;
  readonly tests: Readonly<Record<string, ExpectedTest>>;
  readonly panel: () => Promise<Panel>;
}

const folder = new URL("./", import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), "utf8"));

const numbers = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;

async function table(name: string): Promise<Table> {
  const data = await goldenTable(`${name}.csv`);
  if (name !== "base_did") return data;
  const post = data.numeric("post");
  return withColumns(data, [
    numbers(
      "tp",
      data.numeric("treat").map((treated, i) => treated * post[i]!),
    ),
  ]);
}

/** Rows of the cases of more.json, by the words that name them there. */
const ROWS: Readonly<Record<string, (unit: number, time: number) => boolean>> = {
  all: () => true,
  "not (firm mod 7 = 0 and year = 1980, or firm mod 5 = 1 and year in 1979, 1981)": (firm, year) =>
    !((firm % 7 === 0 && year === 1980) || (firm % 5 === 1 && (year === 1979 || year === 1981))),
  "(3 firm + 2 year) mod 7 < 3": (firm, year) => (3 * firm + 2 * year) % 7 < 3,
  "id < 40": (id) => id < 40,
  "(7 city + 3 year) mod 11 <> 0": (city, year) => (7 * city + 3 * year) % 11 !== 0,
};

/** Every file of expected/. */
export const references: readonly ExpectedPanel[] = readdirSync(new URL("./expected/", folder))
  .sort()
  .map((file) => {
    const { dataset, call, ...rest } = read(`expected/${file}`);
    const [, formula, unit, time] = /^plm\((.*?), index=c\('(\w+)','(\w+)'\)/.exec(call)!;
    const keys = { unit: unit!, time: time! };
    return { ...rest, formula, ...keys, panel: async () => panel(await table(dataset), keys) };
  });

/** The cases of more.json. */
export const cases: readonly ExpectedPanel[] = read("more.json").map(
  (found: ExpectedPanel & { data: string; rows: string; nrow: number }) => ({
    ...found,
    async panel() {
      const keys = { unit: found.unit, time: found.time };
      const data = await table(found.data);
      const [unit, time] = [data.numeric(keys.unit), data.numeric(keys.time)];
      const kept = Array.from({ length: data.nRows }, (_, i) => i).filter((i) => ROWS[found.rows]!(unit[i]!, time[i]!));
      if (kept.length !== found.nrow) throw new Error(`${found.id}: ${kept.length} rows, expected ${found.nrow}`);
      return panel(selectRows(data, Uint32Array.from(kept)), keys);
    },
  }),
);

/** Degrees of freedom of a test: none, one or two. */
export function dfOf({ df }: ExpectedTest): number[] {
  if (df === null || df === undefined) return [];
  return typeof df === "number" ? [df] : Object.values(df);
}

/** Model and effect of a key, `random_swamy_arora` and `random_individual_swar` alike. */
export function modelOf(key: string): { model: PlmModel; effect: PlmEffect } {
  if (key === "first_difference") return { model: "fd", effect: "individual" };
  const [model, effect = "individual"] = key.split("_") as [PlmModel, PlmEffect | undefined];
  return { model, effect: effect === ("swamy" as PlmEffect) ? "individual" : effect };
}
