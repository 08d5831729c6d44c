/**
 * Power by formula against the t and normal powers of statsmodels and R, the difference-in-differences of diff-diff, and covariances of
 * residuals that numpy makes of regressions on dummies in every window of real panels.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { power } from "../../../src/verbs/power/fit.js";
import type { PowerOptions } from "../../../src/verbs/power/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Of probabilities: both series are summed to less. */
const EXACT = 1e-10;
/** Of effects and moments, relative. */
const CLOSED = 1e-9;
/** Of effects that R finds by a search for a root. */
const ROOT = 1e-7;

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8")) as T;

interface Expected {
  readonly two_sample: readonly {
    readonly effect: number;
    readonly n1: number;
    readonly alpha: number;
    readonly ratio: number;
    readonly alternative: "two-sided" | "larger";
    readonly power: number;
  }[];
  readonly normal: readonly {
    readonly effect: number;
    readonly n1: number;
    readonly alpha: number;
    readonly power: number;
  }[];
  readonly sizes: readonly {
    readonly effect: number;
    readonly alpha: number;
    readonly power: number;
    readonly t: number;
    readonly normal: number;
  }[];
  readonly diff_diff: readonly {
    readonly units: number;
    readonly share: number;
    readonly pre: number;
    readonly post: number;
    readonly rho: number;
    readonly sd: number;
    readonly alpha: number;
    readonly target: number;
    readonly side: "two-sided" | "greater";
    readonly mde: number;
    readonly powers: readonly { readonly effect: number; readonly power: number }[];
    readonly sizes: readonly { readonly effect: number; readonly units: number }[];
  }[];
  readonly panels: readonly {
    readonly data: string;
    readonly outcome: string;
    readonly unit: string;
    readonly time: string;
    readonly pre: number;
    readonly post: number;
    readonly windows: number;
    readonly units: number;
    readonly variance: number;
    readonly covariance_pre: number | null;
    readonly covariance_post: number | null;
    readonly covariance_cross: number;
    readonly change: number;
    readonly variance_pre: number;
    readonly variance_post: number;
    readonly covariance: number;
  }[];
}

interface Noncentral {
  readonly cases: readonly {
    readonly delta: number;
    readonly n: number;
    readonly sig: number;
    readonly power: number;
    readonly one: number;
  }[];
  readonly detect: readonly { readonly n: number; readonly power: number; readonly delta: number }[];
}

const expected = read<Expected>("power");

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const formula = async (options: PowerOptions) => (await power(engine, null, null, options)).formula!;
const post = { design: "post", post: 1 } as const;
/** A level whose complement is alpha to the last bit that matters. */
const levelOf = (alpha: number): number => 1 - alpha;

describe("two samples", () => {
  const agree = agreeing("power-two-sample");

  it("powers of the t test by the noncentral t of statsmodels", async () => {
    for (const { effect, n1, alpha, ratio, alternative, power: want } of expected.two_sample) {
      const { effects } = await formula({
        ...{ ...post, sd: 1, units: n1 * (1 + ratio), treated: 1 / (1 + ratio), effects: [effect] },
        ...{ level: levelOf(alpha), oneSided: alternative === "larger", critical: "noncentral" },
      });
      agree.within(effects[0]!.power, want, EXACT, `${effect} ${n1} ${alpha} ${ratio} ${alternative}`);
    }
  });

  it("powers and detectable effects of R", async () => {
    const { cases, detect } = read<Noncentral>("noncentral");
    for (const { delta, n, sig, power: want, one } of cases) {
      const options = {
        ...post,
        sd: 1.3,
        units: 2 * n,
        effects: [delta],
        critical: "noncentral",
        level: levelOf(sig),
      } as const;
      agree.within((await formula(options)).effects[0]!.power, want, EXACT, `${delta} ${n} ${sig}`);
      agree.within(
        (await formula({ ...options, oneSided: true })).effects[0]!.power,
        one,
        EXACT,
        `${delta} ${n} ${sig}, one side`,
      );
    }
    for (const { n, power: target, delta } of detect) {
      const { mde } = await formula({ ...post, sd: 1.3, units: 2 * n, power: target, critical: "noncentral" });
      agree(mde, delta, ROOT, `detected by ${n} with ${target}`);
    }
  });

  it("normal powers", async () => {
    for (const { effect, n1, alpha, power: want } of expected.normal) {
      const { effects } = await formula({
        ...{ ...post, sd: 1, units: 2 * n1, effects: [effect], critical: "normal", level: levelOf(alpha) },
      });
      agree.within(effects[0]!.power, want, EXACT, `${effect} ${n1} ${alpha}`);
    }
  });

  it("the fewest units are those of statsmodels, rounded up", async () => {
    for (const { effect, alpha, power: target, t } of expected.sizes) {
      const options = {
        ...post,
        sd: 1,
        effects: [effect],
        power: target,
        level: levelOf(alpha),
        critical: "noncentral",
      } as const;
      const { effects } = await formula(options);
      agree(effects[0]!.needs!.units, Math.ceil(2 * t), 0, `${effect} ${alpha} ${target}`);
    }
  });
});

