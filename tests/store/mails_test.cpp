// The queue of mail: taken by one sender only, put back, given away, capped.
#include "store/mails.h"

#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "fixture.h"
#include "store/resets.h"

using namespace store_test;

namespace {

struct Queue : Database {
  Queue() { with_identity(1); }

  void add(int n, base::Time due = kNow) {
    write([&](store::Tx& tx) {
      store::insert_mail(tx, {.id = id_of(n),
                              .identity_id = id_of(1),
                              .recipient = "a@example.org",
                              .language = "de",
                              .kind = "factor.added",
                              .facts = "{}",
                              .secret = sealed("secret"),
                              .created_at = kNow,
                              .next_try_at = due});
    });
  }
  std::optional<store::MailRow> take(base::Time now = kNow) {
    return db.write_value<std::optional<store::MailRow>>(
        [&](store::Tx& tx) { return store::take_due_mail(tx, now, now + 5min); });
  }
  bool put_back(const store::MailRow& mail, base::Time next) {
    return db.write_value<bool>([&](store::Tx& tx) { return store::put_back_mail(tx, mail, next, "dead"); });
  }
  bool finish(const store::MailRow& mail) {
    return db.write_value<bool>([&](store::Tx& tx) { return store::delete_taken_mail(tx, mail); });
  }
  bool counts(std::int64_t day) {
    return db.write_value<bool>([&](store::Tx& tx) { return store::count_mail(tx, id_of(1), day, 2); });
  }
};

// `count` processes that call `fn` at the same moment; what they exit with, added up.
int all_at_once(int count, const std::function<int()>& fn) {
  int gate[2];
  BOOST_REQUIRE(::pipe(gate) == 0);
  for (int i = 0; i < count; ++i) {
    if (::fork() != 0) continue;
    ::close(gate[1]);
    char byte;
    while (::read(gate[0], &byte, 1) > 0) continue;
    int code = 100;
    try {
      code = fn();
    } catch (...) {
    }
    ::_exit(code);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  int sum = 0, status = 0;
  while (::wait(&status) > 0) sum += WIFEXITED(status) ? WEXITSTATUS(status) : 100;
  return sum;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mails, Queue)

BOOST_AUTO_TEST_CASE(one_after_the_other_the_longest_waiting_first) {
  add(2, kNow - 1s), add(3, kNow - 2s), add(4, kNow + 1s);
  const auto first = take();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST((first->id == id_of(3)));
  BOOST_TEST(first->recipient == "a@example.org");
  BOOST_TEST((first->secret == sealed("secret")));
  BOOST_TEST(first->tries == 1);
  BOOST_TEST((take()->id == id_of(2)));
  BOOST_TEST(!take().has_value());  // the last is not due yet
  BOOST_TEST(finish(*first));
  BOOST_TEST(!finish(*first));
  BOOST_TEST(count("mails") == 2);
}

BOOST_AUTO_TEST_CASE(what_failed_comes_back_and_what_died_too) {
  add(2);
  const auto first = take();
  BOOST_TEST(put_back(*first, kNow + 1min));
  BOOST_TEST(!take(kNow + 59s).has_value());
  const auto second = take(kNow + 1min);
  BOOST_TEST(second->tries == 2);
  BOOST_TEST(!finish(*first));  // it is somebody else's by now
  BOOST_TEST(!put_back(*first, kNow));
  BOOST_TEST(!take(kNow + 5min).has_value());
  BOOST_TEST(take(kNow + 6min)->tries == 3);  // that sender never came back
}

BOOST_AUTO_TEST_CASE(an_operator_does_not_wait_but_takes_nothing_away) {
  add(2), add(3);
  const auto failed = take(), under_way = take();
  put_back(*failed, kNow + 4h);
  write([](store::Tx& tx) { store::make_failed_mails_due(tx, kNow); });
  BOOST_TEST((take()->id == failed->id));
  BOOST_TEST(!take().has_value());
  BOOST_TEST(finish(*under_way));
}

BOOST_AUTO_TEST_CASE(a_person_is_told_so_much_a_day) {
  BOOST_TEST(counts(7));
  BOOST_TEST(counts(7));
  BOOST_TEST(!counts(7));
  BOOST_TEST(counts(8));
  BOOST_TEST(count("mail_counts") == 1);
}

BOOST_AUTO_TEST_CASE(no_two_senders_send_the_same) {
  for (int n = 2; n < 42; ++n) add(n);
  db.close();
  const int taken = all_at_once(6, [&] {
    store::Db own(options_of(folder.file()));
    int mine = 0;
    for (bool more = true; more;) {
      own.write([&](store::Tx& tx) { more = store::take_due_mail(tx, kNow, kNow + 5min).has_value(); });
      mine += more ? 1 : 0;
    }
    return mine;
  });
  BOOST_TEST(taken == 40);
  BOOST_TEST(count("mails WHERE tries = 1") == 40);
}

BOOST_AUTO_TEST_CASE(old_ones_go) {
  add(2), add(3, kNow + 30 * 24h);
  const auto remove = [&](base::Time before) {
    return db.write_value<std::int64_t>([&](store::Tx& tx) { return store::delete_old_mails(tx, before, 10); });
  };
  BOOST_TEST(remove(kNow - 1s) == 0);
  BOOST_TEST(remove(kNow) == 1);
  write([](store::Tx& tx) { store::delete_identity(tx, id_of(1)); });
  BOOST_TEST(count("mails") == 0);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct Resets : Queue {
  store::ResetRow row{id_of(1), hash_of(7), kNow, kNow + 24h, kNow + 8 * 24h};
  bool begin(base::Time now = kNow) {
    row.asked_at = now, row.due_at = now + 24h, row.expires_at = now + 8 * 24h;
    return db.write_value<bool>([&](store::Tx& tx) { return store::begin_reset(tx, row, now - 24h); });
  }
  bool cancel(base::Time now) {
    return db.write_value<bool>([&](store::Tx& tx) { return store::cancel_reset(tx, id_of(1), now); });
  }
  bool take_due(base::Time now) {
    return db.write_value<bool>([&](store::Tx& tx) { return store::take_due_reset(tx, id_of(1), now); });
  }
  bool is_found(base::Time now) {
    return db.read_value<bool>([&](store::Tx& tx) {
      const bool by_token = store::find_reset_by_token(tx, hash_of(7), now).has_value();
      BOOST_TEST(by_token == store::find_reset(tx, id_of(1), now).has_value());
      return by_token;
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(resets, Resets)

BOOST_AUTO_TEST_CASE(one_at_a_time_and_after_a_while) {
  BOOST_TEST(begin());
  BOOST_TEST(!begin(kNow + 1h));  // under way
  BOOST_TEST(is_found(kNow + 1h));
  BOOST_TEST(!take_due(kNow + 24h - 1s));
  BOOST_TEST(take_due(kNow + 24h));
  BOOST_TEST(!take_due(kNow + 24h));
  BOOST_TEST(!cancel(kNow + 24h));
  BOOST_TEST(!is_found(kNow + 24h));
  BOOST_TEST(!begin(kNow + 47h));
  BOOST_TEST(begin(kNow + 48h));
}

BOOST_AUTO_TEST_CASE(cancelled_is_over) {
  BOOST_TEST(begin());
  BOOST_TEST(cancel(kNow + 1h));
  BOOST_TEST(!cancel(kNow + 1h));
  BOOST_TEST(!take_due(kNow + 25h));
  BOOST_TEST(!begin(kNow + 24h));
  BOOST_TEST(begin(kNow + 25h));
}

BOOST_AUTO_TEST_CASE(whoever_does_not_come_has_to_ask_again) {
  BOOST_TEST(begin());
  BOOST_TEST(!take_due(kNow + 8 * 24h));
  BOOST_TEST(!is_found(kNow + 8 * 24h));
  BOOST_TEST(begin(kNow + 8 * 24h));
}

BOOST_AUTO_TEST_CASE(of_a_removal_and_objections_at_once_one_wins) {
  BOOST_TEST(begin());
  db.close();
  const int won = all_at_once(8, [&] {
    store::Db own(options_of(folder.file()));
    const bool objects = ::getpid() % 2 == 0;
    return own.write_value<bool>([&](store::Tx& tx) {
      return objects ? store::cancel_reset(tx, id_of(1), kNow + 25h) : store::take_due_reset(tx, id_of(1), kNow + 25h);
    })
               ? 1
               : 0;
  });
  BOOST_TEST(won == 1);
}

BOOST_AUTO_TEST_SUITE_END()
