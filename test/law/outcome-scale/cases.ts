/** What each verb is asked, of an outcome in a unit: a verb of the catalogue has cases, or says why it has none. */
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { tradeVerbs } from "../../../src/trade/catalogue.js";
import { decompose } from "../../../src/trade/decompose/fit.js";
import { extrapolate } from "../../../src/trade/extrapolate/fit.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import type { verbs } from "../../../src/verbs/catalogue.js";
import { clusterLevels } from "../../../src/verbs/cluster-levels/fit.js";
import type { DecompositionName } from "../../../src/verbs/did/decomposition/names.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { EstimatorName } from "../../../src/verbs/did/shared/names.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { felogit, fepois } from "../../../src/verbs/glm/fit-glm.js";
import { groupDifference } from "../../../src/verbs/group-difference/fit.js";
import { honest } from "../../../src/verbs/honest/fit.js";
import { mediation } from "../../../src/verbs/mediation/fit.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import { pgmm } from "../../../src/verbs/pgmm/fit.js";
import { placebo } from "../../../src/verbs/placebo/fit.js";
import { plausexog } from "../../../src/verbs/plausexog/fit.js";
import { panelTests } from "../../../src/verbs/plm/panel-tests.js";
import { plm } from "../../../src/verbs/plm/plm.js";
import { power } from "../../../src/verbs/power/fit.js";
import { pretrends } from "../../../src/verbs/pretrends/fit.js";
import { psmatch } from "../../../src/verbs/psmatch/fit.js";
import { romanoWolf } from "../../../src/verbs/romano-wolf/fit.js";
import { sensitivity } from "../../../src/verbs/sensitivity/fit.js";
import { xtsum } from "../../../src/verbs/xtsum/fit.js";
import { panelIn, type Shape } from "./panel.js";

/** A result of an outcome in `unit`; options that are in the outcome's unit are multiplied by it. */
export type Ask = (engine: Engine, unit: number) => unknown;
export type Cases = Readonly<Record<string, Ask>>;

const PLAIN = "y ~ 1 | unit + time";
const TWO_WAY = "y ~ d + x | unit + time";
const KEYS = { unit: "unit", time: "time" };
const DRAWN = { draws: 99, seed: 1 };

/** Options of an estimator, or those that are in a unit. */
type Own = Partial<DidOptions> | ((unit: number) => Partial<DidOptions>);

/** Options of one, a formula and a panel where they are not the plain ones. */
interface Question {
  readonly own: Own;
  readonly formula?: string;
  readonly shape?: Shape;
}

const plain = (...all: readonly Own[]): Question[] => all.map((own) => ({ own }));
const covaried = (...all: readonly Own[]): Question[] => all.map((own) => ({ own, formula: "y ~ x | unit + time" }));
const few = (...all: readonly Own[]): Question[] => all.map((own) => ({ own, shape: "few" }));
const averages = (own: Partial<DidOptions> = {}): Question[] =>
  plain(...(["simple", "group", "dynamic", "calendar"] as const).map((aggregate) => ({ ...own, aggregate })));

const BAND = { band: "uniform", draws: 19 } as const;
const FIVE = { draws: 5 };
const WINDOW = { window: [-2, 1] } as const;
const DOSES = { treat: "switching", window: [-1, 1] } as const;
const ELIGIBLE = { eligible: "eligible" };

