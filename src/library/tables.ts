/** What is made of records (tests, paths, tables, figures, files), as callers have it. */
import {
  type AuditOptions,
  auditTables as audit,
  auditReport as reportOf,
  type TablesFile,
} from "../audit/audit-tables.js";
import type { Language } from "../base/messages.js";
import { knowEveryNote } from "../catalogue/every-note.js";
import { argument, checked, optional } from "../declare/checked.js";
import {
  callback,
  closed,
  either,
  listOf,
  looked,
  made,
  named,
  needed,
  number,
  type Shape,
  shape,
  text,
  truth,
  words,
} from "../declare/shape.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import {
  NOTE_LEVELS,
  presentTable as present,
  starsAt as stars,
  type TablePresentation,
} from "../report/present-table.js";
import {
  type LabelledFit,
  regressionTable as ofFits,
  type RegressionTableOptions,
  type Star,
} from "../report/regression/regression-table.js";
import { type DocxOptions, renderDocx as toDocx } from "../report/render/docx.js";
import { renderTable as render } from "../report/render/render.js";
import type { ColumnSpan, TableModel, TableRow } from "../report/table-model.js";
import { engine } from "../verbs/argument-kinds.js";
import {
  type CombinationOptions,
  lincom as linear,
  nlcom as nonlinear,
} from "../verbs/combinations/infer-combinations.js";
import { combinationTable as ofCombinations } from "../verbs/combinations/table.js";
import { type EstimateRecord, wald as test, type WaldOptions } from "../verbs/combinations/wald.js";
import type { DidRecord } from "../verbs/did/design/record.js";
import { didTable as ofDid } from "../verbs/did/verb/table.js";
import type { EventPathOptions, EventPathSource } from "../verbs/event-path/event-path.js";
import { findEventPath as findPath, eventPath as path } from "../verbs/event-path/read.js";
import { type LabelledGlm, glmTable as ofGlm } from "../verbs/glm/report/table.js";
import { honestFigure as figureOfHonest, type HonestFigureOptions } from "../verbs/honest/figure.js";
import type { HonestRecord } from "../verbs/honest/record.js";
import { honestTable as ofHonest } from "../verbs/honest/table.js";
import { type IvTableOptions, type LabelledEquation, ivTable as ofIv } from "../verbs/iv/report/table.js";
import { isIvFit as isIv } from "../verbs/iv/report/words.js";
import { type LabelledPgmm, pgmmTable as ofPgmm, type PgmmTableOptions } from "../verbs/pgmm/report/table.js";
import type { PanelTestsRecord } from "../verbs/plm/record.js";
import {
  type LabelledPlm,
  panelTestsTable as ofPanelTests,
  plmTable as ofPlm,
  type PlmTableOptions,
} from "../verbs/plm/report/table.js";
import type { RomanoWolfRecord } from "../verbs/romano-wolf/record.js";
import { romanoWolfTable as ofRomanoWolf } from "../verbs/romano-wolf/table.js";
import { type CoefplotOptions, coefplot as plot } from "../verbs/table/coefplot.js";
import type { NamedResult } from "../verbs/table/model-column.js";
import { type ModelTableOptions, modelTable as ofModels } from "../verbs/table/model-table.js";
import type { Look } from "../verbs/verb.js";

// What options of several functions are.

