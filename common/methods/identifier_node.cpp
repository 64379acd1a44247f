#include "methods/identifier_node.h"

#include <algorithm>

#include "flow/identifier_first.h"

namespace methods {

void offer_identifier(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (std::ranges::any_of(nodes, [](const flow::Node& node) { return node.name == "identifier"; })) return;
  auto& schemas = view.services.schemas;
  const auto* schema = view.flow.identity_schema.empty() ? nullptr : schemas.find(view.flow.identity_schema);
  const auto label = (schema ? *schema : schemas.default_schema()).identifier_label();
  flow::Node node{.group = "default", .name = "identifier", .type = "text", .required = true};
  const bool first = flow::asks_identifier(view.flow) || flow::is_identified(view.flow);
  if (first) node.group = flow::kIdentifierFirst;
  if (flow::is_identified(view.flow)) node.type = "hidden";
  const auto* typed = view.echo.find("identifier");
  node.value = typed ? *typed : base::Json(std::string());
  const auto& essentials = view.essentials();
  const bool keys = view.flow.browser && essentials.webauthn_enabled && essentials.webauthn_passwordless;
  if (first || keys || (essentials.passkey_enabled && view.services.config.passkey_rp))
    node.autocomplete = "username webauthn";
  node.label = label ? flow::schema_label(label->path, label->title) : flow::make_message(1070004);
  nodes.push_back(std::move(node));
}

}  // namespace methods
