/** The page's worker: the library on the reader's tables. Hears one request at a time, answers it, reports meanwhile. Knows nothing of the page. */
import type { Language } from "../../../src/base/messages.js";
import { version } from "../../../src/base/version.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { cancellable, signalOf } from "../../../src/worker/cancel.js";
import type { ActionName, Actions, FromWorker, ToWorker } from "../protocol.js";
import { actions } from "./actions.js";
import { Desk } from "./desk.js";
import { failureOf } from "./failure.js";
import { take } from "./given.js";
import { loadingPieces } from "./pieces.js";

const post = (message: FromWorker): void =>
  (globalThis as unknown as { postMessage: (message: unknown) => void }).postMessage(message);

let started: (desk: Desk) => void;
const desk = new Promise<Desk>((resolve) => {
  started = resolve;
});
/** The end of what was asked before. */
let last: Promise<unknown> = desk;

loadingPieces((piece) => post({ kind: "loaded", piece }));

(globalThis as unknown as { onmessage: (event: { data: ToWorker }) => void }).onmessage = ({ data }) => {
  if (data.kind === "start") void start(data);
  else last = last.then(() => answer(data.id, data.action, data.input));
};

async function start({ given }: Extract<ToWorker, { kind: "start" }>): Promise<void> {
  take(given);
  const engine = cancellable(await loadEngine(given.threads === undefined ? {} : { threads: given.threads }));
  const { cancel, threads, notes } = engine;
  const isShared = typeof SharedArrayBuffer !== "undefined" && cancel.buffer instanceof SharedArrayBuffer;
  post({ kind: "ready", threads, notes, cancel: isShared ? cancel : null, version });
  started(new Desk(engine, signalOf(cancel)));
}

async function answer<D extends ActionName>(id: number, action: D, input: unknown): Promise<void> {
  const at = await desk;
  Atomics.store(at.engine.cancel, 0, 0);
  try {
    await knowNotesOf(input);
    const value = await actions[action](at, input as Actions[D]["takes"], (report) =>
      post({ kind: "report", id, value: report }),
    );
    post({ kind: "answer", id, value });
  } catch (error) {
    post({ kind: "failure", id, failure: failureOf(error) });
  }
}

/** Notes are in English as they are; their sentences in every language come with the first request whose answer may be in another. */
async function knowNotesOf(input: unknown): Promise<void> {
  const language = (input as { readonly language?: Language } | null)?.language;
  if (language !== "en") (await import("../../../src/catalogue/every-note.js")).knowEveryNote();
}
