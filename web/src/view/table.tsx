/** A table of the report: three lines; a number pressed copies itself unrounded, a heading pressed selects its column. */
import { type ColumnSplit, columnSplit, proseColumns, splitNumber } from "../../../src/report/render/columns.js";
import { withMinus } from "../../../src/report/render/minus.js";
import { type Cell, spannedColumns, type TableModel } from "../../../src/report/table-model.js";
import { formerCells } from "../state/cells.js";
import { CellView, copyNumber, moveWithin } from "./cell.js";

export interface TableProps {
  readonly id: string;
  readonly table: TableModel;
  /** The table before the last change. */
  readonly before?: TableModel | undefined;
  /** The column that is selected, and what selects one; columns from `live` on are pins. */
  readonly column?: number | null;
  readonly select?: ((column: number) => void) | undefined;
  readonly live?: number;
}

/** Tables of more columns than this stand closer together. */
const USUAL_COLUMNS = 7;

export function TableView({ id, table, before, column = null, select, live = table.heads.length }: TableProps) {
  const spans = (table.spans ?? []).length > 0 ? spannedColumns(table) : [];
  const lines = Math.max(1, ...table.heads.map((head) => head.length));
  const splits = table.heads.map((_, c) => columnSplit(table, c));
  const isProse = proseColumns(table);
  const former = formerCells(table, before);
  const classOf = (c: number): string =>
    [c === column && "chosen", c >= live && "pinned", isProse[c] && "long"].filter(Boolean).join(" ");
  const head = (c: number, line: number) => {
    const text = table.heads[c]![line] ?? "";
    const isLast = line === lines - 1;
    if (!isLast) return <td class={classOf(c)}>{text}</td>;
    const isChoice = select !== undefined && c < live;
    return (
      <th scope="col" class={classOf(c)}>
        {isChoice ? (
          <button type="button" class="head" aria-pressed={c === column} onClick={() => select(c)}>
            {text === "" ? `(${c + 1})` : text}
          </button>
        ) : (
          text
        )}
      </th>
    );
  };
  return (
    <figure id={id} class="table">
      {/* biome-ignore lint/a11y: what scrolls sideways must be reached by the keyboard; a section would be one more heading */}
      <div class="scroll" tabIndex={0} role="region" aria-label={table.title}>
        <table class={table.heads.length > USUAL_COLUMNS ? "dense" : ""} onClick={copyNumber} onKeyDown={moveWithin}>
          <caption>{table.title}</caption>
          <thead>
            {spans.length > 0 && (
              <tr>
                <td />
                {spans.map(({ label, from, to }) => (
                  <th key={from} colSpan={to - from + 1} scope="colgroup" class={label === "" ? "" : "span"}>
                    {label}
                  </th>
                ))}
              </tr>
            )}
            {Array.from({ length: lines }, (_, line) => (
              <tr key={line}>
                {line === lines - 1 ? <th scope="col">{table.stub}</th> : <td />}
                {table.heads.map((_, c) => head(c, line))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.rows.map((row, r) =>
              row.heading === true ? (
                <tr key={r} class={row.ruleAbove && r > 0 ? "rule" : ""}>
                  <th scope="rowgroup" class="group" colSpan={table.heads.length + 1}>
                    {row.label}
                  </th>
                </tr>
              ) : (
                <tr key={r} class={row.ruleAbove && r > 0 ? "rule" : ""}>
                  <RowHead rows={table.rows} r={r} />
                  {table.heads.map((_, c) => (
                    <NumberTd key={c} cell={row.cells[c]} split={splits[c]!} name={classOf(c)} was={former(r, c)} />
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
      <figcaption>
        {table.notes.map((note) => (
          <p key={note}>{withMinus(note)}</p>
        ))}
      </figcaption>
    </figure>
  );
}

interface NumberTdProps {
  readonly cell: Cell | undefined;
  readonly split: ColumnSplit;
  readonly name: string;
  readonly was: string | null;
}

function NumberTd({ cell, split, name, was }: NumberTdProps) {
  const number = cell?.kind === "number" ? { "data-value": String(cell.value), tabIndex: -1 } : {};
  return (
    <td class={name} {...number}>
      {was !== null && <small class="was">{was.replace(/-/g, "\u2212")}</small>}
      {cell !== undefined && (
        <CellView cell={cell} split={cell.kind === "number" ? splitNumber(cell, split) : ""} widths={split} />
      )}
    </td>
  );
}

/** The label of a row, over the unlabelled rows beneath it. */
function RowHead({ rows, r }: { readonly rows: TableModel["rows"]; readonly r: number }) {
  const { label, inset } = rows[r]!;
  if (r > 0 && label === "") return null;
  const next = rows.findIndex((row, i) => i > r && row.label !== "");
  return (
    <th scope="row" class={inset === true ? "inset" : ""} rowSpan={(next < 0 ? rows.length : next) - r}>
      {label}
    </th>
  );
}
