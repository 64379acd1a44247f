// contract: B7.2
#include "identity/schemas.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.h"
#include "tests/identity/fixtures.h"

using identity::Schemas;

namespace {

std::string schema_text(const std::string& title) {
  return R"({"title":")" + title + R"(","properties":{"traits":{"type":"object"}}})";
}

std::string base64_url(const std::string& text) { return "base64://" + base::encode_base64(base::as_bytes(text)); }

// A file that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_("/tmp/postern schemas-" + std::to_string(getpid()) + ".json") {
    write(text);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::trunc) << text; }
  void remove() const { unlink(path_.c_str()); }
  [[nodiscard]] std::string url() const {
    std::string escaped = path_;
    return "file://" + escaped.replace(escaped.find(' '), 1, "%20");
  }

 private:
  std::string path_;
};

template <class Fn>
std::string unavailable(const Fn& fn) {
  try {
    fn();
  } catch (const base::Unavailable& error) {
    return error.slug() + " " + error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schemas)

BOOST_AUTO_TEST_CASE(found_by_id_and_by_its_base64url_form) {
  Schemas schemas({{"default", base64_url(schema_text("A")), false}, {"contact", base64_url(schema_text("B")), true}},
                  "contact");
  BOOST_CHECK_EQUAL(schemas.require("default").id(), "default");
  BOOST_CHECK_EQUAL(schemas.default_schema().id(), "contact");
  BOOST_REQUIRE(schemas.find("Y29udGFjdA"));
  BOOST_CHECK_EQUAL(schemas.find("Y29udGFjdA")->id(), "contact");
  BOOST_CHECK(schemas.find("nope") == nullptr);
  BOOST_CHECK_EQUAL(schemas.all().size(), 2u);
  BOOST_CHECK(schemas.is_selectable("contact") && !schemas.is_selectable("default") && !schemas.is_selectable("nope"));
}

BOOST_AUTO_TEST_CASE(an_unknown_id_is_our_fault) {
  Schemas schemas({{"default", base64_url(schema_text("A")), false}}, "default");
  BOOST_CHECK_EXCEPTION((void)schemas.require("gone"), base::Broken,
                        [](const base::Broken& error) { return error.slug() == "identity.schema_missing"; });
}

BOOST_AUTO_TEST_CASE(an_edited_file_counts_after_refresh) {
  const TemporaryFile file(schema_text("first"));
  Schemas schemas({{"default", file.url(), false}}, "default");
  const auto* before = &schemas.default_schema();
  BOOST_CHECK_EQUAL(before->source(), schema_text("first"));
  schemas.refresh();
  BOOST_CHECK(&schemas.default_schema() == before);
  file.write(schema_text("second, longer"));
  BOOST_CHECK_EQUAL(schemas.default_schema().source(), schema_text("first"));
  schemas.refresh();
  BOOST_CHECK_EQUAL(schemas.default_schema().source(), schema_text("second, longer"));
  file.remove();
  schemas.refresh();
  BOOST_TEST(unavailable([&] { (void)schemas.default_schema(); }).ends_with("No such file or directory"));
}

BOOST_AUTO_TEST_CASE(another_configuration_keeps_what_is_the_same) {
  const std::string url = base64_url(schema_text("A"));
  Schemas schemas({{"default", url, false}}, "default");
  schemas.configure({{"other", base64_url(schema_text("B")), false}, {"default", url, true}}, "other");
  BOOST_CHECK_EQUAL(schemas.default_schema().id(), "other");
  BOOST_CHECK(schemas.is_selectable("default"));
  schemas.configure({{"default", base64_url(schema_text("C")), false}}, "default");
  BOOST_CHECK_EQUAL(schemas.default_schema().source(), schema_text("C"));
  BOOST_CHECK(schemas.find("other") == nullptr);
}

BOOST_AUTO_TEST_CASE(documents_that_cannot_be_used) {
  const auto load = [](const std::string& url) {
    Schemas schemas({{"default", url, false}}, "default");
    return unavailable([&] { (void)schemas.default_schema(); });
  };
  const std::string prefix = "config.invalid identity schema \"default\": ";
  BOOST_CHECK_EQUAL(load("https://example.org/s.json"), prefix + "its url must begin with file:// or base64://");
  BOOST_CHECK_EQUAL(load("base64://*"), prefix + "its url is no base64");
  BOOST_CHECK_EQUAL(load(base64_url("[]")), prefix + "#: must be an object");
  BOOST_CHECK_EQUAL(load("file:///tmp"), prefix + "/tmp: no plain file");
  const TemporaryFile large(std::string((1u << 20) + 1, ' '));
  BOOST_TEST(load(large.url()).ends_with("larger than 1 MiB"));
}

BOOST_AUTO_TEST_SUITE_END()
