// contract: A9.1 A9.2 B2.7 B3.6 B4.9 B5.4
#include "store/identities.h"
#include "store/webauthn_keys.h"

#include "fixture.h"

using namespace store_test;
using store::Tx;

namespace {

store::PasswordRow password_of(int n) { return {id_of(n), "$hash", kNow, kNow}; }

store::TotpRow totp_of(int n) {
  store::TotpRow row;
  row.id = id_of(n + 100);
  row.identity_id = id_of(n);
  row.key = sealed("key");
  row.last_step = 10;
  row.created_at = kNow;
  return row;
}

std::vector<store::LookupCodeRow> codes_of(int n, int count) {
  std::vector<store::LookupCodeRow> rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back({id_of(n * 200 + i), id_of(n), i, sealed("code" + std::to_string(i)), std::nullopt, kNow});
  }
  return rows;
}

void add_key(Tx& tx, int n, bool passwordless) {
  tx.prepare(
        "INSERT INTO webauthn_credentials (id, identity_id, credential_id, public_key, name, passwordless, counter, "
        "flags,"
        " transports, aaguid, user_handle, added_at) VALUES (:id, :identity, :id, :id, 'key', :passwordless, 0, 0, '',"
        " :id, :id, 0)")
      .bind(":id", id_of(n * 300 + (passwordless ? 1 : 0)))
      .bind(":identity", id_of(n))
      .bind(":passwordless", passwordless)
      .run();
}

std::vector<base::Uuid> ids_of(const std::vector<store::IdentityRow>& rows) {
  std::vector<base::Uuid> out;
  for (const auto& row : rows) out.push_back(row.id);
  return out;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identities, Database)

BOOST_AUTO_TEST_CASE(keeps_every_column) {
  store::IdentityRow row;
  row.id = id_of(1);
  row.external_id = "ext";
  row.schema_id = "default";
  row.traits = "{}";
  row.metadata_public = "{\"a\":1}";
  row.metadata_admin = "{\"b\":2}";
  row.active = false;
  row.state_changed_at = kNow + 1s;
  row.verifiable_addresses = "[1]";
  row.recovery_addresses = "[2]";
  row.created_at = kNow;
  row.updated_at = kNow + 2s;
  write([&](Tx& tx) { insert_identity(tx, row); });
  db.read([&](Tx& tx) {
    const auto found = find_identity(tx, row.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->external_id == "ext");
    BOOST_TEST(found->schema_id == "default");
    BOOST_TEST(found->traits == "{}");
    BOOST_TEST(found->metadata_public == "{\"a\":1}");
    BOOST_TEST(found->metadata_admin == "{\"b\":2}");
    BOOST_TEST(!found->active);
    BOOST_TEST((found->state_changed_at == row.state_changed_at));
    BOOST_TEST(found->verifiable_addresses == "[1]");
    BOOST_TEST(found->recovery_addresses == "[2]");
    BOOST_TEST((found->created_at == row.created_at));
    BOOST_TEST((found->updated_at == row.updated_at));
    BOOST_TEST(!find_identity(tx, id_of(2)).has_value());
  });
}

BOOST_AUTO_TEST_CASE(no_external_id_is_no_value_that_could_be_taken) {
  with_identity(1);
  with_identity(2);
  BOOST_TEST(count("identities") == 2);
  BOOST_CHECK_THROW(with_identity(2), store::UniqueViolation);
}

BOOST_AUTO_TEST_CASE(updates_facts_and_state) {
  with_identity(1);
  write([&](Tx& tx) {
    auto row = *find_identity(tx, id_of(1));
    row.traits = "{\"n\":1}";
    row.updated_at = kNow + 5s;
    update_identity(tx, row);
    BOOST_TEST(find_identity(tx, id_of(1))->traits == "{\"n\":1}");
    BOOST_TEST(set_identity_active(tx, id_of(1), false, kNow + 6s));
    BOOST_TEST(!set_identity_active(tx, id_of(1), false, kNow + 7s));
    BOOST_TEST(!set_identity_active(tx, id_of(2), false, kNow + 7s));
    const auto found = find_identity(tx, id_of(1));
    BOOST_TEST(!found->active);
    BOOST_TEST((found->state_changed_at == kNow + 6s));
  });
}

BOOST_AUTO_TEST_CASE(pages_by_id) {
  for (const int n : {3, 1, 2}) with_identity(n);
  db.read([&](Tx& tx) {
    BOOST_TEST((ids_of(list_identities(tx, base::Uuid{}, 2)) == std::vector{id_of(1), id_of(2)}));
    BOOST_TEST((ids_of(list_identities(tx, id_of(2), 2)) == std::vector{id_of(3)}));
    BOOST_TEST(list_identities(tx, id_of(3), 2).empty());
  });
}

