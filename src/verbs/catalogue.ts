/**
 * The verbs, by their names in the API: commands, the worker's calls and the documentation of options are made of this list. Loads
 * declarations alone; what a verb does is imported by its own name when it is needed.
 */
import { bootstrapVerb } from "./bootstrap/verb.js";
import { clusterLevelsVerb } from "./cluster-levels/verb.js";
import { didVerb } from "./did/design/verb.js";
import { eventStudyVerb } from "./event-study/verb.js";
import { feolsVerb } from "./feols/verb.js";
import { felogitVerb, fepoisVerb } from "./glm/verb.js";
import { groupDifferenceVerb } from "./group-difference/verb.js";
import { honestVerb } from "./honest/verb.js";
import { mediationVerb } from "./mediation/verb.js";
import { multiverseVerb } from "./multiverse/verb.js";
import { pgmmVerb } from "./pgmm/verb.js";
import { placeboVerb } from "./placebo/verb.js";
import { plausexogVerb } from "./plausexog/verb.js";
import { panelTestsVerb, plmVerb } from "./plm/verb.js";
import { powerVerb } from "./power/verb.js";
import { pretrendsVerb } from "./pretrends/verb.js";
import { psmatchVerb } from "./psmatch/verb.js";
import { romanoWolfVerb } from "./romano-wolf/verb.js";
import { sensitivityVerb } from "./sensitivity/verb.js";
import { verb } from "./verb.js";
import { xtsumVerb } from "./xtsum/verb.js";

