/**
 * `wasmetrics psmatch DATA FORMULA`: matching treated units with controls, and regressions on what was matched.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { type FlatRecord, formatCsv, recordsCsv } from "../../data/table/write-csv.js";
import { parseFormula } from "../../formula/parser.js";
import { requireDrawable } from "../../verbs/psmatch/bootstrap.js";
import { psmatch } from "../../verbs/psmatch/fit.js";
import type { PsmatchOptions } from "../../verbs/psmatch/options.js";
import { planMatching } from "../../verbs/psmatch/plan.js";
import { KERNELS, METHODS, ORDERS } from "../../verbs/psmatch/presets.js";
import type { PsmatchRecord, PsmatchResult } from "../../verbs/psmatch/record.js";
import { figureOfBalance } from "../../verbs/psmatch/report/love-plot.js";
import { figureOfOverlap } from "../../verbs/psmatch/report/score-overlap.js";
import { psmatchTables } from "../../verbs/psmatch/report/tables.js";
import { checkScoreFormula } from "../../verbs/psmatch/sample.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, parseNumber, parsePositiveInteger, runCommand } from "../shared.js";
import { takingStata, withNotes } from "../stata-line.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

type Given = Omit<PsmatchOptions, "exact" | "regressions" | "cuts" | "onProgress" | "signal" | "keepPartial" | "seed">;

interface PsmatchFlags extends CommonOptions, TableFlags, DataFlags, Given {
  readonly exact?: readonly string[];
  readonly regress?: readonly string[];
  readonly cut?: readonly string[];
  readonly seed?: number;
}

const OPTIONS = [
  ...["preset", "method", "link", "score", "scale", "ratio", "replace", "order", "ties", "exact", "caliper"],
  ...["caliperUnit", "kernel", "bandwidth", "support", "by", "average", "pre", "outcome", "weightSum", "moments"],
  ...["vcov", "ssc", "timing", "subset", "draws", "cluster", "level", "seed"],
] as readonly (keyof Given | "exact" | "seed")[];

const EXAMPLES = `
The effect is the mean effect on the treated that have a counterfactual. Every choice left out is made by method or preset and
printed. --preset psmatch2: probit, with replacement, distances of probabilities. --preset matchit: logit, without replacement,
largest score first, control weights that sum to the number of controls.

Panels: --by year estimates a score and matches within each year; --exact year matches within years by one score of all;
--average city --pre "year <= 2011" matches units on their averages before treatment. --regress (again for each formula) is
estimated on the rows of matched units, unweighted and weighted, and on all rows on the common support where --support has a
rule. Rows after treatment began in the score are reported where --timing, or a regressor of --regress, says when it did.

Errors: Abadie and Imbens (nearest, mahalanobis), weights as fixed as psmatch2 does (radius, kernel, llr), the weighted
regression (ipw, entropy, cem), influence function (dr); --draws N bootstraps radius, kernel, llr, ipw and dr, the score
estimated in each draw. --out FOLDER writes psmatch.json, weights.csv, pairs.csv, balance.csv and the figures, all or none.

Examples:
  wasmetrics psmatch lalonde.csv "treat ~ age + educ + race + re74 + re75" --outcome re78 --replace --caliper 0.2
  wasmetrics psmatch lalonde.csv "treat ~ age + educ + race + re74 + re75" --outcome re78 --method kernel --draws 499 --seed 1
  wasmetrics psmatch cities.csv "treat ~ eco + fin + open" --average city --pre "year <= 2011" --replace \\
    --regress "quality ~ did + eco + fin + open | city + year" --vcov cluster:city --out out/psmdid
  wasmetrics psmatch cities.csv "treat ~ eco + fin + open" --by year --preset psmatch2 --support psmatch2 --timing did
`;

/** Adds the command. */
export function registerPsmatch(program: Command): void {
  const command = program
    .command("psmatch")
    .description("Propensity-score and other matching, weighting and balancing for the effect on the treated.")
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "treat ~ x1 + x2", treat being 1 or 0')
    .addOption(
      choice("--preset <program>", "choices of another program where they are not given", ["psmatch2", "matchit"]),
    )
    .addOption(choice("--method <name>", "how controls are weighted (default: nearest)", METHODS))
    .addOption(choice("--link <link>", "of the estimated score (default: logit)", ["logit", "probit"]))
    .option("--score <column>", "a score to use in place of an estimated one")
    .addOption(
      choice("--scale <scale>", "what is compared (default: linear predictors for nearest, else probabilities)", [
        "probability",
        "linear",
      ]),
    )
    .option("--ratio <n>", "controls for each treated unit (default: 1)", parsePositiveInteger)
    .option("--replace", "a control may be used again")
    .option("--no-replace", "a control is used once (default, but for preset psmatch2)")
    .addOption(choice("--order <who>", "who chooses first without replacement (default: largest score)", ORDERS))
    .addOption(
      choice("--ties <rule>", "equally near controls: the first row, or all (default: first)", ["first", "average"]),
    )
    .option("--exact <columns>", "matched units agree in these, such as year,province", parseNames)
    .option("--caliper <width>", "largest distance of scores; the radius of --method radius", parseNumber)
    .addOption(
      choice("--caliper-unit <unit>", "standard deviations (default) or units of the score (radius)", ["sd", "raw"]),
    )
    .addOption(
      choice("--kernel <name>", "of kernel and llr (default: epanechnikov; normal for llr without preset)", KERNELS),
    )
    .option("--bandwidth <h>", "of kernel and llr (default: 0.06 on probabilities)", parseNumber)
    .option("--support <rule>", "common support: none (default), psmatch2, minmax, or trim:0.05")
    .option("--by <column>", "estimate the score and match within each value, such as year")
    .option("--average <unit>", "match units on their averages over rows")
    .option("--pre <expr>", 'rows averaged over, such as "year <= 2011"')
    .option("--outcome <column>", "whose effect on the treated is estimated")
    .addOption(
      choice("--weight-sum <rule>", "control weights sum to treated (default) or controls used", [
        "treated",
        "controls",
      ]),
    )
    .addOption(
      new Option("--moments <n>", "of method entropy: highest moment equalised (default: 1)").argParser(parseMoments),
    )
    .option("--cut <x=...>", "of method cem: bins (age=4) or cutpoints (age=20,30); again for each covariate", append)
    .option("--regress <formula>", "estimate on matched rows; again for each formula", append)
    .option("--vcov <variance>", "of --regress: iid, hetero, cluster:a, cluster:a+b (required with it)")
    .option("--ssc <rule>", "small-sample rule of --regress (default: fixest)")
    .option("--timing <column>", "0/1, on in treated units from the beginning of treatment")
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .option("--draws <n>", "bootstrap of the effect, where it is valid", parsePositiveInteger)
    .option("--cluster <column>", "what the bootstrap draws whole (default: units)")
    .option("--level <level>", "confidence level (default: 0.95)", parseNumber)
    .addHelpText("after", EXAMPLES);
  const run = (data: string, formula: string, flags: PsmatchFlags, notes: readonly Note[]) =>
    runCommand(flags, async (io) => {
      requireTableFormat("psmatch", flags);
      const options = optionsOf(flags);
      const plan = planMatching(options);
      checkScoreFormula(parseFormula(formula), plan);
      requireDrawable(plan);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["weights.csv"]);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "matching", fraction: 0.5, msLeft: null });
      const result = await psmatch(engine, table, formula, { ...options, onProgress: io.progress });
      await printAndWriteFolder(
        outputsOf({ ...result, record: withNotes(notes, result.record) }),
        flags,
        io,
        presentationOf(flags),
      );
    });
  addCommonOptions(addTableOptions(addDataOptions(command))).action(takingStata("psmatch", command, run));
}

