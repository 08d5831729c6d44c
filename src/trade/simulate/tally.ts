/**
 * What is counted while blocks of firms are made: rows, products, entry and exit, and the sums of true
 * quality by city and year. Firms are added in their order, so that the sums are the same for blocks of any size.
 */
import { CUSTOMS_COUNTS, CUSTOMS_DEFECTS, CUSTOMS_SUMS, type CustomsRows } from "../../engine/kernels/simulate.js";

/** Running totals of a simulation. */
export interface Tally {
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

/** Adds a block of firms; `isIntermediary` tells of each firm of the block. */
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
