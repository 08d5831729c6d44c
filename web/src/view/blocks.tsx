/** Blocks of the report as the page shows them. */
import type { Block } from "../../../src/report/page/page.js";
import { trusted } from "../trusted.js";
import { TableView } from "./table.js";

export function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return <p>{block.text}</p>;
    case "heading":
      return <h3>{block.text}</h3>;
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case "facts":
      return (
        <dl>
          {block.rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
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
          <p>{block.text}</p>
        </div>
      );
    case "table":
      return <TableView id={block.id} table={block.table} />;
    case "figure":
      return (
        <figure id={block.id}>
          <div class="caption">{block.caption}</div>
          <div
            class="drawing wide"
            dangerouslySetInnerHTML={{ __html: trusted.createHTML(block.drawing.wide) as string }}
          />
          <div
            class="drawing narrow"
            dangerouslySetInnerHTML={{ __html: trusted.createHTML(block.drawing.narrow) as string }}
          />
          <figcaption>
            {block.notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </figcaption>
        </figure>
      );
  }
}
