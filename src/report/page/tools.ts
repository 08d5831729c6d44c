/**
 * Buttons at a table or figure of a page, hidden until the page's script runs, and the texts they copy: kept
 * in `template` elements, which show nothing and run nothing, escaped as any text.
 */

import type { Language } from "../../base/messages.js";
import { reportWords } from "../messages.js";
import { renderCsv } from "../render/csv.js";
import { escapeHtml } from "../render/html.js";
import { renderLatex } from "../render/latex.js";
import { renderMarkdown } from "../render/markdown.js";
import type { FigureBlock, TableBlock } from "./page.js";

/** Buttons and texts of a table. */
export function tableTools({ table, word }: TableBlock, language: Language): string {
  const copies = [
    ["latex", "LaTeX", renderLatex(table)],
    ["markdown", "Markdown", renderMarkdown(table)],
    ["csv", "CSV", renderCsv(table)],
  ] as const;
  const buttons = copies.map(([name, label]) => button("copy", name, label, reportWords.copyAs[language](label)));
  const kept = copies.map(([name, , text]) => template(name, text));
  const hasWord = word !== undefined;
  return (
    group(table.title, [
      [reportWords.copy[language], buttons],
      [
        reportWords.download[language],
        hasWord ? [button("save", "docx", "Word", reportWords.downloadAs[language]("Word"))] : [],
      ],
    ]) + [...kept, ...(hasWord ? [template("docx", base64(word))] : [])].join("")
  );
}

/** Buttons of a figure: its drawing in the page is what they save. */
export function figureTools({ caption }: FigureBlock, language: Language): string {
  const words = reportWords;
  return group(caption, [
    [
      words.copy[language],
      [button("copy", "description", words.description[language], words.copyDescription[language])],
    ],
    [
      words.download[language],
      [["svg", "SVG"] as const, ["png", "PNG"] as const].map(([name, label]) =>
        button("save", name, label, words.downloadAs[language](label)),
      ),
    ],
  ]);
}

type Buttons = readonly (readonly [heading: string, buttons: readonly string[]])[];

function group(name: string, groups: Buttons): string {
  const shown = groups
    .filter(([, buttons]) => buttons.length > 0)
    .map(([heading, buttons]) => `<span>${escapeHtml(heading)} ${buttons.join(" ")}</span>`);
  return `<div class="tools" role="group" aria-label="${escapeHtml(name)}" hidden>${shown.join(" ")} <output></output></div>`;
}

/** `name` is read out and holds the label, as WCAG 2.2 asks (2.5.3, label in name). */
const button = (does: "copy" | "save", what: string, label: string, name: string): string =>
  `<button type="button" data-${does}="${what}" aria-label="${escapeHtml(name)}">${escapeHtml(label)}</button>`;

/** A carriage return of a page's source is read as a line feed, one written as a reference is not. */
const template = (name: string, text: string): string =>
  `<template class="${name}">${escapeHtml(text).replace(/\r/g, "&#13;")}</template>`;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
