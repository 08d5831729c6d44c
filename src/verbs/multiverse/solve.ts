/**
 * One specification from the moments of its set: the treatment's coefficient and its standard error, from columns in coordinates of
 * an orthonormal basis. What can't be estimated says why. Knows no row.
 */
import { NumericalError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { clusterFactor, type SmallSample, type Ssc, smallSample } from "../../regression/variance/ssc.js";
import { meanSquare } from "../../regression/variance/vcov.js";
import { dot, norm, orthogonalise } from "./basis.js";
import type { Combination } from "./grid.js";
import { FAILURES, type Failure } from "./messages.js";
import type { SetMoments } from "./set-moments.js";
import type { SetVariance } from "./set-variances.js";

/** A coefficient and what its inference needs; `dropped` are places of columns left out. */
export interface Solved {
  readonly kind: "solved";
  readonly estimate: number;
  readonly std_error: number;
  readonly df: number;
  readonly kept: readonly number[];
  readonly dropped: readonly number[];
}

export interface Unsolved {
  readonly kind: "failed";
  readonly failure: Failure;
}

/** To be regressed by itself: too few digits would be left, or a variance may have to be repaired. */
export interface Alone {
  readonly kind: "alone";
}

/** Share of its norm the treatment must leave beside controls, as `LEAST_SHARE` of least squares. */
const LEAST_SHARE = 1 / 500;
/** The same of a control beside those before it: what they span keeps twelve digits then, which is all that is asked of them. */
const LEAST_OF_CONTROL = 1e-4;
/** Share of its norm the outcome must leave for its squares to have digits. */
const LEAST_RESIDUAL = 1e-4;

/** A variance that is no more than this share of the terms it is a sum of may be rounding. */
const SURELY = 1e-9;

type Sandwich = Extract<SetVariance, { type: "sandwich" }>;

const failed = (failure: Failure): Unsolved => ({ kind: "failed", failure });

/** What controls leave of a treatment and an outcome. */
export interface Netted {
  readonly kept: readonly number[];
  readonly dropped: readonly number[];
  /** Treatment net of controls; residual; coordinates of both. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly estimate: number;
  /** Orthonormal directions of the controls kept, then of the treatment, and the triangle by which columns are made of them. */
  readonly directions: readonly Float64Array[];
  readonly triangle: readonly Float64Array[];
}

/** Solves specifications of a set; directions of a set of controls are kept until another is asked for. */
export class SetSolver {
  private controls: { readonly key: string; readonly made: ControlDirections } | null = null;

  constructor(
    private readonly moments: SetMoments,
    private readonly ssc: Ssc,
  ) {}

  /** Columns of the controls of a specification, in order. */
  placesOf({ treatment, controls }: Combination): readonly number[] {
    const { intercept, treatments } = this.moments;
    const columns = treatments.get(treatment)!;
    return [
      ...new Set([
        ...(intercept === null ? [] : [intercept]),
        ...columns.always,
        ...controls.flatMap((g) => columns.controls.get(g)!),
      ]),
    ];
  }

  /** What the treatment's coefficient is called. */
  nameOf({ treatment }: Combination): string {
    return this.moments.names[this.moments.treatments.get(treatment)!.place as number]!;
  }

  solve(at: Combination): Solved | Unsolved | Alone {
    const net = this.net(at);
    if ("kind" in net) return net;
    const { moments } = this;
    const variance = moments.variances.get(at.vcov)!;
    return this.inferred(net, variance);
  }

  /** Treatment and outcome net of controls. */
  net(at: Combination): Netted | Unsolved | Alone {
    const { basis, absorbed, constant, treatments, outcomes, names, conditioned, levels, intercept } = this.moments;
    const { r, C } = basis;
    const place = treatments.get(at.treatment)!.place;
    if (typeof place === "string") return failed(note(FAILURES, "multiverse_several_columns", { because: place }));
    const y = outcomes.get(at.outcome)!;
    const effects = Object.keys(levels);
    if (constant[y]) return failed(note(FAILURES, "multiverse_outcome_constant"));
    if (absorbed[y]) return failed(note(FAILURES, "multiverse_outcome_absorbed", { effects }));
    if (constant[place] && (intercept !== null || effects.length > 0))
      return failed(note(FAILURES, "multiverse_treatment_constant"));
    if (absorbed[place]) return failed(note(FAILURES, "multiverse_treatment_absorbed", { effects }));
    const { kept, dropped, directions, triangle, weak } = this.directions(this.placesOf(at));
    const x = C.slice(place * r, place * r + r);
    const size = norm(x);
    const parts = orthogonalise(x, directions);
    const left = norm(x);
    if (left <= basis.least[place]!) {
      const largest = Math.max(...parts.map(Math.abs));
      const controls = kept.filter((_, i) => Math.abs(parts[i]!) > 1e-8 * largest).map((j) => names[j]!);
      return failed(note(FAILURES, "multiverse_treatment_collinear", { controls }));
    }
    if (!conditioned && (weak || left < LEAST_SHARE * size)) return { kind: "alone" };
    const b = C.slice(y * r, y * r + r);
    const outcome = norm(b);
    orthogonalise(b, directions);
    const squares = dot(x, x);
    const estimate = dot(x, b) / squares;
    for (let i = 0; i < r; i++) b[i]! -= estimate * x[i]!;
    if (norm(b) < LEAST_RESIDUAL * outcome) return { kind: "alone" };
    const last = { direction: x.map((value) => value / left), column: Float64Array.from([...parts, left]) };
    return {
      ...{ kept, dropped, a: x, b, estimate },
      directions: [...directions, last.direction],
      triangle: [...triangle, last.column],
    };
  }

  private inferred(net: Netted, variance: SetVariance): Solved | Unsolved | Alone {
    const { kept, dropped, a, b, estimate } = net;
    const rule = this.rule(variance, kept.length + 1);
    if (rule.kind === "failed") return rule;
    const squares = dot(a, a);
    const ssr = dot(b, b);
    const solved = (square: number): Solved => ({
      kind: "solved",
      ...{ estimate, std_error: Math.sqrt(square), df: rule.df, kept, dropped },
    });
    if (variance.type === "iid") return solved((rule.ofSsr * ssr) / squares);
    // a covariance that has a negative variance is repaired as a whole, which is not for one coefficient to do
    if (rule.factors.length > 1 && !this.arePositive(net, variance, rule.factors)) return { kind: "alone" };
    return solved(Math.max(0, this.sandwich(a, b, variance, rule.factors)) / squares ** 2);
  }

  /** What a variance multiplies by, of a specification with k regressors. */
  rule(variance: SetVariance, k: number): VarianceRule | Unsolved {
    const { moments, ssc } = this;
    const { n } = moments.sample;
    if (moments.rank.exact && n <= k + moments.rank.value) return failed(noResiduals(n, k + moments.rank.value));
    const count = { ...variance.count, slopes: k };
    const fewest = variance.type === "iid" ? null : variance.fewest;
    const small = smallSampleOrNull(ssc, count, n, fewest);
    if (small === null) return failed(noResiduals(n, k));
    const { df } = small;
    if (variance.type === "iid") return { kind: "rule", df, ofSsr: meanSquare({ n, ssr: 1 }, ssc, small), factors: [] };
    const few = Object.entries(variance.clusters).find(([, levels]) => levels < 2);
    if (few !== undefined) return failed(note(FAILURES, "multiverse_one_cluster", { clusters: few[0] }));
    const factors = variance.forms.map(({ sign, levels }) =>
      levels === null
        ? (ssc.gAdj ? n / (n - 1) : 1) * small.kFactor
        : sign * clusterFactor(ssc, { n, K: small.K, G: ssc.gDf === "min" ? fewest! : levels }),
    );
    return { kind: "rule", df, ofSsr: 0, factors };
  }

  /** Controls of a specification that are kept, by place. */
  kept(at: Combination): readonly number[] {
    return this.directions(this.placesOf(at)).kept;
  }

  /** The sum of squared scores of direction a, each form times its factor. */
  private sandwich(a: Float64Array, b: Float64Array, { forms }: Sandwich, factors: readonly number[]): number {
    return forms.reduce((sum, { squares }, f) => sum + factors[f]! * squares(a, b), 0);
  }

  /** Whether the variances of all coefficients are above 0, whatever rounding does. */
  private arePositive({ directions, triangle, b }: Netted, variance: Sandwich, factors: readonly number[]): boolean {
    const k = directions.length;
    const ofOne: Sandwich = { ...variance, forms: variance.forms.filter((_, f) => factors[f]! > 0) };
    const positive = factors.filter((factor) => factor > 0);
    for (let j = 0; j < k; j++) {
      // row j of the triangle's inverse
      const row = new Float64Array(k);
      row[j] = 1 / triangle[j]![j]!;
      for (let i = j + 1; i < k; i++) {
        let sum = 0;
        for (let l = j; l < i; l++) sum += row[l]! * triangle[i]![l]!;
        row[i] = -sum / triangle[i]![i]!;
      }
      const own = new Float64Array(b.length);
      directions.forEach((direction, i) => {
        for (let l = 0; l < own.length; l++) own[l]! += row[i]! * direction[l]!;
      });
      const all = this.sandwich(own, b, variance, factors);
      if (!(all > SURELY * this.sandwich(own, b, ofOne, positive))) return false;
    }
    return true;
  }

  private directions(places: readonly number[]): ControlDirections {
    const key = places.join();
    if (this.controls?.key === key) return this.controls.made;
    const { basis, absorbed } = this.moments;
    const { r, C, least } = basis;
    const [kept, dropped, directions]: [number[], number[], Float64Array[]] = [[], [], []];
    const triangle: Float64Array[] = [];
    let weak = false;
    for (const j of places) {
      const x = C.slice(j * r, j * r + r);
      const size = norm(x);
      const parts = absorbed[j] ? [] : orthogonalise(x, directions);
      const left = norm(x);
      if (absorbed[j] || left <= least[j]!) {
        dropped.push(j);
        continue;
      }
      weak ||= left < LEAST_OF_CONTROL * size;
      for (let i = 0; i < r; i++) x[i]! /= left;
      directions.push(x);
      triangle.push(Float64Array.from([...parts, left]));
      kept.push(j);
    }
    const made = { kept, dropped, directions, triangle, weak };
    this.controls = { key, made };
    return made;
  }
}

/** What a variance is made of: a multiple of the residual's squares, or of each form. */
export interface VarianceRule {
  readonly kind: "rule";
  readonly df: number;
  readonly ofSsr: number;
  readonly factors: readonly number[];
}

/** Null where no degrees of freedom are left. */
function smallSampleOrNull(...asked: Parameters<typeof smallSample>): SmallSample | null {
  try {
    return smallSample(...asked);
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}

interface ControlDirections {
  readonly kept: readonly number[];
  readonly dropped: readonly number[];
  readonly directions: readonly Float64Array[];
  readonly triangle: readonly Float64Array[];
  readonly weak: boolean;
}

const noResiduals = (rows: number, parameters: number): Failure =>
  note(FAILURES, "multiverse_no_residual_df", { rows, parameters });
