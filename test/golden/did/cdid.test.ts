/**
 * Effects by dose against R's contdid and Python's diff-diff: curves of effects and derivatives by splines and by levels, overall numbers, the
 * event studies of both, errors of influences. Two rules of contdid 0.1.0 are not ours, and are applied to our parts.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { splineBasis, unitValues } from "../../../src/verbs/did/estimators/cdid/basis.js";
import { type Changes, changesOf } from "../../../src/verbs/did/estimators/cdid/changes.js";
import { at, fitCell } from "../../../src/verbs/did/estimators/cdid/dose-fit.js";
import type { DoseRecord } from "../../../src/verbs/did/estimators/cdid/record.js";
import { unitDoses } from "../../../src/verbs/did/estimators/cdid/unit-doses.js";
import { comparisonsOf } from "../../../src/verbs/did/estimators/cs/comparisons.js";
import { csUnits } from "../../../src/verbs/did/estimators/cs/rows.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { expected } from "./support.js";

const ESTIMATE = 1e-8;
const STD_ERROR = 1e-8;
/** Bootstrap errors of 100 draws are this far from ours: twice three of their own errors. */
const DRAWN = 0.45;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const CDID: DidOptions = { cohort: "g", dose: "dose", estimator: ["cdid"], control: "notyet", draws: 19 };
const FORMULA = "y ~ 1 | id + time";

const doseDetails = ({ details }: DidEstimate): DoseRecord => {
  if (details?.kind !== "dose") throw new Error("no details by dose");
  return details;
};

const fitted = async (options: DidOptions): Promise<DidEstimate> => {
  const data = panel(await goldenTable("contdid_sim.csv"), { unit: "id", time: "time" });
  return did(engine, data, FORMULA, { ...CDID, ...options }).estimates[0]!;
};

interface Averages {
  readonly "overall.att": number;
  readonly egt: readonly number[];
  readonly "att.egt": readonly number[];
}

interface Curves {
  readonly dose: readonly number[];
  readonly "att.d": readonly number[];
  readonly "acrt.d": readonly number[];
  readonly overall_att: number;
  readonly overall_acrt: number;
}

/** Treated cells with their weights in an average over cohorts, and the doses of all units. */
async function cellsOf() {
  const data = panel(await goldenTable("contdid_sim.csv"), { unit: "id", time: "time" });
  const plan = didPlan(CDID);
  const sample = didSample(engine, data, parseFormula(FORMULA), plan, CDID);
  const units = csUnits(sample, true);
  const doses = unitDoses(sample, "dose");
  const { list } = comparisonsOf(units.cohorts, units.sizes, units.periods, plan);
  const changeOf = changesOf(sample, units);
  const all = list.map((comparison) => ({ ...changeOf(comparison)!, comparison }));
  const isTreated = ({ comparison: { cohort, period } }: Changes) => period >= cohort;
  const total = units.sizes.subarray(0, units.cohorts.length).reduce((sum, size) => sum + size, 0);
  const weightOf = ({ comparison: { g } }: Changes) => {
    const own = all.filter((one) => one.comparison.g === g && isTreated(one)).length;
    return units.sizes[g]! / total / own;
  };
  /** The change of everybody but the cohort, whether treated or not. */
  const everybody = ({ comparison, treated, changes }: Changes) => {
    const size = sample.units.length;
    const change = (u: number) => {
      const row = (t: number) => sample.starts[u]! + t;
      return sample.y[row(comparison.t)]! - sample.y[row(comparison.base)]!;
    };
    const sum = Array.from({ length: size }, (_, u) => change(u)).reduce((a, b) => a + b, 0);
    return (sum - changes.reduce((a, b) => a + b, 0)) / (size - treated.length);
  };
  /** The effect with the dose as the treatment, from 0 to 1: means weighed by the dose, and by 1 less it. */
  const byDose = ({ comparison, treated, changes }: Changes) => {
    const own = new Map([...treated].map((u, i) => [u, changes[i]!]));
    let [given, weight, rest, others] = [0, 0, 0, 0];
    for (let u = 0; u < sample.units.length; u++) {
      const row = (t: number) => sample.starts[u]! + t;
      const change = sample.y[row(comparison.t)]! - sample.y[row(comparison.base)]!;
      const dose = own.has(u) ? doses[u]! : 0;
      given += dose * change;
      weight += dose;
      rest += (1 - dose) * change;
      others += 1 - dose;
    }
    return given / weight - rest / others;
  };
  return { all, treated: all.filter(isTreated), weightOf, everybody, byDose, doses, sizes: units.sizes };
}

