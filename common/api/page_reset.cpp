// The pages of /reset: ask, wait, remove, stop.
#include "api/page_parts.h"

namespace api {
namespace {

using Reset = PageView::Reset;
using State = Reset::State;

struct Looks {
  const char* key;     // of its words, after `reset.`
  const char* button;  // what it asks for; "" = no form
  bool primary;
};

Looks looks_of(State state) {
  switch (state) {
    case State::ask:
      return {"ask", "ask", true};
    case State::waiting:
      return {"waiting", "cancel", false};
    case State::due:
      return {"due", "remove", true};
    case State::resting:
      return {"resting", "", false};
    case State::link:
      return {"cancel", "cancel", true};
    case State::cancelled:
      return {"cancelled", "", false};
    case State::gone:
      break;
  }
  return {"gone", "", false};
}

}  // namespace

Sheet reset_page(const Context& page) {
  const Reset& reset = page.view.reset;
  const Looks looks = looks_of(reset.state);
  const std::string key = "reset." + std::string(looks.key);
  const auto hours = std::chrono::ceil<std::chrono::hours>(reset.delay).count();
  const Words::Holes holes = {{"due", page.words.date_and_time(reset.due)},
                              {"delay", page.words.count("reset.delay", hours)}};
  Sheet sheet{.name = "reset", .title = page.words.say(key + ".heading"), .slots = {}};
  Slots& slots = sheet.slots;
  slots.text("heading", sheet.title).text("lead", page.words.say(key + ".lead", holes));
  if (reset.state == State::ask) {
    std::vector<Slots> points;
    for (const char* point : {".point.mail", ".point.sign_in", ".point.after"})
      points.push_back(Slots().text("text", page.words.say(key + point, holes)));
    slots.group("steps", Slots().list("points", std::move(points)));
  }
  const bool by_link = reset.state == State::link;
  if (*looks.button) {
    Slots form = Slots()
                     .text("action", page.url(by_link ? "/reset/cancel" : "/reset"))
                     .text("field", by_link ? "token" : "csrf_token")
                     .text("token", by_link ? reset.token : reset.csrf_token)
                     .text("value", looks.button)
                     .text("button", page.words.say(key + ".button"));
    form.flag("primary", looks.primary);
    slots.group("form", std::move(form));
  }
  const bool signed_in = page.view.session.has_value();
  slots.text("back", page.url(signed_in ? "/login?aal=aal2" : "/login"));
  slots.text("back_text", page.words.say(signed_in ? "reset.back" : "login.heading"));
  return sheet;
}

}  // namespace api
