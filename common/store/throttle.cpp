#include "store/throttle.h"

#include <algorithm>

namespace store {
namespace {

constexpr const char* kTotalLane = "*";  // of all unknown password lanes of a subject; no address prefix reads so
constexpr int kSweptPerCharge = 4;       // twice what a charge can make: invented identifiers fill no table for long
constexpr base::Duration kMoment = std::chrono::seconds(1);  // others are under way and will be settled soon

std::int64_t micros(base::Duration duration) { return duration.count(); }

Statement& bind_key(Statement& statement, const ThrottleKey& key) {
  return statement.bind(":method", key.method).bind(":subject", key.subject).bind(":lane", key.lane);
}

ThrottleKey total_of(const ThrottleKey& key) { return {key.method, key.subject, kTotalLane, false}; }

void forget_if_idle(Tx& tx, const ThrottleKey& key, base::Time now) {
  Statement forget = tx.prepare(
      "DELETE FROM throttle WHERE method = :method AND subject = :subject AND lane = :lane AND charged_at <= :day_ago");
  bind_key(forget, key).bind(":day_ago", now - kDay).run();
}

// One charge under way becomes a failure, if the latest charge was made at `charged_until` or before.
bool fail_one(Tx& tx, const ThrottleKey& key, base::Time charged_until) {
  Statement update = tx.prepare(
      "UPDATE throttle SET under_way = under_way - 1, failures = failures + 1, failed_at = charged_at,"
      " wait = CASE WHEN failures + 1 < :free THEN 0 WHEN wait = 0 THEN :first_wait"
      "  WHEN wait * 2 > :longest_wait THEN :longest_wait ELSE wait * 2 END"
      " WHERE method = :method AND subject = :subject AND lane = :lane"
      " AND under_way > 0 AND charged_at <= :charged_until");
  return bind_key(update, key)
             .bind(":free", kFreeTries)
             .bind(":first_wait", micros(kFirstWait))
             .bind(":longest_wait", micros(kLongestWait))
             .bind(":charged_until", charged_until)
             .run() == 1;
}

// The one conditional statement that admits a guess.
bool charge_lane(Tx& tx, const ThrottleKey& key, base::Time now) {
  Statement upsert = tx.prepare(
      "INSERT INTO throttle"
      " (method, subject, lane, under_way, charged_at, failures, failed_at, wait, day_count, day_since)"
      " VALUES (:method, :subject, :lane, 1, :now, 0, 0, 0, 1, :now)"
      " ON CONFLICT (subject, method, lane) DO UPDATE SET under_way = throttle.under_way + 1, charged_at = :now,"
      " day_count = CASE WHEN throttle.day_since <= :day_ago THEN 1 ELSE throttle.day_count + 1 END,"
      " day_since = CASE WHEN throttle.day_since <= :day_ago THEN :now ELSE throttle.day_since END"
      " WHERE (throttle.day_count < :a_day OR throttle.day_since <= :day_ago)"
      " AND throttle.failed_at + throttle.wait <= :now"
      " AND throttle.under_way < CASE WHEN throttle.failures = 0 THEN :parallel"
      "  WHEN throttle.failures < :free THEN :free - throttle.failures ELSE 1 END");
  return bind_key(upsert, key)
             .bind(":now", now)
             .bind(":day_ago", now - kDay)
             .bind(":a_day", kTriesADay)
             .bind(":parallel", kParallelTries)
             .bind(":free", kFreeTries)
             .run() == 1;
}

bool charge_total(Tx& tx, const ThrottleKey& key, base::Time now) {
  Statement upsert = tx.prepare(
      "INSERT INTO throttle"
      " (method, subject, lane, under_way, charged_at, failures, failed_at, wait, day_count, day_since)"
      " VALUES (:method, :subject, :lane, 0, :now, 0, 0, 0, 1, :now)"
      " ON CONFLICT (subject, method, lane) DO UPDATE SET charged_at = :now,"
      " day_count = CASE WHEN throttle.day_since <= :day_ago THEN 1 ELSE throttle.day_count + 1 END,"
      " day_since = CASE WHEN throttle.day_since <= :day_ago THEN :now ELSE throttle.day_since END"
      " WHERE throttle.day_count < :a_day OR throttle.day_since <= :day_ago");
  return bind_key(upsert, total_of(key))
             .bind(":now", now)
             .bind(":day_ago", now - kDay)
             .bind(":a_day", kUnknownTriesADay)
             .run() == 1;
}

void take_back(Tx& tx, const ThrottleKey& key) {
  Statement update = tx.prepare(
      "UPDATE throttle SET under_way = CASE WHEN under_way > 0 THEN under_way - 1 ELSE 0 END,"
      " day_count = CASE WHEN day_count > 0 THEN day_count - 1 ELSE 0 END"
      " WHERE method = :method AND subject = :subject AND lane = :lane");
  bind_key(update, key).run();
}

void take_back_everywhere(Tx& tx, const ThrottleKey& key) {
  take_back(tx, key);
  if (key.unknown_password_lane) take_back(tx, total_of(key));
}

// When the refused guess may be tried again.
base::Duration wait_of(Tx& tx, const ThrottleKey& key, std::int64_t tries_a_day, base::Time now) {
  Statement select = tx.prepare(
      "SELECT failed_at, wait, day_count, day_since FROM throttle"
      " WHERE method = :method AND subject = :subject AND lane = :lane");
  bind_key(select, key);
  if (!select.step()) return kMoment;
  const base::Time wait_ends = select.time(0) + base::Duration(select.integer(1));
  const base::Time day_ends = select.integer(2) >= tries_a_day ? select.time(3) + kDay : now;
  return std::max({kMoment, base::Duration(wait_ends - now), base::Duration(day_ends - now)});
}

}  // namespace

ThrottleVerdict charge(Db& db, const ThrottleKey& key, base::Time now) {
  return db.write_value<ThrottleVerdict>([&](Tx& tx) -> ThrottleVerdict {
    delete_idle_throttle(tx, now, kSweptPerCharge);
    forget_if_idle(tx, key, now);
    while (fail_one(tx, key, now - kLease)) continue;
    if (!charge_lane(tx, key, now)) return {false, wait_of(tx, key, kTriesADay, now)};
    if (!key.unknown_password_lane || charge_total(tx, key, now)) return {};
    take_back(tx, key);
    return {false, wait_of(tx, total_of(key), kUnknownTriesADay, now)};
  });
}

base::Duration settle_failure(Tx& tx, const ThrottleKey& key, base::Time now) {
  // Whatever the clock did since the charge, this one is decided.
  if (!fail_one(tx, key, now + kDay)) return {};
  Statement select =
      tx.prepare("SELECT wait FROM throttle WHERE method = :method AND subject = :subject AND lane = :lane");
  bind_key(select, key);
  return select.step() ? base::Duration(select.integer(0)) : base::Duration();
}

void refund_success(Tx& tx, const ThrottleKey& key, base::Time /*now*/) {
  take_back_everywhere(tx, key);
  Statement update = tx.prepare(
      "UPDATE throttle SET failures = 0, wait = 0 WHERE method = :method AND subject = :subject AND lane = :lane");
  bind_key(update, key).run();
}

void refund_used(Db& db, const ThrottleKey& key, base::Time /*now*/) {
  db.write([&](Tx& tx) { take_back_everywhere(tx, key); });
}

void clear_throttle(Tx& tx, const base::TokenHash& subject, std::string_view method) {
  tx.prepare("DELETE FROM throttle WHERE subject = :subject AND method = :method")
      .bind(":subject", subject)
      .bind(":method", method)
      .run();
}

std::int64_t delete_idle_throttle(Tx& tx, base::Time now, int limit) {
  return tx
      .prepare(
          "DELETE FROM throttle WHERE (subject, method, lane) IN"
          " (SELECT subject, method, lane FROM throttle WHERE charged_at <= :day_ago ORDER BY charged_at LIMIT :limit)")
      .bind(":day_ago", now - kDay)
      .bind(":limit", limit)
      .run();
}

void remember_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser, base::Time now) {
  tx.prepare(
        "INSERT INTO known_browsers (subject, browser, expires_at) VALUES (:subject, :browser, :expires_at)"
        " ON CONFLICT (subject, browser) DO UPDATE SET expires_at = excluded.expires_at")
      .bind(":subject", subject)
      .bind(":browser", browser)
      .bind(":expires_at", now + 365 * kDay)
      .run();
}

bool knows_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser, base::Time now) {
  return tx
      .prepare("SELECT 1 FROM known_browsers WHERE subject = :subject AND browser = :browser AND expires_at > :now")
      .bind(":subject", subject)
      .bind(":browser", browser)
      .bind(":now", now)
      .step();
}

void forget_browsers(Tx& tx, const base::TokenHash& subject) {
  tx.prepare("DELETE FROM known_browsers WHERE subject = :subject").bind(":subject", subject).run();
}

std::int64_t delete_expired_browsers(Tx& tx, base::Time now, int limit) {
  return tx
      .prepare(
          "DELETE FROM known_browsers WHERE (subject, browser) IN"
          " (SELECT subject, browser FROM known_browsers WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)")
      .bind(":now", now)
      .bind(":limit", limit)
      .run();
}

}  // namespace store
