/**
 * A grid of regressions to printed columns: rows of estimates with what stands beneath them, rows of effects, of controls and of
 * statistics. Every row gets a role, and every cell that holds something is read or listed as unread.
 */
import type { Note } from "../../../base/messages.js";
import { note } from "../../../base/messages.js";
import type { Grid } from "../../grid.js";
import type { PrintedColumn, PrintedEstimate, PrintedStatistic, PrintedTable } from "../../paper.js";
import type { Printed } from "../../printed.js";
import { printedNumber } from "../../printed.js";
import { READING_NOTES } from "../messages.js";
import type { RowReading, RowRole, UnreadBecause, UnreadCell } from "../reading.js";
import { type CellStyle, type NumberCell, plainCell, type ReadCell, readCell } from "./cell.js";
import { type HeadColumn, headsOf } from "./heads.js";
import { readNotes, type SaidInNotes } from "./notes.js";
import { decimalPoint } from "./number-style.js";
import { joinedColumns } from "./side-by-side.js";
import type { Told, ToldColumn } from "./told.js";
import {
  type BeneathKind,
  errorsOf,
  estimatorOf,
  isEmptyCell,
  kindOfLabel,
  type StatisticLabel,
  saysAllEffects,
  saysClustered,
  saysControls,
  saysEffects,
  saysErrors,
  saysOutcome,
  saysWeights,
  statisticOf,
  type YesNo,
  yesNo,
} from "./words.js";

export interface RecognisedTable {
  readonly tables: readonly PrintedTable[];
  readonly rows: readonly RowReading[];
  readonly unread: readonly UnreadCell[];
  readonly notes: readonly Note[];
}

/** A column while its rows are read. */
interface OpenColumn extends HeadColumn {
  estimates: PrintedEstimate[];
  statistics: PrintedStatistic[];
  effects: { name: string; included: boolean }[];
  hidden: boolean | null;
  weighted: boolean | null;
  errors: PrintedColumn["errors"];
}

/** "Panel A. Men", which begins a table of its own with the same headings. */
const PANEL = /^panel\s+[a-z\d]\b|^面板\s*[a-z\d一二三]|^[（(]?[A-D][)）]?\s*组/iu;

/** The tables of regressions in `grid`: one, or one a panel. Without any estimate `tables` is empty. */
export function readRegressions(grid: Grid, name: string, told: Told = {}): RecognisedTable {
  return new RegressionReader(grid, name, told).read();
}

class RegressionReader {
  private readonly grid: Grid;
  private readonly roles: RowReading[] = [];
  private readonly unread: UnreadCell[] = [];
  private readonly notes: Note[] = [];
  private readonly said: SaidInNotes;
  private readonly style: CellStyle;
  private readonly heads: readonly HeadColumn[];
  private readonly headRows: number;
  private readonly panels: { readonly title: string | null; readonly columns: readonly OpenColumn[] }[] = [];
  private readonly crossesMeanNo: boolean;
  private columns: OpenColumn[];
  private section = "";
  /** Whether statistics or effects have begun, so that an unknown number is no estimate. */
  private beneathLine = false;
  private readonly saidInCells = new Map<BeneathKind, string>();
  private readonly footnotes = new Set<string>();
  /** Sections whose rows are effects, as those of fixest. */
  private inEffects = false;

  constructor(
    given: Grid,
    private readonly name: string,
    private readonly told: Told,
  ) {
    const joined = joinedColumns(given);
    const grid = joined?.grid ?? given;
    this.grid = grid;
    const said = readNotes(grid.notes);
    this.said = joined === null ? said : { ...said, parentheses: joined.parentheses, brackets: joined.brackets };
    if (joined !== null)
      this.notes.push(note(READING_NOTES, "audit_columns_joined", { table: name, left: joined.left }));
    const stars = told.stars ?? this.said.stars;
    this.style = { point: told.point ?? decimalPoint(grid), marks: (stars ?? []).map(({ mark }) => mark) };
    const { rows, columns } = headsOf(grid, this.style);
    this.headRows = rows;
    this.heads = columns;
    this.columns = this.opened();
    this.crossesMeanNo = grid.rows.some((row) => row.slice(1).some((text) => yesNo(text) === "yes"));
    for (let r = 0; r < rows; r++) this.role(r, "heading", null);
  }

