/**
 * The options that commands of quality share, and the tables of elasticities and codes they name, read.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import type { Table } from "../data/table/table.js";
import {
  type Concordance,
  DEFAULT_CELLS,
  DEFAULT_EFFECTS,
  DEFAULT_MIN_F,
  DEFAULT_SIGMA,
  type EstimateQualityOptions,
  type Instead,
  ROLES,
  type RoleColumns,
  type SigmaTable,
} from "../trade/quality/options.js";
import { readDataFile } from "./piped-data.js";
import { parseNumber, parseWholeNumber } from "./shared.js";

/** The options as commander parses them. */
export interface QualityFlags extends RoleColumns {
  readonly sigma?: string;
  readonly sigmaBy?: string;
  readonly sigmaVcov?: string;
  readonly minF?: number;
  readonly sigmaWeak?: Instead | "keep";
  readonly sigmaInvalid?: Instead;
  readonly sigmaFloor?: number;
  readonly sigmaCap?: number;
  readonly sigmaMissing?: Instead | "median";
  readonly sigmaConcordance?: readonly string[];
  readonly instrument?: "log" | "level";
  readonly instrumentWeights?: "none" | "quantity";
  readonly singleDest?: "drop" | "other-years" | "product-mean";
  readonly fe: string;
  readonly separately?: string;
  readonly concordance?: readonly string[];
  readonly unit?: string;
  readonly unitChanges?: "split" | "main";
  readonly intermediaries?: string;
  readonly intermediaryPattern?: string;
  readonly duplicates?: "sum" | "keep" | "error";
  readonly trim: number;
  readonly maxRatio: number;
  readonly minRows: number;
  readonly singletons: "drop" | "keep";
  readonly level: number;
}

/** Said in the help of commands that take these options. */
export const QUALITY_OPTIONS_HELP = `
Roles stand for columns in --fe, --normalise and --by: with --firm i, "firm^year" is "i^year". A role left out stands for
the column of its own name, else for the one column of a usual name (qty, country), the product for the finest code (hs8
before hs6), which a note says; hs2, hs4 and hs6 are the first digits of the product.
A table of elasticities is FILE[,code=COLUMN][,sigma=COLUMN][,country=COLUMN|none], a concordance
FILE[,years=2017-2021][,from=COLUMN][,to=COLUMN]; columns not named are found, and printed.
`;

/** Adds roles, --sigma and its options, instrument, effects and cleaning. */
export function addQualityOptions(command: Command): Command {
  command.option("--sigma <source>", "a number above 1, table:FILE, iv or ols", String(DEFAULT_SIGMA));
  return addSharedQualityOptions(command);
}

/** The same without --sigma, for commands that take several. */
export function addSharedQualityOptions(command: Command): Command {
  addRoleOptions(command);
  addSigmaOptions(command);
  return addCleaningOptions(command)
    .option("--fe <effects>", "effects of the demand equation", DEFAULT_EFFECTS)
    .option("--separately <key>", "a demand equation for each group, or none (default: the groups of --sigma-by)")
    .addOption(
      new Option("--singletons <what>", "rows alone in a level of an effect").choices(["drop", "keep"]).default("drop"),
    )
    .option("--level <level>", "confidence level of intervals", parseNumber, 0.95);
}

/** Adds --firm, --product and the other roles. */
export function addRoleOptions(command: Command): Command {
  for (const role of ROLES)
    command.option(`--${role} <column>`, `column of the ${role} (default: ${role}, or a usual name of it)`);
  return command;
}

function addSigmaOptions(command: Command): void {
  command
    .option("--sigma-by <key>", "iv, ols: one elasticity a group, such as product or hs4 (default: pooled)")
    .option("--sigma-vcov <vcov>", "iv, ols: errors of sigma: iid, hetero or cluster:COLUMN (default: by firm)")
    .option("--min-f <F>", `iv: first-stage F below which a group is weak (default: ${DEFAULT_MIN_F})`, parseNumber)
    .option("--sigma-weak <what>", "iv: weak groups: keep, exclude, or a number (default: keep)", parseKeepOrInstead)
    .option("--sigma-invalid <what>", "sigma at 1 or below: exclude, or a number (default: exclude)", parseInstead)
    .option("--sigma-floor <sigma>", "table: elasticities below are set to this", parseNumber)
    .option("--sigma-cap <sigma>", "table: elasticities above are set to this", parseNumber)
    .option("--sigma-missing <what>", "table: products it lacks: exclude, median, or a number", parseMedianOrInstead)
    .option("--sigma-concordance <file>", "table: product codes to its revision (repeatable)", collect)
    .addOption(
      new Option(
        "--instrument <mean>",
        "iv: mean of log prices elsewhere, or log of mean price (default: log)",
      ).choices(["log", "level"]),
    )
    .addOption(
      new Option("--instrument-weights <w>", "iv: weights of prices elsewhere (default: none)").choices([
        "none",
        "quantity",
      ]),
    )
    .addOption(
      new Option("--single-dest <rule>", "iv: firm-product-years with one destination (default: drop)").choices([
        "drop",
        "other-years",
        "product-mean",
      ]),
    );
}

