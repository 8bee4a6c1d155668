import type { Backend } from "../backend/backend";
import { failureOf } from "../backend/failure";
import type { Failure } from "../types/Failure";

/** Files on their way into the draft: one after another, to be stopped at any, and then attached as
    one change. What is no use is told; the others are attached all the same. */
export class PendingAttachments {
  /** The kind that files are being added to; empty where none are. */
  kind = $state("");
  /** The file at work. */
  name = $state("");
  /** How many are done. */
  done = $state(0);
  /** How many there are. */
  all = $state(0);
  /** Files that were not taken, and the kind they were meant for. */
  refused = $state.raw<{ kind: string; failures: Failure[] }>({ kind: "", failures: [] });

  private stopped = false;

  constructor(
    private readonly backend: Backend,
    private readonly attach: () => Promise<void>,
  ) {}

  /** Asks which files, and adds them to a kind. */
  async choose(kind: string): Promise<void> {
    if (this.kind !== "") return;
    try {
      const names = await this.backend.chooseFiles();
      await this.run(kind, names, (number) => this.backend.readyChosen(kind, number));
    } catch (thrown) {
      this.refused = { kind, failures: [failureOf(thrown)] };
    }
  }

  /** Adds files that the page was given: dropped or pasted. */
  async give(kind: string, given: Iterable<File>): Promise<void> {
    if (this.kind !== "") return;
    const files = [...given];
    await this.backend.forgetFiles();
    const names = files.map((file) => file.name);
    await this.run(kind, names, async (number) => {
      const file = files[number];
      if (!file) return;
      // Its bytes would lie in the page's memory, and once more on their way out of it.
      await this.backend.checkSize(file.name, file.size);
      const bytes = await file.arrayBuffer().catch(() => {
        const message = `“${file.name}”读不出来，没有添加。如果是文件夹，请打开它，选中里面的文件再拖进来。`;
        throw { code: "file-attachment", message } satisfies Failure;
      });
      await this.backend.readyBytes(kind, file.name, new Uint8Array(bytes));
    });
  }

  /** Stops; nothing of this round is added. */
  stop(): void {
    this.stopped = true;
  }

  /** Puts away what was told of files that were not taken. */
  dismiss(): void {
    this.refused = { kind: "", failures: [] };
  }

  private async run(
    kind: string,
    names: string[],
    ready: (number: number) => Promise<void>,
  ): Promise<void> {
    if (names.length === 0) return;
    this.dismiss();
    this.stopped = false;
    this.kind = kind;
    this.all = names.length;
    try {
      for (const [number, name] of names.entries()) {
        this.done = number;
        this.name = name;
        await ready(number).catch((thrown: unknown) => {
          this.refused = { kind, failures: [...this.refused.failures, failureOf(thrown)] };
        });
        if (this.stopped) {
          this.dismiss();
          await this.backend.forgetFiles();
          return;
        }
      }
      await this.attach();
    } finally {
      this.kind = "";
    }
  }
}
