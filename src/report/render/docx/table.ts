/**
 * A table model as a three-line table of Word: thick rules above and below, one under the heading, thin ones
 * where the model has them; a cell a number, aligned on its point by a decimal tab stop; the heading is repeated on
 * every page. The caption stands above in the Caption style, notes beneath.
 */
import {
  AlignmentType,
  BorderStyle,
  type IBorderOptions,
  type IParagraphOptions,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  VerticalAlignTable,
  WidthType,
} from "docx";
import { forDocuments } from "../../present-table.js";
import { type Cell, type ColumnSpan, spannedColumns, type TableModel } from "../../table-model.js";
import { type ColumnSplit, columnSplit, splitNumber } from "../columns.js";
import { CELL_MARGIN, type DocxLayout, docxBlocks, docxLayout } from "./layout.js";
import { CAPTION_STYLE, NOTE_STYLE, textRuns, withMinus } from "./styles.js";

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

/** The caption, as `mark` sets it, the table or blocks of its columns, and the notes. */
export function docxTable(
  given: TableModel,
  mark: (caption: ParagraphChild[]) => ParagraphChild[] = (caption) => caption,
): DocxBlock {
  const table = forDocuments(given);
  const blocks = docxBlocks(table);
  const layouts = blocks.map(docxLayout);
  const caption = new Paragraph({ style: CAPTION_STYLE, children: mark(textRuns(withMinus(table.title))) });
  const notes = table.notes.map((note) => new Paragraph({ style: NOTE_STYLE, children: textRuns(withMinus(note)) }));
  return {
    children: [
      ...(table.title === "" ? [] : [caption]),
      ...blocks.flatMap((block, b) => [
        ...(b === 0 ? [] : [new Paragraph({ children: [] })]),
        grid(block, layouts[b]!, notes.length > 0 || b < blocks.length - 1),
      ]),
      ...notes,
    ],
    across: layouts.some(({ across }) => across),
  };
}

/** Whether `followed`, the last row is kept with what comes after the table. */
function grid(table: TableModel, layout: DocxLayout, followed: boolean): Table {
  const spans = spannedColumns(table);
  const hasSpans = spans.some(({ label }) => label !== "");
  const headLines = Math.max(1, ...table.heads.map((head) => head.length));
  const kept = table.rows.length <= ROWS_KEPT;
  const heads = Array.from({ length: headLines }, (_, h) => {
    const last = h === headLines - 1;
    const borders = { ...(h === 0 && !hasSpans ? { top: THICK } : {}), ...(last ? { bottom: MIDDLE } : {}) };
    const cell = (text: string, column: number): TableCell =>
      setCell(wordsIn(text, layout, column), layout, column, borders);
    return new TableRow({
      tableHeader: true,
      cantSplit: true,
      keepNext: true,
      children: [cell(last ? table.stub : "", 0), ...table.heads.map((head, c) => cell(head[h] ?? "", c + 1))],
    });
  });
  const splits = table.heads.map((_, c) => columnSplit(table, c));
  const body = table.rows.map((row, r) => {
    const last = r === table.rows.length - 1;
    const borders = { ...(row.ruleAbove && r > 0 ? { top: THIN } : {}), ...(last ? { bottom: THICK } : {}) };
    return new TableRow({
      cantSplit: true,
      keepNext: kept && (!last || followed),
      children: [
        setCell(labelIn(row, layout), layout, 0, borders),
        ...table.heads.map((_, c) => setCell(content(row.cells[c], splits[c]!, layout, c), layout, c + 1, borders)),
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
): TableCell {
  return new TableCell({
    width: { size: widths[column]!, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    borders,
    children: [new Paragraph(paragraph)],
  });
}

/** Words in the middle of their column; labels and columns of long texts to the left. `column` counts from the labels. */
function wordsIn(text: string, { size, long }: DocxLayout, column: number): IParagraphOptions {
  const left = column === 0 || long[column - 1] === true;
  return {
    alignment: left ? AlignmentType.LEFT : AlignmentType.CENTER,
    children: textRuns(withMinus(text), { size }),
    run: { size },
  };
}

/** A label: in italics where it heads rows, set in beneath such a heading. */
function labelIn({ label, heading, inset }: TableModel["rows"][number], layout: DocxLayout): IParagraphOptions {
  const words = wordsIn(label, layout, 0);
  if (inset === true) return { ...words, indent: { left: INSET } };
  return heading === true
    ? { ...words, children: textRuns(withMinus(label), { size: layout.size, italics: true }) }
    : words;
}

/** A number stands by a decimal tab stop that puts the widest in the middle of column `c`. */
function content(cell: Cell | undefined, split: ColumnSplit, layout: DocxLayout, c: number): IParagraphOptions {
  if (cell === undefined || cell.kind === "empty") return wordsIn("", layout, c + 1);
  if (cell.kind === "text") return wordsIn(cell.text, layout, c + 1);
  const { size } = layout;
  const stars = /^(.*?)(\*+)$/.exec(cell.close);
  const children = [
    ...textRuns(withMinus(`${cell.open}${cell.text}${stars?.[1] ?? cell.close}`), { size }),
    ...textRuns(stars?.[2] ?? "", { size, superScript: true }),
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
