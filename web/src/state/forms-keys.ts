/** Which keys of a form a column of a table has. Pure. */
import type { Form, FormKey } from "../protocol.js";

/** Keys of what stands in a column of a stage of this kind, or of the stage itself where it has no columns. */
export function keysOfColumn(form: Form | undefined): readonly FormKey[] {
  const columns = form?.keys.find(({ key }) => key === "columns");
  return columns?.kind === "blocks" && !columns.keys!.some(({ key }) => key === "from")
    ? columns.keys!
    : (form?.keys ?? []);
}
