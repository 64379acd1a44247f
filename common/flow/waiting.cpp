#include "flow/waiting.h"

#include "crypto/sha256.h"

namespace flow {
namespace {

crypto::SealPlace place_of(const store::PendingRow& row) { return {"pending.submission", row.identity_id, row.id}; }

}  // namespace

std::string put_waiting(const Services& services, const View& view, std::string_view method,
                        const std::string& submission) {
  auto key = base::random_text(services.random, 32, base::kAlphanumeric);
  store::PendingRow row;
  row.id = base::make_uuid(services.random);
  row.flow_id = view.flow.id;
  row.identity_id = view.identity->id;
  row.session_id = view.session->id();
  row.method = method;
  row.key = crypto::hash_token(key);
  row.submission = services.keyring.seal(base::as_bytes(submission), place_of(row), services.random);
  row.created_at = view.now;
  row.expires_at = view.now + kWaitingLifetime;
  services.db.write([&](store::Tx& tx) { store::put_pending(tx, row); });
  return key;
}

std::optional<Waiting> find_waiting(const Services& services, const store::FlowRow& flow,
                                    const session::Session& session, const std::string& key) {
  if (key.empty()) return {};
  std::optional<store::PendingRow> row;
  services.db.read([&](store::Tx& tx) { row = store::find_pending(tx, flow.id); });
  if (!row || row->identity_id != session.identity.id || row->session_id != session.id()) return {};
  if (row->key != crypto::hash_token(key) || row->expires_at <= services.clock.now()) return {};
  const auto clear = services.keyring.open(row->submission, place_of(*row));
  auto parsed = base::parse_json(clear.text());
  if (!parsed) throw base::Broken("pending.damaged", "a waiting submission is not readable");
  return Waiting{row->method, std::move(parsed).value(), row->created_at};
}

bool take_waiting(store::Tx& tx, const store::FlowRow& flow, const session::Session& session, const std::string& key,
                  base::Time now) {
  return store::take_pending(tx, flow.id, session.identity.id, session.id(), crypto::hash_token(key), now).has_value();
}

}  // namespace flow
