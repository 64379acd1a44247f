// postern.gate.*
#include "config/key.h"

namespace config {
namespace {

GateRule& rule_at(Config& config, std::size_t item) {
  std::vector<GateRule>& rules = config.essentials.gate.rules;
  if (rules.size() <= item) rules.resize(item + 1);
  return rules[item];
}

}  // namespace

void add_gate_keys(Keys& keys) {
  keys.item("postern.gate.rules.#.path", Type::text,
            "what begins with it, by segments; the longest decides; default: /",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).path = p.text; });
  keys.item("postern.gate.rules.#.host", Type::text, "only on this host; default: on every one",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).host = p.text; });
  keys.item("postern.gate.rules.#.aal", Type::choice, "the level asked for; default: session.whoami.required_aal",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).aal = static_cast<RequiredAal>(p.number); })
      .allowed = "aal1|highest_available|aal2";
  keys.item("postern.gate.rules.#.max_age", Type::duration, "the newest factor is not older; default: any age",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).max_age = p.duration; });
  keys.item("postern.gate.rules.#.methods", Type::choices, "one of these was used; default: any",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).methods = p.list; })
      .allowed = "password|passkey|webauthn|totp|lookup_secret";
  keys.item("postern.gate.rules.#.group", Type::text, "the trait of group_trait is, or holds, this; default: anybody",
            [](Config& c, const Parsed& p, std::size_t i) { rule_at(c, i).group = p.text; });
  keys.text("postern.gate.group_trait", "",
            "the trait that a rule's group is looked for in: a text or a list, as groups",
            [](Config& c) { return &c.essentials.gate.group_trait; });
  keys.texts("postern.gate.traits", "[]", "traits that programs behind the gate are told, as POSTERN_TRAIT_EMAIL",
             [](Config& c) { return &c.essentials.gate.traits; });
}

}  // namespace config
