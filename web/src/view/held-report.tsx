/**
 * The page of a report that came from elsewhere, as elements of this page: its text, tables and drawings. Nothing of it can run or ask for
 * anything: elements and attributes are those named here.
 */
import { type ComponentChild, h } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { trusted } from "../trusted.js";

const ELEMENTS = new Set(
  (
    "main section h1 h2 h3 p div span strong em small sub sup ul ol li dl dt dd pre code figure figcaption " +
    "table caption thead tbody tr td th svg g path line rect circle text tspan title desc defs clippath"
  ).split(" "),
);
/** What a reader presses in the report, its contents, and what is not shown. */
const LEFT_OUT = new Set("nav button output script style template".split(" "));
const ATTRIBUTES = new Set(
  (
    "id lang colspan rowspan scope width height viewBox d x y x1 x2 y1 y2 cx cy r rx ry dx dy transform fill fill-opacity " +
    "stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin stroke-miterlimit opacity text-anchor font-size font-family " +
    "font-weight font-style clip-path role aria-label aria-hidden display"
  ).split(" "),
);

/** Pieces of the report that are made at a time: the page answers in between. */
const AT_A_TIME = 1;
/** Classes of a report; those of the page would let it speak as the page does. */
const CLASSES = new Set(
  "table scroll whole part rule about lead caption drawing wide narrow dense long span group inset beside made warning".split(
    " ",
  ),
);
/** Values that lead elsewhere, or hide by escapes that they do. */
const LEADS_OUT = /\\|url\(\s*["']?[^#"']/i;

export function HeldReport({ page }: { readonly page: string }) {
  const pieces = useMemo(() => piecesOf(page), [page]);
  const [made, setMade] = useState<readonly ComponentChild[]>([]);
  useEffect(() => setMade([]), [pieces]);
  useEffect(() => {
    if (made.length >= pieces.length) return;
    const next = setTimeout(() => setMade([...made, ...pieces.slice(made.length, made.length + AT_A_TIME).map(shown)]));
    return () => clearTimeout(next);
  }, [made, pieces]);
  return <section>{made}</section>;
}

/** What stands in the report's sections, one after the other. */
function piecesOf(page: string): readonly Node[] {
  const held = new DOMParser().parseFromString(trusted.createHTML(inert(page)) as string, "text/html");
  const main = held.querySelector("main");
  return [...(main?.children ?? [])].flatMap((part) => (part.localName === "section" ? [...part.children] : [part]));
}

/** Without styles and what acts: the page's policy would refuse them one by one, aloud; widths of numbers are kept beside. */
const inert = (page: string): string =>
  page
    .replace(/<(style|script|template)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/ style="min-width:([\d.]+)ch"/g, ' data-width="$1"')
    .replace(/\s(?:style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");

function shown(node: Node): ComponentChild {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const element = node as Element;
  const name = element.localName;
  if (LEFT_OUT.has(name.toLowerCase()) || element.classList.contains("tools")) return null;
  const inner = [...element.childNodes].map(shown);
  if (!ELEMENTS.has(name.toLowerCase())) return inner;
  return h(name, attributesOf(element), ...inner);
}

function attributesOf(element: Element): Record<string, unknown> {
  const kept = [...element.attributes].filter(({ name, value }) => ATTRIBUTES.has(name) && !LEADS_OUT.test(value));
  const classes = [...element.classList].filter((name) => CLASSES.has(name));
  const width = element.getAttribute("data-width");
  return {
    ...Object.fromEntries(kept.map(({ name, value }) => [name, value])),
    ...(classes.length > 0 && { class: classes.join(" ") }),
    ...(width !== null && { style: { minWidth: `${width}ch` } }),
    ...(element.classList.contains("scroll") && { tabIndex: 0, role: "region" }),
  };
}
