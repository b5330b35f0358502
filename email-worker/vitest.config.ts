// The same tests twice: on Node, and in workerd, which is what runs the worker at Cloudflare.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

/** Mails are imported as the text they are. */
const mails = {
  name: "mails",
  transform: (text: string, id: string) =>
    id.endsWith(".eml") ? { code: `export default ${JSON.stringify(text)}`, map: null } : undefined,
};

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      { plugins: [mails], test: { name: "node", include: ["test/*.test.ts"] } },
      {
        plugins: [mails, cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "workerd", include: ["test/*.test.ts"] },
      },
    ],
  },
});
