/** A specification of a multiverse by `feols`, and whether the two are the same. */
import { expect } from "vitest";
import type { Panel } from "../../../src/data/panel/panel.js";
import type { Table } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import type { MultiverseRecord, Specification } from "../../../src/verbs/multiverse/record.js";
import type { MultiverseOptions } from "../../../src/verbs/multiverse/verb.js";

const SAME = 1e-9;

/** `feols` of a specification. */
function refit(
  engine: Engine,
  table: Table | Panel,
  record: MultiverseRecord,
  one: Pick<Specification, "controls" | "outcome" | "treatment" | "sample" | "effects" | "weights" | "vcov">,
  options: Partial<MultiverseOptions> = {},
) {
  const { choices } = record;
  const terms = [
    choices.treatments[one.treatment]!,
    ...choices.always,
    ...one.controls.map((g) => choices.controls[g]!),
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

export function same(
  engine: Engine,
  table: Table | Panel,
  record: MultiverseRecord,
  one: Specification,
  options: Partial<MultiverseOptions> = {},
): void {
  const { choices } = record;
  const fit = refit(engine, table, record, one, options);
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
