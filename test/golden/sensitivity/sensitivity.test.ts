/** Sensitivity of coefficients against robomit's formula in full digits, sensemakr, and removals by R's lm. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { sensitivity } from "../../../src/verbs/sensitivity/fit.js";
import type { RemovalRecord, SensitivityRecord } from "../../../src/verbs/sensitivity/record.js";
import type { SensitivityOptions } from "../../../src/verbs/sensitivity/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Of Oster's numbers, in full digits. */
const OSTER = 1e-9;
/** Of sensemakr's, made of R's summary of lm; of t of about 0 in absolute terms. */
const SENSEMAKR = 1e-8;
/** Of influences and of regressions without rows, by R's normal equations. */
const AMIP = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

// biome-ignore lint/suspicious/noExplicitAny: the files are R's own lists
const read = (name: string): any =>
  JSON.parse(readFileSync(new URL(`./expected/${name}.json`, import.meta.url), "utf8"));
const ask = (table: Table, formula: string, options: Omit<SensitivityOptions, "vcov">): SensitivityRecord =>
  sensitivity(engine, table, formula, { vcov: "iid", ...options });

describe("Oster's delta", () => {
  const agree = agreeing("robomit");
  it.each([
    ["oster_mtcars", "mtcars.csv", "mpg ~ wt + hp + qsec", "wt"],
    ["oster_card", "card.csv", "lwage ~ educ + exper + expersq + black + smsa + south", "educ"],
  ] as const)("%s", async (file, data, formula, term) => {
    const want = read(file);
    const r2max = want.own.map(({ R2max }: { R2max: number }) => String(R2max));
    const { oster } = ask(await goldenTable(data), formula, { term, parts: ["oster"], r2max });
    const { short, long, results } = oster!;
    agree(short.estimate, want.short.beta, OSTER, "short beta");
    agree(short.r2, want.short.r2, OSTER, "short R2");
    agree(long.estimate, want.long.beta, OSTER, "long beta");
    agree(long.r2, want.long.r2, OSTER, "long R2");
    want.own.forEach((own: Record<string, number> & { beta_star_delta1_roots: number[] }, i: number) => {
      const [{ roots, linear }] = results[i]!.adjusted as [(typeof results)[number]["adjusted"][number]];
      agree(results[i]!.delta, own.delta_beta0!, OSTER, `delta at ${own.R2max}`);
      agree(linear, own.beta_star_linear_approx!, OSTER, `linear at ${own.R2max}`);
      expect(roots).toHaveLength(own.beta_star_delta1_roots.length);
      roots.forEach(({ value }, r) => {
        agree(value, own.beta_star_delta1_roots[r]!, OSTER, `root ${r} at ${own.R2max}`);
      });
    });
  });
});

interface Sense {
  readonly stats: Record<string, number>;
  readonly robustness_values: readonly { q: number; alpha: number; rv: number; xrv: number }[];
  readonly adjusted: readonly Record<string, number>[];
  readonly bounds: Record<string, readonly number[]> & { readonly label: readonly string[] };
  readonly partial_r2: Record<string, number>;
}

