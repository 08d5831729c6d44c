/**
 * The style sheet of a report page: system fonts only, colours by `prefers-color-scheme`, one column that
 * fits 400 pixels, contents beside it where there is room. Text and ground differ by at least 7 to 1 in both schemes
 * (WCAG 2.2, AAA). Wide tables take more of a wide window than text does, and scroll in their frame where they don't fit.
 * On paper: black on white, upright A4 with landscape pages for wide tables, nothing to click, no figure or row broken across pages.
 */

/** CSS set into the page's head. */
export const STYLE = `
:root {
  --ground: #fdfcfa; --text: #1d1d1b; --quiet: #51504b; --line: #d8d5cd; --rule: #1d1d1b; --inset: #f3f1ec; --warn: #b34700;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #171716; --text: #ecebe6; --quiet: #b4b2ab; --line: #3a3936; --rule: #c9c7c0; --inset: #222220; --warn: #e69f00; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 Georgia, "Noto Serif", serif;
}
body:lang(zh) { font-family: Georgia, "Noto Serif", "Songti SC", SimSun, "Noto Serif CJK SC", serif; }
main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
main { padding-top: 2rem; }
:is(main, section) > *, footer > * { max-width: 46rem; margin-left: auto; margin-right: auto; }
main > section { max-width: none; }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; margin-block: 0 0.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin-block: 2.25rem 0.5rem; }
h3 { font-size: 1rem; line-height: 1.35; margin-block: 1.25rem 0.4rem; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 0.15em; }
a:hover { text-decoration-color: currentColor; }
:target { scroll-margin-top: 1rem; }
nav { margin-block: 1.5rem; padding: 0.9rem 1.1rem; background: var(--inset); border-radius: 4px; font-size: 0.92rem; }
nav h2 { font-size: 0.92rem; margin: 0 0 0.3rem; }
nav ol, nav ul { margin: 0; padding-left: 1.3rem; }
nav ul { list-style: none; padding-left: 0; color: var(--quiet); }
nav li { margin: 0.1rem 0; }
p, ul { margin-block: 0 0.75rem; }
ul { padding-left: 1.2rem; }
li { margin-bottom: 0.3rem; }
.lead { font-size: 1.1rem; }
figure { margin-top: 1rem; margin-bottom: 2rem; }
section > figure.table { width: fit-content; min-width: min(46rem, 100%); max-width: 100%; }
.table figcaption { contain: inline-size; max-width: 46rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--rule); outline-offset: 2px; }
table {
  border-collapse: collapse; width: 100%; border-top: 2px solid var(--rule); border-bottom: 2px solid var(--rule);
  font: 0.9rem/1.35 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
caption { caption-side: top; text-align: left; font-weight: 600; font-size: 0.9rem; padding: 0 0 0.4rem; }
th, td { padding: 0.22rem 0.5rem; vertical-align: baseline; text-align: center; font-weight: 400; }
th:first-child, thead td:first-child { text-align: left; padding-left: 0; }
tr > :last-child { padding-right: 0; }
.dense :is(th, td):not(:first-child, :last-child) { padding-left: 0.28rem; padding-right: 0.28rem; }
thead tr:last-child > * { border-bottom: 1px solid var(--rule); padding-bottom: 0.35rem; }
th.span { border-bottom: 1px solid var(--line); }
thead tr:first-child > * { padding-top: 0.35rem; }
tbody tr:first-child > * { padding-top: 0.4rem; }
tr.rule > * { border-top: 1px solid var(--line); padding-top: 0.4rem; }
td { white-space: nowrap; }
th.long, td.long { white-space: normal; text-align: left; min-width: 8rem; max-width: 16rem; }
th[scope="row"] { max-width: 17rem; }
th[rowspan] { vertical-align: top; }
th.group { font-style: italic; padding-top: 0.4rem; }
th.inset { padding-left: 1.1em !important; }
.whole { display: inline-block; text-align: right; }
.part { display: inline-block; text-align: left; }
.caption { font: 600 0.9rem/1.35 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif; padding: 0 0 0.4rem; }
.drawing { text-align: center; }
.drawing svg { display: inline-block; vertical-align: top; width: 100%; max-width: 42rem; }
.narrow { display: none; }
.about { display: flex; flex-wrap: wrap; gap: 0 1.1em; margin-top: 0.5rem; }
.tools { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1em; align-items: baseline; font: 0.8rem/1.6 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.tools[hidden] { display: none; }
.tools button {
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 3px;
  min-height: 24px; padding: 0 0.5em; margin: 0; cursor: pointer;
}
.tools button:hover { border-color: currentColor; color: var(--text); }
:is(.tools button, a):focus-visible { outline: 2px solid var(--rule); outline-offset: 2px; }
.warning { border-left: 4px solid var(--warn); background: var(--inset); padding: 0.7rem 1rem; margin-bottom: 1rem; overflow-wrap: anywhere; }
.warning p:last-child { margin: 0; }
.made code { font: 0.8rem/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
figcaption { margin-top: 0.5rem; color: var(--quiet); font-size: 0.875rem; line-height: 1.45; }
figcaption p { margin: 0 0 0.3rem; }
dl { margin-block: 0 1rem; border-top: 1px solid var(--line); }
dl > div { display: grid; grid-template-columns: 15rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre {
  margin-block: 0 1rem; padding: 0.75rem 1rem; background: var(--inset); border-radius: 4px;
  font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
}
footer { margin-top: 3rem; padding-bottom: 2rem; color: var(--quiet); font-size: 0.875rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  caption { max-width: calc(100vw - 2rem); }
  main { padding-top: 1.25rem; }
  table { font-size: 0.74rem; }
  th, td { padding-left: 0.14rem; padding-right: 0.14rem; }
  dl > div { grid-template-columns: 1fr; }
  .wide { display: none; }
  .narrow { display: block; }
}
@media (min-width: 75rem) {
  main, footer { max-width: 90rem; padding-left: 1.5rem; padding-right: 1.5rem; }
  main.beside { position: relative; }
  main.beside, main.beside + footer { padding-left: 18.5rem; }
  main.beside > *, main.beside > section > *, main.beside + footer > * { margin-left: 0; }
  .beside > nav { position: absolute; top: 0; bottom: 0; left: 1.5rem; width: 14.5rem; max-width: none; margin: 0; padding: 0; background: none; font-size: 0.82rem; }
  .beside > nav > div { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 2.4rem 0.5rem 2rem 0; scrollbar-width: thin; }
  .beside > nav ol { list-style: none; padding: 0; }
  .beside > nav li { margin: 0.25rem 0; }
  .beside > nav li li { margin: 0.1rem 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .beside > nav a { text-decoration: none; }
  .beside > nav a:is(:hover, :focus-visible) { text-decoration: underline; }
}
@page { size: A4; margin: 18mm 17mm; }
@page across { size: A4 landscape; margin: 15mm 17mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --text: #000; --quiet: #222; --line: #999; --rule: #000; --inset: #fff; --warn: #000; }
  html { font-size: 9.5pt; }
  main, footer, :is(main, section) > *, .table figcaption, main.beside > section > * { max-width: none; margin-left: 0; margin-right: 0; }
  main, footer, main.beside, main.beside + footer { padding: 0; }
  main.beside > nav { position: static; width: auto; font-size: 0.92rem; }
  .beside > nav > div { position: static; max-height: none; overflow: visible; padding: 0; }
  .beside > nav li li { white-space: normal; }
  nav { background: none; }
  nav a { text-decoration: none; }
  section > figure.table { width: 100%; min-width: 0; }
  .scroll { overflow: visible; }
  .table.broad { page: across; }
  .wide { display: block; }
  .narrow, .tools { display: none; }
  .drawing svg { max-width: 32rem; }
  table { font-size: 8pt; }
  th, td { padding-top: 0.1rem; padding-bottom: 0.1rem; }
  thead { display: table-header-group; }
  figure:not(.table), dl > div, pre, tr, .warning, figcaption p { break-inside: avoid; }
  h1, h2, h3, caption, .caption { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  pre { border: 1px solid var(--line); }
}
`;

