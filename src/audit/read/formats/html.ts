/**
 * Tables of HTML, read as a browser does: tags that are left open are closed by the next, text between is text. Captions, notes in the foot,
 * in the figure's caption and in paragraphs after. Runs nothing, fetches nothing. One pass.
 */
import type { Grid, GridSpan } from "../../grid.js";
import { decodeEntities } from "./entities.js";
import { gridOf, isCaption, MOST_COLUMNS, MOST_ROWS, malformed, notesAmong, requireFew } from "./read-grid.js";

interface OpenTable {
  readonly rows: string[][];
  readonly spans: GridSpan[];
  readonly notes: string[];
  caption: string;
  headRows: number;
  /** Where the text between tags goes. */
  into: "cell" | "caption" | "none";
  inHead: boolean;
  inFoot: boolean;
  /** Rows of the foot, which may stand before the body. */
  readonly foot: Set<number>;
  column: number;
  text: string[];
  span: number;
  rowSpan: number;
  /** Cells of rows above that reach into the rows to come: by column, how many rows more. */
  readonly reaching: number[];
}

const TAG = /<(?:!--|(\/?)([a-z][a-z0-9]*)((?:\s|\/)[^<>]*)?>)/giu;
const DEEPEST = 32;
/** Paragraphs after a table that are kept. */
const MOST_AFTER = 12;

/** The grids in `html`. Throws DataError `table_syntax`, `table_size`. */
export function htmlGrids(html: string, where: string): Grid[] {
  return new HtmlReader(html, where).read();
}

class HtmlReader {
  private readonly done: { readonly table: OpenTable; readonly after: string[] }[] = [];
  private readonly open: OpenTable[] = [];
  /** Text outside tables, from the last block on. */
  private loose: string[] = [];
  private lastParagraph = "";
  private inFigcaption = false;
  private skipped: string | null = null;

  constructor(
    private readonly html: string,
    private readonly where: string,
  ) {}

  read(): Grid[] {
    const { html } = this;
    TAG.lastIndex = 0;
    let at = 0;
    for (let match = TAG.exec(html); match !== null; match = TAG.exec(html)) {
      if (this.skipped === null) this.text(html.slice(at, match.index));
      at = TAG.lastIndex;
      if (match[2] === undefined) {
        const end = html.indexOf("-->", at);
        at = end < 0 ? html.length : end + 3;
        TAG.lastIndex = at;
        if (end < 0) break;
        continue;
      }
      this.tag(match[2].toLowerCase(), match[1] === "/", match[3] ?? "");
    }
    if (this.skipped === null) this.text(html.slice(at));
    while (this.open.length > 0) this.endTable();
    this.endParagraph();
    requireFew(this.done.length, this.where);
    return this.done.map(({ table, after }, t) => {
      const place = `${this.where}, HTML table ${t + 1}`;
      const caption = table.caption.trim();
      return gridOf(place, {
        title: caption === "" ? null : caption,
        ...footLast(table),
        headRows: table.headRows > 0 ? table.headRows : null,
        notes: [...table.notes, ...notesAmong(after)],
      });
    });
  }

  private text(text: string): void {
    if (text === "") return;
    const table = this.open.at(-1);
    if (table === undefined) this.loose.push(text);
    else if (table.into !== "none") table.text.push(text);
  }

  private tag(name: string, isEnd: boolean, attributes: string): void {
    if (this.skipped !== null) {
      if (isEnd && name === this.skipped) this.skipped = null;
      return;
    }
    if (!isEnd && (name === "script" || name === "style" || name === "template")) {
      this.skipped = name;
      return;
    }
    const table = this.open.at(-1);
    if (name === "table") {
      if (isEnd) this.endTable();
      else this.beginTable();
    } else if (table === undefined) {
      if (BLOCKS.has(name)) this.endParagraph();
      if (name === "figcaption") this.inFigcaption = !isEnd;
    } else this.within(table, name, isEnd, attributes);
  }

  private beginTable(): void {
    this.endParagraph();
    if (this.open.length >= DEEPEST) {
      throw malformed(this.where, `tables stand within each other more than ${DEEPEST} deep`, "give the tables alone", {
        expected: DEEPEST,
      });
    }
    this.open.push({
      rows: [],
      spans: [],
      notes: [],
      caption: isCaption(this.lastParagraph) ? this.lastParagraph : "",
      headRows: 0,
      into: "none",
      inHead: false,
      inFoot: false,
      foot: new Set(),
      column: 0,
      text: [],
      span: 1,
      rowSpan: 1,
      reaching: [],
    });
    this.lastParagraph = "";
  }

