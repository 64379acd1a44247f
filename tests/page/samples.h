// Every page in every state, with sample data: what the structural tests walk and `make mockups` prints.
#pragma once

#include <string>
#include <vector>

#include "api/page.h"

namespace samples {

struct Sample {
  std::string name;
  api::PageView view;
  bool primary = true;  // the page has a primary action
  bool error = false;   // its title says so
};

[[nodiscard]] std::vector<Sample> all();
[[nodiscard]] std::vector<Sample> key_samples();  // of these, those with security keys

void add_registrations(std::vector<Sample>& list);
void add_identifier_first(std::vector<Sample>& list);
void add_others(std::vector<Sample>& list);

// The parts, for tests that vary them.
[[nodiscard]] base::Time now();  // 24 November 2026, 14:32:00 UTC
[[nodiscard]] flow::Node input(std::string group, std::string name, std::string type, std::string value = {});
[[nodiscard]] flow::Node labelled(flow::Node node, int id, std::string text);
[[nodiscard]] flow::Message message(int id, std::string text, std::string context = {}, std::string slug = {});
[[nodiscard]] api::PageView site(api::PageView::Kind kind);
[[nodiscard]] api::PageView login();               // aal1, password
[[nodiscard]] api::PageView second();              // aal2: totp, lookup_secret
[[nodiscard]] api::PageView confirm();             // refresh, password
[[nodiscard]] api::PageView settings();            // profile, password, totp and codes off
[[nodiscard]] api::PageView protected_settings();  // totp and codes on
[[nodiscard]] api::PageView keys();                // and two security keys, shown

}  // namespace samples
