/**
 * Estimates and errors of all draws, as functions of the effect. An estimator that is linear in the outcome needs no estimate for every
 * effect: the estimate of y + effect * d is that of y plus effect times that of d, and residuals, or influences, of the sum are sums of
 * theirs, so that the variance is a parabola of the effect. Where the effect is one that the model has, that of d is 1 without residuals:
 * the estimate moves by the effect and its error stays. Which of these holds is tried on the first draw; where neither does, every
 * effect is estimated in every draw.
 */
import { DataError, NumericalError } from "../../../base/errors.js";
import { timeStep, withLags } from "../../../data/panel/panel.js";
import { withColumns } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { qnorm, qt } from "../../../engine/kernels/math.js";
import { sscOf } from "../../../regression/fit-options.js";
import { parseVcov } from "../../../regression/variance/variances.js";
import { type PlaceboDraws, placeboDraws } from "../../placebo/draws.js";
import { placeboSample } from "../../placebo/sample.js";
import { runInSlices } from "../../resampling/draw-loop.js";
import type { SimulationRecord } from "../record.js";
import type { PowerOptions, PowerPlan } from "../verb.js";
import type { Assigned } from "./assignment.js";
import type { Response } from "./curve.js";
import {
  type DrawnTreatment,
  drawnTreatment,
  type Estimate,
  type Estimator,
  estimatorOf,
  type Told,
  toldOf,
  varianceOf,
  withTreatment,
} from "./estimates.js";
import { MADE, type UntreatedRows } from "./untreated-rows.js";

export type Run = Pick<PowerOptions, "signal" | "onProgress" | "keepPartial">;

export interface DrawsMade extends Pick<SimulationRecord, "method" | "because" | "response"> {
  readonly of: Response;
  /** What the estimator has to say of the first draw. */
  readonly told: Told;
  readonly done: number;
  readonly stopped: boolean;
  /** An effect with which power is near 1: as far as effects are looked at. */
  readonly most: number;
}

/** An estimate, or a variance in variances, is off by this share of what it is where a rule does not hold. */
const AGREE = 1e-7;
/** Effects that are estimated where every one has to be, unless effects are asked for. */
const POINTS = 9;
/** Draws by which the range of these effects is chosen. */
const PILOT = 10;

/** Makes the draws, by `estimator` where the two-way regression has no sums of its own. Throws DataError `power_no_draw`, the signal's reason, and as estimators do. */
export async function makeDraws(
  engine: Engine,
  rows: UntreatedRows,
  assigned: Assigned,
  plan: PowerPlan,
  effects: readonly number[],
  run: Run,
  estimator: Estimator = estimatorOf(engine, rows, plan),
): Promise<DrawsMade> {
  if (plan.estimator === "feols" && plan.profile === "constant") return byRegression(engine, rows, assigned, plan, run);
  const estimate = forgiving(estimator);
  const step = timeStep(rows.panel.timeValues);
  const draw = (b: number): DrawnTreatment => {
    const codes = new Uint32Array(rows.panel.nUnits);
    assigned.assign(b, codes);
    return drawnTreatment(rows.panel, codes, assigned.dates, step, plan.profile);
  };
  const { first, at0 } = firstEstimate(estimate, draw, plan.draws);
  const told = at0.told ?? NOTHING;
  const scale = 4 * at0.stdError;
  const response = responseOf(estimate, first, at0, scale);
  const reach = farEffect(engine, plan);
  if (response === "each") {
    const errors = Array.from({ length: Math.min(PILOT, plan.draws) }, (_, b) => estimate(draw(b), 0).stdError);
    const most = reach * medianOf(errors);
    const asked = effects.length > 0 ? effects : Array.from({ length: POINTS }, (_, i) => (most * i) / (POINTS - 1));
    return { ...(await byEffect(estimate, draw, [...new Set([0, ...asked])], plan, run, most)), told };
  }
  const made = await columnsOf(
    plan,
    run,
    ["estimate", "stdError", "df", ...(response === "quadratic" ? MORE : [])],
    (b, put) => {
      const drawn = draw(b);
      const found = estimate(drawn, 0);
      put("estimate", found.estimate);
      put("stdError", found.stdError);
      put("df", found.df);
      if (response === "shift") return;
      const parts = parabola(found, estimate(drawn, scale), estimate(drawn, -scale), scale);
      put("slope", parts.slope);
      put("linear", parts.linear);
      put("square", parts.square);
    },
  );
  const { estimate: at, stdError, df } = made.columns as Readonly<Record<string, Float64Array>>;
  const { slope, linear, square } = made.columns as Readonly<Record<string, Float64Array>>;
  const of: Response = {
    ...{ nDraws: made.done, df: df!, effects: null },
    estimate: (b, effect) => at![b]! + effect * (slope?.[b] ?? 1),
    stdError:
      response === "shift"
        ? (b) => stdError![b]!
        : (b, effect) =>
            Math.sqrt(Math.max(0, stdError![b]! * stdError![b]! + effect * (linear![b]! + effect * square![b]!))),
  };
  return {
    ...{ of, done: made.done, stopped: made.stopped, response, told },
    method: "estimates",
    because: response === "shift" ? "one estimate a draw" : "three estimates a draw",
    most:
      reach *
      medianOf([...stdError!.subarray(0, made.done)]) *
      (slope === undefined ? 1 : 1 / meanSlope(slope, made.done)),
  };
}

