/**
 * `wasmetrics feols DATA FORMULA`.
 */

import { type Command, Option } from "commander";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { parseSplit } from "../../formula/alternatives.js";
import { printExpression } from "../../formula/print.js";
import { parseFormulas, type SeveralModels } from "../../formula/several.js";
import { hasInstruments, lagsIn } from "../../formula/spec.js";
import { requireEquationVcov, requireRegressionVcov } from "../../regression/fit-options.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import { namedKeys } from "../../regression/options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { EVERY_VCOV } from "../../regression/variance/forms.js";
import { renderSvg } from "../../report/figures/render-svg.js";
import { requireNames } from "../../report/present-table.js";
import { clusterDiagnosticsTable } from "../../report/regression/cluster-diagnostics.js";
import { regressionTable } from "../../report/regression/regression-table.js";
import { combinationTable } from "../../verbs/combinations/table.js";
import type { FeolsOptions } from "../../verbs/feols/feols.js";
import { feolsMulti } from "../../verbs/feols/multiple-estimation.js";
import type { SeveralRecord } from "../../verbs/feols/multiple-record.js";
import { fitSummary } from "../../verbs/feols/summary.js";
import { equationChoice } from "../../verbs/iv/iv-option.js";
import { andersonRubinFigure } from "../../verbs/iv/report/anderson-rubin-figure.js";
import { isIvFit } from "../../verbs/iv/report/columns.js";
import { ivTable } from "../../verbs/iv/report/table.js";
import {
  AFTER_EXAMPLES,
  type AfterFlags,
  addAfterOptions,
  checkAfter,
  estimateAndAfter,
  refuseAfterSeveral,
} from "../after-estimation.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { recordJson } from "../record-json.js";
import { renderPng } from "../render-png.js";
import { printSeveral } from "../several-fits.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { takingStata, withNotes } from "../stata-line.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { addTableOptions, asksTable, presentationOf, type TableFlags } from "../table-options.js";
import { reportNeed, reportResult } from "../verbose.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface FeolsFlags extends CommonOptions, TableFlags, DataFlags, ModelFlags, AfterFlags {
  readonly solver: "auto" | "direct" | "map" | "krylov";
  readonly iv?: string;
  readonly ivVcov?: string;
  readonly ivWeight?: string;
  readonly orthog?: string;
  readonly figure?: string;
  readonly split?: string;
  readonly fsplit?: string;
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
  wasmetrics feols panel.csv "d(y) ~ l(d(x), 0:2) | period" --panel id,period --vcov cluster:id
  wasmetrics feols panel.csv "c(y, log(z)) ~ x + csw(w1, w2) | sw(id, id + period)" --fsplit region --vcov cluster:id
