// The Email Worker: what Cloudflare calls for each mail. All it does is in accept.ts.

import { accept, type Env } from "./accept";
import type { World } from "./post";

const world: World = {
  fetch: (url, init) => fetch(url, init),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  now: () => new Date(),
};

export default {
  email: (message, env) => accept(message, env, world),
} satisfies ExportedHandler<Env>;
