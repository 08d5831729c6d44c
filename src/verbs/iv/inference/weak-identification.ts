/**
 * All that says how strong instruments are, as the record of an equation holds it: tests of rank,
 * Sanderson & Windmeijer's statistics by regressor, the effective F, and the critical values that apply. Pure in the
 * system and its errors; knows no name of a variable.
 */

import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { EffectiveF, SandersonWindmeijer, StockYogo } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { IV_NOTES } from "../messages.js";
import { effectiveF } from "./effective-f.js";
import { type RankTests, rankTests } from "./rank-tests.js";
import { sandersonWindmeijer } from "./sanderson-windmeijer.js";
import { stockYogo } from "./stock-yogo.js";

export interface WeakIdentification {
  readonly tests: RankTests;
  /** One an endogenous regressor, in their order. */
  readonly sanderson_windmeijer: readonly SandersonWindmeijer[];
  /** null unless there is one endogenous regressor. */
  readonly effective_F: EffectiveF | null;
  readonly stock_yogo: StockYogo;
  /** What could not be computed, and why. */
  readonly notes: readonly Note[];
}

/** The strength of instruments. Needs kz >= kx and regressors of full rank net of the exogenous part. */
export function weakIdentification(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
): WeakIdentification {
  const tests = rankTests(engine, system, errors);
  const conditional = sandersonWindmeijer(engine, system, errors);
  const singular =
    errors.type !== "iid" && (tests.kleibergen_paap_wald === null || conditional.some(({ F }) => F === null));
  return {
    tests,
    sanderson_windmeijer: conditional,
    effective_F: effectiveF(engine, system, errors),
    stock_yogo: stockYogo(system, errors),
    notes: singular ? [singularScores(system, errors)] : [],
  };
}

const singularScores = (
  { nInstruments: instruments }: InstrumentSystem,
  { nClusters: clusters }: ErrorStructure,
): Note => note(IV_NOTES, "singular_scores", { instruments, clusters });
