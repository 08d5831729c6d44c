/** A figure's drawing, parsed once: what stands around it is shown anew with every change. */
import { Component } from "preact";
import { inlineSvg } from "../../../src/report/page/inline-svg.js";
import { trusted } from "../trusted.js";

interface DrawingProps {
  readonly kind: "wide" | "narrow";
  readonly svg: string;
}

export class DrawingView extends Component<DrawingProps> {
  override shouldComponentUpdate({ svg }: DrawingProps): boolean {
    return svg !== this.props.svg;
  }

  override render({ kind, svg }: DrawingProps) {
    const markup = { __html: trusted.createHTML(inlineSvg(svg)) as string };
    return <div class={`drawing ${kind}`} dangerouslySetInnerHTML={markup} />;
  }
}
