/**
 * How often and from which seed laws draw (`setup.ts` runs this file before every test file). `npm test` always draws the same, so that
 * it never fails by chance; `npm run test:long` draws longer from other seeds. WASMETRICS_SEED sets the seed of either.
 */
import fc from "fast-check";

/** In a long run every law draws this many times as often, or as often as it can in this time. */
const LONG = { times: 25, milliseconds: 4000 };

const isLong = process.env.WASMETRICS_LAWS === "long";

/** How often a law draws whose sound number is `n`. */
export const runs = (n: number): { readonly numRuns: number } => ({ numRuns: isLong ? LONG.times * n : n });

fc.configureGlobal({
  seed: Number(process.env.WASMETRICS_SEED ?? 20_261_128),
  ...runs(100),
  ...(isLong && { interruptAfterTimeLimit: LONG.milliseconds }),
});