BOOST_AUTO_TEST_CASE(identifiers_are_unique_per_method) {
  with_identity(1);
  with_identity(2);
  write([](Tx& tx) {
    replace_identifiers(tx, id_of(1), "password", {"b@example.org", "a@example.org"});
    replace_identifiers(tx, id_of(2), "webauthn", {"a@example.org"});
  });
  BOOST_CHECK_THROW(write([](Tx& tx) { replace_identifiers(tx, id_of(2), "password", {"a@example.org"}); }),
                    store::UniqueViolation);
  write([](Tx& tx) {
    const std::vector<std::string> both = {"b@example.org", "a@example.org"};
    BOOST_TEST(identifiers_of(tx, id_of(1), "password") == both, boost::test_tools::per_element());
    BOOST_TEST((identity_by_identifier(tx, "password", "a@example.org") == id_of(1)));
    BOOST_TEST((identity_by_identifier(tx, "webauthn", "a@example.org") == id_of(2)));
    BOOST_TEST(!identity_by_identifier(tx, "webauthn", "b@example.org").has_value());
    replace_identifiers(tx, id_of(1), "password", {"c@example.org"});
    BOOST_TEST(!identity_by_identifier(tx, "password", "a@example.org").has_value());
  });
}

BOOST_AUTO_TEST_CASE(a_password_counts_only_with_an_identifier_of_its_method) {
  with_identity(1);
  write([](Tx& tx) { put_password(tx, password_of(1)); });
  BOOST_TEST(factors_of(1) == 0U);
  write([](Tx& tx) { replace_identifiers(tx, id_of(1), "webauthn", {"a"}); });
  BOOST_TEST(factors_of(1) == 0U);
  write([](Tx& tx) { replace_identifiers(tx, id_of(1), "password", {"a"}); });
  BOOST_TEST(factors_of(1) == unsigned{store::kPassword});
  write([](Tx& tx) { BOOST_TEST(delete_password(tx, id_of(1))); });
  BOOST_TEST(factors_of(1) == 0U);
}

BOOST_AUTO_TEST_CASE(lookup_codes_count_until_the_last_is_spent) {
  with_identity(1);
  write([](Tx& tx) { replace_lookup_codes(tx, id_of(1), codes_of(1, 2)); });
  BOOST_TEST(factors_of(1) == unsigned{store::kLookupSecret});
  write([](Tx& tx) { BOOST_TEST(spend_lookup_code(tx, id_of(200), kNow)); });
  BOOST_TEST(factors_of(1) == unsigned{store::kLookupSecret});
  write([](Tx& tx) { BOOST_TEST(spend_lookup_code(tx, id_of(201), kNow)); });
  BOOST_TEST(factors_of(1) == 0U);
}

BOOST_AUTO_TEST_CASE(totp_counts_while_it_is_there) {
  with_identity(1);
  write([](Tx& tx) { insert_totp(tx, totp_of(1)); });
  BOOST_TEST(factors_of(1) == unsigned{store::kTotp});
  write([](Tx& tx) { BOOST_TEST(delete_totp(tx, id_of(1))); });
  BOOST_TEST(factors_of(1) == 0U);
}

BOOST_AUTO_TEST_CASE(a_passwordless_key_counts_only_with_an_identifier) {
  with_identity(1);
  const auto refresh = [&] {
    return db.write_value<std::uint32_t>([](Tx& tx) { return refresh_factors(tx, id_of(1)); });
  };
  write([](Tx& tx) { add_key(tx, 1, true); });
  BOOST_TEST(refresh() == 0U);
  write([](Tx& tx) { replace_identifiers(tx, id_of(1), "webauthn", {"a"}); });
  BOOST_TEST(refresh() == unsigned{store::kWebauthnPasswordless});
  write([](Tx& tx) { add_key(tx, 1, false); });
  BOOST_TEST(refresh() == unsigned{store::kWebauthnPasswordless} + unsigned{store::kWebauthn});
}

BOOST_AUTO_TEST_CASE(whether_anybody_has_a_passwordless_key) {
  with_identity(1);
  const auto anybody = [&] { return db.read_value<bool>(store::has_passwordless_keys); };
  BOOST_TEST(!anybody());
  write([](Tx& tx) { add_key(tx, 1, false); });
  BOOST_TEST(!anybody());
  write([](Tx& tx) { add_key(tx, 1, true); });
  BOOST_TEST(anybody());
}

