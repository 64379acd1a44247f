// POST, PUT, PATCH and DELETE of identities. What is written is read as `postern identity import` reads it, strictly.
#include <algorithm>

#include "api/admin.h"
#include "api/admin_identities.h"
#include "api/admin_identity_json.h"
#include "api/problem.h"
#include "api/return_to.h"
#include "base/json_patch.h"
#include "flow/audit.h"
#include "flow/throttle.h"
#include "methods/import.h"

namespace api {
namespace {

constexpr std::size_t kMostAtOnce = 1000;
constexpr const char* kChangedMeanwhile =
    "Unable to serialize access due to a concurrent update in another session";  // half A 6.2

base::Result<base::Json, std::string> read_json(const Call& call) {
  auto json = base::parse_json(call.request.body.value_or(""));
  if (!json) return base::Error{"Unable to decode the body as JSON: " + json.error().detail};
  return std::move(json).value();
}

Problem problem_of(const methods::ImportError& error) {
  using Kind = methods::ImportError::Kind;
  switch (error.kind) {
    case Kind::gone:
      return problems::not_found();
    case Kind::changed_meanwhile:
      return problems::bad_request_message(kChangedMeanwhile);
    case Kind::conflict: {
      Problem problem = problems::bad_request(error.text);
      problem.status = 409;
      return problem;
    }
    case Kind::invalid:
      break;
  }
  return problems::bad_request(error.text);
}

methods::ImportError invalid(std::string text) { return {methods::ImportError::Kind::invalid, std::move(text)}; }

methods::Imported create(Call& call, const base::Json& json) {
  const auto imported = identity::parse_import(json);
  if (!imported) return base::Error{invalid(imported.error())};
  App& app = call.app;
  auto created = methods::import_identity(
      app.db(), *imported, methods::import_context(app.config(), app.schemas(), app.keyring(), app.random(), call.now),
      [&](store::Tx& tx, const identity::PreparedIdentity& made) {
        record_deed(tx, call, flow::deed::kIdentityCreated, made.row.id);
      });
  if (created) log_deed(call, "admin.identity.created", created->row.id);
  return created;
}

http::Response show(Call& call, int status, const store::IdentityRow& row) {
  base::JsonWriter out;
  call.app.db().read([&](store::Tx& tx) {
    out = base::JsonWriter();
    write_admin_identity(out, call, tx, row, {});
  });
  return json_answer(status, out.take());
}

http::Response update(Call& call, const store::IdentityRow& row, identity::ImportedIdentity imported,
                      std::string_view what) {
  const auto updated = methods::update_identity(
      call.app.services(), row, std::move(imported), call.now, [&](store::Tx& tx, const auto& written) {
        record_deed(tx, call, flow::deed::kIdentityUpdated, row.id, flow::details({{"what", what}}));
        if (written.row.active != row.active)
          record_deed(tx, call, row.active ? flow::deed::kIdentityDisabled : flow::deed::kIdentityEnabled, row.id);
        if (written.password) record_deed(tx, call, flow::deed::kPasswordChanged, row.id);
      });
  if (!updated) return json_error(call, problem_of(updated.error()));
  log_deed(call, "admin.identity.updated", row.id, what);
  if (!updated->row.active && row.active) log_deed(call, "admin.identity.disabled", row.id);
  return show(call, 200, updated->row);
}

// Members of the document that a patch may look at, and not change.
const std::vector<std::string_view> kReadOnly = {"id",         "credentials", "schema_url",     "state_changed_at",
                                                 "created_at", "updated_at",  "organization_id"};

// What is shown of the identity, patched, as an import would bring it.
base::Result<identity::ImportedIdentity, std::string> patched(Call& call, const store::IdentityRow& row,
                                                              const base::Json& patch) {
  base::JsonWriter shown;
  identity::write_admin(shown, session::view_of(row, call.app.essentials().base_url), {"", row.metadata_admin});
  const auto document = base::parse_json(shown.text());
  if (!document) throw base::Broken("identity.damaged", "a stored identity is not JSON");
  auto changed = base::apply_json_patch(*document, patch, kReadOnly);
  if (!changed) return base::Error{"An error occurred when applying the JSON patch: " + changed.error()};
  std::erase_if(*changed->object(), [](const auto& member) {
    return std::ranges::find(kReadOnly, std::string_view(member.first)) != kReadOnly.end();
  });
  return identity::parse_import(*changed);
}

void answer_entry(Call& call, const base::Json& entry, base::JsonWriter& out) {
  const base::Json* json = entry.find("create");
  const base::Json* patch_id = entry.find("patch_id");
  const auto created = json ? create(call, *json) : base::Error{invalid("create: is missing")};
  out.object().key("action").string(created ? "create" : "error");
  if (created) out.key("identity").string(base::to_string(created->row.id));
  if (patch_id && patch_id->string()) out.key("patch_id").string(*patch_id->string());
  if (!created) out.key("error").raw(error_object(problem_of(created.error())));
  out.close();
}

}  // namespace

http::Response answer_create_identity(Call& call) {
  const auto json = read_json(call);
  if (!json) return json_error(call, problems::bad_request(json.error()));
  const auto created = create(call, *json);
  if (!created) return json_error(call, problem_of(created.error()));
  http::Response response = show(call, 201, created->row);
  return response.set("Location", public_url(call.app, "/admin/identities/" + base::to_string(created->row.id)));
}

// Each is made or refused on its own.
http::Response answer_import_identities(Call& call) {
  const auto json = read_json(call);
  if (!json) return json_error(call, problems::bad_request(json.error()));
  const base::Json* list = json->find("identities");
  if (!list || !list->array()) return json_error(call, problems::bad_request("identities: must be a list"));
  if (list->array()->size() > kMostAtOnce) {
    return json_error(call, problems::bad_request("No more than 1000 identities can be created at once."));
  }
  base::JsonWriter out;
  out.object().key("identities").array();
  for (const base::Json& entry : *list->array()) answer_entry(call, entry, out);
  return json_answer(200, out.close().close().take());
}

http::Response answer_update_identity(Call& call) {
  const auto json = read_json(call);
  if (!json) return json_error(call, problems::bad_request(json.error()));
  const auto row = find_identity_of(call);
  if (!row) return json_error(call, problems::not_found());
  auto imported = identity::parse_import(*json);
  if (!imported) return json_error(call, problems::bad_request(imported.error()));
  if (imported->schema_id.empty()) imported->schema_id = row->schema_id;
  if (!json->find("state")) imported->active = row->active;
  return update(call, *row, std::move(*imported), json->find("credentials") ? "all,credentials" : "all");
}

http::Response answer_patch_identity(Call& call) {
  const auto json = read_json(call);
  if (!json) return json_error(call, problems::bad_request(json.error()));
  const auto row = find_identity_of(call);
  if (!row) return json_error(call, problems::not_found());
  auto imported = patched(call, *row, *json);
  if (!imported) return json_error(call, problems::bad_request(imported.error()));
  return update(call, *row, std::move(*imported), "patch");
}

http::Response answer_delete_identity(Call& call) {
  const auto id = base::parse_uuid(call.path_parameters[0]);
  const flow::Services services = call.app.services();
  const bool deleted = id && call.app.db().write_value<bool>([&](store::Tx& tx) {
    flow::forget_clients(tx, services, *id);
    if (!store::delete_identity(tx, *id)) return false;
    record_deed(tx, call, flow::deed::kIdentityDeleted, *id);
    return true;
  });
  if (!deleted) return json_error(call, problems::not_found());
  log_deed(call, "admin.identity.deleted", *id);
  return no_content();
}

}  // namespace api
