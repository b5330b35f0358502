// Every ceiling that a sender can reach, and why it stands where it does.

/** Of a raw mail: what is beyond is not read. A status mail has some 30 KB; 256 KiB cost about 10 ms of CPU. */
export const RAW_BYTES = 256 * 1024;
/** Lines cost more than bytes: each is looked at on its own. */
export const RAW_LINES = 20_000;
/** Of all headers of one part together. Some senders have 10 KB of signatures. */
export const HEADER_BYTES = 64 * 1024;
/** Parts within parts. */
export const NESTING = 32;

/** What the server keeps of a text, in bytes; it cuts there too. */
export const BODY_BYTES = 32 * 1024;
export const SUBJECT_BYTES = 1024;
export const NAME_BYTES = 256;
/** Of an address; no mail can be sent to a longer one. */
export const ADDRESS_BYTES = 254;
export const URL_BYTES = 2048;
export const COMPONENTS = 100;
/** Links that are looked at for ids. */
export const LINKS = 200;

/** A try, and how long to wait before each. Together less than the minutes a sender waits for its answer. */
export const TRY_MS = 10_000;
export const WAITS_MS = [0, 1_000, 4_000];
