// Assertions a second (WebAuthn section 7.2 whole: client data, authenticator data, stored key, signature), beside
// OpenSSL's bare verification of the same bytes with a key that is ready. Both take turns, so that a busy machine slows
// both; the ratio is the median over the rounds.
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "crypto/sha256.h"
#include "tests/support/soft_authenticator.h"
#include "webauthn/assertion.h"

namespace {

using crypto::SignatureAlgorithm;
using Clock = std::chrono::steady_clock;
constexpr int kRounds = 9;
constexpr auto kTurn = std::chrono::milliseconds(60);

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

class Ceremony {
 public:
  explicit Ceremony(SignatureAlgorithm algorithm) : key_(algorithm), response_(made(key_)) {
    stored_ = webauthn::pack_key({algorithm, key_.parts()});
    message_ = response_.authenticator_data;
    const auto hash = crypto::sha256(response_.client_data_json);
    message_.insert(message_.end(), hash.begin(), hash.end());
  }

  [[nodiscard]] bool verify_bare() const {
    const SignatureAlgorithm algorithm = key_.algorithm();
    const bool is_eddsa = algorithm == SignatureAlgorithm::eddsa;
    const EVP_MD* digest = algorithm == SignatureAlgorithm::es384   ? EVP_sha384()
                           : algorithm == SignatureAlgorithm::es512 ? EVP_sha512()
                                                                    : EVP_sha256();
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* parameters = nullptr;
    EVP_DigestVerifyInit(context.get(), &parameters, is_eddsa ? nullptr : digest, nullptr, key_.handle());
    if (algorithm == SignatureAlgorithm::ps256) {
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
    }
    return EVP_DigestVerify(context.get(), response_.signature.data(), response_.signature.size(), message_.data(),
                            message_.size()) == 1;
  }

  [[nodiscard]] bool verify_whole() const {
    auto record = testing::record_of(key_);
    const auto key = webauthn::unpack_key(stored_);
    if (!key) return false;
    record.key = *key;
    return webauthn::verify_assertion(response_, record, testing::expected_assertion()).ok();
  }

 private:
  static webauthn::AssertionResponse made(const testing::SoftKey& key) {
    return testing::SoftAssertion(key).response();
  }

  testing::SoftKey key_;
  webauthn::AssertionResponse response_;
  base::Bytes stored_, message_;
};

template <class Verify>
double rate(Verify verify) {
  const auto start = Clock::now();
  int count = 0;
  for (; Clock::now() - start < kTurn; ++count) {
    if (!verify()) throw std::runtime_error("a good assertion is refused");
  }
  return count / std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void compare(const char* name, SignatureAlgorithm algorithm) {
  const Ceremony ceremony(algorithm);
  std::vector<double> bare, whole, ratios;
  for (int round = 0; round < kRounds; ++round) {
    bare.push_back(rate([&] { return ceremony.verify_bare(); }));
    whole.push_back(rate([&] { return ceremony.verify_whole(); }));
    ratios.push_back(whole.back() / bare.back());
  }
  std::printf("%-58s %10.0f %10.0f %8.2f\n", name, median(bare), median(whole), median(ratios));
}

}  // namespace

int main() {
  using enum SignatureAlgorithm;
  std::printf("%-58s %10s %10s %8s\n", "security keys, verified a second", "OpenSSL", "postern", "ratio");
  compare("ES256", es256);
  compare("ES384", es384);
  compare("ES512", es512);
  compare("RS256, 2048 bits", rs256);
  compare("PS256, 2048 bits", ps256);
  compare("EdDSA", eddsa);
}
