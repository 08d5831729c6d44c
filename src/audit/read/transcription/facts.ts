/** What a transcription says of its paper, with each reference to a table, a column or a cell found among the tables read. */
import { didYouMean, listed } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import type { KeyPath } from "../../../declare/schema-complaint.js";
import type { CellRef, PaperFacts, PrintedClaim, PrintedPaper } from "../../paper.js";
import { type Printed, printedNumber } from "../../printed.js";
import type { Transcription } from "./schema.js";
import type { TranscriptionFile } from "./transcription-file.js";

type Tables = Pick<PrintedPaper, "tables" | "descriptives">;

/** Facts of `file`; throws UsageError `audit_reference` for a cell that there is not. */
export function factsOf(file: TranscriptionFile, paper: Tables): PaperFacts {
  const { says } = file.spec;
  const references = new References(file, paper);
  const { cell, column, term } = references;
  const each = <T, U>(key: keyof Transcription["says"], list: readonly T[], make: (item: T, path: KeyPath) => U): U[] =>
    list.map((item, i) => make(item, ["says", key, i]));
  return {
    panel: says.panel === undefined ? null : { ...says.panel, balanced: says.panel.balanced ?? null },
    treatment:
      says.treatment === undefined
        ? null
        : { ...says.treatment, term: term(says.treatment.term, ["says", "treatment", "term"]) },
    splits: each("splits", says.splits, (split, path) => ({
      whole: column(split.whole, [...path, "whole"]),
      parts: split.parts.map((part, k) => column(part, [...path, "parts", k])),
      says: split.says,
    })),
    sameSample: each("same_sample", says.same_sample, ({ columns, says }, path) => ({
      columns: columns.map((one, k) => column(one, [...path, "columns", k])),
      says,
    })),
    defined: says.defined ?? null,
    firstStages: each("first_stages", says.first_stages, ({ first, second, instruments, endogenous }, path) => ({
      first: column(first, [...path, "first"]),
      second: column(second, [...path, "second"]),
      instruments: instruments.map((row, k) => term(row, [...path, "instruments", k], first)),
      endogenous: term(endogenous, [...path, "endogenous"], second),
    })),
    instrumented: each("instrumented", says.instrumented, ({ iv, ols }, path) => ({
      iv: cell(iv, [...path, "iv"]),
      ols: cell(ols, [...path, "ols"]),
    })),
    claims: each("claims", says.claims, (claim, path): PrintedClaim => {
      const at = cell(claim.cell, [...path, "cell"]);
      if ("level" in claim) return { kind: "level", cell: at, level: claim.level, says: claim.says };
      if ("insignificant_at" in claim)
        return { kind: "insignificant", cell: at, level: claim.insignificant_at, says: claim.says };
      return { kind: "value", cell: at, value: numberAt(file, claim.value, [...path, "value"]), says: claim.says };
    }),
    comparisons: each("comparisons", says.comparisons, ({ a, b, says }, path) => ({
      a: cell(a, [...path, "a"]),
      b: cell(b, [...path, "b"]),
      says,
    })),
    invariant: each("invariant", says.invariant, ({ term: row, within, says }, path) => ({
      term: term(row, [...path, "term"]),
      within: references.effect(within, [...path, "within"]),
      says,
    })),
    dynamicPanels: each("dynamic_panels", says.dynamic_panels, ({ column: one, transform }, path) => ({
      column: column(one, [...path, "column"]),
      transform: transform ?? null,
    })),
  };
}

function numberAt(file: TranscriptionFile, value: string | number, path: KeyPath): Printed {
  const number = printedNumber(String(value));
  if (number !== undefined) return number;
  throw new UsageError(
    "audit_value",
    `${file.at(path)}: '${value}' is no number; give it as the text prints it, such as "0.036".`,
    {
      got: value,
      file: file.name,
    },
  );
}

/** Names of the paper's tables, columns and rows. */
class References {
  constructor(
    private readonly file: TranscriptionFile,
    private readonly paper: Tables,
  ) {}

  /** "Table 1 / (2)". */
  readonly column = (reference: string, path: KeyPath): CellRef => {
    const parts = this.parts(reference, path, 2, 2);
    return { table: this.table(parts[0]!, path), column: this.columnOf(parts, path), row: null };
  };

