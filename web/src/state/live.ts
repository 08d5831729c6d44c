/**
 * Changes of the study, live: what a change touches is quiet within a frame, what is cheap is made at once, what is dear waits for a press. A
 * newer change stops an older run. A result never outlives its choices.
 */
import { batch, signal } from "@preact/signals";
import type { Language } from "../../../src/base/messages.js";
import type { Edit, RunPart } from "../protocol.js";
import { type Exhibit, exhibits, running } from "./exhibits.js";
import { type History, NOTHING, redone, stepped, textOf, undone } from "./history.js";
import { forgetLooks, recordLooks } from "./looks-kept.js";
import { CHANGE_MS, OPENING_MS, type Priced, pricesOf, sorted } from "./pricing.js";
import { description, engine, failure, frame, language, reported, text } from "./session.js";
import { keepSession } from "./storage.js";
import { touchedBy } from "./touched.js";

const EMPTY: Exhibit = { status: "quiet", blocks: [], former: [], findings: [], ms: 0 };

export const history = signal<History>(NOTHING);
export interface Taken {
  /** What the change is, in words. */
  readonly what?: string;
  readonly joins?: string;
  /** Keys that were changed; all of the study where they are not known. */
  readonly paths?: readonly Edit["path"][];
  /** A study that is opened: no change of the one before. */
  readonly opens?: boolean;
  /** Milliseconds until it is run. */
  readonly waits?: number;
}

let current: AbortController | undefined;
let pause: ReturnType<typeof setTimeout> | undefined;

/** Takes `next` as the study. */
export function take(next: string, { what = "", joins, paths, opens = false, waits = 0 }: Taken = {}): void {
  if (next === text.value && !opens) return;
  batch(() => {
    history.value = stepped(opens ? NOTHING : history.value, {
      text: next,
      what,
      ...(joins !== undefined && { joins }),
    });
    if (opens) {
      exhibits.value = new Map();
      frame.value = null;
      forgetLooks();
    }
    stand(next, paths);
  });
  schedule(waits, opens);
}

/** `next` stands: what the change touches is quiet from here on. */
function stand(next: string, paths?: readonly Edit["path"][]): void {
  current?.abort();
  text.value = next;
  running.value = null;
  const touched = touchedBy(paths, description.value?.stages ?? []);
  exhibits.value = new Map(
    [...exhibits.value].map(([stage, exhibit]) => {
      const before = { ...exhibit, former: exhibit.status === "current" ? exhibit.blocks : exhibit.former };
      if (touched !== null && !touched.has(stage)) {
        return [stage, exhibit.status === "running" ? { ...exhibit, status: "quiet" } : { ...exhibit, former: [] }];
      }
      return [stage, { ...before, status: "quiet" }];
    }),
  );
  keepSession(history.value);
}

function schedule(waits: number, opens = false): void {
  clearTimeout(pause);
  const go = () => void rerun(opens ? { asked: "all" } : {});
  if (waits === 0) go();
  else pause = setTimeout(go, waits);
}

/** Changes keys of the study. */
export async function change(edits: readonly Edit[], what: string): Promise<void> {
  const before = text.value;
  if (before === null) return;
  await reported(async () => {
    const next = await engine.ask("edit", { text: before, edits });
    take(next, { what, paths: edits.map(({ path }) => path) });
  });
}

const stepTo = (next: History): void => {
  const to = textOf(next);
  if (to === null || to === text.value) return;
  batch(() => {
    history.value = next;
    stand(to);
  });
  schedule(0);
};
export const undo = (): void => stepTo(undone(history.value));
export const redo = (): void => stepTo(redone(history.value));

/** Speaks another language: words change, results do not. */
export function speak(next: Language): void {
  language.value = next;
  if (text.value === null) return;
  stand(text.value);
  schedule(0);
}

/** Stops what runs; what is made stays. */
export function stop(): void {
  current?.abort();
  running.value = null;
  update((exhibit) => (exhibit.status === "running" ? { ...exhibit, status: "waiting" } : exhibit));
}

/** Makes what is not current: as the plan prices it; all of it, or the one stage, where that is asked for. */
export async function rerun({ asked }: { readonly asked?: "all" | string } = {}): Promise<void> {
  current?.abort();
  const control = new AbortController();
  current = control;
  const { signal } = control;
  const study = text.value!;
  await reported(async () => {
    const described = await engine.ask("describe", { text: study });
    if (signal.aborted) return;
    const names = described.stages.map(({ name }) => name);
    batch(() => {
      description.value = described;
      exhibits.value = new Map(names.map((name) => [name, exhibits.value.get(name) ?? EMPTY]));
    });
    if (described.lacking.length > 0) return;
    const plan = await engine.ask("plan", { text: study });
    if (signal.aborted) return;
    const left = names.filter((name) => exhibits.value.get(name)!.status !== "current");
    const prices = pricesOf(plan, left);
    const { now, later } = sorted(prices, asked === "all" ? OPENING_MS : CHANGE_MS);
    const isMeant = ({ stage }: Priced): boolean => stage === asked;
    const going = asked === undefined || asked === "all" ? now : prices.filter(isMeant);
    batch(() => {
      failure.value = null;
      for (const { stage, ms } of later) set(stage, { status: "waiting", ms });
      for (const { stage, ms } of going) set(stage, { status: "running", ms });
    });
    if (going.length === 0) return;
    await make(study, going, signal);
  });
  if (current === control) running.value = null;
}

async function make(study: string, going: readonly Priced[], signal: AbortSignal): Promise<void> {
  const stages = going.map(({ stage }) => stage);
  const takes = { text: study, language: language.value, stages };
  const result = await engine.ask("run", takes, {
    signal,
    onReport: (report) => {
      if (signal.aborted) return;
      if ("part" in report) arrived(report.part);
      else running.value = report;
    },
  });
  frame.value = framed(result.page, stages);
}

function arrived({ stage, blocks, findings, failure: failed, ms }: RunPart): void {
  batch(() => {
    set(stage, { status: failed === null ? "current" : "failed", blocks, findings, ms });
    recordLooks(findings, history.value.steps[history.value.at]?.what ?? "");
  });
}

/** The report around its exhibits; its finding stays where the stage it is of was not made anew. */
function framed(page: NonNullable<typeof frame.value>, stages: readonly string[]): typeof page {
  const leading = [...exhibits.value].find(([, { findings }]) => findings.length > 0)?.[0];
  const before = frame.value;
  return before === null || leading === undefined || stages.includes(leading) ? page : { ...page, lead: before.lead };
}

const set = (stage: string, changed: Partial<Exhibit>): void => {
  exhibits.value = new Map(exhibits.value).set(stage, { ...(exhibits.value.get(stage) ?? EMPTY), ...changed });
};
const update = (of: (exhibit: Exhibit) => Exhibit): void => {
  exhibits.value = new Map([...exhibits.value].map(([stage, exhibit]) => [stage, of(exhibit)]));
};
