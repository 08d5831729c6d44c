/**
 * Layer models. Everything that is asked of the instruments of an equation, gathered by the names of the record: tests, and
 * what is no single test. Each is made in a file of `inference/iv`; none sees a row.
 */
import type { Note } from "../base/columns.js";
import { NumericalError } from "../base/errors.js";
import type { ErrorStructure, InstrumentSystem } from "../estimators/iv/instrument-system.js";
import { kClass } from "../estimators/iv/k-class.js";
import { andersonRubin } from "../inference/iv/anderson-rubin.js";
import { andersonRubinSet } from "../inference/iv/anderson-rubin-set.js";
import { rankTests } from "../inference/iv/rank-tests.js";
import { sandersonWindmeijer } from "../inference/iv/sanderson-windmeijer.js";
import type { IvTest } from "../inference/iv/test-record.js";
import type { Engine } from "../kernels/engine.js";
import type { IvRecord } from "./iv-record.js";

/** What statistics are told of the fit. */
export interface Estimated {
  /** Names of the endogenous regressors. */
  readonly endogenous: readonly string[];
  /** Their coefficients. */
  readonly coefficients: Float64Array;
  readonly level: number;
}

export interface InstrumentStatistics {
  /** What could not be had, and why. */
  readonly notes: readonly Note[];
  readonly tests: Readonly<Record<string, IvTest>>;
  readonly iv: Pick<IvRecord, "least_squares" | "sanderson_windmeijer" | "anderson_rubin_set">;
}

/** All statistics of an equation. */
export function instrumentStatistics(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
  { endogenous, coefficients, level }: Estimated,
): InstrumentStatistics {
  const conditional = sandersonWindmeijer(engine, system, errors);
  const leastSquares = kClass(engine, system, 0).endogenous;
  const notes: Note[] = [];
  /** null, and a note, where the numbers do not allow a test. */
  const unlessRefused = (test: () => IvTest): IvTest | null => {
    try {
      return test();
    } catch (error) {
      if (!(error instanceof NumericalError)) throw error;
      notes.push({ code: error.code, message: error.message, detail: error.detail });
      return null;
    }
  };
  return {
    notes,
    tests: present({
      ...rankTests(engine, system, errors),
      anderson_rubin: unlessRefused(() => andersonRubin(engine, system, errors, new Float64Array(endogenous.length))),
    }),
    iv: {
      least_squares: byName(endogenous, (j) => ({
        estimate: leastSquares[j]!,
        ratio: coefficients[j]! / leastSquares[j]!,
      })),
      sanderson_windmeijer: byName(endogenous, (j) => conditional[j]!),
      anderson_rubin_set: andersonRubinSet(engine, system, errors, { level, estimate: coefficients[0]! }),
    },
  };
}

const byName = <T>(names: readonly string[], of: (j: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name, j) => [name, of(j)]));

/** The tests there are: one that these errors have no use for is null. */
const present = (tests: Readonly<Record<string, IvTest | null>>): Readonly<Record<string, IvTest>> =>
  Object.fromEntries(Object.entries(tests).flatMap(([name, test]) => (test === null ? [] : [[name, test]])));
