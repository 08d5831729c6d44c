/** Keys of the whole page. While an input method composes, and where text is typed, no letter is a command. */

import { exhibits } from "../state/exhibits.js";
import { here } from "../state/here.js";
import { redoes, undoes } from "../state/history.js";
import { history, redo, undo } from "../state/live.js";
import { pin } from "../state/pinned.js";
import { hasLetters, isHelping, opened, say, selected, sheet } from "../state/seen.js";
import { language } from "../state/session.js";
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

function nextRegion(by: number): void {
  const regions = REGIONS.flatMap((name) => {
    const region = document.querySelector<HTMLElement>(name);
    return region !== null && region.offsetParent !== null ? [region] : [];
  });
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + by + regions.length) % regions.length];
  next?.querySelector<HTMLElement>("button:not([disabled]), input, [tabindex='0'], textarea")?.focus();
}
