/** A YAML text in which everything has a place, as messages name it. Knows no file's keys. */
import { type Document, isCollection, LineCounter, parseDocument, visit } from "yaml";

export interface LocatedYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** An offset as `name:line:column`. */
  readonly place: (offset: number) => string;
  /** What makes the text no YAML, and where; undefined where nothing does. */
  readonly fault: { readonly at: string; readonly code: string; readonly message: string } | undefined;
}

/** `source` as YAML, in which no key may stand twice; `name` is what messages call it. */
export function locatedYaml(source: string, name: string): LocatedYaml {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const first = document.errors[0];
  const fault = first && { at: place(first.pos[0]), code: first.code, message: first.message };
  return { document, lines, place, fault };
}

/** The offset of the first list or map that stands in `most` others; undefined where none does. */
export function tooDeepAt(document: Document, most: number): number | undefined {
  let at: number | undefined;
  visit(document, {
    Collection: (_, { range }, path) => {
      if (path.filter(isCollection).length < most) return undefined;
      at = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return at;
}
