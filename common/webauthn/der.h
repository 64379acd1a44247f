// Just enough DER (X.690) to look into the extensions of attestation certificates. Borrows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace webauthn {

// The class and the constructed bit as in the first byte of an element, the tag number in the lower bits.
using DerTag = std::uint32_t;
inline constexpr DerTag kDerInteger = 0x02, kDerOctetString = 0x04, kDerEnumerated = 0x0A;
inline constexpr DerTag kDerSequence = 0x20000010, kDerSet = 0x20000011;
[[nodiscard]] constexpr DerTag der_explicit(std::uint32_t number) { return 0xA0000000 | number; }

struct DerElement {
  DerTag tag;
  base::ByteView content;
};

// Every element of `bytes`, one after the other; nullopt unless all of it is well formed.
[[nodiscard]] std::optional<std::vector<DerElement>> split_der(base::ByteView bytes);
// The content of the one element that `bytes` has to be.
[[nodiscard]] std::optional<base::ByteView> read_der(base::ByteView bytes, DerTag tag);
// The value of a small, not negative INTEGER or ENUMERATED's content.
[[nodiscard]] std::optional<std::uint32_t> der_number(base::ByteView content);

}  // namespace webauthn
