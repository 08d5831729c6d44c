/**
 * Layer cli. `wasmetrics feols DATA FORMULA`.
 */
import { type Command, Option } from "commander";
import type { Note } from "../../base/columns.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import { parseFormula } from "../../formula/parser.js";
import { clusteringsOf } from "../../inference/regression-vcov.js";
import { clusterName } from "../../inference/vcov-spec.js";
import { type FeolsOptions, feols, requireRegressionVcov, requireVcov } from "../../models/feols.js";
import { parseIv } from "../../models/iv/iv-option.js";
import { compilePattern } from "../../models/regression/coefficient-tests.js";
import type { FitRecord } from "../../models/regression/fit-record.js";
import { hasInstruments } from "../../models/regression/placed-sample.js";
import { andersonRubinFigure } from "../../report/figures/anderson-rubin.js";
import { renderSvg } from "../../report/figures/render-svg.js";
import { isIvFit } from "../../report/iv/columns.js";
import { ivTable } from "../../report/iv/table.js";
import { fitSummary } from "../../report/regression/fit-summary.js";
import { regressionTable } from "../../report/regression/regression-table.js";
import { renderTable } from "../../report/render/render.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, EVERY_VCOV, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { namedKeys } from "../panel-of.js";
import { renderPng } from "../render-png.js";
import { addCommonOptions, type CommonOptions, type Format, runCommand } from "../shared.js";
import { takingStata, withNotes } from "../stata-line.js";
import { tellFit, tellNeed } from "../verbose.js";
import { requireFilePath, writeFileWhole } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface FeolsFlags extends CommonOptions, DataFlags, ModelFlags {
  readonly solver: "auto" | "direct" | "map" | "krylov";
  readonly wald?: string;
  readonly iv?: string;
  readonly orthog?: string;
  readonly figure?: string;
  readonly split?: string;
  readonly panel?: string;
  readonly clusterDiagnostics?: string | true;
}

const EXAMPLES = `
Examples:
  wasmetrics feols cities.csv "quality ~ did + eco + fin | city + year" --vcov cluster:city
  wasmetrics feols trade.csv.gz "log(euros) ~ log(dist) | origin^year + dest^year" --vcov cluster:origin+dest --json
  wasmetrics feols panel.csv "y ~ x + i(period, treat, ref=5) | id + period" --vcov cluster:id --wald "period::[1-4]:"
  wasmetrics feols card.csv "lwage ~ exper + black | educ ~ nearc4 + nearc2" --vcov hetero
  wasmetrics feols cities.csv "quality ~ eco | city + year | did ~ rugged:year" --vcov cluster:city --iv liml
  wasmetrics feols panel.csv "y ~ x | id + year" --vcov DK:2 --panel id,year --ssc plm
  wasmetrics feols plants.csv "y ~ x | region + year" --vcov conley:lat,lon,100 --ssc reghdfe
  wasmetrics feols panel.csv "y ~ x | id + year" --vcov CR2:id --cluster-diagnostics
  wasmetrics feols panel.csv "y ~ x | id" --vcov HC3 --subset "year >= 2007 & region == 'north'" --ssc none
  wasmetrics feols panel.csv "reghdfe y x1 c.treat#c.post, absorb(id i.period) vce(cluster id)"
`;

