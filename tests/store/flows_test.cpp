// contract: A9.1 A9.3 B1.9
#include "store/flows.h"

#include "fixture.h"

using namespace store_test;
using store::FlowKind;
using store::Tx;

namespace {

struct Flows : Database {
  Flows() {
    with_identity(1);
    write([](Tx& tx) { insert_flow(tx, flow_of(1)); });
  }
};

store::PendingRow pending_of(int n) {
  return {id_of(n + 50), id_of(n), id_of(1), id_of(3), "password", hash_of(4), sealed("body"), kNow, kNow + 15min};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(flows, Flows)

BOOST_AUTO_TEST_CASE(keeps_every_column) {
  auto row = flow_of(2);
  row.kind = FlowKind::settings;
  row.browser = false;
  row.requested_aal = 2;
  row.refresh = true;
  row.identity_id = id_of(1);
  row.session_id = id_of(9);
  row.csrf = hash_of(3);
  row.active = "totp";
  row.messages = "[]";
  row.echo = "{}";
  row.shows = "lookup.revealed";
  row.pending = sealed("p");
  row.identity_schema = "default";
  row.organization_id = "org";
  write([&](Tx& tx) { insert_flow(tx, row); });
  db.read([&](Tx& tx) {
    const auto found = find_flow(tx, FlowKind::settings, row.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(!found->browser);
    BOOST_TEST((found->issued_at == row.issued_at && found->expires_at == row.expires_at));
    BOOST_TEST((found->created_at == row.created_at && found->updated_at == row.updated_at));
    BOOST_TEST(found->request_url == row.request_url);
    BOOST_TEST(found->requested_aal == 2);
    BOOST_TEST(found->refresh);
    BOOST_TEST((found->identity_id == row.identity_id && found->session_id == row.session_id));
    BOOST_TEST((found->csrf == row.csrf && found->pending == row.pending));
    BOOST_TEST(found->active == "totp");
    BOOST_TEST(found->state == "choose_method");
    BOOST_TEST(found->messages == "[]");
    BOOST_TEST(found->echo == "{}");
    BOOST_TEST(found->shows == "lookup.revealed");
    BOOST_TEST(found->identity_schema == "default");
    BOOST_TEST(found->organization_id == "org");
    BOOST_TEST(!find_flow(tx, FlowKind::login, row.id).has_value());
  });
}

BOOST_AUTO_TEST_CASE(of_two_who_answer_the_second_is_told) {
  write([](Tx& tx) {
    auto first = *find_flow(tx, FlowKind::login, id_of(1));
    auto second = first;
    first.state = "success";
    first.identity_id = id_of(1);
    BOOST_TEST(update_flow(tx, first));
    BOOST_TEST(!update_flow(tx, second));
    const auto found = find_flow(tx, FlowKind::login, id_of(1));
    BOOST_TEST(found->state == "success");
    BOOST_TEST(found->version == 1);
    BOOST_TEST((found->identity_id == id_of(1)));
  });
}

BOOST_AUTO_TEST_CASE(deletes_the_oldest_expired_ones_in_batches) {
  write([](Tx& tx) {
    for (int n = 2; n <= 5; ++n) {
      auto row = flow_of(n);
      row.expires_at = kNow - std::chrono::seconds(n);
      insert_flow(tx, row);
      put_pending(tx, pending_of(n));
    }
    insert_error(tx, {id_of(1), "{}", kNow - 25h, kNow - 25h, kNow - 1h});
    insert_error(tx, {id_of(2), "{}", kNow - 23h, kNow - 23h, kNow + 1h});
    BOOST_TEST(delete_expired_flows(tx, kNow, 2) == 2);
    BOOST_TEST(!find_flow(tx, FlowKind::login, id_of(5)).has_value());
    BOOST_TEST(find_flow(tx, FlowKind::login, id_of(3)).has_value());
    BOOST_TEST(!find_pending(tx, id_of(5)).has_value());
    BOOST_TEST(delete_expired_flows(tx, kNow, 20) == 3);  // two flows and an error
    BOOST_TEST(delete_expired_flows(tx, kNow, 20) == 0);
    BOOST_TEST(find_flow(tx, FlowKind::login, id_of(1)).has_value());
    BOOST_TEST(find_error(tx, id_of(2)).has_value());
  });
}

BOOST_AUTO_TEST_CASE(what_waits_is_taken_once_and_only_with_everything_right) {
  write([](Tx& tx) {
    put_pending(tx, pending_of(1));
    BOOST_TEST(!take_pending(tx, id_of(2), id_of(1), id_of(3), hash_of(4), kNow).has_value());
    BOOST_TEST(!take_pending(tx, id_of(1), id_of(2), id_of(3), hash_of(4), kNow).has_value());
    BOOST_TEST(!take_pending(tx, id_of(1), id_of(1), id_of(4), hash_of(4), kNow).has_value());
    BOOST_TEST(!take_pending(tx, id_of(1), id_of(1), id_of(3), hash_of(5), kNow).has_value());
    BOOST_TEST(!take_pending(tx, id_of(1), id_of(1), id_of(3), hash_of(4), kNow + 15min).has_value());
    const auto taken = take_pending(tx, id_of(1), id_of(1), id_of(3), hash_of(4), kNow + 14min);
    BOOST_REQUIRE(taken.has_value());
    BOOST_TEST((taken->id == id_of(51) && taken->submission == sealed("body")));
    BOOST_TEST(taken->method == "password");
    BOOST_TEST(!take_pending(tx, id_of(1), id_of(1), id_of(3), hash_of(4), kNow).has_value());
  });
}

BOOST_AUTO_TEST_CASE(one_submission_waits_a_flow) {
  write([](Tx& tx) {
    put_pending(tx, pending_of(1));
    auto second = pending_of(1);
    second.id = id_of(52);
    second.method = "totp";
    put_pending(tx, second);
    BOOST_TEST((find_pending(tx, id_of(1))->id == id_of(52)));
    BOOST_TEST(find_pending(tx, id_of(1))->method == "totp");
    drop_pending_of_flow(tx, id_of(1));
    BOOST_TEST(!find_pending(tx, id_of(1)).has_value());
    put_pending(tx, second);
    drop_pending_of_session(tx, id_of(4));
    BOOST_TEST(find_pending(tx, id_of(1)).has_value());
    drop_pending_of_session(tx, id_of(3));
    BOOST_TEST(!find_pending(tx, id_of(1)).has_value());
  });
}

BOOST_AUTO_TEST_CASE(errors_make_room_for_errors) {
  const auto fail = [&](int n, base::Time at) {
    write([&](Tx& tx) { insert_error(tx, {id_of(n), "{}", at, at, at + 24h}); });
  };
  for (int n = 0; n < 10; ++n) fail(n, kNow);
  for (int n = 10; n < 15; ++n) fail(n, kNow + 25h);
  BOOST_TEST(count("errors") == 5);
}

BOOST_AUTO_TEST_CASE(errors_are_kept) {
  write([](Tx& tx) { insert_error(tx, {id_of(1), "{\"code\":500}", kNow, kNow + 1s, kNow + 1h}); });
  db.read([](Tx& tx) {
    const auto found = find_error(tx, id_of(1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->error == "{\"code\":500}");
    BOOST_TEST((found->updated_at == kNow + 1s && found->expires_at == kNow + 1h));
    BOOST_TEST(!find_error(tx, id_of(2)).has_value());
  });
}

BOOST_AUTO_TEST_SUITE_END()