function addCleaningOptions(command: Command): Command {
  return command
    .option("--concordance <file>", "product codes to one revision (repeatable)", collect)
    .option("--unit <column>", "column with the unit of quantity")
    .addOption(
      new Option("--unit-changes <what>", "products in several units (default: split)").choices(["split", "main"]),
    )
    .option("--intermediaries <column>", "column of firm names: rows of trading companies are dropped")
    .option("--intermediary-pattern <regex>", "what marks a trading company in its name")
    .addOption(
      new Option("--duplicates <what>", "rows of the same firm, product, dest, year (default: sum)").choices([
        "sum",
        "keep",
        "error",
      ]),
    )
    .option("--trim <share>", `drop unit values outside these percentiles of ${DEFAULT_CELLS}`, parseNumber, 0)
    .option(
      "--max-ratio <factor>",
      `drop unit values this many times off the median of ${DEFAULT_CELLS}`,
      parseNumber,
      0,
    )
    .option("--min-rows <n>", "drop products with fewer rows", parseWholeNumber, 0);
}

/** What the flags ask of `estimateQuality`, the tables they name read. */
export async function qualityOptions(flags: QualityFlags): Promise<EstimateQualityOptions> {
  const { sigma, sigmaConcordance, concordance, instrument, ...others } = flags;
  const given = (name: keyof typeof others): [string, unknown][] =>
    others[name] === undefined ? [] : [[name, others[name]]];
  const same = [...ROLES, ...PASSED].flatMap(given);
  return {
    ...Object.fromEntries(same),
    ...(sigma === undefined ? {} : { sigma: await readSigma(sigma) }),
    ...(instrument === undefined ? {} : { instrumentMean: instrument }),
    ...(sigmaConcordance === undefined ? {} : { sigmaConcordance: await readAll(sigmaConcordance) }),
    ...(concordance === undefined ? {} : { concordance: await readAll(concordance) }),
  };
}

/** Flags that are options of the same name. */
const PASSED = [
  "sigmaBy",
  "sigmaVcov",
  "minF",
  "sigmaWeak",
  "sigmaInvalid",
  "sigmaFloor",
  "sigmaCap",
  "sigmaMissing",
  "instrumentWeights",
  "singleDest",
  "fe",
  "separately",
  "unit",
  "unitChanges",
  "intermediaries",
  "intermediaryPattern",
  "duplicates",
  "trim",
  "maxRatio",
  "minRows",
  "singletons",
  "level",
] as const;

/** A number, `iv`, `ols` as they are; the table of `table:FILE[,code=...]`, read. */
export async function readSigma(source: string): Promise<string | SigmaTable> {
  if (!source.startsWith("table:")) return source;
  const text = source.slice("table:".length);
  const { table, parts } = await readNamed("--sigma table:", text, ["code", "sigma", "country"]);
  const { code, sigma, country } = parts;
  return {
    table,
    ...(code === undefined ? {} : { code }),
    ...(sigma === undefined ? {} : { sigma }),
    ...(country === undefined ? {} : { country: country === "none" ? null : country }),
  };
}

const readAll = (texts: readonly string[]): Promise<Concordance[]> => Promise.all(texts.map(readConcordanceFile));

async function readConcordanceFile(text: string): Promise<Concordance> {
  const { table, parts } = await readNamed("--concordance ", text, ["years", "from", "to"]);
  const { years, from, to } = parts;
  return {
    table,
    ...(years === undefined ? {} : { years: parseYears(years) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Parts that name columns of codes, which are read as text. */
const CODE_PARTS = ["code", "from", "to"];

/** FILE[,name=value]...; throws UsageError `file_part` for other names. */
async function readNamed(
  option: string,
  text: string,
  names: readonly string[],
): Promise<{ table: Table; parts: Readonly<Record<string, string>> }> {
  const [file = "", ...pieces] = text.split(",");
  const parts: Record<string, string> = {};
  for (const piece of pieces) {
    const at = piece.indexOf("=");
    const name = piece.slice(0, Math.max(0, at)).trim();
    if (!names.includes(name)) {
      throw new UsageError(
        "file_part",
        `${option}${file}: '${piece}' is not understood${didYouMean(name, names)} After the file come ${names.map((one) => `${one}=...`).join(", ")}.`,
        { got: piece, expected: names },
      );
    }
    parts[name] = piece.slice(at + 1).trim();
  }
  const codes = CODE_PARTS.flatMap((name) => (parts[name] === undefined ? [] : [parts[name]]));
  return { table: await readDataFile(file, codes.length === 0 ? {} : { text: codes }), parts };
}

/** Years that stand for an open end: the record, which is JSON, has no infinity. */
const [FIRST_YEAR, LAST_YEAR] = [0, 9999];

function parseYears(text: string): readonly [number, number] {
  const match = /^(\d{4})?-(\d{4})?$/.exec(text) ?? /^(\d{4})$/.exec(text);
  if (match === null) {
    throw new UsageError("concordance_years", `Years of a concordance are such as 2017-2021 or 2017-, got '${text}'.`, {
      got: text,
      expected: "FIRST-LAST",
    });
  }
  const first = match[1] === undefined ? FIRST_YEAR : Number(match[1]);
  if (match.length === 2) return [first, first];
  return [first, match[2] === undefined ? LAST_YEAR : Number(match[2])];
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function parseInstead(text: string): Instead {
  if (text === "exclude") return text;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("expected exclude or an elasticity above 1");
}

const parseKeepOrInstead = (text: string): Instead | "keep" => (text === "keep" ? text : parseInstead(text));
const parseMedianOrInstead = (text: string): Instead | "median" => (text === "median" ? text : parseInstead(text));
