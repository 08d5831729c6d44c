/**
 * `eventStudy`, declared: its options, and what its command says of it.
 */
import { column, flag, type OptionsOf, oneOf, Unreadable, value, wholeNumber } from "../../declare/option.js";
import { level, sampleOptions, vcov } from "../../regression/options.js";
import { EVERY_VCOV } from "../../regression/variance/forms.js";
import { assignedBy } from "../assignment/option.js";
import { estimatorOptions } from "../did/design/estimator-options.js";
import { interval } from "../did/design/interval.js";
import { ESTIMATOR_NAMES } from "../did/shared/names.js";
import { longOptions, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

/** Draws of all effects are kept: 80 MB for ten effects. */
export const MOST_DRAWS = 1e6;

export const options = {
  cohort: column("first treated period of the unit"),
  treat: column("0/1 treatment that stays on; the cohort is the first period with a 1"),
  never: value("value of --cohort that means never treated", (text): string | number => text),
  ref: value("event times set to zero, such as -1 or -1,-5", eventsOf, { shape: "events", default: [-1] }),
  window: value("event times shown, such as -4,4 (default: all)", windowOf, { shape: "low,high" }),
  bin: flag("let the ends of the window stand for all event times beyond them", { default: false }),
  band: oneOf("pointwise, or uniform: a band that covers all effects at once", ["pointwise", "uniform"], {
    default: "pointwise",
    shape: "kind",
    code: "event_band",
  }),
  draws: wholeNumber("draws of a uniform band (default: 9999)", { min: 2, max: MOST_DRAWS, code: "band_draws" }),
  vcov: vcov(EVERY_VCOV),
  assignedBy,
  ...sampleOptions,
  level,
  seed: longOptions.seed,
  signal: longOptions.signal,
  replications,
};

export interface EventStudyOptions extends OptionsOf<typeof options> {}

/** What the command has beside two-way effects. */
export const flags = {
  estimator: oneOf("two-way effects, or an estimator of did with its defaults", ESTIMATOR_NAMES, {
    default: "twfe",
    shape: "name",
    code: "event_estimator",
  }),
  base: estimatorOptions.base,
  interval,
};

export interface EventStudyByOptions extends EventStudyOptions, OptionsOf<typeof flags> {}

export const eventStudyVerb: Declaration<typeof options> = declare({
  name: "event-study",
  takes: "panel",
  keysFromEffects: true,
  formula: 'formula in quotes, "y ~ controls | unit + time"; "y ~ 1 | unit + time" without controls',
  summary: "effects by periods since treatment, with a joint test of the leads",
  description: 'Effects by periods since first treatment: "y ~ controls | unit + time", two-way fixed effects.',
  options,
  flags,
  files: ["effects.csv"],
  about: `
Never treated: empty, 0, Inf, after the last period, or --never VALUE. Event times outside --window keep effects of their
own that are not shown; with --bin the ends of the window stand for all beyond them. --band uniform covers all effects
shown at once: estimate +- a critical value times its error, from --draws of the multiplier bootstrap by cluster (--seed,
default 1; needs --vcov cluster:a). --estimator cs and the like are those of "wasmetrics did", which has their further options;
their errors are clustered by the unit unless --vcov cluster:a says otherwise, and --ref, --bin and --fixef-rm are of two-way effects alone. --out FOLDER writes event-study.json, effects.csv and the figure (.svg, .png,
.vl.json), all or none.`,
  examples: [
    'cities.csv "quality ~ eco + fin | city + year" --cohort g --window -4,4 --bin --vcov cluster:city',
    'cities.csv "quality ~ 1 | city + year" --treat did --vcov cluster:city --out out/figure1',
    'cities.csv "quality ~ eco | city + year" --cohort g --vcov cluster:city --band uniform --draws 9999 --seed 1',
    'cities.csv "quality ~ eco | city + year" --cohort g --estimator bjs --window -4,4',
    'panel.csv "y ~ x | id + region^year" --panel id,year --cohort first --never 10000 --ref -1,-5 --vcov cluster:id',
  ],
});

/** Whole numbers joined by commas. */
function eventsOf(text: string): readonly number[] {
  const events = text.split(",").map((piece) => piece.trim());
  if (events.every((event) => /^[+-]?\d{1,15}$/.test(event))) return events.map(Number);
  throw new Unreadable("expected whole numbers, such as -1 or -1,-5");
}

/** Two event times. Throws Unreadable. */
export function windowOf(text: string): readonly [number, number] {
  const [low, high, ...rest] = eventsOf(text);
  if (low !== undefined && high !== undefined && rest.length === 0) return [low, high];
  throw new Unreadable("expected two whole numbers, such as -4,4");
}
