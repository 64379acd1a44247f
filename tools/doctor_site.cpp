#include <ctime>

#include "api/client.h"
#include "api/inspection.h"
#include "base/json.h"
#include "base/text.h"
#include "tools/doctor.h"

namespace tools {
namespace {

using api::Findings;
using api::hint;
using api::ok;
using api::wrong;

constexpr std::string_view kErrorLog = "the web server's error log says why";

std::string text_of(const base::Json& json, std::string_view name) {
  const base::Json* member = json.find(name);
  const std::string* text = member != nullptr ? member->string() : nullptr;
  return text != nullptr ? *text : std::string();
}

// What stands behind a 503 of ours, by its slug.
std::string remedy(const std::string& slug) {
  if (slug == "data.owner") return "the handlers must run as the owner of the data folder: chown it, or suEXEC";
  if (slug == "db.missing") return "`dsn`, or `postern migrate`";
  if (slug == "db.newer") return "put the newer executables in place";
  if (slug == "db.full") return "make room on the disk";
  if (slug == "config.invalid")
    return "the path of kratos.yml in the web server's configuration; `postern config check`";
  return "the log has a line `" + slug + "` that says more";
}

Findings explain_wrong_answer(const Answer& answer, const std::string& url) {
  if (answer.status == 200 && answer.too_long) {  // no page of Postern's is that long
    return {wrong("site", url + " gives the executable away as a file",
                  "the web server's configuration: ExecCGI and a "
                  "handler for it (apache/htaccess)")};
  }
  if (answer.status == 503) {
    const auto json = base::parse_json(answer.body);
    const base::Json* error = json ? json->find("error") : nullptr;
    const std::string slug = error != nullptr ? text_of(*error, "id") : "";
    if (!slug.empty()) return {wrong("site", "answers 503 " + slug, remedy(slug))};
  }
  const std::string status = std::to_string(answer.status);
  if (answer.status >= 500)
    return {wrong("site", "answers " + status + ": the handler did not run", std::string(kErrorLog))};
  if (answer.status >= 300 && answer.status < 400) {
    return {wrong("site", "sends us on to " + answer.header("Location"),
                  "`serve.public.base_url`, or --url: where the "
                  "pages are in the end")};
  }
  return {wrong("site",
                url + " is not Postern's: " + status + ", " +
                    (answer.header("Content-Type").empty() ? "no type" : answer.header("Content-Type")),
                "the web server's configuration: every path of `postern routes` leads to its executable; under Apache "
                "mod_rewrite and `AllowOverride FileInfo Options`")};
}

bool is_refusal_of_ours(const Answer& answer) {
  if (answer.status != 401) return false;
  const auto json = base::parse_json(answer.body);
  const base::Json* error = json ? json->find("error") : nullptr;
  return error != nullptr && error->find("code") != nullptr;
}

Findings check_whoami(Examination& examination) {
  const std::string url = examination.base + "/sessions/whoami";
  const Wanted wanted{.url = url, .headers = {{"Accept", "application/json"}}};
  Findings out;
  Answer answer = examination.fetcher.fetch(wanted);
  if (answer.untrusted) {
    out.push_back(wrong("https", answer.trouble + ": browsers warn everybody, and offer no security keys",
                        "the web server's certificate (Let's Encrypt gives one that is trusted)"));
    examination.fetcher.trust_anybody();
    answer = examination.fetcher.fetch(wanted);
  }
  if (answer.status == 0) {
    out.push_back(wrong("site", examination.base + " cannot be asked from here: " + answer.trouble,
                        "`serve.public.base_url`, the host's name (DNS), the web server, or the firewall between"));
    return out;
  }
  examination.date = parse_http_date(answer.header("Date"));
  if (is_refusal_of_ours(answer)) {
    out.push_back(ok("site", "whoami answers 401 to whoever is not signed in"));
  } else {
    api::append(out, explain_wrong_answer(answer, url));
  }
  return out;
}

void check_proxy(const Examination& examination, const Inspection& seen, Findings& out) {
  const base::Url asked = base::parse_url(examination.base).value_or(base::Url{});
  if (!base::equal_ignoring_case(seen.host, asked.host)) {
    out.push_back(hint("proxy", "something between changes Host: " + asked.host + " arrives as " + seen.host,
                       "the proxy: ProxyPreserveHost On, or proxy_set_header Host $http_host"));
  }
  if (seen.forwarded.empty()) return;
  for (const std::string& proxy : examination.config.essentials.trusted_proxies) {
    if (!api::in_network(seen.address, proxy)) continue;
    out.push_back(ok("proxy", seen.address + " is trusted to say who visitors are (" + seen.forwarded.front() + ")"));
    return;
  }
  out.push_back(wrong("proxy",
                      "requests come through a proxy at " + seen.address +
                          ": all visitors look like one, and a pause after wrong guesses is everybody's",
                      "`postern.trusted_proxies`: [\"" + seen.address + "\"]"));
}

void report_inspection(const Examination& examination, const Answer& page, Findings& out) {
  if (!examination.seen) {
    const std::string server = page.header("Server");
    out.push_back(wrong(
        "web server", (server.empty() ? "it" : server) + " reaches a Postern that does not use " + examination.data_dir,
        "POSTERN_CONFIG in the web server's configuration, or the executables there are of another "
        "version"));
    return;
  }
  const Inspection& seen = *examination.seen;
  out.push_back(ok("web server", server_name(examination, page) + ", " + seen.gateway + ", " + seen.executable));
  if (without_slash(seen.base_url) != examination.base) {
    out.push_back(wrong(
        "address", "the handlers call themselves " + seen.base_url + ", and are asked at " + examination.base + "/",
        "`serve.public.base_url`: " + examination.base + "/"));
  }
  if (!seen.authorization) {
    out.push_back(wrong("Authorization",
                        "the web server keeps this header from the handlers: `Bearer` tokens do not work",
                        "Apache: SetEnvIfNoCase ^Authorization$ \"(.+)\" HTTP_AUTHORIZATION=$1"));
  }
  check_proxy(examination, seen, out);
}

void check_login(const Examination& examination, const Answer& page, Findings& out) {
  if (page.status != 200 || !page.header("Content-Type").starts_with("text/html")) {
    out.push_back(wrong("sign-in page",
                        examination.base + "/login answers " + std::to_string(page.status) +
                            (page.trouble.empty() ? "" : ": " + page.trouble),
                        std::string(kErrorLog)));
    return;
  }
  if (page.header("Content-Security-Policy").empty()) {
    out.push_back(wrong("sign-in page", "arrives without Content-Security-Policy: something on the way takes it off",
                        "the web server's configuration, or the proxy's: `Header unset` and the like"));
    return;
  }
  out.push_back(ok("sign-in page", examination.base + "/login"));
}

// Where somebody types the address without a scheme, or follows an old link.
void check_plain_http(const Examination& examination, const Answer& page, Findings& out) {
  const base::Url url = base::parse_url(examination.base).value_or(base::Url{});
  if (url.scheme != "https") return;
  if (page.header("Strict-Transport-Security").empty()) {
    out.push_back(hint("https", "no Strict-Transport-Security: the first request of a visit may go out in clear",
                       "the web server: Strict-Transport-Security: max-age=31536000"));
  }
  if (url.host != url.hostname()) return;  // a port of its own has no twin without https
  const Answer plain = examination.fetcher.get("http://" + url.host + url.path + "/login");
  if (plain.status == 200) {
    out.push_back(wrong("https", "http://" + url.host + " shows the sign-in page too, without https",
                        "the web server: redirect everything on port 80 to https"));
  }
}

void check_body(const Examination& examination, Findings& out) {
  const std::string file = examination.data_dir + "/doctor.body";
  if (!examination.probes.plant_private(file, std::string(100000, 'x'))) return;
  const Answer answer = examination.fetcher.fetch({.url = examination.base + "/self-service/login?flow=doctor",
                                                   .method = "POST",
                                                   .headers = {{"Content-Type", "application/json"}, {"Expect", ""}},
                                                   .options = {"--data-binary", "@" + file}});
  if (answer.status >= 400 && answer.status < 500 && answer.status != 413) {
    out.push_back(ok("long forms", "100 KB arrive"));
    return;
  }
  out.push_back(hint("long forms", "100 KB are answered with " + std::to_string(answer.status),
                     "the web server's limit of a body: LimitRequestBody, FcgidMaxRequestLen, client_max_body_size"));
}

}  // namespace

std::string Examination::origin() const {
  const base::Url url = base::parse_url(base).value_or(base::Url{});
  return url.scheme + "://" + url.host;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string server_name(const Examination& examination, const Answer& answer) {
  const std::string told = examination.seen ? examination.seen->server : "";
  const std::string shown = answer.header("Server");
  const std::string& name = told.empty() ? shown : told;
  return name.empty() ? "a web server that does not say its name" : name;
}

std::optional<base::Time> parse_http_date(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != 0) return std::nullopt;
  return base::Time(std::chrono::seconds(::timegm(&parts)));
}

std::optional<Inspection> inspect(const Fetcher& fetcher, Probes& probes, const std::string& base,
                                  const std::string& data_dir, base::Random& random) {
  const std::string word = base::random_text(random, 40, base::kAlphanumeric);
  if (!probes.plant_private(api::inspection_file(data_dir), word + "\n")) return std::nullopt;
  const Wanted wanted{
      .url = base + "/health/alive",
      .headers = {{std::string(api::kInspectionHeader), word}, {"Authorization", "Bearer postern-doctor"}}};
  Answer answer = fetcher.fetch(wanted);
  if (answer.untrusted) {  // which check_site says
    Fetcher trusting = fetcher;
    trusting.trust_anybody();
    answer = trusting.fetch(wanted);
  }
  const auto json = base::parse_json(answer.body);
  if (answer.status != 200 || !json || json->find("gateway") == nullptr) return std::nullopt;
  Inspection seen;
  for (const auto& [name, to] :
       {std::pair{"server", &seen.server}, std::pair{"gateway", &seen.gateway},
        std::pair{"executable", &seen.executable}, std::pair{"base_url", &seen.base_url},
        std::pair{"scheme", &seen.scheme}, std::pair{"host", &seen.host}, std::pair{"address", &seen.address},
        std::pair{"document_root", &seen.document_root}}) {
    *to = text_of(*json, name);
  }
  const base::Json* authorization = json->find("authorization");
  seen.authorization = authorization != nullptr && authorization->boolean() != nullptr && *authorization->boolean();
  if (const base::Json* forwarded = json->find("forwarded"); forwarded != nullptr && forwarded->array() != nullptr) {
    for (const base::Json& name : *forwarded->array()) {
      if (name.string() != nullptr) seen.forwarded.push_back(*name.string());
    }
  }
  return seen;
}

api::Findings check_site(Examination& examination) {
  Findings out = check_whoami(examination);
  if (out.back().verdict != api::Finding::Verdict::ok) return out;
  const Answer page =
      examination.fetcher.fetch({.url = examination.base + "/login", .headers = {{"Accept", "text/html"}}});
  report_inspection(examination, page, out);
  check_login(examination, page, out);
  check_plain_http(examination, page, out);
  check_body(examination, out);
  return out;
}

}  // namespace tools
