/**
 * The specifications of a set as the kernel solves them draw by draw, and what makes standard errors of what it leaves.
 */
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { type PlacedSpecifications, placeSpecifications } from "../../../engine/kernels/specifications.js";
import type { Specification } from "../record.js";
import type { PlacedSet } from "../set-moments.js";
import type { SetSolver, VarianceRule } from "../solve.js";
import type { DrawnCurve } from "./drawn-curve.js";

/** One specification of a set. */
export interface DrawnSpecification {
  readonly estimate: number;
  readonly rule: VarianceRule;
}

export interface ListedSpecifications {
  readonly placed: PlacedSpecifications;
  readonly each: readonly DrawnSpecification[];
  /** Clusterings whose forms are asked for, in the order of the forms: the variance's place, and the form's within it. */
  readonly forms: readonly { readonly vcov: number; readonly form: number }[];
}

/**
 * Lists the specifications of a set.
 *
 * @param mostColumns of bases that will be given
 */
export function listed(
  engine: Engine,
  scope: Scope,
  { moments }: PlacedSet,
  solver: SetSolver,
  specifications: readonly Specification[],
  mostColumns: number,
): ListedSpecifications {
  const { absorbed, treatments, outcomes, variances } = moments;
  const forms: { vcov: number; form: number }[] = [];
  const firstOf = new Map<number, number>();
  for (const [vcov, variance] of variances) {
    firstOf.set(vcov, forms.length);
    if (variance.type === "sandwich") forms.push(...variance.forms.map((_, form) => ({ vcov, form })));
  }
  const usable = specifications.flatMap((one) => {
    const rule = solver.rule(variances.get(one.vcov)!, solver.kept(one).length + 1);
    return rule.kind === "rule" ? [{ one, rule }] : [];
  });
  const columns = usable.map(({ one }) => solver.placesOf(one).filter((j) => !absorbed[j]));
  const starts = new Uint32Array(usable.length + 1);
  columns.forEach(({ length }, s) => {
    starts[s + 1] = starts[s]! + length;
  });
  const each = (of: (one: Specification) => number) => Uint32Array.from(usable, ({ one }) => of(one));
  const counts = Uint32Array.from(usable, ({ rule }) => rule.factors.length);
  const list = {
    starts,
    columns: Uint32Array.from(columns.flat()),
    regressors: each(({ treatment }) => treatments.get(treatment)!.place as number),
    outcomes: each(({ outcome }) => outcomes.get(outcome)!),
    firsts: each(({ vcov }) => firstOf.get(vcov)!),
    counts,
    most: Math.max(0, ...counts),
  };
  return {
    placed: placeSpecifications(engine, scope, list, mostColumns, absorbed.length),
    each: usable.map(({ one, rule }) => ({ estimate: one.estimate, rule })),
    forms,
  };
}

/** Adds what the kernel left of draw b; `shifts` where each specification's own estimate is taken off. */
export function addDraw(
  curve: DrawnCurve,
  b: number,
  { placed, each }: ListedSpecifications,
  fits: F64Block,
  shifts: boolean,
): void {
  const numbers = fits.view();
  const width = 3 + placed.most;
  each.forEach(({ estimate, rule: { df, ofSsr, factors } }, s) => {
    const at = s * width;
    const squares = numbers[at + 1]!;
    let variance = (ofSsr * numbers[at + 2]!) / squares;
    for (let f = 0; f < factors.length; f++) variance += (factors[f]! * numbers[at + 3 + f]!) / squares ** 2;
    curve.add(b, numbers[at]! - (shifts ? estimate : 0), Math.sqrt(Math.max(0, variance)), df);
  });
}