  read(): RecognisedTable {
    const { rows } = this.grid;
    for (let r = this.headRows; r < rows.length; ) r += this.row(r);
    this.panels.push({ title: this.panelTitle, columns: this.columns });
    const filled = this.panels.filter(({ columns }) => columns.some(({ estimates }) => estimates.length > 0));
    const tables = filled.map(({ title, columns }) => this.printed(title, filled.length > 1, columns));
    if (tables.length > 0) this.sayWhatIsUnstated();
    return { tables, rows: this.roles, unread: this.unread, notes: this.notes };
  }

  private panelTitle: string | null = null;

  private opened = (): OpenColumn[] =>
    this.heads.map((head) => ({
      ...head,
      estimates: [],
      statistics: [],
      effects: [],
      hidden: null,
      weighted: null,
      errors: null,
    }));

  private role(row: number, role: RowRole, name: string | null): void {
    this.roles.push({ row, label: plainCell(this.grid.rows[row]![0] ?? ""), role, name });
  }

  private lose(row: number, column: number, because: UnreadBecause): void {
    const text = plainCell(this.grid.rows[row]?.[column] ?? "");
    if (!isEmptyCell(text)) this.unread.push({ row, column, text, because });
  }

  private texts(r: number): { readonly label: string; readonly cells: readonly string[] } {
    const [label = "", ...cells] = this.grid.rows[r]!.map(plainCell);
    return { label, cells };
  }

  /** Reads row `r`, with those that belong to it; returns how many. */
  private row(r: number): number {
    const { label, cells } = this.texts(r);
    const held = this.heads
      .map(({ at }) => ({ at, text: cells[at - 1] ?? "" }))
      .filter(({ text }) => !isEmptyCell(text));
    if (held.length === 0) return this.bare(r, label);
    if (saysOutcome(label) && held.every(({ text }) => readCell(text, this.style).kind === "unread"))
      return this.outcomeRow(r, held);
    const marks = held.map(({ text }) => yesNo(text));
    if (marks.every((mark): mark is YesNo => mark !== null)) return this.yesNoRow(r, label);
    const isText = held.every(({ text }) => readCell(text, this.style).kind === "unread");
    const statistic = label === "" ? null : statisticOf(label);
    if (isText && statistic === null) return this.wordsRow(r, label, held);
    if (label === "" && !this.isBeneath(r)) {
      for (const { at } of held) this.lose(r, at, "unlabelled");
      this.role(r, "unread", null);
      return 1;
    }
    if (statistic !== null && !this.isEstimateCalled(statistic, r, label)) return this.statisticRow(r, label);
    if (this.isBeneath(r)) {
      for (const { at } of held) this.lose(r, at, "no_estimate");
      this.role(r, "unread", null);
      return 1;
    }
    if (this.beneathLine && !this.holdsParentheses(r)) return this.statisticRow(r, label);
    return this.estimateRow(r, label);
  }

  /** Whether a row above all statistics, with something in parentheses, is of a regressor that is called like one: p, f, rho. */
  private isEstimateCalled(statistic: StatisticLabel, r: number, label: string): boolean {
    if (statistic.name === null && statistic.isP && this.isBeneath(r)) return true;
    const isShort = statistic.name === null || label.length <= 2;
    return !this.beneathLine && isShort && !this.isBeneath(r) && this.holdsParentheses(r);
  }

  /** A label without cells: a panel, a section, or nothing at all. */
  private bare(r: number, label: string): number {
    if (label === "" || isEmptyCell(label)) {
      this.role(r, "empty", null);
      return 1;
    }
    if (PANEL.test(label)) {
      if (this.columns.some(({ estimates }) => estimates.length > 0) || this.panelTitle !== null) {
        this.panels.push({ title: this.panelTitle, columns: this.columns });
        this.columns = this.opened();
      }
      this.panelTitle = label;
      this.beneathLine = false;
    }
    // a regressor omitted from every column is no section: what follows it is not set in, but nothing of it is read either
    this.section = label;
    this.inEffects = saysEffects(label);
    this.role(r, "section", null);
    return 1;
  }