describe("sensemakr", () => {
  const agree = agreeing("sensemakr");
  const controls = "lwage ~ educ + exper + expersq + black + smsa + south";
  const village = "peacefactor ~ directlyharmed + age + farmer_dar + herder_dar + pastvoted + hhsize_darfur + female";
  it.each([
    ["sensemakr_card", "card.csv", controls, { term: "educ", benchmarks: ["black", "smsa"] }],
    [
      "sensemakr_card_q2",
      "card.csv",
      `${controls} + nearc4`,
      { term: "nearc4", benchmarks: ["black"], kd: [1, 2], q: 0.5 },
    ],
    ["sensemakr_darfur", "darfur.csv", `${village} | village`, { term: "directlyharmed", benchmarks: ["female"] }],
    [
      "sensemakr_darfur",
      "darfur.csv",
      `${village} + factor(village)`,
      { term: "directlyharmed", benchmarks: ["female"] },
    ],
  ] as const)("%s of %s", async (file, data, formula, { q = 1, ...options }: SensitivityOptions & { q?: number }) => {
    const want: Sense = read(file);
    const table = await goldenTable(data);
    const confounder = want.adjusted.map(({ r2dz_x, r2yz_dx }) => ({ r2_treatment: r2dz_x!, r2_outcome: r2yz_dx! }));
    const given = { ...options, parts: ["confounding"], confounder };
    const { confounding, classical } = ask(table, formula, { ...given, q });
    const { stats } = want;
    agree(classical.estimate, stats.estimate!, SENSEMAKR, "estimate");
    agree(classical.std_error, stats.se!, SENSEMAKR, "error");
    agree(q * classical.statistic, stats.t_statistic!, SENSEMAKR, "t of the share q"); // (b - (1 - q) b) / se
    expect(classical.df).toBe(stats.dof);
    agree(confounding!.partial_r2, stats["r2yd.x"]!, SENSEMAKR, "partial R2");
    agree(confounding!.partial_f2, stats["f2yd.x"]!, SENSEMAKR, "partial f2");
    agree(confounding!.rv_q.value, stats.rv_q!, SENSEMAKR, "RV");
    agree(confounding!.rv_q_alpha.value, stats.rv_qa!, SENSEMAKR, "RV alpha");
    const dense = formula.includes("factor(");
    for (const { q, alpha, rv, xrv } of dense ? [] : want.robustness_values) {
      const { confounding: at } = ask(table, formula, { ...options, parts: ["confounding"], q });
      const { value, extreme } = alpha === 1 ? at!.rv_q : at!.rv_q_alpha;
      agree(value, rv, SENSEMAKR, `RV ${q} ${alpha}`);
      agree(extreme, xrv, SENSEMAKR, `XRV ${q} ${alpha}`);
    }
    // sensemakr's adjusted_t outside of its bounds is of 0, whatever q is
    const ofZero = q === 1 ? confounding! : ask(table, formula, { ...given, q: 1 }).confounding!;
    want.adjusted.forEach((own, i) => {
      const got = ofZero.scenarios[i]!;
      agree(got.estimate, own.adjusted_estimate!, SENSEMAKR, `estimate ${i}`);
      agree(got.std_error, own.adjusted_se!, SENSEMAKR, `error ${i}`);
      agree(got.statistic, own.adjusted_t!, SENSEMAKR, `t ${i}`);
      agree(got.bias, own.bias!, SENSEMAKR, `bias ${i}`);
    });
    want.bounds.label.forEach((label, i) => {
      const [times, name] = label.split("x ") as [string, string];
      const { scenario } = confounding!.bounds.find((one) => one.benchmark === name && one.kd === Number(times))!;
      agree(scenario!.r2_treatment, want.bounds["r2dz.x"]![i]!, SENSEMAKR, `${label} treatment`);
      agree(scenario!.r2_outcome, want.bounds["r2yz.dx"]![i]!, SENSEMAKR, `${label} outcome`);
      agree(scenario!.estimate, want.bounds.adjusted_estimate![i]!, SENSEMAKR, `${label} estimate`);
      agree(scenario!.std_error, want.bounds.adjusted_se![i]!, SENSEMAKR, `${label} error`);
      agree(scenario!.statistic, want.bounds.adjusted_t![i]!, SENSEMAKR, `${label} t`);
      agree(scenario!.conf_low, want.bounds.adjusted_lower_CI![i]!, SENSEMAKR, `${label} low`, 1e-10);
      agree(scenario!.conf_high, want.bounds.adjusted_upper_CI![i]!, SENSEMAKR, `${label} high`, 1e-10);
    });
    for (const [name, { outcome }] of Object.entries(confounding!.controls)) {
      if (want.partial_r2[name] !== undefined)
        agree(outcome, want.partial_r2[name]!, SENSEMAKR, `partial R2 of ${name}`, 1e-12);
    }
  });
});

interface Turned {
  readonly n_drop: number | null;
  readonly rows_dropped_1based: readonly number[];
  readonly predicted: number;
  readonly refit_beta: number;
  readonly refit_se: number;
}

