/** Reads the expected files of matching, and lalonde with its scores. Rows of the files count from 1. */
import { readdirSync, readFileSync } from "node:fs";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import type { Candidates, Pairs } from "../../../src/verbs/psmatch/estimator/match.js";
import { goldenTable } from "../../support/golden-table.js";

const folder = new URL("./expected/", import.meta.url);

/** Names, without ending, of the JSON files that match `pattern`. */
export const expectedNames = (pattern: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json") && pattern.test(file))
    .map((file) => file.replace(/\.json$/, ""))
    .sort();

export const readExpected = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

export const expectedTable = (file: string): Promise<Table> => readTable(new URL(file, folder).pathname);

/** Positions of the controls of each treated unit, from the nearest on, by the treated unit's position. */
export type Matches = ReadonlyMap<number, readonly number[]>;

/** A file of pairs: `treated_row`, then a column for each control, empty where there was none. */
export function expectedMatches(file: string): Matches {
  const [, ...lines] = readFileSync(new URL(file, folder), "utf8").trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [treated, ...controls] = line.split(",");
      return [Number(treated) - 1, controls.filter((row) => row !== "").map((row) => Number(row) - 1)];
    }),
  );
}

/** Pairs in the same form; treated units that are in none have no controls. */
export function matchesIn({ treated, control }: Pairs, candidates: Candidates): Matches {
  const matches = new Map<number, number[]>();
  candidates.treated.forEach((isTreated, i) => {
    if (isTreated === 1) matches.set(i, []);
  });
  treated.forEach((unit, p) => void matches.get(unit)!.push(control[p]!));
  return matches;
}

/** Everyone takes part, and nothing is to agree exactly. */
export function everyone(treated: ArrayLike<number>): Candidates {
  const n = treated.length;
  return {
    treated: Uint8Array.from(treated),
    eligible: new Uint8Array(n).fill(1),
    cells: new Uint32Array(n),
    nCells: 1,
  };
}

/** lalonde: 185 treated, 429 controls, the outcome, and the scores of `match_lalonde_ps.csv`. */
export async function lalonde() {
  const [data, scores] = [await goldenTable("lalonde.csv"), await expectedTable("match_lalonde_ps.csv")];
  return {
    data,
    candidates: everyone(data.numeric("treat")),
    outcome: data.numeric("re78"),
    /** `ps_logit`, `logit_ps`, `logit_ps_round9`, `logit_ps_tiefree`, `ps_probit`. */
    score: (name: string) => scores.numeric(name),
  };
}

/** The weighted mean of the treated less that of the controls. */
export function attOf(outcome: Float64Array, weights: Float64Array, { treated }: Candidates): number {
  const sums = [0, 0];
  const totals = [0, 0];
  weights.forEach((weight, i) => {
    sums[treated[i]!]! += weight * outcome[i]!;
    totals[treated[i]!]! += weight;
  });
  return sums[1]! / totals[1]! - sums[0]! / totals[0]!;
}

/** Standard deviation, by the number less one. */
export function sdOf(x: Float64Array): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
}

/** Weights as MatchIt states them: the controls' sum to the number of controls that have one. */
export function matchitWeights(weights: Float64Array, { treated }: Candidates): Float64Array {
  let [count, sum] = [0, 0];
  weights.forEach((weight, i) => {
    if (treated[i] === 1 || weight === 0) return;
    count++;
    sum += weight;
  });
  return weights.map((weight, i) => (treated[i] === 1 ? weight : (weight * count) / sum));
}
