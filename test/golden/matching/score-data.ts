/** The covariates of the scores in `expected/`, as R's `model.matrix` codes them, and readers of the files. */
import { readFileSync } from "node:fs";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import type { PropensityInput } from "../../../src/verbs/psmatch/estimator/propensity.js";
import { goldenTable } from "../../support/golden-table.js";

const folder = new URL("./expected/", import.meta.url);
/** Covariates of the city score. */
const CITY = ["eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "market"] as const;

// biome-ignore lint/suspicious/noExplicitAny: the shape differs from file to file
export const expectedJson = (name: string): any => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

export const expectedCsv = (file: string): Promise<Table> => readTable(new URL(file, folder).pathname);

const textOf = (table: Table, name: string): ((i: number) => string) => {
  const column = table.column(name);
  if (column.kind !== "text") throw new Error(`${name} is no text`);
  return (i) => column.levels[column.codes[i]!]!;
};

/** lalonde: age, educ, dummies of race (black left out), married, nodegree, re74, re75; and the outcome re78. */
export async function lalondeScore(): Promise<PropensityInput & { outcome: Float64Array }> {
  const table = await goldenTable("lalonde.csv");
  const race = textOf(table, "race");
  const dummy = (level: string) => Float64Array.from({ length: table.nRows }, (_, i) => (race(i) === level ? 1 : 0));
  const columns: [string, Float64Array][] = [
    ["age", table.numeric("age")],
    ["educ", table.numeric("educ")],
    ["racehispan", dummy("hispan")],
    ["racewhite", dummy("white")],
    ...["married", "nodegree", "re74", "re75"].map((name): [string, Float64Array] => [name, table.numeric(name)]),
  ];
  return {
    treated: Uint8Array.from(table.numeric("treat")),
    names: columns.map(([name]) => name),
    X: columns.map(([, values]) => values),
    outcome: table.numeric("re78"),
  };
}

/** Every city in every year. */
export async function cityYears(): Promise<PropensityInput> {
  const table = await goldenTable("smartcity_sim.csv");
  const treated = Uint8Array.from(table.numeric("treat"));
  return { treated, names: CITY, X: CITY.map((name) => table.numeric(name)) };
}

/** The cities, with means over the years up to 2011. */
export async function cityMeans(): Promise<PropensityInput> {
  const table = await goldenTable("smartcity_sim.csv");
  const [city, year, treat] = [table.numeric("city"), table.numeric("year"), table.numeric("treat")];
  const cities = [...new Set(city)].sort((a, b) => a - b);
  const rowsOf = cities.map((id) => [...city.keys()].filter((i) => city[i] === id && year[i]! <= 2011));
  const mean = (values: Float64Array) =>
    Float64Array.from(rowsOf, (rows) => rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length);
  return {
    treated: Uint8Array.from(rowsOf, (rows) => treat[rows[0]!]!),
    names: CITY,
    X: CITY.map((name) => mean(table.numeric(name))),
  };
}