/** Adds the command. */
export function registerFeols(program: Command): void {
  const command = program
    .command("feols")
    .summary("least squares and instrumental variables with fixed effects")
    .description(
      'Least squares with fixed effects: "y ~ x1 + log(x2) + i(year, treat, ref=2011) | fe1 + fe2^fe3"; with instruments: "y ~ w | fe | x ~ z1 + z2".',
    )
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ x | fixed effects | endogenous ~ instruments", or a line of Stata');
  addModelOptions(command, { vcov: EVERY_VCOV })
    .addOption(
      new Option("--solver <method>", "how fixed effects are absorbed")
        .choices(["auto", "direct", "map", "krylov"])
        .default("auto"),
    )
    .option("--wald <regex>", "joint test of the coefficients whose names match")
    .option("--iv <estimator>", "with instruments: 2sls, liml, fuller, fuller:4 or gmm2s (default 2sls)")
    .option("--orthog <z1,z2>", "instruments whose exogeneity a difference-in-Sargan test is about")
    .option("--figure <file>", "with one endogenous regressor: its Anderson-Rubin p-values and set, .svg or .png")
    .option("--panel <unit,time>", "columns of unit and time, for NW and DK")
    .option(
      "--cluster-diagnostics [column]",
      "leverage, effective number and influence of clusters (default: those of --vcov); all of them with --json",
    )
    .addOption(new Option("--split <column>").hideHelp())
    .addHelpText("after", EXAMPLES);
  const run = (data: string, formula: string, flags: FeolsFlags, notes: readonly Note[]) =>
    runCommand(flags, async (io) => {
      refuseLater(flags);
      const requireOwn = hasInstruments(parseFormula(formula)) ? requireVcov : requireRegressionVcov;
      requireOwn(flags.vcov);
      checkModel(formula, flags, requireOwn);
      if (flags.wald !== undefined) compilePattern(flags.wald);
      requireIvFlags(formula, flags);
      const diagnosed = diagnosticsOf(flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const estimated = feols(engine, table, formula, {
        ...modelOptions(flags),
        ...(flags.wald === undefined ? {} : { wald: [flags.wald] }),
        ...(flags.iv === undefined ? {} : { iv: flags.iv }),
        ...(flags.orthog === undefined ? {} : { orthog: namesOf(flags.orthog) }),
        ...diagnosed,
        ...(flags.panel === undefined ? {} : { panel: namedKeys(flags.panel) }),
        solver: flags.solver,
        onEstimate: (need) => tellNeed(need, io),
      });
      const record = withNotes(notes, estimated);
      tellFit(record, engine, io);
      const figure = flags.figure === undefined ? undefined : await drawSet(record, flags.figure);
      printOrWrite(render(record, wantsJson(flags) ? "json" : flags.format), flags, io);
      if (figure === undefined) return;
      writeFileWhole(flags.figure!, figure);
      io.warn(`wrote ${flags.figure}`);
    });
  addCommonOptions(addDataOptions(command)).action(takingStata("feols", command, run));
}

/** Throws UsageError `iv_option` for options that only an equation with instruments has, and as `parseIv`. */
function requireIvFlags(formula: string, { iv, orthog, figure }: FeolsFlags): void {
  if (iv !== undefined) parseIv(iv);
  if (figure !== undefined) requireFigurePath(figure);
  const [option] = Object.entries({ iv, orthog, figure }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (option === undefined || hasInstruments(parseFormula(formula))) return;
  throw new UsageError(
    "iv_option",
    `--${option} is for equations with instruments; '${formula}' has none: add "| endogenous ~ instruments".`,
    { got: formula, expected: "y ~ w | fixed effects | x ~ z" },
  );
}

/** The clusters to diagnose. Throws UsageError `diagnostics_column` where neither the option nor --vcov names one clustering. */
function diagnosticsOf({ clusterDiagnostics, vcov }: FeolsFlags): Pick<FeolsOptions, "clusterDiagnostics"> {
  if (clusterDiagnostics === undefined) return {};
  if (clusterDiagnostics !== true) return { clusterDiagnostics };
  const [columns, ...more] = clusteringsOf(requireRegressionVcov(vcov));
  if (columns !== undefined && more.length === 0) return { clusterDiagnostics: clusterName(columns) };
  throw new UsageError(
    "diagnostics_column",
    `--cluster-diagnostics needs a column, as in --cluster-diagnostics city: --vcov ${vcov} names ${columns === undefined ? "no" : "more than one"} clustering.`,
    { got: vcov, expected: "--cluster-diagnostics COLUMN" },
  );
}

function requireFigurePath(path: string): void {
  requireFilePath(path);
  if (/\.(svg|png)$/i.test(path)) return;
  throw new UsageError("figure_type", `--figure writes .svg or .png by the name of the file; got '${path}'.`, {
    got: path,
    expected: ["FILE.svg", "FILE.png"],
  });
}

/** The figure of an Anderson-Rubin set. Throws NotSupported `ar_figure` where there is no set to draw. */
async function drawSet({ iv }: FitRecord, path: string): Promise<string | Uint8Array> {
  const set = iv!.anderson_rubin_set;
  if (set.at_estimate === null) {
    throw new NotSupported("ar_figure", `--figure: there is no Anderson-Rubin set to draw: ${set.because}.`, {
      got: set.because,
    });
  }
  const spec = andersonRubinFigure(
    { ...set, estimate: set.at_estimate.beta },
    { labels: { x: `Coefficient of ${iv!.endogenous.join()}` } },
  );
  const svg = await renderSvg(spec);
  return /\.png$/i.test(path) ? renderPng(svg) : svg;
}

const namesOf = (list: string): string[] => list.split(",").map((name) => name.trim());

function refuseLater({ split, format }: FeolsFlags): void {
  const later = split !== undefined ? "--split" : format === "docx" ? "--format docx" : undefined;
  if (later === undefined) return;
  throw new NotSupported("cli_option", `feols does not support ${later} yet.`, { got: later });
}

function render(record: FitRecord, format: Format): string {
  if (format === "json") return JSON.stringify(record, null, 2);
  if (format === "text") return fitSummary(record);
  const table = isIvFit(record)
    ? ivTable([{ label: "", fit: record }], { reducedForm: true })
    : regressionTable([{ label: "", fit: record }]);
  return renderTable(table, format);
}
