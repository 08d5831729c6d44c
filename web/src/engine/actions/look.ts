/** What a choice would give: the estimate of a stage under each of several values, one after the other. */

import { parseDocument } from "yaml";
import { WasmetricsError } from "../../../../src/base/errors.js";
import type { Look } from "../../protocol.js";
import type { Action } from "../action.js";
import type { Desk } from "../desk.js";
import { edited } from "../edited.js";
import { studyOf, tablesOf } from "../studies.js";
import { ofStages } from "./run.js";

export const look: Action<"look"> = async (desk, { text, stage, column, variant = 0, path, values }, report) => {
  const looks: Look[] = [];
  for (const value of values) {
    const changed = edited(text, [{ path, value }]);
    const found = await lookAt(desk, changed, { stage, column, value, variant });
    looks.push(found);
    report(found);
  }
  return looks;
};

interface Meant {
  readonly stage: string;
  readonly column: number | undefined;
  readonly value: unknown;
  readonly variant: number;
}

/** What the stage of `text` gives alone; why not, where another stage refuses the choice too. */
async function lookAt(desk: Desk, text: string, { stage, column, value, variant }: Meant): Promise<Look> {
  try {
    studyOf(text);
    const file = studyOf(alone(text, stage, column));
    const { shown, causes } = await ofStages(desk, file, await tablesOf(desk, file), stage, () => {});
    const findings = shown.flatMap(({ findings }) => findings);
    const finding = findings[variant] ?? findings[0] ?? null;
    return { value, finding, why: finding === null ? String((causes[0] as Error | undefined)?.message ?? "") : null };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    return { value, finding: null, why: error.message };
  }
}

/** The study with the one stage, and of its columns the one that is meant: nothing else is estimated for a look. */
function alone(text: string, stage: string, column: number | undefined): string {
  const document = parseDocument(text);
  const spec = (document.toJS() as { stages: Record<string, Record<string, unknown>> }).stages[stage];
  if (spec === undefined) return text;
  const { bootstrap: _, ...rest } = spec;
  const columns = column === undefined ? undefined : (spec.columns as readonly unknown[] | undefined)?.[column];
  document.setIn(["stages"], { [stage]: { ...rest, ...(columns !== undefined && { columns: [columns] }) } });
  return document.toString();
}
