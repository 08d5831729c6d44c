/**
 * `wasmetrics feols DATA FORMULA`: one regression or several, what comes after estimation, and the files asked for, all or none.
 */
import type { Column } from "../../base/columns.js";
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { isTablePath, tableBytes } from "../../data/files/write-tables.js";
import { makeTable, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormulas } from "../../formula/several.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { renderSvg } from "../../report/figures/render-svg.js";
import { naming } from "../../report/naming.js";
import { lincom, nlcom } from "../../verbs/combinations/infer-combinations.js";
import { checkFeols, diagnosedBy } from "../../verbs/feols/check.js";
import { feols } from "../../verbs/feols/feols.js";
import type { FittedModel } from "../../verbs/feols/fitted/fitted-rows.js";
import type { Prediction, PredictOptions } from "../../verbs/feols/fitted/predict.js";
import type { FixefResult } from "../../verbs/feols/fitted/predict-effects.js";
import { fitFeols } from "../../verbs/feols/fitted-model.js";
import { FEOLS_NOTES } from "../../verbs/feols/messages.js";
import { feolsMulti } from "../../verbs/feols/multiple-estimation.js";
import { presentFeols, presentSeveral } from "../../verbs/feols/present.js";
import { type FeolsAsked, type FeolsOptions, feolsFlags, feolsVerb } from "../../verbs/feols/verb.js";
import { andersonRubinFigure } from "../../verbs/iv/report/figure.js";
import { declaredOptions } from "../declared-options.js";
import { requireEngineFlags, runOnEngine, withFittingEngine } from "../on-engine.js";
import { openData, readData, reportNeed, reportResult } from "../open-data.js";
import { processIo } from "../process-io.js";
import { renderPng } from "../render-png.js";
import type { CommandIo } from "../shared.js";
import { withNotes } from "../stata-line.js";
import { type Act, requireOutputs, type VerbFlags } from "../verb-command.js";
import { aggregateFile, requireFilePath, requireFolderPath } from "../write-outputs.js";
import { printPresentation } from "../write-record.js";

export const actFeols: Act = async ({ verb, name, data, formula, notes, ...call }, io) => {
  requireOutputs(verb, name, call.flags, io);
  const flags = await withFittingEngine(verb.name, data, call.flags, io);
  const given: FeolsOptions = await declaredOptions(feolsVerb.options, flags);
  const asked: FeolsAsked = { ...given, ...(await declaredOptions(feolsFlags, flags)) };
  checkFeols(formula, asked);
  requirePaths(asked, flags.out);
  requireEngineFlags(flags, flags);
  if (flags.engine !== undefined) return feolsOnEngine(data, formula, notes, asked, given, flags, io);
  const { engine, table } = await openData(data, flags, io);
  io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
  const options: FeolsOptions = { ...given, ...diagnosedBy(asked), onEstimate: reportNeed(io) };
  const { models } = parseFormulas(formula, { columns: table.names });
  const { split, fsplit } = asked;
  if (models.length > 1 || split !== undefined || fsplit !== undefined) {
    refuseAfterSeveral(asked);
    const splits = { ...(split === undefined ? {} : { split }), ...(fsplit === undefined ? {} : { fsplit }) };
    const several = feolsMulti(engine, table, formula, { ...options, ...splits });
    const fits = several.fits.map((one) => (one.fit === null ? one : { ...one, fit: withNotes(notes, one.fit) }));
    for (const { fit } of fits) if (fit !== null) reportResult(fit, engine, io);
    await printPresentation(presentSeveral({ ...several, fits }), flags, io);
    for (const { label, error } of fits) if (error !== null) io.warn(`failed: ${label}: ${error.message}`);
    if (several.failed > 0) processIo().exitCode = 1;
    return;
  }
  const read = (path: string) => readData(path, flags);
  const { record: estimated, files } = await estimateAndAfter(engine, table, models[0]!.spec, options, asked, read);
  const record = withNotes(notes, estimated);
  reportResult(record, engine, io);
  const { figure } = asked;
  const drawn = figure === undefined ? [] : [[figure, await drawSet(record, figure)] as const];
  await printPresentation(presentFeols(record), flags, io, new Map([...files, ...drawn]));
};

