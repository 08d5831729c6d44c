/** The designs of the study, by chapter of the page of results, in its order. */
import type { StudyDesign } from "../design.js";
import { control, controlOutside } from "./control.js";
import { covariate } from "./covariate.js";
import { datesAssigned, datesByLevel } from "./dates.js";
import { detectable } from "./detectable.js";
import { dosesChosen, dosesGiven } from "./doses.js";
import { eligible, eligibleApart } from "./eligible.js";
import { factorsLong, factorsNone, factorsShort } from "./factors.js";
import { growing } from "./growing.js";
import { ratios } from "./ratios.js";
import { changingDoses, switchersApart, switching } from "./switching.js";
import { trendsAlways, trendsLate } from "./trends.js";

export const chapters = {
  did: [growing, covariate, ratios],
  designs: [
    ...[switching, changingDoses, switchersApart],
    ...[dosesGiven, dosesChosen],
    ...[eligible, eligibleApart],
    ...[datesAssigned, datesByLevel],
    ...[trendsAlways, trendsLate],
    ...[factorsNone, factorsLong, factorsShort],
    ...[control, controlOutside],
    detectable,
  ],
} as const satisfies Readonly<Record<string, readonly StudyDesign[]>>;

export type Chapter = keyof typeof chapters;

export const designs: readonly StudyDesign[] = Object.values(chapters).flat();