const ESTIMATORS: Readonly<Record<EstimatorName | DecompositionName, readonly Question[]>> = {
  twfe: [...plain({}, { aggregate: "simple" }, BAND), ...covaried({})],
  cs: [
    ...averages(),
    ...plain(BAND, { weights: "w" }),
    ...covaried(...(["dr", "ipw", "reg", "imp", "ht"] as const).map((method) => ({ method })), { unbalanced: "rows" }),
  ],
  sunab: [...averages(), ...covaried(BAND)],
  bjs: [...averages(), ...plain({ leads: 2 }, { errorGroups: "all" }, { leaveOut: true }, BAND), ...covaried({})],
  did2s: [...averages(), ...covaried(BAND)],
  etwfe: [
    ...averages(),
    ...covaried(BAND),
    { own: { family: "poisson", aggregate: "simple" }, formula: "count ~ 1 | unit + time" },
  ],
  stacked: [...plain(WINDOW, { ...WINDOW, ...BAND }), ...covaried(WINDOW)],
  lpdid: [
    ...plain(WINDOW, { ...WINDOW, reweight: true }, { ...WINDOW, premean: 1 }, { ...WINDOW, premean: "all" }),
    ...plain({ ...WINDOW, fixedSample: true }, { ...WINDOW, stable: 1 }),
    ...covaried(WINDOW),
  ],
  ddd: [...plain(ELIGIBLE), ...covaried(ELIGIBLE)],
  sc: few(
    {},
    { permute: false },
    { augment: "cv" },
    (unit) => ({ augment: 0.1 * unit * unit }),
    { intervals: ["prediction"], ...FIVE },
    { intervals: ["conformal", "jackknife"] },
    { predictors: [{ column: "x" }, { column: "y", from: 2002 }] },
    { backdate: 2003 },
  ),
  rs: [...averages(FIVE), ...plain({ beta: 1, ...FIVE }, { designErrors: "neyman", ...FIVE })],
  dcdh: [
    ...plain({ window: [-1, 1] }, DOSES, { ...DOSES, normalized: true }, { ...DOSES, linearTrends: true }),
    ...plain({ ...DOSES, resampled: true, draws: 19 }, { ...DOSES, lessConservative: true }),
  ],
  fect: [
    ...plain(FIVE, { resampling: "jackknife" }, { placeboPeriods: 1, ...FIVE }, { equivalence: "auto", ...FIVE }),
    ...covaried(FIVE),
  ],
  ife: plain({ factors: 1, ...FIVE }, { resampling: "none" }),
  mc: plain((unit) => ({ penalty: 0.01 * unit, ...FIVE }), { resampling: "none" }),
  gsynth: plain({ factors: 1, draws: 19 }, { factors: 1, resampling: "none" }),
  edid: [...averages(), ...plain({ trends: "post" }, BAND)],
  sdid: [
    ...few({ errors: "placebo", draws: 19 }, { errors: "jackknife" }, { errors: "bootstrap", draws: 19 }),
    { own: { errors: "none" }, formula: "y ~ x | unit + time", shape: "few" },
  ],
  cdid: plain(
    { dose: "dose", draws: 19 },
    { dose: "dose", target: "slope" },
    { dose: "dose", basis: "adaptive", draws: 19 },
    { dose: "dose", basis: "levels" },
  ),
  bacon: [...plain({}), ...covaried({})],
  "twfe-weights": [...plain({}), ...covaried({})],
  contamination: plain({}),
};

const named = (all: readonly (readonly [string, Ask])[]): Cases => Object.fromEntries(all);

const didCases = named(
  Object.entries(ESTIMATORS).flatMap(([name, questions]) =>
    questions.map(({ own, formula = PLAIN, shape }, i): [string, Ask] => [
      `${name} ${i + 1}`,
      (engine, unit) => {
        const options = typeof own === "function" ? own(unit) : own;
        const source = options.treat === undefined ? { cohort: "cohort" } : {};
        return did(engine, panelIn(unit, shape), formula, { ...source, ...options, estimator: [name] });
      },
    ]),
  ),
);

const VARIANCES = ["iid", "hetero", "HC3", "cluster:unit", "cluster:unit+time", "CR2:unit", "NW:1", "DK:1"] as const;
const feolsCases = named([
  ...VARIANCES.flatMap((vcov) =>
    [TWO_WAY, "y ~ d + x", "y ~ d + x | unit[time] + time"].flatMap((formula): [string, Ask][] =>
      vcov === "CR2:unit" && formula.includes("[")
        ? []
        : [[`${vcov} ${formula}`, (engine, unit) => feols(engine, panelIn(unit), formula, { vcov, panel: KEYS })]],
    ),
  ),
  ...(["iid", "hetero", "cluster:unit", "cluster:unit+time", "NW:1"] as const).flatMap((vcov) =>
    ["2sls", "liml", "gmm2s", "fuller:1"].flatMap((iv) =>
      ["y ~ x | time | endo ~ z + z2", "y ~ x | endo ~ z + z2", "y ~ x | unit + time | endo ~ z"].map(
        (formula): [string, Ask] => [
          `${iv} ${vcov} ${formula}`,
          (engine, unit) => feols(engine, panelIn(unit), formula, { vcov, panel: KEYS, iv }),
        ],
      ),
    ),
  ),
]);

