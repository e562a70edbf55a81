/** What the page, the frame and its workers send each other.
 *
 * The frame and the workers take nothing on trust from a worker that ran a program, and the page
 * takes nothing on trust from the frame: these types say what is meant, not what may come.
 */

/** A pack as it was downloaded: see build/pack.py. */
export interface Pack {
  name: string;
  encoding: CompressionFormat | "xz";
  bytes: ArrayBuffer;
}

/** What every worker after the first starts from. */
export interface Kept {
  /** Name of a file of Pyodide, or of a zip file to import from -> its bytes. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Pyodide, compiled; null until the first worker has done it. */
  module: WebAssembly.Module | null;
  /** The memory of a Python that has started; null for the plain start. */
  snapshot: ArrayBuffer | null;
}

/** Page to frame: begin. */
export interface Begin {
  type: "start";
  packs: Pack[];
  snapshot: ArrayBuffer | null;
}

/** Page to frame to worker: what to do with one program. The rest is for bridge.py. */
export interface Work {
  type: "run" | "explore" | "judge" | "step" | "play";
  id: number;
  source: string;
  filename: string;
  options: object;
  /** Whether the page wants to hear of each event: a program can have 100,000. */
  events: boolean;
  /** Packs that this program needs and no earlier one did. */
  packs: Pack[];
  /** What `requests` gets: address on this site -> text. */
  pages: Record<string, string> | null;
}

export type FromPage = Begin | { type: "restart" } | Work;

/** Frame to worker. `photograph`: only make a snapshot of Python as it is before any program. */
export interface Start {
  type: "start";
  packs: Pack[];
  kept: Kept;
  photograph: boolean;
}

export type ToWorker = Start | Work;

/** Worker to frame; all but `kept` and `begun` (a job has arrived) go on to the page. `output`, `events`, `progress`, `picture` and
 * `result` come from bridge.py, each under the name of its type. */
export type FromWorker =
  | { type: "ready" }
  | { type: "begun"; id: number }
  | { type: "kept"; kept: Pick<Kept, "files" | "module"> }
  | { type: "snapshot"; bytes: ArrayBuffer }
  | { type: "fatal"; message: string }
  | { type: "result"; id: number; result: object; bloated: boolean }
  | { type: "output" | "events" | "progress" | "picture"; id: number; [kind: string]: unknown };
