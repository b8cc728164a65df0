import * as layout from "../assembly/layout.ts";

/** Offsets, sizes, flags and signatures of the format, for those who read the bytes of records themselves. */
export { layout };
