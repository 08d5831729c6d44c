/** Marks of a drawn figure, read from its SVG: where they are, how long, and what they say. */
export interface DrawnMark {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly text: string;
  readonly attributes: string;
}

/** The marks of the layer `name`, or of the axis part such as "axis-label", in drawing order. */
export function marks(svg: string, name: string): DrawnMark[] {
  const wanted = name.startsWith("axis-") ? `role-${name}"` : ` ${name.replaceAll("-", "_")}_marks"`;
  return [...svg.matchAll(/<g class="([^"]*")[^>]*>((?:<(?:text|path|line)[^>]*?(?:\/>|>[^<]*<\/\w+>))+)<\/g>/g)]
    .filter(([, classes]) => classes!.endsWith(wanted))
    .flatMap(([, , body]) => [...body!.matchAll(/<(?:text|path|line)([^>]*?)(?:\/>|>([^<]*)<)/g)])
    .map(([, attributes, text]) => {
      const number = (pattern: RegExp) => Number(pattern.exec(attributes!)?.[1] ?? 0);
      return {
        x: number(/translate\(([-\d.]+),/),
        y: number(/translate\([-\d.]+,([-\d.]+)\)/),
        dx: number(/ x2="([-\d.]+)"/),
        dy: number(/ y2="([-\d.]+)"/),
        text: text ?? "",
        attributes: attributes!,
      };
    });
}

/** What is printed, in drawing order. */
export const printed = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
