/**
 * A regression has the same bits on every build and for any number of threads, and from the build of feols alone, whose kernels are
 * compiled for size: every coefficient, every cell of its covariance, every figure of its solver. The panels are large enough for several slabs, chunks and tasks.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, instantiate, loadEngine } from "../../src/engine/wasm/load.js";
import type * as Alone from "../../src/feols.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import { built } from "../support/built.js";
import { seeded } from "../support/random.js";

const N = 70_000;

let engines: Engine[];
let alone: typeof Alone;
let small: Engine;
beforeAll(async () => {
  alone = await built<typeof Alone>("feols.js");
  small = await alone.loadEngine();
  const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
  engines = [
    await loadEngine({ threads: 1 }),
    await loadEngine({ threads: 1, build: "shared" }),
    await loadEngine({ threads: 2 }),
    await loadEngine({ threads: 5 }),
    instantiate(scalar, { build: "scalar", shared: false, notes: [] }),
  ];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

function makePanel(sorted: boolean): Table {
  const random = seeded(sorted ? 1 : 2);
  const whole = (levels: number) => Float64Array.from({ length: N }, () => Math.floor(levels * random()));
  const firm = whole(9_000);
  if (sorted) firm.sort();
  const effects = { firm, year: whole(12), product: whole(1_500), city: firm.map((code) => code % 340) };
  // workers move to a firm nearby: a long ring, for which there is an exact factor
  const ring = firm.map((code) => (code / 2 + (random() < 0.3 ? random() * 3 : 0)) | 0);
  const noise = () => Float64Array.from({ length: N }, () => random() - 0.5);
  const [x1, x2, x3, u] = [noise(), noise(), noise(), noise()];
  const y = x1.map((x, i) => x - 0.3 * x2[i]! + firm[i]! / 9_000 + effects.year[i]! / 7 + u[i]!);
  const z = x2.map((x, i) => x + 0.5 * x3[i]! + 0.2 * u[(i + 1) % N]!);
  const w = Float64Array.from({ length: N }, (_, i) => (i % 97 === 5 ? 0 : 0.5 + random()));
  // units and periods of a panel, and a place for each firm
  const unit = Float64Array.from({ length: N }, (_, i) => Math.floor(i / 10));
  const period = Float64Array.from({ length: N }, (_, i) => (i % 10) + (i % 10 > 6 ? 3 : 0));
  const [north, east] = [45 + random(), 5 + random()];
  const lat = firm.map((code) => north + ((code * 7919) % 9_000) / 1_000);
  const lon = firm.map((code) => east + ((code * 104_729) % 9_000) / 700);
  const columns = Object.entries({ ...effects, ring, x1, x2, x3, y, z, w, unit, period, lat, lon });
  return makeTable(
    columns.map(([name, values]): Column => ({ kind: "numeric", name, values })),
    { name: "panel", bytes: 0, sha256: null },
  );
}

describe("feols: one, two, five threads, shared or not, SIMD or scalar, alone", () => {
  const tables = [makePanel(true), makePanel(false)];
  const cases: [string, string, string, FeolsOptions][] = [
    ["no effects", "there are no fixed effects", "y ~ x1 + x2", { vcov: "iid" }],
    ["one effect", "there is one effect", "y ~ x1 + x2 + x3 | firm", { vcov: "hetero" }],
    ["a dense factor", "year has 12 levels", "y ~ x1 + x2 + x3 | firm + year", { vcov: { cluster: ["firm"] } }],
    [
      "weights and two clusterings",
      "year has 12 levels",
      "y ~ x1 + x2 | firm + year",
      { vcov: "cluster:city+year", weights: "w" },
    ],
    ["leverage of rows", "year has 12 levels", "y ~ x1 + x2 | firm + year", { vcov: "HC5", weights: "w" }],
    ["leverage of clusters", "year has 12 levels", "y ~ x1 + x2 | firm + year", { vcov: "CR2:city" }],
    [
      "three clusterings",
      "year has 12 levels",
      "y ~ x1 + x2 | firm + year",
      { vcov: "cluster:city+year+product", ssc: "sandwich" },
    ],
    [
      "instruments, clusters of whole groups",
      "year has 12 levels",
      "y ~ x1 | firm + year | x2 ~ z + x3",
      { vcov: { cluster: ["city"] } },
    ],
    [
      "instruments, weights and rows",
      "year has 12 levels",
      "y ~ x1 | firm + year | x2 ~ z + x3",
      { vcov: "hetero", weights: "w", iv: "liml" },
    ],
    [
      "Newey-West",
      "year has 12 levels",
      "y ~ x1 + x2 | firm + year",
      { vcov: "NW:3", panel: { unit: "unit", time: "period" } },
    ],
    [
      "Driscoll-Kraay",
      "there is one effect",
      "y ~ x1 + x2 | unit",
      { vcov: "DK:2", panel: { unit: "unit", time: "period" }, ssc: "plm" },
    ],
    ["Conley", "there is one effect", "y ~ x1 + x2 | year", { vcov: "conley:lat,lon,60", ssc: "reghdfe" }],
    ["an envelope", "its factor takes", "y ~ x1 + x2 | firm + ring", { vcov: { cluster: ["city"] } }],
    ["an envelope with a border", "its factor takes", "y ~ x1 + x2 | firm + ring + year", { vcov: "hetero" }],
    ["conjugate gradients", "an exact factor would take", "y ~ x1 + x2 | firm + product", { vcov: "hetero" }],
    [
      "conjugate gradients, three effects",
      "as requested",
      "y ~ x1 | firm + product + year",
      { vcov: "iid", solver: "krylov" },
    ],
    ["projections", "as requested", "y ~ x1 | firm + product", { vcov: "iid", solver: "map" }],
  ];
  for (const [what, because, formula, options] of cases) {
    it(what, () => {
      for (const table of tables) {
        const fits = engines.map((engine) => feols(engine, table, formula, options));
        if (what.startsWith("instruments")) {
          expect(() => alone.feols(small, table, formula, options)).toThrow("has no instruments");
        } else fits.push(alone.feols(small, table, formula, options));
        const records = fits.map(({ timing_ms: _, provenance: __, ...record }) => record);
        for (const record of records.slice(1)) expect(record).toEqual(records[0]);
        expect(records[0]!.solver.because).toContain(because);
      }
    });
  }
});
