// The page /setup: asking, done, or closed.
#include "api/page_parts.h"
#include "base/text.h"

namespace api {
namespace {

using State = PageView::Setup::State;

struct Wanted {
  const char *name, *type, *autocomplete;
  bool hint = false;
};
constexpr Wanted kFields[] = {{"word", "password", "off", true},
                              {"url", "url", "url"},
                              {"user", "email", "email", true},
                              {"password", "password", "new-password"}};

std::string problem_with(const Context& page, std::string_view name) {
  const PageView::Setup& setup = page.view.setup;
  if (setup.problem != name) return {};
  if (setup.message) return in_words(page, *setup.message);
  return page.words.say("setup." + std::string(name) + ".wrong", {{"detail", setup.detail}});
}

Slots make_setup_field(const Context& page, const Wanted& wanted) {
  const PageView::Setup& setup = page.view.setup;
  const std::string name = wanted.name, key = "setup." + name, problem = problem_with(page, name);
  const std::string first = setup.problem.empty() || setup.problem == "folder" ? "word" : setup.problem;
  Slots field;
  field.text("id", name).text("name", name).text("type", wanted.type).text("label", page.words.say(key));
  field.text("value", name == "url" ? setup.url : name == "user" ? setup.user : "");
  field.flag("secret", std::string_view(wanted.type) == "password").flag("required").flag("plain");
  field.text("autocomplete", wanted.autocomplete).text("maxlength", "1024").flag("autofocus", name == first);
  if (wanted.hint) field.text("hint", page.words.say(key + ".hint"));
  field.text("problem", problem).flag("invalid", !problem.empty());
  std::string describedby = problem.empty() ? "" : name + "-problem";
  if (wanted.hint) describedby += (describedby.empty() ? "" : " ") + name + "-hint";
  field.text("describedby", describedby);
  return field;
}

// `key` in backquotes is markup here.
Html with_code(std::string_view text) {
  Html out;
  bool code = false;
  for (const std::string_view part : base::split(text, '`')) {
    out.markup += code ? "<code>" + escape_html(part).markup + "</code>" : escape_html(part).markup;
    code = !code;
  }
  return out;
}

// They are in English in every language: names of keys, files and the programs of a host, as the command prints them.
Slots make_made(const Context& page) {
  using Verdict = Finding::Verdict;
  const PageView::Setup& setup = page.view.setup;
  Slots made;
  std::vector<Slots> findings;
  for (const Finding& finding : setup.findings) {
    if (finding.verdict == Verdict::ok) continue;
    Slots item;
    item.text("kind", finding.verdict == Verdict::wrong ? "error" : "wait").text("name", capitalised(finding.name));
    item.html("found", with_code(finding.found)).html("change", with_code(finding.change));
    findings.push_back(std::move(item));
  }
  made.text("checked", page.words.say(findings.empty() ? "setup.checked.well" : "setup.checked.findings"));
  return std::move(made.list("findings", std::move(findings)).text("href", setup.url + "login"));
}

}  // namespace

Sheet setup_page(const Context& page) {
  const PageView::Setup& setup = page.view.setup;
  const std::string key = setup.state == State::made     ? "setup.made"
                          : setup.state == State::closed ? "setup.closed"
                                                         : "setup";
  Sheet sheet{.name = "setup", .title = page.words.say(key + ".heading"), .slots = {}};
  sheet.slots.text("heading", sheet.title).text("lead", page.words.say(key + ".lead"));
  if (setup.state == State::made) sheet.slots.group("made", make_made(page));
  if (setup.state != State::asking) return sheet;
  sheet.error = !setup.problem.empty();
  if (setup.problem == "folder") {
    sheet.slots.list("notes", {note("error", "alert", problem_with(page, "folder"))});
  }
  std::vector<Slots> fields;
  for (const Wanted& wanted : kFields) fields.push_back(make_setup_field(page, wanted));
  sheet.slots.group("asking", Slots().text("action", page.url("/setup")).list("fields", std::move(fields)));
  return sheet;
}

}  // namespace api