/** An estimator whose first draws refuse, or fail, in its own words; later ones that do have no estimate. */
function forgiving(estimate: Estimator): Estimator {
  let hasWorked = false;
  return (drawn, effect) => {
    try {
      const found = estimate(drawn, effect);
      hasWorked = true;
      return found;
    } catch (error) {
      if (!hasWorked || !(error instanceof DataError || error instanceof NumericalError)) throw error;
      return { estimate: Number.NaN, stdError: Number.NaN, df: Number.NaN };
    }
  };
}

/** The first draw with an estimate and an error. Throws DataError `power_no_draw`. */
function firstEstimate(estimate: Estimator, draw: (b: number) => DrawnTreatment, draws: number) {
  const tried = Math.min(PILOT, draws);
  for (let b = 0; b < tried; b++) {
    const first = draw(b);
    const at0 = estimate(first, 0);
    if (Number.isFinite(at0.estimate) && at0.stdError > 0) return { first, at0 };
  }
  throw noDraw(tried);
}

const NOTHING: Told = { dropped: {}, notes: [], collinear: [] };
const MORE = ["slope", "linear", "square"] as const;

/** Twice the errors between 0 and the effect that is detected, were estimates normal. */
const farEffect = (engine: Engine, { level, oneSided, power }: PowerPlan): number =>
  2 * (qnorm(engine, oneSided ? 1 - level : (1 - level) / 2, true) + Math.max(0, qnorm(engine, power)));

/** Of estimates of an effect that grows, what an effect of 1 adds to them. */
function meanSlope(slope: Float64Array, done: number): number {
  const found = [...slope.subarray(0, done)].filter((value) => Number.isFinite(value) && value !== 0);
  return found.length === 0 ? 1 : Math.abs(found.reduce((sum, value) => sum + value, 0) / found.length);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => value > 0 && Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0) throw noDraw(values.length);
  return sorted[Math.floor(sorted.length / 2)]!;
}

const noDraw = (draws: number): DataError =>
  new DataError(
    "power_no_draw",
    `In none of ${draws} draws does the estimator have an effect with a standard error: the drawn treatment does not vary within the fixed effects and controls, or too few units are treated (--treated, --sizes).`,
    { got: 0, expected: "a draw with an estimate" },
  );

interface Parabola {
  readonly slope: number;
  readonly linear: number;
  readonly square: number;
}

/** From estimates at 0, s and -s. */
function parabola(at0: Estimate, above: Estimate, below: Estimate, s: number): Parabola {
  const [v0, v1, v2] = [at0, above, below].map(({ stdError }) => stdError * stdError) as [number, number, number];
  return {
    slope: (above.estimate - below.estimate) / (2 * s),
    linear: (v1 - v2) / (2 * s),
    square: (v1 + v2 - 2 * v0) / (2 * s * s),
  };
}

/** How the first draw's estimate and error change with the effect, tried at effects they are not computed from. */
function responseOf(estimate: Estimator, drawn: DrawnTreatment, at0: Estimate, scale: number): DrawsMade["response"] {
  const far = estimate(drawn, 2 * scale);
  const isClose = (got: Estimate, value: number, variance: number): boolean =>
    Math.abs(got.estimate - value) <= AGREE * (Math.abs(value) + at0.stdError) &&
    Math.abs(got.stdError * got.stdError - variance) <=
      AGREE * (got.stdError * got.stdError + at0.stdError * at0.stdError);
  const v0 = at0.stdError * at0.stdError;
  if (isClose(far, at0.estimate + 2 * scale, v0)) return "shift";
  const { slope, linear, square } = parabola(at0, estimate(drawn, scale), estimate(drawn, -scale), scale);
  const t = 2 * scale;
  return isClose(far, at0.estimate + slope * t, v0 + linear * t + square * t * t) ? "quadratic" : "each";
}

