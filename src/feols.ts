/**
 * `feols` alone: a build of its own, with the kernels it calls and no others, for pages that want one regression and few bytes. What it
 * has is what the library has, to the last bit; what it leaves out it refuses by name (scripts/feols.mjs).
 */
export type { Category, Column, NumericColumn, TextColumn } from "./base/columns.js";
export { DataError, KernelError, NotSupported, NumericalError, UsageError, WasmetricsError } from "./base/errors.js";
export type { Note } from "./base/messages.js";
export { version } from "./base/version.js";
export type { Panel, PanelTable } from "./data/panel/panel.js";
export type { Table } from "./data/table/table.js";
export type { Engine, EngineOptions } from "./engine/kernels/engine.js";
export type { ModelSpec } from "./formula/spec.js";
export { loadEngine, makeTable, panel, parseCsv } from "./library/engine-and-tables.js";
export { feols } from "./library/feols-alone.js";
export type { FitRecord, WaldRecord } from "./regression/record/fit-record.js";
export type { VcovOption } from "./regression/variance/kind.js";
export type { FeolsOptions } from "./verbs/feols/options.js";
