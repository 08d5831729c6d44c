/**
 * Whether a table needs more than the width of a text column: such tables may take more of a wide window,
 * and stand on landscape pages in print and in Word.
 */
import { displayWidth } from "../render/display-width.js";
import { cellText, type TableModel } from "../table-model.js";

/** Characters that fit beside each other on an upright A4 page in the type of tables. */
const UPRIGHT = 92;
/** A text of more characters breaks into lines of about this many. */
const LINE = 24;
/** Characters between two columns. */
const GAP = 2;

/** True when `table` is wider than an upright page. */
export function isWide(table: TableModel): boolean {
  const stub = widest([table.stub, ...table.rows.map(({ label }) => label)]);
  const columns = table.heads.map((head, c) =>
    widest([...head, ...table.rows.map(({ cells }) => cellText(cells[c] ?? { kind: "empty" }))]),
  );
  return [stub, ...columns].reduce((sum, width) => sum + width + GAP, -GAP) > UPRIGHT;
}

const widest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => Math.min(displayWidth(text), LINE)));
