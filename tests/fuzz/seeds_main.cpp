// Prints seeds for webauthn_fuzz.cpp, one a line in hex: the parts of the vectors in the folder, and of ceremonies of
// the software authenticator, so that there are some without vectors.
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/encoding.h"
#include "base/json.h"
#include "tests/support/soft_authenticator.h"
#include "tests/support/webauthn_vectors.h"

namespace {

void print(std::uint8_t parser, base::ByteView bytes) {
  if (bytes.empty() || bytes.size() > 8192) return;
  const base::Bytes first = {parser};
  std::printf("%s%s\n", base::encode_hex(first).c_str(), base::encode_hex(bytes).c_str());
}

std::string response_json(std::string_view members) {
  return R"({"id":"AQI","rawId":"AQI","type":"public-key","response":{"clientDataJSON":"e30",)" + std::string(members) +
         "}}";
}

void print_own() {
  for (const crypto::SignatureAlgorithm algorithm : webauthn::kOfferedAlgorithms) {
    const testing::SoftKey key(algorithm);
    const auto made = testing::SoftRegistration(key).response();
    print(0, made.client_data_json);
    print(1, made.attestation_object);
    print(2, testing::SoftRegistration(key).authenticator_data());
    print(3, key.cose());
  }
  print(4, base::as_bytes(response_json(R"("attestationObject":"AA==","transports":["usb"])")));
  print(5, base::as_bytes(response_json(R"("authenticatorData":"AA","signature":"AA","userHandle":null)")));
  print(6, base::as_bytes("https://example.org:443"));
}

void print_vectors(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const auto json = base::parse_json(text.str());
  if (!json) return;
  for (const base::Json& vector : testing::list_of(*json, "vectors")) {
    print(0, testing::bytes_of(vector, "clientDataJSON"));
    print(1, testing::bytes_of(vector, "attestationObject"));
    print(2, testing::bytes_of(vector, "authenticatorData"));
    print(3, testing::bytes_of(vector, "public_key_cose"));
    print(4, base::as_bytes(testing::text_or(vector, "response_json_text")));
    print(5, base::as_bytes(testing::text_or(vector, "response_json_text")));
  }
}

}  // namespace

int main() {
  print_own();
  for (const auto& file : testing::vector_files(testing::vectors_folder())) print_vectors(file);
}
