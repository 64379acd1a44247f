// What a browser or an authenticator sends, read by every parser of common/webauthn. The first byte chooses the parser.
// The entry is libFuzzer's: with clang, -fsanitize=fuzzer instead of fuzz_main.cpp.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/support/soft_authenticator.h"
#include "webauthn/attestation.h"
#include "webauthn/client_data.h"
#include "webauthn/der.h"
#include "webauthn/origin.h"
#include "webauthn/response_json.h"
#include "webauthn/tpm_structures.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void read_key(base::ByteView bytes) {
  const auto key = webauthn::parse_cose_key(bytes);
  if (key) require(webauthn::unpack_key(webauthn::pack_key(*key)) == *key);
}

// Whatever the relying party is, so that the statements are reached.
void read_attestation(base::ByteView bytes) {
  const base::Bytes hash(32, 0);
  static_cast<void>(webauthn::verify_new_credential(bytes, hash, testing::expected_registration()));
  const auto object = webauthn::decode_cbor(bytes, webauthn::KeyOrder::any);
  if (!object) return;
  const auto *format = object->find("fmt"), *statement = object->find("attStmt"), *encoded = object->find("authData");
  if (format == nullptr || statement == nullptr || encoded == nullptr) return;
  if (format->text() == nullptr || statement->map() == nullptr || encoded->bytes() == nullptr) return;
  const auto data = webauthn::parse_authenticator_data(*encoded->bytes());
  if (!data || !data->credential) return;
  const webauthn::AttestationInput input{*statement, *encoded->bytes(), *data, *data->credential, hash};
  static_cast<void>(webauthn::verify_attestation(*format->text(), input));
}

void read_small_parts(base::ByteView bytes) {
  static_cast<void>(webauthn::is_same_origin(base::as_text(bytes), "https://example.org"));
  static_cast<void>(webauthn::unpack_key(bytes));
  static_cast<void>(webauthn::split_der(bytes));
  static_cast<void>(webauthn::parse_tpm_public(bytes));
  static_cast<void>(webauthn::parse_tpm_attest(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteView bytes(data + 1, size - 1);
  switch (data[0] % 7) {
    case 0:
      static_cast<void>(webauthn::parse_client_data(bytes));
      break;
    case 1:
      read_attestation(bytes);
      break;
    case 2:
      static_cast<void>(webauthn::parse_authenticator_data(bytes));
      break;
    case 3:
      read_key(bytes);
      break;
    case 4:
      static_cast<void>(webauthn::parse_registration_response(base::as_text(bytes)));
      break;
    case 5:
      static_cast<void>(webauthn::parse_assertion_response(base::as_text(bytes)));
      break;
    default:
      read_small_parts(bytes);
  }
  return 0;
}
