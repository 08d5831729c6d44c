/**
 * The library for a page that loads it without a bundler: the browser-safe entry, with a copy of the package that writes Word
 * documents, because a page can't resolve its name.
 */
export * from "./index.js";
export { renderDocx } from "./report/render/docx.js";
