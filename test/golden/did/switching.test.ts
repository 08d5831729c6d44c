/**
 * DID_l against two programs of its authors: estimates, errors, intervals, tests, switchers and rows.
 *
 * The R package 2.1.2 leaves units alone in their cohort out of errors (their degrees of freedom come to 0 times infinity), and counts units
 * where errors are clustered; the Python package, as later R ones, compares them with both sides of their comparison and counts clusters, as ours
 * do: for R the first rule is applied to our sums. Python adds to the influence of each unit the same number, a share of what covariates change of
 * the estimate, which is done to ours, and scales the influence of their coefficients, where there are several baseline doses, by the rows of all:
 * such errors are not compared. Nor are R's with covariates, whose part it subtracts in each period of a unit and divides by rows (both mended in
 * what Python has). R 2.1.2 divides normalised placebos by the doses of periods whose own placebo is observed, which is done to ours; its weights
 * of lags of `same_switchers` are of other units too (they do not add up to 1), and not compared.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pchisq, qnorm } from "../../../src/engine/kernels/math.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { wald } from "../../../src/regression/tests/coefficients.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { byClusters, fromMean, type Judge } from "../../../src/verbs/did/estimators/dcdh/contrast.js";
import { eventOf } from "../../../src/verbs/did/estimators/dcdh/estimate.js";
import { fitSwitching, type SwitchingFit } from "../../../src/verbs/did/estimators/dcdh/fit-switching.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { type Agree, agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { expected } from "./support.js";

/** Relative: both are sums of a few hundred numbers. */
const CLOSED = 1e-11;
/** Of p: R inverts by elimination, and both take 1 - p of the distribution. */
const P = 1e-8;
const P_ABSOLUTE = 1e-15;

