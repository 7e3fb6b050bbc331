// The browser tests. `cargo xtask test` serves the built page and passes its address; run by hand, Playwright starts the
// server itself.
import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.mjs";

const given = process.env.CONFIDANT_URL;

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/playwright",
  reporter: "list",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  use: {
    baseURL: given ?? "http://127.0.0.1:8931",
    launchOptions: chromium,
    serviceWorkers: "block",
    screenshot: "only-on-failure",
  },
  webServer: given
    ? []
    : { command: "cargo xtask serve --port 8931", url: "http://127.0.0.1:8931", timeout: 300_000, cwd: "../.." },
});
