#include "api/setup.h"

#include <filesystem>

#include "api/diagnosis.h"
#include "api/flows.h"
#include "api/language.h"
#include "api/new_site.h"
#include "api/page_facts.h"
#include "api/setup_word.h"
#include "base/text.h"
#include "config/live.h"

namespace api {
namespace {

namespace fs = std::filesystem;
using State = PageView::Setup::State;

constexpr std::string_view kPath = "/setup";

http::Response not_found() {
  http::Response response{.status = 404, .body = "404 page not found\n"};
  response.set("Content-Type", "text/plain; charset=utf-8").set("X-Content-Type-Options", "nosniff");
  return response.set("Cache-Control", "no-store");
}

std::string prefix_of(const http::Request& request) {
  return request.path.substr(0, request.path.size() - kPath.size());
}

// What the visitor's own address bar says, as far as it reaches us.
std::string proposed_url(const http::Request& request) {
  return request.server_name_scheme + "://" + request.host + prefix_of(request) + "/";
}

PageView setup_view(const http::Request& request, base::Time now) {
  PageView view;
  view.kind = PageView::Kind::setup;
  view.site = request.host;
  view.base = prefix_of(request);
  view.now = now;
  const auto asked = base::find_parameter(base::parse_query(request.query), "ui_locales");
  std::string_view language = first_spoken(asked.value_or(""));
  if (language.empty()) language = best_accepted(request.header("accept-language").value_or(""));
  if (!language.empty()) view.language = language;
  for (const Language& other : kLanguages) {
    if (other.code == view.language) continue;
    view.languages.emplace_back(other.code, "?ui_locales=" + std::string(other.code));
  }
  view.setup.url = proposed_url(request);
  return view;
}

http::Response show(const http::Request& request, const PageView& view, int status = 200) {
  http::Response response = page_answer(request, view, status, {});
  response.set("Cache-Control", "no-store").set("Vary", "Accept-Language");
  return response;
}

// A form of another site could not know the word, but it could spend the tries.
bool comes_from_elsewhere(const http::Request& request) {
  const auto origin = request.header("origin");
  if (!origin) return false;
  const auto url = base::parse_url(*origin);
  return !url || url->host != request.host;
}

std::string name_of(NewSiteError::Field field) {
  using Field = NewSiteError::Field;
  switch (field) {
    case Field::url:
      return "url";
    case Field::folder:
      return "folder";
    case Field::user:
      return "user";
    case Field::password:
      return "password";
  }
  return {};
}

// What a handler can see of how it is reached; `postern doctor` asks from outside.
void diagnose_visit(const http::Request& request, const std::string& url, Findings& out) {
  const auto made = base::parse_url(url);
  if (made && !base::equal_ignoring_case(made->host, request.host)) {
    out.push_back(hint("address", "you look at " + request.host + ", and the site is made for " + made->host,
                       "`serve.public.base_url` in kratos.yml, if that is not meant"));
  }
  if (made && made->path != prefix_of(request) + "/") {
    out.push_back(hint("address", "you look at " + prefix_of(request) + "/, and the site is made for " + made->path,
                       "`serve.public.base_url` in kratos.yml, if that is not meant"));
  }
  if (request.header("x-forwarded-for")) {
    out.push_back(hint("proxy",
                       "requests come through a proxy at " + request.remote_addr + ": all visitors look like one",
                       "`postern.trusted_proxies`: [\"" + request.remote_addr + "\"] in kratos.yml"));
  }
}

// Only what is to be looked at is shown; that a check failed itself must not hide that the site is made.
Findings diagnose_made(const http::Request& request, const MadeSite& made, base::Time now) {
  Findings out;
  try {
    const auto loaded = config::load(made.config, {});
    if (loaded) out = diagnose(made.config, *loaded, now);
  } catch (const std::exception& e) {
    out.push_back(hint("diagnosis", e.what(), "`postern doctor` may say more"));
  }
  diagnose_visit(request, made.url, out);
  return out;
}

http::Response make(const http::Request& request, const flow::Submission& fields, PageView& view,
                    const std::string& folder, const SetupServices& services) {
  const auto made = make_site({.url = fields.text("url"),
                               .folder = folder,
                               .user = fields.text("user"),
                               .password = base::SecretBytes(fields.text("password"))},
                              services.random, services.clock.now());
  if (!made) {
    view.setup.problem = name_of(made.error().field);
    view.setup.detail = made.error().text;
    view.setup.message = made.error().message;
    return show(request, view, 400);
  }
  close_setup(folder);
  services.log.info("setup.made", {{"config", made->config}, {"address", request.remote_addr}});
  view.setup.state = State::made;
  view.setup.url = made->url;
  view.setup.findings = diagnose_made(request, *made, services.clock.now());
  return show(request, view);
}

http::Response submit(const http::Request& request, const std::string& folder, const std::string& word,
                      const SetupServices& services) {
  PageView view = setup_view(request, services.clock.now());
  view.languages.clear();  // a link would lose what was typed
  const auto submission = read_submission(request);
  const auto* fields = std::get_if<flow::Submission>(&submission);
  if (!fields || comes_from_elsewhere(request)) return not_found();
  view.setup.url = fields->text("url");
  view.setup.user = fields->text("user");
  switch (try_word(folder, word, fields->text("word"))) {
    case Tried::right:
      return make(request, *fields, view, folder, services);
    case Tried::wrong:
      break;
    case Tried::closed:
      view.setup.state = State::closed;
  }
  services.log.warn("setup.wrong_word", {{"address", request.remote_addr}});
  view.setup.problem = "word";
  return show(request, view, 403);
}

}  // namespace

bool is_setup_path(std::string_view path) { return path.ends_with(kPath); }

std::optional<http::Response> answer_setup(const http::Request& request, const std::string& config_path,
                                           const SetupServices& services) {
  if (fs::exists(config_path) || fs::exists(config::last_good_path(config_path))) return std::nullopt;
  const fs::path file(config_path);
  const std::string folder = file.parent_path().string();
  if (file.filename() != "kratos.yml") return not_found();  // what make_site would not write
  const SetupWord word = find_setup_word(folder, services.clock.now());
  if (!word.trouble.empty()) services.log.warn("setup.closed", {{"problem", word.trouble}});
  if (word.text.empty()) return not_found();
  if (request.method == "POST") return submit(request, folder, word.text, services);
  if (request.method != "GET" && !request.is_head()) return not_found();
  return show(request, setup_view(request, services.clock.now()));
}

}  // namespace api
