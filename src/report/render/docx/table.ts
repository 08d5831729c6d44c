/**
 * A table model as a three-line table of Word: thick rules above and below, one under the heading, thin ones
 * where the model has them; a cell a number, aligned on its point by a decimal tab stop; the heading is repeated on
 * every page. The caption stands above in the Caption style, notes beneath.
 */
import {
  AlignmentType,
  BorderStyle,
  type IBorderOptions,
  InternalHyperlink,
  type IParagraphOptions,
  Paragraph,
  type ParagraphChild,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  VerticalAlignTable,
  WidthType,
} from "docx";
import { forDocuments } from "../../present-table.js";
import {
  type Cell,
  type ColumnSpan,
  spannedColumns,
  type Mark as TableMark,
  type TableModel,
} from "../../table-model.js";
import { type ColumnSplit, columnSplit, splitNumber } from "../columns.js";
import { marksAsText } from "../marks.js";
import { CELL_MARGIN, type DocxLayout, docxBlocks, docxLayout } from "./layout.js";
import { bookmarkName, CAPTION_STYLE, GRADE_COLORS, NOTE_STYLE, textRuns, withMinus } from "./styles.js";

/** Parts of a document that belong together, and whether their page lies across. */
export interface DocxBlock {
  readonly children: readonly (Paragraph | Table)[];
  readonly across: boolean;
}

/** Widths of rules in eighths of a point. */
const THICK: IBorderOptions = { style: BorderStyle.SINGLE, size: 12, color: "000000" };
const MIDDLE: IBorderOptions = { style: BorderStyle.SINGLE, size: 6, color: "000000" };
const THIN: IBorderOptions = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const NONE: IBorderOptions = { style: BorderStyle.NIL };
/** Twips a label beneath a heading is set in. */
const INSET = 200;
/** A table of more rows than this may break between pages. */
const ROWS_KEPT = 45;

/** Puts a bookmark round parts of a paragraph. */
export type Mark = (id: string, children: readonly ParagraphChild[]) => ParagraphChild[];

/** Where a table stands in a document: what links lead to it by, and what bookmarks are put by. */
export interface DocxPlace {
  readonly id: string;
  readonly mark: Mark;
}

/** The caption, the table or blocks of its columns, and the notes; alone its marks are no links. */
export function docxTable(given: TableModel, place: DocxPlace | null = null): DocxBlock {
  const table = forDocuments(given);
  const blocks = docxBlocks(table);
  const layouts = blocks.map(docxLayout);
  const title = [...textRuns(withMinus(table.title)), ...markRuns(table.marks, place)];
  const caption = new Paragraph({
    style: CAPTION_STYLE,
    children: place === null ? title : place.mark(place.id, title),
  });
  const notes = table.notes.map((note) => new Paragraph({ style: NOTE_STYLE, children: textRuns(withMinus(note)) }));
  return {
    children: [
      ...(table.title === "" ? [] : [caption]),
      ...blocks.flatMap((block, b) => [
        ...(b === 0 ? [] : [new Paragraph({ children: [] })]),
        grid(block, layouts[b]!, notes.length > 0 || b < blocks.length - 1, place),
      ]),
      ...notes,
    ],
    across: layouts.some(({ across }) => across),
  };
}

/** Whether `followed`, the last row is kept with what comes after the table. */
function grid(table: TableModel, layout: DocxLayout, followed: boolean, place: DocxPlace | null): Table {
  const spans = spannedColumns(table);
  const hasSpans = spans.some(({ label }) => label !== "");
  const headLines = Math.max(1, ...table.heads.map((head) => head.length));
  const kept = table.rows.length <= ROWS_KEPT;
  const heads = Array.from({ length: headLines }, (_, h) => {
    const last = h === headLines - 1;
    const borders = { ...(h === 0 && !hasSpans ? { top: THICK } : {}), ...(last ? { bottom: MIDDLE } : {}) };
    const cell = (text: string, column: number): TableCell => {
      const marks = last ? table.headMarks?.[column - 1] : undefined;
      return setCell(wordsIn(text, layout, column, markRuns(marks, place)), layout, column, borders);
    };
    return new TableRow({
      tableHeader: true,
      cantSplit: true,
      keepNext: true,
      children: [cell(last ? table.stub : "", 0), ...table.heads.map((head, c) => cell(head[h] ?? "", c + 1))],
    });
  });
  const spelled = marksAsText(table);
  const splits = table.heads.map((_, c) => columnSplit(spelled, c));
  const body = table.rows.map((row, r) => {
    const last = r === table.rows.length - 1;
    const borders = { ...(row.ruleAbove && r > 0 ? { top: THIN } : {}), ...(last ? { bottom: THICK } : {}) };
    return new TableRow({
      cantSplit: true,
      keepNext: kept && (!last || followed),
      children: [
        setCell(labelIn(row, layout, markRuns(row.marks, place)), layout, 0, borders),
        ...table.heads.map((_, c) => {
          const cell = row.cells[c];
          const words = content(cell, splits[c]!, layout, c, markRuns(cell?.marks, place));
          return setCell(words, layout, c + 1, borders, cell?.marks);
        }),
      ],
    });
  });
  return new Table({
    alignment: AlignmentType.CENTER,
    layout: TableLayoutType.FIXED,
    width: { size: layout.widths.reduce((total, width) => total + width, 0), type: WidthType.DXA },
    columnWidths: layout.widths,
    margins: { left: CELL_MARGIN, right: CELL_MARGIN, top: 15, bottom: 15, marginUnitType: WidthType.DXA },
    borders: { top: THICK, bottom: THICK, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE },
    rows: [...(hasSpans ? [spanRow(spans, layout)] : []), ...heads, ...body],
  });
}

