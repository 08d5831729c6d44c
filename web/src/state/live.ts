/**
 * Changes of the study, live: what a change touches is quiet within a frame, what is cheap is made at once, what is dear waits for a press. A
 * newer change stops an older run. A result never outlives its choices.
 */
import { batch, signal } from "@preact/signals";
import type { Language } from "../../../src/base/messages.js";
import type { CostEstimate, Edit, RunPart } from "../protocol.js";
import { type Exhibit, exhibitOf, exhibits, running } from "./exhibits.js";
import { type History, NOTHING, redone, stepped, textOf, undone } from "./history.js";
import { forgetLooks, looks, recordLooks } from "./looks-kept.js";
import { CHANGE_MS, fits, OPENING_MS, type Priced, pricesOf, sorted } from "./pricing.js";
import { selected } from "./seen.js";
import { description, engine, failure, frame, held, language, reported, text } from "./session.js";
import { keepSession, lastLooks } from "./storage.js";
import { touchedBy } from "./touched.js";

const EMPTY: Exhibit = { status: "quiet", heading: null, blocks: [], former: [], findings: [], ms: 0 };

export const history = signal<History>(NOTHING);
export interface Taken {
  /** What the change is, in words. */
  readonly what?: string;
  readonly joins?: string;
  /** Keys that were changed; all of the study where they are not known. */
  readonly paths?: readonly Edit["path"][];
  /** A study that is opened: no change of the one before. */
  readonly opens?: boolean;
  /** Nothing of it is run. */
  readonly rests?: boolean;
  /** Milliseconds until it is run. */
  readonly waits?: number;
}

let current: AbortController | undefined;
let pause: ReturnType<typeof setTimeout> | undefined;

/** Takes `next` as the study. */
export function take(
  next: string,
  { what = "", joins, paths, opens = false, rests = false, waits = 0 }: Taken = {},
): void {
  if (next === text.value && !opens) return;
  batch(() => {
    history.value = stepped(opens ? NOTHING : history.value, {
      text: next,
      what,
      ...(joins !== undefined && { joins }),
    });
    if (opens) {
      exhibits.value = new Map();
      description.value = null;
      frame.value = null;
      forgetLooks();
    }
    stand(next, paths);
  });
  if (rests) void rerun({ rests });
  else schedule(waits, opens);
}

/** `next` stands: what the change touches is quiet from here on. */
function stand(next: string, paths?: readonly Edit["path"][]): void {
  hush(paths);
  held.value = false;
  text.value = next;
  keepSession(history.value);
}

/** What `paths` touch is quiet, and nothing runs. */
function hush(paths?: readonly Edit["path"][]): void {
  current?.abort();
  running.value = null;
  const touched = touchedBy(paths, description.value?.stages ?? []);
  update((exhibit, stage) => {
    const { status, blocks, former } = exhibit;
    if (touched === null || touched.has(stage)) {
      return { ...exhibit, status: "quiet", former: status === "current" ? blocks : former };
    }
    if (status === "running") return { ...exhibit, status: "quiet" };
    return former.length === 0 ? exhibit : { ...exhibit, former: [] };
  });
}

/** Other data stand under a name of the study's: nothing that was made is of them. */
export const otherData = (): void => batch(() => hush());

function schedule(waits: number, opens = false): void {
  clearTimeout(pause);
  const go = () => void rerun(opens ? { asked: "all" } : {});
  if (waits === 0) go();
  else pause = setTimeout(go, waits);
}

