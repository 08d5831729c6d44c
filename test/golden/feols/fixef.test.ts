/** Recovered effects, residuals and fitted values against fixest's: levels up to the normalisation, sums as they are. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FittedModel } from "../../../src/verbs/feols/fitted/fitted-rows.js";
import { fitFeols } from "../../../src/verbs/feols/fitted-model.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Of a coefficient of size 25: fixest iterates to 1e-11 on the demeaned columns, and its levels show 1e-10. */
const LEVEL = 1e-8;
const ROW = 1e-9;

interface Expected {
  readonly call: string;
  readonly fixef: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly references: Readonly<Record<string, number>>;
  readonly fe_sum_first10: readonly number[];
  readonly resid_first10?: readonly number[];
  readonly fitted_first10?: readonly number[];
}

const read = (name: string): Expected =>
  JSON.parse(readFileSync(new URL(`./expected/${name}.json`, import.meta.url), "utf8"));

const agree = agreeing("fixest-effects");

for (const name of ["fixest_trade_fe2_fixef", "fixest_trade_fe4_fixef"]) {
  describe(name, () => {
    const expected = read(name);
    let engine: Engine;
    let held: FittedModel;

    beforeAll(async () => {
      engine = await loadEngine({ threads: 1 });
      const formula = /feols\((.*), trade\)/.exec(expected.call)![1]!;
      held = fitFeols(engine, await goldenTable("trade.csv"), formula, { vcov: "iid", fixefRm: "none" });
    });

    it("has fixest's levels once a level of each effect is what it is there", () => {
      const { effects, components } = held.fixef();
      expect(components).toBe(1);
      expect(effects.map((effect) => [effect.name, effect.references])).toEqual(Object.entries(expected.references));
      for (const { name: effect, nLevels, label, coefficients } of effects) {
        const wanted = expected.fixef[effect]!;
        expect(Array.from({ length: nLevels }, (_, l) => label(l)).sort()).toEqual(Object.keys(wanted).sort());
        const shift = coefficients[0]! - wanted[label(0)]!;
        for (let l = 0; l < nLevels; l++) {
          agree.within(coefficients[l]! - shift, wanted[label(l)]!, LEVEL, `${effect} ${label(l)}`);
        }
      }
    });

    it("adds up to fixest's sums on its first rows, and has its residuals and fitted values", () => {
      const { effects, values } = held.fitted();
      const residuals = held.residuals();
      const near = (got: Float64Array, wanted: readonly number[] = []) => {
        for (const [i, value] of wanted.entries()) agree.within(got[i], value, ROW, `row ${i + 1}`);
      };
      near(effects, expected.fe_sum_first10);
      near(residuals, expected.resid_first10);
      near(values, expected.fitted_first10);
      expect(expected.fe_sum_first10.length).toBe(10);
    });
  });
}