export const verbs = {
  bootstrap: verb(bootstrapVerb, {
    run: async () => (await import("./bootstrap/fit.js")).bootstrap,
    check: async () => (await import("./bootstrap/fit.js")).checkBootstrap,
    present: async () => (await import("./bootstrap/table.js")).presentBootstrap,
  }),
  clusterLevels: verb(clusterLevelsVerb, {
    run: async () => (await import("./cluster-levels/fit.js")).clusterLevels,
    check: async () => (await import("./cluster-levels/fit.js")).checkClusterLevels,
    present: async () => (await import("./cluster-levels/table.js")).presentClusterLevels,
  }),
  did: verb(didVerb, {
    run: async () => (await import("./did/verb/fit.js")).did,
    check: async () => (await import("./did/verb/fit.js")).checkDid,
    present: async () => (await import("./did/verb/table.js")).presentDid,
  }),
  eventStudy: verb(eventStudyVerb, {
    run: async () => (await import("./event-study/fit.js")).eventStudy,
    command: async () => (await import("./event-study/by-estimator.js")).eventStudyBy,
    check: async () => (await import("./event-study/by-estimator.js")).checkEventStudyBy,
    present: async () => (await import("./event-study/table.js")).presentEventStudy,
  }),
  feols: verb(feolsVerb, {
    run: async () => (await import("./feols/feols.js")).feols,
    check: async () => (await import("./feols/check.js")).checkFeols,
    present: async () => (await import("./feols/present.js")).presentFeols,
  }),
  fepois: verb(fepoisVerb, {
    run: async () => (await import("./glm/fit-glm.js")).fepois,
    check: async () => (await import("./glm/fit-glm.js")).checkGlm,
    present: async () => (await import("./glm/report/table.js")).presentGlm,
  }),
  felogit: verb(felogitVerb, {
    run: async () => (await import("./glm/fit-glm.js")).felogit,
    check: async () => (await import("./glm/fit-glm.js")).checkGlm,
    present: async () => (await import("./glm/report/table.js")).presentGlm,
  }),
  groupDifference: verb(groupDifferenceVerb, {
    run: async () => (await import("./group-difference/fit.js")).groupDifference,
    check: async () => (await import("./group-difference/fit.js")).checkGroupDifference,
    present: async () => (await import("./group-difference/table.js")).presentGroupDifference,
  }),
  honest: verb(honestVerb, {
    run: async () => (await import("./honest/fit.js")).honest,
    check: async () => (await import("./honest/fit.js")).checkHonest,
    present: async () => (await import("./honest/table.js")).presentHonest,
  }),
  mediation: verb(mediationVerb, {
    run: async () => (await import("./mediation/fit.js")).mediation,
    check: async () => (await import("./mediation/fit.js")).checkMediation,
    present: async () => (await import("./mediation/table.js")).presentMediation,
  }),
  multiverse: verb(multiverseVerb, {
    run: async () => (await import("./multiverse/fit.js")).multiverse,
    check: async () => (await import("./multiverse/fit.js")).checkMultiverse,
    present: async () => (await import("./multiverse/table.js")).presentMultiverse,
  }),
  pgmm: verb(pgmmVerb, {
    run: async () => (await import("./pgmm/fit.js")).pgmm,
    check: async () => (await import("./pgmm/plan.js")).checkPgmm,
    keys: async () => (await import("./pgmm/plan.js")).pgmmKeys,
    present: async () => (await import("./pgmm/report/table.js")).presentPgmm,
  }),
  placebo: verb(placeboVerb, {
    run: async () => (await import("./placebo/fit.js")).placebo,
    check: async () => (await import("./placebo/fit.js")).checkPlacebo,
    present: async () => (await import("./placebo/table.js")).presentPlacebo,
  }),
  plausexog: verb(plausexogVerb, {
    run: async () => (await import("./plausexog/fit.js")).plausexog,
    check: async () => (await import("./plausexog/fit.js")).checkPlausexog,
    present: async () => (await import("./plausexog/table.js")).presentPlausexog,
  }),
  plm: verb(plmVerb, {
    run: async () => (await import("./plm/plm.js")).plm,
    command: async () => (await import("./plm/plm.js")).plmModels,
    check: async () => (await import("./plm/plm.js")).checkPlmModels,
    present: async () => (await import("./plm/plm.js")).presentPlmModels,
  }),
  panelTests: verb(panelTestsVerb, {
    run: async () => (await import("./plm/panel-tests.js")).panelTests,
    check: async () => (await import("./plm/plm.js")).checkPanelTests,
    present: async () => (await import("./plm/plm.js")).presentPanelTests,
  }),
  power: verb(powerVerb, {
    run: async () => (await import("./power/fit.js")).power,
    check: async () => (await import("./power/fit.js")).checkPower,
    present: async () => (await import("./power/table.js")).presentPower,
  }),
  pretrends: verb(pretrendsVerb, {
    run: async () => (await import("./pretrends/fit.js")).pretrends,
    check: async () => (await import("./pretrends/fit.js")).checkPretrends,
    present: async () => (await import("./pretrends/table.js")).presentPretrends,
  }),
  psmatch: verb(psmatchVerb, {
    run: async () => (await import("./psmatch/fit.js")).psmatch,
    check: async () => (await import("./psmatch/fit.js")).checkPsmatch,
    present: async () => (await import("./psmatch/report/tables.js")).presentPsmatch,
  }),
  romanoWolf: verb(romanoWolfVerb, {
    run: async () => (await import("./romano-wolf/fit.js")).romanoWolf,
    check: async () => (await import("./romano-wolf/plan.js")).checkRomanoWolf,
    present: async () => (await import("./romano-wolf/table.js")).presentRomanoWolf,
  }),
  sensitivity: verb(sensitivityVerb, {
    run: async () => (await import("./sensitivity/fit.js")).sensitivity,
    check: async () => (await import("./sensitivity/fit.js")).checkSensitivity,
    present: async () => (await import("./sensitivity/table.js")).presentSensitivity,
  }),
  xtsum: verb(xtsumVerb, {
    run: async () => (await import("./xtsum/fit.js")).xtsum,
    check: async () => (await import("./xtsum/fit.js")).checkXtsum,
    present: async () => (await import("./xtsum/table.js")).presentXtsum,
  }),
} as const;

/** Those that a study runs as they are declared, each with `titles` and in both languages; the others have stages of their own, or none. */
export type VerbName = keyof typeof verbs;

export const stageVerbs = {
  fepois: verbs.fepois,
  felogit: verbs.felogit,
  power: verbs.power,
  xtsum: verbs.xtsum,
} as const;
