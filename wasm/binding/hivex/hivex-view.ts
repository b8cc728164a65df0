import type { Engine } from "../engine.ts";
import { HivexReading } from "./reading.ts";

/**
 * libhivex's functions that read, over an engine that somebody else opens, edits and closes: what has been changed there is
 * seen here at once. Handles are good until an edit moves what they stand for.
 *
 * @example
 * const view = new HivexView(() => opened.hive.engine);
 * view.nodeChildren(view.root()).map((child) => view.nodeName(child)); // ["Control Panel", "Software"]
 */
export class HivexView extends HivexReading {
  readonly #present: () => Engine;

  /** `present` gives the engine as it is now: whoever opens the hive anew has another one. */
  constructor(present: () => Engine) {
    super(false);
    this.#present = present;
  }

  /** @internal */
  protected engine(): Engine {
    return this.#present();
  }
}
