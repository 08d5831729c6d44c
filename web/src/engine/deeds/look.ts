/** What a choice would give: the estimate of a stage under each of several values, one after the other. */
import { WasmetricsError } from "../../../../src/base/errors.js";
import type { Look } from "../../protocol.js";
import type { Deed } from "../deeds.js";
import { studyOf, tablesOf } from "../studies.js";
import { edited } from "./edit.js";
import { ofStages } from "./run.js";

export const look: Deed<"look"> = async (desk, { text, stage, path, values }, report) => {
  const looks: Look[] = [];
  for (const value of values) {
    const found = await lookAt(desk, edited(text, [{ path, value }]), stage, value);
    looks.push(found);
    report(found);
  }
  return looks;
};

async function lookAt(desk: Parameters<Deed<"look">>[0], text: string, stage: string, value: unknown): Promise<Look> {
  try {
    const file = studyOf(text);
    const { shown, causes } = await ofStages(desk, file, await tablesOf(desk, file), stage, () => {});
    const finding = shown.flatMap(({ findings }) => findings)[0] ?? null;
    return { value, finding, why: finding === null ? String((causes[0] as Error | undefined)?.message ?? "") : null };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    return { value, finding: null, why: error.message };
  }
}