const texts = listOf(text);
const labels = named(text);
/** A shape from when a value of which is given notes are known in every language. */
const sayingNotes = <T>(of: Shape<T>): Shape<T> => ({ words: of.words, fits: of.fits, inside: knowEveryNote });
// each by its name: a bundler takes what is spread for an effect, and every sentence with it
const language = sayingNotes<Language>(words("en", "zh"));
const titled = closed<{ readonly title?: string }>({ title: text });
const look = closed<Look>({ language, labels, notes: texts });
const beneath = words("std_error", "statistic", "interval", "p_value");
const starList = listOf(closed<Star>({ below: needed(number), mark: needed(text) }));
const extraRows = listOf(
  closed<{ readonly label: string; readonly texts: readonly string[] }>({ label: needed(text), texts: needed(texts) }),
);
const spans = listOf(closed<ColumnSpan>({ label: needed(text), from: needed(number), to: needed(number) }));
const groups = listOf(
  closed<{ readonly label: string; readonly terms: readonly string[] }>({ label: needed(text), terms: needed(texts) }),
);
const rows = listOf(made<TableRow>("a row of a table", "label", "cells"));
const common = { title: text, beneath, stars: starList, labels, notes: texts };
const terms = { labels, rename: labels, headings: groups, language, keep: texts, drop: texts, order: texts };
const figure = { title: text, description: text, width: number, language, theme: words("light", "dark", "inherit") };

// Of coefficients.

const estimates = argument(
  "record",
  made<EstimateRecord>("a record of an estimate, as feols gives", "coefficients", "vcov"),
);
const combinations = argument("combinations", either(text, texts));
const combining = optional(
  argument("options", closed<CombinationOptions>({ level: number, distribution: words("t", "normal") })),
);

export const lincom = checked("lincom", linear, () => [engine, estimates, combinations, combining]);
export const nlcom = checked("nlcom", nonlinear, () => [engine, estimates, combinations, combining]);
export const wald = checked("wald", test, () => [
  engine,
  estimates,
  argument("restrictions", either(text, texts)),
  optional(argument("options", closed<WaldOptions>({ statistic: words("F", "chi2"), df2: number }))),
]);

const source = argument("source", looked<EventPathSource>());
const pathOptions = optional(argument("options", closed<EventPathOptions>({ estimator: text, window: looked() })));

export const eventPath = checked("eventPath", path, () => [source, pathOptions]);
export const findEventPath = checked("findEventPath", findPath, () => [source, pathOptions]);

// Tables.

const fitShape = made<FitRecord>("a record of feols", "coefficients", "vcov");
const label = needed(either(text, texts));
const lookedUpon = optional(argument("look", look));

export const regressionTable = checked("regressionTable", ofFits, () => [
  argument("fits", listOf(closed<LabelledFit>({ label, fit: needed(fitShape) }))),
  optional(
    argument(
      "options",
      closed<RegressionTableOptions>({ ...common, first: texts, extraRows, rowsBeneath: rows, stub: text, language }),
    ),
  ),
]);
export const glmTable = checked("glmTable", ofGlm, () => [
  argument(
    "fits",
    listOf(closed<LabelledGlm>({ label, fit: needed(made("a record of fepois or felogit", "coefficients", "vcov")) })),
  ),
  optional(
    argument(
      "options",
      closed<RegressionTableOptions>({ ...common, first: texts, extraRows, rowsBeneath: rows, stub: text, language }),
    ),
  ),
]);
export const ivTable = checked("ivTable", ofIv, () => [
  argument(
    "equations",
    listOf(
      closed<LabelledEquation>({
        label: needed(text),
        fit: needed(made("a record of feols with instruments", "coefficients", "first_stage")),
      }),
    ),
  ),
  optional(
    argument(
      "options",
      closed<IvTableOptions>({
        ...common,
        first: texts,
        language,
        reducedForm: truth,
        extraRows: listOf(
          closed<NonNullable<IvTableOptions["extraRows"]>[number]>({
            label: needed(text),
            texts: needed(texts),
            kind: words("first", "second", "reduced"),
          }),
        ),
      }),
    ),
  ),
]);
export const pgmmTable = checked("pgmmTable", ofPgmm, () => [
  argument(
    "fits",
    listOf(
      closed<LabelledPgmm>({ label: needed(text), fit: needed(made("a record of pgmm", "coefficients", "vcov")) }),
    ),
  ),
  optional(
    argument(
      "options",
      closed<PgmmTableOptions>({ ...common, first: texts, longRun: texts, timeDummies: truth, extraRows, language }),
    ),
  ),
]);
export const plmTable = checked("plmTable", ofPlm, () => [
  argument(
    "fits",
    listOf(closed<LabelledPlm>({ label: needed(text), fit: needed(made("a record of plm", "coefficients", "vcov")) })),
  ),
  optional(argument("options", closed<PlmTableOptions>(common))),
]);
export const panelTestsTable = checked("panelTestsTable", ofPanelTests, () => [
  argument("record", made<PanelTestsRecord>("a record of panelTests", "tests")),
  optional(argument("options", titled)),
]);
export const combinationTable = checked("combinationTable", ofCombinations, () => [
  argument("record", made("a record of lincom or nlcom", "combinations")),
  optional(argument("options", titled)),
]);
export const didTable = checked("didTable", ofDid, () => [
  argument("record", made<DidRecord>("a record of did", "estimates")),
  lookedUpon,
]);
export const honestTable = checked("honestTable", ofHonest, () => [
  argument("record", made<HonestRecord>("a record of honest", "kind", "notes")),
  lookedUpon,
]);
export const romanoWolfTable = checked("romanoWolfTable", ofRomanoWolf, () => [
  argument("record", made<RomanoWolfRecord>("a record of romanoWolf", "hypotheses")),
  lookedUpon,
]);