BOOST_AUTO_TEST_CASE(deleting_takes_everything_of_it_and_nothing_of_others) {
  for (const int n : {1, 2}) {
    with_identity(n);
    write([n](Tx& tx) {
      replace_identifiers(tx, id_of(n), "password", {std::to_string(n)});
      put_password(tx, password_of(n));
      insert_totp(tx, totp_of(n));
      replace_lookup_codes(tx, id_of(n), codes_of(n, 2));
      add_key(tx, n, false);
      insert_session(tx, session_of(n, id_of(n)));
      auto flow = flow_of(n);
      flow.kind = store::FlowKind::settings;
      flow.identity_id = id_of(n);
      insert_flow(tx, flow);
      put_pending(tx,
                  {id_of(n), id_of(n), id_of(n), id_of(n), "password", hash_of(n), sealed("s"), kNow, kNow + 15min});
    });
  }
  write([](Tx& tx) {
    BOOST_TEST(delete_identity(tx, id_of(1)));
    BOOST_TEST(!delete_identity(tx, id_of(1)));
  });
  for (const char* table : {"identities", "identifiers", "passwords", "totp", "webauthn_credentials", "sessions",
                            "flows", "pending_submissions"}) {
    BOOST_TEST(count(table) == 1, table);
  }
  BOOST_TEST(count("lookup_codes") == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(credentials, Database)

BOOST_AUTO_TEST_CASE(a_password_is_replaced_but_keeps_its_birthday) {
  with_identity(1);
  write([](Tx& tx) {
    BOOST_TEST(!find_password(tx, id_of(1)).has_value());
    put_password(tx, password_of(1));
    put_password(tx, {id_of(1), "$new", kNow + 5s, kNow + 5s});
    const auto found = find_password(tx, id_of(1));
    BOOST_TEST(found->hash == "$new");
    BOOST_TEST((found->created_at == kNow));
    BOOST_TEST((found->updated_at == kNow + 5s));
  });
}

BOOST_AUTO_TEST_CASE(a_rehash_does_not_undo_a_change) {
  with_identity(1);
  write([](Tx& tx) {
    put_password(tx, password_of(1));
    BOOST_TEST(rehash_password(tx, id_of(1), "$hash", "$better", kNow));
    BOOST_TEST(!rehash_password(tx, id_of(1), "$hash", "$late", kNow));
    BOOST_TEST(find_password(tx, id_of(1))->hash == "$better");
  });
}

BOOST_AUTO_TEST_CASE(one_totp_an_identity) {
  with_identity(1);
  write([](Tx& tx) {
    auto row = totp_of(1);
    row.algorithm = 2;
    row.digits = 8;
    row.period = 60;
    row.last_used_at = kNow;
    insert_totp(tx, row);
    const auto found = find_totp(tx, id_of(1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->key == row.key));
    BOOST_TEST((found->id == row.id));
    BOOST_TEST(found->algorithm == 2);
    BOOST_TEST(found->digits == 8);
    BOOST_TEST(found->period == 60);
    BOOST_TEST(found->last_step == 10);
    BOOST_TEST((found->last_used_at == row.last_used_at));
  });
  BOOST_CHECK_THROW(write([](Tx& tx) {
                      auto second = totp_of(1);
                      second.id = id_of(999);
                      insert_totp(tx, second);
                    }),
                    store::UniqueViolation);
}

BOOST_AUTO_TEST_CASE(a_step_works_once_and_older_ones_never) {
  with_identity(1);
  write([](Tx& tx) {
    const auto row = totp_of(1);
    insert_totp(tx, row);
    BOOST_TEST(!spend_totp_step(tx, row.id, 10, kNow));
    BOOST_TEST(spend_totp_step(tx, row.id, 12, kNow + 1s));
    BOOST_TEST(!spend_totp_step(tx, row.id, 12, kNow));
    BOOST_TEST(!spend_totp_step(tx, row.id, 11, kNow));
    BOOST_TEST(!spend_totp_step(tx, id_of(5), 13, kNow));
    BOOST_TEST((find_totp(tx, id_of(1))->last_used_at == kNow + 1s));
  });
}

BOOST_AUTO_TEST_CASE(a_recovery_code_works_once) {
  with_identity(1);
  write([](Tx& tx) {
    replace_lookup_codes(tx, id_of(1), codes_of(1, 3));
    BOOST_TEST(spend_lookup_code(tx, id_of(201), kNow + 1s));
    BOOST_TEST(!spend_lookup_code(tx, id_of(201), kNow + 2s));
    BOOST_TEST(!spend_lookup_code(tx, id_of(299), kNow));
    const auto rows = lookup_codes(tx, id_of(1));
    BOOST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(!rows[0].used_at.has_value());
    BOOST_TEST((rows[1].used_at == kNow + 1s));
    BOOST_TEST((rows[2].code == sealed("code2")));
    replace_lookup_codes(tx, id_of(1), codes_of(1, 1));
    BOOST_TEST(lookup_codes(tx, id_of(1)).size() == 1U);
    BOOST_TEST(delete_lookup_codes(tx, id_of(1)));
    BOOST_TEST(!delete_lookup_codes(tx, id_of(1)));
  });
}

BOOST_AUTO_TEST_CASE(resealing_finds_other_keys_and_loses_no_change) {
  with_identity(1);
  write([](Tx& tx) {
    insert_totp(tx, totp_of(1));
    auto codes = codes_of(1, 2);
    codes[0].code = sealed("new0");
    replace_lookup_codes(tx, id_of(1), codes);
    const base::Bytes prefix = base::to_bytes("new");
    const auto rows = sealed_with_other_key(tx, prefix, 10);
    BOOST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(sealed_with_other_key(tx, prefix, 1).size() == 1U);
    for (const auto& row : rows) BOOST_TEST(replace_sealed(tx, row, sealed("new")));
    for (const auto& row : rows) BOOST_TEST(!replace_sealed(tx, row, sealed("newer")));
    BOOST_TEST(sealed_with_other_key(tx, prefix, 10).empty());
  });
}

BOOST_AUTO_TEST_SUITE_END()
