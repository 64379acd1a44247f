// contract: A9.1 A9.3
#include "store/sessions.h"

#include "fixture.h"
#include "store/devices.h"

using namespace store_test;
using store::Tx;

namespace {

std::vector<base::Uuid> ids_of(const std::vector<store::FoundSession>& found) {
  std::vector<base::Uuid> out;
  for (const auto& each : found) out.push_back(each.session.id);
  return out;
}

struct Sessions : Database {
  Sessions() {
    with_identity(1);
    with_identity(2);
  }
  void add(const store::SessionRow& row) {
    write([&](Tx& tx) { insert_session(tx, row); });
  }
  std::optional<store::FoundSession> find(int token, base::Time now = kNow) {
    return db.read_value<std::optional<store::FoundSession>>(
        [&](Tx& tx) { return find_session(tx, hash_of(token), now); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions, Sessions)

BOOST_AUTO_TEST_CASE(keeps_every_column) {
  auto row = session_of(1, id_of(1));
  row.previous_token = hash_of(2);
  row.previous_until = kNow + 30s;
  row.previous_aal = 1;
  row.by_cookie = false;
  row.aal = 2;
  row.last_seen_at = kNow + 3s;
  row.devices = {{id_of(7), "127.0.0.1:80", "agent: 1:2", ""}, {id_of(8), "[::1]:1", std::nullopt, "Berlin"}};
  add(row);
  const auto found = find(1);
  BOOST_REQUIRE(found.has_value());
  const auto& session = found->session;
  BOOST_TEST((session.id == row.id && session.identity_id == row.identity_id && session.token == row.token));
  BOOST_TEST((session.previous_token == row.previous_token && session.previous_until == row.previous_until));
  BOOST_TEST(session.previous_aal == 1);
  BOOST_TEST(!session.by_cookie);
  BOOST_TEST(session.active);
  BOOST_TEST(session.aal == 2);
  BOOST_TEST(session.methods == row.methods);
  BOOST_TEST((session.issued_at == row.issued_at && session.authenticated_at == row.authenticated_at));
  BOOST_TEST((session.expires_at == row.expires_at && session.created_at == row.created_at));
  BOOST_TEST((session.updated_at == row.updated_at && session.last_seen_at == row.last_seen_at));
  BOOST_REQUIRE(session.devices.size() == 2U);
  BOOST_TEST((session.devices[0].id == id_of(7)));
  BOOST_TEST(session.devices[0].ip_address == "127.0.0.1:80");
  BOOST_TEST(session.devices[0].user_agent.value_or("") == "agent: 1:2");
  BOOST_TEST(!session.devices[1].user_agent.has_value());
  BOOST_TEST(session.devices[1].location == "Berlin");
  BOOST_TEST((found->identity.id == id_of(1)));
  BOOST_TEST(!found->by_previous_token);
}

BOOST_AUTO_TEST_CASE(the_whole_token_decides) {
  add(session_of(1, id_of(1)));
  add(session_of(2, id_of(2)));  // the indexed prefix is the same
  BOOST_TEST((find(1)->session.id == id_of(1)));
  BOOST_TEST((find(2)->session.id == id_of(2)));
  BOOST_TEST(!find(3).has_value());
}

BOOST_AUTO_TEST_CASE(a_previous_token_answers_until_its_time) {
  auto row = session_of(1, id_of(1));
  row.previous_token = hash_of(2);
  row.previous_until = kNow + 30s;
  add(row);
  BOOST_TEST(find(2, kNow + 29s)->by_previous_token);
  BOOST_TEST(!find(2, kNow + 30s).has_value());
}

BOOST_AUTO_TEST_CASE(inactive_and_expired_ones_are_found_for_the_caller_to_judge) {
  auto row = session_of(1, id_of(1));
  row.active = false;
  row.expires_at = kNow - 1s;
  add(row);
  BOOST_TEST(!find(1)->session.active);
  const auto by_id = db.read_value<bool>([](Tx& tx) {
    return find_session_by_id(tx, id_of(1)).has_value() && !find_session_by_id(tx, id_of(2)).has_value();
  });
  BOOST_TEST(by_id);
}

BOOST_AUTO_TEST_CASE(a_renewed_token_replaces_the_old_one) {
  auto row = session_of(1, id_of(1));
  add(row);
  row.previous_token = row.token;
  row.previous_until = kNow + 30s;
  row.previous_aal = 1;
  row.token = hash_of(9);
  row.aal = 2;
  write([&](Tx& tx) { BOOST_TEST(update_session(tx, row)); });
  BOOST_TEST(find(9)->session.aal == 2);
  BOOST_TEST(find(1)->by_previous_token);
}

BOOST_AUTO_TEST_CASE(nobody_raises_a_revoked_session) {
  const auto row = session_of(1, id_of(1));
  add(row);
  write([&](Tx& tx) {
    BOOST_TEST(!revoke_session(tx, row.id, id_of(2), kNow));
    BOOST_TEST(revoke_session(tx, row.id, id_of(1), kNow));
    BOOST_TEST(!revoke_session(tx, row.id, id_of(1), kNow));
    BOOST_TEST(!update_session(tx, row));
  });
}

BOOST_AUTO_TEST_CASE(nobody_raises_an_expired_session) {
  auto row = session_of(1, id_of(1));
  add(row);
  row.updated_at = row.expires_at;
  row.expires_at += 24h;
  write([&](Tx& tx) { BOOST_TEST(!update_session(tx, row)); });
}

BOOST_AUTO_TEST_CASE(lists_the_others_newest_first) {
  for (int n = 1; n <= 4; ++n) add(session_of(n, id_of(1)));
  add(session_of(5, id_of(2)));
  auto expired = session_of(6, id_of(1));
  expired.expires_at = kNow;
  add(expired);
  auto revoked = session_of(7, id_of(1));
  revoked.active = false;
  add(revoked);
  db.read([](Tx& tx) {
    std::int64_t total = 0;
    BOOST_TEST(
        (ids_of(list_other_sessions(tx, id_of(1), id_of(2), kNow, 2, 0, total)) == std::vector{id_of(4), id_of(3)}));
    BOOST_TEST(total == 3);
    BOOST_TEST((ids_of(list_other_sessions(tx, id_of(1), id_of(2), kNow, 2, 2, total)) == std::vector{id_of(1)}));
    BOOST_TEST(total == 3);
    BOOST_TEST(list_sessions_of(tx, id_of(1)).size() == 6U);
  });
}

BOOST_AUTO_TEST_CASE(revokes_the_others_or_all) {
  for (int n = 1; n <= 3; ++n) add(session_of(n, id_of(1)));
  add(session_of(4, id_of(2)));
  write([](Tx& tx) {
    BOOST_TEST(revoke_other_sessions(tx, id_of(1), id_of(2), kNow) == 2);
    BOOST_TEST(find_session_by_id(tx, id_of(2))->session.active);
    BOOST_TEST(revoke_sessions_of(tx, id_of(1), kNow) == 1);
    BOOST_TEST(find_session_by_id(tx, id_of(4))->session.active);
  });
}

BOOST_AUTO_TEST_CASE(finds_what_a_removed_factor_lowers) {
  auto row = session_of(1, id_of(1));
  row.aal = 2;
  add(row);
  add(session_of(2, id_of(1)));
  row = session_of(3, id_of(2));
  row.aal = 2;
  add(row);
  db.read([](Tx& tx) {
    const auto rows = sessions_above_aal1(tx, id_of(1));
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST((rows[0].id == id_of(1)));
  });
}

BOOST_AUTO_TEST_CASE(last_seen_moves_once_a_minute) {
  add(session_of(1, id_of(1)));
  const auto touch = [&](base::Time now) {
    return db.write_value<base::Time>([&](Tx& tx) {
      touch_last_seen(tx, id_of(1), now);
      return *find_session_by_id(tx, id_of(1))->session.last_seen_at;
    });
  };
  BOOST_TEST((touch(kNow) == kNow));
  BOOST_TEST((touch(kNow + 59s) == kNow));
  BOOST_TEST((touch(kNow + 60s) == kNow + 60s));
}

BOOST_AUTO_TEST_CASE(spoilt_devices_are_an_error) {
  const std::string good = store::pack_devices({{id_of(1), "ip", "ua", "x"}});
  BOOST_TEST(store::unpack_devices(good).size() == 1U);
  BOOST_TEST(store::unpack_devices("").empty());
  for (const std::string& bad :
       {std::string("x"), std::string("99:a"), std::string("1234567:a"), good.substr(0, good.size() - 1)}) {
    BOOST_TEST(slug_of([&] { (void)store::unpack_devices(bad); }) == "db.bad_devices", bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
