// CBOR (RFC 8949) in the CTAP2 canonical form, the only one that authenticators write: definite lengths, shortest
// heads, no tags, at most four levels, keys unique and sorted. Borrows: a value is valid as long as its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "webauthn/error.h"

namespace webauthn {

class Cbor;
using CborArray = std::vector<Cbor>;
using CborMap = std::vector<std::pair<Cbor, Cbor>>;
struct CborUnsigned {
  std::uint64_t value;
};
struct CborNegative {
  std::uint64_t value;  // of -1 - value
};
struct CborOther {};  // floats, booleans, null and other simple values: nothing here reads them

class Cbor {
 public:
  using Value =
      std::variant<CborUnsigned, CborNegative, base::ByteView, std::string_view, CborArray, CborMap, CborOther>;
  explicit Cbor(Value value) : value_(std::move(value)) {}

  [[nodiscard]] std::optional<std::int64_t> integer() const;  // nullopt too beyond 64 bits
  [[nodiscard]] const base::ByteView* bytes() const { return std::get_if<base::ByteView>(&value_); }
  [[nodiscard]] const std::string_view* text() const { return std::get_if<std::string_view>(&value_); }
  [[nodiscard]] const CborArray* array() const { return std::get_if<CborArray>(&value_); }
  [[nodiscard]] const CborMap* map() const { return std::get_if<CborMap>(&value_); }
  // The member, or nullptr; nullptr too if this is no map.
  [[nodiscard]] const Cbor* find(std::string_view key) const;
  [[nodiscard]] const Cbor* find(std::int64_t key) const;

 private:
  Value value_;
};

// Real authenticators have written attestation objects with `attStmt` before `fmt`, or `sig` before `alg`: there, and
// only there, the order of keys is not looked at.
enum class KeyOrder : std::uint8_t { canonical, any };

inline constexpr std::size_t kMostCborBytes = 64 * 1024;
inline constexpr int kMostCborLevels = 4;

Result<Cbor> decode_cbor(base::ByteView bytes, KeyOrder order = KeyOrder::canonical);  // one item, nothing left

struct CborPrefix {
  Cbor value;
  std::size_t size;  // bytes that it took
};
Result<CborPrefix> decode_cbor_prefix(base::ByteView bytes, KeyOrder order = KeyOrder::canonical);

}  // namespace webauthn
