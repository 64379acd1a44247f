#include <boost/test/unit_test.hpp>

#include "api/page_template.h"
#include "api/page_words.h"
#include "base/result.h"

using api::Slots;

namespace {

const api::Words& words() {
  static const api::Words kWords("hello = Hello, {name}\n");
  return kWords;
}

std::string print(std::string_view text, const Slots& slots, std::string_view part = "") {
  const api::Templates templates({{"page.html", text}, {"part.html", part}});
  return templates.render("page", slots, words());
}

}  // namespace

BOOST_AUTO_TEST_CASE(text_is_escaped_and_markup_is_not) {
  const std::string evil = "<a href=\"x\">'&'</a>";
  BOOST_TEST(print("{{x}}", Slots().text("x", evil)) == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  BOOST_TEST(print("{{x}}", Slots().html("x", {evil})) == evil);
  BOOST_TEST(print("{{_hello}}", Slots().text("name", evil)) ==
             "Hello, &lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  BOOST_TEST(print("{{x}}", Slots().text("x", "{{y}}").text("y", "no")) == "{{y}}");
}

BOOST_AUTO_TEST_CASE(sections_follow_lists_texts_and_flags) {
  const std::string_view text = "{{#x}}[{{y}}]{{/x}}{{^x}}none{{/x}}";
  BOOST_TEST(print(text, Slots().list("x", {Slots().text("y", "1"), Slots().text("y", "2")})) == "[1][2]");
  BOOST_TEST(print(text, Slots().list("x", {})) == "none");
  BOOST_TEST(print(text, Slots().text("x", "set").text("y", "same scope")) == "[same scope]");
  BOOST_TEST(print(text, Slots().text("x", "")) == "none");
  BOOST_TEST(print(text, Slots().flag("x").text("y", "")) == "[]");
  BOOST_TEST(print(text, Slots().flag("x", false)) == "none");
  BOOST_TEST(print(text, Slots()) == "none");
}

BOOST_AUTO_TEST_CASE(items_see_the_page_but_not_what_lies_between) {
  Slots page;
  page.text("site", "S").group("a", Slots().text("between", "B").list("b", {Slots()}));
  BOOST_TEST(print("{{#a}}{{#b}}{{site}}{{between}}{{/b}}{{/a}}", page) == "S");
}

BOOST_AUTO_TEST_CASE(silent_tags_take_their_line) {
  BOOST_TEST(print("a\n  {{#x}}\n  b\n  {{/x}}\nc\n", Slots().flag("x")) == "a\n  b\nc\n");
  BOOST_TEST(print("{{#x}}\n{{>part}}\n{{/x}}\n", Slots().flag("x"), "p\n") == "p\n");
  BOOST_TEST(print("<{{>part}}>\n", Slots(), "p\n") == "<p>\n");
}

BOOST_AUTO_TEST_CASE(mistakes_in_templates_are_found_when_they_are_read) {
  for (const std::string_view bad : {"{{#x}}", "{{/x}}", "{{#x}}{{/y}}", "{{x", "{{}}"}) {
    BOOST_CHECK_THROW((void)print(bad, Slots()), base::Broken);
  }
  BOOST_CHECK_THROW((void)print("{{>nothing}}", Slots()), base::Broken);
  BOOST_CHECK_THROW((void)print("{{x}}", Slots().list("x", {})), base::Broken);
}
