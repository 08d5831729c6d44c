/** The contents: every exhibit of the paper, in its order. */
import type { Block } from "../../../src/report/page/page.js";
import { exhibits, isAppendix } from "../state/exhibits.js";
import { sheet } from "../state/seen.js";
import { language } from "../state/session.js";
import { pageWords as words } from "../words/page.js";

export function Contents() {
  const spoken = language.value;
  const lines = [...exhibits.value.values()].flatMap(({ blocks }) => blocks.flatMap(lineOf));
  if (lines.length === 0) return null;
  const inOrder = [...lines.filter(({ id }) => !isAppendix(id)), ...lines.filter(({ id }) => isAppendix(id))];
  return (
    <section class="contents" aria-label={words.contents[spoken]}>
      <h2>{words.contents[spoken]}</h2>
      <ol>
        {inOrder.map(({ id, title }) => (
          <li key={id}>
            <button type="button" title={title} onClick={() => show(id)}>
              {title}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface Line {
  readonly id: string;
  readonly title: string;
}

const lineOf = (block: Block): readonly Line[] =>
  block.kind === "table"
    ? [{ id: block.id, title: block.table.title }]
    : block.kind === "figure"
      ? [{ id: block.id, title: block.caption }]
      : [];

function show(id: string): void {
  sheet.value = null;
  document.getElementById(id)?.scrollIntoView({ block: "start" });
}
