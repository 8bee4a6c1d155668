import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import { pathOfRef } from "./schema";

/** How a quoted figure is shown. */
export interface Quoted {
  /** As printed; none while there is no such figure. */
  value: string | undefined;
  /** What it is and where it comes from. */
  origin: string;
}

/** A quoted figure in the text: its present value, as one unbreakable piece. */
export class Chip implements NodeView {
  readonly dom = document.createElement("span");
  private readonly path: string;

  constructor(
    node: Node,
    private readonly look: (path: string) => Quoted,
    private readonly all: Set<Chip>,
  ) {
    this.path = pathOfRef(node);
    this.dom.contentEditable = "false";
    this.dom.dataset["ref"] = this.path;
    this.show();
    all.add(this);
  }

  /** Shows the value that the figure has now. */
  show(): void {
    const { value, origin } = this.look(this.path);
    const text = value ?? "还没有数";
    if (this.dom.textContent !== text) this.dom.textContent = text;
    this.dom.className = value === undefined ? "chip lost" : "chip";
    this.dom.title = origin;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.all.delete(this);
  }
}