describe("cdid reproduces contdid", () => {
  const closeTo = agreeing("contdid");
  const everyone = closeTo.by("all other units compared with, treated ones too, whatever control group is asked for");
  const asTreatment = closeTo.by("the dose taken for a propensity of being treated in event studies of levels");
  const other = closeTo.by(
    "coefficients of splines on the range of each cohort's doses averaged, and the curve drawn by them on the range of the grid",
  );

  for (const [file, knots] of [
    ["cdid_level_dose_deg3", 0],
    ["cdid_slope_dose_deg3_knot1", 1],
  ] as const) {
    it(file, async () => {
      const want = expected<Curves>(file);
      const { overall, curve } = doseDetails(await fitted({ knots }));
      closeTo(overall.acrt.estimate, want.overall_acrt, ESTIMATE, `${file}: ACRT`);
      curve.forEach(({ dose }, i) => {
        closeTo(dose, want.dose[i]!, ESTIMATE, `${file}: dose ${i}`);
      });
      const { treated, weightOf, everybody, doses } = await cellsOf();
      const shift = treated.reduce((sum, one) => sum + weightOf(one) * (one.mean - everybody(one)), 0);
      everyone(overall.att.estimate + shift, want.overall_att, ESTIMATE, `${file}: ATT`);
      // contdid's curve, by our regressions
      const inner = knots === 0 ? [] : [doseDetails(await fitted({ knots })).knots[0]!];
      const drawn = splineBasis(want.dose[0]!, want.dose.at(-1)!, inner, 3);
      const average = new Float64Array(drawn.size);
      let untreated = 0;
      for (const one of treated) {
        const own = Float64Array.from(one.treated, (u) => doses[u]!).sort();
        const fit = fitCell(one, unitValues(splineBasis(own[0]!, own.at(-1)!, inner, 3), doses))!;
        fit.coefficients.forEach((value, j) => {
          average[j]! += weightOf(one) * value;
        });
        untreated += weightOf(one) * everybody(one);
      }
      want.dose.forEach((dose, i) => {
        other(at(drawn.value(dose), average, untreated), want["att.d"][i]!, ESTIMATE, `${file}: ATT(${dose})`);
        const slope = at(drawn.slope(dose), average, untreated);
        other(slope, want["acrt.d"][i]!, ESTIMATE, `${file}: ACRT(${dose})`, ESTIMATE);
      });
    });
  }

  it("cdid_slope_event", async () => {
    const want = expected<{ readonly overall_att: Averages; readonly event_study: Averages }>("cdid_slope_event");
    const events = await fitted({ target: "slope" });
    expect(events.effects.map(({ event }) => event)).toEqual(want.event_study.egt);
    events.effects.forEach(({ estimate }, i) => {
      closeTo(estimate, want.event_study["att.egt"][i]!, ESTIMATE, `slope, event ${i}`);
    });
    closeTo(events.overall.estimate, want.event_study["overall.att"], ESTIMATE, "slope, events");
    const groups = await fitted({ target: "slope", aggregate: "group" });
    groups.effects.forEach(({ estimate }, i) => {
      closeTo(estimate, want.overall_att["att.egt"][i]!, ESTIMATE, `slope, cohort ${i}`);
    });
    closeTo(groups.overall.estimate, want.overall_att["overall.att"], ESTIMATE, "slope, cohorts");
  });

  it("cdid_level_event", async () => {
    const want = expected<{ readonly overall_att: Averages; readonly event_study: Averages }>("cdid_level_event");
    const { all, treated, byDose, sizes, weightOf } = await cellsOf();
    const events = (await fitted({})).effects;
    expect(events.map(({ event }) => event)).toEqual(want.event_study.egt);
    const averages = want.event_study.egt.map((event) => {
      const own = all.filter(({ comparison: { cohort, period } }) => period - cohort === event);
      const total = own.reduce((sum, { comparison: { g } }) => sum + sizes[g]!, 0);
      return own.reduce((sum, one) => sum + (sizes[one.comparison.g]! / total) * byDose(one), 0);
    });
    averages.forEach((average, i) => {
      asTreatment(average, want.event_study["att.egt"][i]!, ESTIMATE, `level, event ${i}`);
    });
    const post = averages.slice(2);
    const mean = post.reduce((sum, average) => sum + average, 0) / post.length;
    asTreatment(mean, want.event_study["overall.att"], ESTIMATE, "level, events");
    want.overall_att.egt.forEach((cohort, i) => {
      const own = treated.filter(({ comparison }) => comparison.cohort === cohort);
      const average = own.reduce((sum, one) => sum + byDose(one) / own.length, 0);
      asTreatment(average, want.overall_att["att.egt"][i]!, ESTIMATE, `level, cohort ${cohort}`);
    });
    const overall = treated.reduce((sum, one) => sum + weightOf(one) * byDose(one), 0);
    asTreatment(overall, want.overall_att["overall.att"], ESTIMATE, "level, cohorts");
  });

  it("errors of the curve are near those its bootstrap draws, in the middle of the doses", async () => {
    const { "att.d_se": errors, "acrt.d_se": slopes } =
      expected<Readonly<Record<"att.d_se" | "acrt.d_se", readonly number[]>>>("cdid_level_dose_deg3");
    const { curve } = doseDetails(await fitted({}));
    for (const i of [30, 40, 50, 60]) {
      expect(Math.abs(curve[i]!.att_std_error / errors[i]! - 1)).toBeLessThan(DRAWN);
      expect(Math.abs(curve[i]!.acrt_std_error / slopes[i]! - 1)).toBeLessThan(DRAWN);
    }
  });
});