/** Tables, figures and files of a matching. */
function outputsOf({ record, units, pairs }: PsmatchResult): FiguredResult {
  const balance = record.balance.length === 0 ? null : figureOfBalance(record);
  const overlap = figureOfOverlap(record);
  const figures = { balance, overlap };
  const [first, ...others] = Object.entries(figures).flatMap(([name, figure]) =>
    figure === null ? [] : [{ name: `psmatch-${name}`, figure }],
  );
  return {
    name: "psmatch",
    record,
    table: psmatchTables(record),
    figure: () => first!.figure,
    figures: () => Object.fromEntries(others.map(({ name, figure }) => [name, figure])),
    numbers: () => ({
      "weights.csv": formatCsv(units.columns),
      ...(pairs === null ? {} : { "pairs.csv": formatCsv(pairs.columns) }),
      ...(record.balance.length === 0 ? {} : { "balance.csv": balanceCsv(record) }),
    }),
  };
}

/** A row a covariate and sample, of each value of `by` and of all. */
function balanceCsv({ balance, by, plan }: PsmatchRecord): string {
  const rowsOf = (rows: typeof balance, level: string | null): FlatRecord[] =>
    rows.flatMap(({ name, before, after }) =>
      [
        { sample: "before", ...before },
        { sample: "after", ...after },
      ].map((side) => ({ ...(plan.by === null ? {} : { [plan.by]: level }), covariate: name, ...side })),
    );
  return recordsCsv([...by.flatMap((stratum) => rowsOf(stratum.balance, stratum.level)), ...rowsOf(balance, null)]);
}

/** The options given. */
function optionsOf(flags: PsmatchFlags): PsmatchOptions {
  const given = OPTIONS.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  return {
    ...Object.fromEntries(given),
    ...(flags.regress === undefined ? {} : { regressions: flags.regress }),
    ...(flags.cut === undefined ? {} : { cuts: cutsOf(flags.cut) }),
  };
}

/** `age=4` as bins, `age=20,30` as cutpoints. Throws UsageError `cuts`. */
function cutsOf(texts: readonly string[]): NonNullable<PsmatchOptions["cuts"]> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const name = text.slice(0, Math.max(0, at)).trim();
      const parts = text.slice(at + 1).split(",");
      const numbers = parts.map(Number);
      if (name === "" || parts.some((part) => part.trim() === "") || !numbers.every(Number.isFinite)) {
        throw new UsageError(
          "cuts",
          `--cut ${text}: expected a covariate and its number of bins, such as age=4, or its cutpoints, such as age=20,30.`,
          { got: text, expected: "x=4 or x=20,30" },
        );
      }
      return [name, numbers.length === 1 ? numbers[0]! : numbers];
    }),
  );
}

const choice = (flags: string, words: string, values: readonly string[]): Option =>
  new Option(flags, words).choices(values);

const append = (text: string, before: readonly string[] = []): string[] => [...before, text];

function parseNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes(""))
    throw new InvalidArgumentError("expected names of columns joined by commas, such as year,province");
  return names;
}

function parseMoments(text: string): number {
  if (/^[123]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected 1, 2 or 3");
}
