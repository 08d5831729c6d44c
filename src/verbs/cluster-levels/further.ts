/**
 * What rests on coarse clusters alone, a coefficient at a time: estimates by cluster, changes about one date, the causal cluster variance. What does not
 * apply is given with the reason.
 */
import type { Category } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { gather } from "../../base/row-runs.js";
import { isWithin } from "../../data/panel/assignment-levels.js";
import { selectRows, type Table, withColumns } from "../../data/table/table.js";
import { PURPOSE, philoxUniform } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { makeSpec } from "../../formula/parser.js";
import { printName } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { feols } from "../feols/feols.js";
import { splitVariance } from "./estimator/causal-variance.js";
import { changeTest } from "./estimator/changes.js";
import { spreadTest } from "./estimator/spread.js";
import { LEVELS_NOTES } from "./messages.js";
import type { CausalVariance, ChangeTest, NotMade, SpreadTest } from "./record.js";

/** A sample cut by coarse clusters. */
export interface CutSample {
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly sample: Sample;
  readonly coarse: Category;
  /** Column of fine clusters; undefined for rows. */
  readonly fine: string | undefined;
  readonly time: string | undefined;
  readonly draws: number;
  readonly seed: number;
  readonly level: number;
}

type Or<T> = T | (NotMade & { readonly term: string });

/** Rows of the table in each coarse cluster. */
function rowsByCluster({ sample: { rows }, coarse }: CutSample): Uint32Array[] {
  const own: number[][] = Array.from({ length: coarse.nLevels }, () => []);
  coarse.codes.forEach((c, i) => {
    own[c]!.push(rows[i]!);
  });
  return own.map((list) => Uint32Array.from(list));
}

/** The coefficient in some rows; undefined where it has none, or no error. */
function coefficientIn(
  engine: Engine,
  table: Table,
  rows: Uint32Array,
  spec: ModelSpec,
  vcov: VcovOption,
  term: string,
): Coefficient | undefined {
  try {
    const options = { vcov, fixefRm: "none", assignedBy: "unit" } as const;
    const found = ownOf(feols(engine, selectRows(table, rows), spec, options).coefficients, term);
    return found !== undefined && Number.isFinite(found.std_error) ? found : undefined;
  } catch (error) {
    if (error instanceof WasmetricsError) return undefined;
    throw error;
  }
}

/** Estimates of `term` by coarse cluster, errors by fine ones, and their spread. */
export function spreadOf(engine: Engine, cut: CutSample, term: string): Or<SpreadTest> {
  const { table, spec, coarse, fine, draws, seed } = cut;
  const vcov = fine === undefined ? "hetero" : `cluster:${printName(fine)}`;
  const estimates: { cluster: string; estimate: number; std_error: number }[] = [];
  for (const [c, rows] of rowsByCluster(cut).entries()) {
    const cluster = coarse.label(c);
    const found = coefficientIn(engine, table, rows, spec, vcov, term);
    if (found === undefined || !(found.std_error > 0)) {
      return { term, because: note(LEVELS_NOTES, "levels_not_identified", { term, coarse: coarse.name, cluster }) };
    }
    estimates.push({ cluster, estimate: found.estimate, std_error: found.std_error });
  }
  const { statistic, p } = spreadTest(
    engine,
    estimates.map(({ estimate }) => estimate),
    estimates.map(({ std_error }) => std_error),
    { draws, seed },
  );
  return { term, estimates, statistic, p_value: p, draws };
}