  /** Whether all that row `r` holds stands in parentheses or brackets. */
  private isBeneath(r: number): boolean {
    const row = this.grid.rows[r];
    if (row === undefined) return false;
    const cells = this.heads.map(({ at }) => plainCell(row[at] ?? "")).filter((text) => !isEmptyCell(text));
    if (cells.length === 0) return false;
    return (
      this.isLabelledBeneath(r, cells) || cells.every((text) => /^[*\s]*[([{]/u.test(text) || /^[tzp]\s*=/iu.test(text))
    );
  }

  /** Numbers without parentheses whose label says what they are: "Std. err." beneath each estimate; a letter alone where it comes again. */
  private isLabelledBeneath(r: number, cells: readonly string[]): boolean {
    const label = plainCell(this.grid.rows[r]![0] ?? "");
    if (
      statisticOf(label)?.name != null ||
      r <= this.headRows ||
      this.beneathLine ||
      kindOfLabel(label) === null ||
      cells.some((text) => /[([{]/u.test(text) || readCell(text, this.style).kind !== "number")
    )
      return false;
    const isWord = label.replace(/[^\p{L}]/gu, "").length > 1;
    return isWord || this.grid.rows.filter((row) => plainCell(row[0] ?? "") === label).length > 1;
  }

  private holdsParentheses(r: number): boolean {
    return (
      this.isBeneathOf(r + 1) ||
      this.heads.some(({ at }) => /\d[^([]*[([]/u.test(plainCell(this.grid.rows[r]![at] ?? "")))
    );
  }

  /** Whether row `r` stands beneath the row above: without a label, or with one that only says what it holds. */
  private isBeneathOf(r: number): boolean {
    if (!this.isBeneath(r)) return false;
    const label = plainCell(this.grid.rows[r]![0] ?? "");
    return label === "" || isEmptyCell(label) || kindOfLabel(label) !== null || statisticOf(label)?.name === null;
  }

  /** "Dependent variable: y | x": names, though y and n may look like yes and no. */
  private outcomeRow(r: number, held: readonly { readonly at: number; readonly text: string }[]): number {
    this.columns = this.columns.map((column) => {
      const text = held.find(({ at }) => at === column.at)?.text;
      return text === undefined ? column : { ...column, outcome: text };
    });
    this.role(r, "text", null);
    return 1;
  }

  private yesNoRow(r: number, label: string): number {
    const answers = this.columns.map((column) => {
      const text = plainCell(this.grid.rows[r]![column.at] ?? "");
      const answer = yesNo(text);
      return answer === "cross" ? !this.crossesMeanNo : answer === "yes";
    });
    const set = (role: RowRole, name: string | null, fill: (column: OpenColumn, included: boolean) => void): number => {
      for (const [k, column] of this.columns.entries()) fill(column, answers[k]!);
      this.role(r, role, name);
      this.beneathLine = true;
      return 1;
    };
    if (saysWeights(label))
      return set("weights", null, (column, included) => {
        column.weighted = included;
      });
    if (saysClustered(label)) {
      return set("errors", null, (column, included) => {
        if (included) column.errors = "cluster";
      });
    }
    if (saysControls(label) && !saysEffects(label)) {
      return set("controls", label, (column, included) => {
        column.hidden = (column.hidden ?? false) || included;
      });
    }
    if (saysErrors(label)) {
      return set("errors", null, (column, included) => {
        if (included) column.errors = errorsOf(label);
      });
    }
    if (this.inEffects || saysEffects(label)) {
      return set("effects", label, (column, included) => {
        column.effects.push({ name: label, included });
      });
    }
    this.notes.push(note(READING_NOTES, "audit_row_taken_as_controls", { table: this.name, label }));
    return set("controls", label, (column, included) => {
      column.hidden = (column.hidden ?? false) || included;
    });
  }

  /** A row of words: effects by name, how errors were made, estimators, outcomes, samples. */
  private wordsRow(r: number, label: string, held: readonly { readonly at: number; readonly text: string }[]): number {
    const eachColumn = (fill: (column: OpenColumn, text: string) => void): void => {
      for (const column of this.columns) {
        const text = held.find(({ at }) => at === column.at)?.text;
        if (text !== undefined) fill(column, text);
      }
    };
    if (saysAllEffects(label)) {
      eachColumn((column, text) => {
        if (yesNo(text) !== "no")
          for (const name of text.split(/\s*(?:,|;|，|、|；|\band\b|&|\+|和)\s*/u))
            column.effects.push({ name, included: true });
      });
      this.role(r, "effects", null);
    } else if (saysErrors(label) || saysClustered(label)) {
      eachColumn((column, text) => {
        column.errors = errorsOf(text) ?? (saysClustered(label) || /^by\b/iu.test(text) ? "cluster" : column.errors);
      });
      this.role(r, "errors", null);
    } else if (saysWeights(label)) {
      eachColumn((column) => {
        column.weighted = true;
      });
      this.role(r, "weights", null);
    } else {
      this.columns = this.columns.map((column) => {
        const text = held.find(({ at }) => at === column.at)?.text;
        return text === undefined || column.estimator !== null || !/estimat|method|model|估计|方法|模型/iu.test(label)
          ? column
          : { ...column, estimator: estimatorOf(text) };
      });
      for (const { at, text } of held) if (/\d/u.test(text)) this.lose(r, at, unreadOf(readCell(text, this.style)));
      this.role(r, "text", null);
    }
    this.beneathLine ||=
      this.columns.some(({ estimates }) => estimates.length > 0) && (saysAllEffects(label) || saysErrors(label));
    return 1;
  }

  private statisticRow(r: number, label: string): number {
    const known = statisticOf(label);
    const rows = this.isBeneathOf(r + 1) ? 2 : 1;
    for (const column of this.columns) {
      const cell = this.cell(r, column.at);
      if (cell === null) {
        if (rows === 2) this.lose(r + 1, column.at, "no_estimate");
        continue;
      }
      const beneath = rows === 2 ? this.cell(r + 1, column.at) : null;
      const value = cell.estimate ?? cell.parenthesis;
      if (value === null) {
        this.lose(r, column.at, "brackets");
        continue;
      }
      const single = (x: NumberCell["bracket"]): Printed | null =>
        x === null || Array.isArray(x) ? null : (x as Printed);
      const second = cell.estimate === null ? null : (cell.parenthesis ?? single(cell.bracket));
      const label_ = column.statistics.some((statistic) => statistic.label === label) ? `${label} (${r + 1})` : label;
      column.statistics.push({
        name: known?.name ?? null,
        label: label_,
        value,
        stars: cell.stars || (beneath?.stars ?? ""),
        isP: known?.isP ?? false,
        parenthesis: second ?? beneath?.parenthesis ?? single(beneath?.bracket ?? null),
        at: { row: r, column: column.at },
      });
    }
    this.role(r, "statistic", known?.name ?? null);
    if (rows === 2) this.role(r + 1, "beneath", null);
    this.beneathLine = true;
    return rows;
  }

  private estimateRow(r: number, label: string): number {
    let rows = 1;
    while (rows < 4 && this.isBeneathOf(r + rows)) rows++;
    for (let k = 1; k < rows; k++) {
      const own = kindOfLabel(plainCell(this.grid.rows[r + k]![0] ?? ""));
      if (own !== null) this.saidInCells.set(own.means, own.says);
    }
    for (const column of this.columns) {
      const cell = this.cell(r, column.at);
      const beneath = Array.from({ length: rows - 1 }, (_, k) => enclosed(this.cell(r + k + 1, column.at)));
      if (cell?.estimate == null) {
        if (cell !== null) this.lose(r, column.at, "no_estimate");
        for (let k = 1; k < rows; k++) if (beneath[k - 1] !== null) this.lose(r + k, column.at, "no_estimate");
        continue;
      }
      const term = column.estimates.some((estimate) => estimate.term === label)
        ? this.secondName(column, label)
        : label;
      if (term === null) {
        this.lose(r, column.at, "repeated");
        continue;
      }
      const all = [cell, ...beneath.filter((found) => found !== null)];
      column.estimates.push({
        term,
        estimate: cell.estimate,
        stars: all.map(({ stars }) => stars).find((stars) => stars !== "") ?? "",
        parenthesis: all.map(({ parenthesis }) => parenthesis).find((found) => found !== null) ?? null,
        bracket: all.map(({ bracket }) => bracket).find((found) => found !== null) ?? null,
        at: { row: r, column: column.at },
      });
    }
    this.role(r, "estimates", label);
    for (let k = 1; k < rows; k++) this.role(r + k, "beneath", label);
    return rows;
  }

  /** A term that stands twice in a column by its section, "First stage: did"; null where that is no name either. */
  private secondName(column: OpenColumn, label: string): string | null {
    const term = this.section === "" ? null : `${this.section}: ${label}`;
    return term === null || column.estimates.some((estimate) => estimate.term === term) ? null : term;
  }

  /** The cell as numbers; null for an empty one and for one that could not be read, which is listed. */
  private cell(row: number, column: number): NumberCell | null {
    const text = plainCell(this.grid.rows[row]?.[column] ?? "");
    const read = readCell(/^[tzp]\s*=/iu.test(text) ? `(${text})` : text, this.style);
    if (read.kind === "empty") return null;
    if (read.kind === "unread") {
      if (!OMITTED.test(text)) this.lose(row, column, read.because);
      return null;
    }
    if (read.says !== null) this.saidInCells.set(read.says.means, read.says.words);
    if (read.footnote !== "") this.footnotes.add(read.footnote);
    return read;
  }

  private printed(title: string | null, isOneOfSeveral: boolean, columns: readonly OpenColumn[]): PrintedTable {
    const panel = title === null ? "" : (/^\s*(?:panel\s+[a-z\d]+|面板\s*\S)/iu.exec(title)?.[0] ?? title).trim();
    const cells = [...this.saidInCells];
    const fromCells = cells.length === 1 ? { says: cells[0]![1], means: cells[0]![0] } : null;
    return {
      name: isOneOfSeveral && panel !== "" ? `${this.name} ${panel}` : this.name,
      columns: columns.map((column) => this.printedColumn(column)),
      parentheses:
        this.told.parentheses ??
        this.said.parentheses ??
        (fromCells === null || fromCells.means === "interval"
          ? null
          : { says: fromCells.says, means: fromCells.means }),
      brackets: this.told.brackets ?? this.said.brackets,
      stars: this.told.stars ?? this.said.stars,
      notes: this.grid.notes,
      grid: this.grid,
    };
  }

  private printedColumn(column: OpenColumn): PrintedColumn {
    const told: ToldColumn = { ...defined(this.told), ...defined(this.told.columns?.[column.name] ?? {}) };
    return {
      name: column.name,
      outcome: told.outcome ?? column.outcome,
      estimator: told.estimator ?? column.estimator,
      errors: told.errors ?? column.errors ?? this.said.errors,
      clusters:
        told.clusters === undefined
          ? (column.statistics.find(({ name }) => name === "clusters")?.value ?? null)
          : (printedNumber(String(told.clusters)) ?? null),
      effects: column.effects,
      hiddenRegressors: told.hidden ?? column.hidden,
      weighted: told.weighted ?? column.weighted,
      estimates: column.estimates,
      statistics: column.statistics,
    };
  }

  private sayWhatIsUnstated(): void {
    const table = this.name;
    const has = (which: "parenthesis" | "bracket") =>
      this.panels.some(({ columns }) => columns.some(({ estimates }) => estimates.some((e) => e[which] !== null)));
    const starred = this.panels.some(({ columns }) =>
      columns.some(({ estimates }) => estimates.some((e) => e.stars !== "")),
    );
    const parentheses = this.told.parentheses ?? this.said.parentheses;
    if (has("parenthesis") && parentheses === null && this.saidInCells.size === 0)
      this.notes.push(note(READING_NOTES, "audit_parentheses_unstated", { table }));
    if (parentheses != null && parentheses.means === null)
      this.notes.push(note(READING_NOTES, "audit_parentheses_unclear", { table, says: parentheses.says }));
    if (starred && (this.told.stars ?? this.said.stars) === null)
      this.notes.push(note(READING_NOTES, "audit_stars_unstated", { table }));
    if (this.footnotes.size > 0)
      this.notes.push(note(READING_NOTES, "audit_marks_left", { table, marks: [...this.footnotes] }));
    if (this.style.point === "," && this.told.point === undefined)
      this.notes.push(note(READING_NOTES, "audit_decimal_commas", { table }));
  }
}

/** A bare number beneath an estimate, whose label says what it is, as if it stood in parentheses. */
const enclosed = (cell: NumberCell | null): NumberCell | null =>
  cell === null || cell.estimate === null
    ? cell
    : { ...cell, estimate: null, parenthesis: cell.parenthesis ?? cell.estimate };

/** Words in place of an estimate that say there is none. */
const OMITTED =
  /^[([]?(?:omitted|dropped|base(?:line)?|ref(?:erence|\.)?(?: (?:category|group))?|collinear|n\.?s\.?|基准组?|参照组|省略)[)\]]?$/iu;

const unreadOf = (cell: ReadCell): UnreadBecause => (cell.kind === "unread" ? cell.because : "words");

/** `object` without what is undefined, so that it hides nothing beneath it. */
const defined = <T extends object>(object: T): Partial<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
