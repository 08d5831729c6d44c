/** Files shown as the study reads them: a column that is repaired is a number in the margin too. */
import { nameOf } from "../../../src/base/text.js";
import type { OpenedFile, Reading } from "../protocol.js";
import { countColumns } from "./counting.js";
import { description, engine, files } from "./session.js";

/** How each open file was read last, as text. */
const read = new Map<string, string>();

/** Reads again the files that the study reads in another way than they are shown; all their columns, whichever it uses. */
export async function followReadings(): Promise<void> {
  const open = files.value.map(({ name }) => name);
  for (const name of read.keys()) if (!open.includes(name)) read.delete(name);
  const sources = Object.values(description.value?.sources ?? {});
  for (const name of open) {
    const source = sources.find((one): one is Reading => typeof one !== "string" && nameOf(one.file) === name);
    const { use: _, ...reading } = source ?? { file: name };
    const key = JSON.stringify({ ...reading, file: name });
    if (key === (read.get(name) ?? JSON.stringify({ file: name }))) continue;
    read.set(name, key);
    const opened = await engine.ask("reread", { name, source: reading }).catch(() => null);
    if (opened !== null) show(opened, reading);
  }
}

/** Shows the file as it was read anew. */
function show(opened: OpenedFile, reading: Reading): void {
  files.value = files.value.map((file): OpenedFile => (file.name === opened.name ? opened : file));
  void countColumns(opened, reading);
}