/** One regression over rows that stay with an engine, and combinations of its coefficients. */
async function feolsOnEngine(
  data: string,
  formula: string,
  notes: readonly Note[],
  asked: FeolsAsked,
  options: FeolsOptions,
  flags: VerbFlags,
  io: CommandIo,
): Promise<void> {
  const ofRows = (["residuals", "fixef", "predict", "split", "fsplit", "clusterDiagnostics", "figure"] as const).find(
    (name) => asked[name] !== undefined,
  );
  if (ofRows !== undefined) {
    throw new NotSupported(
      "engine_option",
      `--${ofRows} is of rows in memory, or of several regressions; with --engine leave it out.`,
      { got: asked[ofRows] },
    );
  }
  const call = { verb: feolsVerb.name, data, formula, keys: null, options, flags };
  const made = await runOnEngine(call, io).catch((error: Error & { code?: string }) => {
    throw error.code === "formula_several" ? severalOnEngine(formula) : error;
  });
  if (made === undefined) return;
  const record = withNotes(notes, withCombinations(made.engine, made.result as FitRecord, asked));
  reportResult(record, made.engine, io);
  await printPresentation(presentFeols(record), flags, io, new Map());
}

const severalOnEngine = (formula: string): NotSupported =>
  new NotSupported(
    "engine_option",
    `'${formula}' asks for several estimations, and an engine is asked for one at a time: run a command a model.`,
    { got: formula, expected: "one model" },
  );

/** Throws UsageError `figure_type`, `output_twice`, and as paths do. */
function requirePaths({ predict, residuals, fixef, figure }: FeolsAsked, out: string | undefined): void {
  if (predict !== undefined) requireFilePath(predict, "--predict");
  if (residuals !== undefined) requireFilePath(residuals, "--residuals");
  if (fixef !== undefined)
    isTablePath(fixef) ? requireFilePath(fixef, "--fixef") : requireFolderPath(fixef, [], "--fixef");
  if (figure !== undefined) requireFigurePath(figure);
  const paths = [predict, residuals, fixef, out, figure].filter((path) => path !== undefined);
  const twice = paths.find((path, i) => paths.indexOf(path) < i);
  if (twice === undefined) return;
  throw new UsageError("output_twice", `'${twice}' is named for two outputs: give each a file of its own.`, {
    got: twice,
  });
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
async function drawSet(record: FitRecord, path: string): Promise<string | Uint8Array> {
  const { iv } = record;
  const set = iv!.anderson_rubin_set;
  if (set.at_estimate === null) {
    throw new NotSupported("ar_figure", `--figure: there is no Anderson-Rubin set to draw: ${set.because}.`, {
      got: set.because,
    });
  }
  const spec = andersonRubinFigure(
    { ...set, estimate: set.at_estimate.beta },
    { labels: { x: `Coefficient of ${iv!.endogenous.map(naming([record])).join()}` } },
  );
  const svg = await renderSvg(spec);
  return /\.png$/i.test(path) ? renderPng(svg) : svg;
}

/** Throws NotSupported `figure_several`, `after_several` where what is of one regression is asked of several. */
function refuseAfterSeveral(asked: FeolsAsked): void {
  const { figure: got } = asked;
  if (got !== undefined) {
    const message = "--figure is of one equation; this formula or --split asks for several.";
    throw new NotSupported("figure_several", message, { got });
  }
  const option = (["lincom", "nlcom", "residuals", "fixef", "predict"] as const).find(
    (name) => asked[name] !== undefined,
  );
  if (option === undefined) return;
  throw new NotSupported(
    "after_several",
    `--${option} is of one regression; this formula or --split asks for several. Run the one it is about alone.`,
    { got: asked[option] },
  );
}

/** A regression and what was asked of it. */
interface AfterEstimation {
  readonly record: FitRecord;
  /** Files to be written, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Estimates, tests, combines and makes the files, of which none is written yet. */
async function estimateAndAfter(
  engine: Engine,
  table: Table,
  formula: ModelSpec,
  options: FeolsOptions,
  flags: FeolsAsked,
  read: (path: string) => Promise<Table>,
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
    if (residuals !== undefined) files.set(residuals, await tableBytes(engine, residuals, fittedRows(held, table)));
    if (fixef !== undefined) {
      const found = held.fixef();
      for (const [path, levels] of levelTables(found, fixef)) files.set(path, await tableBytes(engine, path, levels));
      notes.push(note(FEOLS_NOTES, "fixef_normalisation", found.normalised), ...found.notes);
    }
    if (predict !== undefined) {
      const rows = flags.newdata === undefined ? table : await read(flags.newdata);
      const keys = options.panel === undefined ? {} : { panel: options.panel };
      const found = held.predict(rows, { ...predictOptions(flags), ...keys });
      files.set(predict, await tableBytes(engine, predict, predictedRows(found, rows)));
      notes.push(...found.notes);
    }
    return { record: { ...record, notes: [...record.notes, ...notes] }, files };
  } finally {
    held.free();
  }
}

function withCombinations(engine: Engine, record: FitRecord, flags: FeolsAsked): FitRecord {
  const combinations = [
    ...(flags.lincom === undefined ? [] : [lincom(engine, record, flags.lincom)]),
    ...(flags.nlcom === undefined ? [] : [nlcom(engine, record, flags.nlcom)]),
  ];
  return combinations.length === 0 ? record : { ...record, combinations };
}

function fittedRows(held: FittedModel, { nRows, source }: Table): Table {
  const { values, xb, effects } = held.fitted();
  const columns = [
    numbers("row", rowNumbers(nRows)),
    numbers("residual", held.residuals()),
    numbers("fitted", values),
    numbers("xb", xb),
    numbers("effects", effects),
  ];
  return makeTable(columns, source);
}

/** One file, or one an effect, by path. */
function levelTables(found: FixefResult, path: string): Map<string, Table> {
  const source = { name: path, bytes: 0, sha256: null };
  if (isTablePath(path)) return new Map([[path, makeTable(effectColumns(found.effects), source)]]);
  return new Map(
    found.effects.map((effect) => [
      `${path.replace(/[/\\]$/, "")}/${aggregateFile(effect.name)}`,
      makeTable(effectColumns([effect]), source),
    ]),
  );
}

const predictOptions = ({ predictEffects, interval }: FeolsAsked): PredictOptions => ({
  ...(predictEffects === undefined ? {} : { effects: predictEffects }),
  ...(interval === undefined ? {} : { interval }),
});

function predictedRows(found: Prediction, rows: Table): Table {
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
  return makeTable([...rows.columns, ...made], rows.source);
}

const numbers = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });

