/**
 * The sentences of every room's notes, for hosts, which call `knowEveryNote` before they show a result. Complete by type: a code
 * that some catalogue declares and this list lacks does not compile.
 */
import { READING_NOTES } from "../audit/read/messages.js";
import { knowNotes, type Messages, type NoteFacts } from "../base/messages.js";
import { ARCHIVE_NOTES } from "../data/formats/archive/messages.js";
import { JSON_NOTES } from "../data/formats/json/messages.js";
import { FORMAT_NOTES } from "../data/formats/messages.js";
import { R_NOTES } from "../data/formats/r/messages.js";
import { SAS_NOTES } from "../data/formats/sas/messages.js";
import { SPSS_NOTES } from "../data/formats/spss/messages.js";
import { DTA_NOTES } from "../data/formats/stata/messages.js";
import { TEXT_NOTES } from "../data/formats/text/messages.js";
import { SHEET_NOTES } from "../data/formats/workbook/messages.js";
import { JOIN_NOTES, NEVER_TREATED, TABLE_NOTES } from "../data/messages.js";
import { STATA_NOTES } from "../formula/stata/messages.js";
import { FINDINGS } from "../inspect/messages.js";
import { EFFECT_NOTES, OMITTED, SAMPLE_NOTES, SOLVER, VARIANCE_NOTES } from "../regression/messages.js";
import { ADDRESS_NOTES } from "../sql/connect/messages.js";
import { SQL_NOTES } from "../sql/messages.js";
import { FILE_NOTES } from "../study/file/messages.js";
import { REFEREE_NOTES } from "../study/stages/referee/messages.js";
import { DECOMPOSITION_NOTES } from "../trade/decompose/messages.js";
import { EXTRAPOLATION_NOTES } from "../trade/extrapolate/messages.js";
import { POLICY_NOTES } from "../trade/policy/messages.js";
import { QUALITY_NOTES, STEPS } from "../trade/quality/messages.js";
import { SENSITIVITY_NOTES } from "../trade/sensitivity/messages.js";
import { SIMULATION_NOTES } from "../trade/simulate/messages.js";
import { ASSIGNMENT_NOTES } from "../verbs/assignment/messages.js";
import { BOOTSTRAP_NOTES } from "../verbs/bootstrap/messages.js";
import { RELIABILITY_NOTES } from "../verbs/bootstrap/reliability/messages.js";
import { LEVELS_NOTES } from "../verbs/cluster-levels/messages.js";
import { COMBINATION_NOTES } from "../verbs/combinations/messages.js";
import { DID_NOTES } from "../verbs/did/design/messages.js";
import { CDID_NOTES } from "../verbs/did/estimators/cdid/messages.js";
import { COUNTERFACTUAL_NOTES } from "../verbs/did/estimators/counterfactual/messages.js";
import { CS_NOTES } from "../verbs/did/estimators/cs/messages.js";
import { DCDH_NOTES } from "../verbs/did/estimators/dcdh/messages.js";
import { DDD_NOTES } from "../verbs/did/estimators/ddd/messages.js";
import { EDID_NOTES } from "../verbs/did/estimators/edid/messages.js";
import { IMPUTATION_NOTES } from "../verbs/did/estimators/imputation/messages.js";
import { RS_NOTES } from "../verbs/did/estimators/rs/messages.js";
import { SC_NOTES } from "../verbs/did/estimators/sc/messages.js";
import { SDID_NOTES } from "../verbs/did/estimators/sdid/messages.js";
import { CONTROL_NOTES } from "../verbs/did/shared/messages.js";
import { EVENT_PATH_NOTES } from "../verbs/event-path/messages.js";
import { EVENT_NOTES } from "../verbs/event-study/messages.js";
import { FEOLS_NOTES } from "../verbs/feols/messages.js";
import { FEW_CLUSTER_NOTES } from "../verbs/few-clusters/messages.js";
import { GLM_NOTES } from "../verbs/glm/messages.js";
import { DIFFERENCE_NOTES } from "../verbs/group-difference/messages.js";
import { HONEST_NOTES } from "../verbs/honest/messages.js";
import { IV_NOTES, TF_REASONS } from "../verbs/iv/messages.js";
import { MEDIATION_NOTES } from "../verbs/mediation/messages.js";
import { FAILURES, MULTIVERSE_NOTES } from "../verbs/multiverse/messages.js";
import { PGMM_NOTES, PGMM_OMITTED } from "../verbs/pgmm/messages.js";
import { PLACEBO_NOTES } from "../verbs/placebo/messages.js";
import { PLAUSEXOG_NOTES } from "../verbs/plausexog/messages.js";
import { PLM_NOTES, TRANSFORMED } from "../verbs/plm/messages.js";
import { POWER_NOTES } from "../verbs/power/messages.js";
import { PRETRENDS_NOTES } from "../verbs/pretrends/messages.js";
import { PSMATCH_NOTES, SCORE_OMITTED } from "../verbs/psmatch/messages.js";
import { FAMILY_NOTES } from "../verbs/romano-wolf/messages.js";
import { COEFFICIENT_SENSITIVITY_NOTES } from "../verbs/sensitivity/messages.js";

