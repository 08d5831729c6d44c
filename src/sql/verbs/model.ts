/**
 * What every verb on an engine begins with: a formula and its options become a frame, its moments and a regression.
 */
import { NotSupported } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import type { SampleNeeds } from "../../regression/frame/clusterings.js";
import type { FitOptions } from "../../regression/options.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { isOfUnits } from "../../verbs/assignment/option.js";
import type { Fitted } from "../../verbs/feols/feols.js";
import type { SqlSource } from "../frame.js";
import { type FrameOptions, makeFrame } from "../make-frame.js";
import { type Asked, Queries } from "../queries.js";
import { requirePushed, type SqlRegression, type SqlRegressionOptions, sqlRegression } from "../regression.js";

/** Options of verbs on an engine beside their own. */
export interface EngineOptions extends Pick<LongOptions, "signal" | "onProgress"> {
  /** Called with every statement when it has been answered. */
  readonly onStatement?: (asked: Asked) => void;
}

/** Options of a verb without those of engines, which it would refuse. */
export function ownOptions<O extends EngineOptions>({ onStatement: _, ...own }: O): Omit<O, "onStatement"> {
  return own;
}

export type ModelOptions = Pick<FitOptions, "weights" | "subset" | "fixefRm" | "ssc" | "level" | "wald" | "panel"> &
  EngineOptions;

/**
 * The statements of one result. Throws NotSupported `engine_option` where a column is named by which the treatment was assigned: whether
 * it varies within one is looked for in memory.
 */
export function queriesOf({ engine }: SqlSource, options: EngineOptions & { readonly assignedBy?: string }): Queries {
  const { assignedBy: by } = options;
  if (by !== undefined && !isOfUnits(by)) {
    throw new NotSupported(
      "engine_option",
      `Levels of assignment are looked for in rows in memory; with an engine leave ${by} out of assignedBy (--assigned-by), and cluster by it.`,
      { got: by },
    );
  }
  return new Queries(engine, options);
}

/**
 * The regression of `formula` over `source` under `variance`; `blocks` as `sqlRegression` takes it. Throws as `makeFrame` and
 * `sqlRegression`.
 */
export async function pushedRegression<T = undefined>(
  engine: Engine,
  queries: Queries,
  source: SqlSource,
  formula: string | ModelSpec,
  variance: RegressionVcov & SampleNeeds,
  blocks: "required" | "preferred",
  options: ModelOptions,
  read?: (fitted: Fitted) => T,
): Promise<SqlRegression & { readonly taken: T | undefined }> {
  requirePushed(variance);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  return source.engine.snapshot(async () => {
    const frame = await makeFrame(queries, source, spec, variance, frameOptions(options));
    return sqlRegression(engine, queries, frame, regressionOptions(variance, blocks, options), read);
  });
}

/** What a frame takes of a verb's options. */
export const frameOptions = ({ weights, subset, panel }: ModelOptions): FrameOptions => ({
  ...(weights !== undefined && { weights }),
  ...(subset !== undefined && { subset }),
  ...(panel !== undefined && { panel }),
  effectsAlone: "allowed",
});

/** What a regression takes of them. Throws as `requirePushed`. */
export function regressionOptions(
  variance: RegressionVcov & SampleNeeds,
  blocks: "required" | "preferred",
  options: ModelOptions,
): SqlRegressionOptions {
  requirePushed(variance);
  const { weights, level, wald, fixefRm = "singletons" } = options;
  return {
    ...{ variance, ssc: sscOf(options), fixefRm, blocks },
    ...(level !== undefined && { level }),
    ...(wald !== undefined && { wald }),
    ...(weights !== undefined && { weights }),
  };
}
