/**
 * The one script of a report page: buttons that copy a table's text or a figure's description, and save Word
 * files and drawings. All it gives is in the page: it asks nothing of any other place. It works from `file://`, where
 * browsers may refuse the clipboard to pages: then a selection is copied. Without it the page reads the same.
 */
import type { Language } from "../../base/messages.js";
import { reportWords } from "../messages.js";
import { renderCsv } from "../render/csv.js";
import { escapeHtml } from "../render/html.js";
import { renderLatex } from "../render/latex.js";
import { renderMarkdown } from "../render/markdown.js";
import type { FigureBlock, TableBlock } from "./page.js";

/**
 * JavaScript set into the page's end. Buttons stand in a `.tools` of a figure and say by `data-copy` or `data-save` what
 * they do; texts stand in `template` elements of the figure, of that class.
 */
export const SCRIPT = `"use strict";
(() => {
  const page = document.documentElement;
  const INK = "#1d1d1b";
  const ZOOM = 2;

  function said(button, text) {
    const output = button.closest(".tools").querySelector("output");
    output.textContent = "";
    setTimeout(() => { output.textContent = text; }, 30);
  }

  function kept(figure, name) {
    const element = figure.querySelector("template." + name);
    return element.content.textContent;
  }

  function copySelected(text, button) {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;top:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    button.focus({ preventScroll: true });
    return done;
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copySelected(text, button);
    }
  }

  function save(url, name) {
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  }

  function drawing(figure) {
    const svg = figure.querySelector(".drawing.wide svg").cloneNode(true);
    svg.setAttribute("color", INK);
    svg.insertAdjacentHTML("afterbegin", '<rect width="100%" height="100%" fill="#fff"/>');
    const text = new XMLSerializer().serializeToString(svg) + "\\n";
    return { width: svg.width.baseVal.value, height: svg.height.baseVal.value, url: "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text) };
  }

  async function picture({ width, height, url }) {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * ZOOM;
    canvas.height = height * ZOOM;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  async function saveAs(format, figure) {
    const name = figure.id + "." + format;
    if (format === "docx") return save("data:application/vnd.openxmlformats-officedocument.wordprocessingml.document;base64," + kept(figure, "docx"), name);
    const made = drawing(figure);
    save(format === "svg" ? made.url : await picture(made), name);
  }

  document.addEventListener("click", async ({ target }) => {
    const button = target instanceof Element ? target.closest(".tools button") : null;
    if (button === null) return;
    const figure = button.closest("figure");
    const format = button.dataset.copy;
    if (format === undefined) {
      try {
        await saveAs(button.dataset.save, figure);
        said(button, page.dataset.saved);
      } catch {
        said(button, page.dataset.notSaved);
      }
      return;
    }
    const text = format === "description" ? figure.querySelector("svg desc").textContent : kept(figure, format);
    said(button, (await copy(text, button)) ? page.dataset.copied : page.dataset.notCopied);
  });
  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
})();
`;

/** SHA-256 of the script in base64: the page's content policy lets nothing else run. */
export const SCRIPT_SHA256 = "PtlW5w+5aseEPmVPUIYR73xjP+VD0zauZ3Q0pUczXT8=";

// Buttons at a table or figure of a page, hidden until the page's script runs, and the texts they copy.

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