/** Changes of the coarse clusters about the one date at which all of the treated ones start. */
export function changesOf(engine: Engine, cut: CutSample, term: string): Or<ChangeTest> {
  const { table, spec, sample, coarse, time } = cut;
  if (time === undefined) return { term, because: note(LEVELS_NOTES, "levels_no_time", { term }) };
  const treatment = binary(cut, term);
  if (treatment === null) return { term, because: note(LEVELS_NOTES, "levels_not_binary", { term }) };
  const periods = gather(table.numeric(time), sample.selected);
  const dated = oneDate(treatment, periods, coarse);
  if (dated === null) {
    return { term, because: note(LEVELS_NOTES, "levels_no_date", { term, coarse: coarse.name }) };
  }
  const { date, isTreated } = dated;
  const name = unusedName(table);
  const after = table.numeric(time).map((period) => Number(period >= date));
  const marked = withColumns(table, [{ kind: "numeric", name, values: after }]);
  // effects of units lie within coarse clusters; those of periods are the comparison itself
  const model = makeSpec({
    lhs: spec.lhs,
    terms: [{ variables: [{ kind: "expression", expression: { kind: "name", name } }] }],
    intercept: true,
    fixedEffects: spec.fixedEffects.filter((_, e) => isWithin(sample.effects[e]!, coarse)),
  });
  const changes = rowsByCluster(cut).flatMap((rows, c) => {
    const found = coefficientIn(engine, marked, rows, model, "iid", name);
    return found === undefined
      ? []
      : [{ cluster: coarse.label(c), treated: isTreated[c] === 1, change: found.estimate }];
  });
  const side = (treated: boolean) => changes.filter((one) => one.treated === treated).map(({ change }) => change);
  const [treated, untreated] = [side(true), side(false)];
  if (treated.length < 2 || untreated.length < 2) {
    const facts = { term, treated: treated.length, untreated: untreated.length };
    return { term, because: note(LEVELS_NOTES, "levels_few_sides", facts) };
  }
  const found = changeTest(engine, treated, untreated, cut.level);
  return { term, date, changes, treated: treated.length, untreated: untreated.length, ...found };
}

/** The causal cluster variance of a treatment alone that varies within clusters. */
export function causalOf(
  engine: Engine,
  cut: CutSample,
  term: string,
  y: Float64Array,
  estimate: number,
): Or<CausalVariance> {
  const { spec, coarse, seed } = cut;
  const treatment = binary(cut, term);
  if (treatment === null) return { term, because: note(LEVELS_NOTES, "levels_not_binary", { term }) };
  const seen = new Uint8Array(coarse.nLevels);
  treatment.forEach((w, i) => {
    seen[coarse.codes[i]!]! |= 1 << w;
  });
  if (!seen.includes(3)) {
    return { term, because: note(LEVELS_NOTES, "levels_causal_constant", { term, coarse: coarse.name }) };
  }
  if (spec.terms.length > 1 || spec.fixedEffects.length > 0 || !spec.intercept) {
    return { term, because: note(LEVELS_NOTES, "levels_causal_model", { term }) };
  }
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const experiment = {
    ...{ y: y.map((value) => value - mean), treatment, clusters: coarse.codes, nClusters: coarse.nLevels },
  };
  let variance = 0;
  for (let split = 0; split < SPLITS; split++) {
    const u = philoxUniform(engine, y.length, { seed, replication: split, purpose: PURPOSE.causalSplits });
    variance +=
      splitVariance(
        engine,
        experiment,
        Uint8Array.from(u, (value) => Number(value < 0.5)),
      ) / SPLITS;
  }
  return { term, estimate, std_error: Math.sqrt(variance), splits: SPLITS, clusters: coarse.nLevels };
}

/** Random splits that are averaged. */
const SPLITS = 8;

/** The column `term` over the sample, of 0 and 1; null where it is none. */
function binary({ table, sample }: CutSample, term: string): Uint8Array | null {
  const column = table.has(term) ? table.column(term) : undefined;
  if (column?.kind !== "numeric") return null;
  const values = gather(column.values, sample.selected);
  return values.every((value) => value === 0 || value === 1) ? Uint8Array.from(values) : null;
}

/** The first treated period, where rows are treated just where their coarse cluster is and from it on; null elsewhere. */
function oneDate(treatment: Uint8Array, periods: Float64Array, { codes, nLevels }: Category) {
  const isTreated = new Uint8Array(nLevels);
  let date = Number.POSITIVE_INFINITY;
  treatment.forEach((w, i) => {
    if (w === 0) return;
    isTreated[codes[i]!] = 1;
    date = Math.min(date, periods[i]!);
  });
  const isMet = treatment.every((w, i) => w === (isTreated[codes[i]!]! & Number(periods[i]! >= date)));
  return isMet && Number.isFinite(date) ? { date, isTreated } : null;
}

function unusedName(table: Table): string {
  let name = "after";
  while (table.has(name)) name = `_${name}`;
  return name;
}
