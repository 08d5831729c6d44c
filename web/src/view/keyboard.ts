/** Keys of the whole page. While an input method composes, and where text is typed, no letter is a command. */

import { exhibits } from "../state/exhibits.js";
import { here } from "../state/here.js";
import { redoes, undoes } from "../state/history.js";
import { history, redo, undo } from "../state/live.js";
import { pin } from "../state/pinned.js";
import { hasLetters, isHelping, opened, say, selected, sheet } from "../state/seen.js";
import { isEmpty, language, text } from "../state/session.js";
import { pageWords as words } from "../words/page.js";

const REGIONS = [".left", ".tools-row", "main", ".right", ".foot"];

export function hearKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const does = commandOf(event);
    if (does === undefined) return;
    event.preventDefault();
    does();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (opened.value !== null && !(target as Element).closest(".choice")) opened.value = null;
  });
}

function commandOf(event: KeyboardEvent): (() => void) | undefined {
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) {
    const letter = key.toLowerCase();
    if (letter === "z") return shiftKey ? again : back;
    if (letter === "y") return again;
    if (letter === "s" && text.value !== null) return () => void import("./save.js").then((save) => save.saveNow());
    if (letter === "k" && !isEmpty.value) return toLine;
    return undefined;
  }
  if (key === "F6") return () => nextRegion(shiftKey ? -1 : 1);
  if (key === "Escape") return opened.value === null && sheet.value === null && !isHelping.value ? undefined : close;
  const isTyped = (event.target as Element).closest?.("input, textarea, select") !== null;
  if (isTyped || event.altKey || !hasLetters.value) return undefined;
  return LETTERS[key];
}

const LETTERS: Readonly<Record<string, () => void>> = {
  p: () => here.value !== null && pin(here.value.stage.name),
  "/": () => document.querySelector<HTMLElement>(".find, .column[tabindex='0']")?.focus(),
  "[": () => step(-1),
  "]": () => step(1),
  "?": () => {
    isHelping.value = !isHelping.value;
  },
};

function back(): void {
  const what = undoes(history.value);
  if (what !== null) say(words.undoes[language.value](what));
  undo();
}

function again(): void {
  const what = redoes(history.value);
  if (what !== null) say(words.redoes[language.value](what));
  redo();
}

function close(): void {
  opened.value = null;
  sheet.value = null;
  isHelping.value = false;
}

/** Selects the exhibit before or after, and brings it into sight: a press asked for that. */
function step(by: number): void {
  const stages = [...exhibits.value.keys()];
  if (stages.length === 0) return;
  const at = stages.indexOf(here.value?.stage.name ?? "");
  const stage = stages[(at + by + stages.length) % stages.length]!;
  selected.value = { stage, column: 0 };
  document.querySelector(`[data-stage="${CSS.escape(stage)}"]`)?.scrollIntoView({ block: "nearest" });
}

/** To the place of a pasted line; on a narrow page the data are shown for it. */
function toLine(): void {
  sheet.value = "data";
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".line textarea")?.focus());
}

const FOCUSABLE = "button:not([disabled]), input, [tabindex='0'], textarea";

/** The first thing in each region that is in sight and takes the focus. */
function nextRegion(by: number): void {
  const regions = REGIONS.flatMap((name) => {
    const region = document.querySelector<HTMLElement>(name);
    const first = [...(region?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].find((one) =>
      one.checkVisibility({ visibilityProperty: true }),
    );
    return first === undefined ? [] : [{ region: region!, first }];
  });
  const at = regions.findIndex(({ region }) => region.contains(document.activeElement));
  const from = at < 0 && by < 0 ? 0 : at;
  regions[(from + by + regions.length) % regions.length]?.first.focus();
}
