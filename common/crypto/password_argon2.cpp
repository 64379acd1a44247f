// argon2id and argon2i, RFC 9106, in PHC strings: $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<digest>, both in
// unpadded base64, parameters in this order. Lanes are computed one after another: a site's process gets one core,
// and threads would cost it address space.
#include <argon2.h>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

struct Argon2Hash {
  argon2_type type = Argon2_id;
  std::int64_t memory_kib = 0, passes = 0, lanes = 0;
  base::Bytes salt, digest;
};

constexpr std::int64_t kMaxMemoryKib = 1048576, kMaxPasses = 10, kMaxLanes = 16;

std::optional<Argon2Hash> parse(std::string_view text) {
  const auto fields = base::split(text, '$');
  if (fields.size() != 6 || fields[2] != "v=19") return std::nullopt;
  const auto parameters = base::split(fields[3], ',');
  if (parameters.size() != 3) return std::nullopt;
  const auto memory = parse_parameter(parameters[0], "m");
  const auto passes = parse_parameter(parameters[1], "t");
  const auto lanes = parse_parameter(parameters[2], "p");
  auto salt = base::decode_base64_raw(fields[4]);
  auto digest = base::decode_base64_raw(fields[5]);
  if (!memory || !passes || !lanes || *lanes > 255 || !salt || !digest) return std::nullopt;
  if (salt->size() < ARGON2_MIN_SALT_LENGTH || digest->size() < ARGON2_MIN_OUTLEN) return std::nullopt;
  const argon2_type type = fields[1] == "argon2i" ? Argon2_i : Argon2_id;
  return Argon2Hash{type, *memory, *passes, *lanes, std::move(*salt), std::move(*digest)};
}

bool is_bounded(const Argon2Hash& hash) {
  const auto within = [](std::int64_t value, std::int64_t most) { return value >= 1 && value <= most; };
  return within(hash.memory_kib, kMaxMemoryKib) && within(hash.passes, kMaxPasses) && within(hash.lanes, kMaxLanes);
}

// A digest of the same parameters and length as `hash` has.
base::Bytes compute(std::string_view password, const Argon2Hash& hash) {
  base::Bytes digest(hash.digest.size());
  base::Bytes salt = hash.salt;
  argon2_context context{};
  context.out = digest.data();
  context.outlen = static_cast<std::uint32_t>(digest.size());
  context.pwd = const_cast<std::uint8_t*>(base::as_bytes(password).data());  // read only without a CLEAR flag
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = salt.data();
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = static_cast<std::uint32_t>(hash.passes);
  context.m_cost = static_cast<std::uint32_t>(hash.memory_kib);
  context.lanes = static_cast<std::uint32_t>(hash.lanes);
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const int code = argon2_ctx(&context, hash.type);
  if (code == ARGON2_MEMORY_ALLOCATION_ERROR) {
    throw base::Unavailable("hash.memory", "argon2 cannot have " + std::to_string(hash.memory_kib) + " KiB");
  }
  if (code != ARGON2_OK) throw base::Broken("hash.argon2", argon2_error_message(code));
  return digest;
}

bool recognises(std::string_view hash) { return hash.starts_with("$argon2id$") || hash.starts_with("$argon2i$"); }

base::Result<base::Done, ImportError> check(std::string_view text) {
  const auto hash = parse(text);
  if (!hash) return base::Error{ImportError::malformed};
  if (!is_bounded(*hash)) return base::Error{ImportError::too_costly};
  // RFC 9106 section 3.1: at least 8 KiB a lane
  if (hash->memory_kib < 8 * hash->lanes) return base::Error{ImportError::malformed};
  return base::Done{};
}

bool verify(std::string_view password, std::string_view text, std::uint64_t memory_cap_kib) {
  const auto hash = parse(text);
  if (!hash) return false;
  if (memory_cap_kib != 0 && static_cast<std::uint64_t>(hash->memory_kib) > memory_cap_kib) refuse_memory();
  return base::equal_constant_time(compute(password, *hash), hash->digest);
}

}  // namespace

constinit const PasswordFormat kArgon2Format = {recognises, check, verify, nullptr};

std::string hash_argon2(std::string_view password, const HashParameters& parameters, base::ByteView salt) {
  Argon2Hash hash{Argon2_id,
                  parameters.memory_kib,
                  parameters.iterations,
                  parameters.parallelism,
                  base::Bytes(salt.begin(), salt.end()),
                  base::Bytes(parameters.key_length)};
  // a hash beyond the bounds would be made once and never verified
  if (!is_bounded(hash) || hash.memory_kib < 8 * hash.lanes || salt.size() < ARGON2_MIN_SALT_LENGTH) {
    throw base::Unavailable("config.invalid", "hashers.argon2 is out of bounds");
  }
  hash.digest = compute(password, hash);
  return "$argon2id$v=19$m=" + std::to_string(hash.memory_kib) + ",t=" + std::to_string(hash.passes) +
         ",p=" + std::to_string(hash.lanes) + "$" + base::encode_base64_raw(hash.salt) + "$" +
         base::encode_base64_raw(hash.digest);
}

bool is_argon2_current(std::string_view text, const HashParameters& parameters) {
  const auto hash = parse(text);
  if (!recognises(text) || !hash || hash->type != Argon2_id) return false;
  return hash->memory_kib >= parameters.memory_kib && hash->passes >= parameters.iterations;
}

}  // namespace crypto