/** Merged cells over the columns of each span, a rule beneath. */
function spanRow(spans: readonly ColumnSpan[], layout: DocxLayout): TableRow {
  const empty = setCell(wordsIn("", layout, 0), layout, 0, { top: THICK });
  const cells = spans.map(({ label, from, to }) => {
    const width = layout.widths.slice(from, to + 1).reduce((sum, own) => sum + own, 0);
    return new TableCell({
      columnSpan: to - from + 1,
      width: { size: width, type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      borders: { top: THICK, ...(label === "" ? {} : { bottom: THIN }) },
      children: [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          children: textRuns(withMinus(label), { size: layout.size }),
          run: { size: layout.size },
        }),
      ],
    });
  });
  return new TableRow({ tableHeader: true, cantSplit: true, keepNext: true, children: [empty, ...cells] });
}

function setCell(
  paragraph: IParagraphOptions,
  { widths }: DocxLayout,
  column: number,
  borders: Readonly<Record<string, IBorderOptions>>,
  marks: readonly TableMark[] = [],
): TableCell {
  const gravest = marks.map(({ grade }) => grade).sort((a, b) => a - b)[0];
  return new TableCell({
    ...(gravest === undefined ? {} : { shading: { type: ShadingType.CLEAR, fill: GRADE_COLORS[gravest].fill } }),
    width: { size: widths[column]!, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    borders,
    children: [new Paragraph(paragraph)],
  });
}

/** Words in the middle of their column; labels and columns of long texts to the left. `column` counts from the labels. */
function wordsIn(
  text: string,
  { size, long }: DocxLayout,
  column: number,
  marks: readonly ParagraphChild[] = [],
): IParagraphOptions {
  const left = column === 0 || long[column - 1] === true;
  return {
    alignment: left ? AlignmentType.LEFT : AlignmentType.CENTER,
    children: [...textRuns(withMinus(text), { size }), ...marks],
    run: { size },
  };
}

/** Links to the remarks, raised. */
function markRuns(marks: readonly TableMark[] = [], place: DocxPlace | null): ParagraphChild[] {
  return marks.flatMap(({ text, to, id, grade }, m) => {
    const runs = textRuns(text, { superScript: true, bold: true, color: GRADE_COLORS[grade].text });
    const link =
      place === null ? runs : place.mark(id, [new InternalHyperlink({ anchor: bookmarkName(to), children: runs })]);
    return [...textRuns(m === 0 ? "" : ",", { superScript: true }), ...link];
  });
}

/** A label: in italics where it heads rows, set in beneath such a heading. */
function labelIn(
  { label, heading, inset }: TableModel["rows"][number],
  layout: DocxLayout,
  marks: readonly ParagraphChild[],
): IParagraphOptions {
  const words = wordsIn(label, layout, 0, marks);
  if (inset === true) return { ...words, indent: { left: INSET } };
  return heading === true
    ? { ...words, children: [...textRuns(withMinus(label), { size: layout.size, italics: true }), ...marks] }
    : words;
}

/** A number stands by a decimal tab stop that puts the widest in the middle of column `c`. */
function content(
  cell: Cell | undefined,
  split: ColumnSplit,
  layout: DocxLayout,
  c: number,
  marks: readonly ParagraphChild[],
): IParagraphOptions {
  if (cell === undefined || cell.kind === "empty") return wordsIn("", layout, c + 1, marks);
  if (cell.kind === "text") return wordsIn(cell.text, layout, c + 1, marks);
  const { size } = layout;
  const stars = /^(.*?)(\*+)$/.exec(cell.close);
  const children = [
    ...textRuns(withMinus(`${cell.open}${cell.text}${stars?.[1] ?? cell.close}`), { size }),
    ...textRuns(stars?.[2] ?? "", { size, superScript: true }),
    ...marks,
  ];
  if (typeof splitNumber(cell, split) === "string") return { alignment: AlignmentType.CENTER, children, run: { size } };
  const inner = layout.widths[c + 1]! - 2 * CELL_MARGIN;
  const character = size * 5;
  const position = Math.round(inner / 2 + ((split.before - split.after) / 2) * character);
  return {
    alignment: AlignmentType.LEFT,
    tabStops: [{ type: TabStopType.DECIMAL, position: Math.max(position, 1) }],
    children,
    run: { size },
  };
}
