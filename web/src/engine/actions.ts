/** What the worker can be asked, by name: each in a file of its own. */
import type { ActionName } from "../protocol.js";
import type { Action } from "./action.js";
import { estimateCost } from "./actions/estimate-cost.js";
import { forms } from "./actions/forms.js";
import { guess } from "./actions/guess.js";
import { line } from "./actions/line.js";
import { look } from "./actions/look.js";
import { count, forget, open, reread, rows } from "./actions/open.js";
import { run } from "./actions/run.js";

export const actions: { readonly [D in ActionName]: Action<D> } = {
  open,
  reread,
  count,
  rows,
  line,
  forget,
  guess,
  forms,
  estimateCost,
  run,
  look,
  appraise: async (...asked) => (await import("./actions/quality.js")).appraise(...asked),
  quality: async (...asked) => (await import("./actions/quality.js")).quality(...asked),
  bundle: async (...asked) => (await import("./actions/bundle.js")).bundle(...asked),
  unbundle: async (...asked) => (await import("./actions/bundle.js")).unbundle(...asked),
  verify: async (...asked) => (await import("./actions/bundle.js")).verify(...asked),
  code: async (...asked) => (await import("./actions/code.js")).code(...asked),
  make: async (...asked) => (await import("./actions/make.js")).make(...asked),
};
