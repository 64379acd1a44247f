#include "tests/support/webauthn_vectors.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "webauthn/authenticator_data.h"
#include "webauthn/cbor.h"
#include "webauthn/client_data.h"
#include "webauthn/origin.h"

namespace testing {

namespace {

base::Json read_json(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  auto json = base::parse_json(text.str());
  if (!json) throw std::runtime_error(file.string() + ": " + json.error().detail);
  return std::move(json).value();
}

template <class Result>
void judge(VectorOutcome& outcome, const Result& result) {
  outcome.got = result.ok() ? "accept" : "reject";
  if (!result.ok()) outcome.reason = webauthn::slug(result.error());
}

VectorOutcome run_cbor(const base::Json& vector) {
  const std::string expected = text_or(*vector.find("expected"), "ctap2_canonical");
  VectorOutcome outcome{.name = text_or(vector, "name"), .expected = expected};
  const base::Bytes bytes = base::decode_hex(text_or(vector, "hex")).value();
  judge(outcome, webauthn::decode_cbor(bytes));
  return outcome;
}

VectorOutcome run_origin(const base::Json& vector) {
  const std::string received = text_or(vector, "client_origin"), configured = text_or(vector, "configured_origin");
  const std::string expected = text_or(vector, "expected");
  VectorOutcome outcome{.name = received + "|" + configured};
  outcome.expected = expected == "match" ? "accept" : expected == "no-match" ? "reject" : "policy";
  outcome.got = webauthn::is_same_origin(received, configured) ? "accept" : "reject";
  if (outcome.got == "reject") outcome.reason = "webauthn.origin_mismatch";
  return outcome;
}

std::vector<std::string> texts_of(const base::Json& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const base::Json& item : list_of(object, name)) texts.push_back(*item.string());
  return texts;
}

VectorOutcome run_client_data(const base::Json& vector) {
  VectorOutcome outcome{.name = text_or(vector, "name"), .expected = text_or(vector, "expected")};
  webauthn::RelyingParty rp;
  rp.origins = texts_of(vector, "rp_origins");
  rp.top_origins = texts_of(vector, "rp_top_origins");
  // that library's modes other than `explicit` take the site's own origins too
  if (text_or(vector, "top_origin_mode") != "explicit") {
    rp.top_origins.insert(rp.top_origins.end(), rp.origins.begin(), rp.origins.end());
  }
  for (const std::string& opaque : texts_of(vector, "rp_opaque_origins")) rp.origins.push_back(opaque);
  rp.allow_cross_origin = flag_or(vector, "allow_cross_origin", false);

  base::Json written = *vector.find("clientData");
  written.object()->emplace_back("challenge", base::Json::Value(std::string("AAAA")));
  const auto parsed = webauthn::parse_client_data(base::as_bytes(written.text()));
  if (!parsed) {
    judge(outcome, parsed);
    return outcome;
  }
  const bool is_create = text_or(vector, "type_expected") == "webauthn.create";
  judge(outcome, webauthn::verify_client_data(*parsed, is_create ? webauthn::Ceremony::create : webauthn::Ceremony::get,
                                              "AAAA", rp));
  return outcome;
}

VectorOutcome run_parse(const base::Json& vector) {
  VectorOutcome outcome{.name = text_or(vector, "name"), .expected = text_or(vector, "expected")};
  const base::Bytes bytes = bytes_of(vector, "bytes");
  const std::string target = text_or(vector, "target");
  if (target == "authenticatorData") {
    judge(outcome, webauthn::parse_authenticator_data(bytes));
  } else if (target == "cose_key") {
    judge(outcome, webauthn::parse_cose_key(base::ByteView(bytes)));
  } else {
    const auto object = webauthn::decode_cbor(bytes, webauthn::KeyOrder::any);
    judge(outcome, object);
    if (object && object->find("authData") != nullptr) {
      judge(outcome, webauthn::parse_authenticator_data(*object->find("authData")->bytes()));
    }
  }
  return outcome;
}

}  // namespace

const base::JsonArray& list_of(const base::Json& object, std::string_view name) {
  static const base::JsonArray kEmpty;
  const base::Json* member = object.find(name);
  return member == nullptr || member->array() == nullptr ? kEmpty : *member->array();
}

std::string text_or(const base::Json& object, std::string_view name, std::string_view fallback) {
  const base::Json* member = object.find(name);
  return member == nullptr || member->string() == nullptr ? std::string(fallback) : *member->string();
}

bool flag_or(const base::Json& object, std::string_view name, bool fallback) {
  const base::Json* member = object.find(name);
  return member == nullptr || member->boolean() == nullptr ? fallback : *member->boolean();
}

bool has_tag(const base::Json& object, std::string_view tag) {
  const auto& tags = list_of(object, "tags");
  return std::any_of(tags.begin(), tags.end(), [&](const base::Json& one) { return *one.string() == tag; });
}

base::Bytes bytes_of(const base::Json& object, std::string_view name) {
  return base::decode_base64url(text_or(object, name)).value();
}

std::filesystem::path vectors_folder() {
  const char* shared = std::getenv("POSTERN_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") / "vectors";
}

std::vector<std::filesystem::path> vector_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    const bool is_other = name.starts_with("totp") || name.starts_with("passwords");
    if (name.ends_with(".json") && !is_other) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<VectorOutcome> run_vectors(const std::filesystem::path& file) {
  const base::Json json = read_json(file);
  std::vector<VectorOutcome> outcomes;
  const auto run_all = [&](std::string_view list, auto run) {
    for (const base::Json& vector : list_of(json, list)) {
      const auto start = std::chrono::steady_clock::now();
      outcomes.push_back(run(vector));
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      outcomes.back().milliseconds = took.count();
    }
  };
  run_all("vectors", run_ceremony);
  run_all("parse", run_parse);
  run_all("origin_match", run_origin);
  run_all("client_data", run_client_data);
  for (const char* section : {"appendix_a", "malformed", "invalid", "noncanonical", "trailing", "limits"}) {
    run_all(section, run_cbor);
  }
  if (json.find("testGroups") != nullptr) outcomes = run_signatures(json);
  for (VectorOutcome& outcome : outcomes) outcome.set = file.stem();
  return outcomes;
}

}  // namespace testing
