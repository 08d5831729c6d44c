/** `pretrends`: laws of powers, means, equivalence and non-inferiority, from records and from numbers, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { makeTable, withColumns } from "../../../src/data/table/table.js";
import { philoxNormal } from "../../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { pretrends } from "../../../src/verbs/pretrends/fit.js";
import { presentPretrends } from "../../../src/verbs/pretrends/table.js";
import { goldenTable } from "../../support/golden-table.js";
import { seeded } from "../../support/random.js";
import { refused } from "../../support/refused.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const EVENTS = [-4, -3, -2, 0, 1, 2];
const COVARIANCE = EVENTS.map((_, i) =>
  EVENTS.map((_, j) => (0.4 + 0.6 * 0.5 ** Math.abs(i - j)) * (0.1 + 0.02 * i) * (0.1 + 0.02 * j)),
);
const PATH = { event: EVENTS, estimate: [0.05, -0.02, 0.03, 0.2, 0.25, 0.3], covariance: COVARIANCE };

describe("pretrends", () => {
  it("power grows with the slope, is even in it, and is what was asked for at the slopes found", () => {
    const slopes = [0, 0.02, 0.05, 0.1, 0.2, 0.5];
    const record = pretrends(engine, PATH, { slopes: [...slopes, -0.1], power: [0.3, 0.5, 0.8, 0.95] });
    const powers = record.trends.slice(0, slopes.length).map(({ power }) => power);
    expect(powers).toEqual([...powers].sort((a, b) => a - b));
    expect(powers[0]).toBeCloseTo(record.pretest.size, 12);
    expect(record.trends[slopes.length]!.power).toBeCloseTo(powers[3]!, 10);
    const walds = record.trends.slice(0, slopes.length).map(({ wald_power }) => wald_power);
    expect(walds).toEqual([...walds].sort((a, b) => a - b));
    expect(walds[0]).toBeCloseTo(0.05, 12);
    for (const { power, slope, wald_slope } of record.detectable) {
      const at = pretrends(engine, PATH, { slopes: [slope!, wald_slope!] });
      expect(at.trends[0]!.power).toBeCloseTo(power, 10);
      expect(at.trends[1]!.wald_power).toBeCloseTo(power, 10);
    }
  });

  it("means after passing are those of paths drawn that pass", () => {
    const { trends, pretest } = pretrends(engine, PATH, { trends: ["0.08 * (event + 1)", "0.1 * (event <= -3)"] });
    const k = EVENTS.length;
    // Cholesky of the covariance
    const L = COVARIANCE.map((row) => row.map(() => 0));
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        let left = COVARIANCE[i]![j]!;
        for (let l = 0; l < j; l++) left -= L[i]![l]! * L[j]![l]!;
        L[i]![j] = i === j ? Math.sqrt(left) : left / L[j]![j]!;
      }
    }
    const N = 60_000;
    const z = philoxNormal(engine, k * N, { seed: 2, replication: 0, purpose: 1 });
    for (const { violation, power, mean_after_passing, bayes_factor } of trends.slice(0, 2)) {
      const [sum, squares] = [new Float64Array(k), new Float64Array(k)];
      let passed = 0;
      for (let s = 0; s < N; s++) {
        const x = L.map((row, i) => row.reduce((so, value, j) => so + value * z[s * k + j]!, violation[i]!));
        if (!x.slice(0, 3).every((b, i) => Math.abs(b) <= pretest.critical_value * Math.sqrt(COVARIANCE[i]![i]!)))
          continue;
        passed++;
        x.forEach((b, i) => {
          sum[i]! += b;
          squares[i]! += b * b;
        });
      }
      expect(Math.abs(1 - power - passed / N)).toBeLessThan(4 * Math.sqrt(0.25 / N));
      expect(bayes_factor).toBeCloseTo((1 - power) / (1 - pretest.size), 12);
      mean_after_passing!.forEach((mean, i) => {
        const error = Math.sqrt((squares[i]! / passed - (sum[i]! / passed) ** 2) / passed);
        expect(Math.abs(mean - sum[i]! / passed)).toBeLessThan(4 * error);
      });
    }
  });

  it("finds a lead equivalent at the farther end of its 90% interval, and by the better test below it", () => {
    const { equivalence } = pretrends(engine, { ...PATH, df: 30 }, { bound: 0.5 });
    const { pnorm, qt } = engine.kernels;
    equivalence.leads.forEach(({ tost_bound, folded_bound, p_value }, i) => {
      const [size, error] = [Math.abs(PATH.estimate[i]!), Math.sqrt(COVARIANCE[i]![i]!)];
      expect(tost_bound).toBeCloseTo(size + qt(0.05, 30, 1) * error, 12);
      expect(pnorm((size - folded_bound) / error, 0) - pnorm((-size - folded_bound) / error, 0)).toBeCloseTo(0.05, 10);
      expect(folded_bound).toBeLessThan(tost_bound);
      expect(p_value! <= 0.05).toBe(tost_bound <= 0.5);
    });
    expect(equivalence.joint.tost_bound).toBe(Math.max(...equivalence.leads.map((lead) => lead.tost_bound)));
    expect(equivalence.at).toMatchObject({ accepted: equivalence.joint.tost_bound <= 0.5, from: "bound" });
    expect(pretrends(engine, PATH, { sd: 2 }).equivalence.at).toMatchObject({ bound: 0.72, from: "sd" });
  });

  it("allows a trend as the regressions with and without it do, in a balanced panel with one cohort", () => {
    const random = seeded(5);
    const [G, T, start] = [30, 8, 5];
    const rows = Array.from({ length: G * T }, (_, i) => [Math.floor(i / T), i % T] as const);
    const column = (name: string, of: (g: number, t: number) => number) => ({
      ...{ kind: "numeric" as const, name },
      values: Float64Array.from(rows, ([g, t]) => of(g, t)),
    });
    const isTreated = (g: number): boolean => g < 12;
    const table = makeTable(
      [
        column("g", (g) => g),
        column("t", (_, t) => t),
        column("cohort", (g) => (isTreated(g) ? start : Number.NaN)),
        column("y", (g, t) => 0.1 * g + 0.2 * t + (isTreated(g) ? 0.05 * t + (t >= start ? 1 : 0) : 0) + random()),
        column("d", (g, t) => (isTreated(g) && t >= start ? 1 : 0)),
        column("slope", (g, t) => (isTreated(g) ? t : 0)),
      ],
      { name: "panel", bytes: 0, sha256: "" },
    );
    const lags = [5, 6, 7];
    const each = withColumns(
      table,
      lags.map((lag) => column(`d${lag}`, (g, t) => (isTreated(g) && t === lag ? 1 : 0))),
    );
    const study = eventStudy(engine, panel(table, { unit: "g", time: "t" }), "y ~ 1 | g + t", {
      ...{ cohort: "cohort", vcov: "cluster:g" },
    });
    const { non_inferiority } = pretrends(engine, study);
    const plain = feols(engine, table, "y ~ d | g + t", { vcov: "cluster:g" });
    const trended = feols(engine, each, "y ~ d5 + d6 + d7 + slope | g + t", { vcov: "cluster:g" });
    const average = lags.reduce((sum, lag) => sum + trended.coefficients[`d${lag}`]!.estimate / 3, 0);
    expect(non_inferiority!.without_trend.estimate).toBeCloseTo(plain.coefficients.d!.estimate, 9);
    expect(non_inferiority!.with_trend.estimate).toBeCloseTo(average, 9);
    expect(non_inferiority!.difference.estimate).toBeCloseTo(plain.coefficients.d!.estimate - average, 9);
  });

  it("takes records of event-study and did, and shows them in both languages", async () => {
    const data = panel(await goldenTable("mpdta.csv"), { unit: "countyreal", time: "year" });
    const source = { cohort: "first.treat" } as const;
    const twoWay = eventStudy(engine, data, "lemp ~ 1 | countyreal + year", { ...source, vcov: "cluster:countyreal" });
    const record = pretrends(engine, twoWay, { slopes: [0.01], bound: 0.1 });
    expect(record.path).toMatchObject({ n_pre: 3, reference: -1, estimator: "twfe" });
    const { tables, files, figures } = presentPretrends(record, { language: "zh" });
    expect(tables.map(({ title }) => title)).toEqual([
      "提前期检验能发现什么",
      "估计值、违背及其通过检验后的均值",
      "提前期的等效性检验：可接受的最小界限",
      "是否允许线性趋势差异下的平均效应",
    ]);
    expect(files!()["trends.csv"]!.split("\n")[0]).toBe("trend,power,event,estimate,violation,mean_after_passing");
    expect(JSON.stringify(figures!()[""])).toContain("通过检验后的均值");
    const several = did(engine, data, "lemp ~ 1 | countyreal + year", {
      ...source,
      estimator: ["cs", "sunab"],
      base: "universal",
    });
    expect(pretrends(engine, several, { estimator: "sunab" }).path.estimator).toBe("sunab");
    expect(refused(() => pretrends(engine, several)).code).toBe("event_path_estimator");
    const varying = did(engine, data, "lemp ~ 1 | countyreal + year", { ...source, estimator: ["cs"] });
    expect(refused(() => pretrends(engine, varying)).code).toBe("path_varying_base");
  });

  it("says where a power is below the size, and where the pre-test does not pass", () => {
    const loud = { ...PATH, estimate: [1, 0, 0, 0.2, 0.2, 0.2] };
    const { notes, detectable, pretest } = pretrends(engine, loud, { power: [0.01, 0.5] });
    expect(detectable[0]).toMatchObject({ slope: null, wald_slope: null });
    expect(pretest.rejects).toBe(true);
    expect(notes.map(({ code }) => code)).toEqual(["pretrends_significant", "pretrends_size"]);
  });

  it("has no mean on passing where a violation never passes, however large", () => {
    for (const slope of [10, 1e9]) {
      const record = pretrends(engine, PATH, { slopes: [slope] });
      expect(record.trends[0]).toMatchObject({ power: 1, wald_power: 1, mean_after_passing: null, pretest_bias: null });
      expect(record.notes.map(({ code }) => code)).toEqual(["pretrends_never_passes"]);
      const { figures, files } = presentPretrends(record);
      expect(JSON.stringify(figures!()[""])).not.toContain("passing");
      expect(files!()["trends.csv"]).toContain("linear");
    }
  });

  it("refuses files that are no whole record", () => {
    for (const source of [{ kind: "did" }, { kind: "event-study" }, null, []]) {
      expect(refused(() => pretrends(engine, source as never)).code).toBe("event_path");
    }
    const single = { event: 1, estimate: 1, covariance: 1 };
    expect(refused(() => pretrends(engine, single as never)).code).toBe("event_path_numbers");
  });

  it("refuses violations that are no numbers, and covariances that are singular", () => {
    const code = (work: () => unknown) => refused(work).code;
    expect(code(() => pretrends(engine, PATH, { trends: ["log(event)"] }))).toBe("violation");
    const n = PATH.event.length;
    const odd = [
      5,
      null,
      { name: "text", values: "1".repeat(n) },
      { values: Array(n).fill(1) },
      { name: "short", values: [1, 2] },
    ];
    for (const trend of odd) {
      expect(code(() => pretrends(engine, PATH, { trends: [trend as never] }))).toBe("violation");
    }
    expect(code(() => pretrends(engine, PATH, { trends: ["time"] }))).toBe("unknown_column");
    expect(code(() => pretrends(engine, PATH, { level: 0.4 }))).toBe("level");
    expect(code(() => pretrends(engine, PATH, { bound: 1, sd: 1 }))).toBe("equivalence_bound");
    const twice = [0, 0, 2, 3, 4, 5].map((i, _, order) => order.map((j) => COVARIANCE[i]![j]!));
    expect(code(() => pretrends(engine, { ...PATH, covariance: twice }))).toBe("box_singular");
    expect(code(() => pretrends(engine, PATH, { power: [1] }))).toBe("option_value");
  });
});
