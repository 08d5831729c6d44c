/** The columns that are pinned. */
import { signal } from "@preact/signals";
import { exhibits } from "./exhibits.js";
import { type Pin, pinOf } from "./pins.js";
import { selected } from "./seen.js";

export const pins = signal<readonly Pin[]>([]);

/** Pins the selected column of the table of `stage`. */
export function pin(stage: string): void {
  const block = exhibits.value.get(stage)?.blocks.find(({ kind }) => kind === "table");
  if (block?.kind !== "table") return;
  const column = selected.value?.stage === stage ? selected.value.column : 0;
  pins.value = [...pins.value, pinOf(stage, block.table, column, pins.value)];
}

export function unpin(name: string): void {
  pins.value = pins.value.filter((one) => one.name !== name);
}

/** Moves a pin before the one in front of it. */
export function forward(name: string): void {
  const at = pins.value.findIndex((one) => one.name === name);
  if (at < 1) return;
  const next = [...pins.value];
  [next[at - 1], next[at]] = [next[at]!, next[at - 1]!];
  pins.value = next;
}
