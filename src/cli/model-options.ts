/**
 * The options of every command that fits a least-squares model: added, checked before a file is read (a slip
 * of the pen must not cost the reading of gigabytes), and handed to the model.
 */
import { type Command, Option } from "commander";
import { parseExpression, parseFormula } from "../formula/parser.js";
import { requireLevel } from "../regression/tests/coefficients.js";
import type { VcovOption } from "../regression/variance/kind.js";
import { parseSsc } from "../regression/variance/ssc.js";
import { parseVcov } from "../regression/variance/variances.js";
import { parseNumber } from "./shared.js";

/** The options as commander parses them. */
export interface ModelFlags {
  readonly vcov?: string;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: "singletons" | "once" | "none";
  readonly level: number;
}

/** Adds --vcov (with its `help`), --weights, --ssc, --subset, --fixef-rm and --level. */
export function addModelOptions(command: Command, help: { readonly vcov: string }): Command {
  return command
    .option("--vcov <variance>", help.vcov)
    .option("--weights <column>", "weights; rows with weight 0 are dropped and counted")
    .option(
      "--ssc <rule>",
      "small-sample rule: fixest, reghdfe, xtreg, plm, sandwich, none, large, or parts such as K.fixef=full,G.adj=false",
      "fixest",
    )
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .addOption(
      new Option(
        "--fixef-rm <what>",
        "observations alone in a fixed effect: drop recursively, drop in one pass as fixest 0.12 does, or keep",
      )
        .choices(["singletons", "once", "none"])
        .default("singletons"),
    )
    .option("--level <level>", "confidence level", parseNumber, 0.95);
}

/**
 * Throws what the model would throw for a formula or an option that no data could serve; `parse` is what reads the variance,
 * by default that of models which have iid, hetero and clusters alone, `read` what reads the formula.
 */
export function checkModel(
  formula: string,
  { vcov, ssc, subset, level }: ModelFlags,
  parse: (vcov: VcovOption) => unknown = parseVcov,
  read: (formula: string) => unknown = parseFormula,
): void {
  read(formula);
  if (vcov !== undefined) parse(vcov);
  parseSsc(ssc);
  if (subset !== undefined) parseExpression(subset);
  requireLevel(level);
}

/** The options of the model: those given, and those with defaults. */
export function modelOptions({ vcov, weights, subset, ssc, fixefRm, level }: ModelFlags) {
  return {
    ...(vcov === undefined ? {} : { vcov }),
    ...(weights === undefined ? {} : { weights }),
    ...(subset === undefined ? {} : { subset }),
    ssc,
    fixefRm,
    level,
  };
}
