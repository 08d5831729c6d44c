/** Blocks of the report as the page shows them. */
import type { Block } from "../../../src/report/page/page.js";
import { withMinus } from "../../../src/report/render/minus.js";
import { DrawingView } from "./drawing.js";
import { TableView } from "./table.js";

export function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return <p>{withMinus(block.text)}</p>;
    case "heading":
      return <h3>{block.text}</h3>;
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{withMinus(item)}</li>
          ))}
        </ul>
      );
    case "facts":
      return (
        <dl>
          {block.rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{withMinus(value)}</dd>
            </div>
          ))}
        </dl>
      );
    case "code":
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case "warning":
      return (
        <div class="warning">
          <p>
            <strong>{block.title}</strong>
          </p>
          <p>{withMinus(block.text)}</p>
        </div>
      );
    case "table":
      return <TableView id={block.id} table={block.table} />;
    case "figure":
      return (
        <figure id={block.id}>
          <div class="caption">{block.caption}</div>
          <DrawingView kind="wide" svg={block.drawing.wide} />
          <DrawingView kind="narrow" svg={block.drawing.narrow} />
          <figcaption>
            {block.notes.map((note) => (
              <p key={note}>{withMinus(note)}</p>
            ))}
          </figcaption>
        </figure>
      );
  }
}
