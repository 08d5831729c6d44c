/** An action of the worker: what it is given, and how it reports meanwhile. */
import type { ActionName, Actions } from "../protocol.js";
import type { Desk } from "./desk.js";

export type Action<D extends ActionName> = (
  desk: Desk,
  input: Actions[D]["takes"],
  report: (value: Actions[D]["reports"]) => void,
) => Promise<Actions[D]["gives"]>;
