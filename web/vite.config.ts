import { readFileSync } from "node:fs";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { pageHeaders, policyOf } from "../src/cli/serve/headers.ts";
import { STYLE } from "../src/report/page/style.ts";

/** Headers that let threads share memory; the server of development has scripts of its own, which the policy forbids. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** The style of the report, which is the page's. */
const paper: Plugin = {
  name: "paper",
  resolveId: (id) => (id === "virtual:paper.css" ? "\0paper.css" : undefined),
  load: (id) => (id === "\0paper.css" ? STYLE : undefined),
};

export default defineConfig({
  base: "./",
  plugins: [paper, preact()],
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { headers: ISOLATION },
  preview: { headers: pageHeaders(policyOf(readFileSync(new URL("./index.html", import.meta.url), "utf8"))) },
});
