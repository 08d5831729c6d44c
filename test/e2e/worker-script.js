/**
 * What a page does with the library, and Node beside it: plain JavaScript, so that both run the same file.
 *
 * @typedef {typeof import("../../src/index.js")} Library
 */

const FORMULA = "y ~ d + x | unit + time";
const FIT = /** @type {const} */ ({ vcov: "cluster:unit", wald: ["x"] });
/** Draws that take minutes. */
const FOREVER = 1e7;

/** A record without what differs between two runs and two builds of the kernels. @param {object} record */
function lasting(record) {
  const { timing_ms: _, provenance, ...rest } = /** @type {Record<string, any>} */ (record);
  const { kernels_sha256: __, ...origin } = provenance;
  return { ...rest, provenance: origin };
}

/**
 * Fits, a placebo, an error and an abort through a worker, and a fit on this thread.
 *
 * @param {Library} library
 * @param {string} csv
 * @param {number} threads
 */
export async function script(library, csv, threads) {
  const table = library.parseCsv(csv, {}, { name: "small.csv" });
  const data = library.panel(table, { unit: "unit", time: "time" });
  const worker = await library.startEngineWorker({ threads });
  const fit = await worker.feols(table, FORMULA, FIT);
  const placebo = await worker.placebo(data, FORMULA, { term: "d", draws: 60 });
  /** @type {unknown} */
  const error = await worker.feols(table, "y ~ nowhere", FIT).catch((/** @type {unknown} */ caught) => caught);

  const stop = new AbortController();
  let aborted = 0;
  const onProgress = () => {
    aborted ||= performance.now();
    stop.abort();
  };
  const endless = { term: "d", draws: FOREVER, signal: stop.signal, onProgress };
  const abort = await worker.placebo(data, FORMULA, endless).catch((caught) => caught);
  const abortMs = performance.now() - aborted;
  const again = await worker.feols(table, FORMULA, FIT);
  const answeredMs = performance.now() - aborted;
  await worker.close();

  const engine = await library.loadEngine();
  const here = library.feols(engine, table, FORMULA, FIT);
  await engine.close();
  return {
    isolated: globalThis.crossOriginIsolated ?? null,
    worker: { threads: worker.threads, build: worker.build, notes: worker.notes },
    engine: { threads: engine.threads, notes: engine.notes },
    fit: lasting(fit),
    placebo: lasting(placebo),
    again: lasting(again),
    here: lasting(here),
    error: error instanceof library.DataError ? { code: error.code, message: error.message } : String(error),
    abort: { name: abort.name, ms: abortMs, answeredMs },
  };
}
