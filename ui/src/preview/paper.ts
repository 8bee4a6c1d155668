import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

/** A page being drawn. */
export interface Drawing {
  /** Its pixels, once they are there; `undefined` where the drawing was given up. */
  done: Promise<HTMLCanvasElement | undefined>;
  /** Gives it up. */
  cancel: () => void;
}

/** One thread reads all papers, one after another. pdf.js would ask for an origin to start it by
    itself, which a page inside a program does not have everywhere. */
let thread: InstanceType<typeof pdfjs.PDFWorker> | undefined;

/** A PDF that can be drawn. Everything it shows comes in its bytes: no fonts, maps or decoders are
    fetched, and no code is made of text. */
export class Paper {
  private constructor(
    private readonly task: pdfjs.PDFDocumentLoadingTask,
    private readonly document: pdfjs.PDFDocumentProxy,
    /** Width of a page in pt. */
    readonly width: number,
    /** Height of a page in pt. */
    readonly height: number,
  ) {}

  /** Reads a PDF; the bytes belong to the paper from then on. */
  static async open(bytes: Uint8Array): Promise<Paper> {
    thread ??= pdfjs.PDFWorker.create({ port: new Worker(worker, { type: "module" }) });
    const task = pdfjs.getDocument({
      data: bytes,
      worker: thread,
      isEvalSupported: false,
      useWasm: false,
      useSystemFonts: false,
      useWorkerFetch: false,
      stopAtErrors: false,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    });
    const document = await task.promise;
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    return new Paper(task, document, width, height);
  }

  /** How many pages it has. */
  get count(): number {
    return this.document.numPages;
  }

  /** Draws a page, counted from 0; `scale` is in device pixels a pt. */
  draw(index: number, scale: number): Drawing {
    let task: pdfjs.RenderTask | undefined;
    let given = false;
    const drawn = async (): Promise<HTMLCanvasElement | undefined> => {
      const page = await this.document.getPage(index + 1);
      if (given) return undefined;
      const viewport = page.getViewport({ scale });
      const canvas = window.document.createElement("canvas");
      canvas.width = Math.round(viewport.width);
      canvas.height = Math.round(viewport.height);
      task = page.render({ canvas, viewport });
      await task.promise;
      return canvas;
    };
    return {
      // A drawing fails when it is given up, or when its paper was put away under it.
      done: drawn().catch((thrown: unknown) => {
        if (given || this.task.destroyed) return undefined;
        throw thrown;
      }),
      cancel: () => {
        given = true;
        task?.cancel();
      },
    };
  }

  /** Lays a page's words over it, unseen, to be selected, copied and read aloud. */
  async words(index: number, layer: HTMLElement): Promise<void> {
    const page = await this.document.getPage(index + 1);
    await new pdfjs.TextLayer({
      textContentSource: page.streamTextContent(),
      container: layer,
      viewport: page.getViewport({ scale: 1 }),
    }).render();
  }

  /** Puts the paper away. */
  async close(): Promise<void> {
    await this.task.destroy();
  }
}
