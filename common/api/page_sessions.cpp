// Where this person is signed in: a row a session, and the buttons that end the others.
#include "api/page_parts.h"
#include "api/user_agent.h"

namespace api {

std::string device_in_words(const Words& words, std::string_view user_agent) {
  const Agent agent = read_user_agent(user_agent);
  const std::string browser = agent.browser.empty() ? words.say("device.unknown") : std::string(agent.browser);
  if (agent.system.empty()) return browser;
  return words.say("device." + std::string(agent.system), {{"browser", browser}});
}

namespace {

// "Signed in yesterday with password. Last seen on these pages 2 hours ago. 192.0.2.14"
std::string facts_of(const Context& page, const PageView::SignedIn& session) {
  const Words::Holes holes = {{"when", page.ago(session.at)}, {"methods", methods_in_words(page, session.methods)}};
  std::string text = page.words.say(session.methods.empty() ? "sessions.signed_in" : "sessions.signed_in.with", holes);
  if (session.last_seen_at && !session.here)
    text += " " + page.words.say("sessions.seen", {{"when", page.ago(*session.last_seen_at)}});
  if (!session.address.empty()) text += " " + session.address;
  return capitalised(std::move(text));
}

std::vector<Slots> device_rows(const Context& page) {
  std::vector<Slots> rows;
  for (const PageView::Device& device : page.view.devices) {
    std::string facts =
        page.words.say("devices.facts", {{"when", page.ago(device.at)}, {"used", page.ago(device.used_at)}});
    if (!device.address.empty()) facts += " " + device.address;
    rows.push_back(Slots()
                       .text("device", device_in_words(page.words, device.user_agent))
                       .text("facts", capitalised(std::move(facts)))
                       .text("id", device.id));
  }
  return rows;
}

}  // namespace

Slots session_sheet(const Context& page) {
  const PageView& view = page.view;
  std::vector<Slots> rows;
  for (const PageView::SignedIn& session : view.sessions) {
    Slots row;
    row.text("device", device_in_words(page.words, session.user_agent)).text("facts", facts_of(page, session));
    rows.push_back(std::move(row.flag("here", session.here).text("id", session.here ? "" : session.id)));
  }
  Slots sheet;
  sheet.text("action", view.sessions_url).list("hidden", default_hiddens(view)).flag("others", rows.size() > 1);
  if (view.sessions_not_shown > 0) sheet.text("more", page.words.count("sessions.more", view.sessions_not_shown));
  if (auto devices = device_rows(page); !devices.empty())
    sheet.group("remembered", Slots().list("devices", std::move(devices)));
  return std::move(sheet.list("sessions", std::move(rows)));
}

}  // namespace api