const ofR = agreeing("did-multiplegt-dyn-r");
const ofPython = agreeing("did-multiplegt-dyn-python");

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** A call of either program, as both name its options. */
interface Call {
  readonly data: string;
  readonly outcome: string;
  readonly group: string;
  readonly time: string;
  readonly treatment: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What either program gives of an effect. */
interface Line {
  readonly Estimate: number | null;
  readonly SE: number | null;
  readonly "LB CI": number | null;
  readonly "UB CI": number | null;
  readonly N: number | null;
  readonly Switchers: number | null;
  readonly "N.w": number | null;
  readonly "Switchers.w": number | null;
}

interface Wanted {
  readonly effects: readonly Line[];
  readonly placebos: readonly Line[];
  readonly ate: Line | undefined;
  readonly lags: number | null;
  readonly pEffects: number | null | undefined;
  readonly pEqual: number | null | undefined;
  readonly pPlacebos: number | null | undefined;
}

const names = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

function optionsOf({ treatment, options: given }: Call): DidOptions {
  const [effects, placebo] = [Number(given.effects), Number(given.placebo)];
  return {
    ...{ treat: treatment, estimator: ["dcdh"], window: [-1 - placebo, effects - 1] as const },
    ...(given.cluster === undefined ? {} : { vcov: `cluster:${given.cluster}` }),
    ...(given.weight === undefined ? {} : { weights: String(given.weight) }),
    ...(given.normalized ? { normalized: true } : {}),
    ...(given.same_switchers ? { sameSwitchers: given.same_switchers_pl ? "both" : "effects" } : {}),
    ...(given.trends_lin ? { linearTrends: true } : {}),
    ...(given.trends_nonparam === undefined ? {} : { trendsBy: names(given.trends_nonparam)[0]! }),
    ...(given.less_conservative_se ? { lessConservative: true } : {}),
    ...(given.switchers === undefined ? {} : { switchers: given.switchers as "in" }),
    ...(given.only_never_switchers ? { control: "never" as const } : {}),
    ...(given.continuous === undefined ? {} : { continuous: Number(given.continuous) }),
  };
}

const formulaOf = ({ outcome, group, time, options }: Call, controls = names(options.controls)): string =>
  `${outcome} ~ ${controls.length === 0 ? "1" : controls.join(" + ")} | ${group} + ${time}`;

/** Our estimate, its influences under another rule of errors, with a share of what covariates change of it in every unit. */
function fitted(table: Table, call: Call, judge: Judge) {
  const data = panel(table, { unit: call.group, time: call.time });
  const options = optionsOf(call);
  // the package reads by the normal, whatever the number of clusters
  const estimate = did(engine, data, formulaOf(call), { ...options, interval: "normal" }).estimates[0]!;
  const parts = engine.scope((scope) => {
    const plan = didPlan(options);
    const sample = didSample(engine, data, parseFormula(formulaOf(call)), plan, options);
    return fitSwitching(engine, scope, sample, plan, judge);
  });
  const plain = call.options.controls === undefined && call.options.continuous === undefined;
  if (plain) return { estimate, parts, influence: parts.estimates.influence! };
  // all units in one comparison set where baselines are continuous, with no power of them
  const whole = engine.scope((scope) => {
    const plan = { ...didPlan(options), ...(options.continuous === undefined ? {} : { continuous: 0 }) };
    const sample = didSample(engine, data, parseFormula(formulaOf(call, [])), plan, options);
    return fitSwitching(engine, scope, sample, plan, judge).values;
  });
  const { nUnits, nClusters } = parts.panel.grid;
  const influence = parts.estimates.influence!.map((value, at) => {
    const share = whole[Math.floor(at / nClusters)]! - parts.values[Math.floor(at / nClusters)]!;
    return value + share / nUnits;
  });
  return { estimate, parts, influence };
}

/** The rule of R 2.1.2: units are counted, and one alone is left out, as 0 times infinity is. */
const byUnits: Judge = (alike) => {
  const own = alike.find(({ units }) => units >= 2);
  return own === undefined ? { factor: 0, mean: 0 } : fromMean(own, own.units);
};

function compare(agree: Agree, errors: Agree, want: Wanted, found: ReturnType<typeof fitted>, rules: Rules) {
  const { estimate, parts, influence } = found;
  const { values } = parts;
  const events = [...parts.found.horizons.map(eventOf), null];
  const z = qnorm(engine, 0.975);
  const { nClusters } = parts.panel.grid;
  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let c = 0; c < nClusters; c++) sum += influence[a * nClusters + c]! * influence[b * nClusters + c]!;
    return sum;
  };
  const p = values.length;
  const covariance = Float64Array.from({ length: p * p }, (_, i) => product(Math.floor(i / p), i % p));
  const details = estimate.details as NonNullable<Extract<DidEstimate["details"], { kind: "switching" }>>;
  const line = (own: Line, event: number, what: string): void => {
    const j = events.indexOf(event);
    const scale = rules.scale?.(parts, event) ?? 1;
    const shown = estimate.effects.find((effect) => effect.event === event)!;
    const horizon = details.horizons.find((each) => each.event === event)!;
    const ofScale =
      scale === 1 ? agree : agree.by("normalised placebos by the doses of periods whose placebo is observed");
    ofScale(shown.estimate * scale, own.Estimate, CLOSED, what);
    const se = Math.sqrt(covariance[j * p + j]!) * scale;
    errors(se, own.SE, CLOSED, `${what}: SE`);
    errors(shown.estimate * scale - z * se, own["LB CI"], CLOSED, `${what}: low`);
    errors(shown.estimate * scale + z * se, own["UB CI"], CLOSED, `${what}: high`);
    if (errors === agree && scale === 1) agree(shown.std_error, own.SE, CLOSED, `${what}: std_error`);
    agree(horizon.n_obs, own.N, 0, `${what}: N`);
    agree(horizon.switchers, own.Switchers, 0, `${what}: switchers`);
    agree(horizon.weight, own["Switchers.w"], CLOSED, `${what}: weight`);
  };
  for (const [l, own] of want.effects.entries()) line(own, l, `effect ${l + 1}`);
  for (const [l, own] of want.placebos.entries()) line(own, -l - 2, `placebo ${l + 1}`);
  const isSame = want.effects.length + want.placebos.length === p - 1;
  expect(isSame).toBe(true);
  // neither has an average with linear trends
  if (want.ate?.Estimate != null) {
    agree(estimate.overall.estimate, want.ate.Estimate, CLOSED, "average");
    errors(Math.sqrt(covariance.at(-1)!), want.ate.SE, CLOSED, "average: SE");
    agree(estimate.nobs, want.ate.N, 0, "average: N");
    agree(details.switchers_of_overall, want.ate.Switchers, 0, "average: switchers");
    agree(details.average_lags, want.lags, CLOSED, "lags");
  }
  const pOf = (found: ReturnType<typeof wald>): number => pchisq(engine, found.statistic * found.df1, found.df1, true);
  const at = (is: (event: number) => boolean): number[] =>
    events.flatMap((event, j) => (event !== null && is(event) ? [j] : []));
  const effects = at((event) => event >= 0);
  const test = (own: number | null | undefined, indices: readonly number[], what: string): void => {
    if (own == null || indices.length < 2) return;
    const found = wald(values, covariance, indices);
    // a singular covariance is inverted by elimination there, and its rank not counted
    if (found.df1 === indices.length) errors(pOf(found), own, P, what, P_ABSOLUTE);
  };
  test(want.pEffects, effects, "p of all effects");
  test(
    want.pPlacebos,
    at((event) => event < 0),
    "p of all placebos",
  );
  if (want.pEqual == null) return;
  const [first = 0, ...others] = effects;
  const gap = (i: number, j: number): number =>
    covariance[i * p + j]! - covariance[i * p + first]! - covariance[first * p + j]! + covariance[first * p + first]!;
  const gaps = Float64Array.from(others, (j) => values[j]! - values[first]!);
  const ofGaps = Float64Array.from(others.flatMap((i) => others.map((j) => gap(i, j))));
  errors(pOf(wald(gaps, ofGaps, [...gaps.keys()])), want.pEqual, P, "p of equal effects", P_ABSOLUTE);
  if (errors === agree)
    errors(details.tests.equal!.p_value, want.pEqual, P, "p of equal effects, as recorded", P_ABSOLUTE);
}

