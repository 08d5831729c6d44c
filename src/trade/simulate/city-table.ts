/**
 * The cities of a simulation by year: treatment, controls, and the true mean quality of their exports.
 */
import type { Column } from "../../base/columns.js";
import { makeTable, type Table } from "../../data/table/table.js";
import { CUSTOMS_SUMS } from "../../engine/kernels/simulate.js";
import type { SimulatedWorld } from "./world.js";

/** A row a city and year. True means of ln quality are over the city's clean rows: plain, and weighted by value; NaN without rows. */
export function cityTable({ world, cityYears, cityLabels, provinceLabels }: SimulatedWorld, sums: Float64Array): Table {
  const { nCities, nYears, firstYear, provinces } = world;
  const n = nCities * nYears;
  const cityOf = (i: number) => Math.floor(i / nYears);
  const number = (name: string, of: (i: number) => number): Column => ({
    kind: "numeric",
    name,
    values: Float64Array.from({ length: n }, (_, i) => of(i)),
  });
  const text = (name: string, of: (i: number) => number, levels: readonly string[]): Column => ({
    kind: "text",
    name,
    codes: Uint32Array.from({ length: n }, (_, i) => of(i)),
    levels,
  });
  const sum = (i: number, what: number) => sums[CUSTOMS_SUMS * i + what]!;
  const columns = [
    text("city", cityOf, cityLabels),
    text("province", (i) => provinces[cityOf(i)]!, provinceLabels),
    number("year", (i) => firstYear + (i % nYears)),
    number("did", (i) => cityYears.did[i]!),
    number("cohort", (i) => cityYears.cohort[cityOf(i)]!),
    number("tertiary", (i) => cityYears.tertiary[i]!),
    number("eco", (i) => cityYears.eco[i]!),
    number("fin", (i) => cityYears.fin[i]!),
    number("rows", (i) => sum(i, 0)),
    number("value", (i) => sum(i, 2)),
    number("true_quality", (i) => sum(i, 1) / sum(i, 0)),
    number("true_quality_weighted", (i) => sum(i, 3) / sum(i, 2)),
  ];
  return makeTable(columns, { name: "simulated cities", bytes: 0, sha256: null });
}
