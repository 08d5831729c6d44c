/**
 * What `feols` does once it has estimated: tests, combinations of coefficients, and files of rows and levels.
 * Text that no coefficient could be named by is refused before data are read; files are made, and written by the command.
 */

import { type Command, Option } from "commander";
import type { Column } from "../base/columns.js";
import { DataError, NotSupported, UsageError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { makeTable, type Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { isRestriction } from "../formula/read-combination.js";
import type { ModelSpec } from "../formula/spec.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import { compilePattern } from "../regression/tests/coefficient-tests.js";
import { lincom } from "../verbs/combinations/lincom.js";
import { nlcom } from "../verbs/combinations/nlcom.js";
import { type FeolsOptions, feols } from "../verbs/feols/feols.js";
import type { FittedModel } from "../verbs/feols/fitted/fitted-rows.js";
import type { Prediction, PredictOptions } from "../verbs/feols/fitted/predict.js";
import type { FixefResult } from "../verbs/feols/fitted/recovered.js";
import { fitFeols } from "../verbs/feols/fitted-model.js";
import { FEOLS_NOTES } from "../verbs/feols/messages.js";
import { type DataFlags, readData } from "./data-options.js";
import { effectColumns, levelFile } from "./fixef-csv.js";
import { csvBytes } from "./table-csv.js";
import { requireFilePath, requireFolderPath } from "./write-outputs.js";

export interface AfterFlags {
  readonly wald?: readonly string[];
  readonly lincom?: readonly string[];
  readonly nlcom?: readonly string[];
  readonly predict?: string;
  readonly newdata?: string;
  readonly predictEffects?: "add" | "none";
  readonly interval?: "confidence" | "prediction";
  readonly residuals?: string;
  readonly fixef?: string;
}

export const AFTER_EXAMPLES = `  wasmetrics feols panel.csv "y ~ x1 + x2 | id" --vcov cluster:id --wald "x1 = x2" --lincom "x1 + 2*x2" --nlcom "x1/x2"
  wasmetrics feols panel.csv "y ~ x | id + period" --vcov iid --residuals rows.csv --fixef levels.csv
  wasmetrics feols panel.csv "y ~ x | id" --vcov iid --newdata next.csv --predict next-predicted.csv
`;

/** Adds --wald, --lincom, --nlcom, --residuals, --fixef, --predict and what belongs to it. */
export function addAfterOptions(command: Command): Command {
  return command
    .option("--wald <test>", 'joint test: "x1 = x2", "x1 = 0, x2 = 0", or a pattern of names (repeatable)', collect)
    .option("--lincom <combination>", 'linear combination with its error: "x1 + 2*x2 - 1" (repeatable)', collect)
    .option("--nlcom <function>", 'function of coefficients by the delta method: "x1/x2" (repeatable)', collect)
    .option("--residuals <file>", "residuals and fitted values of every row, as CSV")
    .option("--fixef <file>", "coefficients of the absorbed effects: a .csv file, or a folder with one an effect")
    .option("--predict <file>", "predictions for the rows of --newdata, as CSV")
    .option("--newdata <file>", "rows to predict (default: the data themselves)")
    .addOption(new Option("--predict-effects <how>", "absorbed effects in predictions").choices(["add", "none"]))
    .addOption(
      new Option("--interval <of>", "with --predict: errors and bounds").choices(["confidence", "prediction"]),
    );
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Throws UsageError `wald_pattern`, `predict_option`, `output_twice`, and as paths do. */
export function checkAfter(flags: AfterFlags & { readonly out?: string; readonly figure?: string }): void {
  for (const text of flags.wald ?? []) if (!isRestriction(text)) compilePattern(text);
  const { predict, residuals, fixef, out, figure } = flags;
  if (predict !== undefined) requireFilePath(predict, "--predict");
  if (residuals !== undefined) requireFilePath(residuals, "--residuals");
  if (fixef !== undefined) isCsv(fixef) ? requireFilePath(fixef, "--fixef") : requireFolderPath(fixef, [], "--fixef");
  const paths = [predict, residuals, fixef, out, figure].filter((path) => path !== undefined);
  const twice = paths.find((path, i) => paths.indexOf(path) < i);
  if (twice !== undefined) {
    throw new UsageError("output_twice", `'${twice}' is named for two outputs: give each a file of its own.`, {
      got: twice,
    });
  }
  if (predict !== undefined) return;
  const option = (["newdata", "predictEffects", "interval"] as const).find((name) => flags[name] !== undefined);
  if (option === undefined) return;
  const spelled = option === "predictEffects" ? "predict-effects" : option;
  throw new UsageError("predict_option", `--${spelled} is for predictions: say where they go with --predict FILE.`, {
    got: flags[option],
    expected: "--predict FILE",
  });
}

/** Throws NotSupported `after_several` where rows, levels or combinations of one regression are asked of several. */
export function refuseAfterSeveral(flags: AfterFlags): void {
  const option = (["lincom", "nlcom", "residuals", "fixef", "predict"] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (option === undefined) return;
  throw new NotSupported(
    "after_several",
    `--${option} is of one regression; this formula or --split asks for several. Run the one it is about alone.`,
    { got: flags[option] },
  );
}

/** A regression and what was asked of it. */
export interface AfterEstimation {
  readonly record: FitRecord;
  /** Files to be written, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Estimates, tests, combines and makes the files, of which none is written yet. */
export async function estimateAndAfter(
  engine: Engine,
  table: Table,
  formula: ModelSpec,
  options: FeolsOptions,
  flags: AfterFlags & DataFlags,
): Promise<AfterEstimation> {
  const { predict, residuals, fixef } = flags;
  if ([predict, residuals, fixef].every((path) => path === undefined)) {
    return { record: withCombinations(engine, feols(engine, table, formula, options), flags), files: new Map() };
  }
  const held = fitFeols(engine, table, formula, options);
  try {
    const files = new Map<string, Uint8Array>();
    const record = withCombinations(engine, held.record, flags);
    const notes: Note[] = [];
    if (residuals !== undefined) files.set(residuals, rowsCsv(held, table));
    if (fixef !== undefined) {
      const found = held.fixef();
      for (const [path, bytes] of levelsCsv(found, fixef)) files.set(path, bytes);
      notes.push(note(FEOLS_NOTES, "fixef_normalisation", found.normalised), ...found.notes);
    }
    if (predict !== undefined) {
      const rows = flags.newdata === undefined ? table : await readData(flags.newdata, flags);
      const keys = options.panel === undefined ? {} : { panel: options.panel };
      const found = held.predict(rows, { ...predictOptions(flags), ...keys });
      files.set(predict, predictionsCsv(found, rows));
      notes.push(...found.notes);
    }
    return { record: { ...record, notes: [...record.notes, ...notes] }, files };
  } finally {
    held.free();
  }
}

function withCombinations(engine: Engine, record: FitRecord, flags: AfterFlags): FitRecord {
  const combinations = [
    ...(flags.lincom === undefined ? [] : [lincom(engine, record, flags.lincom)]),
    ...(flags.nlcom === undefined ? [] : [nlcom(engine, record, flags.nlcom)]),
  ];
  return combinations.length === 0 ? record : { ...record, combinations };
}

function rowsCsv(held: FittedModel, { nRows, source }: Table): Uint8Array {
  const { values, xb, effects } = held.fitted();
  const columns = [
    numbers("row", rowNumbers(nRows)),
    numbers("residual", held.residuals()),
    numbers("fitted", values),
    numbers("xb", xb),
    numbers("effects", effects),
  ];
  return csvBytes(makeTable(columns, source));
}

/** One file, or one an effect, by path. */
function levelsCsv(found: FixefResult, path: string): Map<string, Uint8Array> {
  const source = { name: path, bytes: 0, sha256: null };
  if (isCsv(path)) return new Map([[path, csvBytes(makeTable(effectColumns(found.effects), source))]]);
  return new Map(
    found.effects.map((effect) => [
      `${path.replace(/[/\\]$/, "")}/${levelFile(effect.name)}`,
      csvBytes(makeTable(effectColumns([effect]), source)),
    ]),
  );
}

const predictOptions = ({ predictEffects, interval }: AfterFlags): PredictOptions => ({
  ...(predictEffects === undefined ? {} : { effects: predictEffects }),
  ...(interval === undefined ? {} : { interval }),
});

function predictionsCsv(found: Prediction, rows: Table): Uint8Array {
  const made = [
    numbers("prediction", found.values),
    ...(found.std_errors === null ? [] : [numbers("std_error", found.std_errors)]),
    ...(found.conf_low === null ? [] : [numbers("conf_low", found.conf_low)]),
    ...(found.conf_high === null ? [] : [numbers("conf_high", found.conf_high)]),
  ];
  const taken = made.find(({ name }) => rows.names.includes(name));
  if (taken !== undefined) {
    throw new DataError("predict_column", `The rows to predict have a column '${taken.name}' already: rename it.`, {
      column: taken.name,
    });
  }
  return csvBytes(makeTable([...rows.columns, ...made], rows.source));
}

const numbers = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });

const rowNumbers = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i + 1);

const isCsv = (path: string): boolean => /\.csv$/i.test(path);
