/**
 * What each method says of one replication: whether it rejects the coefficient that is true, which is 0, and of
 * what kind the Anderson-Rubin set is. Asked of the verb users call, or of the pieces the verb is made of: the record has
 * much that the study does not read, at some times the cost. Both give the same numbers, bit by bit, which the study checks.
 */

import type { Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { hasInstruments, type WithInstruments } from "../../src/formula/spec.js";
import { countParameters } from "../../src/regression/least-squares/least-squares-steps.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { inferAll, wald } from "../../src/regression/tests/coefficients.js";
import { vcovUnder } from "../../src/regression/variance/score-dependence.js";
import { parseSsc } from "../../src/regression/variance/ssc.js";
import { parseVcov } from "../../src/regression/variance/variances.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { equationResult } from "../../src/verbs/iv/describe-equation.js";
import { ordinary } from "../../src/verbs/iv/estimator/instrument-system.js";
import { andersonRubin } from "../../src/verbs/iv/inference/anderson-rubin.js";
import { andersonRubinSet } from "../../src/verbs/iv/inference/anderson-rubin-set.js";
import { tfInterval } from "../../src/verbs/iv/inference/tf.js";
import { equationChoice } from "../../src/verbs/iv/iv-option.js";
import { solveEquation } from "../../src/verbs/iv/solve-equation.js";
import type { WeakDesign } from "./design.js";

const LEVEL = 0.05;
/** Two-sided 5% point of the normal distribution. */
const NORMAL = 1.959963984540054;

/** Tests of 5%: 2SLS t by the t and the normal distribution, Anderson-Rubin, tF, LIML t. */
export const METHODS = ["2sls", "2sls_normal", "anderson_rubin", "tF", "liml"] as const;
export type Method = (typeof METHODS)[number];

export interface Measured {
  readonly F: number;
  readonly estimate: number;
  readonly liml: number | null;
  readonly ols: number;
  /** null where a method does not apply: tF with several instruments; LIML with one, where it is 2SLS. */
  readonly rejects: Readonly<Record<Method, boolean | null>>;
  readonly setKind: string;
  /** Whether the Anderson-Rubin set holds 0. */
  readonly setHolds: boolean;
  /** p-values and ends behind these answers. */
  readonly numbers: readonly (number | null)[];
}

/** The formula of a design: `y ~ 1 | unit + year | x ~ z1 + z2 + z3`, or without effects. */
export function weakFormula({ instruments, clustered }: WeakDesign): string {
  const z = Array.from({ length: instruments }, (_, j) => `z${j + 1}`).join(" + ");
  return `y ~ 1 | ${clustered === null ? "" : "unit + year | "}x ~ ${z}`;
}

const varianceOf = ({ clustered }: WeakDesign): string => (clustered === null ? "iid" : "cluster:cluster");

interface Told {
  readonly F: number;
  readonly x: FitRecord["coefficients"][string];
  readonly liml: FitRecord["coefficients"][string] | null;
  readonly ols: number;
  readonly anderson_rubin: number;
  readonly set: NonNullable<FitRecord["iv"]>["anderson_rubin_set"];
  readonly tF: NonNullable<NonNullable<FitRecord["iv"]>["tF"]>;
}

/** By `feols`. Throws where the record lacks a set or a test. */
export function measureByVerb(engine: Engine, design: WeakDesign, table: Table): Measured {
  const estimated = (iv: string) => feols(engine, table, weakFormula(design), { vcov: varianceOf(design), iv });
  const record = estimated("2sls");
  return answers({
    F: record.first_stage.x!.partial_F.statistic,
    x: record.coefficients.fit_x!,
    liml: design.instruments === 1 ? null : estimated("liml").coefficients.fit_x!,
    ols: record.iv!.least_squares.x!.estimate,
    anderson_rubin: record.tests.anderson_rubin!.p_value!,
    set: record.iv!.anderson_rubin_set,
    tF: record.iv!.tF!,
  });
}

/** By the pieces of `feols`. */
export function measure(engine: Engine, design: WeakDesign, table: Table): Measured {
  const spec = parseFormula(weakFormula(design));
  if (!hasInstruments(spec)) throw new Error("the formula of a design has instruments");
  const { x, ...told } = estimated(engine, design, table, spec, "2sls", true);
  const liml = design.instruments === 1 ? null : estimated(engine, design, table, spec, "liml", false).x;
  return answers({ x, liml, ...told.statistics! });
}

function estimated(
  engine: Engine,
  design: WeakDesign,
  table: Table,
  spec: WithInstruments,
  iv: string,
  wanted: boolean,
): { readonly x: Told["x"]; readonly statistics: Omit<Told, "x" | "liml"> | null } {
  const variance = parseVcov(varianceOf(design));
  const ssc = parseSsc("fixest");
  const level = 1 - LEVEL;
  return engine.scope((scope) => {
    const options = { vcov: varianceOf(design) };
    const solved = solveEquation(engine, scope, table, spec, variance, equationChoice({ iv }, variance), options);
    const { sample, absorber, clusterings, dependence, equation, fits, system, errors } = solved;
    const count = countParameters(engine, sample, absorber, equationResult(equation, fits), clusterings);
    const own = vcovUnder(engine, scope, fits.structural, dependence, ssc, count);
    const x = inferAll(engine, fits.structural.beta, own.matrix, own.df, level).at(-1)!;
    if (!wanted) return { x, statistics: null };
    const { kz, kw } = equation;
    const stage = fits.stages[0]!;
    const first = vcovUnder(engine, scope, stage, dependence, ssc, { ...count, slopes: kz + kw });
    const instruments = Array.from({ length: kz }, (_, j) => j);
    const t = stage.beta[0]! / Math.sqrt(first.matrix[0]!);
    const interval = { estimate: x.estimate, std_error: x.std_error, f: t * t, nEndogenous: 1, nInstruments: kz };
    return {
      x,
      statistics: {
        F: wald(stage.beta, first.matrix, instruments).statistic,
        ols: ordinary(engine, system).coefficients[0]!,
        anderson_rubin: andersonRubin(engine, system, errors, new Float64Array(1)).p_value!,
        set: andersonRubinSet(engine, system, errors, { level, estimate: x.estimate }),
        tF: tfInterval(interval, level),
      },
    };
  });
}

function answers({ F, x, liml, ols, anderson_rubin, set, tF }: Told): Measured {
  if (set.kind === null) throw new Error(`no Anderson-Rubin set: ${set.because}`);
  const within = (low: number | null, high: number | null) =>
    (low === null || low <= 0) && (high === null || high >= 0);
  return {
    F,
    estimate: x.estimate,
    liml: liml?.estimate ?? null,
    ols,
    rejects: {
      "2sls": x.p_value < LEVEL,
      "2sls_normal": Math.abs(x.statistic) > NORMAL,
      anderson_rubin: anderson_rubin < LEVEL,
      tF: tF.applies ? !within(tF.conf_low, tF.conf_high) : null,
      liml: liml === null ? null : liml.p_value < LEVEL,
    },
    setKind: set.kind,
    setHolds: set.intervals.some(([low, high]) => within(low, high)),
    numbers: [
      ...[x.p_value, liml?.p_value ?? null, anderson_rubin, tF.conf_low, tF.conf_high],
      ...set.intervals.flat(),
    ],
  };
}
