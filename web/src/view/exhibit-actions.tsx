/** What can be done with an exhibit: pin, copy, its files, move, remove. */
import type { Block } from "../../../src/report/page/page.js";
import type { TableModel } from "../../../src/report/table-model.js";
import { moveStage, removeStage } from "../state/arrange.js";
import { isBlind } from "../state/looks-kept.js";
import { forward, pin, pins, unpin } from "../state/pinned.js";
import { language } from "../state/session.js";
import { paperWords as words } from "../words/paper.js";
import { copyTable } from "./copy-table.js";
import { ExhibitFiles } from "./exhibit-files.js";

interface ExhibitActionsProps {
  readonly stage: string;
  readonly blocks: readonly Block[];
  readonly isCurrent: boolean;
}

export function ExhibitActions({ stage, blocks, isCurrent }: ExhibitActionsProps) {
  const spoken = language.value;
  const tables = blocks.flatMap((block): TableModel[] => (block.kind === "table" ? [block.table] : []));
  const mine = pins.value.filter((one) => one.stage === stage);
  const button = (name: string, does: () => void, isOff = false) => (
    <button type="button" key={name} disabled={isOff} onClick={does}>
      {name}
    </button>
  );
  return (
    <fieldset class="actions" aria-label={stage}>
      {tables.length > 0 && button(words.pin[spoken], () => pin(stage))}
      {tables.length > 0 && button(words.copy[spoken], () => void copyTable(tables[0]!), isBlind.value)}
      {blocks.map((block) => (
        <ExhibitFiles
          key={"id" in block ? block.id : ""}
          stage={stage}
          block={block}
          isCurrent={isCurrent && !isBlind.value}
        />
      ))}
      {button(words.up[spoken], () => void moveStage(stage, -1))}
      {button(words.down[spoken], () => void moveStage(stage, 1))}
      {button(words.remove[spoken], () => void removeStage(stage))}
      {mine.map(({ name }) => button(words.unpin[spoken](name), () => unpin(name)))}
      {mine.length > 1 && button(`${mine.at(-1)!.name} \u2190`, () => forward(mine.at(-1)!.name))}
    </fieldset>
  );
}
