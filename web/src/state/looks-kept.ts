/** The looks of this study, kept on this machine, and whether estimates are covered. */
import { computed, signal } from "@preact/signals";
import { exhibits } from "./exhibits.js";
import { estimatesIn, type Look, looked, reportedIn, reportedKeys, type Shown } from "./looks.js";
import { keepLooks } from "./storage.js";

export const looks = signal<readonly Look[]>([]);
/** Whether estimates of the treatment are covered, until the choices are made. */
export const isBlind = signal(false);

/** What the study reports as it stands. */
export const reported = computed(() =>
  reportedKeys([...exhibits.value.values()].flatMap(({ status, findings }) => (status === "current" ? findings : []))),
);
export const counts = computed(() => ({
  looked: estimatesIn(looks.value),
  reported: reportedIn(looks.value, reported.value),
}));

/** Notes findings that are shown; while they are covered nothing is. */
export function recordLooks(findings: readonly Shown[], what: string, exhibit?: string): void {
  if (isBlind.value) return;
  const next = looked(looks.value, findings, what, exhibit);
  if (next === looks.value) return;
  looks.value = next;
  keepLooks(next);
}

/** Covers the estimates; uncovers them, which is a line of the list. */
export function setBlind(blind: boolean, what: string): void {
  if (blind === isBlind.value) return;
  isBlind.value = blind;
  if (blind) return;
  looks.value = [...looks.value, { what, finding: null }];
  for (const { findings, status } of exhibits.value.values()) if (status === "current") recordLooks(findings, what);
  keepLooks(looks.value);
}

export function forgetLooks(): void {
  looks.value = [];
  isBlind.value = false;
}
