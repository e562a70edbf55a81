/** What the page, the frame and its workers send each other.
 *
 * The frame and the workers take nothing on trust from a worker that ran a program, and the page
 * takes nothing on trust from the frame: these types say what is meant, not what may come.
 */

/** A pack as it was downloaded, or unpacked: see build/pack.py. */
export interface Pack {
  name: string;
  encoding: CompressionFormat | "xz" | "none";
  bytes: ArrayBuffer | Blob;
}

/** A pack on its way: messages `bytes` bring it. */
export interface Arriving {
  name: string;
  encoding: Pack["encoding"];
  bytes: null;
}

/** Page to frame to worker: the next part of a pack on its way; null: that was all. (A port for each
 * pack would spare the frame's hop, but Firefox loses what is in a port that is handed on twice.) */
export interface Bytes {
  type: "bytes";
  name: string;
  bytes: ArrayBuffer | null;
}

/** What every worker after the first starts from. */
export interface Kept {
  /** Packs without compression; with that of Pyodide's code, if the page wants it. */
  packs: Map<string, Blob>;
  /** Pyodide, compiled; null until that is done. */
  module: WebAssembly.Module | null;
}

/** What a start took: the name of a part, when it began and ended (milliseconds since 1970). */
export type Phases = [name: string, from: number, to: number][];

/** Page to frame: begin. */
export interface Begin {
  type: "start";
  packs: (Pack | Arriving)[];
  /** Whether the page wants the unpacked packs, for the next visit. */
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

export type FromPage = Begin | Bytes | { type: "restart" } | Library | Work;

/** Frame to worker. Without a file `memory` Python starts the plain way. */
export interface Start {
  type: "start";
  packs: (Pack | Arriving)[];
  /** Pyodide, compiled; null: a message `compiled` brings it. */
  module: WebAssembly.Module | null;
  /** Whether to start the plain way, whatever memory there is. */
  plain: boolean;
}

/** Frame to a worker that runs no program: unpack and compile Pyodide's code. */
export interface Compile {
  type: "compile";
  pack: Pack | Arriving;
  /** Whether its bytes are wanted, too. */
  keep: boolean;
}

/** That worker to the frame to the one that waits for it. */
export interface Compiled {
  type: "compiled";
  module: WebAssembly.Module;
  bytes: Blob | null;
}

export type ToWorker = Start | Bytes | Compile | Compiled | Library | Work;

/** Worker to frame; all but `kept`, `compiled`, `begun` (a job has arrived) and `wants` (the library) go on to the page. `output`, `events`, `progress`, `picture` and
 * `result` come from bridge.py, each under the name of its type. */
export type FromWorker =
  | { type: "ready"; phases: Phases }
  | { type: "begun"; id: number }
  | { type: "kept"; packs: Kept["packs"] }
  | Compiled
  | { type: "wants" }
  | { type: "fatal"; message: string }
  | { type: "result"; id: number; result: object; bloated: boolean }
  | { type: "output" | "events" | "progress" | "picture"; id: number; [kind: string]: unknown };
