// The policy of ARCHITECTURE section 6, told by a clock.
// contract: A9.4
#include "store/throttle.h"

#include "fixture.h"
#include "store/cleanup.h"

using namespace store_test;
using store::ThrottleKey;
using store::Tx;

namespace {

struct Guesses : Database {
  base::Time now = kNow;
  ThrottleKey key{"totp", hash_of(1), "other", false};

  // Seconds to wait, 0 = admitted.
  std::int64_t charge(const ThrottleKey& who) {
    const auto verdict = store::charge(db, who, now);
    BOOST_TEST(verdict.allowed == (verdict.retry_after.count() == 0));
    return std::chrono::ceil<std::chrono::seconds>(verdict.retry_after).count();
  }
  std::int64_t charge() { return charge(key); }
  void fail(const ThrottleKey& who) {
    db.write([&](Tx& tx) { store::settle_failure(tx, who, now); });
  }
  void fail() { fail(key); }
  std::int64_t guess_wrong() {
    const auto wait = charge();
    if (wait == 0) fail();
    return wait;
  }
  void succeed(const ThrottleKey& who) {
    write([&](Tx& tx) { store::refund_success(tx, who, now); });
  }
  void succeed() { succeed(key); }
  void guess_wrong_times(int times) {
    for (int i = 0; i < times; ++i) BOOST_TEST(guess_wrong() == 0);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(throttle, Guesses)

BOOST_AUTO_TEST_CASE(five_are_free_then_the_wait_doubles_up_to_an_hour) {
  guess_wrong_times(5);
  for (const int wait : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
    BOOST_TEST(guess_wrong() == wait);
    now += std::chrono::seconds(wait) - 1us;
    BOOST_TEST(guess_wrong() == 1);
    now += 1us;
    BOOST_TEST(guess_wrong() == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_refused_try_costs_nothing) {
  guess_wrong_times(5);
  for (int i = 0; i < 10; ++i) BOOST_TEST(guess_wrong() == 30);
  now += 30s;
  BOOST_TEST(guess_wrong() == 0);
}

BOOST_AUTO_TEST_CASE(twenty_may_be_under_way_while_none_failed) {
  for (int i = 0; i < 20; ++i) BOOST_TEST(charge() == 0);
  BOOST_TEST(charge() == 1);
  succeed();
  BOOST_TEST(charge() == 0);
  BOOST_TEST(charge() == 1);
}

BOOST_AUTO_TEST_CASE(after_a_failure_those_under_way_count_against_the_five) {
  guess_wrong_times(2);
  for (int i = 0; i < 3; ++i) BOOST_TEST(charge() == 0);
  BOOST_TEST(charge() == 1);
  fail();
  BOOST_TEST(charge() == 1);
}

BOOST_AUTO_TEST_CASE(a_burst_of_twenty_that_all_fail_waits_an_hour) {
  for (int i = 0; i < 20; ++i) BOOST_TEST(charge() == 0);
  for (int i = 0; i < 20; ++i) fail();
  BOOST_TEST(charge() == 3600);
}

BOOST_AUTO_TEST_CASE(after_the_wait_one_at_a_time) {
  guess_wrong_times(5);
  now += 30s;
  BOOST_TEST(charge() == 0);
  BOOST_TEST(charge() == 1);
  fail();
  BOOST_TEST(charge() == 60);
}

BOOST_AUTO_TEST_CASE(a_hundred_in_a_day_although_successes_end_the_wait) {
  for (int i = 0; i < 25; ++i) {
    guess_wrong_times(4);
    if (i == 24) break;
    BOOST_TEST(charge() == 0);
    succeed();
    now += 1min;
  }
  BOOST_TEST(charge() == 24 * 3600 - 24 * 60);
  now = kNow + 24h - 1s;
  BOOST_TEST(charge() == 1);
  now = kNow + 24h;
  BOOST_TEST(charge() == 0);
}

BOOST_AUTO_TEST_CASE(successes_are_not_counted) {
  for (int i = 0; i < 150; ++i) {
    BOOST_TEST(charge() == 0);
    succeed();
  }
}

BOOST_AUTO_TEST_CASE(a_success_ends_the_wait_and_frees_five_again) {
  guess_wrong_times(5);
  now += 30s;
  BOOST_TEST(charge() == 0);
  succeed();
  guess_wrong_times(5);
  BOOST_TEST(charge() == 30);
}

BOOST_AUTO_TEST_CASE(a_used_code_takes_its_charge_back_and_ends_nothing) {
  guess_wrong_times(4);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(charge() == 0);
    store::refund_used(db, key, now);
  }
  guess_wrong_times(1);
  BOOST_TEST(charge() == 30);
  now += 30s;
  BOOST_TEST(charge() == 0);
  store::refund_used(db, key, now);
  BOOST_TEST(guess_wrong() == 0);
  BOOST_TEST(charge() == 60);
}

BOOST_AUTO_TEST_CASE(a_crashed_request_lapses_into_a_failure) {
  for (int i = 0; i < 20; ++i) BOOST_TEST(charge() == 0);
  now += store::kLease - 1us;
  BOOST_TEST(charge() == 1);
  now += 1us;
  BOOST_TEST(charge() == 3600 - 60);  // the wait counts from the charge
}

BOOST_AUTO_TEST_CASE(two_crashed_requests_leave_three_free_tries) {
  for (int i = 0; i < 2; ++i) BOOST_TEST(charge() == 0);
  now += store::kLease;
  guess_wrong_times(3);
  BOOST_TEST(charge() == 30);
}

BOOST_AUTO_TEST_CASE(a_failure_that_lapsed_is_not_counted_twice) {
  BOOST_TEST(charge() == 0);
  now += store::kLease;
  guess_wrong_times(1);
  fail();  // late
  guess_wrong_times(3);
  BOOST_TEST(charge() == 30);
}

BOOST_AUTO_TEST_CASE(lanes_subjects_and_methods_do_not_block_each_other) {
  guess_wrong_times(5);
  BOOST_TEST(charge({"totp", hash_of(1), "known", false}) == 0);
  BOOST_TEST(charge({"totp", hash_of(2), "other", false}) == 0);
  BOOST_TEST(charge({"lookup_secret", hash_of(1), "other", false}) == 0);
  BOOST_TEST(charge() == 30);
}

BOOST_AUTO_TEST_CASE(a_thousand_over_all_unknown_password_lanes) {
  const auto lane = [](int n) { return ThrottleKey{"password", hash_of(1), std::to_string(n) + ".0.0.0/24", true}; };
  for (int n = 0; n < 1000; ++n) {
    BOOST_REQUIRE(charge(lane(n)) == 0);
    fail(lane(n));
  }
  BOOST_TEST(charge(lane(1000)) == 24 * 3600);
  BOOST_TEST(charge(lane(5)) == 24 * 3600);
  BOOST_TEST(charge({"password", hash_of(1), "known", false}) == 0);
  BOOST_TEST(charge({"password", hash_of(2), "1.0.0.0/24", true}) == 0);
  now += 24h;
  BOOST_TEST(charge(lane(1000)) == 0);
}

BOOST_AUTO_TEST_CASE(a_success_takes_its_charge_off_the_total) {
  const auto lane = [](int n) { return ThrottleKey{"password", hash_of(1), std::to_string(n), true}; };
  for (int n = 0; n < 999; ++n) BOOST_REQUIRE(charge(lane(n)) == 0);
  for (int n = 999; n < 1010; ++n) {
    BOOST_TEST(charge(lane(n)) == 0);
    succeed(lane(n));
  }
  BOOST_TEST(charge(lane(2000)) == 0);
  BOOST_TEST(charge(lane(2001)) == 24 * 3600);
  BOOST_TEST(count("throttle") == 1 + 1010 + 2);
}

BOOST_AUTO_TEST_CASE(a_password_change_clears_the_second_factors_rows) {
  guess_wrong_times(5);
  const ThrottleKey known{"totp", hash_of(1), "known", false};
  BOOST_TEST(charge(known) == 0);
  write([&](Tx& tx) { store::clear_throttle(tx, hash_of(1), "lookup_secret"); });
  BOOST_TEST(charge() == 30);
  write([&](Tx& tx) { store::clear_throttle(tx, hash_of(1), "totp"); });
  BOOST_TEST(count("throttle") == 0);
  guess_wrong_times(5);
}

BOOST_AUTO_TEST_CASE(a_day_without_a_try_makes_the_row_new) {
  guess_wrong_times(5);
  now += 24h;
  guess_wrong_times(5);
  BOOST_TEST(charge() == 30);
  const auto sweep = [&] {
    return db.write_value<std::int64_t>([&](Tx& tx) { return store::delete_idle_throttle(tx, now, 10); });
  };
  now += 24h - 1us;
  BOOST_TEST(sweep() == 0);
  now += 1us;
  BOOST_TEST(sweep() == 1);
}

BOOST_AUTO_TEST_CASE(charges_sweep_what_is_idle) {
  const auto charge_subject = [&](int n) {
    (void)store::charge(db, {"password", hash_of(n), "10.0.0.0/24", true}, now);
  };
  for (int n = 0; n < 20; ++n) charge_subject(n);
  BOOST_TEST(count("throttle") == 40);
  now += 24h;
  for (int n = 100; n < 110; ++n) charge_subject(n);
  BOOST_TEST(count("throttle") == 20);
}

BOOST_AUTO_TEST_CASE(a_browser_is_known_for_a_year) {
  const auto knows = [&](int subject, int browser, base::Time at) {
    return db.read_value<bool>(
        [&](Tx& tx) { return store::knows_browser(tx, hash_of(subject), hash_of(browser), at); });
  };
  write([](Tx& tx) { store::remember_browser(tx, hash_of(1), hash_of(2), kNow - 24h); });
  write([](Tx& tx) { store::remember_browser(tx, hash_of(1), hash_of(2), kNow); });
  BOOST_TEST(knows(1, 2, kNow + 365 * 24h - 1s));
  BOOST_TEST(!knows(1, 2, kNow + 365 * 24h));
  BOOST_TEST(!knows(2, 2, kNow));
  BOOST_TEST(!knows(1, 1, kNow));
  write([](Tx& tx) { store::forget_browsers(tx, hash_of(1)); });
  BOOST_TEST(!knows(1, 2, kNow));
}

BOOST_AUTO_TEST_CASE(cleanup_takes_a_batch_a_table_and_leaves_what_lives) {
  with_identity(1);
  BOOST_TEST(charge() == 0);
  write([](Tx& tx) {
    for (int n = 1; n <= 4; ++n) {
      const auto expires = n == 4 ? kNow + 1h : kNow - std::chrono::hours(50 + n);
      auto session = session_of(n, id_of(1));
      session.expires_at = expires;
      insert_session(tx, session);
      auto flow = flow_of(n);
      flow.expires_at = expires;
      insert_flow(tx, flow);
      insert_error(tx, {id_of(n), "{}", kNow - 80h, kNow - 80h, expires});
      store::remember_browser(tx, hash_of(1), hash_of(n), expires - 365 * 24h);
    }
    put_pending(tx, {id_of(9), id_of(4), id_of(1), id_of(4), "password", hash_of(1), sealed("s"), kNow, kNow - 30h});
  });
  const auto first = store::cleanup_batch(db, kNow - 24h, kNow - 24h, kNow, 2);
  BOOST_TEST(first.sessions == 2);
  BOOST_TEST(first.flows == 2);
  BOOST_TEST(first.pending == 1);
  BOOST_TEST(first.errors == 2);
  BOOST_TEST(first.throttle == 0);
  BOOST_TEST(first.browsers == 2);
  BOOST_TEST(store::cleanup_batch(db, kNow - 24h, kNow - 24h, kNow, 2).total() > 0);
  BOOST_TEST(store::cleanup_batch(db, kNow - 24h, kNow - 24h, kNow, 2).total() == 0);
  for (const char* table : {"sessions", "flows", "errors", "known_browsers", "throttle"})
    BOOST_TEST(count(table) == 1, table);
}

BOOST_AUTO_TEST_SUITE_END()