describe("difference-in-differences of diff-diff", () => {
  const agree = agreeing("power-diff-diff");

  it("minimum detectable effects, powers and sample sizes", async () => {
    for (const { units, share, target, alpha, side, mde, powers, sizes, ...rest } of expected.diff_diff) {
      const shared = {
        ...{ pre: rest.pre, post: rest.post, rho: rest.rho, sd: rest.sd, treated: share, power: target },
        ...{ level: levelOf(alpha), oneSided: side === "greater", critical: "normal" as const },
      };
      const found = await formula({ ...shared, units, effects: powers.map(({ effect }) => effect) });
      const what = `${units} units, ${rest.pre} + ${rest.post} periods`;
      agree(found.mde, mde, CLOSED, `${what}: detectable`);
      powers.forEach(({ power: want }, i) => {
        agree.within(found.effects[i]!.power, want, EXACT, `${what}: power ${i}`);
      });
      const needed = await formula({ ...shared, effects: sizes.map(({ effect }) => effect) });
      sizes.forEach(({ units: want }, i) => {
        agree(needed.effects[i]!.needs!.units, want, 0, `${what}: units ${i}`);
      });
    }
  });
});

describe("covariances of residuals", () => {
  const agree = agreeing("power-residuals");

  it.each(expected.panels)("$data, $pre periods before and $post after", async (want) => {
    const { data, outcome, unit, time, pre, post: after } = want;
    const rows = panel(await goldenTable(`${data}.csv`), { unit, time });
    const calculate = async (design: "did" | "ancova" | "post") =>
      (await power(engine, rows, `${outcome} ~ 1 | ${unit} + ${time}`, { by: "formula", pre, post: after, design }))
        .formula!;
    const found = await calculate("did");
    const { residuals, ...moments } = found.variation;
    expect(residuals!.windows).toBe(want.windows);
    for (const name of ["units", "variance", "covariance_pre", "covariance_post", "covariance_cross"] as const)
      agree(residuals![name], want[name], CLOSED, name);
    for (const name of ["variance_pre", "variance_post", "covariance"] as const)
      agree(moments[name], want[name], CLOSED, name);
    agree(found.unit_variance, want.change, CLOSED, "variance of the change");
    const explained = want.covariance ** 2 / want.variance_pre;
    agree((await calculate("ancova")).unit_variance, want.variance_post - explained, CLOSED, "analysis of covariance");
    agree((await calculate("post")).unit_variance, want.variance_post, CLOSED, "outcomes after alone");
    const given = await formula({
      ...{ sd: Math.sqrt(want.variance), pre, post: after, units: 100, residualsOf: Math.round(want.units) },
      covariances: [want.covariance_pre ?? 0, want.covariance_post ?? 0, want.covariance_cross],
    });
    if (Number.isInteger(want.units)) agree(given.unit_variance, want.change, CLOSED, "the same, given");
  });
});
