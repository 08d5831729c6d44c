/** The rules on data, in the order in which they are run and listed. A rule is a file of `rules`, and a line here. */
import { balance } from "./rules/balance.js";
import { builtOutcome } from "./rules/built-outcome.js";
import { clusters } from "./rules/clusters.js";
import { codes } from "./rules/codes.js";
import { columns } from "./rules/columns.js";
import { duplicates } from "./rules/duplicates.js";
import { eventTimes } from "./rules/event-times.js";
import { heaping } from "./rules/heaping.js";
import { imputed } from "./rules/imputed.js";
import { influence } from "./rules/influence.js";
import { invariant } from "./rules/invariant.js";
import { missing } from "./rules/missing.js";
import { outliers } from "./rules/outliers.js";
import { overlap } from "./rules/overlap.js";
import type { InspectRule } from "./rules/rule.js";
import { singletons } from "./rules/singletons.js";
import { switching } from "./rules/switching.js";

export const RULES: readonly InspectRule[] = [
  ...[duplicates, columns, codes, missing, balance, imputed, builtOutcome],
  ...[switching, eventTimes, overlap, invariant, singletons, clusters],
  ...[heaping, outliers, influence],
];
