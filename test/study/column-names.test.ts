/** A study whose columns have names that need back-ticks: bare or in back-ticks, in every key that asks for one, it is the same study. */
import { expect, it } from "vitest";
import { parse } from "yaml";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { printName } from "../../src/formula/print.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { EVERY_KIND, everyKind } from "./run/every-kind.js";

/** Names in place of plain ones; of the outcome one that reads as a product. */
const ODD: Readonly<Record<string, string>> = {
  city: "the city",
  year: "year of",
  quality: "log:quality",
  eco: "eco index",
  fin: "fin. (2010 = 100)",
  innovation: "new ideas",
  rugged: "is rugged",
  tertiary: "tertiary share",
  g: "first on",
  did: "did",
  true_lnquality: "true quality",
};
const oddOf = (name: string): string => ODD[name] ?? name;
const formulaName = (name: string): string => (name in ODD ? printName(oddOf(name)) : name);
const inFormula = (text: string): string => text.replace(/[a-z_]+/g, formulaName);

/** Keys of formulas and conditions, in which such names always stand in back-ticks; and of words. */
const FORMULAS = ["fe", "formula", "pre", "subset", "normalise"];
const WORDS = ["words", "stage", "caption"];
/** Blocks whose keys are such names. */
const BY_NAME = ["codings", "labels"];

/** What `value` of `key` is with odd names, those that stand alone by `write`. */
function renamed(value: unknown, key: string, write: (name: string) => string): unknown {
  if (WORDS.includes(key)) return value;
  const named = (text: string): string => (text in ODD ? write(oddOf(text)) : text);
  if (typeof value === "string") {
    if (FORMULAS.includes(key) || value.includes("^")) return inFormula(value);
    return value.startsWith("cluster:") ? `cluster:${named(value.slice(8))}` : named(value);
  }
  if (Array.isArray(value)) return value.map((one) => renamed(one, key, write));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [BY_NAME.includes(key) ? named(name) : name, renamed(of, name, write)]),
  );
}

const withNames = (tables: ReadonlyMap<string, Table>): ReadonlyMap<string, Table> =>
  new Map(
    [...tables].map(([name, { columns, source, notes }]) => [
      name,
      makeTable(
        columns.map((column) => ({ ...column, name: oddOf(column.name) })),
        source,
        notes,
      ),
    ]),
  );

/** Roles of customs rows are not the names of their columns here, and variants name columns. */
const WITH_ROLES = EVERY_KIND.replace("dest: country", "dest: country, year: year").replace(
  "stage: quality,",
  "stage: quality, by: year,",
);

it("a study of every kind", async () => {
  const engine = await loadEngine({ threads: 1 });
  const { tables } = await everyKind();
  const odd = withNames(tables);
  const made = async (write: (name: string) => string) => {
    const file = parseStudy(JSON.stringify(renamed(parse(WITH_ROLES), "", write)), "study.yaml");
    const { record, shown } = await runWholeStudy(engine, file, odd);
    return JSON.parse(
      JSON.stringify([record, shown.map(({ name, exhibits }) => [name, exhibits])]).replaceAll("`", ""),
    );
  };
  const quoted = await made((name) => `\`${name}\``);
  expect(await made((name) => name)).toEqual(quoted);
});
