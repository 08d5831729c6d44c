/**
 * `wasmetrics plausexog DATA FORMULA`: 2SLS when instruments may have a small direct effect on the outcome.
 */
import { type Command, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { parseFormula } from "../../formula/parser.js";
import { requireVcov } from "../../regression/fit-options.js";
import type { ByInstrument } from "../../verbs/plausexog/direct-effects-option.js";
import { figuresOfPlausiblyExogenous } from "../../verbs/plausexog/figure.js";
import {
  checkPlausiblyExogenous,
  type PlausiblyExogenousOptions,
  plausiblyExogenous,
} from "../../verbs/plausexog/fit.js";
import type { PlausiblyExogenousRecord } from "../../verbs/plausexog/record.js";
import { plausiblyExogenousTables } from "../../verbs/plausexog/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { recordsCsv } from "../records-csv.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { reportNeed, reportResult } from "../verbose.js";
import { requireFolderPath } from "../write-outputs.js";
import { printAndWriteFolder } from "../write-record.js";

interface PlausexogFlags extends CommonOptions, TableFlags, DataFlags, ModelFlags {
  readonly range?: readonly string[];
  readonly normal?: readonly string[];
  readonly iv?: string;
}

const EXAMPLES = `
A direct effect is what a unit of the instrument adds to the outcome beside its way through the endogenous variable; none is
what exogeneity means. Give --range for each instrument in doubt (least, largest) and read the union of all intervals, or
--normal (mean, standard deviation; independent) and read an interval with the variance that doubt adds. Instruments not
named have no direct effect. The path shows the interval for 0, 0.1, ..., 1 times what was allowed, and the share at which
it first covers zero. --out FOLDER writes plausexog.json, path.csv and the figure (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics plausexog card.csv "lwage ~ exper + black | educ ~ nearc4 + nearc2" --vcov hetero --range nearc4=0,0.02
  wasmetrics plausexog card.csv "lwage ~ exper + black | educ ~ nearc4" --vcov hetero --range nearc4=-0.01,0.01 --out out/card
  wasmetrics plausexog cities.csv "quality ~ eco | year | did ~ rugged" --vcov cluster:city --normal rugged=0,0.01 --json
`;

/** Adds the command. */
export function registerPlausexog(program: Command): void {
  const command = program
    .command("plausexog")
    .description("Bounds of 2SLS when instruments are only plausibly exogenous (Conley, Hansen and Rossi 2012).")
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ w | fixed effects | endogenous ~ instruments"')
    .option("--range <z=min,max>", "direct effects an instrument may have; again for each instrument", append)
    .option("--normal <z=mean,sd>", "direct effect as a normal instead; again for each instrument", append);
  addModelOptions(command, { vcov: "iid, hetero, cluster:a or cluster:a^b (required)" })
    .addOption(new Option("--iv <estimator>").hideHelp())
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addTableOptions(addDataOptions(command))).action(
    (data: string, formula: string, flags: PlausexogFlags) =>
      runCommand(flags, async (io) => {
        requireTableFormat("plausexog", flags);
        requireVcov(flags.vcov);
        checkModel(formula, flags);
        const options: PlausiblyExogenousOptions = {
          ...modelOptions(flags),
          vcov: flags.vcov!, // asked for above
          ...(flags.range === undefined ? {} : { ranges: pairsOf("--range", "min,max", flags.range) }),
          ...(flags.normal === undefined ? {} : { normal: pairsOf("--normal", "mean,sd", flags.normal) }),
          ...(flags.iv === undefined ? {} : { iv: flags.iv }),
        };
        checkPlausiblyExogenous(parseFormula(formula), options);
        if (flags.out !== undefined) requireFolderPath(flags.out, ["path.csv"]);
        const { engine, table } = await openData(data, flags, io);
        io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
        const record = plausiblyExogenous(engine, table, formula, {
          ...options,
          onEstimate: reportNeed(io),
        });
        reportResult(record, engine, io);
        const [figure, ...others] = figuresOfPlausiblyExogenous(record);
        const result = {
          name: "plausexog",
          record,
          table: plausiblyExogenousTables(record),
          figure: () => figure!,
          figures: () => Object.fromEntries(others.map((spec, i) => [`plausexog-${i + 2}`, spec])),
          numbers: () => ({ "path.csv": pathCsv(record) }),
        };
        await printAndWriteFolder(result, flags, io, presentationOf(flags));
      }),
  );
}

/** A row an endogenous variable and share. */
const pathCsv = ({ path }: PlausiblyExogenousRecord): string =>
  recordsCsv(Object.entries(path).flatMap(([endogenous, points]) => points.map((point) => ({ endogenous, ...point }))));

/** `z=0,0.02` as numbers by name; a name may hold `=` itself. Throws UsageError `direct_effects`. */
function pairsOf(flag: string, wanted: string, texts: readonly string[]): ByInstrument {
  const pairs: Record<string, readonly [number, number]> = {};
  for (const text of texts) {
    const at = text.lastIndexOf("=");
    const name = text.slice(0, Math.max(at, 0)).trim();
    const parts = text
      .slice(at + 1)
      .split(",")
      .map((part) => part.trim());
    const [first, second] = parts.map(Number);
    if (name === "" || parts.length !== 2 || parts.some((part) => part === "" || !Number.isFinite(Number(part)))) {
      throw new UsageError(
        "direct_effects",
        `${flag} ${text}: expected the name of an instrument and two numbers, such as ${flag} z=${wanted === "min,max" ? "0,0.02" : "0,0.01"} (${wanted}).`,
        { got: text, expected: `z=${wanted}` },
      );
    }
    if (Object.hasOwn(pairs, name)) {
      throw new UsageError("direct_effects", `${flag} names '${name}' twice; give each instrument once.`, {
        got: [...texts],
        expected: "each instrument once",
      });
    }
    pairs[name] = [first!, second!];
  }
  return pairs;
}

const append = (text: string, before: readonly string[] = []): string[] => [...before, text];