/** CSS of marks in tables and of the remarks they lead to, by grade: for pages that have some. Each colour stands beside a letter. */
export const REMARK_STYLE = `
:root {
  --g1: #8f2600; --g2: #5c4400; --g3: #0b4571; --g4: #45443f;
  --g1-ground: #fbe3d9; --g2-ground: #f6ebc8; --g3-ground: #dfecf6; --g4-ground: #eae9e4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --g1: #ffb296; --g2: #f0cf73; --g3: #a4d0f2; --g4: #cfcdc6;
    --g1-ground: #4a2013; --g2-ground: #3f3410; --g3-ground: #16344b; --g4-ground: #33322f;
  }
}
.grade1 { --grade: var(--g1); --grade-ground: var(--g1-ground); }
.grade2 { --grade: var(--g2); --grade-ground: var(--g2-ground); }
.grade3 { --grade: var(--g3); --grade-ground: var(--g3-ground); }
.grade4 { --grade: var(--g4); --grade-ground: var(--g4-ground); }
td.marked { background: var(--grade-ground); box-shadow: inset 0 -2px var(--grade); }
table:has(sup) { font-size: 0.84rem; }
table:has(sup) :is(th, td):not(:first-child, :last-child) { padding-left: 0.3rem; padding-right: 0.3rem; }
sup { font-size: 0.72em; line-height: 1; white-space: nowrap; padding-left: 0.25em; }
sup a { color: var(--grade); font-weight: 700; text-decoration: none; padding: 0.35em 0.15em; }
sup a:is(:hover, :focus-visible) { text-decoration: underline; }
:is(td, th, caption):has(:target) { outline: 2px solid var(--text); outline-offset: -1px; }
.remark { border-left: 4px solid var(--grade); padding: 0.1rem 0 0 1rem; margin-top: 1.5rem; margin-bottom: 1.5rem; }
.remark:target { outline: 2px solid var(--grade); outline-offset: 0.5rem; }
.remark h3 { margin: 0; overflow-wrap: anywhere; }
.remark .mark { display: inline-block; min-width: 2.1em; padding: 0 0.35em; margin-right: 0.35em; border-radius: 3px; background: var(--grade-ground); color: var(--grade); text-align: center; font: 700 0.875rem/1.6 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.remark .about { margin: 0.25rem 0 0.4rem; font-size: 0.875rem; color: var(--quiet); }
.remark .about strong { color: var(--grade); font-weight: 600; }
.remark dl { margin: 0; border-top: 0; }
.remark dl > div { grid-template-columns: 8.5rem 1fr; padding: 0.2rem 0; border-bottom: 0; font-size: 0.94rem; }
.remark ul { margin: 0; padding-left: 1.1rem; }
.remark li { margin-bottom: 0.15rem; }
@media (max-width: 34rem) { table:has(sup) { font-size: 0.74rem; } .remark { padding-left: 0.75rem; } .remark dl > div { grid-template-columns: 1fr; } }
@media print {
  :root {
    --g1: #8f2600; --g2: #5c4400; --g3: #0b4571; --g4: #45443f;
    --g1-ground: #fbe3d9; --g2-ground: #f6ebc8; --g3-ground: #dfecf6; --g4-ground: #eae9e4;
  }
  table:has(sup) { font-size: 8pt; }
  td.marked, .remark .mark { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .remark { break-inside: avoid; }
  h2:has(+ .broad) { page: across; }
}
`;
