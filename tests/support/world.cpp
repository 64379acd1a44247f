#include "tests/support/world.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "identity/export.h"
#include "methods/import.h"

namespace support {
namespace {

// Hashing is as cheap as it can be; everything else is what issue and README call the ordinary site.
constexpr const char* kConfiguration = R"(dsn: sqlite://postern.sqlite?_fk=true
serve: { public: { base_url: "http://localhost:8080/" } }
selfservice:
  default_browser_return_url: /
  allowed_return_urls: [ "http://localhost:8080/", "https://app.example.org/welcome" ]
  flows:
    settings: { required_aal: highest_available }
    logout: { after: { default_browser_return_url: /signed-out } }
  methods:
    totp: { config: { issuer: Example }, enabled: true }
    lookup_secret: { enabled: true }
session: { whoami: { required_aal: aal1 } }
identity: { schemas: [ { id: default, url: "file://identity.schema.json" } ] }
hashers: { algorithm: argon2, argon2: { memory: 1MB, iterations: 1, parallelism: 1 } }
secrets: { default: [ a-secret-of-the-unit-tests-only ], cipher: [ 0123456789abcdef0123456789abcdef ] }
postern: { sqlite: { synchronous: normal } }
)";

constexpr const char* kSchema = R"({"$id":"person","type":"object","properties":{"traits":{"type":"object",
"properties":{"email":{"type":"string","format":"email","title":"E-Mail","minLength":3,"ory.sh/kratos":{"credentials":
{"password":{"identifier":true},"totp":{"account_name":true},"webauthn":{"identifier":true},"passkey":{"display_name":true}}}},
"name":{"type":"object","properties":{"first":{"type":"string","title":"First name"}}}},"required":["email"]}}})";

// Hundreds of sites that nobody keeps: no disk has to be waited for.
std::filesystem::path memory_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

World::World()
    : folder_(memory_folder()),
      log_descriptor_(::open((folder_.path() / "log").c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600)),
      log_(clock, log_descriptor_) {
  write_file(folder_.path() / "kratos.yml", kConfiguration);
  write_file(folder_.path() / "identity.schema.json", kSchema);
  store::Options options;
  options.path = (folder_.path() / "postern.sqlite").string();
  options.synchronous_full = false;
  store::Db::create_or_migrate(options);
  start();
}

World::~World() {
  app_.reset();
  ::close(log_descriptor_);
}

void World::start() {
  app_.reset();
  live_ = std::make_unique<config::Live>((folder_.path() / "kratos.yml").string(), environment_, log_);
  app_ = std::make_unique<api::App>(handler_service(), clock, random, log_, *live_);
  http::Request ready{.method = "GET", .path = "/health/ready", .body = ""};
  if (app_->answer(ready).status != 200) throw std::runtime_error("the site does not start:\n" + logged());
}

void World::configure(const std::string& name, const std::string& value) {
  environment_[name] = value;
  start();
}

base::Uuid World::import(std::string_view json) {
  const auto document = base::parse_json(json);
  if (!document) throw std::runtime_error("import: no JSON");
  const auto imported =
      identity::is_export(*document) ? identity::parse_export(*document) : identity::parse_import(*document);
  if (!imported) throw std::runtime_error("import: " + imported.error());
  const auto made = methods::import_identity(
      db(), *imported, methods::import_context(app_->config(), app_->schemas(), app_->keyring(), random, clock.now()));
  if (!made) throw std::runtime_error("import: " + made.error().text);
  return made->row.id;
}

Person World::add(const std::string& name, unsigned factors) {
  Person person{.email = name + "@example.org", .password = "a long way to Tipperary"};
  base::JsonWriter json;
  json.object().key("traits").object().key("email").string(person.email).close();
  json.key("credentials").object().key("password").object().key("config").object();
  json.key("password").string(person.password).close().close();
  if ((factors & kWithTotp) != 0) {
    person.totp_key = base::random_bytes(random, 20);
    json.key("totp").object().key("config").object();
    json.key("totp_url").string(crypto::otpauth_url("Example", person.email, person.totp_key, person.totp));
    json.close().close();
  }
  if ((factors & kWithCodes) != 0) {
    json.key("lookup_secret").object().key("config").object().key("codes").array();
    for (int i = 0; i < 12; ++i) {
      person.codes.push_back(base::random_text(random, 8, base::kLowerAlphanumeric));
      json.object().key("code").string(person.codes.back()).close();
    }
    json.close().close().close();
  }
  json.close().close();
  person.id = import(json.text());
  return person;
}

void World::disable(const Person& person) {
  db().write([&](store::Tx& tx) { store::set_identity_active(tx, person.id, false, clock.now()); });
}

std::string World::code(const Person& person, int steps) {
  return code_of(person.totp_key, clock.now() + std::chrono::seconds(steps * person.totp.period), person.totp);
}

std::int64_t World::count(const std::string& table) {
  const std::string sql = "SELECT count(*) FROM " + table;
  return db().read_value<std::int64_t>([&](store::Tx& tx) {
    auto select = tx.prepare(sql.c_str());
    return select.step() ? select.integer(0) : -1;
  });
}

std::string World::logged() const { return read_file(folder_.path() / "log"); }

std::string code_of(base::ByteView key, base::Time at, const crypto::TotpParameters& parameters) {
  const auto step = static_cast<std::uint64_t>(crypto::totp_step(at, parameters));
  return crypto::hotp(key, step, parameters.algorithm, parameters.digits);
}

}  // namespace support
