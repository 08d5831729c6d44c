/** What the golden tests of `did` share: panels by the name of their data, expected files, companion tables. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { goldenTable } from "../../support/golden-table.js";

/** The unit and time of each panel, and where its treatment stands. */
const DATA = {
  mpdta: { unit: "countyreal", time: "year", source: { cohort: "first.treat" } },
  castle: { unit: "sid", time: "year", source: { treat: "post" } },
  base_stagg: { unit: "id", time: "year", source: { cohort: "year_treated" } },
  smartcity_sim: { unit: "city", time: "year", source: { cohort: "g" } },
} as const;

export type DataName = keyof typeof DATA;

export interface GoldenPanel {
  readonly data: Panel;
  readonly source: Pick<DidOptions, "cohort" | "treat">;
  /** The effects of its two-way model. */
  readonly effects: string;
}

export async function goldenPanel(name: DataName): Promise<GoldenPanel> {
  const { unit, time, source } = DATA[name];
  return { data: panel(await goldenTable(`${name}.csv`), { unit, time }), source, effects: `${unit} + ${time}` };
}

/** The data a file of expected numbers is of. */
export function dataOf(file: string): DataName {
  const found = (Object.keys(DATA) as DataName[]).find((name) => file.includes(name));
  if (found === undefined) throw new Error(`no data in '${file}'`);
  return found;
}

const path = (file: string): URL => new URL(`./expected/${file}`, import.meta.url);

export const expected = <T>(file: string): T => JSON.parse(readFileSync(path(`${file}.json`), "utf8"));

/**
 * Whether the error of an effect, which the other program prints, is withheld here: that of an effect on one unit, which is fitted exactly.
 * What is withheld is null in the record.
 */
export function isWithheld({
  n_units,
  std_error,
}: {
  readonly n_units: number;
  readonly std_error: number | null;
}): boolean {
  if (n_units !== 1) return false;
  expect(std_error).toBeNull();
  return true;
}

/** Rows of a companion table, by column. */
export function companion(file: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...rows] = readFileSync(path(`${file}.csv`), "utf8")
    .trim()
    .split("\n");
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, j) => [names[j]!, cell])));
}
