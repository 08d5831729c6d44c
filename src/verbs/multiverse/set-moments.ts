/**
 * All that specifications on the same rows, effects and weights ask of the rows: the columns any of them has, demeaned once, in
 * coordinates of an orthonormal basis, and for each variance its form in these coordinates. Orchestrates; knows no specification.
 */
import { SampleColumn } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import { keepColumns, placeColumns, reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { makeSpec } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { Term } from "../../formula/spec.js";
import { type Absorber, isAbsorbed, type Solve } from "../../regression/absorb/absorber.js";
import { naming } from "../../regression/frame/enough-variation.js";
import { evaluate } from "../../regression/frame/expression.js";
import { dimensionsOf, memoryNeed, requireMemory } from "../../regression/frame/memory-need.js";
import { type Sample, sampleOf } from "../../regression/frame/sample.js";
import { expandTerms } from "../../regression/frame/terms.js";
import { INTERCEPT } from "../../regression/least-squares/absent-rows.js";
import { absorberOf } from "../../regression/least-squares/absorber-cache.js";
import { demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import { LEAST_PIVOT_OF_SQUARES, triangleOf } from "../../regression/least-squares/triangle.js";
import { type Basis, basisOf } from "./basis.js";
import type { Choices } from "./choices.js";
import { type SetVariance, variancesOf } from "./set-variances.js";
import type { MultiversePlan } from "./verb.js";

/** Which rows, effects and weights, and what is asked of them: positions among the choices. */
export interface SetPlan {
  readonly sample: number;
  readonly effects: number;
  readonly weights: number;
  /** Used by a specification of the set, ascending. */
  readonly outcomes: readonly number[];
  readonly treatments: readonly number[];
  readonly controls: readonly number[];
  readonly vcov: readonly number[];
  /** Places in the grid of its specifications. */
  readonly members: readonly number[];
  /** Columns that must be present besides: those of other specifications where all are on common rows. */
  readonly also: readonly Term[];
  readonly alsoColumns: readonly string[];
  /** Whether no number among the columns is missing. */
  readonly complete: boolean;
}

export interface SetMoments {
  readonly sample: Pick<Sample, "n" | "dropped" | "notes"> & { readonly rows: Uint32Array };
  readonly names: readonly string[];
  readonly basis: SetBasis;
  readonly absorbed: readonly boolean[];
  /** Whether columns are constant, by place. */
  readonly constant: readonly boolean[];
  /** Whether every regressor leaves enough beside the others that no specification needs more digits. */
  readonly conditioned: boolean;
  readonly intercept: number | null;
  /** Places of columns by position among the choices. */
  readonly outcomes: ReadonlyMap<number, number>;
  readonly treatments: ReadonlyMap<number, TreatmentColumns>;
  readonly variances: ReadonlyMap<number, SetVariance>;
  readonly rank: Absorber["rank"];
  readonly solve: Solve;
  readonly because: string;
  readonly levels: Readonly<Record<string, number>>;
}

/** Coordinates of the columns of a set, r a column, and what each must leave beside others not to be collinear. */
export type SetBasis = Pick<Basis, "r" | "C" | "least">;

/** Places of a treatment's columns and of controls beside it; a string says why it has none. */
export interface TreatmentColumns {
  readonly place: number | string;
  readonly always: readonly number[];
  readonly controls: ReadonlyMap<number, readonly number[]>;
}

/** A set with its rows in linear memory; all of it is valid while its scope is open. */
export interface PlacedSet {
  readonly moments: SetMoments;
  readonly sample: Sample;
  readonly absorber: Absorber;
  /** Columns as they are, by place. */
  readonly columns: readonly SampleColumn[];
  /** Rows of the orthonormal basis, n by r, and room for a column behind. */
  readonly Q: F64Block;
}

/** Throws as `sampleOf` and the absorber do; NumericalError `memory`. */
export function placeSet(
  engine: Engine,
  scope: Scope,
  table: Table,
  choices: Choices,
  set: SetPlan,
  plan: MultiversePlan,
): PlacedSet {
  const { fixedEffects, needs, spec } = specOfSet(choices, set);
  const weights = choices.weights[set.weights]!;
  const subset = conditionOf(choices.samples[set.sample]!.subset, plan.subset);
  const sample = sampleOf(
    engine,
    spec,
    table,
    { type: "cluster", by: [...needs, ...set.alsoColumns.map((name) => [name])] },
    {
      ...(subset === null ? {} : { subset }),
      ...(weights === null ? {} : { weights }),
      fixefRm: plan.fixefRm,
    },
    { finite: set.complete ? "assumed" : "checked", slopes: "allowed" },
  );
  const columns = new Columns(engine, table, choices, sample, fixedEffects);
  const intercept = columns.intercept();
  const treatments = new Map(set.treatments.map((t) => [t, columns.ofTreatment(t, set.controls)]));
  const outcomes = new Map(set.outcomes.map((o) => [o, columns.ofOutcome(o)]));
  const { n } = sample;
  const p = columns.names.length;
  requireMemory(engine, `'${spec.call}'`, memoryNeed(dimensionsOf(sample, 2 * p + 1, { type: "iid" })));
  const absorber = absorberOf(engine, scope, sample, {
    solver: plan.solver,
    ...(plan.signal && { signal: plan.signal }),
  });
  const Q = scope.f64(n * (p + 1));
  const { solve, basis, conditioned, absorbed } = scope.scope((inner) => {
    const X = inner.f64(n * p);
    placeColumns(columns.columns, X);
    if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, p, absorber.rowOrder, X);
    const solve = naming(columns.names, () => demeanAndWeight(engine, inner, absorber, X, p, sample.weights));
    const absorbed = columns.names.map((_, j) => isAbsorbed(solve, j) || !(solve.normAfter[j]! > 0));
    // what rounding left of absorbed columns takes no direction
    const left = absorbed.flatMap((is, j) => (is ? [] : [j]));
    keepColumns(X, n, left);
    const { R, leastSquares } = triangleOf(engine, inner, n, left.length, X, "auto", LEAST_PIVOT_OF_SQUARES);
    const { normBefore, normAfter } = solve;
    const basis = basisOf(left.length, R, (j) => normBefore[left[j]!]! / normAfter[left[j]!]!);
    const [q, r] = [left.length, basis.r];
    linearCombinationsBlock(engine, inner, n, q, r, X.part(0, n * q), inner.copyF64(basis.W), Q.part(0, n * r));
    return { solve, basis: placed(basis, left, p), absorbed, conditioned: leastSquares === "gram" };
  });
  const specifications = set.members.length / Math.max(1, set.vcov.length);
  const made = variancesOf(engine, scope, {
    ...{ table, sample, absorber, r: basis.r, Q: Q.part(0, n * basis.r), specifications },
  });
  const moments = {
    sample: { n, rows: sample.rows, dropped: sample.dropped, notes: sample.notes },
    names: columns.names,
    constant: columns.columns.map((column) => column.isConstant()),
    ...{ basis, absorbed, conditioned, intercept, outcomes, treatments, solve },
    variances: new Map(set.vcov.map((v) => [v, made(choices.vcov[v]!.spec)])),
    rank: absorber.rank,
    because: absorber.choice.reason.message,
    levels: Object.fromEntries(sample.effects.map(({ name, nLevels }) => [name, nLevels])),
  };
  return { moments, sample, absorber, columns: columns.columns, Q: Q.part(0, n * (basis.r + 1)) };
}

/** Coordinates of all p columns, of which the basis is of those at `left`: absorbed ones have none. */
function placed({ r, C, least }: Basis, left: readonly number[], p: number): SetBasis {
  const [all, limits] = [new Float64Array(r * p), new Float64Array(p)];
  left.forEach((j, at) => {
    all.set(C.subarray(at * r, at * r + r), j * r);
    limits[j] = least[at]!;
  });
  return { r, C: all, least: limits };
}

/** The condition of a sample and that of all; null where neither is. */
export function conditionOf(own: string | null, all: string | undefined): string | null {
  if (own === null || all === undefined) return own ?? all ?? null;
  return `(${all}) & (${own})`;
}

function specOfSet(choices: Choices, set: SetPlan) {
  const { outcomes, treatments, controls, always, effects, vcov, intercept } = choices;
  const [first, ...others] = set.outcomes.map((o) => outcomes[o]!.expression);
  const fixedEffects = effects[set.effects]!.effects;
  const terms: Term[] = [
    ...set.treatments.map((t) => treatments[t]!.term),
    ...always.flatMap((group) => group.terms),
    ...set.controls.flatMap((g) => controls[g]!.terms),
    ...others.map((expression): Term => ({ variables: [{ kind: "expression", expression }] })),
    ...set.also,
  ];
  const needs = set.vcov.flatMap((v) => {
    const { spec } = vcov[v]!;
    return "by" in spec ? spec.by : [];
  });
  return { fixedEffects, needs, spec: makeSpec({ lhs: first!, terms, intercept, fixedEffects }) };
}

/** Columns of a set, each once, by name. */
class Columns {
  readonly names: string[] = [];
  readonly columns: SampleColumn[] = [];
  private readonly places = new Map<string, number>();

  constructor(
    private readonly engine: Engine,
    private readonly table: Table,
    private readonly choices: Choices,
    private readonly sample: Sample,
    private readonly fixedEffects: Choices["effects"][number]["effects"],
  ) {}

  /** Place of the constant; null where the model has none or effects absorb it. */
  intercept(): number | null {
    const { names, columns } = this.expand([]);
    return names[0] === INTERCEPT ? this.place(names[0], columns[0]!) : null;
  }

  ofTreatment(t: number, controls: readonly number[]): TreatmentColumns {
    const { term, name } = this.choices.treatments[t]!;
    const own = this.expand([term]).names.filter((column) => column !== INTERCEPT);
    const beside = (terms: readonly Term[]) => this.beside(term, own, terms);
    const ofAlways = this.choices.always.flatMap(({ terms }) => beside(terms));
    const ofControls = new Map(controls.map((g) => [g, beside(this.choices.controls[g]!.terms)]));
    const place =
      own.length === 1 ? this.placeOf([term], own[0]!) : `'${name}' makes ${own.length} columns (${own.join(", ")})`;
    return { place, always: ofAlways, controls: ofControls };
  }

  ofOutcome(o: number): number {
    const { expression } = this.choices.outcomes[o]!;
    const { table, engine, sample } = this;
    const column =
      sample.evaluated.get(printExpression(expression)) ??
      new SampleColumn(evaluate(expression, table, elementary(engine), sample.selected).values);
    return this.place(`outcome ${o}`, column);
  }

  /** Places of the columns that `terms` add to those of a treatment, coded as they are beside it. */
  private beside(treatment: Term, own: readonly string[], terms: readonly Term[]): number[] {
    const { names, columns } = this.expand([treatment, ...terms]);
    return names.flatMap((name, j) =>
      name === INTERCEPT || own.includes(name) ? [] : [this.place(name, columns[j]!)],
    );
  }

  private placeOf(terms: readonly Term[], name: string): number {
    const { names, columns } = this.expand(terms);
    return this.place(name, columns[names.indexOf(name)]!);
  }

  private place(name: string, column: SampleColumn): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    this.places.set(name, this.names.length);
    this.columns.push(column);
    return this.names.push(name) - 1;
  }

  private expand(terms: readonly Term[]) {
    const { choices, engine, table, sample, fixedEffects } = this;
    const spec = makeSpec({ lhs: choices.outcomes[0]!.expression, terms, intercept: choices.intercept, fixedEffects });
    return expandTerms(spec, table, elementary(engine), sample.selected, sample.evaluated);
  }
}
