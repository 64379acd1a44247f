// What every page in every state must hold (PAGES sections 3, 4, 9, 10).
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>
#include <sstream>

#include "base/json_writer.h"
#include "html.h"
#include "samples.h"

using html::Tag;

namespace {

std::vector<Tag> named(const std::vector<Tag>& tags, const std::string& name) {
  std::vector<Tag> found;
  for (const Tag& tag : tags) {
    if (tag.name == name) found.push_back(tag);
  }
  return found;
}

std::string title_of(const std::string& page) {
  const std::size_t start = page.find("<title>") + 7;
  return page.substr(start, page.find("</title>") - start);
}

void check_headings(const std::vector<Tag>& tags) {
  BOOST_TEST(named(tags, "h1").size() == 1U);
  int level = 1;
  for (const Tag& tag : tags) {
    if (tag.name.size() != 2 || tag.name[0] != 'h' || tag.name[1] < '1' || tag.name[1] > '6') continue;
    BOOST_TEST(tag.name[1] - '0' <= level + 1, "headings skip a level at " << tag.name);
    level = tag.name[1] - '0';
  }
}

void check_references(const std::vector<Tag>& tags) {
  std::set<std::string> ids;
  for (const Tag& tag : tags) {
    if (tag.has("id")) BOOST_TEST(ids.insert(tag.get("id")).second, "id twice: " << tag.get("id"));
  }
  std::set<std::string> labelled;
  for (const Tag& tag : named(tags, "label")) labelled.insert(tag.get("for"));
  for (const Tag& tag : tags) {
    std::istringstream described(tag.get("aria-describedby"));
    for (std::string id; described >> id;) BOOST_TEST(ids.contains(id), "described by nothing: " << id);
    if (tag.get("href").starts_with("#")) BOOST_TEST(ids.contains(tag.get("href").substr(1)));
    const bool field = tag.name == "input" || tag.name == "select";
    if (!field || tag.get("type") == "hidden" || tag.has("hidden")) continue;
    BOOST_TEST(labelled.contains(tag.get("id")), "no label: " << tag.get("name"));
    if (tag.has("aria-invalid")) BOOST_TEST(tag.has("aria-describedby"));
    if (tag.get("type") == "password") BOOST_TEST(!tag.has("value"), "a password is printed");
  }
  for (const std::string& id : labelled) BOOST_TEST(ids.contains(id), "label of nothing: " << id);
}

void check_forms(const std::vector<Tag>& tags) {
  bool inside = false, csrf = true;
  for (const Tag& tag : tags) {
    if (tag.name == "form") {
      BOOST_TEST(!inside, "form in a form");
      BOOST_TEST(tag.get("method") == "post");
      BOOST_TEST(!tag.get("action").empty());
      inside = true;
      csrf = false;
    }
    if (tag.name == "input" && tag.get("name") == "csrf_token") csrf = !tag.get("value").empty();
    if (tag.name == "input" && tag.get("name") == "word") csrf = true;   // /setup: no other site knows it
    if (tag.name == "input" && tag.get("name") == "token") csrf = true;  // /reset/cancel: nor the mail's link
    if (tag.name == "/form") {
      BOOST_TEST(csrf, "form without csrf_token");
      inside = false;
    }
    if (tag.name == "button" && tag.get("type") != "button") BOOST_TEST(inside);
  }
}

void check_safety(const std::string& page, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) {
    for (const auto& [name, value] : tag.attributes) {
      BOOST_TEST(name != "style");
      BOOST_TEST(!name.starts_with("on"), "inline script: " << name);
    }
    if (tag.name == "script") BOOST_TEST(tag.has("src"));
  }
  BOOST_TEST(page.find("{{") == std::string::npos);
  BOOST_TEST(page.find("<style") == std::string::npos);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_page_is_well_built) {
  for (const samples::Sample& sample : samples::all()) {
    BOOST_TEST_CONTEXT("page " << sample.name) {
      const std::string page = api::render(sample.view);
      const std::vector<Tag> tags = html::tags_of(page);
      BOOST_REQUIRE(!tags.empty() && !tags.front().name.empty());
      check_headings(tags);
      check_references(tags);
      check_forms(tags);
      check_safety(page, tags);
      int primary = 0, focus = 0;
      for (const Tag& tag : tags) {
        primary += tag.has_class("primary");
        focus += tag.has("autofocus");
      }
      BOOST_TEST(primary == (sample.primary ? 1 : 0));
      BOOST_TEST(focus <= 1);
      BOOST_TEST(title_of(page).starts_with("Error: ") == sample.error);
      BOOST_TEST(title_of(page).ends_with(" – Oakfield Choir"));
      BOOST_TEST(title_of(page).find("alex.marsh") == std::string::npos, "the title names the person");
    }
  }
}

