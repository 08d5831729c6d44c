/**
 * Layer bench. What each method says of one replication, by the verb users call: whether it rejects the coefficient that is
 * true, which is 0, and of what kind the Anderson-Rubin set is.
 */

import { tfInterval } from "../../src/inference/iv/tf.js";
import type { Engine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import type { FitRecord } from "../../src/models/fit-record.js";
import type { Table } from "../../src/table/table.js";
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
}

/** The formula of a design: `y ~ 1 | unit + year | x ~ z1 + z2 + z3`, or without effects. */
export function weakFormula({ instruments, clustered }: WeakDesign): string {
  const z = Array.from({ length: instruments }, (_, j) => `z${j + 1}`).join(" + ");
  return `y ~ 1 | ${clustered === null ? "" : "unit + year | "}x ~ ${z}`;
}

/** Throws where the record lacks a set or a test. */
export function measure(engine: Engine, design: WeakDesign, table: Table): Measured {
  const vcov = design.clustered === null ? "iid" : "cluster:cluster";
  const estimated = (iv: string) => feols(engine, table, weakFormula(design), { vcov, iv });
  const record = estimated("2sls");
  const x = coefficientOf(record);
  const liml = design.instruments === 1 ? null : coefficientOf(estimated("liml"));
  const { anderson_rubin_set: set, least_squares } = record.iv!;
  const tF = tfInterval(
    {
      estimate: x.estimate,
      std_error: x.std_error,
      f: record.first_stage.x!.partial_F.statistic,
      nEndogenous: 1,
      nInstruments: design.instruments,
    },
    0.95,
  );
  const ar = record.tests.anderson_rubin!;
  if (set.kind === null) throw new Error(`no Anderson-Rubin set: ${set.because}`);
  const within = (low: number | null, high: number | null) =>
    (low === null || low <= 0) && (high === null || high >= 0);
  return {
    F: record.first_stage.x!.partial_F.statistic,
    estimate: x.estimate,
    liml: liml?.estimate ?? null,
    ols: least_squares.x!.estimate,
    rejects: {
      "2sls": x.p_value < LEVEL,
      "2sls_normal": Math.abs(x.statistic) > NORMAL,
      anderson_rubin: ar.p_value! < LEVEL,
      tF: design.instruments > 1 ? null : !within(tF.conf_low, tF.conf_high),
      liml: liml === null ? null : liml.p_value < LEVEL,
    },
    setKind: set.kind,
    setHolds: set.intervals.some(([low, high]) => within(low, high)),
  };
}

const coefficientOf = (record: FitRecord) => record.coefficients.fit_x!;
