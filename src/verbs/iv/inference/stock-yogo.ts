/**
 * Which critical values of Stock & Yogo apply to an equation, or why none do. They bound bias and size
 * under homoskedasticity; with robust errors no such table exists, and the effective F has critical values instead.
 * Source: as stock-yogo-tables.ts.
 */
import type { StockYogo, StockYogoValues } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import {
  type CriticalValues,
  FULLER_BIAS,
  LIML_SIZE,
  MOST_INSTRUMENTS,
  TSLS_BIAS,
  TSLS_SIZE,
} from "./stock-yogo-tables.js";

/** Those of an equation under its errors. */
export function stockYogo({ nEndogenous, nInstruments }: InstrumentSystem, { type }: ErrorStructure): StockYogo {
  const of = (table: CriticalValues): StockYogoValues => {
    const reason = outside(table, nEndogenous, nInstruments, type);
    if (reason !== null) return { critical_values: null, reason };
    const { from, rows } = table.byEndogenous[nEndogenous - 1]!;
    const row = rows[nInstruments - from]!;
    return { critical_values: Object.fromEntries(table.levels.map((level, i) => [level, row[i]!])), reason: null };
  };
  return {
    tsls_bias: of(TSLS_BIAS),
    tsls_size: of(TSLS_SIZE),
    liml_size: of(LIML_SIZE),
    fuller_bias: of(FULLER_BIAS),
  };
}

function outside(
  { byEndogenous }: CriticalValues,
  kx: number,
  kz: number,
  type: ErrorStructure["type"],
): string | null {
  if (type !== "iid") return "derived for homoskedastic errors; see the effective F for robust ones";
  const own = byEndogenous[kx - 1];
  if (own === undefined) return `tabulated for up to ${byEndogenous.length} endogenous regressors, not for ${kx}`;
  if (kz < own.from)
    return `with ${kx} endogenous ${kx === 1 ? "regressor" : "regressors"} it needs ${own.from} instruments`;
  if (kz > MOST_INSTRUMENTS) return `tabulated for up to ${MOST_INSTRUMENTS} instruments, not for ${kz}`;
  return null;
}
