/** Endings of the files a table and a figure are written to. */
export const TABLE_ENDINGS = ["md", "tex", "csv", "docx"] as const;
export const FIGURE_ENDINGS = ["svg", "png", "vl.json"] as const;
