// session.*, cookies.*, secrets.*, ciphers.*, hashers.*
#include "config/key.h"

namespace config {
namespace {

void add_session(Keys& keys) {
  keys.duration("session.lifespan", "24h", "how long a session and its persistent cookie live",
                [](Config& c) { return &c.essentials.session_lifespan; });
  keys.choice("session.whoami.required_aal", "aal1|highest_available|aal2", "highest_available",
              "who has a second factor must have used it for a session to count; aal2: everybody must",
              [](Config& c) { return &c.essentials.whoami_aal; });
  keys.text("session.cookie.name", "ory_kratos_session", "name of the session cookie",
            [](Config& c) { return &c.essentials.session_cookie_name; });
  keys.boolean("session.cookie.persistent", "true", "false: the cookie ends with the browser",
               [](Config& c) { return &c.essentials.session_cookie_persistent; });
  keys.text("session.cookie.domain", "", "default: cookies.domain",
            [](Config& c) { return &c.essentials.session_cookie.domain; });
  keys.text("session.cookie.path", "", "default: cookies.path",
            [](Config& c) { return &c.essentials.session_cookie.path; });
  keys.choice("session.cookie.same_site", "Strict|Lax|None", "", "default: cookies.same_site",
              [](Config& c) { return &c.essentials.session_cookie.same_site; });
  keys.quoted_boolean("session.cookie.secure", "\"true\" or \"false\", quoted; default: whether base_url is https",
                      [](Config& c) { return &c.essentials.session_cookie.secure; });
  keys.duration("session.earliest_possible_extend", "",
                "the admin API extends a session no earlier than this long before its end; default: at any time",
                [](Config& c) { return &c.earliest_possible_extend; });
  keys.open("session.whoami.tokenizer");
  keys.missing("session.whoami.tokenizer.templates", Type::any, "",
               "Postern makes no tokens: `tokenize_as` is refused");
}

void add_cookies(Keys& keys) {
  keys.text("cookies.domain", "", "domain of every cookie; none: only this host",
            [](Config& c) { return &c.essentials.cookies.domain; });
  keys.text("cookies.path", "/", "path of every cookie", [](Config& c) { return &c.essentials.cookies.path; });
  keys.choice("cookies.same_site", "Strict|Lax|None", "Lax", "SameSite of every cookie",
              [](Config& c) { return &c.essentials.cookies.same_site; });
  keys.quoted_boolean("cookies.secure", "\"true\" or \"false\", quoted; default: whether base_url is https",
                      [](Config& c) { return &c.essentials.cookies.secure; });
}

void add_secrets(Keys& keys) {
  keys.texts("secrets.default", "", "the first signs, all verify; make one with `postern secrets generate`",
             [](Config& c) { return &c.secrets_default; })
      .must()
      .hidden()
      .at_least(16);
  keys.texts("secrets.cookie", "", "for cookies; default: secrets.default", [](Config& c) { return &c.secrets_cookie; })
      .hidden()
      .at_least(16);
  keys.texts("secrets.cipher", "", "of 32 characters each: seals TOTP keys and recovery codes in the database",
             [](Config& c) { return &c.secrets_cipher; })
      .hidden()
      .between(32, 32);
  keys.irrelevant("secrets.pagination", Type::texts).hidden().at_least(16);
  // What is sealed is sealed with AES-256-GCM, whatever this says (ARCHITECTURE, Sealing).
  keys.irrelevant("ciphers.algorithm", Type::choice, "noop|aes|xchacha20-poly1305");
  keys.open("ciphers");
}

void add_hashers(Keys& keys) {
  keys.choice("hashers.algorithm", "argon2|bcrypt", "bcrypt", "how new passwords are hashed; old hashes keep working",
              [](Config& c) { return &c.hashers.algorithm; });
  keys.integer("hashers.bcrypt.cost", "12", "2^cost rounds; below 12 counts as 12",
               [](Config& c) { return &c.hashers.bcrypt_cost; })
      .between(4, 31);
  keys.size("hashers.argon2.memory", "128MB", "memory of one hash",
            [](Config& config, std::int64_t bytes) {
              config.hashers.argon2.memory_kib = static_cast<std::uint32_t>(bytes / 1024);
            })
      .between(8 * 1024, std::int64_t{1} << 40);
  keys.integer("hashers.argon2.iterations", "1", "passes over the memory",
               [](Config& c) { return &c.hashers.argon2.iterations; })
      .between(1, 1 << 20);
  keys.integer("hashers.argon2.parallelism", "", "lanes; default: twice the processors",
               [](Config& c) { return &c.hashers.argon2.parallelism; })
      .between(1, 255);
  keys.integer("hashers.argon2.salt_length", "16", "bytes", [](Config& c) { return &c.hashers.argon2.salt_length; })
      .between(16, 1024);
  keys.integer("hashers.argon2.key_length", "32", "bytes", [](Config& c) { return &c.hashers.argon2.key_length; })
      .between(16, 1024);
  // An unknown user costs a real hash here, so there is no delay to shape.
  keys.irrelevant("hashers.argon2.expected_duration", Type::duration);
  keys.irrelevant("hashers.argon2.expected_deviation", Type::duration);
  keys.irrelevant("hashers.argon2.dedicated_memory", Type::size);
}

}  // namespace

void add_session_keys(Keys& keys) {
  add_session(keys);
  add_cookies(keys);
  add_secrets(keys);
  add_hashers(keys);
}

}  // namespace config