describe("influence and removals", () => {
  const agree = agreeing("amip");
  const controls = "exper + expersq + black + smsa + south";
  it.each([
    ["amip_card_educ", "card.csv", `lwage ~ educ + ${controls}`, "educ"],
    ["amip_card_nearc4", "card.csv", `lwage ~ nearc4 + ${controls}`, "nearc4"],
    ["amip_castle_pooled", "castle.csv", "l_homicide ~ post + unemployrt + l_police + poverty", "post"],
  ] as const)("%s", async (file, data, formula, term) => {
    const want = read(file);
    const table = await goldenTable(data);
    const { influence, classical } = ask(table, formula, {
      term,
      parts: ["influence"],
      critical: "normal",
      halvings: 0,
    });
    agree(classical.estimate, want.beta, AMIP, "beta");
    agree(classical.std_error, want.se_iid, AMIP, "error");
    const [rows] = influence!.groups;
    expect(rows!.exact).toBe("leverage");
    const turned = (goal: RemovalRecord["goal"], own: Turned) => {
      const got = rows!.removals.find((removal) => removal.goal === goal)!;
      if (own.n_drop === null) {
        expect([got.predicted, got.at_most]).toEqual([null, null]);
        return;
      }
      expect(got.predicted!.removed).toBe(own.n_drop);
      agree(got.predicted!.value, own.predicted, AMIP, `${goal} predicted`, 1e-12);
      agree(got.at_predicted!.estimate, own.refit_beta, AMIP, `${goal} refit`, 1e-12);
      agree(got.at_predicted!.std_error, own.refit_se, AMIP, `${goal} refit error`);
      if (!got.at_predicted!.reached) return;
      expect(got.removed.slice(0, own.rows_dropped_1based.length)).toEqual(own.rows_dropped_1based);
    };
    turned("sign", want.sign_change);
    turned("significance", want.significance_change);
    turned("both", want.sign_and_significance);
    want.amip.forEach((own: Record<string, number>, i: number) => {
      const got = rows!.shares[i]!;
      expect([got.share, got.removed]).toEqual([own.share, own.n_drop]);
      agree(got.increase, own.largest_increase!, AMIP, `increase ${own.share}`, 1e-12);
      agree(got.decrease, own.largest_decrease!, AMIP, `decrease ${own.share}`, 1e-12);
      agree(got.after_increase, own.refit_after_largest_increase!, AMIP, `after increase ${own.share}`);
      agree(got.after_decrease, own.refit_after_largest_decrease!, AMIP, `after decrease ${own.share}`);
    });
  });
});

/** Table 1 of the paper: the estimate of all rows, then by goal rows dropped and the estimate without them. */
const MICROCREDIT = [
  ["augsberg", 37.534, [14, -2.226], [1, 43.732], [40, -34.929]],
  ["tarozzi", 7.289, [1, -0.053], [45, 15.356], [66, -8.755]],
  ["banerjee", 16.722, [6, -0.501], [1, 22.895], [32, -16.638]],
  ["angelucci", -4.549, [1, 0.398], [14, -10.962], [15, 7.03]],
  ["attanasio", -0.341, [16, 0.021], [2, -0.436], [38, 0.361]],
  ["crepon", 17.544, [11, -0.569], [2, 21.72], [30, -18.847]],
  ["karlan", 66.564, [9, -4.014], [4, null], [58, null]],
] as const;

describe("the paper's experiments with microcredit", () => {
  const agree = agreeing("microcredit");
  it.each(MICROCREDIT)("%s", async (study, printed, ...goals) => {
    const { influence, classical } = ask(await goldenTable("microcredit.csv"), "profit ~ treatment", {
      ...{ term: "treatment", parts: ["influence"], critical: "normal", halvings: 0 },
      subset: `group == '${study}'`,
    });
    const { removals } = influence!.groups[0]!;
    const unit = printed / classical.estimate;
    goals.forEach(([removed, estimate], i) => {
      const { goal, predicted, at_predicted } = removals[i]!;
      agree.within(predicted!.removed, removed, 0, `${study} ${goal} rows`);
      expect(at_predicted!.reached).toBe(true);
      if (estimate === null) return;
      // half a unit of the last digit, of both numbers
      const tolerance = 0.0005 * (1 + Math.abs(estimate / printed));
      agree.within(unit * at_predicted!.estimate, estimate, tolerance, `${study} ${goal} estimate`);
    });
  });
});

it("has every file of the folder", () => {
  expect(readdirSync(new URL("./expected", import.meta.url)).length).toBe(8);
});
