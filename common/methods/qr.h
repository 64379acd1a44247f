// QR codes as PNG (ISO/IEC 18004, error correction level M): 256 x 256 pixels, whole modules, the rest white margin.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace methods {

inline constexpr int kQrPixels = 256;
// Throws Broken("qr.too_long") if the text does not fit any version.
[[nodiscard]] base::Bytes qr_png(std::string_view text);

}  // namespace methods
