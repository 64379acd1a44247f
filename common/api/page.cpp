#include "api/page.h"

#include <algorithm>

#include "api/language.h"
#include "api/page_files.h"
#include "api/page_parts.h"
#include "base/result.h"

namespace api {

namespace {

std::string_view words_file(std::string_view language) {
  for (const auto& [name, content] : page_files()) {
    if (name.ends_with(".txt") && name.substr(0, name.size() - 4) == language) return content;
  }
  throw base::Broken("page.words", "no words in " + std::string(language));
}

Templates::Files template_files() {
  Templates::Files files;
  for (const auto& file : page_files()) {
    if (file.first.ends_with(".html")) files.push_back(file);
  }
  return files;
}

// Templates and words never change while a process lives: they are parsed at the first page, and at the first in a
// language.
const Templates& templates() {
  static const Templates kTemplates(template_files());
  return kTemplates;
}

std::vector<Slots> language_links(const PageView& view) {
  std::vector<Slots> links;
  for (const auto& [code, href] : view.languages) {
    const auto language = std::ranges::find(kLanguages, code, &Language::code);
    links.push_back(Slots().text("code", code).text("name", std::string(language->name)).text("href", href));
  }
  return links;
}

std::string end_in_words(const Context& page, base::Time end) {
  const auto left = end - page.view.now;
  using std::chrono::hours, std::chrono::minutes;
  if (left < hours(1)) {
    const auto count = std::chrono::duration_cast<minutes>(left).count();
    return page.words.count("ends.minutes", std::max<std::int64_t>(count, 1));
  }
  if (left < hours(48)) return page.words.count("ends.hours", std::chrono::duration_cast<hours>(left).count());
  return page.words.say("ends.date", {{"date", page.words.date(end)}});
}

Slots fact(std::string term, std::string_view text) {
  return Slots().text("term", std::move(term)).html("text", with_breaks(text));
}

// One plain sentence an error id, else one for the kind of status.
std::string sentence_of(const Context& page, const PageView::Failure& failure) {
  if (const std::string* words = page.words.find("error." + failure.id)) return *words;
  if (failure.code == 404 || failure.code == 410) return page.words.say("error.gone");
  return page.words.say(failure.code >= 500 ? "error.server" : "error.request");
}

std::string kind_of(PageView::Failure::Why why) {
  switch (why) {
    case PageView::Failure::Why::record:
      return "error";
    case PageView::Failure::Why::busy:
      return "busy";
    case PageView::Failure::Why::circle:
      return "circle";
    case PageView::Failure::Why::unsent:
      return "unsent";
    case PageView::Failure::Why::barred:
      return "barred";
  }
  return "error";
}

Html enrolment_note(const Context& page, const PageView::Enrolment& enrolment) {
  return page.words.markup(enrolment.until ? "home.enrol.until" : "home.enrol", [&](std::string_view hole) {
    if (hole == "link") return escape_attribute(page.url("/settings"));
    return escape_html(hole == "date" ? page.words.date(enrolment.until.value_or(base::Time())) : page.view.site);
  });
}

}  // namespace

const Words& words_in(const std::string& language) {
  static std::map<std::string, Words> parsed;
  const auto known = parsed.find(language);
  return known != parsed.end() ? known->second : parsed.emplace(language, words_file(language)).first->second;
}

Sheet home_page(const Context& page) {
  const PageView& view = page.view;
  if (!view.session) {
    Sheet sheet{"home_out", page.words.say("home.out.heading", {{"site", view.site}}), {}, false, false, false, {}};
    sheet.slots.text("heading", sheet.title).text("href", page.url("/login")).text("register", view.registration_url);
    return sheet;
  }
  const PageView::Person person = view.person.value_or(PageView::Person{});
  const std::string heading = person.name.empty() ? page.words.say("home.heading.plain")
                                                  : page.words.say("home.heading", {{"name", person.name}});
  // The title may be seen by others (history, task bar): it names nobody.
  Sheet sheet{"home", page.words.say("home.title"), {}, false, false, false, {}};
  std::vector<Slots> facts;
  if (!person.identifier.empty()) facts.push_back(fact(page.words.say("home.account"), person.identifier));
  if (!view.session->methods.empty()) {
    facts.push_back(fact(page.words.say("home.methods"), capitalised(methods_in_words(page, view.session->methods))));
  }
  Slots level = fact(page.words.say("home.level"), "");
  level.text("tag", page.words.say(view.session->aal > 1 ? "home.level.two" : "home.level.one"));
  facts.push_back(level.text("kind", view.session->aal > 1 ? "on" : ""));
  if (view.session->expires_at) {
    facts.push_back(fact(page.words.say("home.ends"), end_in_words(page, *view.session->expires_at)));
  }
  Slots& slots = sheet.slots;
  slots.text("heading", heading).list("facts", std::move(facts));
  slots.text("go", view.return_to.empty() ? view.home_url : view.return_to);
  slots.flag("back", !view.return_to.empty());
  slots.text("settings", page.url("/settings")).text("logout", view.logout_url);
  if (view.enrolment) slots.html("enrol", enrolment_note(page, *view.enrolment));
  const PageView::Factors& factors = view.factors;
  if (factors.codes_total > 0 && factors.codes_left <= 3) {
    const std::string key = factors.codes_left == 0   ? "home.codes.none"
                            : factors.codes_left == 1 ? "home.codes.one"
                                                      : "home.codes.other";
    const std::string left = std::to_string(factors.codes_left), link = page.url("/settings?show=lookup_secret");
    slots.html("codes", page.words.markup(key, [&](std::string_view hole) {
      return escape_attribute(hole == "link" ? link : left);
    }));
  }
  return sheet;
}

Sheet error_page(const Context& page) {
  const PageView::Failure& failure = page.view.failure;
  const std::string again = failure.again_url.empty() ? page.url("/login") : failure.again_url;
  const std::string kind = kind_of(failure.why);
  const bool circle = kind == "circle", signs_out = circle || kind == "barred", reports = circle || kind == "error";
  Sheet sheet{"error", page.words.say(kind + ".heading"), {}, reports, false, false, {}};
  Slots& slots = sheet.slots;
  slots.text("heading", sheet.title);
  slots.text("text", kind == "error" ? sentence_of(page, failure) : page.words.say(kind + ".text"));
  slots.text("action", page.words.say(kind + ".again"));
  slots.text("href", signs_out && !page.view.logout_url.empty() ? page.view.logout_url : again);
  if (!reports) return sheet;
  std::vector<Slots> facts;
  if (!failure.id.empty()) facts.push_back(fact(page.words.say("error.id"), failure.id));
  if (failure.id.empty()) facts.push_back(fact(page.words.say("error.id"), std::to_string(failure.code)));
  if (!failure.record.empty()) facts.push_back(fact(page.words.say("error.number"), failure.record.substr(0, 8)));
  if (failure.at != base::Time{})
    facts.push_back(fact(page.words.say("error.time"), page.words.date_and_time(failure.at)));
  slots.list("facts", std::move(facts)).text("link", page.view.help_url);
  slots.flag("circle", circle).flag("report");
  return sheet;
}

Sheet signed_out_page(const Context& page) {
  Sheet sheet{"signed_out", page.words.say("signed_out.heading"), {}, false, false, false, {}};
  sheet.slots.text("heading", sheet.title).text("href", page.url("/login")).text("home", page.view.home_url);
  return sheet;
}

std::string render(const PageView& view) {
  const Words& words = words_in(view.language);
  const Context page{view, words};
  Sheet sheet;
  switch (view.kind) {
    case PageView::Kind::login:
      sheet = login_page(page);
      break;
    case PageView::Kind::settings:
      sheet = settings_page(page);
      break;
    case PageView::Kind::registration:
      sheet = registration_page(page);
      break;
    case PageView::Kind::home:
      sheet = home_page(page);
      break;
    case PageView::Kind::error:
      sheet = error_page(page);
      break;
    case PageView::Kind::signed_out:
      sheet = signed_out_page(page);
      break;
    case PageView::Kind::setup:
      sheet = setup_page(page);
      break;
    case PageView::Kind::reset:
      sheet = reset_page(page);
      break;
  }
  Slots frame;
  frame.text("site", view.site).text("base", view.base).text("brand_url", page.home_url());
  frame.text("document_title",
             words.say(sheet.error ? "title.error" : "title", {{"heading", sheet.title}, {"site", view.site}}));
  frame.text("error_title", words.say("title.error", {{"heading", sheet.title}, {"site", view.site}}));
  frame.flag("site_css", view.site_css).text("script_url", sheet.script).text("logo", view.logo);
  frame.flag("footer", !view.help_url.empty() || !view.privacy_url.empty() || !view.languages.empty());
  frame.text("help_url", view.help_url).text("privacy_url", view.privacy_url).list("languages", language_links(view));
  frame.flag("wide", sheet.account).flag("stack", sheet.stack).flag("account", sheet.account);
  frame.text("account_url", page.url("/settings")).text("logout_url", view.logout_url);
  frame.group(sheet.name, std::move(sheet.slots));
  return templates().render("page", frame, words);
}

std::string content_security_policy(const std::vector<std::string>& form_origins, const std::string& files_origin) {
  std::vector<std::string> origins;
  for (const std::string& origin : form_origins) {
    // A value with a separator would end the directive and start another one.
    const bool clean = !origin.empty() && origin.find_first_of(" ;,\t\r\n'\"") == std::string::npos;
    if (clean && std::find(origins.begin(), origins.end(), origin) == origins.end()) origins.push_back(origin);
  }
  const std::string files = files_origin.empty() ? "'self'" : "'self' " + files_origin;
  std::string policy = "default-src 'none'; style-src " + files + "; img-src " + files +
                       " data:; script-src 'self'; connect-src 'self'; form-action 'self'";
  for (const std::string& origin : origins) policy += " " + origin;
  return policy + "; frame-ancestors 'none'; base-uri 'none'";
}

}  // namespace api