const rowNumbers = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i + 1);

/**
 * Columns effect, level, component (from 1), coefficient, reference (1 where set to 0), in the order given; with slopes
 * also slope, the variable, empty for intercepts, and open, 1 where the rows do not settle the coefficient.
 */
function effectColumns(effects: FixefResult["effects"]): Column[] {
  const parts = effects.flatMap((effect) => [
    ...(effect.intercept ? [{ effect, slope: "", ...termOf(effect) }] : []),
    ...effect.slopes.map((slope) => ({ effect, slope: slope.name, ...termOf(slope) })),
  ]);
  const each = <T>(of: (part: (typeof parts)[number], level: number) => T): T[] =>
    parts.flatMap((part) => Array.from({ length: part.effect.nLevels }, (_, l) => of(part, l)));
  const columns = [
    textColumn(
      "effect",
      each(({ effect }) => effect.name),
    ),
    textColumn(
      "level",
      each(({ effect }, l) => effect.label(l)),
    ),
    numericColumn(
      "component",
      each(({ effect }, l) => effect.component[l]! + 1),
    ),
    numericColumn(
      "coefficient",
      each(({ coefficients }, l) => coefficients[l]!),
    ),
    numericColumn(
      "reference",
      each(({ isReference }, l) => isReference[l]!),
    ),
  ];
  if (effects.every(({ slopes }) => slopes.length === 0)) return columns;
  return [
    ...columns,
    textColumn(
      "slope",
      each(({ slope }) => slope),
    ),
    numericColumn(
      "open",
      each(({ isOpen }, l) => isOpen[l]!),
    ),
  ];
}

type Levels = Pick<FixefResult["effects"][number], "coefficients" | "isReference" | "isOpen">;

const termOf = ({ coefficients, isReference, isOpen }: Levels): Levels => ({ coefficients, isReference, isOpen });

const numericColumn = (name: string, values: readonly number[]): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

function textColumn(name: string, values: readonly string[]): Column {
  const levels = [...new Set(values)].sort();
  const place = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(values, (value) => place.get(value)!), levels };
}