interface Rules {
  /** What estimates are multiplied by. */
  readonly scale?: (parts: SwitchingFit, event: number) => number;
}

/** Total dose of ours over that of periods whose own placebo is observed. */
function scaleOfPlacebo({ panel: { grid, dose, baseline }, found }: SwitchingFit, event: number): number {
  if (event >= 0) return 1;
  const h = found.horizons.findIndex((horizon) => eventOf(horizon) === event);
  const { flags, lag } = found.horizons[h]!;
  const { y, first, nPeriods, weights } = grid;
  let [sum, all] = [0, 0];
  flags.forEach((flag, g) => {
    if (flag === 0) return;
    const row = g * nPeriods;
    const weight = weights?.[row + first[g]! + lag - 1] ?? 1;
    all += weight;
    for (let t = first[g]!; t < first[g]! + lag; t++) {
      if (t < 2 * lag || Number.isNaN(y[row + t - 2 * lag]! + y[row + t - lag]!)) continue;
      sum += weight * Math.abs(dose[row + t]! - baseline[g]!);
    }
  });
  return found.doses[h]!.total / (sum / all);
}

describe("dcdh reproduces the authors' R package", () => {
  /** Errors of the others have units alone in their cohorts, clusters above units, or covariates. */
  const SAME_ERRORS = /mpdta|base_stagg_(dose|switch|unbalanced)|favara_imbs_hpi/;
  const folder = new URL("./expected", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.startsWith("dcdh_dyn_"));
  it("has all its files", () => expect(files.length).toBe(17));
  for (const file of files) {
    it(file, async () => {
      const want = expected<RFile>(file.replace(".json", ""));
      const call = readCall(want);
      const table = await tableOf(want);
      const isSame = SAME_ERRORS.test(file);
      const judge = isSame ? byClusters : byUnits;
      const byRule = ofR.by("units alone in their cohort left out of errors, units counted in clusters");
      const errors = call.options.controls !== undefined ? ignored : isSame ? ofR : byRule;
      const linesOf = (of: RLines | undefined): Line[] =>
        (of?.row ?? []).map(
          (_, i) => Object.fromEntries(KEYS.map((key) => [key, of![key][i] ?? null])) as unknown as Line,
        );
      const wanted: Wanted = {
        ...{ effects: linesOf(want.effects), placebos: linesOf(want.placebos), ate: linesOf(want.ate)[0] },
        ...{ lags: want.delta_D_avg_total, pEffects: want.p_joint_effects, pEqual: want.p_equality_effects },
        pPlacebos: want.p_joint_placebo,
      };
      const found = fitted(table, call, judge);
      compare(ofR, errors, wanted, found, call.options.normalized ? { scale: scaleOfPlacebo } : {});
      const { details } = found.estimate;
      if (want.normalized_weights === undefined || call.options.same_switchers) return;
      for (const { event, weights } of details?.kind === "switching" ? details.lag_weights : []) {
        const own = want.normalized_weights[`ℓ=${event + 1}`]!;
        weights.forEach((weight, k) => {
          ofR.printed(weight, own[k]!.toFixed(3), `lag ${k} of effect ${event + 1}`);
        });
      }
    });
  }
});

