/** Columns of large files, counted a few at a time once the file is open: others may ask the worker in between. */
import type { OpenedFile, Reading } from "../protocol.js";
import { engine, files } from "./session.js";

const AT_A_TIME = 2;

/** Counts what is not counted yet, as long as the file is open, of a file that was read as `source` says. */
export async function countColumns(opened: OpenedFile, source: Reading | null = null): Promise<void> {
  const left = opened.columns.filter(({ isCounted }) => !isCounted).map(({ name }) => name);
  for (let at = 0; at < left.length; at += AT_A_TIME) {
    const columns = left.slice(at, at + AT_A_TIME);
    const counted = await engine.ask("count", { name: opened.name, source, columns }).catch(() => null);
    if (counted === null || !files.value.some(({ name, bytes }) => name === opened.name && bytes === opened.bytes))
      return;
    const byName = new Map(counted.map((column) => [column.name, column]));
    files.value = files.value.map((file) =>
      file.name === opened.name
        ? { ...file, columns: file.columns.map((column) => byName.get(column.name) ?? column) }
        : file,
    );
  }
}
