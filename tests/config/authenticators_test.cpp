// postern.webauthn.attestation: the files are read with the configuration, and what is wrong with them has its line.
#include <boost/test/unit_test.hpp>

#include "fixture.h"

using namespace config_test;
using Texts = std::vector<std::string>;

namespace {

// Two SEQUENCEs that are as long as they say; what is inside is for others to read.
const std::string kPem =
    "Two makers\n-----BEGIN CERTIFICATE-----\nMAQB\r\nAgME\n-----END CERTIFICATE-----\n"
    "-----BEGIN CERTIFICATE-----\nMIEEAQIDBA==\n-----END CERTIFICATE-----\n";

struct Site : Folder {
  [[nodiscard]] auto load(const std::string& attestation) const {
    return config::load_text(good_with("postern:\n  webauthn:\n    attestation: " + attestation + "\n"),
                             file("kratos.yml"), {});
  }
  [[nodiscard]] std::string problem(const std::string& attestation) const {
    const auto loaded = load(attestation);
    if (loaded) return "";
    return config::to_string(loaded.error().front()).substr(path.size() + 1);
  }
  [[nodiscard]] std::string problem_of(const std::string& pem) const {
    write("makers.pem", pem);
    return problem("{ trust_anchors: [\"file://makers.pem\"] }");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(authenticators, Site)

BOOST_AUTO_TEST_CASE(nothing_is_asked_by_default) {
  const auto rules = must_load(kGood).config.webauthn_authenticators;
  BOOST_TEST(rules.anchors.empty());
  BOOST_TEST(rules.aaguids.empty());
}

BOOST_AUTO_TEST_CASE(every_certificate_of_every_file) {
  write("makers.pem", kPem);
  const auto loaded =
      load("{ trust_anchors: [\"file://makers.pem\"], aaguids: [2FC0579F-8113-47EA-B116-BB5A8DB9202A] }");
  BOOST_REQUIRE(loaded.ok());
  const auto& rules = loaded->config.webauthn_authenticators;
  BOOST_REQUIRE(rules.anchors.size() == 2u);
  BOOST_TEST(rules.anchors[0] == (std::vector<std::uint8_t>{0x30, 4, 1, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(rules.anchors[1].size() == 7u);
  BOOST_TEST(rules.aaguids == Texts{"2fc0579f-8113-47ea-b116-bb5a8db9202a"}, boost::test_tools::per_element());
  BOOST_TEST(loaded->warnings.empty());
}

BOOST_AUTO_TEST_CASE(files_that_cannot_serve) {
  const std::string at = "kratos.yml:12:35: postern.webauthn.attestation.trust_anchors: ";
  BOOST_TEST(problem("{ trust_anchors: [\"file://none.pem\"] }") ==
             at + "file://none.pem cannot be read: No such file or directory");
  BOOST_TEST(problem("{ trust_anchors: [makers.pem] }") ==
             at + "\"makers.pem\" names no file; allowed: file://PATH (relative to this file)");
  BOOST_TEST(problem("{ trust_anchors: [\"file://\"] }").find("names no file") != std::string::npos);
  BOOST_TEST(problem_of(kPem) == "");
  const std::string broken = at + "file://makers.pem holds no PEM certificate, or a broken one";
  const std::string begin = "-----BEGIN CERTIFICATE-----\n", end = "\n-----END CERTIFICATE-----\n";
  for (const std::string& pem : {std::string(), std::string("no PEM"), begin + "MAQBAgME",  // no end
                                 begin + "*" + end, begin + end,
                                 begin + "MAUBAgME" + end,      // longer than it is
                                 begin + "MYEEAQIDBA==" + end,  // no SEQUENCE
                                 begin + "MIABAgME" + end,      // of no length
                                 kPem + begin}) {
    BOOST_TEST(problem_of(pem) == broken, pem);
  }
}

BOOST_AUTO_TEST_CASE(models_are_uuids_that_somebody_vouches_for) {
  BOOST_TEST(problem("{ aaguids: [yubikey] }")
                 .ends_with("aaguids: \"yubikey\" is no AAGUID; allowed: as in 2fc0579f-8113-47ea-b116-bb5a8db9202a"));
  const auto alone = load("{ aaguids: [2fc0579f-8113-47ea-b116-bb5a8db9202a] }");
  BOOST_REQUIRE(alone.ok());
  BOOST_REQUIRE(alone->warnings.size() == 1u);
  BOOST_TEST(alone->warnings[0].text.starts_with("stands without trust_anchors"));
}

BOOST_AUTO_TEST_SUITE_END()