  /** "Table 1 / (2) / did"; of a table of means "Table 1 / eco". */
  readonly cell = (reference: string, path: KeyPath): CellRef => {
    const parts = this.parts(reference, path, 2, 3);
    const table = this.table(parts[0]!, path);
    const means = this.paper.descriptives.find(({ name }) => name === table);
    if (means !== undefined) {
      const rows = means.rows.map(({ variable }) => variable);
      const row = this.known(parts.at(-1)!, rows, `${table} has no variable`, path);
      return { table, column: parts.length === 3 ? parts[1]! : null, row };
    }
    if (parts.length < 3)
      throw this.wrong(path, `'${reference}' names no row`, "give TABLE / COLUMN / ROW, such as Table 1 / (2) / did");
    const column = this.columnOf(parts, path);
    return { table, column, row: this.row(parts[2]!, table, column, path) };
  };

  /** A row of estimates, of `within` ("Table 1 / (2)") or of any column. */
  readonly term = (name: string, path: KeyPath, within?: string): string => {
    const at = within === undefined ? null : this.column(within, path);
    const columns = this.paper.tables
      .filter((table) => at === null || table.name === at.table)
      .flatMap((table) => table.columns.filter((column) => at === null || column.name === at.column));
    const terms = [...new Set(columns.flatMap(({ estimates }) => estimates.map(({ term }) => term)))];
    return this.known(name, terms, `${within ?? "no table"} has ${within === undefined ? "a" : "no"} row`, path);
  };

  /** An effect as some table names it. */
  readonly effect = (name: string, path: KeyPath): string => {
    const names = this.paper.tables.flatMap(({ columns }) =>
      columns.flatMap(({ effects }) => effects.map((one) => one.name)),
    );
    return this.known(name, [...new Set(names)], "no table has an effect", path);
  };

  private parts(reference: string, path: KeyPath, least: number, most: number): string[] {
    const parts = reference.split(/\s+\/\s+/u).map((part) => part.trim());
    if (parts.length >= least && parts.length <= most && parts.every((part) => part !== "")) return parts;
    const form =
      most === 2 ? "TABLE / COLUMN, such as Table 1 / (2)" : "TABLE / COLUMN / ROW, such as Table 1 / (2) / did";
    throw this.wrong(
      path,
      `'${reference}' has ${parts.length} ${parts.length === 1 ? "part" : "parts"}`,
      `give ${form}, with spaces around /`,
    );
  }

  private table(name: string, path: KeyPath): string {
    const names = [...this.paper.tables, ...this.paper.descriptives].map((table) => table.name);
    return this.known(name, names, "there is no table", path);
  }

  private columnOf([table, column]: readonly string[], path: KeyPath): string {
    const columns = this.paper.tables.find(({ name }) => name === this.table(table!, path))?.columns ?? [];
    return this.known(
      column!,
      columns.map(({ name }) => name),
      `${table} has no column`,
      path,
    );
  }

  private row(row: string, table: string, column: string, path: KeyPath): string {
    const { estimates, statistics } = this.paper.tables
      .find(({ name }) => name === table)!
      .columns.find(({ name }) => name === column)!;
    const labels = [...estimates.map(({ term }) => term), ...statistics.map(({ label }) => label)];
    const byName = statistics.find(({ name }) => name === row)?.label;
    return byName ?? this.known(row, labels, `${table} / ${column} has no row`, path);
  }

  private known(name: string, names: readonly string[], problem: string, path: KeyPath): string {
    if (names.includes(name)) return name;
    const alike = names.filter((one) => one.toLowerCase() === name.toLowerCase());
    if (alike.length === 1) return alike[0]!;
    throw this.wrong(
      path,
      `${problem} '${name}' among ${listed(names)}`,
      didYouMean(name, names).replace(/^; |[.]$/gu, "") || "name one of these",
    );
  }

  private wrong(path: KeyPath, problem: string, remedy: string): UsageError {
    const end = remedy.endsWith("?") ? "" : ".";
    return new UsageError("audit_reference", `${this.file.at(path)}: ${problem}; ${remedy}${end}`, {
      path,
      file: this.file.name,
    });
  }
}
