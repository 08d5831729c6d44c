/**
 * Notes of every room in the language of a report: their sentences by code. Complete by type: a code that some catalogue
 * declares and this one lacks does not compile.
 */
import { type Language, type Messages, type Note, type NoteFacts, type Rule, sentence } from "../../base/messages.js";
import { NEVER_TREATED, TABLE_NOTES } from "../../data/messages.js";
import { STATA_NOTES } from "../../formula/stata/messages.js";
import { EFFECT_NOTES, OMITTED, SAMPLE_NOTES, VARIANCE_NOTES } from "../../regression/messages.js";
import type { CollinearTerm } from "../../regression/record/fit-record.js";
import { BOOTSTRAP_NOTES } from "../../verbs/bootstrap/messages.js";
import { COMBINATION_NOTES } from "../../verbs/combinations/messages.js";
import { EVENT_NOTES } from "../../verbs/event-study/messages.js";
import { FEOLS_NOTES } from "../../verbs/feols/messages.js";
import { GLM_NOTES } from "../../verbs/glm/messages.js";
import { DIFFERENCE_NOTES } from "../../verbs/group-difference/messages.js";
import { IV_NOTES } from "../../verbs/iv/messages.js";
import { MEDIATION_NOTES } from "../../verbs/mediation/messages.js";
import { PGMM_NOTES, PGMM_OMITTED } from "../../verbs/pgmm/messages.js";
import { PLACEBO_NOTES } from "../../verbs/placebo/messages.js";
import { PLAUSEXOG_NOTES } from "../../verbs/plausexog/messages.js";
import { PLM_NOTES, TRANSFORMED } from "../../verbs/plm/messages.js";
import { PSMATCH_NOTES, SCORE_OMITTED } from "../../verbs/psmatch/messages.js";
import { inForm, type MessageForm } from "./message-forms.js";
import { ESTIMATION_NOTES } from "./notes-estimation.js";
import { READING_NOTES } from "./notes-reading.js";

const NOTES: Messages<NoteFacts> = {
  ...TABLE_NOTES,
  ...NEVER_TREATED,
  ...STATA_NOTES,
  ...SAMPLE_NOTES,
  ...EFFECT_NOTES,
  ...VARIANCE_NOTES,
  ...OMITTED,
  ...BOOTSTRAP_NOTES,
  ...COMBINATION_NOTES,
  ...DIFFERENCE_NOTES,
  ...EVENT_NOTES,
  ...FEOLS_NOTES,
  ...GLM_NOTES,
  ...IV_NOTES,
  ...MEDIATION_NOTES,
  ...PGMM_NOTES,
  ...PGMM_OMITTED,
  ...PLACEBO_NOTES,
  ...PLAUSEXOG_NOTES,
  ...PLM_NOTES,
  ...TRANSFORMED,
  ...PSMATCH_NOTES,
  ...SCORE_OMITTED,
};

/** Forms of the messages of each code. */
const NOTE_FORMS: Readonly<Record<string, readonly MessageForm[]>> = {
  ...READING_NOTES,
  ...ESTIMATION_NOTES,
};

/** The sentence of a note in `language`. */
export const noteText = (note: Note, language: Language): string =>
  Object.hasOwn(NOTES, note.code) || language === "en"
    ? sentence(NOTES, note, language)
    : (inForm(note.message, NOTE_FORMS[note.code] ?? []) ?? note.message);

/** Why a term was omitted, in `language`. */
export const omittedText = ({ because, ...reason }: CollinearTerm, language: Language): string =>
  noteText({ ...reason, message: because }, language);

/** A rule as a record states it, in `language`. */
export const ruleText = ({ rule, ...reason }: Rule, language: Language): string =>
  noteText({ ...reason, message: rule }, language);
