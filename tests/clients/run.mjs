// run.mjs [WORD]: Ory's npm clients against a site of tools/run.sh; every answer is held to config/openapi.yaml.
import path from "node:path"
import { Site, root } from "../browser/site.mjs"
import { adminStories, serveAdmin } from "./admin.mjs"
import { adminOperations, judge, require, routeDifferences, seen } from "./description.mjs"
import { signIn, stories } from "./stories.mjs"

const axios = require("axios").default ?? require("axios")
const word = process.argv[2] ?? ""
const site = await Site.start(path.join(root, "build/clients/data"))
const operator = await serveAdmin(site)

// A browser's part: it keeps cookies and follows nothing, so that each answer is seen.
function makeAxios({ cookies }) {
  const jar = new Map()
  const instance = axios.create({ maxRedirects: 0, validateStatus: () => true })
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
    const { pathname } = new URL(response.config.url, site.base)
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

try {
  await tell("the description names the routes there are", () => {
    const differences = routeDifferences()
    if (differences.length > 0) throw new Error(differences.join("\n"))
  })
  for (const name of ["@ory/client", "@ory/kratos-client"]) {
    const { Configuration, FrontendApi, IdentityApi } = require(name)
    const client = (options = { cookies: false }) =>
      new FrontendApi(new Configuration({ basePath: site.base }), undefined, makeAxios(options))
    for (const [title, story] of Object.entries(stories)) await tell(`${title} (${name})`, () => story({ site, client }))
    // @ory/client sends accessToken, @ory/kratos-client apiKey as it is.
    const identities = (more) =>
      new IdentityApi(new Configuration({ basePath: operator.base, ...more }), undefined, makeAxios({ cookies: false }))
    const admin = identities({ accessToken: operator.token, apiKey: `Bearer ${operator.token}` })
    const people = { admin, stranger: identities({}), signIn: (person) => signIn(client(), person) }
    for (const [title, story] of Object.entries(adminStories)) await tell(`${title} (${name})`, () => story({ site, ...people }))
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
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
