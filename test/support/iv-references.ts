/**
 * The equations of `test/golden/iv/expected`: each file's columns as plain arrays, derived as its `data_note` and `call`
 * say, with the constant and the dummies of its effects among the exogenous ones, and its clusters where it has them.
 */
import { readFileSync } from "node:fs";
import type { Table } from "../../src/data/table/table.js";
import { goldenTable } from "./golden-table.js";
import type { NaiveEquation } from "./naive-iv.js";

interface Names {
  readonly dataset: string;
  readonly y: string;
  readonly X: readonly string[];
  readonly W: readonly string[];
  readonly Z: readonly string[];
  readonly effects?: readonly string[];
  readonly weights?: string;
  /** Of the `algebra` block's clustered statistics. */
  readonly cluster?: string;
  readonly keep?: (row: Row) => boolean;
}

type Row = Readonly<Record<string, number>>;

const REGIONS = [661, 662, 663, 664, 665, 666, 667, 668].map((code) => `reg${code}`);
const CARD = ["exper", "expersq", "black", "south", "smsa", ...REGIONS, "smsa66"];
const CITY = ["eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "market"];
const CIGARETTES = { dataset: "CigarettesSW", y: "log_packs", X: ["log_rprice"], W: ["log_rincome"] };
const in1995 = (row: Row) => row.year === 1995;

const NAMES: Readonly<Record<string, Names>> = {
  iv_CigarettesSW_just: { ...CIGARETTES, Z: ["tdiff"], keep: in1995 },
  iv_CigarettesSW_over: { ...CIGARETTES, Z: ["tdiff", "rtax"], keep: in1995 },
  iv_CigarettesSW_panel_fe: { ...CIGARETTES, Z: ["tdiff", "rtax"], effects: ["state", "year"], cluster: "state" },
  iv_card_just: { dataset: "card", y: "lwage", X: ["educ"], W: CARD, Z: ["nearc4"] },
  iv_card_over: { dataset: "card", y: "lwage", X: ["educ"], W: CARD, Z: ["nearc4", "nearc2"], cluster: "age" },
  iv_card_weighted_fe: {
    dataset: "card",
    y: "lwage",
    X: ["educ"],
    W: ["exper", "expersq", "black", "smsa"],
    Z: ["nearc4", "nearc2"],
    effects: ["south", "momdad14"],
    weights: "weight",
  },
  iv_card_two_endogenous: {
    dataset: "card",
    y: "lwage",
    X: ["educ", "exper"],
    W: ["black", "south", "smsa"],
    Z: ["nearc4", "nearc2", "fatheduc"],
    cluster: "age",
    keep: (row) => !Number.isNaN(row.fatheduc),
  },
  iv_EmplUK_panel_fe: {
    dataset: "EmplUK",
    y: "ln",
    X: ["lw"],
    W: ["lo"],
    Z: ["lw_1", "lk_1"],
    effects: ["firm", "year"],
    cluster: "firm",
    keep: (row) => !Number.isNaN(row.lw_1),
  },
  city_smartcity_sim_table2_iv: {
    dataset: "smartcity_sim",
    y: "quality",
    X: ["did"],
    W: CITY,
    Z: ["rugged"],
    effects: ["year"],
    cluster: "city",
  },
  city_smartcity_sim_table2_iv_twfe: {
    dataset: "smartcity_sim",
    y: "quality",
    X: ["did"],
    W: CITY,
    Z: ["rt"],
    effects: ["city", "year"],
    cluster: "city",
  },
};

/** Names of the reference files with an `algebra` block. */
export const IV_REFERENCES: readonly string[] = Object.keys(NAMES);

/** Clusters of the `algebra` block's clustered statistics. */
export const clusterOf = (name: string): string | undefined => NAMES[name]?.cluster;

/** A file of `test/golden/iv/expected`. */
export const ivExpected = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/iv/expected/${name}.json`, import.meta.url), "utf8"));

export interface IvReference {
  readonly names: Names;
  readonly equation: NaiveEquation;
  /** A numeric column of the rows used, derived ones among them. */
  readonly column: (name: string) => Float64Array;
  /** Labels of the clusters the `algebra` block uses; null where it has none. */
  readonly clusters: Float64Array | null;
}

const made = new Map<string, Promise<IvReference>>();

/** The columns of one reference file; weighted rows are multiplied by the root of weight over mean weight. Made once a process. */
export function ivReference(name: string): Promise<IvReference> {
  const reference = made.get(name) ?? makeReference(name);
  made.set(name, reference);
  return reference;
}

async function makeReference(name: string): Promise<IvReference> {
  const names = NAMES[name]!;
  const rows = derived(names.dataset, await goldenTable(`${names.dataset}.csv`)).filter(names.keep ?? (() => true));
  const column = (wanted: string) => Float64Array.from(rows, (row) => row[wanted]!);
  const weights = names.weights === undefined ? null : column(names.weights);
  const mean = weights === null ? 1 : weights.reduce((sum, weight) => sum + weight, 0) / rows.length;
  const weighted = (values: Float64Array) => {
    return weights === null ? values : values.map((value, i) => value * Math.sqrt(weights[i]! / mean));
  };
  const of = (wanted: readonly string[]) => wanted.map((each) => weighted(column(each)));
  const dummies = (names.effects ?? []).flatMap((effect) => {
    const codes = column(effect);
    const levels = [...new Set(codes)].sort((a, b) => a - b).slice(1);
    return levels.map((level) => weighted(codes.map((code) => Number(code === level))));
  });
  const W = [weighted(new Float64Array(rows.length).fill(1)), ...of(names.W), ...dummies];
  const equation = { y: of([names.y])[0]!, X: of(names.X), W, Z: of(names.Z) };
  return { names, equation, column, clusters: names.cluster === undefined ? null : column(names.cluster) };
}

/** Rows of a dataset as records of numbers, text as codes, with the derived columns. */
function derived(dataset: string, table: Table): Row[] {
  const rows: Record<string, number>[] = Array.from({ length: table.nRows }, () => ({}));
  for (const column of table.columns) {
    const values = column.kind === "text" ? column.codes : column.values;
    rows.forEach((row, i) => {
      row[column.name] = values[i]!;
    });
  }
  if (dataset === "CigarettesSW") {
    const year = table.column("year");
    rows.forEach((row, i) => {
      if (year.kind === "text") row.year = Number(year.levels[year.codes[i]!]);
      row.log_packs = Math.log(row.packs!);
      row.log_rprice = Math.log(row.price! / row.cpi!);
      row.log_rincome = Math.log(row.income! / row.population! / row.cpi!);
      row.tdiff = (row.taxs! - row.tax!) / row.cpi!;
      row.rtax = row.tax! / row.cpi!;
    });
  }
  if (dataset === "EmplUK") {
    const at = new Map(rows.map((row) => [`${row.firm} ${row.year}`, row]));
    for (const row of rows) {
      const before = at.get(`${row.firm} ${row.year! - 1}`);
      row.ln = Math.log(row.emp!);
      row.lw = Math.log(row.wage!);
      row.lo = Math.log(row.output!);
      row.lw_1 = Math.log(before?.wage ?? Number.NaN);
      row.lk_1 = Math.log(before?.capital ?? Number.NaN);
    }
  }
  if (dataset === "smartcity_sim") for (const row of rows) row.rt = row.rugged! * (row.year! - 2009);
  return rows;
}
