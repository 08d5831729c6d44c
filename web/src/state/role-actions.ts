/** Roles given and taken by a press: as changes of the study, or, while it stands as it was guessed, as what the guess is told. */
import { nameOf } from "../../../src/base/text.js";
import type { ColumnFacts, OpenedFile } from "../protocol.js";
import { dataWords as words } from "../words/data.js";
import { given, guessWith, isUntouched, settle } from "./guessing.js";
import { change } from "./live.js";
import { givingEdits, isNeeded, type Role, rolesOf, takingEdits, type Why, whyNot, withRole } from "./roles.js";
import { say } from "./seen.js";
import { description, language, text } from "./session.js";

/** Whether the study's rows are those of the file. */
export function isPanelFile(file: OpenedFile): boolean {
  const study = description.value;
  return study === null || nameOf(study.data[study.source] ?? "") === file.name;
}

/** Why a column of the file can't be `role`; null where it can. */
export function whyNotHere(file: OpenedFile, column: ColumnFacts, role: Role): Why | "otherFile" | "noPlace" | null {
  if (!isPanelFile(file)) return "otherFile";
  if (description.value === null && (role === "Z" || role === "w")) return "noPlace";
  return whyNot(column, role, description.value);
}

/** Gives the role, takes it where the column has it, or says why it can't have it. */
export async function give(file: OpenedFile, column: ColumnFacts, role: Role): Promise<void> {
  const spoken = language.value;
  const study = description.value;
  if (study !== null && text.value !== null && rolesOf(column.name, study).includes(role)) return take(column, role);
  const why = whyNotHere(file, column, role);
  if (why !== null) return say(words.cannot[spoken](column.name, words.roles[role][spoken], words.why[why][spoken]));
  const what = words.gives[spoken](column.name, words.roles[role][spoken]);
  const said = text.value === null || isUntouched.value ? withRole(given.value, column, role) : null;
  const asked = ASKED[role];
  if (asked !== undefined) settle(asked);
  if (said !== null) await guessWith(said, what);
  else if (study !== null) await change(givingEdits(column, role, study), what);
}

const ASKED: { readonly [role in Role]?: Parameters<typeof settle>[0] } = {
  i: "unit",
  t: "time",
  D: "treatment",
  Y: "outcome",
  C: "cluster",
};

/** Takes the role from the column; what a study can't be without is given to another column instead. */
async function take({ name }: ColumnFacts, role: Role): Promise<void> {
  const spoken = language.value;
  if (isNeeded(role)) return say(words.needed[spoken](words.roles[role][spoken]));
  const what = words.takes[spoken](name, words.roles[role][spoken]);
  if (role === "X" && isUntouched.value && given.value.controls !== undefined) {
    return guessWith({ ...given.value, controls: given.value.controls.filter((one) => one !== name) }, what);
  }
  await change(takingEdits(name, role, description.value!), what);
}

/** Takes the last role the column has. */
export async function takeLast(column: ColumnFacts): Promise<void> {
  const study = description.value;
  const role = study === null ? undefined : rolesOf(column.name, study).at(-1);
  if (role !== undefined) await take(column, role);
}