const KEYS = ["Estimate", "SE", "LB CI", "UB CI", "N", "Switchers", "N.w", "Switchers.w"] as const;

type RLines = { readonly row: readonly string[] } & Readonly<Record<(typeof KEYS)[number], readonly (number | null)[]>>;

interface RFile {
  readonly dataset: string;
  readonly call: string;
  readonly effects: RLines;
  readonly placebos?: RLines;
  readonly ate: RLines;
  readonly delta_D_avg_total: number | null;
  readonly p_joint_effects?: number | null;
  readonly p_equality_effects?: number | null;
  readonly p_joint_placebo?: number | null;
  readonly normalized_weights?: Readonly<Record<string, readonly (number | null)[]>>;
  readonly note?: string;
}

/** A call as R prints it. */
function readCall({ call, dataset }: RFile): Call {
  const [, outcome = "", group = "", time = "", treatment = "", rest = ""] =
    /\(df, '(\w+)', '(\w+)', '(\w+)', '(\w+)'(.*)\)$/.exec(call) ?? [];
  const options = Object.fromEntries(
    [...rest.matchAll(/, (\w+) = (c\([^)]*\)|"[^"]*"|\w+)/g)].map(([, key, value = ""]) => {
      const texts = [...value.matchAll(/"(\w+)"/g)].map(([, text]) => text);
      return [
        key,
        texts.length === 0 ? (value === "TRUE" ? true : Number(value)) : value.startsWith("c(") ? texts : texts[0],
      ];
    }),
  );
  return { data: dataset, outcome, group, time, treatment, options };
}

async function tableOf({ dataset, note }: RFile): Promise<Table> {
  const table = await goldenTable(`${dataset}.csv`);
  if (dataset === "mpdta") {
    const [first, year] = [table.numeric("first.treat"), table.numeric("year")];
    const values = first.map((start, i) => Number(start > 0 && year[i]! >= start));
    return withColumns(table, [{ kind: "numeric", name: "d", values }]);
  }
  if (note === undefined) return table;
  return selectRows(
    table,
    Uint32Array.from(Array.from({ length: table.nRows }, (_, i) => i).filter((i) => (i + 1) % 37 !== 0)),
  );
}

describe("dcdh reproduces the authors' Python package", () => {
  type PyCall = Call & {
    readonly effects: readonly Line[];
    readonly placebos: readonly Line[];
    readonly ate: readonly Line[] | null;
    readonly p_jointeffects: number | null;
    readonly p_jointplacebo: number | null;
    readonly p_equality_effects: number | null;
    readonly delta_D_avg_total: number | null;
  };
  const path = new URL("./expected/switching.json", import.meta.url);
  const { calls } = JSON.parse(readFileSync(path, "utf8")) as { readonly calls: readonly PyCall[] };
  it("has all its calls", () => expect(calls.length).toBe(25));
  for (const call of calls) {
    it(`${call.data}, ${call.treatment}, ${JSON.stringify(call.options)}`, async () => {
      const all = await goldenTable(`${call.data}.csv`);
      const table = call.options.continuous === undefined ? all : wholeUnits(all, call);
      const hasControls = call.options.controls !== undefined || call.options.continuous !== undefined;
      const errors = hasControls ? ofPython.by("what covariates change shared out to all units") : ofPython;
      const wanted: Wanted = {
        ...{ effects: call.effects, placebos: call.placebos, ate: call.ate?.[0], lags: call.delta_D_avg_total },
        ...{ pEffects: call.p_jointeffects, pEqual: call.p_equality_effects, pPlacebos: call.p_jointplacebo },
      };
      const found = fitted(table, call, byClusters);
      const severalDoses = hasControls && new Set(found.parts.panel.grid.level).size > 1;
      compare(ofPython, severalDoses ? ignored : errors, wanted, found, {});
    });
  }
});

/** Errors that are not compared. */
const ignored = Object.assign(() => {}, { within: () => {}, printed: () => {}, by: () => ignored }) as Agree;

/** Units observed in every period: of others the package fills powers of the dose in from other units. */
function wholeUnits(table: Table, { group, time }: Call): Table {
  const [units, times] = [table.numeric(group), table.numeric(time)];
  const rows = new Map<number, number>();
  for (const unit of units) rows.set(unit, (rows.get(unit) ?? 0) + 1);
  const most = new Set(times).size;
  return selectRows(table, Uint32Array.from([...units.keys()].filter((i) => rows.get(units[i]!) === most)));
}
