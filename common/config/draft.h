// A configuration on its way from the document to a Config.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/load.h"
#include "config/value.h"

namespace config {

struct Setting {
  std::string text;  // as shown
  Place place;
};

struct Draft {
  std::string file;    // as named in problems
  std::string folder;  // absolute; relative paths count from here
  Config config;
  std::map<std::string, Setting, std::less<>> set;          // what file and environment say, by path
  std::map<std::string, std::string, std::less<>> derived;  // what rules worked out for keys not set
  std::map<std::string, Place, std::less<>> objects;        // where each object of the document begins
  std::vector<Problem> problems, warnings;

  [[nodiscard]] bool has(std::string_view key) const { return set.find(key) != set.end(); }
  // The place of the key, or of the nearest object around it.
  [[nodiscard]] std::string place_of(std::string_view key) const;
  // The first problem of a key is the one to mend; what follows from it is no news.
  void refuse(const std::string& key, std::string why);
  void warn(const std::string& key, std::string what) { warnings.push_back({place_of(key), key, std::move(what)}); }
};

// What one key alone cannot say: values that depend on others, defaults that are worked out, paths made absolute.
void apply_rules(Draft& draft);
void apply_url_rules(Draft& draft);            // base_url first: the others hang on it
void apply_method_rules(Draft& draft);         // relying parties, schemas, hashers, secrets
void apply_authenticator_rules(Draft& draft);  // reads the trust anchors
void apply_admin_rules(Draft& draft);
void apply_enrolment_rules(Draft& draft);
void apply_gate_rules(Draft& draft);
void apply_mail_rules(Draft& draft);
[[nodiscard]] bool can_enrol(const Essentials& essentials);  // a second factor can be set up

}  // namespace config
