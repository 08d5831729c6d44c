/** The title of power calculations, where a study gives none. */
export const powerTitles = { en: "Minimum detectable effects and power", zh: "最小可检测效应与检验功效" } as const;