${AFTER_EXAMPLES}`;

/** Adds the command. */
export function registerFeols(program: Command): void {
  const command = program
    .command("feols")
    .description(
      'Least squares with fixed effects: "y ~ x1 + log(x2) + i(year, treat, ref=2011) | fe1 + fe2^fe3"; with instruments: "y ~ w | fe | x ~ z1 + z2".',
    )
    .argument("<data>", DATA_ARGUMENT)
    .argument(
      "<formula>",
      'formula in quotes, "y ~ x | fixed effects | endogenous ~ instruments", several by c(y1, y2), sw(), csw(), mvsw(); or a line of Stata',
    );
  addModelOptions(command, { vcov: EVERY_VCOV })
    .addOption(
      new Option("--solver <method>", "how fixed effects are absorbed")
        .choices(["auto", "direct", "map", "krylov"])
        .default("auto"),
    )
    .option("--iv <estimator>", "with instruments: 2sls, liml, fuller, fuller:4 or gmm2s (default 2sls)")
    .option(
      "--iv-vcov <form>",
      "form of the covariance: projected (default), kappa or bekker of liml and fuller, efficient (default) or sandwich of gmm2s",
    )
    .option("--iv-weight <variance>", "what weighs gmm2s where it is not --vcov, such as cluster:a")
    .option("--orthog <z1,z2>", "instruments whose exogeneity a difference-in-Sargan test is about")
    .option("--figure <file>", "with one endogenous regressor: its Anderson-Rubin p-values and set, .svg or .png")
    .option("--panel <unit,time>", "columns of unit and time, for l(), f(), d(), NW, DK and CHS")
    .option(
      "--cluster-diagnostics [column]",
      "leverage, effective number and influence of clusters (default: those of --vcov); all of them with --json",
    )
    .option("--split <column>", "a regression for each value of the column; some: \"region %keep% c('a', 'b')\"")
    .option("--fsplit <column>", "as --split, and one for all of them first")
    .addHelpText("after", EXAMPLES);
  const run = (data: string, formula: string, flags: FeolsFlags, notes: readonly Note[]) =>
    runCommand(flags, async (io) => {
      requireTableFormat("feols", flags);
      const asked = parseFormulas(formula, { columns: "any" });
      const requireOwn = asked.models.some(({ spec }) => hasInstruments(spec))
        ? requireEquationVcov
        : requireRegressionVcov;
      requireOwn(flags.vcov);
      checkModel(formula, flags, requireOwn, () => asked);
      checkAfter(flags);
      requireIvFlags(formula, asked, flags);
      requirePanelFlag(asked, flags);
      requireSplitFlags(flags);
      const diagnosed = diagnosticsOf(flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const options = {
        ...modelOptions(flags),
        vcov: flags.vcov!, // asked for above
        ...(flags.wald === undefined ? {} : { wald: flags.wald }),
        ...(flags.iv === undefined ? {} : { iv: flags.iv }),
        ...(flags.ivVcov === undefined ? {} : { ivVcov: flags.ivVcov }),
        ...(flags.ivWeight === undefined ? {} : { ivWeight: flags.ivWeight }),
        ...(flags.orthog === undefined ? {} : { orthog: namesOf(flags.orthog) }),
        ...diagnosed,
        ...(flags.panel === undefined ? {} : { panel: namedKeys(flags.panel) }),
        solver: flags.solver,
        onEstimate: reportNeed(io),
      };
      const { models } = parseFormulas(formula, { columns: table.names });
      const splits = { ...(flags.split && { split: flags.split }), ...(flags.fsplit && { fsplit: flags.fsplit }) };
      if (models.length > 1 || Object.keys(splits).length > 0) {
        refuseFigure(flags);
        refuseAfterSeveral(flags);
        const several = feolsMulti(engine, table, formula, { ...options, ...splits });
        for (const { fit } of several.fits) if (fit !== null) reportResult(fit, engine, io);
        await printSeveral(withNotesInAll(notes, several), flags, io);
        return;
      }
      const { record: estimated, files } = await estimateAndAfter(engine, table, models[0]!.spec, options, flags);
      const record = withNotes(notes, estimated);
      reportResult(record, engine, io);
      const { figure } = flags;
      const all = new Map<string, string | Uint8Array>(files);
      if (figure !== undefined) all.set(figure, await drawSet(record, figure));
      await printOrWrite(await render(record, flags), flags, io, all);
    });
  addCommonOptions(addTableOptions(addDataOptions(addAfterOptions(command)))).action(
    takingStata("feols", command, run),
  );
}

/** Throws UsageError `iv_option` for options that only an equation with instruments has, and as `equationChoice`. */
function requireIvFlags(formula: string, { models }: SeveralModels, flags: FeolsFlags): void {
  const { iv, ivVcov, ivWeight, orthog, figure, vcov } = flags;
  if (figure !== undefined) requireFigurePath(figure);
  const given = { iv, "iv-vcov": ivVcov, "iv-weight": ivWeight, orthog, figure };
  const [option] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (models.some(({ spec }) => hasInstruments(spec))) equationChoice(flags, requireEquationVcov(vcov));
  else if (option !== undefined) throw noInstruments(option, formula);
}

function noInstruments(option: string, formula: string): UsageError {
  return new UsageError(
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
  requireFilePath(path, "--figure");
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

/** Throws UsageError `lag_panel` for a lag without --panel, and as `namedKeys`. */
function requirePanelFlag({ models }: SeveralModels, { panel }: FeolsFlags): void {
  if (panel !== undefined) namedKeys(panel);
  const lag = models.flatMap(({ spec }) => lagsIn(spec))[0];
  if (lag === undefined || panel !== undefined) return;
  const printed = printExpression(lag);
  throw new UsageError(
    "lag_panel",
    `'${printed}' needs to know unit and time: name their columns by --panel unit,time.`,
    {
      got: printed,
      expected: "--panel unit,time",
    },
  );
}

/** Throws UsageError `split_twice`, and as `parseSplit`. */
function requireSplitFlags({ split, fsplit }: FeolsFlags): void {
  for (const text of [split, fsplit]) if (text !== undefined) parseSplit(text);
  if (split === undefined || fsplit === undefined) return;
  throw new UsageError("split_twice", "Give --split or --fsplit, not both: --fsplit has the samples of --split, too.", {
    got: { split, fsplit },
  });
}

/** Notes on how the command was asked stand in every record. */
function withNotesInAll(notes: readonly Note[], record: SeveralRecord): SeveralRecord {
  const fits = record.fits.map((one) => (one.fit === null ? one : { ...one, fit: withNotes(notes, one.fit) }));
  return { ...record, fits };
}

/** Throws NotSupported `figure_several`. */
function refuseFigure({ figure }: FeolsFlags): void {
  if (figure === undefined) return;
  throw new NotSupported("figure_several", "--figure is of one equation; this formula or --split asks for several.", {
    got: figure,
  });
}

const namesOf = (list: string): string[] => list.split(",").map((name) => name.trim());

async function render(record: FitRecord, flags: FeolsFlags): Promise<string | Uint8Array> {
  if (wantsJson(flags)) return recordJson(record, flags);
  const presentation = presentationOf(flags);
  const table = isIvFit(record)
    ? ivTable([{ label: "", fit: record }], { reducedForm: true })
    : regressionTable([{ label: "", fit: record }]);
  const { combinations = [], cluster_diagnostics: diagnostics } = record;
  const tables = [
    table,
    ...combinations.map((combination) => combinationTable(combination)),
    ...(diagnostics === undefined ? [] : [clusterDiagnosticsTable(diagnostics)]),
  ];
  if (flags.format !== "text" || asksTable(flags)) return tablesAs(tables, flags.format, presentation);
  requireNames(tables, presentation);
  return fitSummary(record, presentation);
}
