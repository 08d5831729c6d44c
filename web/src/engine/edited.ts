/** Changes of a study's text that leave the rest as it stands: comments, order, spelling. */
import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { UsageError } from "../../../src/base/errors.js";
import type { Edit } from "../protocol.js";

/** The text with `edits`, one after the other. Throws UsageError `study_syntax` where it is no YAML. */
export function edited(text: string, edits: readonly Edit[]): string {
  const document = parseDocument(text);
  const fault = document.errors[0];
  if (fault !== undefined) throw new UsageError("study_syntax", `${fault.message}.`, { got: fault.code });
  for (const { path, value, to } of edits) {
    if (to !== undefined) move(document, path, to);
    else if (value === undefined) document.deleteIn(path);
    else set(document, path, value);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Puts `value` at `path`; short lists and maps on a line, as they are written by hand. */
function set(document: Document, path: Edit["path"], value: unknown): void {
  const before = document.getIn(path, true);
  if (isScalar(before) && (typeof value !== "object" || value === null)) {
    before.value = value;
    return;
  }
  const node = document.createNode(value, { flow: isShort(value) });
  if (isMap(before) && isMap(node)) node.flow = before.flow ?? false;
  document.setIn(path, node);
}

const isShort = (value: unknown): boolean =>
  typeof value === "object" && value !== null && JSON.stringify(value).length < 80;

/** Puts the key at `path` in the place `to` among its neighbours, its comments with it. */
function move(document: Document, path: Edit["path"], to: number): void {
  const around = document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  if (!isMap(around)) return;
  const from = around.items.findIndex(({ key }) => (isScalar(key) ? key.value : key) === name);
  if (from < 0) return;
  const [pair] = around.items.splice(from, 1);
  around.items.splice(to, 0, pair!);
}
