import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import type { QuoteState } from "../../types/QuoteState";
import { quoteOf } from "./schema";

/** How a quoted figure is shown. */
export interface Quoted {
  /** As printed. */
  value: string;
  /** In a word or two, for the chip. */
  brief: string;
  state: QuoteState;
  /** What it is and where it comes from. */
  origin: string;
}

/** A quoted figure in the text: what it says at present, as one unbreakable piece. */
export class Chip implements NodeView {
  readonly dom = document.createElement("span");
  private readonly quote: string;

  constructor(
    node: Node,
    private readonly look: (quote: string) => Quoted,
    private readonly all: Set<Chip>,
  ) {
    this.quote = quoteOf(node);
    this.dom.contentEditable = "false";
    this.dom.dataset["ref"] = this.quote;
    this.show();
    all.add(this);
  }

  /** Shows what the figure is now. */
  show(): void {
    const { brief, state, origin } = this.look(this.quote);
    if (this.dom.textContent !== brief) this.dom.textContent = brief;
    // What a finding marks is written on it too, by the editor.
    this.dom.classList.remove(this.dom.dataset["quoted"] ?? state);
    this.dom.classList.add("chip", state);
    this.dom.dataset["quoted"] = state;
    this.dom.title = origin;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.all.delete(this);
  }
}
