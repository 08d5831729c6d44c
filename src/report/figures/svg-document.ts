/**
 * From Vega's SVG to a document that can stand in a page or a file: one image with a name and a
 * description, scalable, its numbers rounded and its ids its own. Works on text; knows nothing of figures.
 */

/** Decimals of a pixel kept: a thousandth is beneath what any device shows. */
const DECIMALS = 3;
/** Characters that XML 1.0 forbids or discourages, even as entities: controls and halves of surrogate pairs. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const LONG_NUMBER = /-?\d+\.\d{4,}(?:e[-+]?\d+)?|-?\d+(?:\.\d+)?e-\d+/g;

/**
 * The document: `title` and `description` for screen readers, width and height as a proportion that shrinks to its
 * container, ids numbered from 1 and prefixed by a digest of the content, so that two figures in a page don't clash.
 */
export function svgDocument(svg: string, title: string, description: string): string {
  const head = /^<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>/.exec(svg)!;
  const [width, height] = [head[1]!, head[2]!];
  const body = numberIds(roundNumbers(svg.slice(head[0].length)));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `style="max-width:100%;height:auto" role="img" aria-label="${escapeXml(title)}">` +
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>${body}\n`
  ).replace(FORBIDDEN, "");
}

/** Long decimals inside tags rounded; text between tags is left alone. */
function roundNumbers(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(LONG_NUMBER, (text) => String(Number(Number(text).toFixed(DECIMALS)) + 0)),
  );
}

/** Ids renamed in order of appearance. */
function numberIds(markup: string): string {
  const ids = new Map<string, string>();
  for (const [, id] of markup.matchAll(/\sid="([^"]+)"/g)) ids.set(id!, "");
  if (ids.size === 0) return markup;
  const bare = markup.replace(/\sid="[^"]+"|url\(#[^)]+\)/g, "");
  const prefix = digest(bare);
  let next = 1;
  for (const id of ids.keys()) ids.set(id, `f${prefix}-${next++}`);
  return markup
    .replace(/(\sid=")([^"]+)(")/g, (_, before: string, id: string, after: string) => before + ids.get(id)! + after)
    .replace(/(url\(#)([^)]+)(\))/g, (whole, before: string, id: string, after: string) =>
      ids.has(id) ? before + ids.get(id)! + after : whole,
    );
}

/** FNV-1a over UTF-16 code units, eight hexadecimal digits (Fowler, Noll, Vo 1991). */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Characters that XML reserves, as entities. */
function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
