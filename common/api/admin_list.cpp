// GET /admin/identities, /admin/identities/{id}, /admin/identities/by/external/{id}.
#include <algorithm>

#include "api/admin.h"
#include "api/admin_identities.h"
#include "api/admin_identity_json.h"
#include "api/pagination.h"
#include "api/problem.h"
#include "base/text.h"
#include "identity/normalise.h"

namespace api {
namespace {

constexpr std::size_t kMaxIds = 500;
using Rows = std::vector<store::IdentityRow>;

// `ids=A&ids=B` and `ids=A,B`.
base::Result<std::vector<base::Uuid>, std::string> requested_ids(const Call& call) {
  std::vector<base::Uuid> out;
  for (const auto& [name, value] : call.query) {
    if (name != "ids") continue;
    for (const std::string_view text : base::split(value, ',')) {
      const auto id = base::parse_uuid(text);
      if (!id) return base::Error{"Invalid UUID value `" + std::string(text) + "` for parameter `ids`."};
      out.push_back(*id);
    }
  }
  if (out.size() > kMaxIds) return base::Error{std::string("The number of ids to filter must not exceed 500.")};
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

Rows rows_of_ids(store::Tx& tx, const std::vector<base::Uuid>& ids) {
  Rows rows;
  for (const base::Uuid& id : ids) {
    if (auto row = store::find_identity(tx, id)) rows.push_back(std::move(*row));
  }
  return rows;
}

// Whoever signs in with it, as typed or normalised.
Rows rows_of_identifier(store::Tx& tx, const std::string& identifier) {
  std::vector<base::Uuid> ids;
  for (const char* method : {"password", "webauthn"}) {
    for (const std::string& text : {identity::normalise_identifier(identifier), identifier}) {
      if (const auto id = store::identity_by_identifier(tx, method, text)) ids.push_back(*id);
    }
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return rows_of_ids(tx, ids);
}

// A list by one of its filters, or a page of everybody, with its headers.
Rows requested_rows(Call& call, store::Tx& tx, const std::vector<base::Uuid>& ids, http::Response& headers) {
  headers.headers.clear();
  if (!ids.empty()) return rows_of_ids(tx, ids);
  if (const std::string text = call.parameter("credentials_identifier"); !text.empty()) {
    return rows_of_identifier(tx, text);
  }
  if (!call.parameter("page").empty()) {  // older clients
    const Page page = requested_page(call);
    add_page_headers(call, page, store::count_identities(tx), headers);
    return store::list_identities_from(tx, page.offset, page.size);
  }
  const IdPage page = requested_id_page(call);
  Rows rows = store::list_identities(tx, page.after, page.size + 1);
  std::optional<base::Uuid> last;
  if (rows.size() > static_cast<std::size_t>(page.size)) {
    rows.pop_back();
    last = rows.back().id;
  }
  add_id_page_links(call, page, last, headers);
  return rows;
}

// Hashes, TOTP keys and recovery codes leave the house: that is worth a line.
void audit_secrets(Call& call, const CredentialsShown& shown, const Rows& rows) {
  if (shown.with_config.empty()) return;
  std::string types;
  for (const std::string& type : shown.with_config) types += (types.empty() ? "" : ",") + type;
  for (const store::IdentityRow& row : rows) log_deed(call, "admin.credentials.shown", row.id, types);
}

http::Response one_identity(Call& call, const std::function<std::optional<base::Uuid>(store::Tx&)>& find) {
  auto with_config = requested_credentials(call);
  if (!with_config) return json_error(call, problems::bad_request(with_config.error()));
  const CredentialsShown shown{true, std::move(with_config).value()};
  std::optional<store::IdentityRow> row;
  std::string body;
  call.app.db().read([&](store::Tx& tx) {
    const auto id = find(tx);
    row = id ? store::find_identity(tx, *id) : std::nullopt;
    if (!row) return;
    base::JsonWriter out;
    write_admin_identity(out, call, tx, *row, shown);
    body = out.take();
  });
  if (!row) return json_error(call, problems::not_found());
  audit_secrets(call, shown, {*row});
  return json_answer(200, std::move(body));
}

}  // namespace

http::Response answer_list_identities(Call& call) {
  for (const char* name : {"preview_credentials_identifier_similar", "organization_id"}) {
    if (call.parameter(name).empty()) continue;
    return json_error(call, problems::bad_request("The parameter `" + std::string(name) + "` is not supported."));
  }
  const auto ids = requested_ids(call);
  if (!ids) return json_error(call, problems::bad_request(ids.error()));
  auto with_config = requested_credentials(call);
  if (!with_config) return json_error(call, problems::bad_request(with_config.error()));
  CredentialsShown shown{false, std::move(with_config).value()};
  shown.any = !shown.with_config.empty() || !call.parameter("credentials_identifier").empty();

  http::Response headers;
  Rows rows;
  std::string body;
  call.app.db().read([&](store::Tx& tx) {
    rows = requested_rows(call, tx, *ids, headers);
    base::JsonWriter out;
    out.array();
    for (const store::IdentityRow& row : rows) write_admin_identity(out, call, tx, row, shown);
    body = out.close().take();
  });
  audit_secrets(call, shown, rows);
  http::Response response = json_answer(200, std::move(body));
  for (http::Header& header : headers.headers) response.add(std::move(header.name), std::move(header.value));
  return response;
}

http::Response answer_identity(Call& call) {
  return one_identity(call, [&](store::Tx&) { return base::parse_uuid(call.path_parameters[0]); });
}

http::Response answer_identity_by_external_id(Call& call) {
  return one_identity(call, [&](store::Tx& tx) { return store::identity_by_external_id(tx, call.path_parameters[0]); });
}

std::optional<store::IdentityRow> find_identity_of(Call& call) {
  const auto id = base::parse_uuid(call.path_parameters[0]);
  if (!id) return std::nullopt;
  return call.app.db().read_value<std::optional<store::IdentityRow>>(
      [&](store::Tx& tx) { return store::find_identity(tx, *id); });
}

}  // namespace api
