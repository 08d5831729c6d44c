/**
 * One estimate of a drawn treatment: the two-way regression, or an estimator of did, on rows to whose outcome an effect is added. Knows
 * no draw.
 */
import { NotSupported } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import type { Panel } from "../../../data/panel/panel.js";
import { withColumns } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { makeSpec } from "../../../formula/parser.js";
import type { ModelSpec } from "../../../formula/spec.js";
import type { VcovOption } from "../../../regression/variance/kind.js";
import { did } from "../../did/verb/fit.js";
import { feols } from "../../feols/feols.js";
import type { PowerPlan } from "../verb.js";
import { MADE, type UntreatedRows } from "./untreated-rows.js";

/** NaN where the draw identifies no effect; `df` is Infinity where tests are normal. */
export interface Estimate {
  readonly estimate: number;
  readonly stdError: number;
  readonly df: number;
  /** Rows the estimator left out, and what it has to say. */
  readonly told?: Told;
}

export interface Told {
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
  /** Controls that others, or the fixed effects, explain. */
  readonly collinear: readonly { readonly term: string }[];
}

/** Of each row: the first treated period of its unit, Infinity for never, and what the treatment adds to it at effect 1. */
export interface DrawnTreatment {
  readonly starts: Float64Array;
  readonly adds: Float64Array;
}

export type Estimator = (drawn: DrawnTreatment, effect: number) => Estimate;

/** The drawn treatment of units by their codes among `dates`. */
export function drawnTreatment(
  { unit, timeValues }: Panel,
  codes: Uint32Array,
  dates: Float64Array,
  step: number,
  profile: PowerPlan["profile"],
): DrawnTreatment {
  const starts = new Float64Array(timeValues.length);
  const adds = new Float64Array(timeValues.length);
  for (let row = 0; row < adds.length; row++) {
    const code = codes[unit.codes[row]!]!;
    starts[row] = code === 0 ? Number.POSITIVE_INFINITY : dates[code - 1]!;
    const since = timeValues[row]! - starts[row]!;
    if (since >= 0) adds[row] = profile === "constant" ? 1 : since / step + 1;
  }
  return { starts, adds };
}

/** The formula with the treatment of a draw as its last regressor. */
export const withTreatment = (spec: ModelSpec): ModelSpec =>
  makeSpec({
    ...spec,
    terms: [...spec.terms, { variables: [{ kind: "expression", expression: { kind: "name", name: MADE.treatment } }] }],
  });

/** The variance asked for: by default clusters of what is assigned. */
export const varianceOf = ({ panel }: UntreatedRows, { vcov, assign }: PowerPlan): VcovOption =>
  vcov ?? { cluster: [assign ?? panel.unit.name] };

/** The estimator that `plan` names. Throws NotSupported `power_no_errors` for one that has none. */
export function estimatorOf(engine: Engine, rows: UntreatedRows, plan: PowerPlan): Estimator {
  const { panel, outcome, spec } = rows;
  const { estimator, ssc, weights, control, aggregate, window, errorDraws, seed } = plan;
  const vcov = varianceOf(rows, plan);
  const shared = { ssc, ...(weights === undefined ? {} : { weights }) };
  const added = ({ adds }: DrawnTreatment, effect: number): Float64Array =>
    effect === 0 ? outcome : outcome.map((value, row) => value + effect * adds[row]!);
  const column = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;
  const withDraw = (columns: readonly ReturnType<typeof column>[]): Panel => ({
    ...panel,
    table: withColumns(panel.table, columns),
  });
  if (estimator === "feols") {
    const regression = withTreatment(spec);
    return (drawn, effect) => {
      const treated = drawn.adds.map((value) => Number(value > 0));
      const data = withDraw([column(MADE.outcome, added(drawn, effect)), column(MADE.treatment, treated)]);
      const fit = feols(engine, data, regression, { ...shared, vcov, assignedBy: "unit" });
      const found = fit.coefficients[MADE.treatment];
      if (found === undefined) return NONE;
      return { estimate: found.estimate, stdError: found.std_error, df: fit.vcov.df, told: toldOf(fit) };
    };
  }
  return (drawn, effect) => {
    const data = withDraw([column(MADE.outcome, added(drawn, effect)), column(MADE.cohort, drawn.starts)]);
    const record = did(engine, data, spec, {
      ...{ cohort: MADE.cohort, estimator: [estimator], aggregate, seed, ...shared },
      ...(plan.vcov === undefined && plan.assign === undefined ? {} : { vcov }),
      ...(control === undefined ? {} : { control }),
      ...(window === undefined ? {} : { window }),
      ...(errorDraws === undefined ? {} : { draws: errorDraws }),
    });
    const { overall, df, details, notes } = record.estimates[0]!;
    if (overall.std_error === null) throw noErrors(estimator, details !== undefined);
    return {
      ...{ estimate: overall.estimate, stdError: overall.std_error, df: df ?? Number.POSITIVE_INFINITY },
      told: toldOf({ dropped: record.dropped, notes, collinear: [] }),
    };
  };
}

/** Without what is of a drawn treatment, or was told of the data when they were read. */
export function toldOf({ dropped, notes, collinear }: Told): Told {
  const isOfDraw = ({ message }: Note): boolean => Object.values(MADE).some((name) => message.includes(name));
  return {
    dropped: Object.fromEntries(Object.entries(dropped).filter(([, count]) => count > 0)),
    notes: notes.filter((one) => !isOfDraw(one)),
    collinear: collinear.filter(({ term }) => term !== MADE.treatment),
  };
}

const NONE: Estimate = { estimate: Number.NaN, stdError: Number.NaN, df: Number.NaN };

const noErrors = (estimator: string, hasDetails: boolean): NotSupported =>
  new NotSupported(
    "power_no_errors",
    `${estimator} gives its average no standard error in this design${hasDetails ? "; what it says of chance is not a t test" : ""}, so that there is nothing that rejects: use another --estimator.`,
    { got: estimator, expected: "an estimator with standard errors" },
  );
