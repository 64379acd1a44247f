// Points by SEC 1 section 2.3.4 (uncompressed) and RFC 8032 section 5.1.3, RSA moduli by RFC 8230 section 6.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/public_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <algorithm>
#include <memory>

#include "crypto/ec_curve.h"
#include "crypto/openssl.h"

namespace crypto {

namespace {

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, Free>;
using Context = std::unique_ptr<BN_CTX, Free>;

Number number_of(base::ByteView big_endian) {
  return Number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

Number number_of(const char* hex) {
  BIGNUM* number = nullptr;
  BN_hex2bn(&number, hex);
  return Number(number);
}

std::optional<KeyFault> fault_of(const EcKey& key) {
  const std::size_t size = coordinate_size(key.curve);
  if (key.x.size() != size || key.y.size() != size) return KeyFault::malformed;
  if (!load_point(key)) return KeyFault::not_on_curve;
  return std::nullopt;
}

std::optional<KeyFault> fault_of(const RsaKey& key) {
  if (key.n.empty() || key.e.empty() || key.n.front() == 0) return KeyFault::malformed;
  const Number n = number_of(key.n);
  const int bits = BN_num_bits(n.get());
  if (bits < kLeastRsaBits || bits > kMostRsaBits || BN_is_odd(n.get()) == 0) return KeyFault::weak_rsa;
  const Number e = number_of(key.e);
  const bool is_sound = BN_is_odd(e.get()) != 0 && BN_is_one(e.get()) == 0 && BN_num_bits(e.get()) <= 32;
  if (!is_sound) return KeyFault::weak_rsa;
  if (key.e.front() == 0) return KeyFault::malformed;
  return std::nullopt;
}

// The y of the points of order 8; those of order 1, 2 and 4 have y = 1, -1 and 0.
constexpr const char* kOrder8 = "05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826";

// x^2 = (y^2 - 1) / (d y^2 + 1) has to be a square. OpenSSL looks only when it verifies, so it is asked for here.
std::optional<KeyFault> fault_of(const Ed25519Key& key) {
  if (key.bytes.size() != 32) return KeyFault::malformed;
  base::Bytes reversed(key.bytes.rbegin(), key.bytes.rend());
  reversed.front() &= 0x7F;  // the sign of x
  const Number p = number_of("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED");
  const Number d = number_of("52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3");
  const Number y = number_of(reversed);
  if (BN_cmp(y.get(), p.get()) >= 0) return KeyFault::not_on_curve;

  const Number order8 = number_of(kOrder8), minus_y(BN_new());
  BN_sub(minus_y.get(), p.get(), y.get());
  const bool is_small_order = BN_is_zero(y.get()) != 0 || BN_is_one(y.get()) != 0 || BN_is_one(minus_y.get()) != 0 ||
                              BN_cmp(y.get(), order8.get()) == 0 || BN_cmp(minus_y.get(), order8.get()) == 0;
  if (is_small_order) return KeyFault::not_on_curve;

  // a/b is a square where a*b is one
  const Context context(BN_CTX_new());
  const Number a(BN_new()), b(BN_new()), product(BN_new());
  BN_mod_sqr(a.get(), y.get(), p.get(), context.get());
  BN_mod_mul(b.get(), a.get(), d.get(), p.get(), context.get());
  BN_add_word(b.get(), 1);
  BN_sub_word(a.get(), 1);
  BN_mod_mul(product.get(), a.get(), b.get(), p.get(), context.get());
  if (BN_kronecker(product.get(), p.get(), context.get()) != 1) return KeyFault::not_on_curve;
  return std::nullopt;
}

}  // namespace

std::size_t coordinate_size(Curve curve) { return curve == Curve::p256 ? 32 : curve == Curve::p384 ? 48 : 66; }

std::optional<KeyFault> find_fault(const PublicKey& key) {
  start_openssl();
  const auto fault = std::visit([](const auto& parts) { return fault_of(parts); }, key);
  ERR_clear_error();  // a bad key is no fault of ours
  return fault;
}

}  // namespace crypto
