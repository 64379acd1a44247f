#include "api/presence.h"

#include "base/result.h"

namespace api {

void note_presence(Call& call, const session::Session& session) {
  const auto& seen = session.row.last_seen_at;
  if (session.by_previous_token || (seen && *seen > call.now - std::chrono::minutes(1))) return;
  try {
    call.app.db().write([&](store::Tx& tx) { store::touch_last_seen(tx, session.id(), call.now); });
  } catch (const base::Unavailable& e) {
    call.app.log().warn(e.slug(), {{"path", call.path}, {"detail", "last seen is not noted"}});
  }
}

}  // namespace api