/** A function, so that who shows no result takes no sentence with it. */
const everyNote = (): Messages<NoteFacts> => ({
  ...TABLE_NOTES,
  ...FORMAT_NOTES,
  ...DTA_NOTES,
  ...SHEET_NOTES,
  ...R_NOTES,
  ...SAS_NOTES,
  ...JSON_NOTES,
  ...READING_NOTES,
  ...ARCHIVE_NOTES,
  ...SPSS_NOTES,
  ...TEXT_NOTES,
  ...ADDRESS_NOTES,
  ...NEVER_TREATED,
  ...JOIN_NOTES,
  ...FINDINGS,
  ...STATA_NOTES,
  ...SAMPLE_NOTES,
  ...EFFECT_NOTES,
  ...VARIANCE_NOTES,
  ...OMITTED,
  ...SOLVER,
  ...ASSIGNMENT_NOTES,
  ...BOOTSTRAP_NOTES,
  ...RELIABILITY_NOTES,
  ...CDID_NOTES,
  ...CS_NOTES,
  ...DDD_NOTES,
  ...RS_NOTES,
  ...DCDH_NOTES,
  ...EDID_NOTES,
  ...LEVELS_NOTES,
  ...COMBINATION_NOTES,
  ...DIFFERENCE_NOTES,
  ...DID_NOTES,
  ...CONTROL_NOTES,
  ...SC_NOTES,
  ...COUNTERFACTUAL_NOTES,
  ...SDID_NOTES,
  ...IMPUTATION_NOTES,
  ...EVENT_NOTES,
  ...EVENT_PATH_NOTES,
  ...HONEST_NOTES,
  ...FEOLS_NOTES,
  ...FEW_CLUSTER_NOTES,
  ...GLM_NOTES,
  ...IV_NOTES,
  ...TF_REASONS,
  ...MEDIATION_NOTES,
  ...FAILURES,
  ...MULTIVERSE_NOTES,
  ...PGMM_NOTES,
  ...PGMM_OMITTED,
  ...PLACEBO_NOTES,
  ...PLAUSEXOG_NOTES,
  ...FAMILY_NOTES,
  ...COEFFICIENT_SENSITIVITY_NOTES,
  ...PLM_NOTES,
  ...TRANSFORMED,
  ...POWER_NOTES,
  ...PRETRENDS_NOTES,
  ...PSMATCH_NOTES,
  ...SCORE_OMITTED,
  ...DECOMPOSITION_NOTES,
  ...EXTRAPOLATION_NOTES,
  ...POLICY_NOTES,
  ...QUALITY_NOTES,
  ...SENSITIVITY_NOTES,
  ...SIMULATION_NOTES,
  ...STEPS,
  ...FILE_NOTES,
  ...REFEREE_NOTES,
  ...SQL_NOTES,
});

/** Notes are said in every language from now on. */
export const knowEveryNote = (): void => knowNotes(everyNote());