/** Every effect estimated in every draw. */
async function byEffect(
  estimate: Estimator,
  draw: (b: number) => DrawnTreatment,
  effects: readonly number[],
  plan: PowerPlan,
  run: Run,
  most: number,
): Promise<Omit<DrawsMade, "told">> {
  const names = effects.flatMap((_, k) => [`estimate${k}`, `stdError${k}`]);
  const { columns, done, stopped } = await columnsOf(plan, run, [...names, "df"], (b, put) => {
    const drawn = draw(b);
    effects.forEach((effect, k) => {
      const found = estimate(drawn, effect);
      put(`estimate${k}`, found.estimate);
      put(`stdError${k}`, found.stdError);
      if (effect === 0) put("df", found.df);
    });
  });
  const at = (name: string, b: number, effect: number): number => columns[`${name}${effects.indexOf(effect)}`]![b]!;
  return {
    of: {
      ...{ nDraws: done, df: columns.df!, effects },
      estimate: (b, effect) => at("estimate", b, effect),
      stdError: (b, effect) => at("stdError", b, effect),
    },
    ...{ done, stopped, response: "each", method: "estimates", most },
    because: `${effects.length} estimates a draw`,
  };
}

/** Columns of the draws, filled one draw after another. */
async function columnsOf(
  { draws }: PowerPlan,
  run: Run,
  names: readonly string[],
  work: (b: number, put: (name: string, value: number) => void) => void,
) {
  const columns: Readonly<Record<string, Float64Array>> = Object.fromEntries(
    names.map((name) => [name, new Float64Array(draws)]),
  );
  const { done, stopped } = await runInSlices(
    draws,
    (first, count) => {
      for (let b = first; b < first + count; b++) {
        work(b, (name, value) => {
          columns[name]![b] = value;
        });
      }
    },
    { ...run, stage: `power: ${draws} draws` },
  );
  return { columns, done, stopped };
}

/**
 * The two-way regression with a constant effect, by the draws of placebo: sums by cell where the error is clustered in one way, a
 * demeaned treatment each where it is not.
 */
async function byRegression(
  engine: Engine,
  rows: UntreatedRows,
  assigned: Assigned,
  plan: PowerPlan,
  run: Run,
): Promise<DrawsMade> {
  const { panel, spec } = rows;
  const codes = new Uint32Array(panel.nUnits);
  assigned.assign(0, codes);
  const { adds } = drawnTreatment(panel, codes, assigned.dates, 1, "constant");
  const table = withColumns(panel.table, [{ kind: "numeric", name: MADE.treatment, values: adds }]);
  const keys = { unit: panel.unit.name, time: panel.time.name };
  const choice = plan.weights === undefined ? {} : { weights: plan.weights };
  const variance = parseVcov(varianceOf(rows, plan));
  const full = placeboSample(
    engine,
    withLags({ ...panel, table }),
    withTreatment(spec),
    keys,
    MADE.treatment,
    variance,
    {
      ...choice,
      fixefRm: "singletons",
    },
  );
  const { grid, sample } = full;
  const unitOf = new Uint32Array(grid.unit.nLevels);
  grid.unit.codes.forEach((level, i) => {
    unitOf[level] = panel.unit.codes[sample.rows[i]!]!;
  });
  const inSample = (of: Uint32Array): Uint32Array => Uint32Array.from(unitOf, (u) => of[u]!);
  let draws: PlaceboDraws;
  try {
    draws = placeboDraws(engine, full, {
      ...{ variance, ssc: sscOf(plan), dates: assigned.dates, truth: inSample(codes) },
      ...{ unit: keys.unit, time: keys.time, choice },
    });
  } finally {
    full.frame.free();
  }
  try {
    const [estimate, stdError] = [new Float64Array(plan.draws), new Float64Array(plan.draws)];
    const nUnits = unitOf.length;
    const work = (first: number, count: number): number => {
      let setup = 0;
      for (let from = 0; from < count; from += draws.most) {
        const width = Math.min(draws.most, count - from);
        const all = new Uint32Array(width * nUnits);
        for (let i = 0; i < width; i++) {
          assigned.assign(first + from + i, codes);
          for (let u = 0; u < nUnits; u++) all[i * nUnits + u] = codes[unitOf[u]!]!;
        }
        const made = draws.refit(all, width);
        estimate.set(made.estimate, first + from);
        stdError.set(made.stdError, first + from);
        setup += made.setup;
      }
      return setup;
    };
    const { done, stopped } = await runInSlices(plan.draws, work, {
      ...{ ...run, stage: `power: ${plan.draws} draws`, atATime: draws.atATime },
    });
    const { df } = draws.fit.vcov;
    return {
      of: {
        ...{ nDraws: done, df: new Float64Array(done).fill(df), effects: null },
        estimate: (b, effect) => estimate[b]! + effect,
        stdError: (b) => stdError[b]!,
      },
      ...{ done, stopped, response: "shift", method: draws.method, because: draws.because },
      told: toldOf(draws.fit),
      most: (farEffect(engine, plan) * medianOf([...stdError.subarray(0, done)]) * qt(engine, 0.025, df, true)) / 1.96,
    };
  } finally {
    draws.free();
  }
}
