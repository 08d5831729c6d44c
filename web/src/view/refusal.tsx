/** Why something could not be made, and what repairs it. */

import type { Failure } from "../protocol.js";
import { shownCode } from "../state/code.js";
import { undoes } from "../state/history.js";
import { history, undo } from "../state/live.js";
import { margin, sheet } from "../state/seen.js";
import { language } from "../state/session.js";
import { paperWords as words } from "../words/paper.js";

export function Refusal({ failure }: { readonly failure: Failure }) {
  const spoken = language.value;
  const line = lineOf(failure.message);
  return (
    <div class="warning" role="alert">
      <p>{failure.message}</p>
      <p class="actions">
        {undoes(history.value) !== null && (
          <button type="button" onClick={undo}>
            {words.undoThis[spoken]}
          </button>
        )}
        {line !== null && (
          <button type="button" onClick={() => goToLine(line)}>
            {words.toLine[spoken]}
          </button>
        )}
      </p>
    </div>
  );
}

/** The line a message names: `study.yaml:12: ...`, `study.yaml line 12`. */
export const lineOf = (message: string): number | null => {
  const found = /study\.yaml(?::| line )(\d+)/.exec(message);
  return found === null ? null : Number(found[1]);
};

/** Shows a line of the study, selected. */
export function goToLine(line: number): void {
  margin.value = "study";
  shownCode.value = "study";
  sheet.value = "choices";
  requestAnimationFrame(() => {
    const area = document.querySelector<HTMLTextAreaElement>("textarea.study");
    if (area === null) return;
    const lines = area.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    area.focus();
    area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    area.scrollTop = ((line - 4) * area.scrollHeight) / lines.length;
  });
}
