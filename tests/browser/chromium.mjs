// Debian's Chromium without a window: its headless shell, which does half the work of the whole browser.
import { createRequire } from "node:module"
import path from "node:path"
import { build } from "./site.mjs"

export const packages = createRequire(path.join(build, "x.js"))

export const launch = () => packages("playwright-core").chromium.launch({
  executablePath: "/usr/bin/chromium-headless-shell", headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
})
