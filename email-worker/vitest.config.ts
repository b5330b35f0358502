// The same tests twice: on Node, and in workerd, which is what runs the worker at Cloudflare.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

/** Mails are imported as the text they are. */
const mails = {
  name: "mails",
  transform: (text: string, id: string) =>
    id.endsWith(".eml") ? { code: `export default ${JSON.stringify(text)}`, map: null } : undefined,
};

/** No test changes what another could see: one process is enough for all. */
const tests = { include: ["test/*.test.ts"], isolate: false };

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      { plugins: [mails], test: { ...tests, name: "node" } },
      {
        plugins: [mails, cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { ...tests, name: "workerd" },
      },
    ],
  },
});
