/** A table of the report: three lines, numbers that can be copied unrounded. */
import { type Cell, spannedColumns, type TableModel } from "../../../src/report/table-model.js";

export function TableView({ id, table }: { readonly id: string; readonly table: TableModel }) {
  const spans = (table.spans ?? []).length > 0 ? spannedColumns(table) : [];
  const lines = Math.max(0, ...table.heads.map((head) => head.length));
  return (
    <figure id={id} class="table">
      {/* biome-ignore lint/a11y: what scrolls sideways must be reached by the keyboard; a section would be one more heading */}
      <div class="scroll" tabIndex={0} role="region" aria-label={table.title}>
        <table>
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
                {line === 0 ? (
                  <th scope="col" rowSpan={lines}>
                    {table.stub}
                  </th>
                ) : null}
                {table.heads.map((head, c) => (
                  <th key={c} scope="col">
                    {head[line] ?? ""}
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.rows.map((row, r) => (
              <tr key={r} class={row.ruleAbove ? "rule" : ""}>
                <th scope="row" class={row.heading ? "group" : row.inset ? "inset" : ""}>
                  {row.label}
                </th>
                {row.cells.map((cell, c) => (
                  <td key={c}>
                    <CellView cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption>
        {table.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </figcaption>
    </figure>
  );
}

function CellView({ cell }: { readonly cell: Cell }) {
  switch (cell.kind) {
    case "number":
      return (
        <span title={String(cell.value)}>
          {cell.open}
          {cell.text}
          {cell.close}
        </span>
      );
    case "text":
      return <>{cell.text}</>;
    case "empty":
      return null;
  }
}
