// run.mjs [WORD]: Ory's npm clients against a site of tools/run.sh, and one of them behind Apache with plain CGI; every
// answer is held to config/openapi.yaml.
import path from "node:path"
import { Site, root } from "../browser/site.mjs"
import { adminStories, serveAdmin } from "./admin.mjs"
import { adminOperations, judge, require, routeDifferences, seen } from "./description.mjs"
import { signIn, stories } from "./stories.mjs"

const axios = require("axios").default ?? require("axios")
const word = process.argv[2] ?? ""
// A browser's part: it keeps cookies and follows nothing, so that each answer is seen.
function makeAxios({ cookies }) {
  const jar = new Map()
  const instance = axios.create({ maxRedirects: 0, headers: { connection: "close" }, validateStatus: () => true })
  instance.interceptors.request.use((request) => {
    request.headers.set("Accept", "application/json")
    if (cookies && jar.size > 0) request.headers.set("Cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "))
    return request
  })
  instance.interceptors.response.use((response) => {
    for (const line of response.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (line.includes("Max-Age=0")) jar.delete(name)
      else jar.set(name, value)
    }
    const { pathname } = new URL(response.config.url)
    judge(response.config.method.toUpperCase(), pathname, response.status, response.headers["content-type"], response.data)
    return response
  })
  return instance
}

let passed = 0, failed = 0
async function tell(name, story) {
  if (!name.includes(word)) return
  try {
    await story()
    passed++
    console.log(`ok   ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${error.stack}`)
  }
}

// Clients of a site that a package makes.
function frontendOf(name, site) {
  const { Configuration, FrontendApi } = require(name)
  return (options = { cookies: false }) => new FrontendApi(new Configuration({ basePath: site.base }), undefined, makeAxios(options))
}
async function tellFrontend(name, site, where = name) {
  const client = frontendOf(name, site)
  for (const [title, story] of Object.entries(stories)) await tell(`${title} (${where})`, () => story({ site, client }))
}
async function tellAdmin(name, site, operator) {
  const { Configuration, IdentityApi } = require(name)
  // @ory/client sends accessToken, @ory/kratos-client apiKey as it is.
  const identities = (more) =>
    new IdentityApi(new Configuration({ basePath: operator.base, ...more }), undefined, makeAxios({ cookies: false }))
  const admin = identities({ accessToken: operator.token, apiKey: `Bearer ${operator.token}` })
  const people = { admin, stranger: identities({}), signIn: (person) => signIn(frontendOf(name, site)(), person) }
  for (const [title, story] of Object.entries(adminStories)) await tell(`${title} (${name})`, () => story({ site, ...people }))
}

await tell("the description names the routes there are", () => {
  const differences = routeDifferences()
  if (differences.length > 0) throw new Error(differences.join("\n"))
})

const site = await Site.start(path.join(root, "build/clients/data"))
const operator = await serveAdmin(site)
try {
  for (const name of ["@ory/client", "@ory/kratos-client"]) {
    await tellFrontend(name, site)
    await tellAdmin(name, site, operator)
  }
  // Every route of the admin API was asked for what it is there for.
  await tell("the description of the admin API was seen in answers", () => {
    if (word !== "") return
    const unseen = adminOperations().filter(({ name }) => ![...seen].some((line) => line.startsWith(`${name} 2`)))
    if (unseen.length > 0) throw new Error(unseen.map(({ name }) => name).join("\n"))
  })
} finally {
  operator.close()
  await site.stop()
}

const apache = await Site.start(path.join(root, "build/clients/apache/data"), "apache-cgi")
try {
  await tellFrontend("@ory/client", apache, "@ory/client, Apache with plain CGI")
} finally {
  await apache.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
