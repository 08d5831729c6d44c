/**
 * What the coordinator's thread runs: an engine with threads of its own, and the verbs, one call at a time.
 */
import { hearParent } from "../base/host.js";
import type { LongOptions } from "../base/progress.js";
import { pack, unpack } from "../data/pack.js";
import { type Engine, engineOf } from "../engine/kernels/engine.js";
import { callOf } from "./calls.js";
import { cancellable, lastingSignalOf, signalOf } from "./cancel.js";
import type { Call, FromCoordinator, Start, ToCoordinator } from "./messages.js";
import { encodeError } from "./messages.js";
import { Receiver } from "./tables.js";

const receiver = new Receiver();
let engine: Engine;
const post: (message: FromCoordinator) => void = hearParent((message) => void hear(message as ToCoordinator));

async function hear(message: ToCoordinator): Promise<void> {
  if (message.kind === "forget") {
    receiver.forget(message.id);
    return;
  }
  try {
    if (message.kind === "start") await start(message);
    else post({ kind: "result", value: await answer(message) });
  } catch (error) {
    post({ kind: "failure", error: encodeError(error) });
  }
}

async function start({ kernels, threads }: Start): Promise<void> {
  const loaded = await engineOf(kernels, threads === undefined ? {} : { threads });
  engine = cancellable(loaded);
  const { build, notes, cancel } = engine;
  const isShared = typeof SharedArrayBuffer !== "undefined" && cancel.buffer instanceof SharedArrayBuffer;
  post({ kind: "ready", threads: engine.threads, build, notes, cancel: isShared ? cancel : undefined });
}

async function answer({ verb, inputs, keepPartial, wantsProgress }: Call): Promise<unknown> {
  const given = unpack(inputs, receiver) as readonly unknown[];
  const { hosts, run: load } = callOf(verb);
  const here: LongOptions = {
    signal: keepPartial ? lastingSignalOf(engine.cancel) : signalOf(engine.cancel),
    ...(wantsProgress ? { onProgress: (progress) => post({ kind: "progress", progress }) } : {}),
  };
  const heard = Object.entries(here).filter(([name]) => hosts.includes(name));
  const options = { ...(given.at(-1) as object), ...Object.fromEntries(heard) };
  const run = (await load()) as (engine: Engine, ...inputs: unknown[]) => unknown;
  return pack(withoutFunctions(await run(engine, ...given.slice(0, -1), options)));
}

/** A result without functions of its own, which the client gives it again. */
const withoutFunctions = (result: unknown): unknown =>
  Object.fromEntries(Object.entries(result as object).filter(([, value]) => typeof value !== "function"));
