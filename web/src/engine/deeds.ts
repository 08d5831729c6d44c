/** What the worker can be asked, by name: each in a file of its own. */
import type { DeedName, Deeds } from "../protocol.js";
import { forms } from "./deeds/forms.js";
import { guess } from "./deeds/guess.js";
import { line } from "./deeds/line.js";
import { look } from "./deeds/look.js";
import { count, forget, open, reread, rows } from "./deeds/open.js";
import { run } from "./deeds/run.js";
import { weigh } from "./deeds/weigh.js";
import type { Desk } from "./desk.js";

/** A deed: what it is given, and how it reports meanwhile. */
export type Deed<D extends DeedName> = (
  desk: Desk,
  input: Deeds[D]["takes"],
  report: (value: Deeds[D]["reports"]) => void,
) => Promise<Deeds[D]["gives"]>;

export const deeds: { readonly [D in DeedName]: Deed<D> } = {
  open,
  reread,
  count,
  rows,
  line,
  forget,
  guess,
  forms,
  weigh,
  run,
  look,
  appraise: async (...asked) => (await import("./deeds/quality.js")).appraise(...asked),
  quality: async (...asked) => (await import("./deeds/quality.js")).quality(...asked),
  bundle: async (...asked) => (await import("./deeds/bundle.js")).bundle(...asked),
  unbundle: async (...asked) => (await import("./deeds/bundle.js")).unbundle(...asked),
  verify: async (...asked) => (await import("./deeds/bundle.js")).verify(...asked),
  code: async (...asked) => (await import("./deeds/code.js")).code(...asked),
  make: async (...asked) => (await import("./deeds/make.js")).make(...asked),
};