BOOST_AUTO_TEST_CASE(start_and_end_tags_match) {
  const std::set<std::string> empty = {"meta", "link", "input", "img", "wbr", "!doctype"};
  for (const samples::Sample& sample : samples::all()) {
    BOOST_TEST_CONTEXT("page " << sample.name) {
      std::vector<std::string> open;
      for (const Tag& tag : html::tags_of(api::render(sample.view))) {
        if (empty.contains(tag.name)) continue;
        if (tag.name[0] != '/') {
          open.push_back(tag.name);
          continue;
        }
        BOOST_REQUIRE(!open.empty());
        BOOST_TEST("/" + open.back() == tag.name);
        open.pop_back();
      }
      BOOST_TEST(open.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(pages_keep_to_the_budget) {
  for (const samples::Sample& sample : samples::all()) {
    const std::size_t keys = sample.view.keys.size();  // each has a form for its name and one to remove it
    const std::size_t limit =
        sample.name.starts_with("login") ? 4096 : 6144 + 1024 * keys + 512 * sample.view.sessions.size();
    BOOST_TEST(api::render(sample.view).size() <= limit, sample.name);
  }
  BOOST_TEST(std::filesystem::file_size("www/style.css") <= 12U * 1024U);
}

// Every text of every sample is spoiled; the markup must not notice.
BOOST_AUTO_TEST_CASE(hostile_values_stay_text) {
  const std::string evil = "\"><script>alert(1)</script><p class='{{site}}'>[x]{n}&";
  const auto spoil = [&evil](std::string& text) {
    if (!text.empty()) text += evil;
  };
  for (samples::Sample sample : samples::all()) {
    BOOST_TEST_CONTEXT("page " << sample.name) {
      const std::vector<Tag> before = html::tags_of(api::render(sample.view));
      api::PageView& view = sample.view;
      for (std::string* text : {&view.site,
                                &view.home_url,
                                &view.registration_url,
                                &view.forgot_url,
                                &view.help_url,
                                &view.privacy_url,
                                &view.lost_factor_url,
                                &view.logo,
                                &view.logout_url,
                                &view.flow_id,
                                &view.return_to,
                                &view.codes_url,
                                &view.totp_url,
                                &view.known_identifier,
                                &view.ui.action,
                                &view.base,
                                &view.key_origin,
                                &view.sessions_url,
                                &view.failure.id,
                                &view.failure.record,
                                &view.failure.again_url}) {
        spoil(*text);
      }
      if (view.person) spoil(view.person->name), spoil(view.person->identifier);
      if (view.ended) spoil(view.ended->going_to);
      if (view.session) spoil(view.session->methods.back());
      for (api::PageView::SignedIn& session : view.sessions) {
        spoil(session.id), spoil(session.address), spoil(session.user_agent), spoil(session.methods.back());
      }
      for (api::PageView::Key& key : view.keys) spoil(key.credential);
      for (flow::Message& message : view.ui.messages) spoil(message.text);
      for (flow::Node& node : view.ui.nodes) {
        if (node.value && node.value->string() && (node.type != "submit" || node.name == "webauthn_remove"))
          node.value = base::Json(*node.value->string() + evil);
        spoil(node.src);
        if (node.label) spoil(node.label->text), node.label->id = 1;
        if (node.name == "webauthn_remove") {
          base::JsonWriter context;
          node.label->context =
              context.object().key("added_at_unix").number(1).key("display_name").string("Key" + evil).close().take();
        }
        if (node.text && node.text->context.empty()) spoil(node.text->text);
        for (flow::Message& message : node.messages) spoil(message.text);
      }
      const std::string page = api::render(view);
      BOOST_TEST(page.find("<script>alert") == std::string::npos);
      const std::vector<Tag> after = html::tags_of(page);
      BOOST_REQUIRE(!after.empty() && !after.front().name.empty());
      BOOST_REQUIRE_EQUAL(after.size(), before.size());
      for (std::size_t at = 0; at < before.size(); ++at) BOOST_TEST(after[at].name == before[at].name);
    }
  }
}
