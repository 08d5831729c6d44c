/**
 * Nearest neighbours by Mahalanobis' distance against MatchIt on lalonde: pairs, weights and effects where no distances tie, and
 * the distances of the pairs where they do.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { mahalanobisPairs } from "../../../src/verbs/psmatch/estimator/mahalanobis.js";
import { type Candidates, matchingOfPairs } from "../../../src/verbs/psmatch/estimator/match.js";

import { agreeing } from "../../support/agree.js";
import { attOf, lalonde, matchesIn, matchitWeights } from "./reference.js";

/** Of an effect in dollars. */
const ATT = 1e-8;
/** Rounding of a sum of shares, and of one division. */
const WEIGHT = 1e-14;
/** Rounding of a distance about 1, through the inverse of a covariance of columns as far as 1e8 apart in variance. */
const DISTANCE = 1e-10;

interface Design {
  readonly id: string;
  readonly columns: readonly string[];
  readonly exact: string;
  readonly ratio: number;
  readonly replace: boolean;
  readonly order: "data" | "largest" | "smallest";
  readonly score_caliper: number | null;
  readonly discarded: readonly number[];
  readonly treated: readonly number[];
  readonly controls: readonly (readonly (number | null)[])[];
  readonly distances: readonly (readonly (number | null)[])[];
  readonly weights: readonly number[];
  readonly att: number;
}

const { designs } = JSON.parse(readFileSync(new URL("mahalanobis.json", import.meta.url), "utf8")) as {
  designs: readonly Design[];
};

let engine: Engine;
let sample: Awaited<ReturnType<typeof lalonde>>;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  sample = await lalonde();
});

function column(name: string): Float64Array {
  const { data } = sample;
  if (name === "u") return Float64Array.from({ length: data.nRows }, (_, i) => (((i + 1) * 7919) % 1009) / 1009);
  if (!["white", "hispan", "black"].includes(name)) return data.numeric(name);
  const race = data.column("race");
  if (race.kind !== "text") throw new Error("race is text");
  return Float64Array.from(race.codes, (code) => Number(race.levels[code] === name));
}

function match({ columns, exact, ratio, replace, order, score_caliper, discarded }: Design) {
  const race = sample.data.column("race");
  const eligible = new Uint8Array(sample.data.nRows).fill(1);
  for (const row of discarded) eligible[row - 1] = 0;
  const candidates: Candidates = {
    ...{ treated: sample.candidates.treated, eligible },
    ...(exact === "race" && race.kind === "text"
      ? { cells: Uint32Array.from(race.codes), nCells: race.levels.length }
      : { cells: sample.candidates.cells, nCells: 1 }),
  };
  const pairs = mahalanobisPairs(engine, candidates, columns.map(column), {
    ...{ ratio, replace, order, seed: 1, ties: "first", caliper: null },
    ...{ score: sample.score("logit_ps_round9"), scoreCaliper: score_caliper },
  });
  return { candidates, pairs };
}

/** Controls of each treated unit by position, as MatchIt has them. */
const expectedMatches = ({ treated, controls, discarded }: Design) =>
  new Map(
    treated.map((row, i) => {
      const rows = discarded.includes(row) ? [] : controls[i]!.filter((control) => control !== null);
      return [row - 1, rows.map((control) => control - 1)];
    }),
  );

const agree = agreeing("nearest-neighbours");

describe("MatchIt by Mahalanobis' distance", () => {
  const untied = designs.filter(({ id }) => !id.endsWith("_tied"));
  it("is there in thirteen designs, twelve without ties", () =>
    expect([designs.length, untied.length]).toEqual([13, 12]));

  it.each(untied)("$id: the same pairs, weights and effect", (design) => {
    const { candidates, pairs } = match(design);
    expect(matchesIn(pairs, candidates)).toEqual(expectedMatches(design));
    const { weights } = matchingOfPairs(pairs, candidates);
    matchitWeights(weights, candidates).forEach((weight, i) => {
      const want = design.weights[i]!;
      agree(weight, want, WEIGHT, `weight at ${i}`, WEIGHT);
    });
    agree.within(attOf(sample.outcome, weights, candidates), design.att, ATT, "effect");
  });

  it("of three dummies of three races the last says nothing new", () => {
    const design = designs.find(({ id }) => id === "nn1_rep_redundant")!;
    expect(match(design).pairs.dropped).toEqual([design.columns.indexOf("black")]);
    expect(match(designs[0]!).pairs.dropped).toEqual([]);
  });

  it("with ties has pairs as far apart, the first rows of those as near", () => {
    const design = designs.find(({ id }) => id.endsWith("_tied"))!;
    const { candidates, pairs } = match(design);
    const theirs = expectedMatches(design);
    const { X, distance } = distances(design);
    let nTies = 0;
    for (const [unit, controls] of matchesIn(pairs, candidates)) {
      const at = design.treated.indexOf(unit + 1);
      controls.forEach((control, r) => {
        agree.within(distance(unit, control), design.distances[at]![r]!, DISTANCE, `distance of ${unit + 1}`);
      });
      const other = theirs.get(unit)!;
      if (controls.join() !== other.join()) nTies++;
      // a control alike that comes before is among the matches
      const alike = (a: number, b: number) => X.every((x) => x[a] === x[b]);
      for (const control of controls) {
        for (let i = 0; i < control; i++) {
          if (candidates.treated[i] === 0 && alike(i, control)) expect(controls).toContain(i);
        }
      }
    }
    expect(nTies).toBeGreaterThan(0);
  });
});

/** Distances by the definition, S inverted by Gauss and Jordan. */
function distances({ columns }: Design) {
  const X = columns.map(column);
  const { treated } = sample.candidates;
  const n = treated.length;
  const centred = X.map((x) => {
    const sums = [0, 0];
    const counts = [0, 0];
    x.forEach((value, i) => {
      sums[treated[i]!]! += value;
      counts[treated[i]!]!++;
    });
    return x.map((value, i) => value - sums[treated[i]!]! / counts[treated[i]!]!);
  });
  const S = centred.map((a) => centred.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (n - 2)));
  const inverse = S.map((_, i) => S.map((_, j) => Number(i === j)));
  S.forEach((pivotRow, p) => {
    const pivot = pivotRow[p]!;
    for (const M of [S, inverse]) M[p] = M[p]!.map((value) => value / pivot);
    S.forEach((_, i) => {
      if (i === p) return;
      const share = S[i]![p]!;
      for (const M of [S, inverse]) M[i] = M[i]!.map((value, j) => value - share * M[p]![j]!);
    });
  });
  const distance = (a: number, b: number) => {
    const e = X.map((x) => x[a]! - x[b]!);
    return Math.sqrt(e.reduce((sum, value, i) => sum + value * inverse[i]!.reduce((s, v, j) => s + v * e[j]!, 0), 0));
  };
  return { X, distance };
}
