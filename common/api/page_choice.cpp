#include "api/page_choice.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace api {

namespace {

bool contains(const std::vector<std::string>& groups, std::string_view group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

// Global messages that belong to a group, by Kratos' id.
std::string_view group_of_message(int id) {
  switch (id) {
    case 4000006:
      return "password";
    case 4000008:
    case 4000011:
    case 4900001:
      return "totp";
    case 4000012:
    case 4000014:
    case 4000016:
      return "lookup_secret";
    case 4000013:
    case 4000015:
    case 4000043:
      return "webauthn";
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> offered_groups(const flow::Ui& ui) {
  std::vector<std::string> groups;
  for (const flow::Node& node : ui.nodes) {
    const bool offers = node.group != "default" && node.kind != flow::Node::Kind::script;  // passkeys share webauthn's
    if (offers && !contains(groups, node.group)) groups.push_back(node.group);
  }
  return groups;
}

std::string group_in_error(const flow::Ui& ui) {
  for (const flow::Node& node : ui.nodes) {
    if (node.group == "default") continue;
    for (const flow::Message& message : node.messages) {
      if (message.type == flow::Message::Type::error) return node.group;
    }
  }
  for (const flow::Message& message : ui.messages) {
    const std::string_view group = group_of_message(message.id);
    if (group.empty()) continue;
    // Messages about keys are the same for both kinds.
    return group == "webauthn" && !contains(offered_groups(ui), group) ? "passkey" : std::string(group);
  }
  return {};
}

std::string choose_login_group(const Choice& choice) {
  if (contains(choice.offered, choice.asked)) return choice.asked;
  if (contains(choice.offered, choice.failed)) return choice.failed;
  // Recovery codes are for emergencies: having used one last time does not make them the usual way.
  if (choice.last_used != "lookup_secret" && contains(choice.offered, choice.last_used)) return choice.last_used;
  for (const std::string_view known : {"webauthn", "totp", "passkey", "password"}) {
    if (contains(choice.offered, known)) return std::string(known);
  }
  for (const std::string& group : choice.offered) {
    if (group != "lookup_secret") return group;
  }
  return choice.offered.empty() ? std::string() : choice.offered.front();
}

std::string choose_settings_group(const Choice& choice) {
  if (!choice.asked.empty()) return contains(choice.offered, choice.asked) ? choice.asked : std::string();
  if (contains(choice.offered, choice.failed)) return choice.failed;
  if (choice.codes_shown) return "lookup_secret";
  return {};
}

}  // namespace api
