import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView, NodeView, ViewMutationRecord } from "prosemirror-view";
import { mount, unmount } from "svelte";
import Illustration from "../Illustration.svelte";

/** A picture or chart in the text: the choice which, with its caption written below. */
export class IllustrationView implements NodeView {
  readonly dom = document.createElement("figure");
  readonly contentDOM = document.createElement("div");
  private readonly choice = document.createElement("div");
  private readonly component: Record<string, unknown>;
  private readonly props: { kind: "figure" | "chart"; chosen: string; onchoose: (id: string) => void };

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
    // What the page hands down: the session, in Svelte's own way.
    context: Map<unknown, unknown>,
  ) {
    this.choice.contentEditable = "false";
    this.choice.className = "choice";
    this.choice.addEventListener("keydown", (event) => this.onChoiceKey(event));
    this.dom.append(this.choice, this.contentDOM);
    const props = $state({
      kind: node.type.name as "figure" | "chart",
      chosen: this.chosen,
      stop: false,
      onchoose: (id: string) => {
        const at = getPos();
        if (at !== undefined) view.dispatch(view.state.tr.setNodeAttribute(at, this.key, id));
      },
    });
    this.props = props;
    this.component = mount(Illustration, { target: this.choice, props, context });
  }

  /** From the choice one comes back to the caption, from where one went to it. */
  private onChoiceKey(event: KeyboardEvent): void {
    const back = event.key === "Escape" || (event.key === "Tab" && !event.shiftKey);
    const at = this.getPos();
    if (!back || event.ctrlKey || event.altKey || event.metaKey || at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { state } = this.view;
    const end = TextSelection.create(state.doc, at + this.node.nodeSize - 2);
    this.view.dispatch(state.tr.setSelection(end));
    this.view.focus();
  }

  private get key(): string {
    return this.node.type.name === "figure" ? "attachment" : "of";
  }

  private get chosen(): string {
    return String(this.node.attrs[this.key]);
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.props.chosen = this.chosen;
    return true;
  }

  /** The choice works by itself; a press on the picture selects the block. */
  stopEvent(event: Event): boolean {
    const { target } = event;
    if (!(target instanceof Element) || !this.choice.contains(target)) return false;
    return event.type !== "mousedown" || target.closest("select") !== null;
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  destroy(): void {
    void unmount(this.component);
  }
}
