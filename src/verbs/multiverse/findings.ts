/**
 * Specifications as their sets of rows are come to: each model once, with its inference, or why it has none.
 */
import { KernelError, NumericalError, WasmetricsError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { makeSpec } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import { type Coefficient, inferWith } from "../../regression/tests/coefficients.js";
import { feols } from "../feols/feols.js";
import type { Choices } from "./choices.js";
import type { Combination } from "./grid.js";
import { FAILURES } from "./messages.js";
import type { NotEstimated, RowSet, Specification } from "./record.js";
import { conditionOf, type SetMoments, type SetPlan } from "./set-moments.js";
import { SetSolver, type Solved } from "./solve.js";
import type { MultiversePlan } from "./verb.js";

/** What a specification is regressed by itself with. */
export interface Given {
  readonly data: Table | Panel;
  readonly spec: ModelSpec;
  readonly choices: Choices;
  readonly plan: MultiversePlan;
}

type Estimated = Omit<Specification, "duplicates">;

export class Findings {
  readonly notEstimated: NotEstimated[] = [];
  readonly rowSets: RowSet[] = [];
  /** What `rowSets` describe. */
  readonly sets: SetPlan[] = [];
  duplicates = 0;
  /** The error of the first set that has no moments. */
  first: WasmetricsError | null = null;
  /** Models found, by what makes them one, and how many more combinations are each. */
  private readonly known = new Map<string, { readonly found: Estimated; more: number }>();

  constructor(
    private readonly engine: Engine,
    private readonly grid: readonly Combination[],
  ) {}

  specifications(): Specification[] {
    return [...this.known.values()].map(({ found, more }) => ({ ...found, duplicates: more }));
  }

  addSet(set: SetPlan, moments: SetMoments | WasmetricsError, given: Given): void {
    if (moments instanceof WasmetricsError) {
      this.first ??= moments;
      for (const place of set.members) this.refuse(this.grid[place]!, moments);
      return;
    }
    const solver = new SetSolver(moments, sscOf(given.plan));
    const rows = rowsKey(moments.sample.rows);
    const solved: { readonly key: string; readonly at: Combination; readonly solved: Solved }[] = [];
    const taken = new Set<string>();
    let count = 0;
    for (const place of set.members) {
      const at = this.grid[place]!;
      const outcome = solver.solve(at);
      if (outcome.kind === "failed") {
        const { code, message, detail } = outcome.failure;
        this.notEstimated.push({ ...at, code, because: message, ...(detail && { detail }) });
        continue;
      }
      count++;
      const columns = (outcome.kind === "solved" ? outcome.kept : solver.kept(at)).map((j) => moments.names[j]!);
      const { treatment, effects, weights, vcov } = at;
      const key = [rows, at.outcome, treatment, effects, weights, vcov, outcome.kind, ...columns].join("\n");
      if (taken.has(key) || this.known.has(key)) {
        this.duplicates++;
        const before = this.known.get(key);
        if (before !== undefined) before.more++;
        else if (outcome.kind === "solved") solved.push({ key, at, solved: outcome });
        continue;
      }
      taken.add(key);
      if (outcome.kind === "alone") this.regress(key, at, given, moments.sample.rows, solver.nameOf(at));
      else solved.push({ key, at, solved: outcome });
    }
    this.infer(solved, moments, given.plan);
    this.sets.push(set);
    this.rowSets.push(described(given.choices, set, moments, count));
  }

  private refuse(at: Combination, { code, message }: WasmetricsError): void {
    const { detail } = note(FAILURES, "multiverse_refused", { code, message });
    this.notEstimated.push({ ...at, code, because: message, ...(detail && { detail }) });
  }

  /** Statistics, p and intervals of models solved; of one that is here already, one more. */
  private infer(
    solved: readonly { readonly key: string; readonly at: Combination; readonly solved: Solved }[],
    { sample, names }: SetMoments,
    { level }: MultiversePlan,
  ): void {
    const inference = this.inferenceOf(
      solved.map((one) => one.solved),
      level,
    );
    solved.forEach(({ key, at, solved: { dropped, df } }, i) => {
      const before = this.known.get(key);
      const own = inference[i]!;
      if (before !== undefined) before.more++;
      else if (own instanceof WasmetricsError) this.refuse(at, own);
      else {
        const collinear = dropped.map((j) => names[j]!);
        const found = { ...at, ...own, df, nobs: sample.n, collinear, row_set: this.rowSets.length };
        this.known.set(key, { found: { ...found, alone: false }, more: 0 });
      }
    });
  }

  /** Of all at once; where one has a variance that is no number, of each, or why it has none. */
  private inferenceOf(solved: readonly Solved[], level: number): readonly (Coefficient | WasmetricsError)[] {
    if (solved.length === 0) return [];
    const each = (of: (one: Solved) => number) => Float64Array.from(solved, of);
    const df = each((one) => one.df);
    try {
      const errors = each((one) => one.std_error);
      return inferWith(
        this.engine,
        each((one) => one.estimate),
        errors,
        df[0]!,
        level,
        df,
      );
    } catch (error) {
      if (!(error instanceof NumericalError)) throw error;
      return solved.length === 1 ? [error] : solved.flatMap((one) => this.inferenceOf([one], level));
    }
  }

  /** Least squares of this one specification. */
  private regress(
    key: string,
    at: Combination,
    { data, spec, choices, plan }: Given,
    rows: Uint32Array,
    name: string,
  ): void {
    const { treatments, outcomes, controls, always, effects, samples, weights, vcov } = choices;
    const treatment = treatments[at.treatment]!;
    const model = makeSpec({
      lhs: outcomes[at.outcome]!.expression,
      // first, so that its coefficient is called as it is alone
      terms: [
        treatment.term,
        ...always.flatMap(({ terms }) => terms),
        ...at.controls.flatMap((g) => controls[g]!.terms),
      ],
      intercept: spec.intercept,
      fixedEffects: effects[at.effects]!.effects,
    });
    const subset = plan.commonSample ? `${COMMON} == 1` : conditionOf(samples[at.sample]!.subset, plan.subset);
    const weighted = weights[at.weights]!;
    const { ssc, fixefRm, solver, level, signal } = plan;
    try {
      const fit = feols(this.engine, plan.commonSample ? onRows(data, rows) : data, model, {
        vcov: vcov[at.vcov]!.name,
        ...{ ssc, fixefRm, solver, level },
        ...(subset === null ? {} : { subset }),
        ...(weighted === null ? {} : { weights: weighted }),
        ...(signal === undefined ? {} : { signal }),
        ...("table" in data || plan.panel === undefined ? {} : { panel: plan.panel }),
      });
      const own = fit.coefficients[name];
      if (own === undefined) {
        const controls = fit.vcov.names.filter((column) => column !== name);
        const { code, message, detail } = note(FAILURES, "multiverse_treatment_collinear", { controls });
        this.notEstimated.push({ ...at, code, because: message, ...(detail && { detail }) });
        return;
      }
      const collinear = fit.collinear.map(({ term }) => term);
      const found = { ...at, ...own, df: fit.vcov.df, nobs: fit.nobs, collinear, row_set: this.rowSets.length };
      this.known.set(key, { found: { ...found, alone: true }, more: 0 });
    } catch (error) {
      if (!(error instanceof WasmetricsError) || error instanceof KernelError) throw error;
      this.refuse(at, error);
    }
  }
}

/** Name of the column that says which rows are common to all. */
const COMMON = "wasmetrics_common";

/** The data with that column: all rows stay, so that lags are those of all of them. */
function onRows(data: Table | Panel, rows: Uint32Array): Table | Panel {
  const table = "table" in data ? data.table : data;
  const values = new Float64Array(table.nRows);
  for (const row of rows) values[row] = 1;
  const marked = withColumns(table, [{ kind: "numeric", name: COMMON, values }]);
  return "table" in data ? { ...data, table: marked } : marked;
}

/** The same for the same rows: two sums that mix each of them, and their number. */
function rowsKey(rows: Uint32Array): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < rows.length; i++) {
    a = Math.imul(a ^ rows[i]!, 0x01000193);
    b = Math.imul(b + rows[i]!, 0x85ebca6b) ^ (b >>> 13);
  }
  return `${rows.length} ${a >>> 0} ${b >>> 0}`;
}

function described(choices: Choices, set: SetPlan, moments: SetMoments, specifications: number): RowSet {
  const { sample, levels, variances, solve, because } = moments;
  const clusters = [...variances].flatMap(([v, variance]) =>
    variance.type === "iid" ? [] : [[choices.vcov[v]!.name, variance.clusters] as const],
  );
  return {
    sample: choices.samples[set.sample]!.name,
    effects: choices.effects[set.effects]!.name,
    weights: choices.weights[set.weights]!,
    nobs: sample.n,
    dropped: sample.dropped,
    levels,
    clusters: Object.fromEntries(clusters),
    solver: {
      method: solve.method,
      because,
      certificate: solve.certificate,
      error_estimate: solve.errorEstimate,
    },
    specifications,
  };
}
