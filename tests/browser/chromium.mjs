// How every browser test, picture and benchmark starts Chromium: Debian's, or the one that the environment names.

/** @type {import("@playwright/test").LaunchOptions} */
export const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    // Root in a container has no sandbox to start in; the only pages visited are our own.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};