/** Changes keys of the study; quiet at once, whatever the worker still does. */
export async function change(edits: readonly Edit[], what: string): Promise<void> {
  const before = text.value;
  if (before === null) return;
  const paths = edits.map(({ path }) => path);
  clearTimeout(pause);
  batch(() => hush(paths));
  await reported(async () => {
    const estimated = await engine.ask("estimateCost", { text: before, edits, language: language.value });
    if (text.value !== before) return;
    // a change of no letter only takes back that exhibits are quiet
    if (estimated.text !== before) {
      batch(() => {
        history.value = stepped(history.value, { text: estimated.text, what });
        stand(estimated.text, paths);
      });
    }
    await rerun({ estimated });
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
  if (text.value === null || held.value) return;
  stand(text.value);
  schedule(0);
}

/** Stops what runs; what is made stays. */
export function stop(): void {
  current?.abort();
  running.value = null;
  update((exhibit) => (exhibit.status === "running" ? { ...exhibit, status: "waiting" } : exhibit));
}

/** What is asked for: all of the study that is opened, or one stage; else what a change touched. */
interface Asked {
  readonly asked?: "all" | string;
  /** The study as it stands, where it was estimated already. */
  readonly estimated?: CostEstimate;
  /** What the study says is asked for, nothing of it made. */
  readonly rests?: boolean;
}

/** Makes what is not current: as the plan prices it; all of it, or the one stage, where that is asked for. */
export async function rerun({ asked, estimated: known, rests = held.value }: Asked = {}): Promise<void> {
  current?.abort();
  const control = new AbortController();
  current = control;
  const { signal } = control;
  const study = text.value!;
  await reported(async () => {
    const estimated = known ?? (await engine.ask("estimateCost", { text: study, edits: [], language: language.value }));
    if (signal.aborted) return;
    batch(() => describeAs(estimated));
    if (estimated.plan === null || rests) return;
    const left = [...exhibits.value].flatMap(([name, { status }]) => (status === "current" ? [] : name));
    const all = pricesOf(estimated.plan, left);
    const prices = all.filter(fits(estimated.grants));
    const { now, later } = sorted(prices, asked === "all" ? OPENING_MS : CHANGE_MS, leadingStage());
    const going = asked === undefined || asked === "all" ? now : prices.filter(({ stage }) => stage === asked);
    batch(() => {
      for (const { stage, ms, bytes } of all) {
        if (bytes > estimated.grants)
          set(stage, { status: "large", ms, memory: { need: bytes, grants: estimated.grants } });
      }
      for (const { stage, ms } of later) set(stage, { status: "waiting", ms });
      for (const { stage, ms } of going) set(stage, { status: "running", ms });
    });
    if (going.length > 0) await make(study, going, signal);
  });
  if (current !== control) return;
  batch(() => {
    running.value = null;
    update((exhibit) => (exhibit.status === "running" ? { ...exhibit, status: "quiet" } : exhibit));
  });
}

/** The study says what was estimated; exhibits of stages it no longer has are gone. */
function describeAs({ description: described, failure: fault }: CostEstimate): void {
  failure.value = fault;
  if (described === null) return;
  description.value = described;
  exhibits.value = new Map(described.stages.map(({ name }) => [name, exhibits.value.get(name) ?? EMPTY]));
}

/** The stage that is made first: the one the reader looks at, else the first table of estimates. */
const leadingStage = (): string | undefined =>
  selected.value?.stage ?? description.value?.stages.find(({ kind }) => kind === "regressions")?.name;

async function make(study: string, going: readonly Priced[], signal: AbortSignal): Promise<void> {
  const stages = going.map(({ stage }) => stage);
  const takes = { text: study, language: language.value, stages };
  const page = await engine.ask("run", takes, {
    signal,
    onReport: (report) => {
      if (signal.aborted) return;
      if ("part" in report) arrived(report.part);
      else running.value = report;
    },
  });
  frame.value = framed(page, stages);
}

function arrived({ stage, heading, blocks, findings, failure: failed, ms }: RunPart): void {
  batch(() => {
    set(stage, { status: failed === null ? "current" : "failed", heading, blocks, findings, ms });
    recordLooks(findings, history.value.steps[history.value.at]?.what ?? "", exhibitOf(stage));
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
const update = (of: (exhibit: Exhibit, stage: string) => Exhibit): void => {
  exhibits.value = new Map([...exhibits.value].map(([stage, exhibit]) => [stage, of(exhibit, stage)]));
};

/** Goes on with the texts of the last session. */
export function resume(last: History): void {
  const study = textOf(last);
  if (study === null) return;
  batch(() => {
    history.value = last;
    looks.value = lastLooks();
    stand(study);
  });
  schedule(0, true);
}
