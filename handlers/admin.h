// The admin API: deployed only on purpose, and no part of `site`. Nothing here is answered without a token.
#pragma once

#include "api/admin.h"
#include "api/admin_identities.h"
#include "api/admin_sessions.h"

namespace admin_routes {

template <http::Response (*kAnswer)(api::Call&)>
constexpr api::Route route(unsigned methods, std::string_view path) {
  return {methods, path, api::Csrf::disabled, api::as_admin<kAnswer>};
}

}  // namespace admin_routes

inline constexpr api::Route kAdminRoutes[] = {
    admin_routes::route<api::answer_list_identities>(api::kGet, "/admin/identities"),
    admin_routes::route<api::answer_create_identity>(api::kPost, "/admin/identities"),
    admin_routes::route<api::answer_import_identities>(api::kPatch, "/admin/identities"),
    admin_routes::route<api::answer_identity>(api::kGet, "/admin/identities/{id}"),
    admin_routes::route<api::answer_update_identity>(api::kPut, "/admin/identities/{id}"),
    admin_routes::route<api::answer_patch_identity>(api::kPatch, "/admin/identities/{id}"),
    admin_routes::route<api::answer_delete_identity>(api::kDelete, "/admin/identities/{id}"),
    admin_routes::route<api::answer_identity_by_external_id>(api::kGet, "/admin/identities/by/external/{id}"),
    admin_routes::route<api::answer_delete_credential>(api::kDelete, "/admin/identities/{id}/credentials/{type}"),
    admin_routes::route<api::answer_list_sessions_of>(api::kGet, "/admin/identities/{id}/sessions"),
    admin_routes::route<api::answer_delete_sessions_of>(api::kDelete, "/admin/identities/{id}/sessions"),
    admin_routes::route<api::answer_list_all_sessions>(api::kGet, "/admin/sessions"),
    admin_routes::route<api::answer_any_session>(api::kGet, "/admin/sessions/{id}"),
    admin_routes::route<api::answer_disable_session>(api::kDelete, "/admin/sessions/{id}"),
    admin_routes::route<api::answer_extend_session>(api::kPatch, "/admin/sessions/{id}/extend"),
};
