/** LICENSE of a replication folder: of the study file, as its authors license it, and of the program beside it. */
import type { StudySpec } from "../file/schema.js";
import { STUDY_FILE } from "./layout.js";

/** The words of the MIT licence, which a study licensed so repeats with its authors. */
const granted = (mit: string): string => mit.slice(mit.indexOf("Permission is hereby granted")).trim();

/** The text; `mit` is the licence of the program. */
export function codeLicence({ authors, code_licence: licence }: StudySpec["replication"], mit: string): string {
  const holders = authors.length === 0 ? "the authors of the study" : authors.join(", ");
  const own =
    licence === undefined
      ? `${STUDY_FILE}: no licence is stated. Without one, all rights stay with ${holders}.`
      : licence.toUpperCase() === "MIT"
        ? `${STUDY_FILE}: MIT License\n\nCopyright (c) ${holders}\n\n${granted(mit)}`
        : `${STUDY_FILE}: ${licence}. Copyright (c) ${holders}.`;
  return `${own}\n\n${"-".repeat(72)}\n\nThe program in software/: its own licence follows; that of what it contains is in the archive.\n\n${mit.trim()}\n`;
}
