/** What stands where in a replication folder, and the two commands of its README. Knows nothing of what the files hold. */
import { flagText } from "../../base/text.js";

export const README = "README.md";
export const README_ZH = "README.zh.md";
export const LICENCE = "LICENSE";
export const STUDY_FILE = "code/study.yaml";
export const DATA = "data/";
export const RESULTS = "results/";
export const SOFTWARE = "software/";
/** What the folder says of itself: hashes, versions, machine, lines of the study file. */
export const RECORD = "replication.json";
/** Hashes of all files in the format of `sha256sum --check`. */
export const HASHES = "SHA256SUMS";
/** Sums of the rows of each data file, by which a changed row is named. */
export const ROWS = "rows/";
export const PACKAGE = "package.json";
export const LOCK = "package-lock.json";
export const CONTAINER = "Dockerfile";
export const ATTRIBUTES = ".gitattributes";
export const CONTAINER_IGNORED = ".dockerignore";

export const INSTALL = "npm ci";
export const VERIFY = "npm run verify";

/** The command that makes the results again in the folder, with the options that make them other. */
export const studyCommand = (language: string | null): string =>
  `wasmetrics study ${STUDY_FILE}${language === null ? "" : ` ${flagText("language", language)}`} --out results`;
