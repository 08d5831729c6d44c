/**
 * Notes of models in the language of a report: by their code, in Chinese where the catalogue has the form of
 * the message; a note it lacks stays in English.
 */
import type { Language, Note } from "../../base/messages.js";
import { inForm, type MessageForm } from "./message-forms.js";
import { DYNAMIC_NOTES } from "./notes-dynamic.js";
import { ESTIMATION_NOTES } from "./notes-estimation.js";
import { MATCHING_NOTES } from "./notes-matching.js";
import { READING_NOTES } from "./notes-reading.js";

/** Forms of the messages of each code. */
export const NOTE_FORMS: Readonly<Record<string, readonly MessageForm[]>> = {
  ...READING_NOTES,
  ...ESTIMATION_NOTES,
  ...DYNAMIC_NOTES,
  ...MATCHING_NOTES,
};

/** The message of a note in `language`. */
export function noteText({ code, message }: Pick<Note, "code" | "message">, language: Language): string {
  if (language === "en") return message;
  return inForm(message, NOTE_FORMS[code] ?? []) ?? message;
}
