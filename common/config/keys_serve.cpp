// dsn, serve.public.*, identity.*, feature_flags, security, and Postern's own keys
#include "config/key.h"

namespace config {
namespace {

void add_public(Keys& keys) {
  keys.uri("serve.public.base_url", "scheme, host and path of every link; names the CSRF cookie",
           [](Config& c) { return &c.essentials.base_url; });
  keys.boolean("serve.public.cors.enabled", "false", "answer scripts of other origins",
               [](Config& c) { return &c.essentials.cors.enabled; });
  keys.texts("serve.public.cors.allowed_origins", "[\"*\"]", "origins, each with at most one `*`",
             [](Config& c) { return &c.essentials.cors.allowed_origins; });
  keys.choices("serve.public.cors.allowed_methods", "POST|GET|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE",
               "[POST, GET, PUT, PATCH, DELETE]", "methods of a preflight",
               [](Config& c) { return &c.essentials.cors.allowed_methods; });
  keys.texts("serve.public.cors.allowed_headers",
             "[Authorization, Content-Type, Max-Age, X-Session-Token, X-XSRF-TOKEN, X-CSRF-TOKEN]",
             "request headers of a preflight", [](Config& c) { return &c.essentials.cors.allowed_headers; });
  keys.texts("serve.public.cors.exposed_headers", "[Content-Type]", "answer headers that scripts may read",
             [](Config& c) { return &c.essentials.cors.exposed_headers; });
  keys.boolean("serve.public.cors.allow_credentials", "true", "scripts may send cookies",
               [](Config& c) { return &c.essentials.cors.allow_credentials; });
  keys.integer("serve.public.cors.max_age", "0", "seconds for which a preflight may be remembered",
               [](Config& c) { return &c.essentials.cors.max_age; })
      .between(0, 1 << 30);
  keys.missing("serve.public.cors.options_passthrough", Type::boolean, "false", "preflights are always answered");
  keys.irrelevant("serve.public.cors.debug", Type::boolean);
  keys.irrelevant("serve.public.host", Type::text);
  keys.irrelevant("serve.public.port", Type::integer).between(1, 65535);
  keys.missing("serve.public.socket", Type::any, "", "the web server listens, not Postern");
  keys.missing("serve.public.tls", Type::any, "", "the web server speaks TLS, not Postern").hidden();
  keys.irrelevant("serve.public.request_log");
  keys.missing("serve.admin", Type::any, "",
               "the web server listens, not Postern; `postern.admin.tokens` opens the admin API")
      .hidden();
}

SchemaSource& schema_at(Config& config, std::size_t item) {
  if (config.schemas.size() <= item) config.schemas.resize(item + 1);
  return config.schemas[item];
}

void add_identity(Keys& keys) {
  keys.text("identity.default_schema_id", "default", "the schema of who names none",
            [](Config& c) { return &c.default_schema_id; });
  keys.item("identity.schemas.#.id", Type::text, "name of the schema",
            [](Config& c, const Parsed& p, std::size_t i) { schema_at(c, i).id = p.text; })
      .must();
  keys.item("identity.schemas.#.url", Type::text, "file://PATH (relative to this file) or base64://…",
            [](Config& c, const Parsed& p, std::size_t i) { schema_at(c, i).url = p.text; })
      .must();
  keys.item("identity.schemas.#.selfservice_selectable", Type::boolean, "may people choose it at sign-up",
            [](Config& c, const Parsed& p, std::size_t i) { schema_at(c, i).selfservice_selectable = p.on; });
}

void add_flags(Keys& keys) {
  keys.boolean("feature_flags.cacheable_sessions", "false", "whoami says how long its answer may be kept",
               [](Config& c) { return &c.essentials.cacheable_sessions; });
  keys.duration("feature_flags.cacheable_sessions_max_age", "", "at most this long",
                [](Config& c) { return &c.essentials.cacheable_sessions_max_age; });
  keys.boolean("security.account_enumeration.mitigate", "false",
               "with login.style identifier_first: show every way to sign in, whoever is named",
               [](Config& c) { return &c.account_enumeration_mitigate; });
  keys.open("security");
  keys.open("security.account_enumeration");
}

void add_page_keys(Keys& keys) {
  keys.text("postern.pages.site_name", "",
            "the site's name on every page; default: the issuer of selfservice.methods.totp",
            [](Config& c) { return &c.pages.site_name; });
  keys.text("postern.pages.logo", "",
            "picture beside the name: a path of this host, or data:image/… of at most 2048 characters",
            [](Config& c) { return &c.pages.logo; });
  keys.text("postern.pages.folder", "", "where the web server finds style.css; if site.css is there too, pages link it",
            [](Config& c) { return &c.pages.folder; });
  keys.choice("postern.pages.language", "de|en|es|fr", "en", "of who asks for none that is there",
              [](Config& c) { return &c.pages.language; });
  keys.uri("postern.pages.home_url", "where the name and “Go to” lead; default: selfservice.default_browser_return_url",
           [](Config& c) { return &c.pages.home_url; });
  keys.uri("postern.pages.help_url", "your page of help, linked from every page",
           [](Config& c) { return &c.pages.help_url; });
  keys.uri("postern.pages.privacy_url", "your page about privacy, linked from every page",
           [](Config& c) { return &c.pages.privacy_url; });
  keys.uri("postern.pages.forgot_url", "your page for forgotten passwords, linked from the sign-in page",
           [](Config& c) { return &c.pages.forgot_url; });
  keys.uri("postern.pages.lost_factor_url", "who helps those who lost every second factor; default: help_url",
           [](Config& c) { return &c.pages.lost_factor_url; });
}

void add_own(Keys& keys) {
  keys.text("postern.data_dir", "", "folder of what Postern keeps; default: the folder of the database",
            [](Config& c) { return &c.essentials.data_dir; });
  keys.texts("postern.trusted_proxies", "[]", "addresses or networks whose forwarding headers count",
             [](Config& c) { return &c.essentials.trusted_proxies; });
  keys.text("postern.log_file", "", "log here too; default: only to the web server's error log",
            [](Config& c) { return &c.essentials.log_file; });
  keys.choice("postern.sqlite.synchronous", "normal|full", "full",
              "normal: faster, a power cut may lose the last seconds",
              [](Config& c) { return &c.essentials.synchronous; });
  keys.integer("postern.sqlite.mmap_mb", "64", "how much of the database is mapped into memory",
               [](Config& c) { return &c.essentials.mmap_mb; })
      .between(0, 64);
  keys.boolean("postern.pages.method_doors", "false", "pages post to one executable per method",
               [](Config& c) { return &c.method_doors; });
  add_page_keys(keys);
  keys.text("postern.remote_user.trait", "",
            "the trait that is REMOTE_USER: the web server's own sign-in is the first factor; default: it is not",
            [](Config& c) { return &c.remote_user_trait; });
  keys.text("postern.remote_user.domain", "",
            "goes behind @ where REMOTE_USER has none, for a trait that is an e-mail address",
            [](Config& c) { return &c.remote_user_domain; });
  keys.duration(
      "postern.remember_device", "0s",
      "how long people may have a browser remembered, which then needs no second factor to sign in; 0s: never",
      [](Config& c) { return &c.essentials.remember_device; });
  keys.duration("postern.enrolment.grace", "0s",
                "with required_aal: aal2, how long a new account may do without a second factor",
                [](Config& c) { return &c.essentials.enrolment_grace; });
  keys.text("postern.enrolment.until", "",
            "with required_aal: aal2, nobody needs a second factor before this day (2027-01-31, UTC)",
            [](Config& c) { return &c.enrolment_until; });
  keys.choice("postern.webauthn.user_verification", "required|preferred|discouraged", "discouraged",
              "whether a key must ask for its PIN or a finger; checked here too",
              [](Config& c) { return &c.webauthn_user_verification; });
  keys.choice("postern.webauthn.sign_counter", "warn|deny", "warn",
              "what a counter that went back does: it may mean that the key was copied",
              [](Config& c) { return &c.webauthn_sign_counter; });
  keys.texts("postern.webauthn.attestation.trust_anchors", "[]",
             "file://PATH of PEM certificates: only keys whose maker they vouch for may be added",
             [](Config& c) { return &c.webauthn_authenticators.anchor_files; });
  keys.texts("postern.webauthn.attestation.aaguids", "[]",
             "models of keys, as UUIDs: only these may be added; needs trust_anchors to mean something",
             [](Config& c) { return &c.webauthn_authenticators.aaguids; });
  keys.integer("postern.limits.body_bytes", "5242880", "largest request body",
               [](Config& c) { return &c.essentials.body_bytes; })
      .between(1024, 5 << 20);
  keys.integer("postern.limits.hash_memory_mb", "0", "refuse stored hashes that need more; 0: no limit of ours",
               [](Config& c) { return &c.hash_memory_mb; })
      .between(0, 1 << 20);
  keys.boolean("postern.import.allow_weak_hashes", "false",
               "import hashes without salt too; they last until the next sign-in",
               [](Config& c) { return &c.allow_weak_hashes; });
  keys.duration("postern.audit.retention", "8760h", "how long the audit log is kept; 0s: for ever",
                [](Config& c) { return &c.audit_retention; });
  keys.texts("postern.admin.tokens", "",
             "who may use the admin API: sha256:HEX or sha256:HEX:NAME, made by `postern admin token`; none: nobody",
             [](Config& c) { return &c.admin_token_texts; })
      .hidden();
}

}  // namespace

void add_serve_keys(Keys& keys) {
  keys.text("dsn", "", "the database: sqlite://PATH, relative to this file, or sqlite:///PATH",
            [](Config& c) { return &c.essentials.sqlite_path; })
      .must();
  add_public(keys);
  add_identity(keys);
  add_flags(keys);
  add_own(keys);
}

}  // namespace config
