// Records are made in English; Chinese is for reports. Bundles that make no report leave it out.

/** A plugin that leaves the Chinese out of every entry of a catalogue. */
export const inEnglish = {
  name: "in-english",
  renderChunk(code) {
    const cuts = [];
    const visit = (node) => {
      if (node === null || typeof node !== "object") return;
      if (Array.isArray(node)) return node.forEach(visit);
      if (node.type === "ObjectExpression") {
        const of = (language) => node.properties.find(({ key }) => key?.name === language);
        const [en, zh] = [of("en"), of("zh")];
        if (en !== undefined && zh !== undefined && en.start < zh.start) cuts.push([en.end, zh.end]);
      }
      for (const [key, child] of Object.entries(node)) if (key !== "type") visit(child);
    };
    visit(this.parse(code));
    const isInside = ([from, to]) => cuts.some(([low, high]) => low < from && to <= high);
    return cuts
      .filter((cut) => !isInside(cut))
      .sort(([a], [b]) => b - a)
      .reduce((left, [from, to]) => left.slice(0, from) + left.slice(to), code);
  },
};
