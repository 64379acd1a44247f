// screenshots.mjs [WORD]: build/screenshots/NAME-WIDTH-THEME.png of every page in every state (those whose name contains
// WORD); themes are light and dark, and for one width forced colours and print.
import fs from "node:fs"
import path from "node:path"
import { root } from "./site.mjs"
import { Gallery } from "./gallery.mjs"

const folder = path.join(root, "build/screenshots")
fs.mkdirSync(folder, { recursive: true })
const gallery = await Gallery.open()
const looks = [390, 1280].flatMap((width) => ["light", "dark"].map((theme) => ({ width, theme, media: { colorScheme: theme } })))
looks.push({ width: 390, theme: "forced", media: { forcedColors: "active", colorScheme: "dark" } },
           { width: 1280, theme: "print", media: { media: "print" } })
let count = 0
for (const { width, theme, media } of looks) {
  const page = await gallery.window(width)
  await page.emulateMedia({ reducedMotion: "reduce", ...media })
  for (const name of gallery.pages.filter((name) => name.includes(process.argv[2] ?? ""))) {
    await page.goto(gallery.address(name))
    await page.screenshot({ path: path.join(folder, `${name}-${width}-${theme}.png`), fullPage: true })
    count++
  }
}
await gallery.close()
console.log(`${count} pictures in build/screenshots`)
