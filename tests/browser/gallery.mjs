// Every page in every state, as `mockups` prints it from tests/page/samples*.cpp: what the pictures and the checks of
// accessibility walk. Served with the pages' own Content-Security-Policy, the way a web server would.
import fs from "node:fs"
import http from "node:http"
import path from "node:path"
import { launch } from "./chromium.mjs"
import { root } from "./site.mjs"

const folder = path.join(root, "build/mockups")
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8" }

export class Gallery {
  static async open() {
    const gallery = new Gallery()
    const { policy, pages } = JSON.parse(fs.readFileSync(path.join(folder, "list.json"), "utf8"))
    gallery.pages = pages
    gallery.server = http.createServer((request, response) => {
      const file = path.join(folder, path.basename(new URL(request.url, "http://x").pathname))
      if (!fs.existsSync(file)) return response.writeHead(404).end()
      response.writeHead(200, { "content-type": types[path.extname(file)], "content-security-policy": policy }).end(fs.readFileSync(file))
    })
    await new Promise((resolve) => gallery.server.listen(0, "127.0.0.1", resolve))
    gallery.base = `http://localhost:${gallery.server.address().port}/`
    gallery.browser = await launch()
    return gallery
  }

  // A fresh window; `more` are options of playwright's newContext.
  async window(width, more = {}) {
    const context = await this.browser.newContext({ viewport: { width, height: 800 }, locale: "en-GB", ...more })
    return context.newPage()
  }
  address(name) { return `${this.base}${name}.html` }
  file(name) { return path.join(folder, `${name}.html`) }

  async close() {
    await this.browser.close()
    this.server.close()
  }
}