const path = (engine: Engine, unit: number) =>
  eventStudy(engine, panelIn(unit), PLAIN, { cohort: "cohort", vcov: "cluster:unit", window: [-3, 2], bin: true });

const each = <T extends object>(all: readonly T[], of: (options: T, engine: Engine, unit: number) => unknown): Cases =>
  named(all.map((options): [string, Ask] => [JSON.stringify(options), (engine, unit) => of(options, engine, unit)]));

/** Cases of the verbs, or why an outcome's unit is nothing to them. */
export const CASES: Readonly<Record<keyof typeof verbs | keyof typeof tradeVerbs, Cases | string>> = {
  did: didCases,
  feols: feolsCases,
  fepois: each([{ vcov: "hetero" }, { vcov: "cluster:unit" }], (options, engine, unit) =>
    fepois(engine, panelIn(unit), "count ~ d + x | unit + time", options),
  ),
  // the outcome is 0 or 1: a regressor is in the unit
  felogit: each([{ vcov: "iid" }, { vcov: "cluster:unit" }], (options, engine, unit) =>
    felogit(engine, panelIn(unit), "d ~ y + x", options),
  ),
  bootstrap: {
    ...each(
      [
        ...[{ kind: "wild", ...DRAWN } as const, { kind: "wild", type: "33", multipliers: "webb", ...DRAWN } as const],
        ...[{ kind: "pairs", ...DRAWN } as const, { kind: "jackknife" } as const],
        { kind: "ferman-pinto", ...DRAWN } as const,
      ],
      (options, engine, unit) => bootstrap(engine, panelIn(unit), TWO_WAY, { ...options, term: "d", cluster: "unit" }),
    ),
    instruments: (engine, unit) =>
      bootstrap(engine, panelIn(unit), "y ~ x | time | endo ~ z + z2", {
        ...{ kind: "wild", term: "endo", cluster: "unit", ...DRAWN },
      }),
  },
  clusterLevels: each([{ term: ["d"] }, { term: ["d", "x"], fine: "unit" }], (options, engine, unit) =>
    clusterLevels(engine, panelIn(unit).table, TWO_WAY, { ...options, coarse: "region", ...DRAWN }),
  ),
  eventStudy: {
    windowed: path,
    band: (engine, unit) =>
      eventStudy(engine, panelIn(unit), "y ~ x | unit + time", {
        ...{ cohort: "cohort", vcov: "cluster:unit", band: "uniform", ...DRAWN },
      }),
  },
  groupDifference: {
    permuted: (engine, unit) =>
      groupDifference(engine, panelIn(unit), TWO_WAY, { term: "d", by: "eligible", unit: "unit", ...DRAWN }),
  },
  honest: {
    rm: (engine, unit) => honest(engine, path(engine, unit), { delta: "rm" }),
    // bounds of their own are round numbers
    sd: (engine, unit) => honest(engine, path(engine, unit), { delta: "sd", mvec: [0, 0.1 * unit, unit] }),
  },
  mediation: {
    bootstrapped: (engine, unit) =>
      mediation(engine, panelIn(unit), TWO_WAY, { treatment: "d", mediators: ["m"], cluster: "unit", ...DRAWN }),
  },
  multiverse: each([{}, { test: "permutation", unit: "unit", ...DRAWN } as const], (options, engine, unit) =>
    multiverse(engine, panelIn(unit), "y ~ d | unit + time", {
      ...{ term: "d", controls: ["x", "m"], vcov: ["cluster:unit"] },
      ...options,
    }),
  ),
  pgmm: each(
    [
      ...[{}, { steps: 1 } as const, { steps: 2, robust: true } as const, { model: "system" } as const],
      { transform: "fod", steps: 2, collapse: true } as const,
    ],
    (options, engine, unit) => pgmm(engine, panelIn(unit), "y ~ lag(y, 1) + x | gmm(y, 2:3) + iv(x)", options),
  ),
  placebo: each([{ kind: "space" }, { kind: "time" }, { kind: "mixed" }] as const, (options, engine, unit) =>
    placebo(engine, panelIn(unit), TWO_WAY, { ...options, term: "d", unit: "unit", ...DRAWN }),
  ),
  plausexog: {
    range: (engine, unit) =>
      plausexog(engine, panelIn(unit), "y ~ x | time | endo ~ z", {
        ...{ vcov: "hetero", ranges: { z: [-0.1 * unit, 0.1 * unit] } },
      }),
    normal: (engine, unit) =>
      plausexog(engine, panelIn(unit), "y ~ x | time | endo ~ z", { vcov: "hetero", normal: { z: [0, 0.1 * unit] } }),
  },
  plm: each(
    [
      ...(["pooling", "within", "between", "fd", "random"] as const).map((model) => ({ model })),
      ...(["pooling", "within", "random"] as const).map((model) => ({ model, effect: "twoways" as const })),
      { model: "random", components: "xtreg" } as const,
    ],
    (options, engine, unit) => plm(engine, panelIn(unit), "y ~ d + x", options),
  ),
  panelTests: { all: (engine, unit) => panelTests(engine, panelIn(unit), "y ~ d + x", { tests: "all" }) },
  power: {
    drawn: (engine, unit) =>
      power(engine, panelIn(unit), "y ~ x | unit + time", {
        ...{ cohort: "cohort", own: true, draws: 20, seed: 1, effects: [unit, 2 * unit] },
      }),
  },
  pretrends: {
    plain: (engine, unit) => pretrends(engine, path(engine, unit), {}),
    bound: (engine, unit) => pretrends(engine, path(engine, unit), { bound: 0.1 * unit }),
  },
  psmatch: each(
    [
      ...[{ replace: true } as const, { method: "kernel" } as const, { method: "radius", caliper: 0.2 } as const],
      ...[
        { method: "llr", bandwidth: 0.1 } as const,
        { method: "mahalanobis" } as const,
        { method: "entropy" } as const,
      ],
      { method: "kernel", draws: 19, seed: 1 } as const,
    ],
    async (options, engine, unit) => {
      const matched = { ...options, subset: "time == 2006" };
      const { record } = await psmatch(engine, panelIn(unit), "treated ~ x + z", { ...matched, outcome: "y" });
      // of a regressor in the unit too
      const { record: by } = await psmatch(engine, panelIn(unit), "treated ~ x + y", { ...matched, outcome: "z" });
      return { record, by };
    },
  ),
  romanoWolf: each([{ kind: "wild" }, { kind: "pairs" }] as const, (options, engine, unit) =>
    romanoWolf(engine, panelIn(unit), "c(y, m) ~ d | unit + time", {
      ...{ ...options, term: ["d"], cluster: "unit", ...DRAWN },
    }),
  ),
  sensitivity: {
    clustered: (engine, unit) =>
      sensitivity(engine, panelIn(unit), TWO_WAY, { vcov: "cluster:unit", term: "d", benchmarks: ["x"] }),
    classical: (engine, unit) =>
      sensitivity(engine, panelIn(unit), "y ~ d + x", { vcov: "iid", term: "d", benchmarks: ["x"] }),
  },
  xtsum: { y: (engine, unit) => xtsum(engine, panelIn(unit), { variables: ["y"] }) },
  decompose: {
    plain: (engine, unit) =>
      decompose(engine, panelIn(unit).table, { outcome: "y", unit: "unit", time: "time", weight: "w", by: "region" }),
  },
  extrapolate: {
    fitted: (engine, unit) =>
      extrapolate(engine, panelIn(unit).table, {
        ...{ outcome: "y", unit: "unit", time: "time", last: 2005, formula: "m", scale: "fit" },
      }).record,
  },
  estimateQuality: "values and quantities enter by their logarithms",
  qualitySensitivity: "values and quantities enter by their logarithms",
  qualityPolicy: "values and quantities enter by their logarithms",
  simulateCustoms: "makes data",
  simulateCities: "makes data",
};
