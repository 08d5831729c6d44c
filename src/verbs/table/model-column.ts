/**
 * Any record with estimates as a column of a table: what regressions, Poisson and logit, equations with
 * instruments, dynamic panels, panel models, event studies, combinations and effects on the treated have in common.
 * Records may come from JSON. Computes nothing.
 */

import type { Labels } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Entry, Note } from "../../base/messages.js";
import type { CollinearTerm, CombinationRecord, FitRecord, VcovRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { glmWords } from "../glm/messages.js";
import type { GlmRecord } from "../glm/record.js";
import type { PgmmRecord } from "../pgmm/record.js";
import { estimatorName } from "../pgmm/report/summary.js";
import type { PlmRecord } from "../plm/record.js";
import { modelName } from "../plm/report/words.js";
import type { PsmatchRecord } from "../psmatch/record.js";

/** What an event study shares with every regression. */
type EventRegression = Omit<FitRecord, "kind" | "iv" | "tests"> & { readonly kind: "event-study" };

/** A record a column can be made of. */
export type ModelRecord =
  | FitRecord
  | EventRegression
  | GlmRecord
  | PgmmRecord
  | PlmRecord
  | CombinationRecord
  | PsmatchRecord;

/** A result and what heads its column. */
export interface NamedResult {
  readonly label: string | readonly string[];
  readonly record: ModelRecord;
}

/** A test as a table shows it. */
export interface ShownTest {
  readonly statistic: number;
  readonly p_value: number | null;
}

/** What a table shows of a result; null for what the kind of result does not have. */
export interface ModelColumn {
  readonly model: Entry<string>;
  readonly depvar: string | null;
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly level: number;
  /** Null for z. */
  readonly df: number | null;
  readonly effects: readonly string[] | null;
  readonly vcov: Pick<VcovRecord, "type" | "clusters" | "about"> | null;
  readonly rule: { readonly preset: string; readonly K: number } | null;
  readonly dropped: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, number | null | undefined>>;
  readonly tests: Readonly<Record<string, ShownTest | null | undefined>>;
  readonly notes: readonly Note[];
  readonly collinear: readonly CollinearTerm[];
  /** What says which coefficients are dummies of time. */
  readonly labels?: Labels;
  readonly panel?: { readonly time?: string };
  readonly time_dummies?: readonly string[];
}

/** The column of a record. Throws DataError `not_a_model` for what has no estimates. */
export function modelColumn(record: ModelRecord): ModelColumn {
  const { kind } = record;
  switch (kind) {
    case "ols":
    case "2sls":
    case "liml":
    case "fuller":
    case "gmm2s":
    case "event-study":
      return regressionColumn(record);
    case "poisson":
    case "logit":
      return {
        ...shared(record),
        model: glmWords[kind],
        effects: effectsOf(record),
        vcov: record.vcov,
        rule: ruleOf(record),
        values: { nobs: record.nobs, pseudo_r2: record.fit.pseudo_r2, loglik: record.fit.loglik },
        tests: {},
      };
    case "pgmm": {
      const { nobs, n_groups, n_instruments, tests } = record;
      return {
        ...shared(record),
        ...{ panel: record.panel, time_dummies: record.time_dummies },
        model: { en: estimatorName(record), zh: estimatorName(record, "zh") },
        effects: null,
        vcov: record.vcov,
        rule: null,
        values: { nobs, n_groups, n_instruments },
        tests: {
          ar1: testOf(tests.ar1),
          ar2: testOf(tests.ar2),
          hansen: testOf(tests.hansen),
          sargan: testOf(tests.sargan),
        },
      };
    }
    case "plm":
      return {
        ...shared(record),
        model: { en: modelName(record), zh: modelName(record, "zh") },
        effects: null,
        vcov: record.vcov,
        rule: ruleOf(record),
        values: { nobs: record.nobs, r2: record.fit.r2, adj_r2: record.fit.adj_r2, n_groups: record.panel.units },
        tests: {},
      };
    case "lincom":
    case "nlcom":
      return {
        ...BARE,
        model: same(kind),
        coefficients: record.combinations,
        level: record.level,
        df: record.df,
        notes: record.notes,
      };
    case "psmatch":
      return matchedColumn(record);
    default:
      throw new DataError(
        "not_a_model",
        `A result of kind '${String((record as { kind?: unknown }).kind)}' has no estimates a table of models could show.`,
        { got: (record as { kind?: unknown }).kind, expected: KINDS },
      );
  }
}

const KINDS = [
  "ols",
  "2sls",
  "liml",
  "fuller",
  "gmm2s",
  "event-study",
  "poisson",
  "logit",
  "pgmm",
  "plm",
  "lincom",
  "nlcom",
  "psmatch",
];

const BARE = {
  depvar: null,
  df: null,
  effects: null,
  vcov: null,
  rule: null,
  dropped: {},
  values: {},
  tests: {},
  notes: [],
  collinear: [],
} as const;

const shared = (record: FitRecord | EventRegression | GlmRecord | PgmmRecord | PlmRecord) => ({
  depvar: record.depvar,
  coefficients: record.coefficients,
  level: record.vcov.level,
  df: record.vcov.df,
  dropped: record.dropped,
  notes: record.notes,
  collinear: record.collinear,
  ...(record.labels === undefined ? {} : { labels: record.labels }),
});

/** Effects by name, and slopes as `firm[year]`. */
const effectsOf = ({ fixed_effects }: Pick<FitRecord, "fixed_effects">): string[] =>
  Object.entries(fixed_effects.effects).flatMap(([effect, { slopes }]) => [
    ...(slopes?.intercept === false ? [] : [effect]),
    ...(slopes?.names ?? []).map((slope) => `${effect}[${slope}]`),
  ]);

const ruleOf = ({ vcov }: { readonly vcov: Pick<VcovRecord, "ssc" | "K"> }): ModelColumn["rule"] => ({
  preset: String(vcov.ssc.preset),
  K: vcov.K,
});

const testOf = (
  test: { readonly statistic: number | null; readonly p_value: number | null } | null | undefined,
): ShownTest | null =>
  test === null || test === undefined || test.statistic === null || Number.isNaN(test.statistic)
    ? null
    : { statistic: test.statistic, p_value: test.p_value };

/** A name that is the same in every language. */
const same = (name: string): Entry<string> => ({ en: name, zh: name });

const REGRESSIONS: Readonly<Record<(FitRecord | EventRegression)["kind"], Entry<string>>> = {
  ols: same("OLS"),
  "2sls": same("2SLS"),
  liml: same("LIML"),
  fuller: same("Fuller"),
  gmm2s: { en: "Two-step GMM", zh: "两步 GMM" },
  "event-study": same("OLS"),
};

function regressionColumn(record: FitRecord | EventRegression): ModelColumn {
  const { nobs, fit, first_stage } = record;
  const stages = Object.values(first_stage);
  return {
    ...shared(record),
    model: REGRESSIONS[record.kind],
    effects: effectsOf(record),
    vcov: record.vcov,
    rule: ruleOf(record),
    values: {
      ...{ nobs, r2: fit.r2, adj_r2: fit.adj_r2, within_r2: fit.within_r2, rmse: fit.rmse },
      ...(fit.uncentred_r2 === undefined ? {} : { uncentred_r2: fit.uncentred_r2 }),
    },
    tests: {
      first_stage_f: stages.length === 1 ? testOf({ ...stages[0]!.partial_F, ...stages[0]!.partial_F.by_t_df }) : null,
    },
  };
}

/** The effect on the treated as a coefficient of its own. Throws DataError `not_a_model` without an outcome. */
function matchedColumn(record: PsmatchRecord): ModelColumn {
  const { att } = record;
  if (att === null) {
    throw new DataError("not_a_model", "This matching has no effect: it was made without an outcome.", { got: null });
  }
  const { estimate, std_error, statistic, p_value, conf_low, conf_high } = att;
  const whole = (value: number | null): number => value ?? Number.NaN;
  return {
    ...BARE,
    model: { en: "Matching", zh: "匹配" },
    level: att.level,
    notes: record.notes,
    coefficients: {
      ATT: {
        estimate,
        std_error: whole(std_error),
        statistic: whole(statistic),
        p_value: whole(p_value),
        conf_low: whole(conf_low),
        conf_high: whole(conf_high),
      },
    },
    values: { n_treated: att.n_treated },
  };
}
