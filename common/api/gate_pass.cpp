// What a program behind the gate is told. A value that could be taken for a second header, or for two texts of a list,
// is left out rather than changed.
#include "api/gate.h"
#include "api/gate_visit.h"
#include "base/json.h"
#include "base/text.h"
#include "store/identities.h"

namespace api {

namespace {

constexpr std::size_t kLongestValue = 1024;

bool is_header_text(std::string_view text) {
  return !text.empty() && text.size() <= kLongestValue && !base::has_controls(text);
}

void tell(http::Response& response, std::string_view name, const std::string& value) {
  if (is_header_text(value)) response.add("Variable-" + std::string(name), value);
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out.append(out.empty() ? "" : ",").append(value);
  return out;
}

// What they sign in with: unique, which a trait that is no identifier is not. Else their id.
std::string user_name(Call& call, const base::Uuid& identity) {
  std::vector<std::string> names;
  call.app.db().look_up([&](store::Tx& tx) { names = store::all_identifiers_of(tx, identity); });
  return names.empty() || !is_header_text(names.front()) ? base::to_string(identity) : names.front();
}

void tell_traits(Call& call, const store::IdentityRow& identity, http::Response& response) {
  const auto& wanted = call.app.essentials().gate.traits;
  if (wanted.empty()) return;
  const auto traits = base::parse_json(identity.traits);
  if (!traits) return;
  for (const std::string& trait : wanted)
    tell(response, trait_variable(trait), joined(session::trait_values(traits.value(), trait)));
}

}  // namespace

std::string trait_variable(std::string_view trait) {
  std::string name = "POSTERN_TRAIT_";
  for (const char c : trait) {
    if (c >= 'a' && c <= 'z') {
      name += static_cast<char>(c - 'a' + 'A');
    } else {
      const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      name += kept ? c : '_';
    }
  }
  return name;
}

http::Response let_pass(Call& call) {
  http::Response response;
  const auto& session = call.session();
  if (!session) return response;  // one of Postern's own pages
  tell(response, "REMOTE_USER", user_name(call, session->identity.id));
  tell(response, "POSTERN_IDENTITY", base::to_string(session->identity.id));
  tell(response, "POSTERN_AAL", std::string(session::to_string(session->aal)));
  tell(response, "POSTERN_METHODS", joined(session::method_names(session->methods)));
  tell_traits(call, session->identity, response);
  return response;
}

}  // namespace api
