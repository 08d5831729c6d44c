/** Every specification of a multiverse is `feols` of it: estimate, error, t, p, interval, rows, degrees of freedom, what is dropped. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import type { MultiverseRecord, Specification } from "../../../src/verbs/multiverse/record.js";
import type { MultiverseOptions } from "../../../src/verbs/multiverse/verb.js";
import { panelTable } from "./panel-table.js";

const SAME = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** `feols` of a specification, the treatment last. */
function refit(
  table: Table,
  record: MultiverseRecord,
  one: Pick<Specification, "controls" | "outcome" | "treatment" | "sample" | "effects" | "weights" | "vcov">,
  options: Partial<MultiverseOptions> = {},
) {
  const { choices } = record;
  const terms = [
    ...choices.always,
    ...one.controls.map((g) => choices.controls[g]!),
    choices.treatments[one.treatment]!,
  ];
  const effects = choices.effects[one.effects]!;
  const { subset } = choices.samples[one.sample]!;
  const weights = choices.weights[one.weights]!;
  const { ssc, fixefRm } = options;
  return feols(
    engine,
    table,
    `${choices.outcomes[one.outcome]} ~ ${terms.join(" + ")}${effects === "none" ? "" : ` | ${effects}`}`,
    {
      vcov: choices.vcov[one.vcov]!,
      ...(subset === null ? {} : { subset }),
      ...(weights === null ? {} : { weights }),
      ...(ssc === undefined ? {} : { ssc }),
      ...(fixefRm === undefined ? {} : { fixefRm }),
    },
  );
}

function same(
  table: Table,
  record: MultiverseRecord,
  one: Specification,
  options: Partial<MultiverseOptions> = {},
): void {
  const { choices } = record;
  const fit = refit(table, record, one, options);
  const own = fit.coefficients[choices.treatments[one.treatment]!]!;
  const what = JSON.stringify(one);
  for (const key of ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"] as const) {
    const scale =
      key === "p_value"
        ? Math.abs(own[key])
        : Math.max(Math.abs(own[key]), key.startsWith("conf") ? Math.abs(own.estimate) : 0);
    expect(Math.abs(one[key] - own[key]), `${key} of ${what}: ${own[key]}`).toBeLessThanOrEqual(SAME * scale);
  }
  expect(one.nobs, what).toBe(fit.nobs);
  expect(one.df, what).toBe(fit.vcov.df);
  expect([...one.collinear].sort(), what).toEqual(fit.collinear.map(({ term }) => term).sort());
}

describe("a specification is feols of it", () => {
  const grid: MultiverseOptions = {
    term: "d",
    controls: ["x1", "x2+x3", "x4", "z"],
    samples: ["all=true", "early=year < 7", "others=capital == 0"],
    outcomes: ["y2"],
    treatments: ["dose"],
    effects: ["unit + region^year", "region + year", "none"],
    weights: ["none", "w"],
    vcov: ["cluster:unit", "iid", "hetero", "cluster:region", "cluster:region+year"],
  };
  it("on every one of a small grid", async () => {
    const table = panelTable(60, 8);
    const record = await multiverse(engine, table, "y ~ d + x1 | unit + year", grid);
    expect(record.counts.combinations).toBe(16 * 3 * 2 * 2 * 4 * 2 * 5);
    expect(record.counts.estimated + record.counts.duplicates + record.counts.not_estimated).toBe(
      record.counts.combinations,
    );
    for (const one of record.specifications) same(table, record, one);
  });
});
