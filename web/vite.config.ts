import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { STYLE } from "../src/report/page/style.ts";

/** Headers that let threads share memory, as every host of the page should send them. */
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
  preview: { headers: ISOLATION },
});
