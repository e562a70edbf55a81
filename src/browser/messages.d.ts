/** What the page, the frame and its workers send each other.
 *
 * The frame and the workers take nothing on trust from a worker that ran a program, and the page
 * takes nothing on trust from the frame: these types say what is meant, not what may come.
 */

/** A pack as it was downloaded: see build/pack.py. */
export interface Pack {
  name: string;
  encoding: CompressionFormat | "xz" | "none";
  bytes: ArrayBuffer;
}

/** What every worker after the first starts from. */
export interface Kept {
  /** Name of a file of Pyodide, or of a zip file to import from -> its bytes. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Pyodide, compiled; null until the first worker has done it. */
  module: WebAssembly.Module | null;
}

/** What a start took: the name of a part, when it began and ended (milliseconds since 1970). */
export type Phases = [name: string, from: number, to: number][];

/** Page to frame: begin. */
export interface Begin {
  type: "start";
  packs: Pack[];
  /** Whether the page wants the unpacked files, for the next visit. */
  fresh: boolean;
}

/** Page to frame to worker: the standard library that a worker, or the frame, wanted. */
export interface Library {
  type: "library";
  packs: Pack[];
  /** Why it cannot be had; empty if it came. */
  error: string;
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

export type FromPage = Begin | { type: "restart" } | Library | Work;

/** Frame to worker. Without a file `memory` Python starts the plain way. */
export interface Start {
  type: "start";
  packs: Pack[];
  kept: Kept;
}

export type ToWorker = Start | Library | Work;

/** Worker to frame; all but `kept`, `begun` (a job has arrived) and `wants` (the library) go on to the page. `output`, `events`, `progress`, `picture` and
 * `result` come from bridge.py, each under the name of its type. */
export type FromWorker =
  | { type: "ready"; phases: Phases }
  | { type: "begun"; id: number }
  | { type: "kept"; kept: Kept }
  | { type: "wants" }
  | { type: "fatal"; message: string }
  | { type: "result"; id: number; result: object; bloated: boolean }
  | { type: "output" | "events" | "progress" | "picture"; id: number; [kind: string]: unknown };
