/** The rules on data, in the order in which they are run and listed. A rule is a file in a folder of `rules`, and a line here. */

import { builtOutcome } from "./rules/columns/built-outcome.js";
import { columns } from "./rules/columns/columns.js";
import { clusters } from "./rules/regression/clusters.js";
import { influence } from "./rules/regression/influence.js";
import { invariant } from "./rules/regression/invariant.js";
import { singletons } from "./rules/regression/singletons.js";
import { balance } from "./rules/rows/balance.js";
import { duplicates } from "./rules/rows/duplicates.js";
import type { InspectRule } from "./rules/rule.js";
import { assignment } from "./rules/treatment/assignment.js";
import { eventTimes } from "./rules/treatment/event-times.js";
import { overlap } from "./rules/treatment/overlap.js";
import { switching } from "./rules/treatment/switching.js";
import { codes } from "./rules/values/codes.js";
import { heaping } from "./rules/values/heaping.js";
import { imputed } from "./rules/values/imputed.js";
import { missing } from "./rules/values/missing.js";
import { outliers } from "./rules/values/outliers.js";

export const RULES: readonly InspectRule[] = [
  ...[duplicates, columns, codes, missing, balance, imputed, builtOutcome],
  ...[switching, eventTimes, overlap, invariant, singletons, clusters, assignment],
  ...[heaping, outliers, influence],
];
