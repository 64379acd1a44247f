// config/openapi.yaml as a judge: whether it names exactly the routes there are, and whether an answer is one it promises.
import fs from "node:fs"
import path from "node:path"
import { createRequire } from "node:module"
import { spawnSync } from "node:child_process"

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..")
export const require = createRequire(path.join(root, "build/clients/x.js"))
const Ajv = require("ajv").default
const document = require("yaml").parse(fs.readFileSync(path.join(root, "config/openapi.yaml"), "utf8"), { merge: true })

// OpenAPI 3.0 says `nullable` where JSON Schema says a type more.
function toJsonSchema(node) {
  if (Array.isArray(node)) return node.map(toJsonSchema)
  if (node === null || typeof node !== "object") return node
  const { nullable, ...rest } = node
  const out = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]))
  return nullable ? { anyOf: [out, { type: "null" }] } : out
}

const ajv = new Ajv({ strict: false, allErrors: true })
require("ajv-formats").default(ajv)
ajv.addSchema({ $id: "api", components: { schemas: toJsonSchema(document.components.schemas) } })
const resolve = (node) => node?.$ref ? node.$ref.slice(2).split("/").reduce((at, name) => at[name], document) : node
const absolute = (node) => JSON.parse(JSON.stringify(node).replaceAll('"#/components/', '"api#/components/'))

const validators = new Map()
function validator(schema) {
  const text = JSON.stringify(schema)
  if (!validators.has(text)) validators.set(text, ajv.compile(absolute(toJsonSchema(schema))))
  return validators.get(text)
}

function findPath(url) {
  if (document.paths[url]) return document.paths[url]
  const [, item] = Object.entries(document.paths).find(([pattern]) =>
    pattern.includes("{") && new RegExp(`^${pattern.replaceAll(/\{[a-z_]+\}/g, "[^/]+")}$`).test(url)) ?? []
  return item
}

export const seen = new Set()  // `METHOD SUMMARY STATUS` of what was judged

// Throws unless the description promises this answer.
export function judge(method, url, status, type, body) {
  const operation = findPath(url)?.[method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${url} is not described`)
  const response = resolve(operation.responses[String(status)] ?? (status >= 400 ? operation.responses.default : undefined))
  if (!response) throw new Error(`${method} ${url} answered ${status}, which is not described`)
  seen.add(`${method} ${operation.summary} ${status}`)
  const schema = response.content?.["application/json"]?.schema
  if (!schema || !(type ?? "").startsWith("application/json")) return
  const check = validator(schema)
  if (!check(body)) throw new Error(`${method} ${url} ${status}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(body).slice(0, 2000)}`)
}

// `name` as a line of `seen` begins.
export function adminOperations() {
  return Object.entries(document.paths).filter(([pattern]) => pattern.startsWith("/admin/")).flatMap(([, item]) =>
    Object.entries(item).map(([method, { summary }]) => ({ name: `${method.toUpperCase()} ${summary}` })))
}

// The routes of the executables and of the description, which must be the same; and nothing below /admin without a token.
export function routeDifferences() {
  const list = (...more) => spawnSync(path.join(root, "build/bin/postern"), ["routes", ...more], { encoding: "utf8" }).stdout.trim().split("\n")
  const served = new Set()
  for (const line of [...list(), ...list("--admin")]) {
    const [methods, pattern] = line.split(" ")
    for (const method of methods === "ANY" ? ["GET"] : methods.split(",")) served.add(`${method} ${pattern}`)
  }
  const described = new Set(Object.entries(document.paths).flatMap(([pattern, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${pattern}`)))
  const open = Object.entries(document.paths).flatMap(([pattern, item]) => Object.entries(item).flatMap(([method, { security }]) =>
    pattern.startsWith("/admin/") === (JSON.stringify(security) === '[{"bearer":[]}]') ? [] : [`${method} ${pattern}: whose token?`]))
  return open.concat([...served].filter((route) => !described.has(route)).map((route) => `not described: ${route}`),
    [...described].filter((route) => !served.has(route)).map((route) => `described, not served: ${route}`))
}
