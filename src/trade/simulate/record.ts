/**
 * A simulation as a frozen record: what was asked, what was made, what is true, what was spoiled.
 */

import { type Note, note } from "../../base/messages.js";
import { version } from "../../base/version.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import { CUSTOMS_COUNTS, CUSTOMS_DEFECTS, CUSTOMS_SUMS, type CustomsRows } from "../../engine/kernels/simulate.js";
import { SIMULATION_NOTES } from "./messages.js";
import { type CustomsParameters, snakeCase } from "./options.js";

import { CONTROL_EFFECTS, type SimulatedWorld } from "./world.js";

// What is counted while blocks of firms are made: rows, products, entry and exit, and the sums of true quality by city
// and year. Firms are added in their order, so that the sums are the same for blocks of any size.

/** Running totals of a simulation. */
interface Tally {
  firms: number;
  rows: number;
  rowsWritten: number;
  firmProducts: number;
  firmProductYears: number;
  singleDest: number;
  entrants: number;
  leavers: number;
  /** By kind of defect. */
  readonly defects: Float64Array;
  intermediaryFirms: number;
  intermediaryRows: number;
  /** f64[4*nCities*nYears] by city and year: rows, sums of ln quality, value, value times ln quality. */
  readonly cityYears: Float64Array;
}

/** A tally of nothing. */
export function emptyTally(nCities: number, nYears: number): Tally {
  return {
    firms: 0,
    rows: 0,
    rowsWritten: 0,
    firmProducts: 0,
    firmProductYears: 0,
    singleDest: 0,
    entrants: 0,
    leavers: 0,
    defects: new Float64Array(CUSTOMS_DEFECTS),
    intermediaryFirms: 0,
    intermediaryRows: 0,
    cityYears: new Float64Array(CUSTOMS_SUMS * nCities * nYears),
  };
}

/** Adds a block of firms; `isIntermediary` has each firm of the block. */
export function addFirms(
  tally: Tally,
  made: CustomsRows,
  nYears: number,
  isIntermediary: (firm: number) => boolean,
): void {
  const { counts, firmCities, firmYears } = made;
  const perFirm = CUSTOMS_SUMS * nYears;
  firmCities.forEach((city, f) => {
    const [rows, products, years, single, first, last] = counts.subarray(CUSTOMS_COUNTS * f) as unknown as number[];
    tally.rows += rows!;
    tally.firmProducts += products!;
    tally.firmProductYears += years!;
    tally.singleDest += single!;
    tally.entrants += Number(first! > 0);
    tally.leavers += Number(last! < nYears - 1);
    if (isIntermediary(f)) {
      tally.intermediaryFirms++;
      tally.intermediaryRows += rows!;
    }
    for (let i = 0; i < perFirm; i++) tally.cityYears[city * perFirm + i]! += firmYears[f * perFirm + i]!;
  });
  tally.firms += firmCities.length;
}

/** The record of `simulate customs`; `files` are those written, none in the library. */
export interface SimulationRecord {
  readonly kind: "simulation";
  readonly model: "customs";
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly shares: Readonly<Record<"single_dest" | "entrants" | "leavers", number>>;
  readonly truth: {
    readonly effect: number;
    readonly controls: Readonly<Record<string, number>>;
    /** Over products: sigma is drawn by HS6. */
    readonly sigma: Readonly<Record<"min" | "mean" | "max", number>>;
    /** Whether the mean price in other destinations is a valid instrument. */
    readonly instrument_valid: boolean;
  };
  /** Rows by defect, and intermediaries; null where data are clean. */
  readonly defects: Readonly<Record<string, number>> | null;
  readonly files: readonly string[];
  readonly notes: readonly Note[];
  readonly provenance: { readonly version: string; readonly seed: number; readonly generator: string };
}

/** Kinds of defects in the kernel's order. */
const DEFECTS = ["zero_quantity", "unit_times_1000", "duplicate", "missing_quantity", "missing_dest"] as const;

/** The frozen record. */
export function simulationRecord(p: CustomsParameters, world: SimulatedWorld, tally: Tally): SimulationRecord {
  const sigmas = world.world.products.filter((_, i) => i % 3 === 0);
  const { firms, rows, firmProductYears, singleDest, entrants, leavers } = tally;
  const record: SimulationRecord = {
    kind: "simulation",
    model: "customs",
    parameters: Object.freeze(snakeCase({ ...p, spread: Object.freeze(snakeCase({ ...p.spread })) })),
    counts: Object.freeze({
      rows,
      rows_written: tally.rowsWritten,
      firms,
      firm_products: tally.firmProducts,
      firm_product_years: firmProductYears,
      single_dest: singleDest,
      entrants,
      leavers,
      cities: p.cities,
      treated_cities: world.cityYears.nTreated,
      provinces: p.provinces,
      products: p.products,
      hs6: world.codes.hs6.length,
      dests: p.dests,
      years: world.world.nYears,
    }),
    shares: Object.freeze({
      single_dest: singleDest / firmProductYears,
      entrants: entrants / firms,
      leavers: leavers / firms,
    }),
    truth: Object.freeze({
      effect: p.effect,
      controls: CONTROL_EFFECTS,
      sigma: Object.freeze({
        min: sigmas.reduce((least, sigma) => Math.min(least, sigma), Number.POSITIVE_INFINITY),
        mean: sigmas.reduce((sum, sigma) => sum + sigma, 0) / sigmas.length,
        max: sigmas.reduce((most, sigma) => Math.max(most, sigma), 0),
      }),
      instrument_valid: p.commonPassThrough === 0,
    }),
    defects: p.dirty === 0 ? null : defectsOf(tally),
    files: Object.freeze([]),
    notes: Object.freeze(notesOf(p)),
    provenance: Object.freeze({ version, seed: p.seed, generator: GENERATOR }),
  };
  return Object.freeze(record);
}

function defectsOf({ defects, intermediaryFirms, intermediaryRows }: Tally): Readonly<Record<string, number>> {
  return Object.freeze({
    ...Object.fromEntries(DEFECTS.map((name, kind) => [name, defects[kind]!])),
    rows_spoiled: defects.reduce((sum, count) => sum + count, 0),
    intermediary_firms: intermediaryFirms,
    intermediary_rows: intermediaryRows,
  });
}

function notesOf({ commonPassThrough, dirty }: CustomsParameters): Note[] {
  const notes = [
    ...(commonPassThrough === 0
      ? []
      : [note(SIMULATION_NOTES, "instrument_invalid", { common_pass_through: commonPassThrough })]),
    ...(dirty > 0 ? [note(SIMULATION_NOTES, "dirty", { share: dirty })] : []),
  ];
  return notes.map((each) => Object.freeze(each));
}
