/** Conley's variance where distances are hard: round the poles, on the date line, between antipodes, against 50 digits (mpmath). */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../../src/base/errors.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";

interface Places {
  readonly cutoff: number;
  readonly lat: readonly number[];
  readonly lon: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Of the constant, both, the slope. */
  readonly variance: readonly [number, number, number];
}

const cases = JSON.parse(readFileSync(new URL("./conley-poles.json", import.meta.url), "utf8")) as readonly Places[];

const agree = agreeing("conley-poles");

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const tableOf = (columns: Readonly<Record<string, readonly number[]>>): Table =>
  makeTable(
    Object.entries(columns).map(([name, values]) => ({ kind: "numeric", name, values: Float64Array.from(values) })),
    { name: "places", bytes: 0, sha256: null },
  );

describe("Conley's variance at poles and antipodes", () => {
  for (const { cutoff, variance, ...columns } of cases) {
    it(`within ${cutoff} km`, () => {
      const options = { vcov: `conley:lat,lon,${cutoff}`, ssc: "none" };
      const { matrix } = feols(engine, tableOf(columns), "y ~ x", options).vcov;
      const found = [matrix[0]![0]!, matrix[1]![0]!, matrix[1]![1]!];
      const scale = Math.sqrt(variance[0] * variance[2]);
      found.forEach((value, i) => {
        const own = i === 1 ? scale : variance[i]!;
        agree.within(value / own, variance[i]! / own, 1e-11, `variance ${i}`);
      });
    });
  }

  it("is refused where every place is in reach of all others, though longitudes at a pole differ", () => {
    const [{ x, y, lon }] = cases as readonly [Places];
    const table = tableOf({ x, y, lon, lat: lon.map(() => 90), f: lon.map((_, i) => i % 5) });
    for (const formula of ["y ~ x", "y ~ x | f"]) {
      try {
        feols(engine, table, formula, { vcov: "conley:lat,lon,100" });
        throw new Error("nothing was refused");
      } catch (error) {
        expect((error as WasmetricsError).code).toBe("vcov_reach");
      }
    }
  });
});
