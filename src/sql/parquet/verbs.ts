/**
 * Verbs over files of Parquet that are read in passes: the records the same verbs give of the rows in memory, to 1e-10.
 */
import { NotSupported } from "../../base/errors.js";
import type { ParquetRows } from "../../data/formats/parquet/rows/parquet-rows.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { bootstrapFindings, bootstrapRecord } from "../../verbs/bootstrap/fit.js";
import { bootstrapPlan } from "../../verbs/bootstrap/plan.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { BootstrapOptions } from "../../verbs/bootstrap/verb.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import { resamplingModel } from "../verbs/resampling.js";
import { refused } from "./frame.js";
import { type PassOptions, withPasses } from "./regression.js";

/**
 * Least squares with one effect or two; errors iid or clustered by one column that holds whole units, or by the unit. Throws as
 * `withPasses`.
 */
export function parquetFeols(
  engine: Engine,
  rows: ParquetRows,
  formula: string,
  options: FeolsOptions & PassOptions,
): Promise<FitRecord> {
  const variance = requireRegressionVcov(options.vcov);
  const spec = parseFormula(formula, { columns: rows.columns });
  return withPasses(engine, rows, spec, variance, "preferred", options, ({ record }) => record);
}

/**
 * The wild or pairs bootstrap, or the jackknife, by one clustering that holds whole units: one set of moments answers every draw. Throws
 * NotSupported `passes_resampling`, and as `withPasses` and `bootstrap`.
 */
export function parquetBootstrap(
  engine: Engine,
  rows: ParquetRows,
  formula: string,
  { memory, ...options }: BootstrapOptions & PassOptions,
): Promise<BootstrapRecord> {
  const started = performance.now();
  const plan = bootstrapPlan(options);
  const { variance, bootCluster } = plan;
  if (variance.by.length > 1 || bootCluster !== null) {
    const got = { clusterings: variance.by.length, bootCluster };
    throw refused("passes_resampling", "draws go by the one clustering of the error", got);
  }
  const asked = { ...options, ...(memory !== undefined && { memory }) };
  return withPasses(engine, rows, formula, variance, "required", asked, async (regression) => {
    const findings = await bootstrapFindings(engine, plan, (scope) =>
      resamplingModel(scope, regression, variance, sscOf(options)),
    );
    return bootstrapRecord(findings, started);
  });
}

/** A verb, of whose options its caller knows that its declaration made them. */
type OnParquet = {
  erased(engine: Engine, rows: ParquetRows, formula: string, options: object & PassOptions): Promise<unknown>;
}["erased"];

const verbs: Readonly<Record<string, OnParquet>> = { feols: parquetFeols, bootstrap: parquetBootstrap };

/** The verb by the name of its command. Throws NotSupported `passes_verb` for any other. */
export function parquetVerb(name: string): OnParquet {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb !== undefined) return verb;
  throw new NotSupported(
    "passes_verb",
    `Files are read in passes by feols and bootstrap (--engine parquet); for ${name} ask an engine: --engine duckdb takes the same files.`,
    { got: name, expected: Object.keys(verbs) },
  );
}