const results = argument(
  "results",
  listOf(closed<NamedResult>({ label, record: needed(made("a record of an estimate", "kind")) })),
);

export const modelTable = checked("modelTable", ofModels, () => [
  results,
  optional(
    argument(
      "options",
      closed<ModelTableOptions>({ ...terms, ...common, groups, statistics: texts, extraRows, spans }),
    ),
  ),
]);
export const coefplot = checked("coefplot", plot, () => [
  results,
  optional(
    argument(
      "options",
      closed<CoefplotOptions>({
        ...terms,
        ...figure,
        rows: words("coefficients", "results"),
        spans,
        truth: listOf(looked()),
        mark: number,
        numbers: truth,
        axis: text,
      }),
    ),
  ),
]);
export const honestFigure = checked("honestFigure", figureOfHonest, () => [
  argument("record", made<HonestRecord>("a record of honest", "kind", "notes")),
  optional(
    argument(
      "options",
      closed<HonestFigureOptions>({ ...figure, labels: closed<{ readonly y?: string }>({ y: text }) }),
    ),
  ),
]);

// Tables to files.

const tableModel = made<TableModel>("a table, as regressionTable gives", "heads", "rows");
const model = argument("table", tableModel);

export const presentTable = checked("presentTable", present, () => [
  model,
  argument(
    "presentation",
    closed<TablePresentation>({
      digits: number,
      stars: starList,
      notes: words(...NOTE_LEVELS),
      labels,
      columns: texts,
      title: text,
      showDummies: truth,
      language,
    }),
  ),
]);
export const starsAt = checked("starsAt", stars, () => [argument("levels", listOf(number))]);
export const renderTable = checked("renderTable", render, () => [model, argument("format", text)]);
export const renderDocx = checked("renderDocx", toDocx, () => [
  argument("tables", listOf(tableModel)),
  optional(argument("options", closed<DocxOptions>({ title: text, language }))),
]);
export const isIvFit = checked("isIvFit", isIv, () => [
  argument("fit", made<FitRecord>("a record of feols", "coefficients")),
]);

// Printed tables.

const bytes = shape<Uint8Array>("bytes (Uint8Array)", (value) => value instanceof Uint8Array);
const file = closed<TablesFile>({ name: needed(text), content: needed(either(text, bytes)) });
const printed = argument("tables", either(text, bytes, listOf(file), file));
const auditing = optional(argument("options", closed<AuditOptions>({ language, only: texts, open: callback() })));

export const auditTables = checked("auditTables", audit, () => [engine, printed, auditing]);
export const auditReport = checked("auditReport", reportOf, () => [engine, printed, auditing]);