  private endTable(): void {
    const table = this.open.pop();
    if (table === undefined) return;
    this.endCell(table);
    this.done.push({ table, after: [] });
  }

  private within(table: OpenTable, name: string, isEnd: boolean, attributes: string): void {
    if (name === "caption") {
      if (isEnd) {
        table.caption = plain(table.text);
        table.into = "none";
      } else Object.assign(table, { into: "caption", text: [] });
    } else if (name === "thead" || name === "tbody" || name === "tfoot") {
      this.endCell(table);
      table.inHead = name === "thead" && !isEnd;
      table.inFoot = name === "tfoot" && !isEnd;
    } else if (name === "tr") {
      this.endCell(table);
      if (!isEnd) this.beginRow(table);
    } else if (name === "td" || name === "th") {
      this.endCell(table);
      if (!isEnd) this.beginCell(table, attributes);
    } else if (name === "br" || BLOCKS.has(name)) this.text(" ");
  }

  private beginRow(table: OpenTable): void {
    table.rows.push([]);
    if (table.rows.length > MOST_ROWS) {
      throw malformed(
        this.where,
        `a table has more than ${MOST_ROWS} rows`,
        "give the table as printed, not the data behind it",
        { expected: MOST_ROWS },
      );
    }
    if (table.inFoot) table.foot.add(table.rows.length - 1);
    if (table.inHead) table.headRows = table.rows.length;
    table.column = 0;
    for (const c of table.reaching.keys()) if (table.reaching[c]! > 0) table.reaching[c]!--;
  }

  private beginCell(table: OpenTable, attributes: string): void {
    if (table.rows.length === 0) this.beginRow(table);
    // a cell of a row above reaches into this one
    while ((table.reaching[table.column] ?? 0) > 0) table.rows.at(-1)![table.column++] = "";
    table.span = numberOf(attributes, "colspan");
    table.rowSpan = numberOf(attributes, "rowspan");
    table.into = "cell";
    table.text = [];
  }

  private endCell(table: OpenTable): void {
    if (table.into !== "cell") return;
    table.into = "none";
    const row = table.rows.at(-1)!;
    row[table.column] = plain(table.text);
    if (table.span > 1) table.spans.push({ row: table.rows.length - 1, column: table.column, columns: table.span });
    for (let k = 0; k < table.span; k++) {
      if (k > 0) row[table.column + k] = "";
      if (table.rowSpan > 1) table.reaching[table.column + k] = table.rowSpan;
    }
    table.column += table.span;
  }

  /** Ends a paragraph outside tables: a note of the table before, or the caption of the next. */
  private endParagraph(): void {
    const text = plain(this.loose);
    this.loose = [];
    if (text === "") return;
    this.lastParagraph = text;
    const last = this.done.at(-1);
    if (last === undefined || last.after.length >= MOST_AFTER) return;
    if (this.inFigcaption) last.table.notes.push(text);
    else last.after.push(text);
  }
}

/** Rows with those of the foot after all others. */
function footLast({ rows, spans, foot }: OpenTable): Pick<OpenTable, "rows" | "spans"> {
  if (foot.size === 0) return { rows, spans };
  const order = [...rows.keys()].sort((a, b) => Number(foot.has(a)) - Number(foot.has(b)) || a - b);
  const at = new Map(order.map((row, k) => [row, k]));
  return { rows: order.map((row) => rows[row]!), spans: spans.map((span) => ({ ...span, row: at.get(span.row)! })) };
}

const BLOCKS = new Set([
  "p",
  "div",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "li",
  "ul",
  "ol",
  "section",
  "article",
  "figure",
  "figcaption",
  "body",
  "pre",
]);

/** `colspan="3"`: from 1 to as many as a table has columns. */
function numberOf(attributes: string, name: string): number {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']?\\s*(\\d{1,5})`, "iu").exec(attributes.slice(0, 2000));
  return match === null ? 1 : Math.min(Math.max(1, Number(match[1])), MOST_COLUMNS);
}

const plain = (parts: readonly string[]): string => decodeEntities(parts.join("")).replace(/\s+/gu, " ").trim();
