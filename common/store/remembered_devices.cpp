#include "store/remembered_devices.h"

namespace store {

void insert_remembered_device(Tx& tx, const RememberedDeviceRow& row) {
  tx.prepare(
        "INSERT INTO remembered_devices (id, identity_id, token, factors, name, address, created_at, last_used_at,"
        " expires_at) VALUES (:id, :identity, :token, :factors, :name, :address, :created_at, :last_used_at,"
        " :expires_at)")
      .bind(":id", row.id)
      .bind(":identity", row.identity_id)
      .bind(":token", row.token)
      .bind(":factors", row.factors)
      .bind(":name", row.name)
      .bind(":address", row.address)
      .bind(":created_at", row.created_at)
      .bind(":last_used_at", row.last_used_at)
      .bind(":expires_at", row.expires_at)
      .run();
}

bool use_remembered_device(Tx& tx, const base::Uuid& identity, const base::TokenHash& token,
                           const base::TokenHash& factors, base::Time now) {
  return tx.prepare(
               "UPDATE remembered_devices SET last_used_at = :now WHERE identity_id = :identity AND token = :token"
               " AND factors = :factors AND expires_at > :now")
             .bind(":now", now)
             .bind(":identity", identity)
             .bind(":token", token)
             .bind(":factors", factors)
             .run() > 0;
}

std::vector<RememberedDeviceRow> remembered_devices(Tx& tx, const base::Uuid& identity, base::Time now) {
  Statement select = tx.prepare(
      "SELECT id, name, address, created_at, last_used_at, expires_at FROM remembered_devices"
      " WHERE identity_id = :identity AND expires_at > :now ORDER BY last_used_at DESC, id");
  select.bind(":identity", identity).bind(":now", now);
  std::vector<RememberedDeviceRow> out;
  while (select.step()) {
    out.push_back({.id = select.uuid(0),
                   .identity_id = identity,
                   .name = select.text(1),
                   .address = select.text(2),
                   .created_at = select.time(3),
                   .last_used_at = select.time(4),
                   .expires_at = select.time(5)});
  }
  return out;
}

bool forget_device(Tx& tx, const base::Uuid& identity, const base::Uuid& id) {
  return tx.prepare("DELETE FROM remembered_devices WHERE id = :id AND identity_id = :identity")
             .bind(":id", id)
             .bind(":identity", identity)
             .run() > 0;
}

void forget_devices(Tx& tx, const base::Uuid& identity) {
  tx.prepare("DELETE FROM remembered_devices WHERE identity_id = :identity").bind(":identity", identity).run();
}

std::int64_t delete_expired_devices(Tx& tx, base::Time now, int limit) {
  return tx
      .prepare(
          "DELETE FROM remembered_devices WHERE id IN"
          " (SELECT id FROM remembered_devices WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)")
      .bind(":now", now)
      .bind(":limit", limit)
      .run();
}

}  // namespace store