interface PeerCase {
  readonly sample: "two periods" | "one cohort" | "all";
  readonly control: "never_treated" | "not_yet_treated";
  readonly degree: number;
  readonly knots: number;
  readonly levels: boolean;
  readonly base: "varying" | "universal";
  readonly dose: readonly number[];
  readonly att: readonly number[];
  readonly att_se: readonly number[];
  readonly acrt: readonly number[];
  readonly acrt_se: readonly number[];
  readonly overall: { readonly att: number; readonly att_se: number; readonly acrt: number };
  readonly events: { readonly at: readonly number[]; readonly att: readonly number[]; readonly se: readonly number[] };
}

describe("cdid reproduces diff-diff", () => {
  const peer = agreeing("diff-diff-cdid");
  const SUBSETS = { "two periods": "(g == 0 | g == 2) & time <= 2", "one cohort": "g == 0 | g == 2", all: "g >= 0" };

  for (const want of expected<{ readonly cases: readonly PeerCase[] }>("diff-diff_cdid").cases) {
    const what = `${want.sample}, ${want.levels ? "levels" : `degree ${want.degree}, ${want.knots} knots`}, ${want.control}`;
    it(`${what}, ${want.base}`, async () => {
      const table = await goldenTable("contdid_sim.csv");
      const fifth = table.numeric("dose").map((dose) => Math.ceil(dose * 5) / 5);
      const data = panel(withColumns(table, [{ kind: "numeric", name: "fifth", values: fifth }]), {
        ...{ unit: "id", time: "time" },
      });
      const basis = want.levels
        ? ({ dose: "fifth", basis: "levels" } as const)
        : { dose: "dose", degree: want.degree, knots: want.knots };
      const estimate = did(engine, data, FORMULA, {
        ...{ cohort: "g", estimator: ["cdid"], draws: 19, base: want.base, subset: SUBSETS[want.sample], ...basis },
        control: want.control === "never_treated" ? "never" : "notyet",
      }).estimates[0]!;
      const { curve, overall, knots } = doseDetails(estimate);
      // the error of its curve over several cohorts takes their shares as known
      const isOne = want.sample !== "all";
      expect(curve.length).toBe(want.dose.length);
      curve.forEach((point, i) => {
        const place = `${what}, dose ${want.dose[i]}`;
        peer(point.dose, want.dose[i]!, ESTIMATE, place);
        peer(point.att, want.att[i]!, ESTIMATE, `${place}: ATT`);
        // the slope of a broken line has no value at its knots
        if (want.degree === 1 && knots.some((knot) => Math.abs(knot - point.dose) < 1e-12)) return;
        peer(point.acrt, want.acrt[i]!, ESTIMATE, `${place}: ACRT`, ESTIMATE);
        if (isOne) peer(point.att_std_error, want.att_se[i]!, STD_ERROR, `${place}: error of ATT`);
        if (isOne) peer(point.acrt_std_error, want.acrt_se[i]!, STD_ERROR, `${place}: error of ACRT`);
      });
      peer(overall.att.estimate, want.overall.att, ESTIMATE, `${what}: ATT`);
      peer(overall.acrt.estimate, want.overall.acrt, ESTIMATE, `${what}: ACRT`);
      if (isOne) peer(overall.att.std_error, want.overall.att_se, STD_ERROR, `${what}: error of ATT`);
      const events = estimate.effects.filter(({ reference }) => !reference);
      const shown = want.events.at.map((event, i) => ({ event, i })).filter(({ i }) => want.events.se[i] !== null);
      for (const { event, i } of shown) {
        const own = events.find((effect) => effect.event === event);
        if (own === undefined) continue;
        peer(own.estimate, want.events.att[i]!, ESTIMATE, `${what}, event ${event}`);
        if (own.n_cohorts === 1) peer(own.std_error, want.events.se[i]!, STD_ERROR, `${what}, event ${event}: error`);
      }
    });
  }
});
